//! What is kept between calls: sessions, failed exchanges, logins, one private file each, and the locks. A
//! problem with any of it is a miss and never ends a call. GitHub tokens are not kept, only their fingerprints.

pub mod entry;
mod layout;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::digest::{SHA256, digest};

use crate::clock::Deadline;
use crate::credential::Credential;
use crate::host::{BaseUrl, Host};
use crate::private::{files, hex, lock};
use crate::secret::Secret;
use crate::text;
use entry::{FailedExchange, Login, Owner};
use layout::{FAILURE, LOGIN, Layout, SESSION};
pub use layout::{Which, Work};

/// The SHA-256 of a GitHub token in hex, as openclaw has it.
pub fn fingerprint(token: &Secret) -> String {
    hex(digest(&SHA256, token.expose().as_bytes()).as_ref())
}

/// Tells the note of why a source gave no login from that of its login.
const NO_LOGIN: &str = "no login";

/// Where the cache is. Nothing is opened before it is needed.
#[derive(Debug)]
pub struct Cache<'a> {
    place: Option<Layout>,
    host: &'a Host,
    integration_id: &'a str,
}

impl<'a> Cache<'a> {
    /// A cache that keeps nothing.
    pub fn none(host: &'a Host) -> Self {
        Self { place: None, host, integration_id: "" }
    }

    pub fn in_folder(folder: &Path, host: &'a Host, integration_id: &'a str) -> Self {
        let place = Some(Layout { folder: folder.to_owned(), shared: None });
        Self { place, host, integration_id }
    }

    /// One file for sessions, shared with openclaw; the rest lies beside it. A path that names no file, which
    /// `settings` refuses, keeps nothing.
    pub fn shared(path: &Path, host: &'a Host, integration_id: &'a str) -> Self {
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let place = name.map(|name| Layout { folder: folder.to_owned(), shared: Some(name) });
        Self { place, host, integration_id }
    }

    /// The folder, or the shared file.
    pub fn path(&self) -> Option<PathBuf> {
        let place = self.place.as_ref()?;
        Some(place.shared.as_ref().map_or(place.folder.clone(), |name| place.folder.join(name)))
    }

    /// Why the cache cannot be used; `None` where it can, or can be made.
    pub fn problem(&self) -> Option<String> {
        let place = self.place.as_ref()?;
        let file = place.shared.as_ref().map(|name| {
            files::read(&place.folder.join(name))?;
            place.check_may_go()
        });
        let usable = file.unwrap_or(Ok(())).and_then(|()| files::check_writable(&place.folder));
        usable.err().map(|e| e.to_string())
    }

    /// The session for the GitHub token with this fingerprint.
    pub fn session(&self, fingerprint: &str, now_ms: i64) -> Option<Credential> {
        let place = self.place.as_ref()?;
        let bytes = place.read(&self.session_name(place, fingerprint))?;
        entry::read_session(&bytes, self.owner(place, Some(fingerprint)), now_ms)
    }

    /// The session in a shared file that names no GitHub token.
    pub fn nobodys_session(&self, now_ms: i64) -> Option<Credential> {
        let place = self.place.as_ref()?;
        let bytes = place.read(place.shared.as_ref()?)?;
        entry::read_session(&bytes, self.owner(place, None), now_ms)
    }

    /// # Errors
    /// The file could not be written; the session is as good without.
    pub fn keep_session(&self, fingerprint: &str, session: &Credential) -> io::Result<()> {
        let Some(place) = &self.place else { return Ok(()) };
        let text = entry::write_session(session, self.owner(place, Some(fingerprint)))?;
        let name = self.session_name(place, fingerprint);
        place.replace(&name, text.expose().as_bytes())?;
        place.sweep(&name);
        Ok(())
    }

    /// What came of the last exchange for this GitHub token, where it failed.
    pub fn failure(&self, fingerprint: &str, now_ms: i64) -> Option<FailedExchange> {
        let place = self.place.as_ref()?;
        entry::read_failure(&place.read(&self.failure_name(place, fingerprint))?, now_ms)
    }

    pub fn keep_failure(&self, fingerprint: &str, failed: &FailedExchange) -> io::Result<()> {
        let Some(place) = &self.place else { return Ok(()) };
        place.replace(&self.failure_name(place, fingerprint), &serde_json::to_vec(failed)?)
    }

    pub fn forget_failure(&self, fingerprint: &str) {
        if let Some(place) = &self.place {
            let _ = files::remove(&place.folder.join(self.failure_name(place, fingerprint)));
        }
    }

