//! Parse, run, print the failure, exit code; nothing else.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::todo,
    clippy::unimplemented,
    clippy::dbg_macro
)]
#![deny(clippy::unreachable, clippy::print_stdout, clippy::print_stderr, clippy::option_option)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests make their own surroundings"))]

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

/// Any other command line. Cold, as is all that a warm answer does without: it lies apart in the program then, which
/// has fewer of its pages touched.
#[cold]
fn parse() -> Result<cli::Cli, clap::Error> {
    cli::Cli::read(std::env::args_os())
}
