//! The names of the cache's files, and their folder. Knows which files are ours, not what they mean.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::entry;
use crate::private::files::{self, Durability};
use crate::private::hex;

/// What one of our files is for. Its name begins with the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A session token.
    Session,
    /// The base URL of an account, for direct access.
    Account,
    /// How a request to GitHub failed.
    Failure,
    /// Which GitHub token a source has, valid while its login state is the same.
    Login,
    /// Why a source has no GitHub token.
    NoLogin,
}

impl Kind {
    const ALL: [Kind; 5] = [Kind::Session, Kind::Account, Kind::Failure, Kind::Login, Kind::NoLogin];

    fn prefix(self) -> &'static str {
        match self {
            Kind::Session => "session-",
            Kind::Account => "account-",
            Kind::Failure => "failure-",
            Kind::Login => "login-",
            Kind::NoLogin => "no-login-",
        }
    }
}

/// A piece of work that one process does while others wait for it.
#[derive(Clone, Copy, Debug)]
pub enum Work<'a> {
    /// Asking a source with this login state.
    Source(&'a str),
    /// Asking GitHub about the GitHub token with this fingerprint.
    GitHub(&'a str),
}

/// Which of the two locks of a piece of work. The spare one is for processes that have waited long enough for the
/// first.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    First,
    Spare,
}

const TEMPORARY: &str = ".tmp-";
/// A temporary file older than this was left behind by a killed writer.
const ABANDONED: Duration = Duration::from_secs(60);
/// A file last written longer ago than this is no longer useful.
const OUTDATED: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug)]
pub struct Layout {
    pub folder: PathBuf,
    /// The name of the one file in `folder` that is shared with openclaw. The names of our other files begin with it.
    pub shared: Option<String>,
}

impl Layout {
    /// The prefix of the names of our files.
    fn prefix(&self) -> String {
        self.shared.as_ref().map_or(String::new(), |name| format!("{name}."))
    }

    pub fn name(&self, kind: Kind, key: &[&str]) -> String {
        match (&self.shared, kind) {
            (Some(shared), Kind::Session) => shared.clone(),
            _ => [&self.prefix(), kind.prefix(), &digest_of(key), ".json"].concat(),
        }
    }

    /// One of 256 names per kind, so that lock files do not accumulate as GitHub tokens change. A collision only costs
    /// a short wait. The two kinds must not share a name: a process holds one of each at once.
    pub fn lock_name(&self, work: Work, which: Which) -> String {
        let (kind, key) = match work {
            Work::Source(state) => ("source", state),
            Work::GitHub(fingerprint) => ("github", fingerprint),
        };
        let spare = if matches!(which, Which::Spare) { "-spare" } else { "" };
        format!("{}lock-{kind}-{}{spare}", self.prefix(), &digest_of(&[key])[..2])
    }

    pub fn read(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        if !matches!(files::check_folder(&self.folder), Ok(true)) {
            return None;
        }
        files::read(&self.folder.join(name)).ok().flatten()
    }

