//! What GitHub's reply means: a session, or a refusal with what to do about it.

use std::time::{Duration, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::Value;

use super::exchange::{Refusal, Request};
use super::http::Reply;
use super::{refusal, transport_error};
use crate::base_url;
use crate::credential::{self, Access, Credential, Expiry, Lifetime};
use crate::failure::Failure;
use crate::secret::Secret;

/// The fields we use of a 200; the dozens of others are ignored.
#[derive(Deserialize)]
struct Granted {
    token: String,
    expires_at: Value,
    refresh_in: Option<Value>,
    endpoints: Option<Value>,
    sku: Option<Value>,
}

pub fn read(request: &Request, reply: &Reply) -> Result<Credential, Refusal> {
    let api = request.host.api_host();
    match reply.status {
        300..=399 => Err(Refusal::passing(redirect(&api, reply.status))),
        429 => Err(refusal::rate_limit(retry_after(reply))),
        502..=504 => Err(Refusal::passing(in_trouble(reply.status)).retry()),
        500..=599 => Err(Refusal::passing(in_trouble(reply.status))),
        _ if !is_from_github(reply) => Err(Refusal::passing(transport_error::no_github(&api, &seen(reply)))),
        200 => granted(request, reply).map_err(Refusal::passing),
        status => Err(refusal::explain(request, status, &reply.body, retry_after_of_403(reply))),
    }
}

/// GitHub marks every answer; a portal or a filtering proxy does not, or shows a page for people.
fn is_from_github(reply: &Reply) -> bool {
    reply.header("x-github-request-id").is_some() && !is_page(reply)
}

fn is_page(reply: &Reply) -> bool {
    let declared =
        reply.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    declared || reply.body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<')
}

fn seen(reply: &Reply) -> String {
    let what = if is_page(reply) { "got a web page" } else { "the answer does not bear GitHub's mark" };
    format!("{what} ({})", reply.status)
}

fn redirect(api: &str, status: u16) -> Failure {
    Failure::error(format!(
        "redirect refused: {api} answered {status}, and a GitHub token is not sent elsewhere"
    ))
    .hint("GitHub does not redirect here: a proxy or a network's login page may stand in between")
}

fn in_trouble(status: u16) -> Failure {
    Failure::unavailable(format!("trouble at GitHub: it answered {status}"))
        .hint("try again in a minute; https://www.githubstatus.com tells how GitHub is")
}

fn granted(request: &Request, reply: &Reply) -> Result<Credential, Failure> {
    let granted: Granted =
        serde_json::from_slice(&reply.body).map_err(|_| unusable("it is not the expected JSON"))?;
    let token = Secret::new(granted.token);
    if !credential::is_valid_token(token.expose()) {
        return Err(unusable("its session token is not one line of visible ASCII, or too long"));
    }
    // It would be kept on disk, and sent to the Copilot API.
    if token.expose().contains(request.token.expose()) {
        return Err(unusable("its session token holds the GitHub token"));
    }
    let expires_at_ms =
        credential::moment_ms(&granted.expires_at).ok_or_else(|| unusable("its expires_at is no moment"))?;
    let endpoint = granted.endpoints.as_ref().and_then(|endpoints| endpoints.get("api")?.as_str());
    let base_url = base_url::resolve(request.host, endpoint, token.expose())
        .map_err(|failure| Failure { message: request.shown(&failure.message, 200), ..failure })?;
    let refresh_in = granted.refresh_in.as_ref().and_then(seconds);
    let local = reply.received_ms.div_euclid(1000);
    let life = credential::life(expires_at_ms.div_euclid(1000), date(reply), refresh_in, local);
    let issued_for = Duration::from_secs(u64::try_from(life).unwrap_or(0));
    if issued_for < credential::EXPIRED_BELOW {
        return Err(born_dead(life));
    }
    let clock_offset_ms = expires_at_ms - life * 1000 - reply.received_ms;
    Ok(Credential {
        access: Access::Exchange,
        bearer: token,
        base_url,
        lifetime: Lifetime::Until(Expiry { at_ms: expires_at_ms, clock_offset_ms }),
        received_ms: reply.received_ms,
        issued_for: Some(issued_for),
        plan: granted.sku.as_ref().and_then(Value::as_str).map(|sku| request.shown(sku, 100)),
        login: None,
    })
}

fn unusable(why: &str) -> Failure {
    Failure::error(format!("unusable answer from GitHub: {why}"))
        .hint("GitHub may have changed this undocumented endpoint: look for a newer copilot-token")
}

fn born_dead(life: i64) -> Failure {
    let when = if life <= 0 { "already expired".to_owned() } else { format!("with only {life}s to go") };
    Failure::error(format!("unusable answer from GitHub: it issued a session token {when}"))
        .hint("check the clock of this machine, and that of a proxy in between")
}

/// Whole seconds, leniently; `None` for anything else.
fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// The `Date` header in Unix seconds.
fn date(reply: &Reply) -> Option<i64> {
    http_date(reply.header("date")?)
}

/// RFC 9110's preferred date format, the only one that senders may still generate.
fn http_date(text: &str) -> Option<i64> {
    let moment = httpdate::parse_http_date(text.trim()).ok()?;
    i64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// `Retry-After` in seconds or as a date; the date counts from the answer's own `Date`, else the local clock.
fn retry_after(reply: &Reply) -> Option<Duration> {
    let value = reply.header("retry-after")?.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // More than fits is as long as anything.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let from = date(reply).unwrap_or(reply.received_ms.div_euclid(1000));
    Some(Duration::from_secs(u64::try_from(http_date(value)?.checked_sub(from)?).unwrap_or(0)))
}

/// How long a 403 asks to wait, where it is a rate limit by its headers.
fn retry_after_of_403(reply: &Reply) -> Option<Option<Duration>> {
    let exhausted = reply.header("x-ratelimit-remaining").is_some_and(|left| left.trim() == "0");
    let reset = || {
        let at: i64 = reply.header("x-ratelimit-reset")?.trim().parse().ok()?;
        let from = date(reply).unwrap_or(reply.received_ms.div_euclid(1000));
        Some(Duration::from_secs(u64::try_from(at.checked_sub(from)?).ok()?))
    };
    match retry_after(reply) {
        Some(wait) => Some(Some(wait)),
        None if exhausted => Some(reset()),
        None => None,
    }
}
