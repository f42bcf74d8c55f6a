//! The GitHub token in a variable. With `settings` the only reader of the environment.

use std::env;

use super::{Found, GitHubToken, Misfit, examine};
use crate::failure::Failure;

/// In the order they are looked at: the particular before the general.
pub const VARIABLES: [&str; 5] =
    ["COPILOT_GITHUB_TOKEN", "GITHUB_COPILOT_TOKEN", "GH_COPILOT_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

/// The variable whose user means this program and no other.
pub const EXPLICIT: &str = VARIABLES[0];

/// # Errors
/// A value that cannot be sent: it was meant as a token, and going on would use another account.
pub fn find(name: &'static str) -> Result<Found, Failure> {
    let absent = || Found::Absent("not set".to_owned());
    let Some(value) = env::var_os(name) else { return Ok(absent()) };
    match examine(&value.to_string_lossy()) {
        None => Ok(absent()),
        Some(Ok(secret)) => Ok(Found::Token(GitHubToken { secret, source: name, login: None, detail: None })),
        // `to_string_lossy` leaves a character behind that is not ASCII, so other encodings end here too.
        Some(Err(Misfit::Malformed)) => {
            Err(Failure::error(format!("broken GitHub token in {name}: {}", Misfit::Malformed.describe()))
                .hint("look for a line break or a stray character in it, or unset it"))
        }
        Some(Err(misfit)) => Ok(Found::Skipped(misfit.describe().to_owned())),
    }
}
