//! The login that Copilot's editor plug-ins keep: `auth.db`, else `apps.json`, else `hosts.json`.
//! Looks, and never touches: nothing in that folder is created, changed or locked.

mod auth_db;
mod files;
mod folder;
mod json_files;
mod login_state;
mod snapshot;
#[cfg(test)]
mod testing;
mod wal;

use std::path::Path;

pub use folder::{Platform, Vars, folder};
pub use login_state::{login_state, settles_in};

use crate::failure::Failure;
use crate::secret::Secret;
use crate::sources::{BadToken, Found, GitHubToken, kind};
use crate::text;

/// The name of this source.
pub const NAME: &str = "editor";

/// Whose login, and where it would be.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// What [`folder`] gives.
    pub folder: &'a Path,
    /// In lower case: `github.com`.
    pub host: &'a str,
    /// The account, where one was chosen; its case does not matter.
    pub user: Option<&'a str>,
}

/// A login that a file names, for `status`; holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Where the file says whose it is.
    pub login: Option<String>,
    /// The file's name without its folder.
    pub file: &'static str,
    /// `ghu_`, or why it is of no use: `kept encrypted in the OS keychain`.
    pub kind: String,
}

/// One login as a file holds it.
struct Entry {
    login: Option<String>,
    kept: Kept,
}

/// What stands where the token should.
enum Kept {
    Token(Result<Secret, BadToken>),
    /// `token_schema_version` 1: encrypted with a key in the OS keychain.
    Keychain,
    /// A schema version from the future.
    Unknown,
}

const KEYCHAIN: &str = "kept encrypted in the OS keychain";
const UNKNOWN: &str = "kept in a way this version does not know";

impl Entry {
    fn is_of(&self, user: &str) -> bool {
        self.login.as_deref().is_some_and(|login| login.eq_ignore_ascii_case(user))
    }
}

/// The login to use. Without `ask.user` it is the account used last; of its records, the newest that can be
/// read. Another account is never taken instead: not for one in the keychain, not for a damaged one.
///
/// # Errors
/// Files that are there but broken, a token that is no such thing, and a login that only the editor can read.
#[cold]
pub fn find(ask: &Ask<'_>) -> anyhow::Result<Found> {
    let mut seen = Vec::new();
    for file in FILES {
        let Some(entries) = file.read(ask)? else { continue };
        seen.push(file.name());
        if let Some(entry) = pick(entries, ask.user) {
            return Ok(Found::Token(token(ask, file.name(), entry)?));
        }
        if file.is_the_last_word() {
            break;
        }
    }
    Ok(Found::Absent(match (seen.is_empty(), ask.user) {
        (true, _) => "no auth.db, apps.json or hosts.json".to_owned(),
        (_, None) => format!("no login for {} in {}", ask.host, seen.join(", ")),
        (_, Some(user)) => {
            format!("no login of {} for {} in {}", text::one_line(user, 40), ask.host, seen.join(", "))
        }
    }))
}

/// Every login for the host, in the order in which [`find`] would take them, whatever `ask.user` is.
///
/// # Errors
/// Files that are there but broken.
pub fn logins(ask: &Ask<'_>) -> anyhow::Result<Vec<Login>> {
    let mut logins = Vec::new();
    for file in FILES {
        let Some(entries) = file.read(ask)? else { continue };
        logins.extend(entries.into_iter().map(|entry| Login {
            kind: match &entry.kept {
                Kept::Token(Ok(secret)) => kind(secret).unwrap_or("token").to_owned(),
                Kept::Token(Err(bad)) => flaw(*bad),
                Kept::Keychain => KEYCHAIN.to_owned(),
                Kept::Unknown => UNKNOWN.to_owned(),
            },
            login: entry.login.map(|login| text::one_line(&login, 100)),
            file: file.name(),
        }));
        if file.is_the_last_word() {
            break;
        }
    }
    Ok(logins)
}

/// The files in the order in which they are asked.
const FILES: [File; 3] = [File::AuthDb, File::Json(json_files::APPS), File::Json(json_files::HOSTS)];

#[derive(Clone, Copy)]
enum File {
    AuthDb,
    Json(&'static str),
}

impl File {
    fn name(self) -> &'static str {
        match self {
            File::AuthDb => auth_db::NAME,
            File::Json(name) => name,
        }
    }

    /// `None` where there is no such file, or no table in the database.
    fn read(self, ask: &Ask<'_>) -> Result<Option<Vec<Entry>>, Failure> {
        match self {
            File::AuthDb => auth_db::read(ask.folder, ask.host),
            File::Json(name) => json_files::read(ask.folder, name, ask.host),
        }
    }

    /// The plug-ins move every login into `auth.db` and leave the old files as they were: where it has the
    /// table and not the login, somebody has logged out, and the old files hold what is no longer meant.
    fn is_the_last_word(self) -> bool {
        matches!(self, File::AuthDb)
    }
}

/// The first entry (of `user`, where given) says whose login it is; of that account's entries, the first with
/// a token that can be read is taken, else the first.
fn pick(entries: Vec<Entry>, user: Option<&str>) -> Option<Entry> {
    let first = entries.iter().position(|entry| user.is_none_or(|user| entry.is_of(user)))?;
    let account = entries[first].login.clone();
    let readable = entries.iter().skip(first).position(|entry| {
        matches!(entry.kept, Kept::Token(_)) && account.as_deref().is_some_and(|account| entry.is_of(account))
    });
    entries.into_iter().nth(first + readable.unwrap_or(0))
}

fn token(ask: &Ask<'_>, file: &'static str, entry: Entry) -> Result<GitHubToken, Failure> {
    let Entry { login, kept } = entry;
    let login = login.map(|login| text::one_line(&login, 100));
    let of_whom = login.as_ref().map_or(String::new(), |login| format!("login {login}: "));
    let broken = |why: &str| files::broken(&ask.folder.join(file), format!("{of_whom}{why}"));
    match kept {
        Kept::Token(Ok(secret)) => {
            Ok(GitHubToken { login, detail: Some(file.to_owned()), ..GitHubToken::of(secret, NAME) })
        }
        Kept::Token(Err(bad)) => Err(broken(&flaw(bad))),
        Kept::Keychain => Err(broken(KEYCHAIN).hint(OTHER_WAYS)),
        Kept::Unknown => Err(broken(UNKNOWN).hint(OTHER_WAYS)),
    }
}

fn flaw(bad: BadToken) -> String {
    if bad.is_wrong_kind() { bad.describe() } else { format!("its token {}", bad.describe()) }
}

const OTHER_WAYS: &str = "only the editor can read it: set COPILOT_GITHUB_TOKEN, or use gh: --sources env,gh";

/// A login as it is compared: one clean line, in which nothing is masked yet, so that no two become one. `None`
/// where nothing is left of it.
fn login(text: &str) -> Option<String> {
    Some(text::clean(text)).filter(|login| !login.is_empty())
}

#[cfg(test)]
mod tests;
