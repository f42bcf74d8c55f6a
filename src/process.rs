//! What this process asks of the kernel: protection of its memory, which signals it ignores, and a delay of those that
//! would end it.

/// Forbids core dumps, and access to our memory by other processes of the same user: both could reveal secrets.
/// `execve` resets this, so a command started by `exec` can be debugged as usual.
#[cfg(target_os = "linux")]
pub fn hide_memory() {
    // Best effort: if the kernel refuses, we are as protected as any other program.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Other systems have no such setting for one process.
#[cfg(not(target_os = "linux"))]
pub fn hide_memory() {}

/// Returns a test for whether a signal is ignored, as under `nohup`. Reads the state once: later changes are not seen.
#[cfg(target_os = "linux")]
pub fn ignored_signals() -> impl Fn(i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0);
    move |number| (1..=64).contains(&number) && mask >> (number - 1) & 1 == 1
}

/// Other systems do not reveal this without `unsafe`: no signal counts as ignored.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn ignored_signals() -> impl Fn(i32) -> bool {
    |_| false
}

#[cfg(unix)]
pub use signals::{hold, leave_to_us};

/// Other systems end this process without asking it.
#[cfg(not(unix))]
pub fn hold() -> impl Sized {}

#[cfg(not(unix))]
pub fn leave_to_us() {}

/// Signals that would end this process in the middle of something that must not be cut off.
#[cfg(unix)]
mod signals {
    use std::io;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::{flag, low_level};

    /// Whether the proxy handles these signals itself, so that none of them ends the process.
    static OURS: AtomicBool = AtomicBool::new(false);
    static HANDLERS: OnceLock<Option<Handlers>> = OnceLock::new();

    struct Handlers {
        /// Whether a signal ends the process, as it does by default.
        ends: Arc<AtomicBool>,
        /// The last signal that arrived.
        arrived: Arc<AtomicUsize>,
    }

    /// Signals are held as long as this lives.
    pub struct Held;

    /// Holds back SIGHUP, SIGINT, SIGQUIT and SIGTERM. One that arrives meanwhile ends the process afterwards.
    #[must_use]
    pub fn hold() -> Held {
        if !OURS.load(Ordering::SeqCst)
            && let Some(handlers) = HANDLERS.get_or_init(|| handlers().ok())
        {
            handlers.arrived.store(0, Ordering::SeqCst);
            handlers.ends.store(false, Ordering::SeqCst);
        }
        Held
    }

    /// From now on the caller handles these signals.
    pub fn leave_to_us() {
        OURS.store(true, Ordering::SeqCst);
        if let Some(Some(handlers)) = HANDLERS.get() {
            handlers.ends.store(false, Ordering::SeqCst);
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            let Some(Some(handlers)) = HANDLERS.get() else { return };
            if OURS.load(Ordering::SeqCst) {
                return;
            }
            handlers.ends.store(true, Ordering::SeqCst);
            if let Ok(signal @ 1..) = i32::try_from(handlers.arrived.load(Ordering::SeqCst)) {
                let _ = low_level::emulate_default_handler(signal);
            }
        }
    }

    /// Installed once, because a handler cannot be replaced by the default action again.
    fn handlers() -> io::Result<Handlers> {
        let ignored = super::ignored_signals();
        let (ends, arrived) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicUsize::new(0)));
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM].into_iter().filter(|signal| !ignored(*signal)) {
            flag::register_usize(signal, arrived.clone(), usize::try_from(signal).unwrap_or_default())?;
            flag::register_conditional_default(signal, ends.clone())?;
        }
        Ok(Handlers { ends, arrived })
    }
}
