//! The names of the cache's files and the folder they are in. Knows which are ours, not what they hold.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::entry;
use crate::private::{files, hex};

pub const SESSION: &str = "session-";
pub const FAILURE: &str = "failure-";
pub const LOGIN: &str = "login-";
const TEMPORARY: &str = ".tmp-";

/// A temporary file older than this was left behind by a writer that died.
const ABANDONED: Duration = Duration::from_secs(60);
/// Files that nobody has written for so long are of no more use.
const DEAD: Duration = Duration::from_secs(24 * 3600);

/// What one process does while the others wait for it.
#[derive(Clone, Copy, Debug)]
pub enum Work<'a> {
    /// Asks a source for its login; by what stands for that.
    Login(&'a str),
    /// Exchanges the GitHub token with this fingerprint.
    Exchange(&'a str),
}

/// The lock of a work, or the one for those who wait for a holder in vain.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    First,
    Spare,
}

#[derive(Debug)]
pub struct Layout {
    pub folder: PathBuf,
    /// The one file shared with openclaw, in `folder`; ours then are named after it.
    pub shared: Option<String>,
}

impl Layout {
    /// What the names of our files begin with.
    fn prefix(&self) -> String {
        self.shared.as_ref().map_or(String::new(), |name| format!("{name}."))
    }

    pub fn named(&self, kind: &str, key: &[&str]) -> String {
        [&self.prefix(), kind, &digest_of(key), ".json"].concat()
    }

    /// One of 256 names a kind, so that GitHub tokens that come and go leave no trail of lock files; that two
    /// of them meet in one costs a moment's wait. The kinds never meet: who holds the lock of a login goes on
    /// to take that of its exchange, and would wait for itself.
    pub fn lock_name(&self, work: Work, which: Which) -> String {
        let (kind, key) = match work {
            Work::Login(proof) => ("login", proof),
            Work::Exchange(fingerprint) => ("exchange", fingerprint),
        };
        let spare = if matches!(which, Which::Spare) { "-spare" } else { "" };
        format!("{}lock-{kind}-{}{spare}", self.prefix(), &digest_of(&[key])[..2])
    }

    pub fn read(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        if self.shared.is_none() && !matches!(files::check_folder(&self.folder), Ok(true)) {
            return None;
        }
        files::read(&self.folder.join(name)).ok().flatten()
    }

    pub fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if self.is_session(name) {
            self.check_may_go()?;
        }
        files::replace(&self.folder, name, &(self.prefix() + TEMPORARY), bytes)
    }

    /// # Errors
    /// The shared file holds something that is not a session, and is not for us to overwrite or remove.
    pub fn check_may_go(&self) -> io::Result<()> {
        let Some(shared) = &self.shared else { return Ok(()) };
        let path = self.folder.join(shared);
        if files::is_link_to_device(&path) {
            return Err(io::Error::other("a link to a device"));
        }
        match files::read_anybodys(&path) {
            Ok(Some(bytes)) if !entry::may_go(&bytes) => {
                Err(io::Error::other("it holds something else than a session token"))
            }
            // A link, a pipe, too large: looked at as what it is, by whoever is about to replace or remove it.
            _ => Ok(()),
        }
    }

    pub fn is_session(&self, name: &str) -> bool {
        match &self.shared {
            Some(shared) => name == shared,
            None => name.starts_with(SESSION) && self.is_ours(name),
        }
    }

    /// Whether `name` is one that we give, to the last digit: the folder may hold other people's files.
    pub fn is_ours(&self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix(&self.prefix()) else { return false };
        let key = match rest.strip_prefix(TEMPORARY) {
            Some(key) => Some(key),
            None => [SESSION, FAILURE, LOGIN]
                .iter()
                .find_map(|kind| rest.strip_prefix(kind))
                .and_then(|key| key.strip_suffix(".json")),
        };
        key.is_some_and(|key| key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit()))
    }

    /// Removes what dead writers and former GitHub tokens left, as old as that is compared with `written`, just now:
    /// the file system may have another clock than we.
    pub fn sweep(&self, written: &str) {
        let Ok(now) = fs::symlink_metadata(self.folder.join(written)).and_then(|meta| meta.modified()) else {
            return;
        };
        for name in files::names(&self.folder).unwrap_or_default().iter().filter(|name| self.is_ours(name)) {
            let path = self.folder.join(name);
            let temporary = name[self.prefix().len()..].starts_with(TEMPORARY);
            let age = if temporary { ABANDONED } else { DEAD };
            if files::is_older(&path, now, age) {
                let _ = files::remove(&path);
            }
        }
    }
}

/// A file name for a key: half a SHA-256 over its parts, none of which holds a NUL.
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
        assert!(folder.is_ours(&folder.named(LOGIN, &["a", "b"])));
        assert!(shared.is_ours(&shared.named(FAILURE, &["a", "b"])));
        assert_ne!(folder.named(LOGIN, &["a", "b"]), folder.named(LOGIN, &["ab"]));
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
    fn the_lock_of_a_login_is_never_that_of_an_exchange() {
        let place = Layout { folder: PathBuf::from("x"), shared: None };
        let both = |work: Work| [Which::First, Which::Spare].map(|which| place.lock_name(work, which));
        let keys: Vec<String> = (0..2_000).map(|n| digest_of(&[&n.to_string()])).collect();
        let mut names = both(Work::Login("gh")).to_vec();
        names.extend(keys.iter().flat_map(|key| both(Work::Exchange(key))));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 2 + 2 * 256);
    }
}
