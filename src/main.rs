//! Parses the command line, runs the command, reports a failure and returns the exit code. Nothing else.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::todo,
    clippy::unimplemented,
    clippy::dbg_macro
)]
#![deny(clippy::unreachable, clippy::print_stdout, clippy::print_stderr, clippy::option_option)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests set up their own environment"))]

mod absent;
mod base_url;
mod cache;
mod cli;
mod clock;
mod commands;
mod credential;
mod dirs;
mod failure;
mod github;
mod host;
mod identity;
mod output;
mod private;
mod process;
mod proxy;
mod report;
mod resolver;
mod secret;
mod settings;
mod sources;
mod text;
mod trace;
mod within;

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    process::hide_memory();
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let cli = match cli::Cli::exactly(&args).map_or_else(parse, Ok) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(report::usage(error)),
    };
    let trace = trace::Trace::new(cli.options.verbose);
    let outcome = commands::run(&cli, &trace);
    report::trace(&trace);
    outcome.unwrap_or_else(|error| ExitCode::from(report::failure(error)))
}

/// Parses any other command line. `#[cold]` keeps it apart from the code of a warm call, which then touches fewer pages
/// of the program.
#[cold]
fn parse() -> Result<cli::Cli, clap::Error> {
    cli::Cli::read(std::env::args_os())
}
