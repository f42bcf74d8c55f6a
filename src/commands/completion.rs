//! `completion`: prints a completion script, embedded at compile time.

use std::process::ExitCode;

use super::print;
use crate::cli::CompletionShell;

pub fn run(shell: CompletionShell) -> anyhow::Result<ExitCode> {
    print(match shell {
        CompletionShell::Bash => include_str!("../../completions/copilot-token.bash"),
        CompletionShell::Elvish => include_str!("../../completions/copilot-token.elv"),
        CompletionShell::Fish => include_str!("../../completions/copilot-token.fish"),
        CompletionShell::Nushell => include_str!("../../completions/copilot-token.nu"),
        CompletionShell::Pwsh => include_str!("../../completions/_copilot-token.ps1"),
        CompletionShell::Zsh => include_str!("../../completions/_copilot-token"),
    })?;
    Ok(ExitCode::SUCCESS)
}
