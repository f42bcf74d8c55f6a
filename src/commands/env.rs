//! `env`: prints assignments, or appends them to the file that a GitHub Actions job reads between its steps.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::process::ExitCode;

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::{print, print_to_reader, variables};
use crate::cli::{Shell, Variables};
use crate::dirs;
use crate::failure::Failure;
use crate::output::fields::{Assignment, Variable};
use crate::output::{actions, shell};
use crate::resolver::{Resolver, Want};
use crate::text;

pub fn run(resolver: &Resolver, shell: Shell, asked: &Variables, unset: bool) -> anyhow::Result<ExitCode> {
    let chosen = variables::chosen(asked)?;
    let text = if unset {
        Zeroizing::new(shell::unset(shell, chosen.into_iter().map(|assignment| assignment.name))?)
    } else if shell == Shell::Github {
        return github(resolver, chosen);
    } else {
        let credential = resolver.credential(Want::Fresh)?.credential;
        shell::assign(shell, &variables::values(chosen, &credential, &resolver.settings.identity))?
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Masks the token before anything can show it, then sets the variables for later steps.
#[cold]
fn github(resolver: &Resolver, chosen: Vec<Assignment>) -> anyhow::Result<ExitCode> {
    let file = dirs::github_env()
        .ok_or_else(|| Failure::usage("--shell github works in a step of GitHub Actions only"))?;
    for Assignment { name, .. } in &chosen {
        actions::check_target(name)?;
    }
    let failed = |e: io::Error| {
        Failure::error(format!("writing GITHUB_ENV's file {}: {}", text::path(&file), text::reason(&e)))
    };
    // Open the file before anything is asked or printed, so that a failure leaves stdout empty.
    let mut open = OpenOptions::new().read(true).append(true).open(&file).map_err(failed)?;
    let gap = gap(&mut open).map_err(failed)?;
    let credential = resolver.credential(Want::Fresh)?.credential;
    let entries = entries(&variables::values(chosen, &credential, &resolver.settings.identity))?;
    // If the mask cannot be written, the unmasked token is not exported.
    print_to_reader(&Zeroizing::new(actions::mask_command(credential.bearer.expose())))?;
    append(&mut open, Zeroizing::new([gap, &entries].concat()).as_bytes()).map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}

fn entries(variables: &[Variable]) -> anyhow::Result<Zeroizing<String>> {
    let mut random = [0; 16];
    SystemRandom::new().fill(&mut random).map_err(|_| Failure::error("no random bytes for a delimiter"))?;
    let delimiter = actions::delimiter(random);
    let mut entries = Zeroizing::new(String::new());
    for Variable { name, value, .. } in variables {
        entries.push_str(&Zeroizing::new(actions::env_entry(name, value, &delimiter)?));
    }
    Ok(entries)
}

/// Appends all or nothing: the runner fails the whole step on an incomplete entry.
fn append(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let before = file.metadata()?.len();
    let written = file.write_all(bytes);
    if written.is_err() {
        // The write error is the one to report.
        let _ = file.set_len(before);
    }
    written
}

/// A newline if the file's last line is unfinished. The runner creates the file and other programs append to it: their
/// last line must not swallow our first one.
fn gap(file: &mut File) -> io::Result<&'static str> {
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a plain file"));
    }
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last)?;
    }
    Ok(if last == [b'\n'] { "" } else { "\n" })
}
