//! What the fuzz targets share: the product's modules, compiled in by path because the product is a program, and
//! one function a target that feeds them and holds what comes back to the promises. Each says whether anything
//! was believed.
#![allow(dead_code, unused_imports)]

#[path = "../../src/base_url.rs"]
mod base_url;
#[path = "../../src/cache/mod.rs"]
mod cache;
#[path = "../../src/cli.rs"]
mod cli;
#[path = "../../src/clock.rs"]
mod clock;
#[path = "../../src/exchange/mod.rs"]
mod exchange;
#[path = "../../src/failure.rs"]
mod failure;
#[path = "../../src/host.rs"]
mod host;
#[path = "../../src/output/mod.rs"]
mod output;
#[path = "../../src/secret.rs"]
mod secret;
#[path = "../../src/session.rs"]
mod session;
#[path = "../../src/settings/mod.rs"]
mod settings;
#[path = "../../src/sources/mod.rs"]
mod sources;
#[path = "../../src/text.rs"]
mod text;

mod editor;
mod promises;
mod stored;

pub use editor::{editor_database, editor_json};
pub use stored::entry;

use std::time::Duration;

use exchange::{Request, answer, http::Reply};
use host::Host;
use output::credential;
use promises::{hold_failure, hold_session, hold_url};
use settings::Identity;
use ureq::http::{HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

/// Now, for the fuzzed code: Unix milliseconds.
const NOW_MS: i64 = 1_795_437_295_000;
const STATUSES: [u16; 8] = [200, 401, 403, 404, 418, 429, 302, 503];
const DATES: [Option<&str>; 4] = [
    Some("Mon, 23 Nov 2026 12:34:55 GMT"),
    None,
    Some("Thu, 01 Jan 1970 00:00:00 GMT"),
    Some("Fri, 31 Dec 9999 23:59:59 GMT"),
];

fn hosts() -> [Host; 2] {
    [Host::github_com(), Host::parse("acme.ghe.com").expect("a tenant")]
}

fn identity() -> Identity {
    Identity { integration_id: "vscode-chat".into(), editor_version: "vscode/1.107.0".into() }
}

/// A whole reply. The first line chooses: status, `Date`, host, and the text of `Retry-After`; the rest is the
/// body.
pub fn answer(data: &[u8]) -> bool {
    let Some((choice, body)) = split(data, b'\n') else { return false };
    let [status, date, host, retry_after @ ..] = choice else { return false };
    let host = &hosts()[usize::from(*host) % 2];
    let mut headers = HeaderMap::new();
    headers.insert("x-github-request-id", HeaderValue::from_static("0"));
    if let Some(date) = DATES[usize::from(*date) % DATES.len()] {
        headers.insert("date", HeaderValue::from_static(date));
    }
    for name in ["retry-after", "x-ratelimit-reset"] {
        if let (Ok(value), false) = (HeaderValue::from_bytes(retry_after), retry_after.is_empty()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers.insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let (clock, identity) = (clock::Clock::start(), identity());
    let token = secret::Secret::new("ghu_0123456789abcdefghij".to_owned());
    let request = Request {
        host,
        identity: &identity,
        token: &token,
        source: "GH_TOKEN",
        clock: &clock,
        budget: Duration::from_secs(10),
        timeout: Duration::from_secs(10),
    };
    match answer::read(&request, &Reply::new(status, headers, Zeroizing::new(body.to_vec()), NOW_MS)) {
        Ok(session) => {
            assert_eq!(status, 200);
            let life = session.remaining(session.received_ms);
            assert!(life >= credential::EXPIRED_BELOW && session.is_plausible(NOW_MS));
            hold_session(host, &session);
            stored::comes_back(host, &session);
            true
        }
        Err(refusal) => {
            hold_failure(&refusal.failure);
            assert!(refusal.remember <= Duration::from_secs(3600));
            assert!(!refusal.failure.lines().contains("0123456789abcdefghij"));
            false
        }
    }
}

/// A session token and what the answer names beside it: the first line is `endpoints.api`, the second the token.
pub fn base_url(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let (endpoint, token) = text.split_once('\n').map_or((None, text), |(url, token)| (Some(url), token));
    let mut trusted = false;
    for host in hosts() {
        match base_url::resolve(&host, endpoint, token) {
            Ok(url) => {
                hold_url(&host, &url);
                trusted = true;
            }
            Err(failure) => hold_failure(&failure),
        }
    }
    trusted
}

/// What git says.
pub fn git_credential(data: &[u8]) -> bool {
    let request = match credential::parse(data) {
        Ok(request) => request,
        Err(failure) => {
            hold_failure(&failure);
            return false;
        }
    };
    let named = request.host.as_deref().and_then(credential::host_and_port);
    let mut answered = false;
    for host in hosts() {
        let Some((name, _port)) = named else { continue };
        let name = name.to_ascii_lowercase();
        if host.is_copilot_api(&name) {
            assert!(host.trusts(&name), "{name}");
            hold_url(&host, &format!("https://{name}"));
            answered = true;
        }
    }
    if let Some(secret) = request.credential.or(request.password) {
        assert!(!secret.expose().contains(['\n', '\0']));
    }
    answered
}

fn split(data: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let end = data.iter().position(|byte| *byte == at)?;
    Some((&data[..end], &data[end + 1..]))
}
