//! Variable assignments, quoted for the shell or file format that reads them. Knows only each dialect's quoting, not
//! what the values mean. No value can end its own quotes.

use zeroize::Zeroizing;

use super::fields::Variable;
use super::{actions, cannot_hold, check_name, json};
use crate::cli::Shell;
use crate::failure::Failure;

/// The statements that set and export `variables`, each followed by a newline.
///
/// # Errors
/// `usage` for an invalid name, and for GitHub Actions, which has its own file format ([`actions`]); `error` for a
/// value that the dialect cannot hold.
pub fn assign(shell: Shell, variables: &[Variable]) -> Result<Zeroizing<String>, Failure> {
    let statement: fn(&str, &str) -> String = match shell {
        Shell::Sh => |name, value| format!("export {name}='{}'", value.replace('\'', r"'\''")),
        Shell::Fish => fish,
        Shell::Pwsh => |name, value| format!("$env:{name} = {}", powershell(value)),
        Shell::Nu => |name, value| format!("$env.{name} = {}", nu(value)),
        Shell::Dotenv => |name, value| format!("{name}={value}"),
        Shell::Json => return object(variables),
        Shell::Github => return Err(actions::wants_a_file()),
    };
    let mut text = Zeroizing::new(String::new());
    for Variable { name, value, is_asked } in variables {
        check_name(name)?;
        if let Some(what) = misfit(shell, value) {
            // Docker and every dotenv library read this line as a comment.
            if shell == Shell::Dotenv && !is_asked && value.contains('\n') {
                text.push_str(&format!("# {name} is left out: a dotenv file cannot hold its line breaks\n"));
                continue;
            }
            return Err(refused(shell, name, what));
        }
        text.push_str(&Zeroizing::new(statement(name, value)));
        text.push('\n');
    }
    Ok(text)
}

/// The statements that unset the variables, each followed by a newline. They succeed for a variable that is not set.
///
/// # Errors
/// `usage` for an invalid name, and for a format that cannot unset a variable.
pub fn unset(shell: Shell, names: impl Iterator<Item = String>) -> Result<String, Failure> {
    let statement: fn(&str) -> String = match shell {
        Shell::Sh => |name| format!("unset {name}\n"),
        // Only the global scope, which `assign` sets: a universal variable of the user stays.
        Shell::Fish => |name| format!("set -eg {name}; or true\n"),
        Shell::Pwsh => |name| format!("Remove-Item Env:{name} -ErrorAction SilentlyContinue\n"),
        Shell::Nu => |name| format!("hide-env --ignore-errors {name}\n"),
        Shell::Json => return Err(Failure::usage("JSON cannot unset a variable")),
        Shell::Dotenv => return Err(Failure::usage("a dotenv file cannot unset a variable")),
        Shell::Github => return Err(actions::cannot_unset()),
    };
    let mut text = String::new();
    for name in names {
        check_name(&name)?;
        text.push_str(&statement(&name));
    }
    Ok(text)
}

fn refused(shell: Shell, name: &str, what: &str) -> Failure {
    let (format, hint) = match shell {
        Shell::Sh => ("sh", None),
        Shell::Fish => ("fish", None),
        Shell::Nu => ("nu", None),
        Shell::Json => ("JSON", None),
        Shell::Pwsh => ("powershell", Some("exec sets variables without any quoting")),
        Shell::Dotenv => ("dotenv", Some("exec sets variables without any quoting")),
        Shell::Github => ("GITHUB_ENV", None),
    };
    let failure = cannot_hold(format, name, what);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

fn object(variables: &[Variable]) -> Result<Zeroizing<String>, Failure> {
    for Variable { name, value, .. } in variables {
        check_name(name)?;
        if let Some(what) = misfit(Shell::Json, value) {
            return Err(refused(Shell::Json, name, what));
        }
    }
    let members = variables.iter().map(|variable| (variable.name.as_str(), variable.value.as_str()));
    Ok(Zeroizing::new(json::object(members) + "\n"))
}

fn fish(name: &str, value: &str) -> String {
    format!("set -gx {name} '{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

/// Quotes `value` for PowerShell. A line break becomes an escape: a program's output reaches PowerShell line by line,
/// so `Invoke-Expression` would see half a string. Typographic quotes also end a single-quoted string, and any two
/// single quotes in a row are read as one.
fn powershell(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('\'');
    for c in value.chars() {
        match c {
            '\n' => out.push_str("' + \"`n\" + '"),
            '\'' | '\u{2018}'..='\u{201b}' => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// Quotes `value` for Nushell: between double quotes a backslash escapes, and nothing else is special.
fn nu(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The part of `value` that the dialect cannot hold, as a noun phrase.
fn misfit(shell: Shell, value: &str) -> Option<&'static str> {
    value.chars().find_map(|c| match (shell, c) {
        (_, '\0') => Some("a NUL"),
        (Shell::Pwsh, '\r') => Some("a carriage return"),
        (Shell::Dotenv, c) => dotenv_misfit(c),
        _ => None,
    })
}

/// Characters that some reader of dotenv files does not take literally. Values are unquoted, because `docker
/// --env-file` keeps quotes as part of the value. In an unquoted value, dotenv libraries start a comment at `#`, expand
/// `$`, strip quotes, treat a backslash as an escape and trim white space; other bytes depend on the reader's locale.
fn dotenv_misfit(c: char) -> Option<&'static str> {
    match c {
        '\n' | '\r' => Some("a line break"),
        '#' => Some("a number sign"),
        '$' => Some("a dollar sign"),
        '\'' | '"' | '`' => Some("a quotation mark"),
        '\\' => Some("a backslash"),
        c if c.is_whitespace() => Some("white space"),
        c if !c.is_ascii_graphic() => Some("a character that is not visible ASCII"),
        _ => None,
    }
}

#[cfg(test)]
#[path = "shell_tests.rs"]
mod tests;
