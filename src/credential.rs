//! A credential: a token with its base URL and lifetime, and whether that lifetime is enough. Pure: the current time is
//! a parameter, in Unix milliseconds on the local clock.

use std::time::Duration;

use crate::host::BaseUrl;
use crate::secret::Secret;

/// The longest session token accepted, in bytes.
const MAX_TOKEN: usize = 8 * 1024;
/// A token with less time left counts as expired: it could expire before it arrives.
pub const EXPIRED_BELOW: Duration = Duration::from_secs(60);
/// The longest life of a session token, in seconds; a clock that implies more is wrong.
pub const LONGEST_LIFE: i64 = 24 * 3600;
/// The latest plausible expiry, in Unix milliseconds: in the year 5138, beyond any calendar in use.
const LATEST_MS: i64 = 100_000_000_000_000;
/// How long GitHub's data about an account is fresh, and how long it may be used while GitHub is unavailable.
const ACCOUNT_FRESH: Duration = Duration::from_secs(30 * 60);
const ACCOUNT_LIFE: Duration = Duration::from_secs(24 * 3600);

/// The way to the Copilot API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// With a session token.
    Exchange,
    /// With the GitHub token itself.
    Direct,
}

impl Access {
    /// The name in JSON and messages.
    pub fn name(self) -> &'static str {
        match self {
            Access::Exchange => "exchange",
            Access::Direct => "direct",
        }
    }
}

/// What a caller receives. Token and base URL are never combined from two different responses of GitHub.
#[derive(Clone, Debug)]
pub struct Credential {
    pub access: Access,
    /// The session token, or with direct access the GitHub token.
    pub bearer: Secret,
    pub base_url: BaseUrl,
    pub lifetime: Lifetime,
    /// When GitHub answered, Unix milliseconds on the local clock.
    pub received_ms: i64,
    /// How long GitHub issued the token for; `None` if another program received it or the lifetime is unknown.
    pub issued_for: Option<Duration>,
    /// The plan as GitHub names it, an open set; `None` if GitHub did not name it.
    pub plan: Option<String>,
    /// The account's login, if known.
    pub login: Option<String>,
}

/// How long the token itself lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    Until(Expiry),
    /// The expiry is unknown.
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// Unix milliseconds on GitHub's clock.
    pub at_ms: i64,
    /// GitHub's clock minus the local one, milliseconds.
    pub clock_offset_ms: i64,
}

/// Whether a credential can be used as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// No refresh needed.
    Fresh,
    /// Should be refreshed, but may be used if that is impossible at the moment.
    Ageing,
    Expired,
}

impl Expiry {
    /// The time left at `now_ms` on the local clock; zero after the expiry.
    pub fn remaining(&self, now_ms: i64) -> Duration {
        let now_there = now_ms.saturating_add(self.clock_offset_ms);
        Duration::from_millis(u64::try_from(self.at_ms.saturating_sub(now_there)).unwrap_or(0))
    }

    /// Rejects an impossible time and, if the offset of GitHub's clock is known, an expiry more than a day away: a
    /// corrupt offset must not extend a token's life. An entry of another program has no offset, and its expiry is
    /// accepted.
    pub fn is_plausible(&self, now_ms: i64) -> bool {
        let bounded = self.remaining(now_ms) <= Duration::from_secs(LONGEST_LIFE.unsigned_abs());
        (0..LATEST_MS).contains(&self.at_ms) && (bounded || self.clock_offset_ms == 0)
    }

    /// The expiry in Unix seconds.
    pub fn seconds(&self) -> i64 {
        self.at_ms.div_euclid(1000)
    }
}

impl Credential {
    /// Sets the expiry of direct access to that of its GitHub token, in Unix milliseconds on the local clock.
    pub fn ending(self, ends_at_ms: Option<i64>) -> Self {
        match (self.access, ends_at_ms) {
            (Access::Direct, Some(at_ms)) => {
                Self { lifetime: Lifetime::Until(Expiry { at_ms, clock_offset_ms: 0 }), ..self }
            }
            _ => self,
        }
    }

    /// The time left at `now_ms`; `None` if the expiry is unknown.
    pub fn remaining(&self, now_ms: i64) -> Option<Duration> {
        match self.lifetime {
            Lifetime::Until(expiry) => Some(expiry.remaining(now_ms)),
            Lifetime::Open => None,
        }
    }

    /// The expiry in Unix seconds; `None` if unknown.
    pub fn expires_at(&self) -> Option<i64> {
        match self.lifetime {
            Lifetime::Until(expiry) => Some(expiry.seconds()),
            Lifetime::Open => None,
        }
    }

