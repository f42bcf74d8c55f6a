//! The cache entry of a session token, in a superset of openclaw's format. Text in, values out. An inconsistent entry
//! is `None`, which is a cache miss. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base_url;
use crate::credential::{self, Access, Credential, Expiry, Lifetime};
use crate::host::{BaseUrl, Host};
use crate::secret::Secret;
use crate::text;

/// An entry dated further in the future than this comes from another clock and is a miss. In milliseconds.
pub const CLOCK_SLACK: i64 = 5_000;

/// openclaw's six keys, and ours. openclaw ignores unknown keys, and so do we.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    token: std::borrow::Cow<'a, str>,
    /// Unix milliseconds on GitHub's clock.
    expires_at: i64,
    /// When the token was received, in Unix milliseconds on the local clock.
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
    /// GitHub's clock minus the local clock when the token was received, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock_offset: Option<i64>,
    /// The token's lifetime when it was issued, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued_for: Option<u64>,
}

impl Record<'_> {
    /// Whether it has every field that we write. If one of our own entries lacks a field, it is damaged.
    fn is_complete(&self) -> bool {
        self.updated_at.is_some()
            && self.clock_offset.is_some()
            && self.integration_id.is_some()
            && self.source_credential_fingerprint.is_some()
            && self.domain.is_some()
            && self.base_url.is_some()
    }
}

/// The longest remaining lifetime that is believed of a session token from another program, in milliseconds.
const LONGEST_FOREIGN_LIFE: i64 = 2 * 24 * 3_600_000;

impl Record<'_> {
    /// Whether an entry that names no GitHub token certainly holds a session token. Other programs keep their own
    /// tokens in files of the same shape.
    fn is_certainly_a_session(&self, now_ms: i64) -> bool {
        let fields = || self.token.split(';');
        let has_id = fields().any(|field| field.starts_with("tid="));
        let soon = self.expires_at.saturating_sub(now_ms) <= LONGEST_FOREIGN_LIFE;
        has_id
            && fields().count() > 1
            && fields().all(|field| field.contains('='))
            && self.updated_at.is_some()
            && soon
    }
}

/// The integration that openclaw exchanges for. Its older entries do not name it.
const OPENCLAW_INTEGRATION: &str = "vscode-chat";

/// What an entry must match to be used.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    pub host: &'a Host,
    pub integration_id: &'a str,
    /// The GitHub token's fingerprint. `None` asks for an entry without one.
    pub fingerprint: Option<&'a str>,
    /// Whether the file is shared with openclaw. If so, fields that its older versions leave out may be missing, and an
    /// entry that names no GitHub token matches any.
    pub shared: bool,
}

/// The session token in `bytes`, if it matches the owner, is well-formed and is not from the future.
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
        || (named.is_none() && !record.is_certainly_a_session(now_ms))
        || !(owner.shared || record.is_complete())
        || !integration
        || domain != owner.host.name()
        || !past
        || !credential::is_valid_token(&record.token)
    {
        return None;
    }
    // Any program may have written the file, so the base URL is checked again on every read.
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

/// The session token in `bytes` and its base URL, for any account, if the entry is for `host`.
pub fn peek(bytes: &[u8], host: &Host) -> Option<(Secret, BaseUrl)> {
    let record: Record = serde_json::from_slice(bytes).ok()?;
    let base_url = base_url::resolve(host, record.base_url.as_deref(), &record.token).ok()?;
    let of_host = record.domain.as_deref().unwrap_or("github.com") == host.name();
    of_host.then(|| (Secret::new(record.token.into_owned()), base_url))
}

/// Whether a shared file may be overwritten or removed. It may if it holds a session entry of any version, the start of
/// a truncated one, or nothing. Anything else belongs to another program.
pub fn is_replaceable(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim();
    if text.is_empty() {
        return true;
    }
    match serde_json::from_str::<Record>(text) {
        Ok(record) => !text::holds_github_token(&record.token),
        Err(e) if e.is_eof() => is_beginning(text),
        Err(_) => false,
    }
}

/// Whether `text` can be the start of an entry. The first key of every entry is the session token.
fn is_beginning(text: &str) -> bool {
    const START: &str = r#"{"token":"tid="#;
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).take(START.len()).collect();
    START.starts_with(&compact)
}

/// The cache entry for `session`, in openclaw's layout: JSON indented by two spaces.
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
