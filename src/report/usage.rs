//! Usage errors, in clap's own form: what is wrong with the command line, and what would be right.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::Cli;
use crate::failure::Failure;
use crate::text;

/// The most of an argument that is repeated, in bytes.
const SHOWN_ARGUMENT: usize = 120;

/// Commands of other programs, each with the tip for a user who tries it here.
const TIPS: [(&[&str], &str); 10] = [
    (&["auth", "signin", "sign-in", "authenticate"], "'copilot-token login' signs in to GitHub"),
    (&["signout", "sign-out"], "'copilot-token logout' removes a login"),
    (
        &["whoami", "account", "accounts", "quota", "usage"],
        "'copilot-token status --online' shows account and quotas",
    ),
    (
        &["models"],
        "'copilot-token headers --format curl --url /models | curl -sS --config -' lists the models",
    ),
    (&["get", "print", "show", "session"], "'copilot-token token' prints the session token"),
    (&["doctor", "check", "info"], "'copilot-token status' shows what would be used"),
    (&["renew", "update"], "'copilot-token refresh' exchanges now"),
    (&["init", "config", "configure"], "'copilot-token setup PROGRAM' shows how to configure a program"),
    (&["proxy", "server"], "'copilot-token serve' runs the proxy"),
    (&["run"], "'copilot-token exec -- CMD' runs a command with the variables set"),
];

const OPTION_TIP: &str =
    "a token is never taken as an argument: use --github-token-file - or COPILOT_GITHUB_TOKEN";

/// A value that the grammar allows and `settings` or a command refuses. The usage line would be of no help.
pub fn of_value(failure: &Failure) -> String {
    let tip = failure.hint.iter().map(|hint| format!("\n  tip: {hint}\n"));
    let tip: String = tip.collect();
    format!("error: {}\n{tip}\nFor more information, try '--help'.\n", failure.message)
}

/// A line that the grammar does not allow. clap repeats arguments as they are, with their line breaks and tokens: so
/// it judges the line once more, with arguments that are harmless to repeat.
pub fn of_line(error: clap::Error, args: impl Iterator<Item = OsString>) -> String {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let harmless = args.iter().map(|arg| text::one_line(&text::visible(arg), SHOWN_ARGUMENT).into());
    let mut error = match Cli::read(harmless) {
        Err(again) if again.kind() == error.kind() => again,
        // This one repeats nothing.
        _ if error.kind() == ErrorKind::InvalidUtf8 => error,
        // An argument that is a word of ours but for what was taken out of it.
        _ => clap::Error::raw(error.kind(), "an argument holds a control character\n"),
    };
    if let Some(tip) = tip(&error, &args) {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error.render().to_string()
}

fn tip(error: &clap::Error, args: &[String]) -> Option<String> {
    if args.iter().any(|arg| text::redact(arg) != *arg) {
        return Some(OPTION_TIP.to_owned());
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let word = context(ContextKind::InvalidArg).filter(|word| !word.starts_with('-'))?;
            let in_exec = args.iter().any(|arg| arg == "exec") && !args.iter().any(|arg| arg == "--");
            in_exec.then(|| format!("put -- before the command: copilot-token exec -- {word}"))
        }
        ErrorKind::InvalidSubcommand => {
            let word = context(ContextKind::InvalidSubcommand)?.to_ascii_lowercase();
            let known = TIPS.iter().find(|(words, _)| words.contains(&word.as_str()));
            known.map(|(_, tip)| (*tip).to_owned())
        }
        _ => None,
    }
}
