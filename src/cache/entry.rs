//! What a cache file says: a session in a superset of openclaw's format, a remembered failure, a remembered
//! login. Text in, values out; whatever does not add up is `None`, and so a miss. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base_url;
use crate::credential::{self, Access, Credential, Expiry, Lifetime};
use crate::failure::{Code, Failure};
use crate::host::{BaseUrl, Host};
use crate::secret::Secret;
use crate::text;

/// An entry written this much later than now comes from another clock, milliseconds.
const CLOCK_SLACK: i64 = 5_000;

/// openclaw's six keys, and ours. Its readers ignore what they do not know, and so do we.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    token: std::borrow::Cow<'a, str>,
    /// Unix milliseconds, GitHub's clock.
    expires_at: i64,
    /// Unix milliseconds, local clock, at receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    integration_id: Option<String>,
    /// SHA-256 of the GitHub token in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_credential_fingerprint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    /// GitHub's clock minus the local one at receipt, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock_offset: Option<i64>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued_for: Option<u64>,
}

impl Record<'_> {
    /// Whether it has all that we write: one of our own that lacks something is damaged.
    fn is_complete(&self) -> bool {
        self.updated_at.is_some()
            && self.clock_offset.is_some()
            && self.integration_id.is_some()
            && self.source_credential_fingerprint.is_some()
            && self.domain.is_some()
            && self.base_url.is_some()
    }
}

/// The integration for which openclaw exchanges, and did before it said so in its records.
const OPENCLAW_INTEGRATION: &str = "vscode-chat";

/// Whose session an entry must be to count.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    pub host: &'a Host,
    pub integration_id: &'a str,
    /// The GitHub token's fingerprint; `None` asks for an entry that names none.
    pub fingerprint: Option<&'a str>,
    /// In a file shared with openclaw: what its older versions leave out may be missing, and an entry that names no
    /// GitHub token counts for any.
    pub shared: bool,
}

/// The session in `bytes`, if it is the owner's, well-formed and not from the future.
pub fn read_session(bytes: &[u8], owner: Owner, now_ms: i64) -> Option<Credential> {
    let record: Record = serde_json::from_slice(bytes).ok()?;
    let domain = record.domain.as_deref().unwrap_or("github.com");
    let named = record.source_credential_fingerprint.as_deref();
    let whose = match named {
        Some(named) => Some(named) == owner.fingerprint,
        None => owner.shared,
    };
    let integration =
        record.integration_id.as_deref().unwrap_or(OPENCLAW_INTEGRATION) == owner.integration_id;
    let received_ms = record.updated_at.unwrap_or(now_ms);
    let past = received_ms <= now_ms.saturating_add(CLOCK_SLACK);
    if !whose
        || !(owner.shared || record.is_complete())
        || !integration
        || domain != owner.host.name()
        || !past
        || !credential::is_valid_token(&record.token)
    {
        return None;
    }
    // A cache file may be anybody's work: the base URL is judged again on every read.
    let base_url = base_url::resolve(owner.host, record.base_url.as_deref(), &record.token).ok()?;
    let expiry = Expiry { at_ms: record.expires_at, clock_offset_ms: record.clock_offset.unwrap_or(0) };
    expiry.is_plausible(now_ms).then(|| Credential {
        access: Access::Exchange,
        bearer: Secret::new(record.token.into_owned()),
        base_url,
        lifetime: Lifetime::Until(expiry),
        received_ms,
        issued_for: record.issued_for.map(Duration::from_secs),
        // Sanitised where it is displayed.
        plan: record.sku,
        login: None,
    })
}

/// The token in `bytes` and its base URL, whoever's it is, if it is of `host`.
pub fn peek(bytes: &[u8], host: &Host) -> Option<(Secret, BaseUrl)> {
    let record: Record = serde_json::from_slice(bytes).ok()?;
    let base_url = base_url::resolve(host, record.base_url.as_deref(), &record.token).ok()?;
    let of_host = record.domain.as_deref().unwrap_or("github.com") == host.name();
    of_host.then(|| (Secret::new(record.token.into_owned()), base_url))
}

