//! The way to GitHub: proxies, and whatever stands in between.

#[cfg(unix)]
mod account;
mod certificates;
mod echoes;
mod faults;
mod proxies;
