//! `logout`: removes stored logins with their cached session tokens. Revokes the tokens at GitHub only with `--revoke`.

use std::process::ExitCode;

use super::login::{store, talk::Talk};
use crate::cache;
use crate::cli::Options;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::github::device;
use crate::host::Host;
use crate::resolver::Resolver;
use crate::settings::Settings;
use crate::sources;
use crate::sources::login::{Store, StoredLogin};
use crate::text;
use crate::trace::Trace;

/// A login to remove.
struct Target {
    host: Host,
    login: String,
    /// The login, or why its file cannot be read.
    stored: Result<StoredLogin, Failure>,
}

#[cold]
pub fn run(
    settings: &Settings,
    trace: &Trace,
    options: &Options,
    all: bool,
    revoke: bool,
) -> anyhow::Result<ExitCode> {
    if all && options.user.is_some() {
        return Err(Failure::usage("--all and --user cannot be used together").into());
    }
    let store = store()?;
    let mut talk = Talk::new();
    if store.names()?.is_empty() {
        talk.say("copilot-token: no login to remove");
        return Ok(ExitCode::SUCCESS);
    }
    // A renewal in progress would write the login again.
    let folder = text::path(store.folder());
    let lock = store.lock(settings.timeout);
    let lock = lock.map_err(|e| Failure::error(format!("cannot lock {folder}: {}", text::reason(&e))))?;
    let busy = || Failure::unavailable(format!("another process changes {folder}")).hint("try again");
    let _lock = lock.ok_or_else(busy)?;
    let targets = targets(settings, &store, options, all)?;
    if targets.is_empty() {
        talk.say("copilot-token: no login to remove");
    }
    if revoke {
        if let Some(tenant) = targets.iter().find(|target| target.host != Host::github_com()) {
            return Err(
                Failure::usage(format!("--revoke works on github.com only, not on {}", tenant.host)).into()
            );
        }
        revoke_all(settings, &targets, &mut talk)?;
    }
    for target in &targets {
        remove(settings, trace, &store, target)?;
        talk.say(&format!("Logged out of {} as {}", target.host, target.login));
        if !revoke {
            talk.say(&format!("The token stays valid until you revoke it: {}", revocation_page(target)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// With `--all`, every login (of `--host`, if given). Otherwise that of `--user`, or the newest one of the host.
fn targets(settings: &Settings, store: &Store, options: &Options, all: bool) -> Result<Vec<Target>, Failure> {
    let host = settings.host.name();
    let of_host = |(of, _): &(String, String)| (all && options.host.is_none()) || of == host;
    let names: Vec<_> = store.names()?.into_iter().filter(of_host).collect();
    let one = match &settings.user {
        _ if all => None,
        Some(user) => Some(user.to_ascii_lowercase()),
        None if names.len() > 1 => store.pick(host, None)?.map(|newest| newest.login.to_ascii_lowercase()),
        None => None,
    };
    let chosen = names.into_iter().filter(|(_, login)| one.as_ref().is_none_or(|one| one == login));
    let target = |(host, login): (String, String)| {
        let stored = store.read(&host, &login).transpose()?;
        let shown = stored.as_ref().map_or(login, |stored| stored.login.clone());
        Some(Target { host: Host::parse(&host)?, login: shown, stored })
    };
    Ok(chosen.filter_map(target).collect())
}

/// # Errors
/// The revocation fails, or a login file cannot be read. No login is removed then.
fn revoke_all(settings: &Settings, targets: &[Target], talk: &mut Talk) -> Result<(), Failure> {
    let mut tokens = Vec::new();
    for target in targets {
        let stored = target.stored.as_ref().map_err(Clone::clone)?;
        tokens.push(&stored.token);
        tokens.extend(&stored.refresh_token);
    }
    if tokens.is_empty() {
        return Ok(());
    }
    talk.say("Revoking: GitHub sends the owner of the token a mail that a credential was disclosed.");
    device::revoke(&tokens, Deadline::after(settings.timeout))?;
    talk.say("The token is revoked");
    Ok(())
}

fn remove(settings: &Settings, trace: &Trace, store: &Store, target: &Target) -> Result<(), Failure> {
    if let Ok(stored) = &target.stored {
        let of_host = Settings { host: target.host.clone(), ..settings.clone() };
        let deadline = Deadline::after(settings.timeout);
        let cache = Resolver::new(&of_host, deadline, trace).cache;
        if let Err(e) = cache.forget(&cache::fingerprint(&stored.token), deadline.now_ms()) {
            trace.say(|| format!("cached session not removed: {}", text::reason(&e)));
        }
    }
    let removed = store.remove(target.host.name(), &target.login);
    removed.map(drop).map_err(|e| {
        let path = store.path(target.host.name(), &target.login);
        Failure::error(format!("cannot remove {}: {}", text::path(&path), text::reason(&e)))
    })
}

/// The GitHub page on which a person can revoke the token. Each kind of token has its own page.
fn revocation_page(target: &Target) -> String {
    let kind = target.stored.as_ref().ok().and_then(|stored| sources::kind(&stored.token));
    let path = match kind {
        Some("gho_") => "applications",
        Some("github_pat_") => "personal-access-tokens",
        _ => "apps/authorizations",
    };
    format!("https://{}/settings/{path}", target.host)
}
