//! The cache entries beside session tokens: what GitHub said about an account, how a request failed, which GitHub token
//! a source has. They never hold a token. Text in, values out. An inconsistent note is `None`, which is a cache miss.
//! Pure.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::entry::CLOCK_SLACK;
use crate::absent::Absent;
use crate::credential::{Access, Credential, Lifetime};
use crate::failure::{Code, Failure, WrongKind};
use crate::host::Host;
use crate::secret::Secret;

/// A note as stored in a file. It names that file, so that a moved or swapped note is a miss.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Note<T> {
    #[serde(rename = "for")]
    name: String,
    /// Unix milliseconds on the local clock.
    at_ms: i64,
    said: T,
}

/// What was noted, and when, in Unix milliseconds on the local clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted<T> {
    pub at_ms: i64,
    pub said: T,
}

/// The note in `bytes`, which were read from the file `name`. `None` also for a note from the future.
pub fn read<T: DeserializeOwned>(bytes: &[u8], name: &str, now_ms: i64) -> Option<Noted<T>> {
    let note: Note<T> = serde_json::from_slice(bytes).ok()?;
    let counts = note.name == name && note.at_ms <= now_ms.saturating_add(CLOCK_SLACK);
    counts.then_some(Noted { at_ms: note.at_ms, said: note.said })
}

pub fn write<T: Serialize>(name: &str, at_ms: i64, said: T) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Note { name: name.to_owned(), at_ms, said })
}

/// What GitHub said about the account of a GitHub token, for direct access.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub base_url: String,
    pub login: Option<String>,
    pub plan: Option<String>,
}

impl Account {
    pub fn of(credential: &Credential) -> Self {
        let Credential { base_url, login, plan, .. } = credential;
        Self { base_url: base_url.as_str().to_owned(), login: login.clone(), plan: plan.clone() }
    }

    /// The credential for `bearer`. Any program may have written the file, so the base URL is checked again on every
    /// read.
    pub fn credential(self, host: &Host, bearer: &Secret, received_ms: i64) -> Option<Credential> {
        Some(Credential {
            access: Access::Direct,
            bearer: bearer.clone(),
            base_url: host.trusted(&self.base_url)?,
            lifetime: Lifetime::Open,
            received_ms,
            issued_for: None,
            plan: self.plan,
            login: self.login,
        })
    }
}

/// How a request about a GitHub token failed. Used by processes that waited for the request and, while it is
/// remembered, by later calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedRequest {
    pub code: Code,
    /// Without the source's name, because the same token may come from another source next time.
    pub message: String,
    pub hint: Option<String>,
    pub wrong_kind: Option<WrongKind>,
    /// GitHub is not asked again before this time, in Unix milliseconds. Not after `at_ms` if the failure is not
    /// remembered.
    pub until_ms: i64,
    /// Set only if time ran out: the timeout of the process that gave up, in milliseconds.
    pub timeout_ms: Option<i64>,
}

/// The longest time for which a failure is remembered, in milliseconds.
const LONGEST_MEMORY: i64 = 3_600_000;
/// How long `--access auto` remembers a wrong kind of token, in milliseconds: as long as an account record is fresh.
const KIND_MEMORY: i64 = 30 * 60 * 1000;

impl FailedRequest {
    pub fn failure(&self) -> Failure {
        Failure::again(self.code, &self.message, self.hint.as_deref())
    }
}

impl Noted<FailedRequest> {
    /// Until when the failure is remembered, in Unix milliseconds. A token's kind does not change, so `auto` asks as
    /// rarely after a 403 as after a 404. It then needs no more requests than the access that it settles on.
    pub fn until_ms(&self, auto: bool) -> i64 {
        match self.said.wrong_kind {
            Some(_) if auto => self.said.until_ms.max(self.at_ms.saturating_add(KIND_MEMORY)),
            _ => self.said.until_ms,
        }
    }

    /// Whether a process with this timeout, which waited for the request, shares its failure. With more time it might
    /// succeed.
    pub fn is_shared_with(&self, timeout: Duration) -> bool {
        self.said.timeout_ms.is_none_or(|given| timeout.as_millis() <= u128::from(given.unsigned_abs()))
    }
}

