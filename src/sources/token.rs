//! What a GitHub token looks like, and why a value is not one. Pure.

use std::borrow::Cow;

use super::env;
use crate::absent::Absent;
use crate::failure::Failure;
use crate::secret::Secret;

/// The longest GitHub token accepted, in bytes. Current tokens have 40 to 93.
pub const MAX_TOKEN: usize = 4096;

/// Why a value is not used as a GitHub token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadToken {
    /// It is not one line of visible ASCII.
    Malformed,
    /// It is longer than [`MAX_TOKEN`].
    TooLong,
    /// It contains quotes: it was copied from JSON or a shell script.
    Quoted,
    /// A whole assignment: `GH_TOKEN=ghu_…`.
    Assignment(&'static str),
    /// It contains a `=` or `:`, which no GitHub token does.
    Separator(char),
    /// `ghp_`: GitHub never exchanges these.
    ClassicPat,
    /// `tid=…`: the result of an exchange.
    SessionToken,
}

impl BadToken {
    /// Whether this is a real token, but of a kind that GitHub never exchanges. Any other flaw means that the value is
    /// damaged. No server is asked about either.
    pub fn is_wrong_kind(self) -> bool {
        matches!(self, BadToken::ClassicPat | BadToken::SessionToken)
    }

    /// For messages: a noun phrase for a wrong kind, otherwise a predicate that follows "it".
    pub fn describe(self) -> String {
        let (brief, detail) = self.words();
        brief.into_owned() + detail
    }

    /// Why a variable that holds such a value is skipped.
    pub fn skipped(self) -> Absent {
        let (brief, detail) = self.words();
        Absent::wrong_kind(brief).detail(detail)
    }

    /// The fault, and what may follow it where there is room.
    fn words(self) -> (Cow<'static, str>, &'static str) {
        match self {
            BadToken::Malformed => ("is not one line of visible ASCII".into(), ""),
            BadToken::TooLong => (format!("is longer than {MAX_TOKEN} bytes").into(), ""),
            BadToken::Quoted => ("has quotes in it".into(), ""),
            BadToken::Assignment(name) => (format!("begins with {name}=").into(), ""),
            BadToken::Separator(sign) => (format!("has a {sign} in it").into(), ""),
            BadToken::ClassicPat => ("classic personal access token".into(), " (ghp_): cannot be exchanged"),
            BadToken::SessionToken => ("session token".into(), ", not a GitHub token"),
        }
    }
}

/// The failure for a bad token in the place `name`, which ends the search. For a wrong kind, it has the exit code of
/// the refusal that GitHub would send.
pub fn bad_token(name: &str, bad: BadToken) -> Failure {
    match bad {
        BadToken::ClassicPat => Failure::no_copilot_access(format!(
            "{name} holds a classic personal access token (ghp_), which cannot be exchanged"
        ))
        .hint(RIGHT_KIND),
        BadToken::SessionToken => {
            Failure::no_copilot_access(format!("{name} holds a session token, not a GitHub token"))
                .hint(RIGHT_KIND)
        }
        _ => {
            let hint = match bad {
                BadToken::Malformed => "look for a line break or a stray character in it",
                _ => "only the token itself belongs there, without quotes or a name",
            };
            Failure::error(format!("broken GitHub token in {name}: it {}", bad.describe())).hint(hint)
        }
    }
}

const RIGHT_KIND: &str = "put the ghu_ token of a Copilot sign-in there, or use 'copilot-token login'";

/// Checks `value` without the white space and byte order marks around it. `None` if nothing is left.
///
/// # Errors
/// The value cannot be a usable GitHub token. An unknown prefix is not an error.
pub fn examine(value: &str) -> Option<Result<Secret, BadToken>> {
    let token = value.trim_matches(|c: char| c.is_whitespace() || c == BYTE_ORDER_MARK);
    if token.is_empty() {
        return None;
    }
    Some(match flaw(token) {
        Some(bad) => Err(bad),
        None => Ok(Secret::new(token.to_owned())),
    })
}

