//! What this process asks of the kernel: protection of its memory, and which signals it ignores.

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
