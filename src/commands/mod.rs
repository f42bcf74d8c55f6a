//! One function per command. Only the commands write answers to stdout.
#![expect(clippy::disallowed_methods, reason = "commands write their answers to stdout")]

mod child;
mod clear_cache;
mod completion;
mod env;
mod exec;
mod exec_proxy;
mod git_credential;
mod headers;
mod login;
mod logout;
mod man;
mod serve;
mod setup;
mod status;
mod token;
mod variables;

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;
use zeroize::Zeroizing;

use crate::cli::{Cli, Command};
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::resolver::{Resolver, Want};
use crate::settings::Settings;
use crate::text;
use crate::trace::Trace;

/// # Errors
/// Why the command failed. stdout is empty then, unless the failure follows the answer (`login --json`, `serve`, the
/// mask of `env --shell github`).
pub fn run(cli: &Cli, trace: &Trace) -> anyhow::Result<ExitCode> {
    // These commands need neither settings nor a credential.
    match &cli.command {
        Command::Help { command } => return help(command.as_deref()),
        Command::Completion { shell } => return completion::run(*shell),
        Command::Man => return man::run(),
        _ => {}
    }
    let settings = Settings::read(&cli.options)?;
    // The proxy runs for a long time and resolves anew, with a new deadline, for each request.
    match &cli.command {
        Command::Serve { listen, key_file, json } => {
            return serve::run(
                settings,
                listen.as_deref(),
                key_file.as_deref(),
                json.json,
                cli.options.verbose,
            );
        }
        Command::Exec { proxy: true, variables, command } => {
            return exec_proxy::run(settings, variables, command, cli.options.verbose);
        }
        _ => {}
    }
    let resolver = Resolver::new(&settings, Deadline::after(settings.timeout), trace);
    match &cli.command {
        Command::Token(form) => token::token(&resolver, Want::Fresh, form.json),
        Command::Refresh(form) => token::token(&resolver, Want::New, form.json),
        Command::BaseUrl(form) => token::base_url(&resolver, form.json),
        Command::Status { json, check, online } => {
            let wanted = status::Wanted { json: json.json, check: *check, online: *online };
            status::run(&resolver, wanted, cli.options.verbose)
        }
        Command::ClearCache(form) => clear_cache::run(&resolver, form.json),
        Command::Headers { format, url } => headers::run(&resolver, *format, url.as_deref()),
        Command::Env { shell, variables, unset } => env::run(&resolver, *shell, variables, *unset),
        Command::Exec { variables, command, .. } => exec::run(&resolver, variables, command),
        Command::GitCredential { action } => git_credential::run(&resolver, action),
        Command::Login { client_id, open, with_token, json } => {
            let (open, with_token) = (*open, *with_token);
            login::run(&settings, trace, &login::Wanted { client_id, open, with_token, json: json.json })
        }
        Command::Logout { all, revoke } => logout::run(&settings, trace, &cli.options, *all, *revoke),
        Command::Setup { program } => setup::run(&resolver, program.as_deref()),
        // Handled above.
        Command::Serve { .. } | Command::Help { .. } | Command::Completion { .. } | Command::Man => {
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints the same text as `--help`.
fn help(command: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut grammar = Cli::grammar();
    grammar.build();
    let page = match command {
        Some(name) => grammar.find_subcommand_mut(name),
        None => Some(&mut grammar),
    };
    let page = page.ok_or_else(|| Failure::usage("no such command"))?;
    print(&page.render_long_help().to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the whole answer at once. A closed pipe is not a failure: the reader needs no more.
fn print(text: &str) -> anyhow::Result<()> {
    match write(text) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(unwritten(&e).into()),
        _ => Ok(()),
    }
}

/// Like [`print`], but a closed pipe is a failure: what follows relies on the reader.
fn print_to_reader(text: &str) -> anyhow::Result<()> {
    write(text).map_err(|e| unwritten(&e).into())
}

fn write(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

fn unwritten(error: &io::Error) -> Failure {
    Failure::error(format!("writing to stdout: {}", text::reason(error)))
}

/// Prints one line of JSON. Escapes every character that a terminal would act on; JSON itself requires that only for
/// C0.
fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let json = Zeroizing::new(serde_json::to_string(value)?);
    let mut text = Zeroizing::new(text::escape_json(&json));
    text.push('\n');
    print(&text)
}
