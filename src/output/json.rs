//! The JSON of `token`, `refresh` and `base-url`. Fields may be added, but never removed or changed.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use serde::Serialize;
use serde_json::Value;

use crate::text;

/// The description of a credential. Without `token`, it is the output of `base-url --json`.
#[derive(Serialize)]
pub struct Answer<'a> {
    pub version: u32,
    pub access: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<&'a str>,
    pub token_type: &'static str,
    /// Unix seconds; null if the expiry is unknown.
    pub expires_at: Option<i64>,
    pub expires: Option<String>,
    pub base_url: &'a str,
    pub host: &'a str,
    pub source: &'a str,
    pub sku: Option<String>,
    pub headers: BTreeMap<&'static str, &'a str>,
    pub cached: bool,
    pub stale: bool,
}

/// One JSON object of strings on one line, in the given order, without a newline. Characters that a terminal would act
/// on are escaped.
pub fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let members: Vec<String> =
        members.map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    text::escape_json(&format!("{{{}}}", members.join(",")))
}

/// The last second of the year 9999: RFC 3339 has four digits for the year.
const LAST: u64 = 253_402_300_799;

/// Unix seconds as RFC 3339 in UTC, clamped to the years 1970 to 9999.
pub fn rfc3339(seconds: i64) -> String {
    let moment = UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0).min(LAST));
    humantime::format_rfc3339_seconds(moment).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_keeps_its_order_and_escapes_what_a_terminal_acts_on() {
        let members = [("B", "a\"\\\n\u{1b}"), ("A", "\u{202e}é")];
        assert_eq!(object(members.into_iter()), r#"{"B":"a\"\\\n\u001b","A":"\u202eé"}"#);
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(rfc3339(1_795_437_295), "2026-11-23T12:34:55Z");
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(-5), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(i64::MAX), "9999-12-31T23:59:59Z");
    }
}
