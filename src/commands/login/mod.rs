//! `login`: gets a GitHub token by GitHub's device flow or from stdin, stores it in our configuration folder, and
//! exchanges it once to show whether the account has Copilot.

mod browser;
mod flow;
pub mod talk;

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use serde::Serialize;

use super::print_json;
use crate::cli::{Access, SourceName};
use crate::clock::Deadline;
use crate::dirs;
use crate::failure::{Code, Failure};
use crate::github::device::{self, Grant};
use crate::output::json::rfc3339;
use crate::resolver::{Resolver, Want};
use crate::settings::{self, Settings};
use crate::sources::file::{self, TokenFile};
use crate::sources::login::{Store, StoredLogin};
use crate::sources::{self, Found, env, login_store};
use crate::text;
use crate::trace::Trace;
use talk::Talk;

/// Time limit for a token on stdin: the program that writes it may first ask a person for a password.
const STDIN: Duration = Duration::from_secs(15 * 60);
/// How many times to ask GitHub whose token it has just issued: without an account name, the token cannot be stored.
const ATTEMPTS: u32 = 3;
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

/// The options of `login`.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub client_id: &'a Option<String>,
    pub open: bool,
    pub with_token: bool,
    pub json: bool,
}

#[derive(Serialize)]
struct LoggedIn<'a> {
    version: u32,
    host: &'a str,
    login: &'a str,
    path: String,
    /// Whether GitHub issues a session token for it; null if that is unknown.
    exchangeable: Option<bool>,
    /// When the GitHub token expires; null if that is unknown.
    expires: Option<String>,
}

#[cold]
pub fn run(settings: &Settings, trace: &Trace, wanted: &Wanted) -> anyhow::Result<ExitCode> {
    let client_id = settings::client_id(wanted.client_id)?;
    let store = store()?;
    // Before the user does anything, check that the login can be stored.
    store.try_out().map_err(|e| unkept(&store, &e))?;
    let mut talk = Talk::new();
    let (grant, client_id) = if wanted.with_token {
        (pasted(&mut talk)?, None)
    } else {
        let grant = flow::run(settings, client_id.as_deref(), wanted.open, &mut talk)?;
        check(settings, &grant)?;
        (grant, Some(client_id.unwrap_or_else(|| device::COPILOT_CLIENT_ID.to_owned())))
    };
    let account = account(settings, &grant)?;
    let login = login(settings, account, client_id, grant);
    keep(settings, &store, &login)?;
    let path = store.path(&login.host, &login.login);
    announce(&mut talk, &login, &path);
    let outcome = exchange(settings, trace, &login.login);
    if wanted.json {
        print_json(&LoggedIn {
            version: 1,
            host: &login.host,
            login: &login.login,
            path: path.display().to_string(),
            exchangeable: exchangeable(&outcome),
            expires: login.expires_at_ms.map(|at_ms| rfc3339(at_ms.div_euclid(1000))),
        })?;
    }
    Ok(outcome.map(|()| ExitCode::SUCCESS)?)
}

/// # Errors
/// There is no home folder.
pub fn store() -> Result<Store, Failure> {
    login_store()
        .ok_or_else(|| Failure::error("no folder for a login: there is no home folder").hint("set HOME"))
}

fn unkept(store: &Store, error: &io::Error) -> Failure {
    let folder = text::path(store.folder());
    Failure::error(format!("cannot keep a login in {folder}: {}", text::reason(error)))
        .hint("the folder must be yours and writable by nobody else, and the disk not full")
}

/// Reads the GitHub token from stdin.
fn pasted(talk: &mut Talk) -> anyhow::Result<Grant> {
    if io::stdin().is_terminal() {
        talk.say("Paste the GitHub token and press Enter, then Ctrl-D.");
    }
    match file::find(&TokenFile::Stdin, STDIN)? {
        Found::Token(token) => Ok(Grant::of_unknown_end(token.secret)),
        _ => Err(Failure::unauthenticated("no GitHub token on stdin").into()),
    }
}

/// # Errors
/// The granted token is one that the source `login` would have to refuse.
fn check(settings: &Settings, grant: &Grant) -> Result<(), Failure> {
    let Some(bad) = sources::flaw_of(&grant.token) else { return Ok(()) };
    let place = format!("the answer of {}", settings.host);
    Err(sources::bad_token(&place, bad).hint("check --client-id and --host: what answered may not be GitHub"))
}

/// The account of the token. Retries if GitHub is unavailable, so that a network fault does not lose a token that the
/// user has just granted.
fn account(settings: &Settings, grant: &Grant) -> Result<String, Failure> {
    let mut attempt = 1;
    loop {
        match device::account(&settings.host, &grant.token, Deadline::after(settings.timeout)) {
            Err(failure) if failure.code == Code::Unavailable && attempt < ATTEMPTS => {
                thread::sleep(BETWEEN_ATTEMPTS);
                attempt += 1;
            }
            outcome => return outcome,
        }
    }
}

fn login(settings: &Settings, account: String, client_id: Option<String>, grant: Grant) -> StoredLogin {
    StoredLogin {
        host: settings.host.name().to_owned(),
        login: account,
        client_id,
        expires_at_ms: grant.expires_at_ms(),
        refresh_expires_at_ms: grant.refresh_expires_at_ms(),
        token: grant.token,
        refresh_token: grant.refresh_token,
        created_at_ms: Deadline::after(Duration::ZERO).now_ms(),
        renewed_at_ms: None,
        others: serde_json::Map::new(),
    }
}

/// Stores the login under the lock. A renewal of the previous login could otherwise overwrite it.
fn keep(settings: &Settings, store: &Store, login: &StoredLogin) -> Result<(), Failure> {
    // Without the lock, go on all the same. At worst, a renewal of the previous login ends up in the file. To refuse
    // would certainly lose the token that the user has just granted. `logout` can be repeated, so it does refuse.
    let _lock = store.lock(settings.timeout);
    store.keep(login).map_err(|e| unkept(store, &e))
}

fn announce(talk: &mut Talk, login: &StoredLogin, path: &Path) {
    talk.say(&format!("Logged in to {} as {}", login.host, login.login));
    talk.say(&format!("The login is kept in {}", path.display()));
    if let Some(name) = env::VARIABLES.into_iter().find(|name| dirs::non_empty(name).is_some()) {
        talk.say(&format!("Note: {name} is set, and comes before this login."));
    }
}

/// Exchanges the new login once. On success, the session token is in the cache.
fn exchange(settings: &Settings, trace: &Trace, login: &str) -> Result<(), Failure> {
    let own = Settings {
        sources: vec![SourceName::Login],
        user: Some(login.to_owned()),
        github_token_file: None,
        access: Some(Access::Exchange),
        ..settings.clone()
    };
    let resolver = Resolver::new(&own, Deadline::after(own.timeout), trace);
    resolver.credential(Want::New).map(drop).map_err(Failure::of)
}

fn exchangeable(outcome: &Result<(), Failure>) -> Option<bool> {
    match outcome {
        Ok(()) => Some(true),
        Err(failure) if failure.code == Code::NoCopilotAccess => Some(false),
        Err(_) => None,
    }
}
