//! Where a GitHub token can be: one file a source. A source says what it found, or why it found nothing;
//! *absent* lets the search go on, *broken* (an `Err`) ends it. None of them knows the cache or the network.

pub mod editor;
pub mod env;
pub mod file;
pub mod gh;
pub mod login;

use std::path::{Path, PathBuf};
use std::thread;

use crate::clock::Deadline;
use crate::dirs;
use crate::failure::Failure;
use crate::secret::Secret;
use file::TokenFile;

/// One place where a GitHub token can be; each variable is one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    File,
    Variable(&'static str),
    Login,
    Editor,
    Gh,
}

/// Whose GitHub token is wanted, and how long a source may take.
#[derive(Debug)]
pub struct Query<'a> {
    /// In lower case: `github.com`.
    pub host: &'a str,
    /// The account, if one was chosen.
    pub user: Option<&'a str>,
    pub token_file: Option<&'a TokenFile>,
    pub deadline: Deadline,
}

impl Source {
    /// The name in `--json` and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Source::File => file::NAME,
            Source::Variable(name) => name,
            Source::Login => login::NAME,
            Source::Editor => editor::NAME,
            Source::Gh => gh::NAME,
        }
    }

    /// Whether asking it starts a process, so that one process asks for all.
    pub fn is_expensive(self) -> bool {
        self == Source::Gh
    }

    /// # Errors
    /// It is there but broken, or gave no answer in time.
    pub fn find(self, query: &Query) -> anyhow::Result<Found> {
        let left = query.deadline.left_to_work();
        Ok(match (self, query.token_file) {
            (Source::File, Some(path)) => file::find(path, left)?,
            (Source::File, None) => Found::Absent("not set".to_owned()),
            (Source::Variable(name), _) => env::find(name)?,
            (Source::Login, _) => match login_store() {
                Some(store) => login::find(&store, query.host, query.user)?,
                None => Found::Absent("no login".to_owned()),
            },
            (Source::Editor, _) => match editor_folder() {
                Some(folder) => editor::find(&editor_ask(query, &folder))?,
                None => Found::Absent("no login".to_owned()),
            },
            (Source::Gh, _) => with_gh(query, |ask| gh::find(ask, left))?,
        })
    }

    /// What stays the same as long as the source's login does. `None` if asking the source is as cheap, or if nothing can
    /// stand for its login at the moment.
    pub fn login_state(self, query: &Query) -> Option<String> {
        match self {
            Source::Gh => with_gh(query, gh::login_state),
            Source::Editor => {
                editor::login_state(&editor_ask(query, &editor_folder()?), query.deadline.now())
            }
            Source::File | Source::Variable(_) | Source::Login => None,
        }
    }

    /// The same, after waiting a few milliseconds if the login has just changed, until the file's timestamp can no longer
    /// be reused by a second change.
    pub fn settled_state(self, query: &Query) -> Option<String> {
        if self != Source::Editor {
            return self.login_state(query);
        }
        let folder = editor_folder()?;
        let ask = editor_ask(query, &folder);
        thread::sleep(editor::settles_in(&ask, query.deadline.now()));
        editor::login_state(&ask, query.deadline.now())
    }

    /// What else the source holds for the host, for `status`: `octo-work (ghu_, auth.db)`.
    pub fn other_logins(self, query: &Query, used: Option<&str>) -> Vec<String> {
        if self == Source::Login {
            return login_store().map(|store| login::others(&store, query.host, used)).unwrap_or_default();
        }
        let folder = if self == Source::Editor { editor_folder() } else { None };
        let logins = folder.and_then(|folder| editor::logins(&editor_ask(query, &folder)).ok());
        let others = logins.unwrap_or_default().into_iter().filter(|other| other.login.as_deref() != used);
        let shown = |other: editor::Login| {
            format!("{} ({}, {})", other.login.as_deref().unwrap_or("?"), other.kind, other.file)
        };
        others.map(shown).collect()
    }
}

/// Where `login` keeps its logins; `None` without a home.
pub fn login_store() -> Option<login::Store> {
    dirs::logins_folder().map(login::Store::at)
}

