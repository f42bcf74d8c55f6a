//! What `status --online` adds: the account, its quotas, and whether the Copilot API accepts the credential.

use serde::Serialize;

use crate::failure::{Code, Failure};
use crate::github::models::ApiCheck;
use crate::github::quota::Quota;
use crate::github::user::Account;
use crate::resolver::online::Online;

/// A field that could not be obtained is null; an error field gives the reason.
#[derive(Serialize)]
pub struct OnlineState {
    pub login: Option<String>,
    pub plan: Option<String>,
    pub sku: Option<String>,
    pub quotas: Option<Vec<Quota>>,
    /// Whether the quotas count credits instead of requests.
    pub token_based_billing: Option<bool>,
    pub resets: Option<String>,
    /// Why there is no account data from GitHub.
    pub account_error: Option<String>,
    pub api: ApiState,
}

#[derive(Serialize)]
pub struct ApiState {
    pub ok: bool,
    pub models: Option<usize>,
    /// The HTTP status; null if the API was not asked or did not answer.
    pub status: Option<u16>,
    /// The API's own message, sanitised.
    pub said: Option<String>,
    pub error: Option<String>,
    pub hint: Option<String>,
}

impl Online {
    /// The code of the failed API check; `None` if the API accepts the credential.
    pub fn refusal(&self) -> Option<Code> {
        match &self.api {
            Ok(ApiCheck { models: Ok(_), .. }) => None,
            Ok(ApiCheck { models: Err(failure), .. }) | Err(failure) => Some(failure.code),
        }
    }
}

impl OnlineState {
    pub fn of(online: Online) -> Self {
        let api = ApiState::of(online.api);
        match online.account {
            Ok(Account { login, plan, sku, quotas, resets, token_based_billing, .. }) => Self {
                login,
                plan,
                sku,
                quotas: Some(quotas),
                token_based_billing: Some(token_based_billing),
                resets,
                account_error: None,
                api,
            },
            Err(failure) => Self {
                login: None,
                plan: None,
                sku: None,
                quotas: None,
                token_based_billing: None,
                resets: None,
                account_error: Some(failure.message),
                api,
            },
        }
    }
}

impl ApiState {
    fn of(api: Result<ApiCheck, Failure>) -> Self {
        let check = api.unwrap_or_else(|failure| ApiCheck { status: None, said: None, models: Err(failure) });
        let ApiCheck { status, said, models } = check;
        match models {
            Ok(models) => Self { ok: true, models: Some(models), status, said, error: None, hint: None },
            Err(Failure { message, hint, .. }) => {
                Self { ok: false, models: None, status, said, error: Some(message), hint }
            }
        }
    }
}
