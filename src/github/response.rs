//! Classifies replies of GitHub's API, whatever the request: an answer, a redirect, a rate limit, an outage, or a page
//! that is not from GitHub.

use std::time::{Duration, UNIX_EPOCH};

use super::http::Reply;
use super::refusal::{self, Refusal};
use super::transport_error::not_github;
use crate::failure::Failure;

/// Rejects every reply that is not an answer to the request. What remains is a 200 or a refusal by GitHub itself.
///
/// # Errors
/// The reply is something else. The error says how long later calls remember it.
pub fn expect_answer(host: &str, reply: &Reply) -> Result<(), Refusal> {
    match reply.status {
        300..=303 | 305..=399 => Err(redirect(host, reply.status).into()),
        429 => Err(refusal::rate_limit(retry_after(reply))),
        500..=599 => Err(outage(reply.status).into()),
        _ if !is_from_github(reply) => Err(not_github(host, &seen(reply)).into()),
        _ => Ok(()),
    }
}

/// Whether the reply is from GitHub, which puts a request ID into every answer. A captive portal or a filtering proxy
/// does not, or it shows a web page.
pub fn is_from_github(reply: &Reply) -> bool {
    reply.header("x-github-request-id").is_some() && !is_page(reply)
}

/// Whether the reply is a web page, by its declared type or its first character.
pub fn is_page(reply: &Reply) -> bool {
    let declared =
        reply.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    declared || reply.body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<')
}

/// Describes what came instead of an answer.
pub fn seen(reply: &Reply) -> String {
    let what =
        if is_page(reply) { "got a web page" } else { "the response has no x-github-request-id header" };
    format!("{what} ({})", reply.status)
}

fn redirect(host: &str, status: u16) -> Failure {
    Failure::error(format!("redirect refused: {host} answered {status}, and a token is not sent elsewhere"))
        .hint("GitHub does not redirect here: a proxy or a network's login page may stand in between")
}

fn outage(status: u16) -> Failure {
    Failure::unavailable(format!("GitHub returned {status}"))
        .hint("try again in a minute; https://www.githubstatus.com tells about outages")
}

/// The failure for an answer from GitHub that cannot be used.
pub fn unusable(why: &str) -> Failure {
    Failure::error(format!("unusable answer from GitHub: {why}"))
        .hint("GitHub may have changed this undocumented endpoint: look for a newer copilot-token")
}

/// The reply's `Date` header in Unix seconds.
pub fn date(reply: &Reply) -> Option<i64> {
    http_date(reply.header("date")?)
}

/// An HTTP date (RFC 9110) in Unix seconds.
fn http_date(text: &str) -> Option<i64> {
    let moment = httpdate::parse_http_date(text.trim()).ok()?;
    i64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// How long the reply's `Retry-After` asks to wait. The header holds seconds or a date; a date is relative to the
/// reply's own `Date`, or to the local clock without one.
pub fn retry_after(reply: &Reply) -> Option<Duration> {
    let value = reply.header("retry-after")?.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // A number that does not fit means the longest wait.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let from = date(reply).unwrap_or(reply.received_ms.div_euclid(1000));
    Some(Duration::from_secs(u64::try_from(http_date(value)?.checked_sub(from)?).unwrap_or(0)))
}

/// How long a 403 asks to wait, if its headers mark it as a rate limit. `usual` if they give no time.
pub fn limit_of_403(reply: &Reply, usual: Duration) -> Option<Duration> {
    let exhausted = reply.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
    let reset = || {
        let at: i64 = reply.header("x-ratelimit-reset")?.trim().parse().ok()?;
        let from = date(reply).unwrap_or(reply.received_ms.div_euclid(1000));
        Some(Duration::from_secs(u64::try_from(at.checked_sub(from)?).ok()?))
    };
    match retry_after(reply) {
        Some(wait) => Some(wait),
        None if exhausted => Some(reset().unwrap_or(usual)),
        None => None,
    }
}
