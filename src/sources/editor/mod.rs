//! The login stored by Copilot's editor plug-ins: in `auth.db`, else `apps.json`, else `hosts.json`. Read-only:
//! creates, changes and locks nothing in their folder.

mod auth_db;
mod files;
mod json_files;
mod login_state;
mod snapshot;
#[cfg(test)]
mod testing;
mod trust;
mod wal;

use std::path::Path;
use std::time::Duration;

pub use login_state::{login_state, settles_in};

use crate::absent::Absent;
use crate::clock::Deadline;
use crate::failure::{Code, Failure};
use crate::secret::Secret;
use crate::sources::{BadToken, Found, GitHubToken, kind};
use crate::text;

/// The name of this source.
pub const NAME: &str = "editor";

/// Which login to look for, and where.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The result of [`crate::dirs::editor_folder`].
    pub folder: &'a Path,
    /// Shown as `~` in messages.
    pub home: Option<&'a Path>,
    /// In lower case, such as `github.com`.
    pub host: &'a str,
    /// The chosen account, if any. Its case does not matter.
    pub user: Option<&'a str>,
}

/// A login found in a file, for `status`. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The account, if the file names it.
    pub login: Option<String>,
    /// The file's name without its folder.
    pub file: &'static str,
    /// The token's prefix (`ghu_`), or why the login cannot be used (`kept encrypted in the OS keychain`).
    pub kind: String,
}

/// One login as stored in a file.
struct Entry {
    login: Option<String>,
    kept: Kept,
}

/// How a file stores the token.
enum Kept {
    Token(Result<Secret, BadToken>),
    /// `token_schema_version` 1: encrypted with a key in the OS keychain.
    Keychain,
    /// A schema version that this program does not know.
    Unknown,
}

const KEYCHAIN: &str = "kept encrypted in the OS keychain";
const UNKNOWN: &str = "kept in a way this version does not know";

impl Login {
    fn of(entry: &Entry, file: &'static str) -> Self {
        let kind = match &entry.kept {
            Kept::Token(Ok(secret)) => kind(secret).unwrap_or("token").to_owned(),
            Kept::Token(Err(bad)) => bad.describe(),
            Kept::Keychain => KEYCHAIN.to_owned(),
            Kept::Unknown => UNKNOWN.to_owned(),
        };
        Self { login: entry.login.as_deref().map(shown), file, kind }
    }
}

/// Formats a login for a message.
fn shown(login: &str) -> String {
    text::one_line(login, 100)
}

impl Entry {
    fn is_of(&self, user: &str) -> bool {
        self.login.as_deref().is_some_and(|login| login.eq_ignore_ascii_case(user))
    }
}

/// The login to use. Without `ask.user`, it is that of the most recently used account. Of that account's entries, it is
/// the newest readable one. If its token is in the keychain or damaged, no other account is used instead.
///
/// # Errors
/// A file is broken, a token is malformed or of the wrong kind, only the editor can read the login, or the database
/// cannot be searched within `left`.
#[cold]
pub fn find(ask: &Ask<'_>, left: Duration) -> anyhow::Result<Found> {
    look(ask, left, false).map(|(found, _)| found)
}

/// As [`find`], plus every other login for the host in the order in which `find` would use them, for `status`.
///
/// # Errors
/// Those of [`find`].
#[cold]
pub fn find_with_others(ask: &Ask<'_>, left: Duration) -> anyhow::Result<(Found, Vec<Login>)> {
    look(ask, left, true)
}

fn look(ask: &Ask<'_>, left: Duration, with_others: bool) -> anyhow::Result<(Found, Vec<Login>)> {
    if !ask.folder.is_dir() {
        return Ok((Found::Absent(nothing(ask, &[], &[])), Vec::new()));
    }
    let deadline = Deadline::after(left);
    let (mut files, mut found, mut others) = (Vec::new(), None, Vec::new());
    for file in FILES {
        let mut entries = match file.read(ask, deadline) {
            Ok(Some(entries)) => entries,
            Ok(None) => continue,
            // The token is already known, so a broken older file only hides other logins.
            Err(_) if found.is_some() => break,
            Err(error) => return Err(error.into()),
        };
        files.push(file.name());
        if found.is_none()
            && let Some(at) = pick(&entries, ask.user)
        {
            found = Some(token(ask, file.name(), entries.remove(at))?);
        }
        others.extend(entries.iter().map(|entry| Login::of(entry, file.name())));
        if file.is_the_last_word() || (found.is_some() && !with_others) {
            break;
        }
    }
    let Some(found) = found else { return Ok((Found::Absent(nothing(ask, &files, &others)), others)) };
    others.retain(|other| other.login != found.login);
    Ok((Found::Token(found), others))
}

