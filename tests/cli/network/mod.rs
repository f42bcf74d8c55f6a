//! The way to GitHub: proxies, and whatever stands in between.

mod account;
mod faults;
mod proxies;
