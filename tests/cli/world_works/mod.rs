//! The test world is what it says it is. Without this a test of the binary could pass because the world is broken.

mod answers;
mod client;
mod copilot_api;
mod faults;
mod runs;
