//! The GitHub token in an environment variable.
#![expect(clippy::disallowed_methods, reason = "this source is the environment")]

use std::env;

use super::{Found, GitHubToken, bad_token, examine};
use crate::absent::Absent;
use crate::failure::Failure;

/// In search order: the most specific first.
pub const VARIABLES: [&str; 5] =
    ["COPILOT_GITHUB_TOKEN", "GITHUB_COPILOT_TOKEN", "GH_COPILOT_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

/// Variables that hold a GitHub token for Copilot only. `exec` removes them from the command's environment.
pub const OF_COPILOT: [&str; 3] = [VARIABLES[0], VARIABLES[1], VARIABLES[2]];

/// The variable that only this program reads.
pub const EXPLICIT: &str = VARIABLES[0];

/// # Errors
/// The value cannot be sent. It was meant as a token, so continuing the search would use another account. In
/// [`EXPLICIT`], a token of the wrong kind is also an error.
pub fn find(name: &'static str) -> Result<Found, Failure> {
    let Some(value) = env::var_os(name) else { return Ok(Found::Absent(Absent::UNSET)) };
    // `to_string_lossy` replaces invalid UTF-8 with U+FFFD. That is not ASCII, so `examine` reports the value as
    // malformed.
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
