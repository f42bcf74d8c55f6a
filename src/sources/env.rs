//! The GitHub token in a variable. With `settings` the only reader of the environment.
#![expect(clippy::disallowed_methods, reason = "this source is the environment")]

use std::env;

use super::{Found, GitHubToken, bad_token, examine};
use crate::absent::Absent;
use crate::failure::Failure;

/// In the order in which they are read: the most specific first.
pub const VARIABLES: [&str; 5] =
    ["COPILOT_GITHUB_TOKEN", "GITHUB_COPILOT_TOKEN", "GH_COPILOT_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

/// Those that hold a GitHub token for Copilot alone: `exec` keeps them from the command.
pub const OF_COPILOT: [&str; 3] = [VARIABLES[0], VARIABLES[1], VARIABLES[2]];

/// The variable that only this program reads.
pub const EXPLICIT: &str = VARIABLES[0];

/// # Errors
/// A value that cannot be sent: it was meant as a token, and going on would use another account. In
/// [`EXPLICIT`] also a token of a wrong kind.
pub fn find(name: &'static str) -> Result<Found, Failure> {
    let Some(value) = env::var_os(name) else { return Ok(Found::Absent(Absent::UNSET)) };
    // `to_string_lossy` replaces what is not UTF-8 by a character that is not ASCII: such a value is malformed.
    match examine(&value.to_string_lossy()) {
        None => Ok(Found::Absent(Absent::UNSET)),
        Some(Ok(secret)) => Ok(Found::Token(GitHubToken::of(secret, name))),
        Some(Err(bad)) if bad.is_wrong_kind() && name != EXPLICIT => Ok(Found::Absent(bad.skipped())),
        Some(Err(bad)) if bad.is_wrong_kind() => {
            Err(bad_token(name, bad).hint("put the ghu_ token of a Copilot sign-in there, or unset it"))
        }
        Some(Err(bad)) => Err(bad_token(name, bad)),
    }
}
