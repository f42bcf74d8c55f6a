//! What GitHub says about the account of a GitHub token: its plan, its quotas, and the base URL for direct access.

use serde_json::Value;

use super::exchange::{self, Request};
use super::http::Reply;
use super::quota::{self, Quota};
use super::refusal::{self, Refusal};
use super::response::{self, unusable};
use super::words::Words;
use crate::credential::{Access, Credential, Lifetime};
use crate::failure::{Failure, SOURCE};
use crate::host::BaseUrl;

#[derive(Clone, Debug)]
pub struct Account {
    pub login: Option<String>,
    /// `individual`, `business`, `enterprise`, …: an open set.
    pub plan: Option<String>,
    /// The plan in detail: `copilot_for_business_seat_quota`.
    pub sku: Option<String>,
    pub quotas: Vec<Quota>,
    /// When the quotas are reset: `2026-12-01`.
    pub resets: Option<String>,
    /// Whether the quotas count credits instead of requests.
    pub token_based_billing: bool,
    pub base_url: BaseUrl,
    /// Why the account may not use Copilot, if it may not.
    no_access: Option<&'static str>,
    /// Unix milliseconds on the local clock.
    received_ms: i64,
}

/// The credential for direct access: the GitHub token itself, with the base URL of its account. `seen` receives
/// everything that GitHub says about the account, even if the account has no Copilot.
///
/// # Errors
/// GitHub names no usable base URL, or the account has no Copilot. The failure contains the placeholders of
/// [`Failure::with_source`].
pub fn account(request: &Request, seen: impl FnOnce(&Account)) -> Result<Credential, Refusal> {
    if is_app_token(request) {
        return Ok(credential(request, request.host.general_base_url(), request.deadline.now_ms()));
    }
    let account = details(request)?;
    seen(&account);
    of_account(request, account)
}

/// Everything that GitHub says about the account, whether or not it has Copilot.
///
/// # Errors
/// GitHub gives no usable answer about the account.
pub fn details(request: &Request) -> Result<Account, Refusal> {
    if is_app_token(request) {
        return Err(Failure::error(format!(
            "the GitHub token from {SOURCE} is an app's (ghs_) and has no account"
        ))
        .into());
    }
    read(request, &exchange::ask(request, Access::Direct, "/copilot_internal/user")?)
}

/// Whether the token is an app's. Such tokens belong to no account, so GitHub does not know them at this endpoint.
fn is_app_token(request: &Request) -> bool {
    request.token.expose().starts_with("ghs_")
}

/// Interprets the reply.
///
/// # Errors
/// The reply is not an answer about an account.
pub fn read(request: &Request, reply: &Reply) -> Result<Account, Refusal> {
    response::expect_answer(&request.host.api_host(), reply)?;
    match reply.status {
        200 => Ok(parse(request, reply)?),
        _ => Err(refusal::explain(Words { token: request.token }, reply, Access::Direct)),
    }
}

/// The credential for an account that may use Copilot.
///
/// # Errors
/// The account may not use Copilot.
pub fn of_account(request: &Request, account: Account) -> Result<Credential, Refusal> {
    if let Some(why) = account.no_access {
        return Err(refusal::no_access(account.login.as_deref(), why));
    }
    Ok(Credential {
        plan: account.sku.or(account.plan),
        login: account.login,
        ..credential(request, account.base_url, account.received_ms)
    })
}

fn credential(request: &Request, base_url: BaseUrl, received_ms: i64) -> Credential {
    Credential {
        access: Access::Direct,
        bearer: request.token.clone(),
        base_url,
        lifetime: Lifetime::Open,
        received_ms,
        issued_for: None,
        plan: None,
        login: None,
    }
}

fn parse(request: &Request, reply: &Reply) -> Result<Account, Failure> {
    let words = Words { token: request.token };
    let answer: Value =
        serde_json::from_slice(&reply.body).map_err(|_| unusable("it is not the expected JSON"))?;
    if !answer.is_object() {
        return Err(unusable("it is not the expected JSON"));
    }
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    let endpoint = answer.get("endpoints").and_then(|endpoints| endpoints.get("api")?.as_str());
    let flag = |name: &str| answer.get(name).and_then(Value::as_bool);
    let no_access = match (text("access_type_sku"), flag("chat_enabled")) {
        (Some("no_access"), _) => Some("the account has no Copilot seat"),
        (_, Some(false)) => Some("Copilot Chat is switched off for the account"),
        _ => None,
    };
    Ok(Account {
        login: text("login").and_then(|login| words.login(login)),
        plan: text("copilot_plan").and_then(|plan| words.plan(plan)),
        sku: text("access_type_sku").and_then(|sku| words.plan(sku)),
        quotas: quota::read(words, &answer),
        resets: quota::resets(&answer),
        token_based_billing: flag("token_based_billing").unwrap_or(false),
        base_url: exchange::trusted_base_url(request, endpoint, "")?,
        no_access,
        received_ms: reply.received_ms,
    })
}
