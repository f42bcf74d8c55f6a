//! GitHub's answers to each of our requests. A proxy in between may have written them.

use crate::clock::Deadline;
use crate::credential::{self, Access, Credential, Lifetime};
use crate::github::device::reply;
use crate::github::exchange::{self, Request};
use crate::github::http::Reply;
use crate::github::refusal::Refusal;
use crate::github::{models, user};
use crate::host::Host;
use crate::identity::Identity;
use crate::promises::{hold_credential, hold_failure, hold_url};
use crate::secret::Secret;
use crate::{NOW_MS, hosts, split, stored};

use std::time::Duration;

use ureq::http::{HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

const STATUSES: [u16; 8] = [200, 401, 403, 404, 418, 429, 302, 503];
const DATES: [Option<&str>; 4] = [
    Some("Mon, 23 Nov 2026 12:34:55 GMT"),
    None,
    Some("Thu, 01 Jan 1970 00:00:00 GMT"),
    Some("Fri, 31 Dec 9999 23:59:59 GMT"),
];
/// The part of the GitHub token after its prefix.
const SECRET: &str = "q7rt2wlx9vbn4kzs8hdf";
const SESSION: &str = "tid=1;exp=2:0f1e2d3c4b5a69788796a5b4c3d2e1f0";

fn github_token() -> Secret {
    Secret::new(format!("ghu_{SECRET}"))
}

/// A whole reply. The first line sets the status, `Date`, host and `Retry-After`; the rest is the body.
fn reply(data: &[u8]) -> Option<(Host, Reply)> {
    let (choice, body) = split(data, b'\n')?;
    let [status, date, host, retry_after @ ..] = choice else { return None };
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
    let [dotcom, tenant] = hosts();
    let host = if host % 2 == 0 { dotcom } else { tenant };
    Some((host, Reply::new(status, headers, Zeroizing::new(body.to_vec()), NOW_MS)))
}

fn with_request<T>(host: &Host, ask: impl FnOnce(&Request) -> T) -> T {
    let identity = Identity { integration_id: None, editor_version: "vscode/1.107.0".into() };
    let deadline = Deadline::after(Duration::from_secs(10));
    ask(&Request { host, identity: &identity, token: &github_token(), deadline, retry: true })
}

fn hold_refusal(refusal: &Refusal) {
    hold_failure(&refusal.failure);
    hold_failure(&refusal.failure.with_source("gh", "run 'gh auth login'", "log in"));
    assert!(refusal.remember <= Duration::from_secs(3600));
    hold_secret(&refusal.failure.lines());
}

/// Asserts that no eight characters of the secret occur in the text, in either case.
fn hold_secret(text: &str) {
    hold_part(text, 8);
}

fn hold_part(text: &str, length: usize) {
    let text = text.to_ascii_lowercase();
    for part in SECRET.as_bytes().windows(length) {
        assert!(!text.contains(std::str::from_utf8(part).expect("ASCII")), "{text}");
    }
}

/// The answer to an exchange.
pub fn answer(data: &[u8]) -> bool {
    let Some((host, reply)) = reply(data) else { return false };
    match with_request(&host, |request| exchange::read(request, &reply)) {
        Ok(session) => {
            assert_eq!(reply.status, 200);
            let Lifetime::Until(expiry) = session.lifetime else { panic!("it has an end") };
            assert!(expiry.remaining(session.received_ms) >= credential::EXPIRED_BELOW);
            assert!(expiry.is_plausible(NOW_MS));
            hold_credential(&host, &session);
            hold_part(session.bearer.expose(), 12);
            hold_part(session.base_url.as_str(), 12);
            hold_secret(session.plan.as_deref().unwrap_or_default());
            stored::comes_back(&host, &session);
            true
        }
        Err(refusal) => {
            hold_refusal(&refusal);
            false
        }
    }
}

/// The account that GitHub describes.
pub fn account(data: &[u8]) -> bool {
    let Some((host, reply)) = reply(data) else { return false };
    let account = match with_request(&host, |request| user::read(request, &reply)) {
        Ok(account) => account,
        Err(refusal) => {
            hold_refusal(&refusal);
            return false;
        }
    };
    hold_url(&host, account.base_url.as_str());
    for quota in &account.quotas {
        let numbers = [quota.entitlement, quota.remaining, quota.used, Some(quota.overage)];
        assert!(numbers.into_iter().flatten().all(|number| (0.0..=1e13).contains(&number)), "{quota:?}");
        if let (Some(all), Some(left), Some(used)) = (quota.entitlement, quota.remaining, quota.used) {
            assert!(left <= all && used <= all, "{quota:?}");
        }
    }
    let words = [&account.login, &account.plan, &account.sku, &account.resets].into_iter().flatten();
    for word in words.chain(account.quotas.iter().map(|quota| &quota.name)) {
        assert!(word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'), "{word:?}");
        hold_secret(word);
    }
    match with_request(&host, |request| user::of_account(request, account)) {
        Ok(credential) => hold_credential(&host, &credential),
        Err(refusal) => hold_refusal(&refusal),
    }
    true
}

/// The Copilot API's answer to either kind of credential.
pub fn models(data: &[u8]) -> bool {
    let Some((host, reply)) = reply(data) else { return false };
    let mut counted = false;
    for (access, bearer) in
        [(Access::Exchange, Secret::new(SESSION.to_owned())), (Access::Direct, github_token())]
    {
        let credential = Credential {
            access,
            bearer,
            base_url: host.default_base_url(),
            lifetime: Lifetime::Open,
            received_ms: NOW_MS,
            issued_for: None,
            plan: None,
            login: None,
        };
        let check = models::read(&credential, &reply);
        match &check.models {
            Ok(_) => counted = true,
            Err(failure) => hold_failure(failure),
        }
        let said = format!("{:?} {:?}", check.said, check.models);
        match access {
            Access::Direct => hold_secret(&said),
            Access::Exchange => assert!(!said.contains("0f1e2d3c4b5a6978"), "{said}"),
        }
    }
    counted
}

/// The device flow: the answers to the request for a code, to a poll and to a renewal.
pub fn device(data: &[u8]) -> bool {
    let Some((host, reply)) = reply(data) else { return false };
    let codes = reply::codes(&host, &reply).map(|codes| {
        assert!(codes.user_code.len() <= 64 && !codes.user_code.chars().any(char::is_control));
        assert!(codes.life.max(codes.interval) <= Duration::from_secs(24 * 3600));
    });
    let poll = reply::poll(&host, &reply, &github_token()).map(drop);
    let renewal = reply::renewal(&host, &reply, &github_token()).map(|grant| {
        assert!(credential_bytes(&grant.token) && grant.refresh_token.iter().all(credential_bytes));
        let _ = (grant.expires_at_ms(), grant.refresh_expires_at_ms());
    });
    let account = reply::account(&host, &reply, &github_token()).map(|login| hold_secret(&login));
    let outcomes = [codes, poll, renewal, account, reply::revocation(&host, &reply)];
    for failure in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        hold_failure(failure);
    }
    outcomes.iter().any(Result::is_ok)
}

fn credential_bytes(token: &Secret) -> bool {
    token.expose().bytes().all(|b| b.is_ascii_graphic())
}
