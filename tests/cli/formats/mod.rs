//! Every output format, checked with the programs that read it.

pub mod actions;
mod dotenv;
mod environment;
mod exec;
mod git;
mod git_credential;
mod headers;
mod hostile;
pub mod python;
