//! Secrets and foreign text where neither may appear; and crowds under every kind of mishap.

pub mod canaries;
#[cfg(target_os = "linux")]
mod chaos;
mod pasted;
mod privacy;
mod terminal;
