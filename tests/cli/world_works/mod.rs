//! Tests of the test world itself: a broken world could let tests of the binary pass.

mod answers;
mod client;
mod copilot_api;
mod faults;
mod runs;