/// As [`examine`], for a token from GitHub's answer.
pub fn flaw_of(token: &Secret) -> Option<BadToken> {
    flaw(token.expose())
}

const BYTE_ORDER_MARK: char = '\u{feff}';
/// Straight quotes, and the curly ones that word processors insert.
const QUOTES: [char; 7] = ['"', '\'', '`', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}'];

/// Checks for the most helpful reason first: an assignment or quotes explain more than "not visible ASCII".
fn flaw(token: &str) -> Option<BadToken> {
    let is_sendable = token.bytes().all(|b| b.is_ascii_graphic());
    if is_sendable && token.len() > MAX_TOKEN {
        return Some(BadToken::TooLong);
    }
    if is_sendable && token.starts_with("tid=") {
        return Some(BadToken::SessionToken);
    }
    let assigned =
        token.strip_prefix("export ").unwrap_or(token).split_once('=').map(|(name, _)| name.trim());
    if let Some(name) = env::VARIABLES.into_iter().find(|name| assigned == Some(*name)) {
        return Some(BadToken::Assignment(name));
    }
    if token.contains(QUOTES) {
        Some(BadToken::Quoted)
    } else if !is_sendable {
        Some(BadToken::Malformed)
    } else if let Some(sign) = token.chars().find(|c| ['=', ':'].contains(c)) {
        Some(BadToken::Separator(sign))
    } else {
        token.starts_with("ghp_").then_some(BadToken::ClassicPat)
    }
}

/// The prefix of a token, which shows its kind and nothing secret (`ghu_`, `github_pat_`), for `status`.
pub fn kind(token: &Secret) -> Option<&'static str> {
    let text = token.expose();
    ["ghu_", "gho_", "ghs_", "ghr_", "ghp_", "github_pat_"]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_examined_before_they_are_believed() {
        for (value, expected) in [
            ("ghu_abc", Some(Ok("ghu_abc"))),
            (" gho_abc\r\n", Some(Ok("gho_abc"))),
            ("something-else", Some(Ok("something-else"))),
            ("", None),
            (" \n\t", None),
            ("ghp_abc", Some(Err(BadToken::ClassicPat))),
            ("tid=1;exp=2:ab", Some(Err(BadToken::SessionToken))),
            ("ghu_a\nghu_b", Some(Err(BadToken::Malformed))),
            ("ghu_a b", Some(Err(BadToken::Malformed))),
            ("ghu_\u{1b}[m", Some(Err(BadToken::Malformed))),
            ("ghu_é", Some(Err(BadToken::Malformed))),
            ("\u{feff}ghu_abc\r\n", Some(Ok("ghu_abc"))),
            ("\"ghu_abc\"", Some(Err(BadToken::Quoted))),
            ("'ghu_abc'", Some(Err(BadToken::Quoted))),
            ("\u{201c}ghu_abc\u{201d}", Some(Err(BadToken::Quoted))),
            ("{\"token\": \"ghu_abc\"}", Some(Err(BadToken::Quoted))),
            ("GH_TOKEN=ghu_abc", Some(Err(BadToken::Assignment("GH_TOKEN")))),
            ("export GITHUB_TOKEN=\"ghu_abc\"\n", Some(Err(BadToken::Assignment("GITHUB_TOKEN")))),
            ("GH_TOKEN=ghu_abc\nOTHER=1\n", Some(Err(BadToken::Assignment("GH_TOKEN")))),
            // The text before the sign may be the token, so it is not shown.
            ("ghu_abc=", Some(Err(BadToken::Separator('=')))),
            ("octocat:ghu_abc", Some(Err(BadToken::Separator(':')))),
            ("ghs_1_eyJh.eyJp.a-b_c", Some(Ok("ghs_1_eyJh.eyJp.a-b_c"))),
        ] {
            let examined = examine(value);
            let seen = examined.as_ref().map(|r| r.as_ref().map(|s| s.expose()).map_err(|m| *m));
            assert_eq!(seen, expected, "{value:?}");
        }
        assert_eq!(examine(&"a".repeat(MAX_TOKEN + 1)).unwrap().unwrap_err(), BadToken::TooLong);
    }
}
