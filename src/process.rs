//! What the process asks of the kernel for itself.

/// Forbids core dumps and access to our memory by other processes of the same user: both would reveal secrets.
/// `execve` resets this, so a command started by `exec` can be debugged as usual.
#[cfg(target_os = "linux")]
pub fn hide_memory() {
    // Best effort: if the kernel refuses, we are as protected as any other program.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Other systems have no such setting for one process.
#[cfg(not(target_os = "linux"))]
pub fn hide_memory() {}
