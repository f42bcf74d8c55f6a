//! The connection to GitHub: proxies and other intermediaries.

#[cfg(unix)]
mod account;
mod certificates;
mod echoes;
mod faults;
mod proxies;
