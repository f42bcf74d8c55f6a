//! Every form that an answer can take, judged by the programs that read it.

mod actions;
mod dotenv;
mod environment;
mod exec;
mod git;
mod git_credential;
mod headers;
mod hostile;
mod openai_sdk;
pub mod python;
mod recipes;
