//! The session token: what the commands print, how long it serves, and what a failure says.

mod answers;
mod clocks;
mod grace;
mod memory;
mod refusals;
#[cfg(unix)]
mod replies;
mod status;
mod trusted;
mod usage;
#[cfg(target_os = "linux")]
mod warm;
