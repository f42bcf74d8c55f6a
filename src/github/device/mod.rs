//! GitHub's device flow (RFC 8628) and the other requests of a login: renewal, account name, revocation. Each function
//! does one of them; callers decide how often to ask and for how long. A failure with [`Code::Unavailable`] may be
//! temporary.

pub mod reply;

use std::time::Duration;

use super::http::{Client, Request};
use super::response;
use crate::clock::Deadline;
use crate::failure::{Code, Failure};
use crate::host::{Host, TrustedUrl};
use crate::identity::Identity;
use crate::secret::Secret;
use crate::text;
pub use reply::expired;

/// The public client ID of GitHub's Copilot plug-in. GitHub exchanges only the tokens of such an app.
pub const COPILOT_CLIENT_ID: &str = "Iv1.b507a08c87ecfe98";
/// The app's name on GitHub's page.
pub const COPILOT_APP: &str = "GitHub Copilot Plugin";

/// The longest answer that is read, in bytes. A real one has a few hundred.
const MAX_BODY: usize = 16 * 1024;
/// The path of the page where the user enters the code.
const PAGE: &str = "/login/device";
/// The version of the REST API that supports revoking credentials.
const REVOCATION_API: &str = "2026-03-10";

/// A device code, and the code that the user enters for it.
#[derive(Debug)]
pub struct Codes {
    pub device_code: Secret,
    /// At most 64 printable ASCII characters. Not secret.
    pub user_code: String,
    /// How long both codes are valid.
    pub life: Duration,
    /// The pause between polls that the server asks for.
    pub interval: Duration,
}

/// The result of a poll.
#[derive(Debug)]
pub enum Poll {
    /// The user has not decided yet.
    Pending,
    /// We poll too fast. Holds the server's new interval, if it names one.
    SlowDown(Option<Duration>),
    /// GitHub is unavailable; it may answer the next poll. Holds the least wait that it asks for, if it names one.
    Unavailable(Failure, Option<Duration>),
    Granted(Grant),
}

/// A GitHub token as it was issued.
#[derive(Debug)]
pub struct Grant {
    pub token: Secret,
    pub life: Option<Duration>,
    pub refresh_token: Option<Secret>,
    pub refresh_life: Option<Duration>,
    /// When GitHub answered, in Unix milliseconds on the local clock.
    pub received_ms: i64,
}

impl Grant {
    /// A token that was not granted here, such as a pasted one: its expiry is unknown.
    pub fn of_unknown_end(token: Secret) -> Self {
        Self { token, life: None, refresh_token: None, refresh_life: None, received_ms: 0 }
    }

    /// When the token expires, in Unix milliseconds on the local clock.
    pub fn expires_at_ms(&self) -> Option<i64> {
        self.life.map(|life| self.after(life))
    }

    /// The same for the refresh token.
    pub fn refresh_expires_at_ms(&self) -> Option<i64> {
        self.refresh_life.map(|life| self.after(life))
    }

    fn after(&self, life: Duration) -> i64 {
        self.received_ms.saturating_add(i64::try_from(life.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A GitHub app, as used on one host.
pub struct App<'a> {
    host: &'a Host,
    client_id: &'a str,
    client: Client,
}

impl<'a> App<'a> {
    /// # Errors
    /// An unusable proxy setting.
    pub fn new(host: &'a Host, client_id: &'a str) -> Result<Self, Failure> {
        Ok(Self { host, client_id, client: Client::to(host.name())? })
    }

    /// The page where the user enters the code. Built from a constant and the chosen host, not from an answer.
    pub fn page(host: &Host) -> TrustedUrl {
        host.web_url(PAGE)
    }

    /// # Errors
    /// GitHub gives no codes, or its answer names another page.
    pub fn codes(&self, deadline: Deadline) -> Result<Codes, Failure> {
        let form = form(&[("client_id", self.client_id), ("scope", "read:user")]);
        let reply = self.post("/login/device/code", &form, deadline)?;
        reply::codes(self.host, &reply)
    }

    /// # Errors
    /// The user declined, the code has expired, or the app cannot be used.
    pub fn poll(&self, device_code: &Secret, deadline: Deadline) -> Result<Poll, Failure> {
        let form = form(&[
            ("client_id", self.client_id),
            ("device_code", device_code.expose()),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ]);
        let mut wait = None;
        let outcome = self.post("/login/oauth/access_token", &form, deadline).and_then(|reply| {
            wait = response::retry_after(&reply);
            reply::poll(self.host, &reply, device_code)
        });
        match outcome {
            Err(failure) if failure.code == Code::Unavailable => Ok(Poll::Unavailable(failure, wait)),
            outcome => outcome,
        }
    }

    /// Spends the refresh token, which also ends the old pair. Sent only once: if the answer is lost, it may have been
    /// a grant.
    ///
    /// # Errors
    /// `Unauthenticated` means that the login has ended. After any other failure it may still be valid.
    pub fn renew(&self, refresh_token: &Secret, deadline: Deadline) -> Result<Grant, Failure> {
        let form = form(&[
            ("client_id", self.client_id),
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose()),
        ]);
        let reply = self.post("/login/oauth/access_token", &form, deadline)?;
        reply::renewal(self.host, &reply, refresh_token)
    }

    fn post(&self, path: &str, form: &Secret, deadline: Deadline) -> Result<super::http::Reply, Failure> {
        let request = Request {
            url: &self.host.web_url(path),
            bearer: None,
            headers: &HEADERS,
            body: Some(("application/x-www-form-urlencoded", form)),
            limit: MAX_BODY,
        };
        self.client.send(&request, deadline).map_err(|error| error.failure)
    }
}

/// Without `Accept`, the answer is form-encoded.
const HEADERS: [(&str, &str); 2] = [("Accept", "application/json"), ("User-Agent", Identity::USER_AGENT)];

/// The account of a GitHub token, as GitHub spells it.
///
/// # Errors
/// GitHub does not know the token, or does not name its account.
pub fn account(host: &Host, token: &Secret, deadline: Deadline) -> Result<String, Failure> {
    let request = Request {
        url: &host.api_url("/user"),
        bearer: Some(token),
        headers: &HEADERS,
        body: None,
        limit: 4 * MAX_BODY,
    };
    let sent = Client::to(&host.api_host())?.send_or_retry(&request, deadline);
    reply::account(host, &sent.map_err(|error| error.failure)?, token)
}

/// Revokes these tokens at github.com. GitHub sends their owner a mail. It does not say whether the tokens were still
/// valid.
///
/// # Errors
/// GitHub did not accept the request.
pub fn revoke(tokens: &[&Secret], deadline: Deadline) -> Result<(), Failure> {
    let host = Host::github_com();
    let list: Vec<&str> = tokens.iter().map(|token| token.expose()).collect();
    let body = Secret::new(serde_json::json!({ "credentials": list }).to_string());
    let request = Request {
        url: &host.api_url("/credentials/revoke"),
        bearer: None,
        headers: &[HEADERS[0], HEADERS[1], ("X-GitHub-Api-Version", REVOCATION_API)],
        body: Some(("application/json", &body)),
        limit: MAX_BODY,
    };
    let sent = Client::to(&host.api_host())?.send_or_retry(&request, deadline);
    reply::revocation(&host, &sent.map_err(|error| error.failure)?)
}

/// A form of percent-encoded `name=value` pairs. May hold secrets.
fn form(pairs: &[(&str, &str)]) -> Secret {
    let parts = pairs.iter().map(|(name, value)| format!("{name}={}", text::percent_encoded(value)));
    Secret::new(parts.collect::<Vec<_>>().join("&"))
}
