//! `status`: shows what would be used and how long it lasts. Prints its answer on stdout even if the exit code is not
//! 0.

mod online;
mod rows;

use std::process::ExitCode;

use serde::Serialize;

use super::{print, print_json};
use crate::cache::notes::{FailedRequest, Noted};
use crate::cli;
use crate::credential::{Credential, Freshness};
use crate::failure::Code;
use crate::output::json::rfc3339;
use crate::output::table::table;
use crate::resolver::Resolver;
use crate::resolver::status::{self, SourceStatus};
use crate::settings::CachePlace;
use crate::text;
use online::OnlineState;

#[derive(Serialize)]
struct Status {
    version: u32,
    authenticated: bool,
    /// There is a GitHub token, and GitHub has not refused it.
    usable: bool,
    host: String,
    /// `exchange`, `direct` or `auto`, as chosen.
    access: &'static str,
    /// A `GH_HOST` that is neither github.com nor a tenant.
    ignored_gh_host: Option<String>,
    github_token: Option<GitHubToken>,
    session: Option<Session>,
    cache: CacheState,
    sources: Vec<Source>,
    last_failure: Option<LastFailure>,
    /// Only in the table.
    #[serde(skip)]
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<OnlineState>,
}

#[derive(Serialize)]
struct GitHubToken {
    source: &'static str,
    kind: Option<&'static str>,
    login: Option<String>,
    /// GitHub has refused it and will not be asked again yet.
    #[serde(skip)]
    refused: bool,
}

/// The cached credential: a session token or, with direct access, the base URL of the account.
#[derive(Serialize)]
struct Session {
    access: &'static str,
    /// Whether it would be used without a refresh.
    valid: bool,
    expires_at: Option<i64>,
    expires: Option<String>,
    seconds_left: Option<u64>,
    base_url: String,
    sku: Option<String>,
    login: Option<String>,
}

#[derive(Serialize)]
struct CacheState {
    path: Option<String>,
    usable: bool,
    problem: Option<String>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    state: &'static str,
    detail: Option<String>,
}

#[derive(Serialize)]
struct LastFailure {
    code: &'static str,
    message: String,
    at: String,
    retry_after: Option<String>,
}

/// The options of `status`.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub json: bool,
    pub check: bool,
    pub online: bool,
}

#[cold]
pub fn run(resolver: &Resolver, wanted: Wanted, verbose: bool) -> anyhow::Result<ExitCode> {
    // First, so that the rest shows what this adds to the cache.
    let online = wanted.online.then(|| resolver.online());
    let refusal = online.as_ref().and_then(|online| online.refusal());
    let online = online.map(OnlineState::of);
    // A script may run `status --check` before each prompt: that must not start gh each time.
    let seen = resolver.status(wanted.check);
    let status = Status { online, ..status(resolver, &seen) };
    if wanted.json {
        print_json(&status)?;
    } else if !wanted.check || verbose {
        print(&table(&rows::of(&status)))?;
    }
    let valid = status.session.as_ref().is_some_and(|session| session.valid);
    // A shared cache file may hold a session token without a GitHub token.
    let refusal = refusal.filter(|_| seen.token.is_some() || valid);
    Ok(ExitCode::from(match (refusal, seen.token.is_some()) {
        (Some(code), _) => code.exit_code(),
        (_, false) if !(wanted.check && valid) => Code::Unauthenticated.exit_code(),
        _ if wanted.check && !valid => Code::Error.exit_code(),
        _ => 0,
    }))
}

fn status(resolver: &Resolver, seen: &status::Status) -> Status {
    let settings = resolver.settings;
    let now_ms = resolver.deadline.now_ms();
    let auto = settings.access() == cli::Access::Auto;
    let last_failure = seen.last_failure.as_ref().map(|failed| last_failure(failed, auto, now_ms));
    let refused = last_failure
        .as_ref()
        .is_some_and(|failed| failed.retry_after.is_some() && failed.code != Code::Unavailable.name());
    let token = seen.token.as_ref().map(|token| GitHubToken {
        source: token.source,
        kind: token.kind,
        login: token.login.clone(),
        refused: refused && seen.credential.is_none(),
    });
    Status {
        version: 1,
        authenticated: token.is_some(),
        usable: token.as_ref().is_some_and(|token| !token.refused),
        host: settings.host.name().to_owned(),
        access: match settings.access() {
            cli::Access::Exchange => "exchange",
            cli::Access::Direct => "direct",
            cli::Access::Auto => "auto",
        },
        ignored_gh_host: settings.ignored_gh_host.as_deref().map(|name| text::one_line(name, 100)),
        github_token: token,
        session: seen.credential.as_ref().map(|credential| session(resolver, credential, now_ms)),
        cache: cache_state(resolver),
        sources: seen.sources.iter().map(source).collect(),
        last_failure,
        next: seen.next.clone(),
        online: None,
    }
}

fn last_failure(failed: &Noted<FailedRequest>, auto: bool, now_ms: i64) -> LastFailure {
    let until_ms = failed.until_ms(auto);
    LastFailure {
        code: failed.said.code.name(),
        message: failed.said.message.clone(),
        at: rfc3339(failed.at_ms.div_euclid(1000)),
        retry_after: (now_ms < until_ms).then(|| rfc3339(until_ms.div_euclid(1000))),
    }
}

fn session(resolver: &Resolver, credential: &Credential, now_ms: i64) -> Session {
    let min_validity = resolver.settings.min_validity();
    Session {
        access: credential.access.name(),
        valid: credential.freshness(now_ms, min_validity) == Freshness::Fresh,
        expires_at: credential.expires_at(),
        expires: credential.expires_at().map(rfc3339),
        seconds_left: credential.remaining(now_ms).map(|left| left.as_secs()),
        base_url: credential.base_url.as_str().to_owned(),
        sku: credential.plan.as_deref().map(|plan| text::one_line(plan, 100)),
        login: credential.login.as_deref().map(|login| text::one_line(login, 100)),
    }
}

fn cache_state(resolver: &Resolver) -> CacheState {
    let path = resolver.cache.path().map(|path| text::redact(&path.display().to_string()));
    let problem = match resolver.settings.cache {
        CachePlace::Off => Some("switched off by --no-cache".to_owned()),
        CachePlace::Nowhere => Some("there is no home folder to keep it in".to_owned()),
        CachePlace::Folder(_) | CachePlace::File(_) => resolver.cache.problem(),
    };
    CacheState { path, usable: problem.is_none(), problem }
}

fn source(source: &SourceStatus) -> Source {
    Source {
        name: source.name,
        state: source.state.name(),
        detail: source.detail.as_deref().map(|detail| text::one_line(detail, 200)),
    }
}