    /// A session token ages towards its expiry. A base URL for direct access ages with the time since GitHub sent it.
    pub fn freshness(&self, now_ms: i64, min_validity: Duration) -> Freshness {
        let left = self.remaining(now_ms).unwrap_or(Duration::MAX);
        if left < EXPIRED_BELOW {
            return Freshness::Expired;
        }
        match self.access {
            Access::Exchange if left < min_validity => Freshness::Ageing,
            Access::Exchange => Freshness::Fresh,
            Access::Direct => {
                let age = u64::try_from(now_ms.saturating_sub(self.received_ms)).unwrap_or(0);
                match Duration::from_millis(age) {
                    age if age < ACCOUNT_FRESH => Freshness::Fresh,
                    age if age < ACCOUNT_LIFE => Freshness::Ageing,
                    _ => Freshness::Expired,
                }
            }
        }
    }
}

/// The prefixes of GitHub tokens. No session token has one of these.
const GITHUB_TOKENS: [&str; 6] = ["ghu_", "gho_", "ghp_", "ghs_", "ghr_", "github_pat_"];

/// Whether `token` can be a session token: printable ASCII without spaces, not empty, of bounded length. Anything else
/// could break an output format. Refuses a GitHub token, because it would be sent where only session tokens may go.
pub fn is_valid_token(token: &str) -> bool {
    let is_text =
        !token.is_empty() && token.len() <= MAX_TOKEN && token.bytes().all(|b| b.is_ascii_graphic());
    is_text && !GITHUB_TOKENS.iter().any(|prefix| token.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Host;

    const NOW: i64 = 1_795_437_295;
    const YEARS_10: i64 = 315_576_000;

    fn credential(access: Access, lifetime: Lifetime) -> Credential {
        Credential {
            access,
            bearer: Secret::new("tid=1:ab".to_owned()),
            base_url: Host::github_com().default_base_url(),
            lifetime,
            received_ms: NOW * 1000,
            issued_for: None,
            plan: None,
            login: None,
        }
    }

    #[test]
    fn freshness_has_sharp_edges_whatever_the_clocks_offset() {
        let five_minutes = Duration::from_secs(300);
        let session = |left: i64, clock_offset_ms: i64| {
            let at_ms = (NOW + left) * 1000 + clock_offset_ms;
            credential(Access::Exchange, Lifetime::Until(Expiry { at_ms, clock_offset_ms }))
        };
        for offset_ms in [0, 7_200_000, -YEARS_10 * 1000] {
            for (left, expected) in [
                (1800, Freshness::Fresh),
                (300, Freshness::Fresh),
                (299, Freshness::Ageing),
                (60, Freshness::Ageing),
                (59, Freshness::Expired),
                (0, Freshness::Expired),
                (-9, Freshness::Expired),
            ] {
                assert_eq!(session(left, offset_ms).freshness(NOW * 1000, five_minutes), expected, "{left}");
            }
        }
        // Even without a minimum validity, an expired token is not used.
        assert_eq!(session(59, 0).freshness(NOW * 1000, Duration::ZERO), Freshness::Expired);
        let left = session(i64::MAX / 4000, 0).remaining(i64::MIN);
        assert_eq!(left, Some(Duration::from_millis(i64::MAX as u64)));
    }

    #[test]
    fn direct_access_ages_with_what_was_said_of_the_account_whatever_validity_is_asked_for() {
        let year = Duration::from_secs(365 * 24 * 3600);
        let open = credential(Access::Direct, Lifetime::Open);
        for (age, expected) in [
            (-5, Freshness::Fresh),
            (0, Freshness::Fresh),
            (1799, Freshness::Fresh),
            (1800, Freshness::Ageing),
            (86_399, Freshness::Ageing),
            (86_400, Freshness::Expired),
        ] {
            assert_eq!(open.freshness((NOW + age) * 1000, year), expected, "{age}");
        }
        let at_ms = (NOW + 59) * 1000;
        let ends = credential(Access::Direct, Lifetime::Until(Expiry { at_ms, clock_offset_ms: 0 }));
        assert_eq!(ends.freshness(NOW * 1000, Duration::ZERO), Freshness::Expired);
    }

    #[test]
    fn a_session_token_is_one_line_of_visible_ascii() {
        for (token, valid) in [
            ("tid=1;exp=2;asn=AS1:ff", true),
            ("", false),
            ("tid=1\nx", false),
            ("tid=1 2", false),
            ("tid=\u{e9}", false),
            ("tid=\u{1b}", false),
            ("tid=\0", false),
            ("ghu_0123456789", false),
            ("github_pat_0123456789", false),
        ] {
            assert_eq!(is_valid_token(token), valid, "{token:?}");
        }
        assert!(is_valid_token(&"a".repeat(MAX_TOKEN)));
        assert!(!is_valid_token(&"a".repeat(MAX_TOKEN + 1)));
    }
}
