//! The way to GitHub: proxies, and whatever stands in between.

mod account;
mod certificates;
mod faults;
mod proxies;
