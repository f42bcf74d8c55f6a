//! What gh's answer to `gh auth token` means: one token, no login, or something that must not pass for either.

use std::process::ExitStatus;

use zeroize::Zeroizing;

use super::{Ask, NAME};
use crate::failure::Failure;
use crate::sources::{BadToken, Found, GitHubToken, bad_token, examine};
use crate::text;

pub struct Output {
    /// `None` where the system keeps it from us: our own starter has told it to (SIGCHLD ignored).
    pub status: Option<ExitStatus>,
    pub stdout: Zeroizing<Vec<u8>>,
    pub stderr: Zeroizing<Vec<u8>>,
}

/// gh's exit codes for a command that failed, and for one that needs a login; a program that crashed has others.
const REFUSES: [i32; 2] = [1, 4];
/// What gh says where it has looked and there is no login.
const LOGGED_OUT: [&str; 2] = ["no oauth token", "gh auth login"];
/// What gh says where it has a configuration and cannot read it: the login may be there.
const UNREADABLE: [&str; 3] = ["failed to read configuration", "invalid config file", "permission denied"];

pub fn judge(ask: &Ask, output: &Output) -> Result<Found, Failure> {
    let stderr = text::one_line(&String::from_utf8_lossy(&output.stderr), 60);
    // Without a status what it printed has to tell.
    let failed = output.status.map_or(output.stdout.is_empty(), |status| !status.success());
    if failed {
        if output.status.is_some_and(|status| status.code().is_none()) {
            return Err(Failure::error("gh was ended by a signal"));
        }
        if stderr.contains("unknown flag") {
            return Err(Failure::error(
                "this gh is too old to choose an account: --user needs gh 2.40 or newer",
            )
            .hint("upgrade gh, or log it in to that account alone and leave --user out"));
        }
        return no_login(output.status.and_then(|status| status.code()), &stderr);
    }
    let broken = |bad: BadToken| {
        Failure::error(format!("broken answer from gh: it {}", bad.describe()))
            .hint(format!("run 'gh auth token --hostname {}' to see what it prints", ask.host))
    };
    let stdout = std::str::from_utf8(&output.stdout).map_err(|_| broken(BadToken::Malformed))?;
    // gh ends its one line; whatever else stands around a token was not printed by `gh auth token`.
    let line = stdout.strip_suffix('\n').map_or(stdout, |line| line.strip_suffix('\r').unwrap_or(line));
    match examine(line) {
        None => Ok(Found::Absent("no login".to_owned())),
        Some(_) if !line.is_ascii() || line.trim() != line => Err(broken(BadToken::Malformed)),
        Some(Ok(secret)) => {
            let login = ask.user.map(str::to_owned);
            Ok(Found::Token(GitHubToken { login, ..GitHubToken::of(secret, NAME) }))
        }
        Some(Err(bad)) if bad.is_wrong_kind() => Err(bad_token(NAME, bad)),
        Some(Err(bad)) => Err(broken(bad)),
    }
}

/// `code` is `None` where nobody is told.
fn no_login(code: Option<i32>, stderr: &str) -> Result<Found, Failure> {
    let says = |list: &[&str]| list.iter().any(|words| stderr.contains(words));
    let crashed = code.filter(|code| !REFUSES.contains(code));
    if crashed.is_some() || says(&UNREADABLE) {
        let code = crashed.map_or(String::new(), |code| format!(" (exit code {code})"));
        return Err(Failure::error(format!("broken login of gh: {stderr}{code}"))
            .hint("run 'gh auth status' to see, or leave it out with --sources env,editor"));
    }
    let reason = if stderr.is_empty() { "no login".to_owned() } else { format!("no login ({stderr})") };
    Ok(if says(&LOGGED_OUT) { Found::NoLogin(reason) } else { Found::Absent(reason) })
}
