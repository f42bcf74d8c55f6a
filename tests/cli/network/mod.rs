//! The way to GitHub: proxies, and whatever stands in between.

mod faults;
mod proxies;
