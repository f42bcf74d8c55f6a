//! Makes a server's words safe to show. Cleans them, and masks the token that they are about, even if the server
//! repeats it in parts, in another case or encoded. Pure.

use std::collections::BTreeSet;

use crate::secret::Secret;
use crate::text;

/// The shortest part of a token that is masked, in bytes. Shorter parts can occur in any text by chance.
const SHARED: usize = 8;
/// The shortest part of a GitHub token that counts as repeated in a session token, in bytes. A session token is longer
/// than any sentence, and mostly as random as a GitHub token, so chance repeats are longer.
const HELD: usize = 12;
/// The fewest distinct characters of a part that counts. One with fewer (`00000000`) reveals nothing.
const DISTINCT: usize = 4;
/// The length from which a mixed run of letters and digits is masked, and the longest word in a name, in bytes. No
/// encoding of a token is shorter.
const LONGEST_WORD: usize = 20;
/// The same for runs that include signs, such as `some-organization-of-2026`.
const LONGEST_NAME: usize = 40;
/// How much of a server's words is examined, in bytes. Less is shown.
const MAX_WORDS: usize = 4096;
/// The longest name of a plan, in bytes. A longer run of letters is not a word either.
const LONGEST_PLAN: usize = 64;

/// The words of a server that has seen this token.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub token: &'a Secret,
}

impl Words<'_> {
    /// The words, cleaned, in one line of at most `limit` bytes.
    pub fn shown(self, words: &str, limit: usize) -> String {
        text::one_line(&self.cleaned(words), limit)
    }

    /// The words in full, cleaned, with an editor's name in place of GitHub's placeholder. Links lose their query.
    pub fn cleaned(self, words: &str) -> String {
        let words = text::clean(text::start(words, MAX_WORDS)).replace("{EDITOR}", "vscode");
        let words = self.mask_shared(&words.replace(self.token.expose(), "…"));
        words.split(' ').map(|word| mask_runs(bare_link(word))).collect::<Vec<_>>().join(" ")
    }

    /// A single `https` link, without user, query and fragment. `None` for anything else.
    pub fn link(self, link: &str) -> Option<String> {
        let link = self.shown(link, 200);
        (link.starts_with("https://") && !link.contains([' ', '…'])).then_some(link)
    }

    /// The name of an account, if it is valid and repeats no part of the token.
    pub fn login(self, name: &str) -> Option<String> {
        (text::is_login(name) && !self.are_shared(name)).then(|| name.to_owned())
    }

    /// The name of a plan or a quota, in lower case: letters, digits and `_`, in words too short for an encoded token.
    pub fn plan(self, name: &str) -> Option<String> {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let fits = (1..=LONGEST_PLAN).contains(&name.len())
            && name.split('_').all(|word| word.len() <= LONGEST_WORD);
        (plain && fits && !self.are_shared(name)).then(|| name.to_ascii_lowercase())
    }

    /// Whether `text`, a session token or a base URL, contains the token or a part of it, in any case.
    pub fn are_held(self, text: &str) -> bool {
        text.contains(self.token.expose()) || !self.shared_spans(text, HELD).is_empty()
    }

    fn are_shared(self, name: &str) -> bool {
        name.contains(self.token.expose()) || !self.shared_spans(name, SHARED).is_empty()
    }

    fn mask_shared(self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut end = 0;
        for (from, to) in self.shared_spans(text, SHARED) {
            masked.push_str(&text[end..from]);
            masked.push('…');
            end = to;
        }
        masked + &text[end..]
    }

    /// Finds where the letters and digits of `text` repeat at least `length` of the token's, forwards or backwards,
    /// whatever other characters are in between. Returns byte ranges (start, end), in order.
    fn shared_spans(self, text: &str, length: usize) -> Vec<(usize, usize)> {
        let letters = |text: &str| -> (Vec<usize>, Vec<u8>) {
            let plain = text.bytes().enumerate().filter(|(_, b)| b.is_ascii_alphanumeric());
            plain.map(|(at, b)| (at, b.to_ascii_lowercase())).unzip()
        };
        let (_, secret) = letters(text::secret_part(self.token.expose()));
        let reversed: Vec<u8> = secret.iter().rev().copied().collect();
        let parts = secret.windows(length).chain(reversed.windows(length));
        let parts: BTreeSet<&[u8]> = parts.filter(|part| is_telling(part)).collect();
        let (places, text) = letters(text);
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for (window, place) in text.windows(length).zip(places.windows(length)) {
            let (&[from, ..], &[.., last]) = (place, place) else { continue };
            if !parts.contains(window) {
                continue;
            }
            match spans.last_mut() {
                Some(span) if from <= span.1 => span.1 = last + 1,
                _ => spans.push((from, last + 1)),
            }
        }
        spans
    }
}

fn is_telling(part: &[u8]) -> bool {
    part.iter().enumerate().filter(|(at, b)| !part[..*at].contains(b)).count() >= DISTINCT
}

/// If the word is a link, removes the parts that may carry a secret.
fn bare_link(word: &str) -> &str {
    if !word.contains("://") {
        return word;
    }
    let bare = word.split(['?', '#']).next().unwrap_or_default();
    if bare.contains('@') { "…" } else { bare }
}

