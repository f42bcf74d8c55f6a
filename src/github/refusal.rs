//! Explains GitHub's refusals, each in one sentence and one next step. The endpoint is undocumented: the codes and
//! identifiers are those observed there. For an unknown one, GitHub's own words are shown.
//!
//! No message names the GitHub token's source: a refusal may be remembered, and the token may come from another source
//! next time. Messages contain the placeholders of [`Failure::with_source`] instead.

use std::time::Duration;

use serde_json::Value;

use super::http::Reply;
use super::response;
use super::transport_error::TransportError;
use super::words::Words;
use crate::credential::Access;
use crate::failure::{Failure, LOGIN_INSTEAD, SIGN_IN_AGAIN, SOURCE, WrongKind};

/// Why GitHub gave no credential, and how long to remember that.
#[derive(Debug)]
pub struct Refusal {
    pub failure: Failure,
    /// How long not to ask again. Zero if the next call may ask.
    pub remember: Duration,
    /// Set if the refusal is about the kind of token, not the account. Another token may work, or direct access.
    pub wrong_kind: Option<WrongKind>,
}

impl Refusal {
    pub fn remember(self, remember: Duration) -> Self {
        Self { remember, ..self }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self { failure, remember: Duration::ZERO, wrong_kind: None }
    }
}

impl From<TransportError> for Refusal {
    fn from(error: TransportError) -> Self {
        error.failure.into()
    }
}

/// How long a 401 or a 403 is remembered.
const BAD_TOKEN: Duration = Duration::from_secs(60);
/// How long a 404 is remembered. It depends on the token's kind, which does not change.
const WRONG_APP: Duration = Duration::from_secs(30 * 60);
const RATE_LIMIT: Duration = Duration::from_secs(60);
const LONGEST_RATE_LIMIT: Duration = Duration::from_secs(3600);

/// The fields of a refusal that we use. The rest may have any shape.
#[derive(Default)]
struct Body {
    message: Option<String>,
    notification_id: Option<String>,
    /// The message in `error_details`. `notification_id` and `url` are from there too.
    details: Option<String>,
    url: Option<String>,
}

impl Body {
    fn read(bytes: &[u8]) -> Self {
        let json: Value = serde_json::from_str(&String::from_utf8_lossy(bytes)).unwrap_or_default();
        let details = json.get("error_details");
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let detail = |name| text(details.and_then(|details| details.get(name)));
        Self {
            message: text(json.get("message")),
            notification_id: detail("notification_id"),
            details: detail("message"),
            url: detail("url"),
        }
    }

    fn is_about_pat(&self) -> bool {
        self.message
            .as_deref()
            .is_some_and(|said| said.to_ascii_lowercase().contains("personal access token"))
    }

    /// GitHub sends the same message for an account without Copilot, but then adds details.
    fn is_about_app(&self) -> bool {
        let unadorned = self.notification_id.is_none() && self.details.is_none();
        unadorned && self.message.as_deref() == Some("Resource not accessible by integration")
    }
}

/// Explains a 4xx, or a success without the expected answer, for a token that was to be used with `access`.
pub fn explain(words: Words, reply: &Reply, access: Access) -> Refusal {
    let body = Body::read(&reply.body);
    let message = body.message.as_deref().map(|text| words.shown(text, 120)).unwrap_or_default();
    // Every answer has the headers of the rate limit. They are the reason only if the body gives no other.
    let limited = response::limit_of_403(reply, RATE_LIMIT)
        .filter(|_| body.notification_id.is_none() && !body.is_about_pat() && !body.is_about_app());
    match reply.status {
        401 => Refusal::from(bad_credentials()).remember(BAD_TOKEN),
        403 if is_rate_limit(&message) => rate_limit(limited),
        403 if limited.is_some() => rate_limit(limited),
        403 if body.is_about_pat() => wrong_kind(access, "is a personal access token", WrongKind::Forbidden),
        403 if body.is_about_app() => wrong_kind(access, "is another app's token", WrongKind::Forbidden),
        403 => Refusal::from(forbidden(words, &message, &body)).remember(BAD_TOKEN),
        404 => not_found(access),
        status => {
            let said = if message.is_empty() { String::new() } else { format!(": {message}") };
            Failure::error(format!("unusable answer from GitHub: status {status}{said}")).into()
        }
    }
}

fn is_rate_limit(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.starts_with("api rate limit exceeded") || message.contains("secondary rate limit")
}

pub fn rate_limit(retry_after: Option<Duration>) -> Refusal {
    let wait = retry_after.unwrap_or(RATE_LIMIT).min(LONGEST_RATE_LIMIT);
    let failure = Failure::unavailable("rate limit: GitHub asks to wait before the next request")
        .hint(format!("try again in {}", humantime::format_duration(wait)));
    Refusal::from(Failure { retry_after: Some(wait), ..failure }).remember(wait)
}

fn bad_credentials() -> Failure {
    Failure::unauthenticated(format!("GitHub rejected the GitHub token from {SOURCE} (401, bad credentials)"))
        .hint(format!("it is revoked, expired, or another host's: {SIGN_IN_AGAIN}"))
}

/// The two alternatives for a token that cannot be exchanged.
fn ways_out() -> String {
    format!("{LOGIN_INSTEAD}, or use the GitHub token itself with --access direct")
}