/// As [`read`], and also `None` for a failure that claims to be remembered for too long, or to be a usage error.
pub fn read_failure(bytes: &[u8], name: &str, now_ms: i64) -> Option<Noted<FailedRequest>> {
    let noted: Noted<FailedRequest> = read(bytes, name, now_ms)?;
    let bounded = noted.said.until_ms <= noted.at_ms.saturating_add(LONGEST_MEMORY);
    (bounded && noted.said.code != Code::Usage).then_some(noted)
}

/// Which GitHub token a source has, by its fingerprint. Valid while the source's login state stays the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Login {
    pub fingerprint: String,
}

/// Why a source gave no GitHub token. Used by processes that waited for its answer; a certain absence also by later
/// calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoLogin {
    Absent(Absent),
    Failed { code: Code, message: String, hint: Option<String> },
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_437_295_000;

    fn failed(wrong_kind: Option<WrongKind>, until_ms: i64, timeout_ms: Option<i64>) -> FailedRequest {
        let message = "no".to_owned();
        FailedRequest { code: Code::Unavailable, message, hint: None, wrong_kind, until_ms, timeout_ms }
    }

    #[test]
    fn a_note_counts_under_its_own_name_and_not_before_its_time() {
        let login = Login { fingerprint: "ab".to_owned() };
        let bytes = write("login-1.json", NOW, &login).unwrap();
        for (name, now_ms, counts) in [
            ("login-1.json", NOW, true),
            ("login-1.json", NOW - CLOCK_SLACK, true),
            ("login-1.json", NOW - CLOCK_SLACK - 1, false),
            ("login-2.json", NOW, false),
        ] {
            let expected = counts.then(|| Noted { at_ms: NOW, said: login.clone() });
            assert_eq!(read(&bytes, name, now_ms), expected, "{name} {now_ms}");
        }
        for end in 0..bytes.len() {
            assert_eq!(read::<Login>(&bytes[..end], "login-1.json", NOW), None);
        }
        let known = br#"{"for":"x","atMs":1,"said":{"fingerprint":"ab","new":1},"later":[]}"#;
        assert_eq!(read(known, "x", NOW), Some(Noted { at_ms: 1, said: login }));
    }

    #[test]
    fn a_wrong_kind_is_remembered_for_longer_by_auto() {
        for (wrong_kind, auto, expected) in [
            (None, true, NOW + 60_000),
            (Some(WrongKind::Forbidden), false, NOW + 60_000),
            (Some(WrongKind::Forbidden), true, NOW + KIND_MEMORY),
        ] {
            let noted = Noted { at_ms: NOW, said: failed(wrong_kind, NOW + 60_000, None) };
            assert_eq!(noted.until_ms(auto), expected, "{wrong_kind:?}");
        }
        let forever = write("x", NOW, failed(None, NOW + LONGEST_MEMORY + 1, None)).unwrap();
        assert_eq!(read_failure(&forever, "x", NOW), None);
    }

    #[test]
    fn a_timeout_is_shared_with_those_who_had_no_more_time() {
        let noted = |timeout_ms| Noted { at_ms: NOW, said: failed(None, NOW, timeout_ms) };
        for (given, mine, shared) in
            [(None, 60, true), (Some(1_000), 1, true), (Some(1_000), 2, false), (Some(20_000), 10, true)]
        {
            assert_eq!(noted(given).is_shared_with(Duration::from_secs(mine)), shared, "{given:?} {mine}");
        }
    }

    #[test]
    fn an_account_is_read_with_its_base_url_judged_again() {
        let account = |base_url: &str| Account { base_url: base_url.to_owned(), login: None, plan: None };
        let bearer = Secret::new("gho_x".to_owned());
        let host = Host::github_com();
        let read = |url| account(url).credential(&host, &bearer, NOW);
        let credential = read("https://api.business.githubcopilot.com").unwrap();
        assert_eq!((credential.access, credential.received_ms), (Access::Direct, NOW));
        assert!(read("https://api.evil.example").is_none());
    }
}