/// Masks runs of characters that are too long and mixed to be a word or a name.
fn mask_runs(word: &str) -> String {
    mask(&mask(word, LONGEST_WORD, ""), LONGEST_NAME, "-_+=")
}

/// Masks the mixed runs of letters, digits and `signs` that have at least `longest` bytes.
fn mask(word: &str, longest: usize, signs: &str) -> String {
    let belongs = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    let mut masked = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(from) = rest.find(belongs) {
        let run = &rest[from..];
        let run = &run[..run.find(|c| !belongs(c)).unwrap_or(run.len())];
        masked.push_str(&rest[..from]);
        masked.push_str(if run.len() >= longest && is_mixed(run) { "…" } else { run });
        rest = &rest[from + run.len()..];
    }
    masked + rest
}

/// Whether a run has digits or inner capitals among small letters, or is very long. No ordinary word does.
fn is_mixed(run: &str) -> bool {
    let inner = run.as_bytes().get(1..).unwrap_or_default();
    let small = run.bytes().any(|b| b.is_ascii_lowercase());
    run.bytes().any(|b| b.is_ascii_digit())
        || (small && inner.iter().any(u8::is_ascii_uppercase))
        || run.len() > LONGEST_PLAN
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "ghu_Q7rT2wLx9VbN4kZs8HdF3mYc6PgJ1aEo5UiX";

    fn with_words<T>(test: impl Fn(Words) -> T) -> T {
        test(Words { token: &Secret::new(TOKEN.to_owned()) })
    }

    #[test]
    fn no_echo_of_the_token_is_shown() {
        let tail = &TOKEN[4..];
        let reversed: String = TOKEN.chars().rev().collect();
        let spaced: String = tail.chars().flat_map(|c| [c, ' ']).collect();
        let hex: String = TOKEN.bytes().map(|b| format!("{b:02x}")).collect();
        for echo in [
            TOKEN,
            tail,
            &TOKEN.to_uppercase(),
            &TOKEN.to_lowercase(),
            &tail[..12],
            &tail[20..30],
            &format!("{} {}", &tail[..18], &tail[18..]),
            &reversed,
            &spaced,
            &hex,
            &hex.to_uppercase(),
            "Z2h1X1E3clQyd0x4OVZiTjRrWnM4SGRGM21ZYzZQZ0oxYUVvNVVpWA==",
            &format!("https://evil.example/{tail}"),
            &format!("https://evil.example/?t={hex}"),
            &format!("https://{tail}@evil.example/"),
        ] {
            let shown = with_words(|words| words.shown(&format!("said {echo} so"), 500));
            for part in echo.as_bytes().windows(9) {
                let part = str::from_utf8(part).unwrap();
                let plain = "https://evil.example/".contains(part) || "said  so".contains(part);
                assert!(plain || !shown.contains(part), "{echo}: {shown}");
            }
            assert!(shown.starts_with("said ") && shown.ends_with(" so"), "{shown}");
        }
    }

    #[test]
    fn ordinary_words_stay_as_they_are() {
        for said in [
            "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
            "No access to GitHub Copilot found. You are currently logged in as octocat-enterprise_acme.",
            "see https://github.com/orgs/some-organization-of-2026/sso",
            "API rate limit exceeded for user ID 12345678901.",
            "internationalization, Donaudampfschifffahrtsgesellschaft, copilot_for_business_seat_quota",
            "request 8F3A:2C1B:11D2E3:12A4B5:6561C0DE of 2026-11-24T10:00:00Z",
            "es gibt keinen Zugang für „Straße“ 漢字",
        ] {
            assert_eq!(with_words(|words| words.cleaned(said)), said);
        }
        let link = "https://github.com/github-copilot/signup?editor={EDITOR}";
        assert_eq!(with_words(|words| words.link(link)).unwrap(), "https://github.com/github-copilot/signup");
        for bad in
            ["javascript:alert(1)", "http://a.example/", "", "https://a.example/x y", "https://u@a.example/"]
        {
            assert_eq!(with_words(|words| words.link(bad)), None, "{bad}");
        }
    }

    #[test]
    fn names_are_words_or_nothing() {
        for (name, plan) in [
            ("copilot_for_business_seat_quota", Some("copilot_for_business_seat_quota")),
            ("Individual", Some("individual")),
            ("", None),
            ("free plan", None),
            ("a\u{1b}[m", None),
            ("é", None),
            ("0123456789abcdef01234", None),
            (&TOKEN[4..20], None),
            (&TOKEN.to_lowercase()[4..20], None),
        ] {
            assert_eq!(with_words(|words| words.plan(name)).as_deref(), plan, "{name:?}");
        }
        for (name, login) in [
            ("octocat_acme", Some("octocat_acme")),
            ("Octo-Cat", Some("Octo-Cat")),
            ("a b", None),
            ("0123456789abcdef0123456789abcdef01234567", None),
            (&TOKEN[6..16], None),
        ] {
            assert_eq!(with_words(|words| words.login(name)).as_deref(), login, "{name:?}");
        }
    }
}
