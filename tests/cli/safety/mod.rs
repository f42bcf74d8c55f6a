//! Secrets and other people's text: where neither may appear.

pub mod canaries;
mod pasted;
mod privacy;
mod terminal;
