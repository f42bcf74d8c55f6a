//! The logins stored by `copilot-token login`: one private file per host and account, in our configuration folder and
//! never in the cache. Only this module reads and writes these files. It contacts no server.

mod record;

use std::cmp::Reverse;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Found;
use crate::absent::Absent;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::private::files::{self, Durability};
use crate::private::lock::{self, Guard};
use crate::text::{self, is_login};
pub use record::StoredLogin;

/// The name of this source.
pub const NAME: &str = "login";

/// One lock file for the whole folder. It is never removed.
const LOCK: &str = ".lock";
const TEMPORARY: &str = ".tmp-";
const ENDING: &str = ".json";
/// A temporary file older than this was left behind by a killed writer.
const ABANDONED: Duration = Duration::from_secs(60);

/// The folder that holds the logins. Files are opened only when needed.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path of this login's file, whether or not it exists.
    pub fn path(&self, host: &str, login: &str) -> PathBuf {
        self.folder.join(file_name(host, login))
    }

    /// Host and account of every stored login, sorted.
    ///
    /// # Errors
    /// The folder is unsafe or cannot be read.
    pub fn names(&self) -> Result<Vec<(String, String)>, Failure> {
        let listed = match files::check_folder(&self.folder) {
            Ok(true) => files::names(&self.folder),
            Ok(false) => Ok(Vec::new()),
            Err(e) => Err(e),
        };
        let listed = listed.map_err(|e| {
            let folder = text::path(&self.folder);
            Failure::error(format!("broken login folder {folder}: {}", text::reason(&e)))
                .hint(format!("it must be yours, and writable by nobody else: chmod 700 {folder}"))
        })?;
        let mut names: Vec<_> = listed.iter().filter_map(|name| owner(name)).collect();
        names.sort();
        Ok(names)
    }

    /// Every login for the host, newest first.
    ///
    /// # Errors
    /// One of the files is broken. It might hold the newest login.
    pub fn all(&self, host: &str) -> Result<Vec<StoredLogin>, Failure> {
        let names = self.names()?.into_iter().filter(|(of, _)| of == host);
        let read = names.filter_map(|(host, login)| self.read(&host, &login).transpose());
        let mut logins = read.collect::<Result<Vec<_>, _>>()?;
        logins.sort_by_key(|login| Reverse(login.created_at_ms));
        Ok(logins)
    }

    /// The login to use: that of `user`, or without one, the newest for the host.
    ///
    /// # Errors
    /// A file that has to be read is broken.
    pub fn pick(&self, host: &str, user: Option<&str>) -> Result<Option<StoredLogin>, Failure> {
        let named = |user: &str| Ok(self.names()?.contains(&(host.to_owned(), user.to_ascii_lowercase())));
        match user {
            Some(user) if named(user)? => self.read(host, user),
            Some(_) => Ok(None),
            None => Ok(self.all(host)?.into_iter().next()),
        }
    }

    /// Reads this login from its file. `None` if there is none.
    ///
    /// # Errors
    /// The file is not a private file of ours, by the same rules as a cache entry, or it does not hold this login.
    pub fn read(&self, host: &str, login: &str) -> Result<Option<StoredLogin>, Failure> {
        let path = self.path(host, login);
        let broken = |why: &str| {
            Failure::error(format!("broken login {}: {why}", text::path(&path)))
                .hint(format!("remove it with 'copilot-token logout --user {login}', then log in again"))
        };
        match files::read(&path) {
            Ok(None) => Ok(None),
            Ok(Some(bytes)) => record::read(&bytes, host, login).map(Some).map_err(|why| broken(&why)),
            Err(e) => Err(broken(&text::reason(&e))),
        }
    }

    /// Replaces the login's file and flushes it to disk. Also removes temporary files of killed writers. The caller
    /// holds the lock, or has tried and could not get it.
    pub fn keep(&self, login: &StoredLogin) -> io::Result<()> {
        self.sweep();
        let text = record::write(login)?;
        let name = file_name(&login.host, &login.login);
        files::replace(&self.folder, &name, TEMPORARY, text.expose().as_bytes(), Durability::Synced)
    }

    /// # Errors
    /// A login could not be written there, so a refresh token must not be spent.
    pub fn try_out(&self) -> io::Result<()> {
        files::try_out(&self.folder, TEMPORARY)
    }

    /// Removes a login's file, even a broken one. Returns whether there was one. The caller holds the lock.
    pub fn remove(&self, host: &str, login: &str) -> io::Result<bool> {
        self.sweep();
        files::remove(&self.path(host, login))
    }

    /// Waits for the lock that every change to the folder requires. `None` if it is not free within `left`.
    ///
    /// # Errors
    /// Locking is impossible there.
    pub fn lock(&self, left: Duration) -> io::Result<Option<Guard>> {
        lock::acquire(&self.folder.join(LOCK), left)
    }

    /// Removes temporary files of killed writers. Recent ones stay: another process may be about to rename them.
    fn sweep(&self) {
        let now = Deadline::after(Duration::ZERO).now();
        for name in files::names(&self.folder).unwrap_or_default() {
            let path = self.folder.join(&name);
            if name.starts_with(TEMPORARY) && files::is_older(&path, now, ABANDONED) {
                let _ = files::remove(&path);
            }
        }
    }
}

/// The GitHub token of the login to use.
///
/// # Errors
/// Those of [`Store::pick`].
pub fn find(store: &Store, host: &str, user: Option<&str>) -> anyhow::Result<Found> {
    Ok(match (store.pick(host, user)?, user) {
        (Some(login), _) => Found::Token(login.github_token()),
        (None, None) => Found::Absent(Absent::missing("no login")),
        (None, Some(user)) => Found::Absent(
            Absent::missing(format!("no login of {}", text::one_line(user, 40)))
                .detail(format!(" for {host}")),
        ),
    })
}

/// The other logins for the host, as `status` shows them: `octo-work (ghu_…, without a known end)`.
pub fn others(store: &Store, host: &str, used: Option<&str>) -> Vec<String> {
    let logins = store.all(host).unwrap_or_default();
    let others = logins.into_iter().filter(|login| Some(login.login.as_str()) != used);
    others.map(|login| format!("{} ({})", login.login, login.describe())).collect()
}

/// `octocat@github.com.json`. Lower case is safe, because GitHub logins differ by more than case.
fn file_name(host: &str, login: &str) -> String {
    format!("{}@{host}{ENDING}", login.to_ascii_lowercase())
}

/// The host and login that a file's name encodes. `None` if it is not one of our names.
fn owner(name: &str) -> Option<(String, String)> {
    let (login, host) = name.strip_suffix(ENDING)?.split_once('@')?;
    (is_login(login) && login == login.to_ascii_lowercase() && !host.is_empty())
        .then(|| (host.to_owned(), login.to_owned()))
}

#[cfg(test)]
mod tests;
