//! Assignments of variables, quoted for the dialect that reads them: sh, fish, PowerShell, dotenv files.
//! Knows each dialect's quoting and nothing of what is quoted; never lets a value end its own quotes.

use super::{cannot_hold, check_name};
use crate::failure::Failure;

/// Who reads the statements. GitHub Actions reads a file of its own kind: [`super::actions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// POSIX: sh, dash, bash, ksh, zsh.
    Sh,
    Fish,
    PowerShell,
    /// `NAME=value` lines without any quotes, the only form that `docker --env-file`, which keeps quotes as
    /// part of the value, reads as the dotenv libraries do. A shell must not source it: use [`Dialect::Sh`].
    Dotenv,
}

impl Dialect {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Sh => "sh",
            Dialect::Fish => "fish",
            Dialect::PowerShell => "powershell",
            Dialect::Dotenv => "dotenv",
        }
    }
}

/// The statement that sets and exports `name`, and its newline.
///
/// # Errors
/// `usage` for a name that is none; `error` for a value that the dialect cannot hold.
pub fn assign(dialect: Dialect, name: &str, value: &str) -> Result<String, Failure> {
    check_name(name)?;
    if let Some(what) = misfit(dialect, value) {
        let failure = cannot_hold(dialect.name(), name, what);
        return Err(match dialect {
            Dialect::Sh | Dialect::Fish => failure,
            Dialect::PowerShell | Dialect::Dotenv => failure.hint("exec sets variables without any quoting"),
        });
    }
    Ok(match dialect {
        Dialect::Sh => format!("export {name}='{}'\n", value.replace('\'', r"'\''")),
        Dialect::Fish => format!("set -gx {name} '{}'\n", value.replace('\\', r"\\").replace('\'', r"\'")),
        Dialect::PowerShell => format!("$env:{name} = '{}'\n", double_quotes(value)),
        Dialect::Dotenv => format!("{name}={value}\n"),
    })
}

/// The statement that takes `name` away again, and its newline; no error where the variable is not set.
///
/// # Errors
/// `usage` for a name that is none, and for dotenv, whose files can only set.
pub fn unset(dialect: Dialect, name: &str) -> Result<String, Failure> {
    check_name(name)?;
    match dialect {
        Dialect::Sh => Ok(format!("unset {name}\n")),
        // The scope that `assign` sets; a universal variable of the user's stays.
        Dialect::Fish => Ok(format!("set -eg {name}; or true\n")),
        Dialect::PowerShell => Ok(format!("Remove-Item Env:{name} -ErrorAction SilentlyContinue\n")),
        Dialect::Dotenv => Err(Failure::usage("a dotenv file cannot unset a variable")),
    }
}

/// PowerShell ends a single-quoted string at typographic quotes too, and reads any two in a row as one.
fn double_quotes(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            out.push(c);
        }
        out.push(c);
    }
    out
}

/// What `value` holds that the dialect cannot.
fn misfit(dialect: Dialect, value: &str) -> Option<&'static str> {
    // An empty value would remove the variable there.
    if dialect == Dialect::PowerShell && value.is_empty() {
        return Some("no characters");
    }
    value.chars().find_map(|c| match (dialect, c) {
        (_, '\0') => Some("a NUL"),
        // A program's output reaches PowerShell line by line: `Invoke-Expression` would see half a string.
        (Dialect::PowerShell | Dialect::Dotenv, '\n' | '\r') => Some("a line break"),
        (Dialect::Dotenv, _) => dotenv_misfit(c),
        _ => None,
    })
}

/// What some reader of dotenv files does not take as itself: `#` begins a comment, `$` a variable, quotes
/// are taken off, a backslash escapes, white space is trimmed, other bytes depend on the reader's locale.
fn dotenv_misfit(c: char) -> Option<&'static str> {
    match c {
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