/// Whether what stands in a shared file may go: a record of any generation, a damaged one, or nothing of worth. The
/// path may be a slip, and another program's settings or a login must not be lost for it.
pub fn may_go(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let is_record = |object: &serde_json::Map<_, _>| object.is_empty() || object.contains_key("token");
    let others = serde_json::from_str::<serde_json::Value>(&text)
        .is_ok_and(|value| value.as_object().is_some_and(|object| !is_record(object)));
    !others && !text::holds_github_token(&text)
}

/// The entry for `session`, in openclaw's layout: JSON indented by two.
pub fn write_session(session: &Credential, owner: Owner) -> serde_json::Result<Secret> {
    let (expires_at, clock_offset) = match session.lifetime {
        Lifetime::Until(expiry) => (expiry.at_ms, Some(expiry.clock_offset_ms)),
        Lifetime::Open => (0, None),
    };
    let record = Record {
        token: session.bearer.expose().into(),
        expires_at,
        updated_at: Some(session.received_ms),
        integration_id: Some(owner.integration_id.to_owned()),
        source_credential_fingerprint: owner.fingerprint.map(str::to_owned),
        domain: Some(owner.host.name().to_owned()),
        base_url: Some(session.base_url.as_str().to_owned()),
        sku: session.plan.clone(),
        clock_offset,
        issued_for: session.issued_for.map(|life| life.as_secs()),
    };
    serde_json::to_string_pretty(&record).map(|text| Secret::new(text + "\n"))
}

/// The outcome of an exchange that failed: for those who waited for it, and, until `until_ms`, for later calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedExchange {
    pub code: Code,
    pub message: String,
    pub hint: Option<String>,
    /// GitHub's 404: this kind of token is never exchanged, another source's may be.
    pub wrong_app: bool,
    /// When it was known, Unix milliseconds on the local clock.
    pub at_ms: i64,
    /// Until when it is not asked again; not after `at_ms` where it is not remembered.
    pub until_ms: i64,
}

/// No failure is remembered for longer, milliseconds.
const LONGEST_MEMORY: i64 = 3_600_000;

impl FailedExchange {
    pub fn failure(&self) -> Failure {
        Failure::again(self.code, &self.message, self.hint.as_deref())
    }

    pub fn is_remembered(&self, now_ms: i64) -> bool {
        now_ms < self.until_ms
    }
}

/// `None` too for one from the future, or one that claims to be remembered for too long.
pub fn read_failure(bytes: &[u8], now_ms: i64) -> Option<FailedExchange> {
    let failed: FailedExchange = serde_json::from_slice(bytes).ok()?;
    let past = failed.at_ms <= now_ms.saturating_add(CLOCK_SLACK);
    let ours = failed.code != Code::Usage;
    (past && ours && failed.until_ms <= failed.at_ms.saturating_add(LONGEST_MEMORY)).then_some(failed)
}

/// What a source said that is expensive to ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// When it was asked, Unix milliseconds.
    pub at_ms: i64,
    pub said: Said,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Said {
    /// A GitHub token, by its fingerprint. Holds as long as what stands for the login stays the same.
    Fingerprint(String),
    /// No login, and why. For those who waited for the question, as is the last one.
    Absent(String),
    /// The same, from who is sure of it.
    NoLogin(String),
    Failed {
        code: Code,
        message: String,
        hint: Option<String>,
    },
}

impl Login {
    pub fn is_found(&self) -> bool {
        matches!(self.said, Said::Fingerprint(_))
    }
}

pub fn read_login(bytes: &[u8], now_ms: i64) -> Option<Login> {
    let login: Login = serde_json::from_slice(bytes).ok()?;
    (login.at_ms <= now_ms.saturating_add(CLOCK_SLACK)).then_some(login)
}
