//! Exchanges a GitHub token for a session token.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::http::{self, Client, Reply};
use super::refusal::{self, Refusal};
use super::response::{self, unusable};
use super::words::Words;
use super::{ACCEPT_JSON, API_VERSION, MAX_ANSWER, lifetime};
use crate::base_url;
use crate::clock::Deadline;
use crate::credential::{self, Access, Credential, Expiry, Lifetime};
use crate::failure::Failure;
use crate::host::{BaseUrl, Host};
use crate::identity::Identity;
use crate::secret::Secret;
use crate::text;

/// A request to GitHub about one GitHub token.
#[derive(Debug)]
pub struct Request<'a> {
    pub host: &'a Host,
    pub identity: &'a Identity,
    pub token: &'a Secret,
    pub deadline: Deadline,
    /// Whether to retry once if the first request fails with a transient error.
    pub retry: bool,
}

/// Exchanges the GitHub token now, with one request, or two if the first fails with a transient error.
///
/// # Errors
/// GitHub returned no usable session token. The failure contains the placeholders of [`Failure::with_source`].
pub fn exchange(request: &Request) -> Result<Credential, Refusal> {
    read(request, &ask(request, Access::Exchange, "/copilot_internal/v2/token")?)
}

/// Sends a GET for `path` to GitHub's API, with the GitHub token and the editor's headers for this access.
pub(super) fn ask(request: &Request, access: Access, path: &str) -> Result<Reply, Refusal> {
    let url = request.host.api_url(path);
    let [editor, plugin, integration, agent] = request.identity.headers(access);
    let question = http::Request {
        url: &url,
        bearer: Some(request.token),
        headers: &[editor, plugin, integration, agent, ACCEPT_JSON, API_VERSION],
        body: None,
        limit: MAX_ANSWER,
    };
    let client = Client::to(url.host())?;
    Ok(if request.retry {
        client.send_or_retry(&question, request.deadline)?
    } else {
        client.send(&question, request.deadline)?
    })
}

/// The fields of a 200 response that we use. The dozens of others are ignored.
#[derive(Deserialize)]
struct Granted {
    token: String,
    expires_at: Value,
    refresh_in: Option<Value>,
    endpoints: Option<Value>,
    sku: Option<Value>,
}

/// Interprets the reply.
///
/// # Errors
/// It holds no usable session token.
pub fn read(request: &Request, reply: &Reply) -> Result<Credential, Refusal> {
    response::expect_answer(&request.host.api_host(), reply)?;
    match reply.status {
        200 => Ok(granted(request, reply)?),
        _ => Err(refusal::explain(Words { token: request.token }, reply, Access::Exchange)),
    }
}

fn granted(request: &Request, reply: &Reply) -> Result<Credential, Failure> {
    let words = Words { token: request.token };
    let granted: Granted =
        serde_json::from_slice(&reply.body).map_err(|_| unusable("it is not the expected JSON"))?;
    let token = Secret::new(granted.token);
    // The session token is cached on disk and sent to the Copilot API, so it must not hold the GitHub token.
    if words.are_held(token.expose()) {
        return Err(unusable("its session token holds the GitHub token"));
    }
    if text::holds_github_token(token.expose()) {
        return Err(unusable("its session token is a GitHub token"));
    }
    if !credential::is_valid_token(token.expose()) {
        return Err(unusable("its session token is not one line of visible ASCII, or too long"));
    }
    let expires_at_ms =
        lifetime::moment_ms(&granted.expires_at).ok_or_else(|| unusable("expires_at is not a valid time"))?;
    let endpoint = granted.endpoints.as_ref().and_then(|endpoints| endpoints.get("api")?.as_str());
    let base_url = trusted_base_url(request, endpoint, token.expose())?;
    let refresh_in = granted.refresh_in.as_ref().and_then(seconds);
    let local = reply.received_ms.div_euclid(1000);
    let life = lifetime::life(expires_at_ms.div_euclid(1000), response::date(reply), refresh_in, local);
    let issued_for = Duration::from_secs(u64::try_from(life).unwrap_or(0));
    if issued_for < credential::EXPIRED_BELOW {
        return Err(issued_expired(life));
    }
    let clock_offset_ms = expires_at_ms - life * 1000 - reply.received_ms;
    Ok(Credential {
        access: Access::Exchange,
        bearer: token,
        base_url,
        lifetime: Lifetime::Until(Expiry { at_ms: expires_at_ms, clock_offset_ms }),
        received_ms: reply.received_ms,
        issued_for: Some(issued_for),
        plan: granted.sku.as_ref().and_then(|sku| words.plan(sku.as_str()?)),
        login: None,
    })
}

/// The base URL that an answer names. It must not hold the GitHub token either.
pub(super) fn trusted_base_url(
    request: &Request,
    endpoint: Option<&str>,
    token: &str,
) -> Result<BaseUrl, Failure> {
    let words = Words { token: request.token };
    let base_url = base_url::resolve(request.host, endpoint, token)
        .map_err(|failure| Failure { message: words.shown(&failure.message, 200), ..failure })?;
    if words.are_held(base_url.host()) {
        return Err(unusable("its base URL holds the GitHub token"));
    }
    Ok(base_url)
}

fn issued_expired(life: i64) -> Failure {
    let when = if life <= 0 { "already expired".to_owned() } else { format!("with only {life}s to go") };
    Failure::error(format!("unusable answer from GitHub: it issued a session token {when}"))
        .hint("check the clock of this machine, and that of a proxy in between")
}

/// Whole seconds, as a number or a string. `None` for anything else.
fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}
