//! `env`: assignments on stdout, or in the file that a GitHub Actions job reads between its steps.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::process::ExitCode;

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::{print, print_to_reader, variables};
use crate::cli::{Shell, Variables};
use crate::credential::Credential;
use crate::dirs;
use crate::failure::Failure;
use crate::output::fields::Assignment;
use crate::output::{actions, shell};
use crate::resolver::{Resolver, Want};
use crate::text;

pub fn run(resolver: &Resolver, shell: Shell, asked: &Variables, unset: bool) -> anyhow::Result<ExitCode> {
    let chosen = variables::chosen(asked)?;
    let dialect = match shell {
        Shell::Github if unset => return Err(actions::cannot_unset().into()),
        Shell::Github => return github(resolver, &chosen),
        Shell::Sh => shell::Dialect::Sh,
        Shell::Fish => shell::Dialect::Fish,
        Shell::PowerShell => shell::Dialect::PowerShell,
        Shell::Nu | Shell::Json => return Err(Failure::error("not built yet").into()),
        Shell::Dotenv => shell::Dialect::Dotenv,
    };
    let mut text = Zeroizing::new(String::new());
    if unset {
        for Assignment { name, .. } in &chosen {
            text.push_str(&shell::unset(dialect, name)?);
        }
    } else {
        let session = resolver.credential(Want::Fresh)?.credential;
        for Assignment { name, field } in &chosen {
            let value = Zeroizing::new(variables::value(&session, *field));
            text.push_str(&Zeroizing::new(shell::assign(dialect, name, &value)?));
        }
    }
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Masks the token before anything can show it, then hands the variables to the later steps.
#[cold]
fn github(resolver: &Resolver, chosen: &[Assignment]) -> anyhow::Result<ExitCode> {
    let file = dirs::github_env()
        .ok_or_else(|| Failure::usage("--shell github works in a step of GitHub Actions only"))?;
    for Assignment { name, .. } in chosen {
        actions::check_target(name)?;
    }
    let failed = |e: io::Error| {
        Failure::error(format!("writing GITHUB_ENV's file {}: {}", text::path(&file), text::reason(&e)))
    };
    // Before anything is asked or printed: a failure has nothing on stdout.
    let mut open = OpenOptions::new().read(true).append(true).open(&file).map_err(failed)?;
    let gap = gap(&mut open).map_err(failed)?;
    let session = resolver.credential(Want::Fresh)?.credential;
    let entries = entries(&session, chosen)?;
    // A mask that nobody has read hides nothing in the log: then the variables are not handed on.
    print_to_reader(&Zeroizing::new(actions::mask_command(session.bearer.expose())))?;
    open.write_all(Zeroizing::new([gap, &entries].concat()).as_bytes()).map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}

fn entries(session: &Credential, chosen: &[Assignment]) -> anyhow::Result<Zeroizing<String>> {
    let mut random = [0; 16];
    SystemRandom::new().fill(&mut random).map_err(|_| Failure::error("no random bytes for a delimiter"))?;
    let delimiter = actions::delimiter(random);
    let mut entries = Zeroizing::new(String::new());
    for Assignment { name, field } in chosen {
        let value = Zeroizing::new(variables::value(session, *field));
        entries.push_str(&Zeroizing::new(actions::env_entry(name, &value, &delimiter)?));
    }
    Ok(entries)
}

/// The runner makes the file, and other steps write to it too: one that left its last line unfinished must not
/// swallow our first.
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
