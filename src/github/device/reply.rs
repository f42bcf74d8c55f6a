//! Interprets GitHub's replies in the device flow. Errors come as `{"error":…}` with any status, mostly 200. Pure.

use std::time::Duration;

use serde_json::Value;

use super::{Codes, Grant, PAGE, Poll};
use crate::failure::Failure;
use crate::github::http::Reply;
use crate::github::response::is_page;
use crate::github::transport_error::not_github;
use crate::github::words::Words;
use crate::host::Host;
use crate::secret::Secret;
use crate::text;

/// RFC 8628's default, for a server that names no interval.
const USUAL_INTERVAL: Duration = Duration::from_secs(5);
/// The lifetime of the codes if the server names none. GitHub's is about as long.
const USUAL_LIFE: Duration = Duration::from_secs(900);
/// The upper bound for the lifetime of codes and for intervals, so that no sum overflows.
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// The upper bound for the lifetime of a token. GitHub's refresh tokens live for half a year.
const LONGEST_LIFE: Duration = Duration::from_secs(10 * 365 * 24 * 3600);
const MAX_USER_CODE: usize = 64;

const AGAIN: &str = "run 'copilot-token login' again";

pub fn codes(host: &Host, reply: &Reply) -> Result<Codes, Failure> {
    let json = json(host.name(), reply)?;
    if let Some(error) = Error::of(host, &json)? {
        return Err(error.failure(host, None));
    }
    if reply.status == 404 {
        return Err(Failure::error(format!("no login at {host}: it does not know this app (404)"))
            .hint("check --client-id and --host; the app must have the device flow switched on"));
    }
    check_status(host.name(), reply, &json, 200)?;
    check_page(host, string(&json, "verification_uri").unwrap_or_default())?;
    let device_code = string(&json, "device_code")
        .and_then(token)
        .ok_or_else(|| unusable(host, "it has no device code"))?;
    let printable = |code: &&str| {
        (1..=MAX_USER_CODE).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
    };
    let user_code = string(&json, "user_code").filter(printable);
    Ok(Codes {
        device_code,
        user_code: user_code.ok_or_else(|| unusable(host, "its code cannot be shown"))?.to_owned(),
        life: seconds(&json, "expires_in", LONGEST).unwrap_or(USUAL_LIFE),
        interval: seconds(&json, "interval", LONGEST).unwrap_or(USUAL_INTERVAL),
    })
}

/// # Errors
/// The answer sends the user to a page that is not the host's own.
fn check_page(host: &Host, uri: &str) -> Result<(), Failure> {
    let page = format!("https://{host}{PAGE}");
    let uri = uri.strip_suffix('/').unwrap_or(uri);
    if uri.eq_ignore_ascii_case(&page) {
        return Ok(());
    }
    let named = text::one_line(uri, 80);
    Err(Failure::error(format!("answer of {host} refused: it names another page than {page}: '{named}'"))
        .hint("do not enter a code there: what answered may not be GitHub"))
}

pub fn poll(host: &Host, reply: &Reply, device_code: &Secret) -> Result<Poll, Failure> {
    let json = json(host.name(), reply)?;
    match Error::of(host, &json)? {
        None => grant(host, reply, &json).map(Poll::Granted),
        Some(error) => match error.code {
            "authorization_pending" => Ok(Poll::Pending),
            "slow_down" => Ok(Poll::SlowDown(seconds(&json, "interval", LONGEST))),
            _ => Err(error.failure(host, Some(device_code))),
        },
    }
}

pub fn renewal(host: &Host, reply: &Reply, refresh_token: &Secret) -> Result<Grant, Failure> {
    let json = json(host.name(), reply)?;
    match Error::of(host, &json)? {
        None => grant(host, reply, &json),
        Some(Error { code: "bad_refresh_token", .. }) => {
            Err(Failure::unauthenticated("login expired: GitHub no longer accepts its refresh token")
                .hint("run 'copilot-token login'"))
        }
        Some(error) => Err(Failure::error(format!(
            "{host} did not renew the login: {}",
            error.said(Some(refresh_token))
        ))),
    }
}

fn grant(host: &Host, reply: &Reply, json: &Value) -> Result<Grant, Failure> {
    check_status(host.name(), reply, json, 200)?;
    // RFC 6749, section 5.1: the name of the type has no case. GitHub's only type is the default.
    let kind = json.get("token_type").filter(|kind| !kind.is_null());
    if kind.is_some_and(|kind| !kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))) {
        return Err(unusable(host, "its token is no bearer token"));
    }
    let token = string(json, "access_token").and_then(token);
    let refresh_token = match json.get("refresh_token") {
        None | Some(Value::Null) => None,
        Some(value) => {
            let token = value.as_str().and_then(self::token);
            Some(token.ok_or_else(|| unusable(host, "its refresh token is no token"))?)
        }
    };
    Ok(Grant {
        token: token.ok_or_else(|| unusable(host, "it has no GitHub token"))?,
        life: seconds(json, "expires_in", LONGEST_LIFE),
        refresh_token,
        refresh_life: seconds(json, "refresh_token_expires_in", LONGEST_LIFE),
        received_ms: reply.received_ms,
    })
}

pub fn account(host: &Host, reply: &Reply, token: &Secret) -> Result<String, Failure> {
    let api = host.api_host();
    if reply.status == 401 {
        return Err(Failure::unauthenticated(format!(
            "bad credentials: {host} does not know this GitHub token (401)"
        ))
        .hint("it is revoked, expired, or another host's: check --host"));
    }
    let json = json(&api, reply)?;
    check_status(&api, reply, &json, 200)?;
    let login = string(&json, "login").and_then(|login| Words { token }.login(login));
    login.ok_or_else(|| unusable(host, "it names no account"))
}

