//! `status`: what would be used and how long it lasts. Says so on stdout whatever the exit code is.

use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;

use super::{print, print_json};
use crate::cache::notes::{FailedRequest, Noted};
use crate::cli;
use crate::credential::{Credential, Freshness};
use crate::failure::Code;
use crate::output::json::rfc3339;
use crate::output::table::table;
use crate::resolver::Resolver;
use crate::resolver::status::{self, SourceStatus, State};
use crate::text;

#[derive(Serialize)]
struct Status {
    version: u32,
    authenticated: bool,
    host: String,
    /// A `GH_HOST` that is passed over.
    ignored_gh_host: Option<String>,
    github_token: Option<GitHubToken>,
    session: Option<CachedSession>,
    cache: CacheState,
    sources: Vec<Source>,
    last_failure: Option<LastFailure>,
}

#[derive(Serialize)]
struct GitHubToken {
    source: &'static str,
    kind: Option<&'static str>,
    login: Option<String>,
}

#[derive(Serialize)]
struct CachedSession {
    /// Whether it would be printed as it is.
    valid: bool,
    expires_at: Option<i64>,
    expires: Option<String>,
    seconds_left: Option<u64>,
    base_url: String,
    sku: Option<String>,
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

#[cold]
pub fn run(resolver: &Resolver, json: bool, check: bool) -> anyhow::Result<ExitCode> {
    // A script asks before each prompt, perhaps: that must not cost a question to gh each time.
    let survey = resolver.status(check);
    let status = status(resolver, &survey);
    if json {
        print_json(&status)?;
    } else {
        print(&table(&rows(&status)))?;
    }
    let valid = status.session.as_ref().is_some_and(|session| session.valid);
    Ok(ExitCode::from(match (check, valid, survey.token.is_some()) {
        (true, true, _) | (false, _, true) => 0,
        (true, false, true) => Code::Error.exit_code(),
        (_, _, false) => Code::Unauthenticated.exit_code(),
    }))
}

fn status(resolver: &Resolver, survey: &status::Status) -> Status {
    let settings = resolver.settings;
    let token = survey.token.as_ref().map(|token| GitHubToken {
        source: token.source,
        kind: token.kind,
        login: token.login.clone(),
    });
    let now_ms = resolver.deadline.now_ms();
    let until_ms = |failed: &Noted<FailedRequest>| failed.until_ms(settings.access() == cli::Access::Auto);
    let failure = survey.last_failure.as_ref().map(|failed| LastFailure {
        code: failed.said.code.name(),
        message: failed.said.message.clone(),
        at: rfc3339(failed.at_ms.div_euclid(1000)),
        retry_after: (now_ms < until_ms(failed)).then(|| rfc3339(until_ms(failed).div_euclid(1000))),
    });
    Status {
        version: 1,
        authenticated: token.is_some(),
        host: settings.host.name().to_owned(),
        ignored_gh_host: settings.ignored_gh_host.as_deref().map(|name| text::one_line(name, 100)),
        github_token: token,
        session: survey.credential.as_ref().map(|session| cached(session, now_ms, settings.min_validity())),
        cache: cache_state(resolver),
        sources: survey.sources.iter().map(source).collect(),
        last_failure: failure,
    }
}

fn cached(session: &Credential, now_ms: i64, min_validity: Duration) -> CachedSession {
    CachedSession {
        valid: session.freshness(now_ms, min_validity) == Freshness::Fresh,
        expires_at: session.expires_at(),
        expires: session.expires_at().map(rfc3339),
        seconds_left: session.remaining(now_ms).map(|left| left.as_secs()),
        base_url: session.base_url.as_str().to_owned(),
        sku: session.plan.as_deref().map(|sku| text::one_line(sku, 100)),
    }
}

fn cache_state(resolver: &Resolver) -> CacheState {
    let path = resolver.cache.path().map(|path| path.display().to_string());
    let problem = match path {
        None => Some("off: --no-cache, or no home folder to keep it in".to_owned()),
        Some(_) => resolver.cache.problem(),
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

fn rows(status: &Status) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut row = |label: &str, value: String| rows.push((label.to_owned(), text::one_line(&value, 300)));
    row("host", status.host.clone());
    if let Some(name) = &status.ignored_gh_host {
        row("", format!("GH_HOST={name} is ignored: neither github.com nor SUBDOMAIN.ghe.com"));
    }
    row("GitHub token", status.github_token.as_ref().map_or("none found".to_owned(), github_token));
    row("session token", status.session.as_ref().map_or("none cached".to_owned(), session));
    if let Some(session) = &status.session {
        row("base URL", session.base_url.clone());
        row("plan", session.sku.clone().unwrap_or_else(|| "not told".to_owned()));
    }
    row("cache", cache(&status.cache));
    if let Some(failure) = &status.last_failure {
        let later = failure.retry_after.iter().map(|moment| format!(", not asked again before {moment}"));
        row(
            "last failure",
            format!("{} ({}, {}{})", failure.message, failure.code, failure.at, later.collect::<String>()),
        );
    }
    for (i, source) in status.sources.iter().enumerate() {
        let detail = source.detail.iter().map(|detail| format!(": {detail}")).collect::<String>();
        let state = if source.state == State::NotAsked.name() { "not asked" } else { source.state };
        row(if i == 0 { "sources" } else { "" }, format!("{} {state}{detail}", source.name));
    }
    rows
}

fn github_token(token: &GitHubToken) -> String {
    let kind = token.kind.map_or("of unknown kind".to_owned(), |kind| format!("{kind}…"));
    let login = token.login.iter().map(|login| format!(" of {login}"));
    format!("{kind}{} from {}", login.collect::<String>(), token.source)
}

fn session(session: &CachedSession) -> String {
    let seconds_left = session.seconds_left.unwrap_or_default();
    let left = humantime::format_duration(Duration::from_secs(seconds_left));
    let state = match (session.valid, seconds_left) {
        (true, _) => "valid",
        (false, 60..) => "ageing",
        (false, _) => "expired",
    };
    format!("{state}, {left} left (until {})", session.expires.as_deref().unwrap_or("unknown"))
}

fn cache(cache: &CacheState) -> String {
    let path = cache.path.iter().map(String::as_str).chain(cache.problem.as_deref());
    path.collect::<Vec<_>>().join(": ")
}
