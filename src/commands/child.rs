//! The command of `exec --proxy` as our child: signals on their way to it, and its end as our own.

use std::io;
use std::process::{ExitCode, ExitStatus};

use tokio::process::Child;

/// What a shell adds to the number of the signal that ended a command.
#[cfg(unix)]
const BY_SIGNAL: u8 = 128;

#[cfg(unix)]
pub use unix::{Signals, signals};

/// Waits for the end of `child`, and passes on what we are sent meanwhile.
#[cfg(unix)]
pub async fn attend(mut child: Child, mut signals: Signals) -> io::Result<ExitStatus> {
    loop {
        tokio::select! {
            status = child.wait() => return status,
            Some(signal) = signals.recv() => unix::pass_on(&child, signal),
        }
    }
}

/// The exit code that tells the same, or the same signal's end.
#[cfg(unix)]
pub fn end_as(status: ExitStatus) -> ExitCode {
    use std::os::unix::process::ExitStatusExt;
    if let Some(code) = status.code() {
        return ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX));
    }
    let signal = status.signal().unwrap_or_default();
    // A shell leaves its loop where a signal has ended a command, not where a command exits with 130.
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

    /// What a person or a supervisor sends to a program. The terminal's own (Ctrl-C) the child gets by itself.
    const PASSED_ON: [Signal; 6] =
        [Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM, Signal::USR1, Signal::USR2];

    /// From now on these signals are ours to pass on. One that we ignore, as under `nohup`, the child ignores too.
    pub fn signals() -> io::Result<Signals> {
        let ignored = process::ignored_signals();
        let wanted = PASSED_ON.map(Signal::as_raw).into_iter().filter(|number| !ignored(*number));
        let mut arrived = SignalsInfo::<WithOrigin>::new(wanted)?;
        let (sender, signals) = mpsc::unbounded_channel();
        thread::Builder::new().spawn(move || {
            for origin in arrived.forever() {
                let signal = PASSED_ON.into_iter().find(|signal| signal.as_raw() == origin.signal);
                let Some(signal) = signal.filter(|_| origin.cause != Cause::Kernel) else { continue };
                if sender.send(signal).is_err() {
                    return;
                }
            }
        })?;
        Ok(signals)
    }

    pub fn pass_on(child: &Child, signal: Signal) {
        // `None` once it has been waited for: its number may be another process's by now.
        let pid = child.id().and_then(|pid| Pid::from_raw(pid.cast_signed()));
        // A child of another user (sudo) cannot be signalled, and gets to know by other ways.
        let _ = pid.map(|pid| kill_process(pid, signal));
    }
}

/// Ctrl-C reaches both of us: the child decides.
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