pub fn revocation(host: &Host, reply: &Reply) -> Result<(), Failure> {
    if reply.status == 202 {
        return Ok(());
    }
    let api = host.api_host();
    let json = json(&api, reply)?;
    check_status(&api, reply, &json, 202)
}

/// An OAuth 2.0 error response.
struct Error<'a> {
    code: &'a str,
    description: &'a str,
}

impl<'a> Error<'a> {
    /// `None` if the answer names no error.
    ///
    /// # Errors
    /// The answer holds both an error and a token.
    fn of(host: &Host, json: &'a Value) -> Result<Option<Self>, Failure> {
        let Some(code) = string(json, "error") else { return Ok(None) };
        if json.get("access_token").is_some_and(|token| !token.is_null()) {
            return Err(unusable(host, "it holds a token and an error"));
        }
        let description = string(json, "error_description").unwrap_or_default();
        Ok(Some(Self { code, description }))
    }

    /// `sent` is masked if the server repeats it.
    fn failure(&self, host: &Host, sent: Option<&Secret>) -> Failure {
        match self.code {
            "access_denied" => Failure::unauthenticated("login declined on GitHub's page").hint(AGAIN),
            "expired_token" | "token_expired" => expired(),
            "device_flow_disabled" => {
                Failure::error(format!("no login at {host}: this app has the device flow off"))
                    .hint("switch it on in the app's settings, or leave --client-id away")
            }
            "unauthorized_client" | "incorrect_client_credentials" => {
                Failure::error(format!("no login at {host}: it does not know this app ({})", self.code))
                    .hint("check --client-id and --host")
            }
            "unverified_user_email" => Failure::error("no login: the account's mail address is not verified")
                .hint(format!("verify it at https://{host}/settings/emails, then {AGAIN}")),
            _ => Failure::error(format!("no login at {host}: {}", self.said(sent))).hint(AGAIN),
        }
    }

    /// The server's own words, cleaned.
    fn said(&self, sent: Option<&Secret>) -> String {
        let said = [self.code, self.description].join(" ");
        sent.map_or_else(|| text::clean(&said), |token| Words { token }.cleaned(&said))
    }
}

/// The failure for a code that has expired.
pub fn expired() -> Failure {
    Failure::unauthenticated("login not completed: the code has expired").hint(AGAIN)
}

/// The reply's JSON object. Null if the status says enough without one.
fn json(asked: &str, reply: &Reply) -> Result<Value, Failure> {
    let json: Option<Value> = if reply.cut { None } else { serde_json::from_slice(&reply.body).ok() };
    let object = json.filter(Value::is_object);
    let is_error =
        object.as_ref().is_some_and(|json| KNOWN_ERRORS.contains(&string(json, "error").unwrap_or_default()));
    match reply.status {
        _ if is_error => {}
        300..=399 => {
            return Err(Failure::error(format!("redirect refused: {asked} answered {}", reply.status)).hint(
                "GitHub does not redirect here: a proxy or a network's login page may stand in between",
            ));
        }
        429 => {
            return Err(Failure::unavailable(format!("rate limit: {asked} asks to wait (429)"))
                .hint("try again in a minute"));
        }
        status @ 500..=599 => {
            return Err(Failure::unavailable(format!("trouble at GitHub: {asked} answered {status}"))
                .hint("try again in a minute; https://www.githubstatus.com tells how GitHub is"));
        }
        _ if is_page(reply) => return Err(not_github(asked, &format!("got a web page ({})", reply.status))),
        _ if reply.cut => {
            return Err(Failure::error(format!("unusable answer from {asked}: it is too long")));
        }
        200 if object.is_none() => {
            return Err(Failure::error(format!("unusable answer from {asked}: it is not the expected JSON")));
        }
        _ => {}
    }
    Ok(object.unwrap_or_default())
}

/// If an answer holds one of these errors, its status does not matter.
const KNOWN_ERRORS: [&str; 5] =
    ["authorization_pending", "slow_down", "expired_token", "access_denied", "bad_refresh_token"];

fn check_status(asked: &str, reply: &Reply, json: &Value, expected: u16) -> Result<(), Failure> {
    if reply.status == expected {
        return Ok(());
    }
    let said =
        string(json, "message").map(|said| format!(": {}", text::one_line(said, 100))).unwrap_or_default();
    let limited = said.to_ascii_lowercase().contains("rate limit");
    let failure = format!("{asked} answered {}{said}", reply.status);
    Err(if limited {
        Failure::unavailable(failure).hint("try again in a minute")
    } else {
        Failure::error(format!("unusable answer from GitHub: {failure}"))
    })
}

fn unusable(host: &Host, why: &str) -> Failure {
    Failure::error(format!("unusable answer from {host}: {why}"))
}

fn string<'a>(json: &'a Value, name: &str) -> Option<&'a str> {
    json.get(name)?.as_str()
}

/// A token of one line of visible ASCII, which can be sent in a header and stored.
fn token(text: &str) -> Option<Secret> {
    Some(Secret::new(text.to_owned())).filter(Secret::is_sendable)
}

/// A positive number of seconds, given as a number or as digits, and at most `longest`. `None` for anything else.
fn seconds(json: &Value, name: &str, longest: Duration) -> Option<Duration> {
    let value = json.get(name)?;
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    let is_span = seconds.is_finite() && seconds > 0.0;
    is_span.then(|| Duration::from_secs_f64(seconds.min(longest.as_secs_f64())))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
