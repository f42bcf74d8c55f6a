//! Where a GitHub token can be: one file a source. A source says what it found, or why it found nothing;
//! *absent* lets the search go on, *broken* (an `Err`) ends it. None of them knows the cache or the network.

pub mod editor;
pub mod env;
pub mod file;
pub mod gh;

use crate::failure::Failure;
use crate::secret::Secret;

/// A GitHub token and where it came from.
#[derive(Clone, Debug)]
pub struct GitHubToken {
    pub secret: Secret,
    /// The name in `--json`: a variable's name, `editor`, `gh`, `github-token-file`.
    pub source: &'static str,
    /// The account, where the source tells.
    pub login: Option<String>,
    /// For people, without secrets: which file it stood in.
    pub detail: Option<String>,
}

/// What a source that is not broken has.
#[derive(Debug)]
pub enum Found {
    Token(GitHubToken),
    /// Nothing there, and why, in a few words: `not set`, `not installed`.
    Absent(String),
    /// The same from who has looked and is sure of it: it need not be asked again at once.
    NoLogin(String),
    /// There, but of a kind that is never exchanged, and why.
    Skipped(String),
}

/// The longest GitHub token accepted, in bytes; today's have 40 to 93.
pub const MAX_TOKEN: usize = 4096;

/// Why a value cannot be a GitHub token that is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Bytes that no header can carry: the source that holds it is broken.
    Malformed,
    /// `ghp_`: GitHub never exchanges these.
    ClassicPat,
    /// `tid=…`: it has been exchanged already.
    SessionToken,
}

impl Misfit {
    /// A noun phrase for messages.
    pub fn describe(self) -> &'static str {
        match self {
            Misfit::Malformed => "not one line of visible ASCII",
            Misfit::ClassicPat => "classic personal access token (ghp_): cannot be exchanged",
            Misfit::SessionToken => "a session token already, not a GitHub token",
        }
    }
}

/// The failure for a token of the wrong kind in a source that the search does not go past: the exit codes are
/// those of GitHub's own refusals, which it would earn.
pub fn unfit(name: &str, misfit: Misfit) -> Failure {
    let message = format!("wrong kind of token in {name}: {}", misfit.describe());
    let failure = match misfit {
        Misfit::ClassicPat => Failure::no_copilot_access(message),
        Misfit::SessionToken | Misfit::Malformed => Failure::unauthenticated(message),
    };
    failure.hint("use the login of a Copilot editor plug-in, or a ghu_ token of one in COPILOT_GITHUB_TOKEN")
}

/// Takes surrounding white space off `value` and says what it is: `None` where nothing is left.
pub fn examine(value: &str) -> Option<Result<Secret, Misfit>> {
    let token = value.trim();
    if token.is_empty() {
        return None;
    }
    Some(if token.len() > MAX_TOKEN || !token.bytes().all(|b| b.is_ascii_graphic()) {
        Err(Misfit::Malformed)
    } else if token.starts_with("ghp_") {
        Err(Misfit::ClassicPat)
    } else if token.starts_with("tid=") {
        Err(Misfit::SessionToken)
    } else {
        Ok(Secret::new(token.to_owned()))
    })
}

/// The part of a token that says its kind and nothing else (`ghu_`, `github_pat_`), for `status`.
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
            ("ghp_abc", Some(Err(Misfit::ClassicPat))),
            ("tid=1;exp=2:ab", Some(Err(Misfit::SessionToken))),
            ("ghu_a\nghu_b", Some(Err(Misfit::Malformed))),
            ("ghu_a b", Some(Err(Misfit::Malformed))),
            ("ghu_\u{1b}[m", Some(Err(Misfit::Malformed))),
            ("ghu_é", Some(Err(Misfit::Malformed))),
        ] {
            let examined = examine(value);
            let seen = examined.as_ref().map(|r| r.as_ref().map(|s| s.expose()).map_err(|m| *m));
            assert_eq!(seen, expected, "{value:?}");
        }
        assert_eq!(examine(&"a".repeat(MAX_TOKEN + 1)).unwrap().unwrap_err(), Misfit::Malformed);
    }
}
