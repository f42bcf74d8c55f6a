//! The command of `exec --proxy` as a child process: forwards signals to it and ends as it does.

use std::io;
use std::process::{ExitCode, ExitStatus};

use tokio::process::Child;

/// A shell adds this to the number of the signal that ended a command.
#[cfg(unix)]
const BY_SIGNAL: u8 = 128;

#[cfg(unix)]
pub use unix::{Signals, signals};

/// Waits for `child` to exit, and forwards the signals that arrive meanwhile.
#[cfg(unix)]
pub async fn attend(mut child: Child, mut signals: Signals) -> io::Result<ExitStatus> {
    loop {
        tokio::select! {
            status = child.wait() => return status,
            Some(signal) = signals.recv() => unix::pass_on(&child, signal),
        }
    }
}

/// Returns the exit code of the command, or ends this process by the signal that ended the command.
#[cfg(unix)]
pub fn end_as(status: ExitStatus) -> ExitCode {
    use std::os::unix::process::ExitStatusExt;
    if let Some(code) = status.code() {
        return ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX));
    }
    let signal = status.signal().unwrap_or_default();
    // A shell leaves its loop if a signal ends a command, but not if the command exits with 130.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    ExitCode::from(u8::try_from(signal).map_or(u8::MAX, |signal| BY_SIGNAL.saturating_add(signal)))
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::thread;

    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::iterator::SignalsInfo;
    use signal_hook::iterator::exfiltrator::WithOrigin;
    use signal_hook::low_level::siginfo::Cause;
    use tokio::process::Child;
    use tokio::sync::mpsc::{self, UnboundedReceiver};

    use crate::process;

    pub type Signals = UnboundedReceiver<Signal>;

    /// The signals that a person, a supervisor or a timer (`alarm`) sends. Those of job control are missing: the terminal
    /// and the shell send them to the child too, and the kernel knows best whether we may stop.
    const PASSED_ON: [Signal; 8] = [
        Signal::HUP,
        Signal::INT,
        Signal::QUIT,
        Signal::ALARM,
        Signal::TERM,
        Signal::USR1,
        Signal::USR2,
        Signal::WINCH,
    ];

    /// Catches these signals from now on, to forward them. A signal that is ignored here (as under `nohup`) stays
    /// ignored, in the child too.
    pub fn signals() -> io::Result<Signals> {
        let ignored = process::ignored_signals();
        let wanted = PASSED_ON.map(Signal::as_raw).into_iter().filter(|number| !ignored(*number));
        let mut arrived = SignalsInfo::<WithOrigin>::new(wanted)?;
        let (sender, signals) = mpsc::unbounded_channel();
        thread::Builder::new().spawn(move || {
            for origin in arrived.forever() {
                let signal = PASSED_ON.into_iter().find(|signal| signal.as_raw() == origin.signal);
                // The terminal signals the child too (Ctrl-C). A timer signals only the process that set it.
                let only_us = |signal: &Signal| origin.cause != Cause::Kernel || *signal == Signal::ALARM;
                let Some(signal) = signal.filter(only_us) else { continue };
                if sender.send(signal).is_err() {
                    return;
                }
            }
        })?;
        Ok(signals)
    }

    pub fn pass_on(child: &Child, signal: Signal) {
        // `None` after the child has been reaped: its pid may belong to another process.
        let pid = child.id().and_then(|pid| Pid::from_raw(pid.cast_signed()));
        // Best effort: a child of another user (sudo) cannot be signalled.
        let _ = pid.map(|pid| kill_process(pid, signal));
    }
}

/// Ctrl-C reaches both processes. We ignore it and let the child decide.
#[cfg(not(unix))]
pub struct Signals;

#[cfg(not(unix))]
pub fn signals() -> io::Result<Signals> {
    Ok(Signals)
}

#[cfg(not(unix))]
pub async fn attend(mut child: Child, _: Signals) -> io::Result<ExitStatus> {
    loop {
        tokio::select! {
            status = child.wait() => return status,
            interrupted = tokio::signal::ctrl_c() => interrupted?,
        }
    }
}

#[cfg(not(unix))]
pub fn end_as(status: ExitStatus) -> ExitCode {
    std::process::exit(status.code().unwrap_or(1))
}
