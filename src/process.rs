//! What the process asks of the kernel about itself.

/// No core dump of ours, and no other process of the same user may read our memory: both would hold secrets.
/// Ends with `execve`, so that a child of `exec` is as debuggable as ever.
#[cfg(target_os = "linux")]
pub fn hide_memory() {
    // Best effort: a kernel that refuses leaves us no worse than every other program.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Other systems have no such switch for a process of its own.
#[cfg(not(target_os = "linux"))]
pub fn hide_memory() {}
