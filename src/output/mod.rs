//! Answers as text: value in, text out. No I/O, no clock, no environment.

pub mod answer;
pub mod table;
