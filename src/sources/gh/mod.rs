//! The GitHub token of the GitHub CLI's login, as printed by `gh auth token`. Never runs a `gh` from the current
//! folder, never passes on a token variable that gh would print as its own login, and never waits for a prompt.

mod output;
mod record;
mod run;

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use super::Found;
use super::login_state::{LoginState, Stamp};
use crate::absent::Absent;
use crate::failure::Failure;
use crate::text;
use record::Record;

pub const NAME: &str = "gh";

/// The time limit for gh, which blocks forever on a locked keyring.
const LIMIT: Duration = Duration::from_secs(3);
/// With less time left than this, gh is not started.
const AT_LEAST: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub struct Ask<'a> {
    pub host: &'a str,
    /// The chosen account. `settings` has checked that it can be a GitHub login: it becomes an argument of gh, which
    /// every user of the machine can read.
    pub user: Option<&'a str>,
    /// `PATH`; only its absolute entries are searched.
    pub search_path: Option<&'a OsStr>,
    /// gh's configuration folder.
    pub config: Option<&'a Path>,
    /// gh's working directory.
    pub folder: &'a Path,
}

impl Ask<'_> {
    /// The accounts on our host that gh's `hosts.yml` lists. `None` if the file is missing or unreadable, or does not
    /// name the host.
    fn accounts(&self) -> Option<Vec<String>> {
        Record::read(&self.config?.join("hosts.yml")).ok()??.accounts(self.host)
    }
}

/// # Errors
/// gh cannot be run, gives no answer in time, or prints neither one token nor a clear "no login".
#[cold]
pub fn find(ask: &Ask, left: Duration) -> Result<Found, Failure> {
    let Some(program) = run::program(ask.search_path) else {
        return Ok(Found::Absent(Absent::missing("not installed")));
    };
    let limit = LIMIT.min(left);
    if limit < AT_LEAST {
        return Err(Failure::unavailable("no time is left to ask gh").hint("allow more with --timeout"));
    }
    match run::run(&program, ask, limit) {
        Ok(Some(printed)) => output::judge(ask, &printed),
        Ok(None) => Err(Failure::unavailable(format!("gh gave no answer within {:.1} s", limit.as_secs_f32()))
            .hint("its keyring may be locked: run 'gh auth token' to see, or leave it out with --sources env,login,editor")),
        Err(e) => Err(Failure::error(format!("cannot run {}: {}", text::path(&program), text::reason(&e)))),
    }
}

/// Covers the gh that would be run, and the contents of its `hosts.yml`. If no `hosts.yml` names the host, the token
/// depends on gh's keyring alone, and this state does not change with it.
///
/// `None` if there is no gh to ask, or if a file cannot be examined.
pub fn login_state(ask: &Ask) -> Option<LoginState> {
    let program = run::program(ask.search_path)?;
    let replaced = Stamp::of(&program.metadata().ok()?).ok()?.text();
    let path = ask.config?.join("hosts.yml");
    let record = Record::read(&path).ok()?;
    let logins = record.as_ref().map(|record| format!("{} {}", record.digest(), record.stamp.text()));
    let Ask { host, user, .. } = ask;
    Some(LoginState {
        text: format!("gh {host} {user:?} {program:?} {replaced} {path:?} {logins:?}"),
        covers_token: record.is_some_and(|record| record.accounts(host).is_some()),
    })
}