fn wrong_kind(access: Access, what: &str, kind: WrongKind) -> Refusal {
    let failure = match access {
        Access::Exchange => Failure::no_copilot_access(format!(
            "wrong kind of token: the GitHub token from {SOURCE} {what}, which cannot be exchanged (403)"
        ))
        .hint(ways_out()),
        Access::Direct => Failure::no_copilot_access(format!(
            "wrong kind of token: the GitHub token from {SOURCE} {what}, and GitHub tells it nothing about Copilot (403)"
        ))
        .hint(LOGIN_INSTEAD),
    };
    Refusal { wrong_kind: Some(kind), ..Refusal::from(failure).remember(BAD_TOKEN) }
}

fn not_found(access: Access) -> Refusal {
    let failure = match access {
        Access::Exchange => Failure::no_copilot_access(format!(
            "wrong kind of token: the app that issued the GitHub token from {SOURCE} may not mint session tokens (404)"
        ))
        .hint(ways_out()),
        Access::Direct => Failure::no_copilot_access(format!(
            "no Copilot access for the GitHub token from {SOURCE}: GitHub knows nothing of Copilot for it (404)"
        ))
        .hint(format!("see https://github.com/settings/copilot for this account, or {LOGIN_INSTEAD}")),
    };
    let kind = Some(WrongKind::NotFound);
    Refusal { wrong_kind: kind, ..Refusal::from(failure).remember(WRONG_APP) }
}

/// The refusal for an account that may not use Copilot.
pub fn no_access(login: Option<&str>, why: &str) -> Refusal {
    let login = login.map(|login| format!(" ({login})")).unwrap_or_default();
    let failure = Failure::no_copilot_access(format!(
        "no Copilot access for the GitHub token from {SOURCE}{login}: {why}"
    ))
    .hint("see https://github.com/settings/copilot for this account, or ask your organization");
    Refusal::from(failure).remember(BAD_TOKEN)
}

fn forbidden(words: Words, message: &str, body: &Body) -> Failure {
    let theirs = body.details.as_deref().map(|text| words.cleaned(text)).unwrap_or_default();
    let login = login_in(&theirs).and_then(|login| words.login(login));
    let login = login.map(|login| format!(" ({login})")).unwrap_or_default();
    let no_access = |why: &str| {
        Failure::no_copilot_access(format!(
            "no Copilot access for the GitHub token from {SOURCE}{login}: {why}"
        ))
    };
    let url = body.url.as_deref().and_then(|url| words.link(url));
    match body.notification_id.as_deref().and_then(notification) {
        Some((what, Next::Url(step))) => {
            let at = url.map(|url| format!(": {url}")).unwrap_or_default();
            no_access(what).hint(format!("{step}{at}"))
        }
        Some((what, Next::Step(step))) => no_access(what).hint(step),
        None => {
            let said = [theirs.as_str(), message].map(|said| said.trim_end_matches(['.', ' ']));
            let said = said.into_iter().find(|said| !said.is_empty()).unwrap_or("GitHub gave no reason");
            no_access(said).hint(
                url.unwrap_or_else(|| "see https://github.com/settings/copilot for this account".to_owned()),
            )
        }
    }
}

/// The account that GitHub's message names.
fn login_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("logged in as ")?;
    rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next()
}

/// The next step after a refusal. `Url` is followed by GitHub's own link.
enum Next {
    Url(&'static str),
    Step(&'static str),
}

/// What each `notification_id` means, and what to do.
fn notification(id: &str) -> Option<(&'static str, Next)> {
    use Next::{Step, Url};
    Some(match id {
        "no_copilot_access" => ("the account has no Copilot seat", Url("get one, or ask your organization")),
        "not_signed_up" => ("the account has not signed up for Copilot", Url("sign up")),
        "subscription_ended" => ("the account's Copilot subscription has ended", Url("renew it")),
        "enterprise_managed_user_account" => (
            "an enterprise-managed account gets Copilot from its enterprise only",
            Step("ask the enterprise's administrator for a seat"),
        ),
        "feature_flag_blocked" => (
            "Copilot is not switched on for the account",
            Step("ask your organization's administrator to allow it"),
        ),
        "spammy_user" => ("GitHub has flagged the account", Url("contact GitHub's support")),
        "billing_locked" => ("the account is locked for a billing problem", Url("settle it")),
        "trade_restricted" => {
            ("trade controls restrict the account", Url("see GitHub's page on trade controls"))
        }
        "trade_restricted_country" => {
            ("trade controls restrict Copilot in this country", Url("see GitHub's page on trade controls"))
        }
        "codespaces_demo_inactive" => ("the Codespaces demo has ended", Url("sign up for Copilot")),
        "snippy_not_configured" => (
            "the setting for suggestions that match public code is not chosen yet",
            Step("choose it at https://github.com/settings/copilot"),
        ),
        "expired_coupon" => ("the account's coupon for Copilot has expired", Url("sign up")),
        "revoked_coupon" => ("the account's coupon for Copilot was revoked", Url("contact GitHub's support")),
        "go_http_client" => ("GitHub refuses this program's name", Step("look for a newer copilot-token")),
        "programmatic_token_generation" => (
            "GitHub has noticed too many session tokens made by programs",
            Step("stop for a while, and let programs share one cache"),
        ),
        "access_revoked" => {
            ("access to Copilot was revoked for the account", Url("contact GitHub's support"))
        }
        "server_error" => ("GitHub failed to look the account up", Step("try again in a minute")),
        _ => return None,
    })
}
