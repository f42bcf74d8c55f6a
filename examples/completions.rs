//! Rewrites `completions/` from the grammar in `src/cli.rs`: `cargo run --example completions`. A test holds the
//! committed files to it byte for byte.

// What a generator does not use is not dead.
#[path = "../src/cli.rs"]
#[allow(dead_code)]
pub mod cli;

use std::io;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::{Generator, Shell};
use clap_complete_nushell::Nushell;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    std::fs::create_dir_all(&folder)?;
    files().into_iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
}

/// Every file of `completions/`: its name, as its shell wants it, and its bytes.
pub fn files() -> Vec<(String, String)> {
    let shells = [Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];
    let mut files: Vec<_> = shells.into_iter().map(file).collect();
    files.push(file(Nushell));
    let (name, bash) = file(Shell::Bash);
    // It spells a program's name with a hyphen in two ways, and then finds no command (clap issue 6421).
    files.push((name, bash.replace("copilot__subcmd__token", "copilot__token")));
    files
}

fn file(shell: impl Generator) -> (String, String) {
    let mut command = cli::Cli::command();
    let name = command.get_name().to_owned();
    let (file_name, mut text) = (shell.file_name(&name), Vec::new());
    clap_complete::generate(shell, &mut command, name, &mut text);
    (file_name, String::from_utf8_lossy(&text).into_owned())
}