    pub fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.check_replaceable()?;
        files::replace(&self.folder, name, &(self.prefix() + TEMPORARY), bytes, Durability::Cached)
    }

    /// # Errors
    /// Nothing can be written here at the moment, so there is no point in waiting for another process's result.
    pub fn check_can_keep(&self) -> io::Result<()> {
        self.check_replaceable()?;
        files::try_out(&self.folder, &(self.prefix() + TEMPORARY))
    }

    /// The user may have named the wrong file as the shared file, such as a private key or a settings file. Only a
    /// session entry, the start of one, or an empty file may be overwritten or removed.
    ///
    /// # Errors
    /// The shared file holds something else, or is not a plain file.
    pub fn check_replaceable(&self) -> io::Result<()> {
        let Some(shared) = &self.shared else { return Ok(()) };
        match files::read_unchecked(&self.folder.join(shared))? {
            Some(bytes) if !entry::is_replaceable(&bytes) => {
                Err(io::Error::other("it holds something else than a session token"))
            }
            _ => Ok(()),
        }
    }

    pub fn is_session(&self, name: &str) -> bool {
        match &self.shared {
            Some(shared) => name == shared,
            None => name.starts_with(Kind::Session.prefix()) && self.is_ours(name),
        }
    }

    pub fn is_account(&self, name: &str) -> bool {
        let rest = name.strip_prefix(&self.prefix());
        rest.is_some_and(|rest| rest.starts_with(Kind::Account.prefix())) && self.is_ours(name)
    }

    /// Whether `name` has exactly the form of our names. The folder may hold other programs' files.
    pub fn is_ours(&self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix(&self.prefix()) else { return false };
        let key = match rest.strip_prefix(TEMPORARY) {
            Some(key) => Some(key),
            None => Kind::ALL
                .iter()
                .find_map(|kind| rest.strip_prefix(kind.prefix()))
                .and_then(|key| key.strip_suffix(".json")),
        };
        key.is_some_and(|key| key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit()))
    }

    /// Removes files of killed writers and of GitHub tokens no longer in use. Measures their age against `written`, a
    /// file that was just written, because the file system's clock may differ from ours.
    pub fn sweep(&self, written: &str) {
        let Ok(now) = fs::symlink_metadata(self.folder.join(written)).and_then(|meta| meta.modified()) else {
            return;
        };
        for name in files::names(&self.folder).unwrap_or_default().iter().filter(|name| self.is_ours(name)) {
            let path = self.folder.join(name);
            let temporary = name[self.prefix().len()..].starts_with(TEMPORARY);
            let age = if temporary { ABANDONED } else { OUTDATED };
            if files::is_older(&path, now, age) {
                let _ = files::remove(&path);
            }
        }
    }
}

/// The file name for a key: the first half of a SHA-256 over its parts. No part contains a NUL, the separator.
fn digest_of(key: &[&str]) -> String {
    hex(&digest(&SHA256, key.join("\0").as_bytes()).as_ref()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_give_are_ours() {
        let key = "0123456789abcdef0123456789abcdef";
        let folder = Layout { folder: PathBuf::from("x"), shared: None };
        let shared = Layout { folder: PathBuf::from("x"), shared: Some("token.json".to_owned()) };
        for kind in Kind::ALL {
            assert!(folder.is_ours(&folder.name(kind, &["a", "b"])));
            assert_ne!(folder.name(kind, &["a", "b"]), folder.name(kind, &["ab"]));
            assert_eq!(shared.is_ours(&shared.name(kind, &["a", "b"])), kind != Kind::Session);
        }
        for (name, ours, session) in [
            (format!("session-{key}.json"), true, true),
            (format!(".tmp-{key}"), true, false),
            (format!("session-{key}.json.bak"), false, false),
            (format!("session-{}.json", &key[1..]), false, false),
            ("session-notes.json".to_owned(), false, false),
            (format!("token.json.login-{key}.json"), false, false),
            ("lock-login-00".to_owned(), false, false),
        ] {
            assert_eq!((folder.is_ours(&name), folder.is_session(&name)), (ours, session), "{name}");
        }
        assert!(shared.is_session("token.json") && !shared.is_ours("token.json"));
        assert!(!shared.is_ours(&format!("session-{key}.json")));
    }

    #[test]
    fn the_locks_of_a_source_and_of_github_never_share_a_name() {
        let layout = Layout { folder: PathBuf::from("x"), shared: None };
        let both = |work: Work| [Which::First, Which::Spare].map(|which| layout.lock_name(work, which));
        let keys: Vec<String> = (0..2_000).map(|n| digest_of(&[&n.to_string()])).collect();
        let mut names = both(Work::Source("gh")).to_vec();
        names.extend(keys.iter().flat_map(|key| both(Work::GitHub(key))));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 2 + 2 * 256);
    }
}
