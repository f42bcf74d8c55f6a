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

/// Whether a signal of that number is ignored, as `nohup` has it. Asked once: what we change later does not count.
#[cfg(target_os = "linux")]
pub fn ignored_signals() -> impl Fn(i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0);
    move |number| (1..=64).contains(&number) && mask >> (number - 1) & 1 == 1
}

/// Other systems do not tell without `unsafe`: no signal counts as ignored.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn ignored_signals() -> impl Fn(i32) -> bool {
    |_| false
}
