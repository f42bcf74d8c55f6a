//! `exec`: replaces this process with a command that has the variables set.
#![expect(clippy::disallowed_methods, reason = "this command starts a program")]

use std::ffi::OsString;
use std::io;
use std::process::{Command, ExitCode};

use super::variables;
use crate::cli::Variables;
use crate::failure::{Code, Failure, Stopped};
use crate::report;
use crate::resolver::{Resolver, Want};
use crate::sources::env;
use crate::text;

/// For our own failures. This code and the next two are those of `env(1)`.
pub const OURS: u8 = 125;
const NOT_EXECUTABLE: u8 = 126;
const NOT_FOUND: u8 = 127;

/// # Errors
/// [`Stopped`], whose exit code distinguishes our failures from the command's.
pub fn run(resolver: &Resolver, asked: &Variables, command: &[OsString]) -> anyhow::Result<ExitCode> {
    let mut command = prepared(resolver, asked, command).map_err(|error| match Failure::of(error) {
        failure if failure.code == Code::Usage => failure.into(),
        failure => stopped(OURS, failure),
    })?;
    // A successful exec does not return: print the trace now.
    report::trace(resolver.trace);
    replace(&mut command).map_err(|error| not_started(&command, &error))
}

/// The error for a command that cannot be started.
pub fn not_started(command: &Command, error: &io::Error) -> anyhow::Error {
    let (code, why) = match error.kind() {
        io::ErrorKind::NotFound => (NOT_FOUND, "command not found".to_owned()),
        _ => (NOT_EXECUTABLE, text::reason(error)),
    };
    let name = command.get_program().display().to_string();
    stopped(code, Failure::error(format!("cannot run {name}: {why}")))
}

pub fn stopped(exit_code: u8, failure: Failure) -> anyhow::Error {
    Stopped { exit_code, failure }.into()
}

fn prepared(resolver: &Resolver, asked: &Variables, words: &[OsString]) -> anyhow::Result<Command> {
    let chosen = variables::chosen(asked)?;
    let (program, arguments) =
        words.split_first().ok_or_else(|| Failure::usage("exec needs a command after --"))?;
    let credential = resolver.credential(Want::Fresh)?.credential;
    let mut command = Command::new(program);
    command.args(arguments);
    for name in env::OF_COPILOT {
        command.env_remove(name);
    }
    // A variable without a value must not be inherited: it would describe another credential.
    for assignment in &chosen {
        command.env_remove(&assignment.name);
    }
    for variable in variables::values(chosen, &credential, &resolver.settings.identity) {
        command.env(&variable.name, variable.value.as_str());
    }
    Ok(command)
}

/// Does not return on success: the command takes over the process with its signals, terminal and input.
#[cfg(unix)]
fn replace(command: &mut Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

/// Windows cannot replace a process: waits for the command and exits with its exit code, if it has one.
#[cfg(not(unix))]
fn replace(command: &mut Command) -> io::Result<ExitCode> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(i32::from(OURS)))
}
