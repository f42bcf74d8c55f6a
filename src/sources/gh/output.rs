//! Interprets the output of `gh auth token`: one token, no login, or an error that must not be mistaken for either.

use super::run::Output;
use super::{Ask, NAME};
use crate::absent::Absent;
use crate::failure::Failure;
use crate::sources::{BadToken, Found, GitHubToken, bad_token, examine};
use crate::text;

/// gh's exit codes for a command that failed, and for one that needs a login. A crash has another code.
const REFUSES: [i32; 2] = [1, 4];
/// What gh prints if it has looked and found no login.
const LOGGED_OUT: [&str; 2] = ["no oauth token", "gh auth login"];
/// What gh prints if it cannot read its configuration, which may hold a login.
const UNREADABLE: [&str; 3] = ["failed to read configuration", "invalid config file", "permission denied"];

/// # Errors
/// The output is neither one token nor a clear "no login".
pub fn judge(ask: &Ask, output: &Output) -> Result<Found, Failure> {
    // Without an exit status, gh counts as failed if it printed nothing on stdout.
    let failed = output.status.map_or(output.stdout.is_empty(), |status| !status.success());
    if failed { no_token(ask, output) } else { token(ask, &output.stdout) }
}

fn token(ask: &Ask, stdout: &[u8]) -> Result<Found, Failure> {
    let broken = |bad: BadToken| {
        Failure::error(format!("broken answer from gh: it {}", bad.describe()))
            .hint(format!("run 'gh auth token --hostname {}' to see what it prints", ask.host))
    };
    let stdout = std::str::from_utf8(stdout).map_err(|_| broken(BadToken::Malformed))?;
    // `gh auth token` prints the token and a line break, nothing else.
    let line = stdout.strip_suffix('\n').map_or(stdout, |line| line.strip_suffix('\r').unwrap_or(line));
    match examine(line) {
        None => Ok(Found::Absent(Absent::missing("no login"))),
        Some(_) if !line.is_ascii() || line.trim() != line => Err(broken(BadToken::Malformed)),
        Some(Ok(secret)) => {
            let login = ask.user.map(str::to_owned);
            Ok(Found::Token(GitHubToken { login, ..GitHubToken::of(secret, NAME) }))
        }
        Some(Err(bad)) if bad.is_wrong_kind() => Err(bad_token(NAME, bad)),
        Some(Err(bad)) => Err(broken(bad)),
    }
}

fn no_token(ask: &Ask, output: &Output) -> Result<Found, Failure> {
    let stderr = text::one_line(&String::from_utf8_lossy(&output.stderr), 60);
    let says = |list: &[&str]| list.iter().any(|words| stderr.contains(words));
    let code = output.status.and_then(|status| status.code());
    if output.status.is_some() && code.is_none() {
        return Err(Failure::error("gh was ended by a signal"));
    }
    let crashed = code.filter(|code| !REFUSES.contains(code));
    if crashed.is_some() || says(&UNREADABLE) {
        let code = crashed.map_or(String::new(), |code| format!(" (exit code {code})"));
        return Err(Failure::error(format!("broken login of gh: {stderr}{code}"))
            .hint("run 'gh auth status' to see, or leave it out with --sources env,login,editor"));
    }
    if let Some(absent) = not_that_account(ask) {
        return Ok(Found::Absent(absent));
    }
    if stderr.contains("unknown flag") {
        return too_old(ask);
    }
    let absent = if says(&LOGGED_OUT) { Absent::certain("no login") } else { Absent::missing("no login") };
    let detail = if stderr.is_empty() { String::new() } else { format!(" ({stderr})") };
    Ok(Found::Absent(absent.detail(detail)))
}

/// If gh has logins on this host, but not the requested one, lists those it has.
fn not_that_account(ask: &Ask) -> Option<Absent> {
    let user = ask.user?;
    let accounts = ask.accounts().filter(|list| !list.is_empty())?;
    let others = !accounts.iter().any(|account| account.eq_ignore_ascii_case(user));
    others.then(|| {
        let list = text::one_line(&accounts.join(", "), 80);
        Absent::certain(format!("no login of {user}")).detail(format!(": it has {list}"))
    })
}

/// gh before 2.40 has no `--user`, and at most one account per host.
fn too_old(ask: &Ask) -> Result<Found, Failure> {
    if ask.accounts().is_none() {
        return Ok(Found::Absent(Absent::certain("no login")));
    }
    Err(Failure::error("this gh is too old to choose an account: --user needs gh 2.40 or newer")
        .hint("upgrade gh, or log it in to that account alone and leave --user out"))
}