    /// The GitHub token that a source had when `proof` was the same.
    pub fn login(&self, proof: &str, now_ms: i64) -> Option<Login> {
        self.noted(&[proof], now_ms)
    }

    /// Why the source last gave none with that `proof`. Beside the login and not in its place: a source that fails
    /// once has not lost it.
    pub fn no_login(&self, proof: &str, now_ms: i64) -> Option<Login> {
        self.noted(&[proof, NO_LOGIN], now_ms)
    }

    fn noted(&self, key: &[&str], now_ms: i64) -> Option<Login> {
        let place = self.place.as_ref()?;
        entry::read_login(&place.read(&place.named(LOGIN, key))?, now_ms)
    }

    pub fn keep_login(&self, proof: &str, login: &Login) -> io::Result<()> {
        let Some(place) = &self.place else { return Ok(()) };
        let key: &[&str] = if login.is_found() { &[proof] } else { &[proof, NO_LOGIN] };
        place.replace(&place.named(LOGIN, key), &serde_json::to_vec(login)?)
    }

    /// Waits for the lock that whoever does this work holds; `None` where there is no cache. See [`lock::acquire`].
    ///
    /// # Errors
    /// There can be no lock.
    pub fn lock(
        &self,
        work: Work,
        which: Which,
        clock: &Deadline,
        budget: Duration,
    ) -> io::Result<Option<lock::Waited>> {
        let Some(place) = &self.place else { return Ok(None) };
        files::make_folder(&place.folder)?;
        lock::acquire(&place.folder.join(place.lock_name(work, which)), clock, budget).map(Some)
    }

    /// Removes every session, failure, login and temporary file, whoever's they are; how many sessions.
    ///
    /// # Errors
    /// The first file that could not be removed, after the others are gone.
    pub fn clear(&self) -> io::Result<usize> {
        let Some(place) = &self.place else { return Ok(0) };
        let mut sessions = 0;
        let mut failed = None;
        for name in files::names(&place.folder)? {
            let is_session = place.is_session(&name);
            if is_session || place.is_ours(&name) {
                let may_go = if is_session { place.check_may_go() } else { Ok(()) };
                match may_go.and_then(|()| files::remove(&place.folder.join(&name))) {
                    Ok(removed) => sessions += usize::from(removed && is_session),
                    Err(e) => {
                        failed = failed.or(Some(io::Error::other(format!("{name}: {}", text::reason(&e)))))
                    }
                }
            }
        }
        failed.map_or(Ok(sessions), Err)
    }

    /// Removes the sessions with exactly this token, of our host; whether there was one.
    pub fn drop_session(&self, token: &[u8], base_is_right: impl Fn(&BaseUrl) -> bool) -> io::Result<bool> {
        let Some(place) = &self.place else { return Ok(false) };
        let mut dropped = false;
        for (name, kept, base_url) in self.sessions(place)? {
            if same(kept.expose().as_bytes(), token) && base_is_right(&base_url) {
                dropped |= files::remove(&place.folder.join(name))?;
            }
        }
        Ok(dropped)
    }

    /// Whether a session of our host has this base URL, whoever's it is and however old.
    pub fn knows_base_url(&self, base_is_right: impl Fn(&BaseUrl) -> bool) -> bool {
        let sessions = self.place.as_ref().and_then(|place| self.sessions(place).ok());
        sessions.is_some_and(|sessions| sessions.iter().any(|(.., base_url)| base_is_right(base_url)))
    }

    /// The name, the token and the base URL of every session of our host.
    fn sessions(&self, place: &Layout) -> io::Result<Vec<(String, Secret, BaseUrl)>> {
        let names = files::names(&place.folder)?.into_iter().filter(|name| place.is_session(name));
        Ok(names
            .filter_map(|name| {
                let (token, base_url) = entry::peek(&place.read(&name)?, self.host)?;
                Some((name, token, base_url))
            })
            .collect())
    }

    fn owner<'s>(&'s self, place: &Layout, fingerprint: Option<&'s str>) -> Owner<'s> {
        let shared = place.shared.is_some();
        Owner { host: self.host, integration_id: self.integration_id, fingerprint, shared }
    }

    fn session_name(&self, place: &Layout, fingerprint: &str) -> String {
        let of_ours = || place.named(SESSION, &[self.host.name(), self.integration_id, fingerprint]);
        place.shared.clone().unwrap_or_else(of_ours)
    }

    fn failure_name(&self, place: &Layout, fingerprint: &str) -> String {
        place.named(FAILURE, &[self.host.name(), fingerprint])
    }
}

/// Compares in a time that does not tell where the two differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    digest(&SHA256, a).as_ref() == digest(&SHA256, b).as_ref()
}
