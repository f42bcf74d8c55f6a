//! The places where a GitHub token can be, one file per source. A source returns what it found, or why it found
//! nothing. *Absent* lets the search continue; *broken* (an `Err`) ends it. No source uses the cache or the network.

pub mod editor;
pub mod env;
pub mod file;
pub mod gh;
pub mod login;
pub mod login_state;
mod token;

use std::thread;

use crate::absent::Absent;
use crate::clock::Deadline;
use crate::dirs;
use crate::secret::Secret;
use file::TokenFile;
use login_state::LoginState;
pub use token::{BadToken, MAX_TOKEN, bad_token, examine, flaw_of, kind};

/// One place where a GitHub token can be. Each environment variable is a separate source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    File,
    Variable(&'static str),
    Login,
    Editor,
    Gh,
}

/// Which GitHub token to look for, and how long a source may take.
#[derive(Debug)]
pub struct Query<'a> {
    /// In lower case, such as `github.com`.
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

    /// Whether asking this source starts a child process. If so, one process asks on behalf of the others.
    pub fn is_expensive(self) -> bool {
        self == Source::Gh
    }

    /// # Errors
    /// The source is there but broken, or gave no answer in time.
    pub fn find(self, query: &Query) -> anyhow::Result<Found> {
        let left = query.deadline.left_to_work();
        Ok(match (self, query.token_file) {
            (Source::File, Some(path)) => file::find(path, left)?,
            (Source::File, None) => Found::Absent(Absent::UNSET),
            (Source::Variable(name), _) => env::find(name)?,
            (Source::Login, _) => match login_store() {
                Some(store) => login::find(&store, query.host, query.user)?,
                None => Found::Absent(Absent::missing("no login")),
            },
            (Source::Editor, _) => {
                with_editor(query, |ask| editor::find(ask, left)).unwrap_or_else(no_home)?
            }
            (Source::Gh, _) => with_gh(query, |ask| gh::find(ask, left))?,
        })
    }

    /// A value that stays the same as long as the source's login does. `None` if asking the source is just as cheap, or
    /// if its login cannot be represented reliably at the moment.
    pub fn login_state(self, query: &Query) -> Option<LoginState> {
        match self {
            Source::Gh => with_gh(query, gh::login_state),
            Source::Editor => with_editor(query, |ask| editor::login_state(ask, query.deadline.now()))?,
            Source::File | Source::Variable(_) | Source::Login => None,
        }
    }

    /// As [`Source::login_state`]. If the login has just changed, first sleeps a few milliseconds, until a second
    /// change would get a new file timestamp.
    pub fn settled_state(self, query: &Query) -> Option<LoginState> {
        if self != Source::Editor {
            return self.login_state(query);
        }
        with_editor(query, |ask| {
            thread::sleep(editor::settles_in(ask, query.deadline.now()));
            editor::login_state(ask, query.deadline.now())
        })?
    }

    /// As [`Source::find`], plus the source's other logins for the host, as `status` shows them: `octo-work (ghu_,
    /// auth.db)`.
    ///
    /// # Errors
    /// Those of [`Source::find`].
    pub fn find_with_others(self, query: &Query) -> anyhow::Result<(Found, Vec<String>)> {
        if self != Source::Editor {
            let found = self.find(query)?;
            let others = match &found {
                Found::Token(token) if self == Source::Login => {
                    login_store().map(|store| login::others(&store, query.host, token.login.as_deref()))
                }
                _ => None,
            };
            return Ok((found, others.unwrap_or_default()));
        }
        let left = query.deadline.left_to_work();
        let look = with_editor(query, |ask| editor::find_with_others(ask, left));
        let (found, others) = look.unwrap_or_else(|| Ok((no_home()?, Vec::new())))?;
        let shown = |other: editor::Login| {
            format!("{} ({}, {})", other.login.as_deref().unwrap_or("?"), other.kind, other.file)
        };
        Ok((found, others.into_iter().map(shown).collect()))
    }
}

/// Where `copilot-token login` stores its logins. `None` if there is no home folder.
pub fn login_store() -> Option<login::Store> {
    dirs::logins_folder().map(login::Store::at)
}

/// `None` if there is no home folder.
fn with_editor<T>(query: &Query, ask: impl FnOnce(&editor::Ask) -> T) -> Option<T> {
    let (folder, home) = (dirs::editor_folder()?, dirs::home());
    Some(ask(&editor::Ask { folder: &folder, home: home.as_deref(), host: query.host, user: query.user }))
}

fn no_home() -> anyhow::Result<Found> {
    Ok(Found::Absent(Absent::missing("no login")))
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
    /// The source's name in `--json`: a variable's name, `login`, `editor`, `gh` or `github-token-file`.
    pub source: &'static str,
    /// The account, if the source names it.
    pub login: Option<String>,
    /// For people; holds no secret. The file that held the token, or when a login expires.
    pub detail: Option<String>,
    /// When the token expires, in Unix milliseconds on the local clock, if the source knows.
    pub expires_at_ms: Option<i64>,
}

impl GitHubToken {
    /// A token whose account and expiry the source does not know.
    pub fn of(secret: Secret, source: &'static str) -> Self {
        Self { secret, source, login: None, detail: None, expires_at_ms: None }
    }
}

/// The answer of a source that is not broken.
#[derive(Debug)]
pub enum Found {
    Token(GitHubToken),
    Absent(Absent),
}
