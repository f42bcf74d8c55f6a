//! The format of a login file: JSON with a version. Fields of later versions are preserved. Pure.

use serde::Serialize;
use serde_json::{Map, Value};

use super::NAME;
use crate::output::json::rfc3339;
use crate::secret::Secret;
use crate::sources::{GitHubToken, kind};

/// The version of the format. A file with any other version is not read.
const VERSION: u64 = 1;

/// A login as stored in its file. Times are Unix milliseconds on the local clock.
#[derive(Clone, Debug)]
pub struct StoredLogin {
    pub host: String,
    /// As GitHub spells it.
    pub login: String,
    /// The app that issued the token. `None` for a pasted token.
    pub client_id: Option<String>,
    pub token: Secret,
    /// `None` if the token does not expire, or its expiry is unknown.
    pub expires_at_ms: Option<i64>,
    /// Single-use: GitHub exchanges it once for a new pair of tokens.
    pub refresh_token: Option<Secret>,
    pub refresh_expires_at_ms: Option<i64>,
    /// When the user logged in.
    pub created_at_ms: i64,
    pub renewed_at_ms: Option<i64>,
    /// Fields of later versions, preserved by the next write.
    pub others: Map<String, Value>,
}

impl StoredLogin {
    /// For `status`: `ghu_…, until 2026-11-24T20:00:00Z, renews itself`.
    pub fn describe(&self) -> String {
        let kind = kind(&self.token).map_or("a token".to_owned(), |kind| format!("{kind}…"));
        format!("{kind}, {}", self.end())
    }

    /// When the token expires, and whether it renews itself.
    fn end(&self) -> String {
        let end = match self.expires_at_ms {
            Some(at_ms) => format!("until {}", rfc3339(at_ms.div_euclid(1000))),
            None => "without a known end".to_owned(),
        };
        let renewal = if self.refresh_token.is_some() { ", renews itself" } else { "" };
        end + renewal
    }

    pub fn github_token(self) -> GitHubToken {
        let detail = Some(self.end());
        let expires_at_ms = self.expires_at_ms;
        GitHubToken { login: Some(self.login), detail, expires_at_ms, ..GitHubToken::of(self.token, NAME) }
    }
}

pub fn read(bytes: &[u8], host: &str, login: &str) -> Result<StoredLogin, String> {
    let mut fields: Map<String, Value> = serde_json::from_slice(bytes).map_err(|_| "not JSON".to_owned())?;
    match fields.remove("version").and_then(|version| version.as_u64()) {
        Some(VERSION) => {}
        Some(later) => return Err(format!("version {later}, of another copilot-token")),
        None => return Err("has no version".to_owned()),
    }
    let mut string = |name: &str| match fields.remove(name) {
        Some(Value::String(text)) => Ok(Some(text)),
        None | Some(Value::Null) => Ok(None),
        Some(_) => Err(format!("{name} is no text")),
    };
    let (of_host, of_login) = (string("host")?, string("login")?);
    let client_id = string("client_id")?;
    let (token, refresh_token) =
        (usable("token", string("token")?)?, usable("refresh_token", string("refresh_token")?)?);
    let mut moment = |name: &str| match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_i64().map(Some).ok_or_else(|| format!("{name} is no whole number")),
    };
    let stored = StoredLogin {
        host: of_host.unwrap_or_default(),
        login: of_login.unwrap_or_default(),
        client_id,
        token: token.ok_or("it has no token")?,
        expires_at_ms: moment("expires_at_ms")?,
        refresh_token,
        refresh_expires_at_ms: moment("refresh_expires_at_ms")?,
        created_at_ms: moment("created_at_ms")?.unwrap_or(0),
        renewed_at_ms: moment("renewed_at_ms")?,
        others: fields,
    };
    if stored.host != host || !stored.login.eq_ignore_ascii_case(login) {
        return Err("holds the login of another account".to_owned());
    }
    Ok(stored)
}

/// Rejects a token that cannot be sent in a header.
fn usable(name: &str, value: Option<String>) -> Result<Option<Secret>, String> {
    let Some(value) = value.map(Secret::new) else { return Ok(None) };
    if value.is_sendable() {
        Ok(Some(value))
    } else {
        Err(format!("its {name} is not one line of visible ASCII"))
    }
}

#[derive(Serialize)]
struct Record<'a> {
    version: u64,
    host: &'a str,
    login: &'a str,
    client_id: Option<&'a str>,
    token: &'a str,
    expires_at_ms: Option<i64>,
    refresh_token: Option<&'a str>,
    refresh_expires_at_ms: Option<i64>,
    created_at_ms: i64,
    renewed_at_ms: Option<i64>,
    #[serde(flatten)]
    others: &'a Map<String, Value>,
}

pub fn write(login: &StoredLogin) -> serde_json::Result<Secret> {
    let record = Record {
        version: VERSION,
        host: &login.host,
        login: &login.login,
        client_id: login.client_id.as_deref(),
        token: login.token.expose(),
        expires_at_ms: login.expires_at_ms,
        refresh_token: login.refresh_token.as_ref().map(Secret::expose),
        refresh_expires_at_ms: login.refresh_expires_at_ms,
        created_at_ms: login.created_at_ms,
        renewed_at_ms: login.renewed_at_ms,
        others: &login.others,
    };
    serde_json::to_string_pretty(&record).map(|text| Secret::new(text + "\n"))
}
