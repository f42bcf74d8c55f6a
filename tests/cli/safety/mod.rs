//! Secrets and other people's text, where neither may appear; and crowds to which everything happens.

pub mod canaries;
#[cfg(target_os = "linux")]
mod chaos;
mod pasted;
mod privacy;
mod terminal;