/// The plug-ins' folder, if there is one.
fn editor_folder() -> Option<PathBuf> {
    dirs::editor_folder().filter(|folder| folder.is_dir())
}

fn editor_ask<'a>(query: &'a Query, folder: &'a Path) -> editor::Ask<'a> {
    editor::Ask { folder, host: query.host, user: query.user }
}

fn with_gh<T>(query: &Query, ask: impl FnOnce(&gh::Ask) -> T) -> T {
    let (search_path, config) = (dirs::search_path(), dirs::gh_config_folder());
    ask(&gh::Ask {
        host: query.host,
        user: query.user,
        search_path: search_path.as_deref(),
        config: config.as_deref(),
        folder: dirs::gh_folder(),
    })
}

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
    /// When it ends, Unix milliseconds on the local clock, if the source knows.
    pub expires_at_ms: Option<i64>,
}

impl GitHubToken {
    /// Of an account and with an end that the source does not tell.
    pub fn of(secret: Secret, source: &'static str) -> Self {
        Self { secret, source, login: None, detail: None, expires_at_ms: None }
    }
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

/// Why a value is not used as a GitHub token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadToken {
    /// More than one line, a space, a control character, or longer than [`MAX_TOKEN`].
    Malformed,
    /// It has quotes in it: copied from JSON or from a shell script.
    Quoted,
    /// A whole assignment: `GH_TOKEN=ghu_…`.
    Assignment(&'static str),
    /// It has a `=` or a `:` in it, as no GitHub token has.
    Separator(char),
    /// `ghp_`: GitHub never exchanges these.
    ClassicPat,
    /// `tid=…`: the result of an exchange.
    SessionToken,
}

impl BadToken {
    /// A real token, but of a kind that GitHub never exchanges. Everything else is damage: no server is asked.
    pub fn is_wrong_kind(self) -> bool {
        matches!(self, BadToken::ClassicPat | BadToken::SessionToken)
    }

    /// A few words for messages: a noun phrase for a wrong kind, else a predicate that follows "it".
    pub fn describe(self) -> String {
        match self {
            BadToken::Malformed => "is not one line of visible ASCII".to_owned(),
            BadToken::Quoted => "has quotes in it".to_owned(),
            BadToken::Assignment(name) => format!("begins with {name}="),
            BadToken::Separator(sign) => format!("has a {sign} in it"),
            BadToken::ClassicPat => "classic personal access token (ghp_): cannot be exchanged".to_owned(),
            BadToken::SessionToken => "session token, not a GitHub token".to_owned(),
        }
    }
}

/// The failure for a bad token in the place `name`, where the search ends. For a wrong kind it has the exit code
/// of the refusal that GitHub would send.
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

/// Byte order marks and white space around `value` are not part of the token. `None` if nothing is left.
///
/// # Errors
/// A value that GitHub need not be asked about. The prefix of an unknown kind is no reason.
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

const BYTE_ORDER_MARK: char = '\u{feff}';
/// Straight ones, and those that a word processor makes of them.
const QUOTES: [char; 7] = ['"', '\'', '`', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}'];

/// In the order of what helps most: a line with a name or quotes is more than "not visible ASCII".
fn flaw(token: &str) -> Option<BadToken> {
    let is_sendable = token.len() <= MAX_TOKEN && token.bytes().all(|b| b.is_ascii_graphic());
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
            // What stands before the sign may be the token: it is not shown.
            ("ghu_abc=", Some(Err(BadToken::Separator('=')))),
            ("octocat:ghu_abc", Some(Err(BadToken::Separator(':')))),
            ("ghs_1_eyJh.eyJp.a-b_c", Some(Ok("ghs_1_eyJh.eyJp.a-b_c"))),
        ] {
            let examined = examine(value);
            let seen = examined.as_ref().map(|r| r.as_ref().map(|s| s.expose()).map_err(|m| *m));
            assert_eq!(seen, expected, "{value:?}");
        }
        assert_eq!(examine(&"a".repeat(MAX_TOKEN + 1)).unwrap().unwrap_err(), BadToken::Malformed);
    }
}
