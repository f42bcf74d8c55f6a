//! Checks that a credential works by fetching the Copilot API's list of models, which costs nothing. Each refusal by
//! the Copilot API has one sentence, a next step and an exit code.

use serde_json::Value;

use super::http::{Client, Reply, Request};
use super::response;
use super::words::Words;
use crate::clock::Deadline;
use crate::credential::{Access, Credential};
use crate::failure::{Code, Failure, SIGN_IN_AGAIN, SOURCE};

/// The longest list that is read, in bytes. A real one has about 100,000.
const MAX_LIST: usize = 4 * 1024 * 1024;

/// How the Copilot API responded to a credential.
#[derive(Debug)]
pub struct ApiCheck {
    /// `None` if it did not answer.
    pub status: Option<u16>,
    /// What the API said besides its status, cleaned for display.
    pub said: Option<String>,
    /// The number of models, or why there is none. The failure may contain the placeholders of
    /// [`Failure::with_source`].
    pub models: Result<usize, Failure>,
}

/// Sends exactly this credential and these headers. `headers` does not include the authorization.
pub fn check(credential: &Credential, headers: &[(&'static str, &str)], deadline: Deadline) -> ApiCheck {
    let url = credential.base_url.url("/models");
    let request =
        Request { url: &url, bearer: Some(&credential.bearer), headers, body: None, limit: MAX_LIST };
    let reply = Client::to(url.host()).map_err(Into::into).and_then(|client| client.send(&request, deadline));
    match reply {
        Ok(reply) => read(credential, &reply),
        Err(error) => ApiCheck { status: None, said: None, models: Err(error.failure) },
    }
}

/// Interprets the reply.
pub fn read(credential: &Credential, reply: &Reply) -> ApiCheck {
    let host = credential.base_url.host();
    let said = said(credential, reply);
    let models = match reply.status {
        // A gateway sends this before the request reaches the API.
        421 => Err(misdirected(credential)),
        200 => response::expect_answer(host, reply)
            .map_err(|refusal| refusal.failure)
            .and_then(|()| count(&reply.body)),
        429 | 500..=599 => Err(unavailable(reply)),
        _ => match response::expect_answer(host, reply) {
            Err(refusal) => Err(refusal.failure),
            Ok(()) => Err(refused(credential, reply.status, said.as_deref().unwrap_or_default())),
        },
    };
    ApiCheck { status: Some(reply.status), said: said.filter(|_| reply.status != 200), models }
}

/// The API's own words: plain text, or the message in a JSON object.
fn said(credential: &Credential, reply: &Reply) -> Option<String> {
    if !response::is_from_github(reply) {
        return None;
    }
    let body = String::from_utf8_lossy(&reply.body);
    let json: Option<Value> = serde_json::from_str(&body).ok();
    let message = json.as_ref().and_then(|json| {
        let error = json.get("error").unwrap_or(json);
        error.get("message").or(Some(error))?.as_str()
    });
    let words = match (message, &json) {
        (Some(message), _) => message,
        (None, Some(_)) => return None,
        (None, None) => body.as_ref(),
    };
    let shown = Words { token: &credential.bearer }.shown(words, 200);
    (!shown.is_empty()).then_some(shown)
}

fn count(body: &[u8]) -> Result<usize, Failure> {
    let json: Option<Value> = serde_json::from_slice(body).ok();
    json.as_ref()
        .and_then(|json| Some(json.get("data")?.as_array()?.len()))
        .ok_or_else(|| response::unusable("it is not a list of models"))
}

fn unavailable(reply: &Reply) -> Failure {
    let status = reply.status;
    let what = if status == 429 { "asks to wait" } else { "is not available at the moment" };
    let failure = Failure::unavailable(format!("the Copilot API {what} ({status})"));
    match response::retry_after(reply) {
        Some(wait) => failure.hint(format!("try again in {}", humantime::format_duration(wait))),
        None => failure.hint("try again in a minute"),
    }
}

fn misdirected(credential: &Credential) -> Failure {
    Failure::error(format!("{} serves another plan than this token's (421)", credential.base_url.host()))
        .hint("take token and base URL from one and the same call; 'copilot-token refresh' gets both anew")
}

/// The failure for a 4xx status and what the API said.
fn refused(credential: &Credential, status: u16, said: &str) -> Failure {
    let token = match credential.access {
        Access::Exchange => "the session token".to_owned(),
        Access::Direct => format!("the GitHub token from {SOURCE}"),
    };
    let lower = said.to_ascii_lowercase();
    let says = |words: &str| lower.contains(words);
    let (code, what, step): (Code, String, &str) = match status {
        400 if says("editor-version") => (
            Code::Error,
            "the Copilot API misses the header Editor-Version".to_owned(),
            "send every header that 'copilot-token headers' prints",
        ),
        400 if says("not supported for this endpoint") => (
            Code::NoCopilotAccess,
            format!("the Copilot API does not take {token} with this Copilot-Integration-Id"),
            "unset COPILOT_INTEGRATION_ID; with --access direct it is copilot-developer-cli",
        ),
        400 if says("integration") => (
            Code::Error,
            "the Copilot API does not know this Copilot-Integration-Id".to_owned(),
            "unset COPILOT_INTEGRATION_ID",
        ),
        401 if says("copilot requests") => (
            Code::NoCopilotAccess,
            format!("{token} lacks the permission \"Copilot Requests\""),
            "add it at https://github.com/settings/personal-access-tokens",
        ),
        401 => match credential.access {
            Access::Exchange => (
                Code::Unauthenticated,
                format!("the Copilot API rejected {token}"),
                "run 'copilot-token refresh' for a new one",
            ),
            Access::Direct => {
                (Code::Unauthenticated, format!("the Copilot API rejected {token}"), SIGN_IN_AGAIN)
            }
        },
        402 => (
            Code::NoCopilotAccess,
            "the account's quota is used up".to_owned(),
            "wait for its reset, or allow overage at https://github.com/settings/billing",
        ),
        403 if says("policy") => (
            Code::NoCopilotAccess,
            "a policy of the enterprise or organization forbids this use of Copilot".to_owned(),
            "ask its administrator to enable the policy",
        ),
        403 if says("not licensed") => (
            Code::NoCopilotAccess,
            format!("the account of {token} has no Copilot licence"),
            "see https://github.com/settings/copilot for this account, or ask your organization",
        ),
        403 => (
            Code::NoCopilotAccess,
            format!("the Copilot API forbids this use of {token}"),
            "see https://github.com/settings/copilot for this account",
        ),
        _ => (Code::Error, format!("unusable answer from {}", credential.base_url.host()), ""),
    };
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    Failure::new(code, format!("{what} ({status}){said}")).hint(step)
}

#[cfg(test)]
mod tests;
