//! `man`: prints the manual page, embedded at compile time.

use std::process::ExitCode;

use super::print;

pub fn run() -> anyhow::Result<ExitCode> {
    print(include_str!("../../man/copilot-token.1"))?;
    Ok(ExitCode::SUCCESS)
}
