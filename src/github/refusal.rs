//! What GitHub's refusals mean, in one sentence and one next step each. The codes and identifiers are those
//! observed at the endpoint; it is undocumented, so an unknown one shows GitHub's own words.

use std::time::Duration;

use serde_json::Value;

use super::exchange::{Refusal, Request};
use crate::failure::{Failure, SOURCE, WrongKind};

const BAD_TOKEN: Duration = Duration::from_secs(60);
/// It is about the token's kind, which does not change.
const WRONG_APP: Duration = Duration::from_secs(30 * 60);
const RATE_LIMIT: Duration = Duration::from_secs(60);
const LONGEST_RATE_LIMIT: Duration = Duration::from_secs(3600);

/// What a refusal says of itself, of whatever shape the rest of it is.
#[derive(Default)]
struct Body {
    message: Option<String>,
    notification_id: Option<String>,
    /// Of `error_details`, as is the link.
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
}

/// A refusal with a status of 4xx, or a success without a token. `limited` is what a 403 said of a rate limit.
pub fn explain(request: &Request, status: u16, body: &[u8], limited: Option<Option<Duration>>) -> Refusal {
    let body = Body::read(body);
    let message = body.message.as_deref().map(|text| request.shown(text, 120)).unwrap_or_default();
    // Every answer tells the state of the rate limit: that is the reason only where the body gives no other.
    let limited = limited.filter(|_| body.notification_id.is_none() && !body.is_about_pat());
    match status {
        401 => bad_credentials().remember(BAD_TOKEN),
        403 if is_rate_limit(&message) => rate_limit(limited.flatten()),
        403 if limited.is_some() => rate_limit(limited.flatten()),
        403 => {
            let other_app = message.to_ascii_lowercase().starts_with("resource not accessible");
            let wrong_kind = (body.is_about_pat() || other_app).then_some(WrongKind::Forbidden);
            Refusal {
                wrong_kind,
                ..Refusal::passing(forbidden(request, &message, &body)).remember(BAD_TOKEN)
            }
        }
        404 => Refusal {
            wrong_kind: Some(WrongKind::NotFound),
            ..Refusal::passing(wrong_app()).remember(WRONG_APP)
        },
        _ => {
            let said = if message.is_empty() { String::new() } else { format!(": {message}") };
            Refusal::passing(Failure::error(format!("unusable answer from GitHub: status {status}{said}")))
        }
    }
}

fn is_rate_limit(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.starts_with("api rate limit exceeded") || message.contains("secondary rate limit")
}

pub fn rate_limit(retry_after: Option<Duration>) -> Refusal {
    let wait = retry_after.unwrap_or(RATE_LIMIT).min(LONGEST_RATE_LIMIT);
    let failure = Failure::unavailable("rate limit: GitHub asks to wait before the next exchange")
        .hint(format!("try again in {}", humantime::format_duration(wait)));
    Refusal::passing(failure).remember(wait)
}

fn bad_credentials() -> Refusal {
    Refusal::passing(
        Failure::unauthenticated("GitHub rejected the GitHub token from {source} (401, bad credentials)")
            .hint("it is revoked, expired, or another host's: {sign in again}"),
    )
}

fn wrong_app() -> Failure {
    Failure::no_copilot_access(
        "wrong kind of token: the app that issued the GitHub token from {source} may not mint session tokens (404)",
    )
    .hint("sign in to Copilot once in an editor plug-in (Vim, Neovim, JetBrains), or set COPILOT_GITHUB_TOKEN to its ghu_ token")
}

fn forbidden(request: &Request, message: &str, body: &Body) -> Failure {
    let theirs = body.details.as_deref().map(|text| request.cleaned(text)).unwrap_or_default();
    let login = login_in(&theirs).map(|login| format!(" ({login})")).unwrap_or_default();
    let who = format!("for the GitHub token from {SOURCE}{login}");
    if body.is_about_pat() {
        return Failure::no_copilot_access(
            "wrong kind of token: the GitHub token from {source} is a personal access token, which cannot be exchanged",
        )
        .hint("use the login of a Copilot editor plug-in, or a ghu_ token of one in COPILOT_GITHUB_TOKEN");
    }
    let url = body.url.as_deref().map(|url| request.shown(url, 200)).filter(|url| !url.is_empty());
    match body.notification_id.as_deref().and_then(notification) {
        Some((what, Next::Url(step))) => {
            let at = url.map(|url| format!(": {url}")).unwrap_or_default();
            Failure::no_copilot_access(format!("no Copilot access {who}: {what}")).hint(format!("{step}{at}"))
        }
        Some((what, Next::Step(step))) => {
            Failure::no_copilot_access(format!("no Copilot access {who}: {what}")).hint(step)
        }
        None => {
            let said = [theirs.as_str(), message].map(|said| said.trim_end_matches(['.', ' ']));
            let said = said.into_iter().find(|said| !said.is_empty()).unwrap_or("GitHub gave no reason");
            let failure = Failure::no_copilot_access(format!("no Copilot access {who}: {said}"));
            failure.hint(
                url.unwrap_or_else(|| "see https://github.com/settings/copilot for this account".to_owned()),
            )
        }
    }
}

/// The account that GitHub's message names.
fn login_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("logged in as ")?;
    let login = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next()?;
    (!login.is_empty() && login.len() <= 60).then_some(login)
}

/// The next step after a refusal; `Url` is followed by GitHub's own link.
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