/// Says that there is no login, and where we looked.
fn nothing(ask: &Ask<'_>, files: &[&str], others: &[Login]) -> Absent {
    if files.is_empty() {
        let below_home = ask.home.and_then(|home| ask.folder.strip_prefix(home).ok());
        let folder = below_home.map_or(ask.folder.to_owned(), |rest| Path::new("~").join(rest));
        return Absent::missing("no login").detail(format!(" in {}", text::path(&folder)));
    }
    let files = files.join(", ");
    let names: Vec<_> = others.iter().filter_map(|other| other.login.as_deref()).collect();
    match ask.user.map(|user| text::one_line(user, 40)) {
        None => Absent::missing("no login").detail(format!(" for {} in {files}", ask.host)),
        Some(user) => Absent::missing(format!("no login of {user}")).detail(if names.is_empty() {
            format!(" for {} in {files}", ask.host)
        } else {
            format!(": {files} has {}", text::one_line(&names.join(", "), 80))
        }),
    }
}

/// The files in search order.
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

    /// `None` if the file does not exist, or if the database does not have the table.
    fn read(self, ask: &Ask<'_>, deadline: Deadline) -> Result<Option<Vec<Entry>>, Failure> {
        match self {
            File::AuthDb => auth_db::read(ask.folder, ask.host, deadline),
            File::Json(name) => json_files::read(ask.folder, name, ask.host),
        }
    }

    /// The plug-ins move every login into `auth.db` and leave the old files unchanged. If `auth.db` has the table but
    /// not the login, the user has logged out since, and the old files are stale.
    fn is_the_last_word(self) -> bool {
        matches!(self, File::AuthDb)
    }
}

/// The index of the entry to use. The first entry (of `user`, if given) determines the account. Of that account's
/// entries, the first with a readable token is used, or the first if there is none.
fn pick(entries: &[Entry], user: Option<&str>) -> Option<usize> {
    let first = entries.iter().position(|entry| user.is_none_or(|user| entry.is_of(user)))?;
    let account = entries[first].login.as_deref();
    let readable = entries.iter().skip(first).position(|entry| {
        matches!(entry.kept, Kept::Token(_)) && account.is_some_and(|account| entry.is_of(account))
    });
    Some(first + readable.unwrap_or(0))
}

fn token(ask: &Ask<'_>, file: &'static str, entry: Entry) -> Result<GitHubToken, Failure> {
    let Entry { login, kept } = entry;
    let login = login.as_deref().map(shown);
    let of_whom = login.as_ref().map_or(String::new(), |login| format!("login {login}: "));
    let broken = |why: &str| files::broken(&ask.folder.join(file), format!("{of_whom}{why}"));
    match kept {
        Kept::Token(Ok(secret)) => {
            Ok(GitHubToken { login, detail: Some(file.to_owned()), ..GitHubToken::of(secret, NAME) })
        }
        Kept::Token(Err(bad)) if bad.is_wrong_kind() => {
            Err(Failure { code: Code::NoCopilotAccess, ..broken(&bad.describe()) }
                .hint("sign in to Copilot in the editor again, or run 'copilot-token login'"))
        }
        Kept::Token(Err(bad)) => Err(broken(&format!("its token {}", bad.describe()))),
        Kept::Keychain => Err(broken(KEYCHAIN).hint(OTHER_WAYS)),
        Kept::Unknown => Err(broken(UNKNOWN).hint(OTHER_WAYS)),
    }
}

const OTHER_WAYS: &str = "only the editor can read it: run 'copilot-token login', or leave this source out: --sources env,login,gh";

/// A login cleaned for comparison: one line. Nothing is masked yet, so that different logins stay different. `None` if
/// nothing is left.
fn login(text: &str) -> Option<String> {
    Some(text::clean(text)).filter(|login| !login.is_empty())
}

#[cfg(test)]
mod tests;
