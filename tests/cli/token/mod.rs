//! The session token: command output, lifetime, and failure messages.

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
