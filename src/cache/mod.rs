//! The cache between calls: session tokens and notes, each in a private file of its own, and the locks. A problem with
//! the cache is a miss and never fails a call. GitHub tokens are not stored, only their fingerprints.

pub mod entry;
mod layout;
pub mod notes;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::digest::{SHA256, digest};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::credential::{Access, Credential};
use crate::host::{BaseUrl, Host};
use crate::private::{files, hex, lock};
use crate::secret::Secret;
use crate::text;
use entry::Owner;
use layout::Layout;
pub use layout::{Kind, Which, Work};
use notes::{Account, FailedRequest, Noted};

/// The SHA-256 of a GitHub token in hex, as openclaw computes it.
pub fn fingerprint(token: &Secret) -> String {
    hex(digest(&SHA256, token.expose().as_bytes()).as_ref())
}

/// The cache for one host and integration. Files are opened only when needed.
#[derive(Debug)]
pub struct Cache<'a> {
    layout: Option<Layout>,
    host: &'a Host,
    /// The integration that session tokens are issued for.
    integration_id: &'a str,
}

impl<'a> Cache<'a> {
    /// A cache that keeps nothing.
    pub fn none(host: &'a Host) -> Self {
        Self { layout: None, host, integration_id: "" }
    }

    pub fn in_folder(folder: &Path, host: &'a Host, integration_id: &'a str) -> Self {
        let layout = Some(Layout { folder: folder.to_owned(), shared: None });
        Self { layout, host, integration_id }
    }

    /// A cache whose session tokens are in one file that is shared with openclaw. Our other files are beside it. A path
    /// without a file name, which `settings` refuses, gives a cache that keeps nothing.
    pub fn shared(path: &Path, host: &'a Host, integration_id: &'a str) -> Self {
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let layout = name.map(|name| Layout { folder: folder.to_owned(), shared: Some(name) });
        Self { layout, host, integration_id }
    }

    /// The path of the cache folder, or of the shared file.
    pub fn path(&self) -> Option<PathBuf> {
        let layout = self.layout.as_ref()?;
        Some(layout.shared.as_ref().map_or(layout.folder.clone(), |name| layout.folder.join(name)))
    }

    /// Why the cache cannot be used. `None` if it can be used or created, or if it keeps nothing.
    pub fn problem(&self) -> Option<String> {
        let layout = self.layout.as_ref()?;
        let file = layout.shared.as_ref().map(|name| {
            files::read(&layout.folder.join(name))?;
            layout.check_replaceable()
        });
        let usable = file.unwrap_or(Ok(())).and_then(|()| files::check_writable(&layout.folder));
        usable.err().map(|e| text::reason(&e))
    }

    /// The cached credential for the GitHub token with this fingerprint. Direct access needs that token itself as the
    /// `bearer`.
    pub fn credential(
        &self,
        access: Access,
        fingerprint: &str,
        bearer: Option<&Secret>,
        now_ms: i64,
    ) -> Option<Credential> {
        let layout = self.layout.as_ref()?;
        match access {
            Access::Exchange => {
                let bytes = layout.read(&layout.name(Kind::Session, &self.session_key(fingerprint)))?;
                entry::read_session(&bytes, self.owner(layout, Some(fingerprint)), now_ms)
            }
            Access::Direct => {
                let Noted { at_ms, said } = self.note(Kind::Account, &self.token_key(fingerprint), now_ms)?;
                Account::credential(said, self.host, bearer?, at_ms)
            }
        }
    }

    /// The session token in a shared file, if its entry names no GitHub token.
    pub fn unowned_session(&self, now_ms: i64) -> Option<Credential> {
        let layout = self.layout.as_ref()?;
        let bytes = layout.read(layout.shared.as_ref()?)?;
        entry::read_session(&bytes, self.owner(layout, None), now_ms)
    }

    /// Writes the credential to the cache, and removes the recorded failure that it replaces.
    ///
    /// # Errors
    /// A file could not be written or removed. The credential is still usable.
    pub fn keep(&self, fingerprint: &str, credential: &Credential) -> io::Result<()> {
        let Some(layout) = &self.layout else { return Ok(()) };
        match credential.access {
            Access::Exchange => {
                let text = entry::write_session(credential, self.owner(layout, Some(fingerprint)))?;
                let name = layout.name(Kind::Session, &self.session_key(fingerprint));
                layout.replace(&name, text.expose().as_bytes())?;
                layout.sweep(&name);
            }
            Access::Direct => {
                let (key, account) = (self.token_key(fingerprint), Account::of(credential));
                self.keep_note(Kind::Account, &key, credential.received_ms, account)?;
                layout.sweep(&layout.name(Kind::Account, &key));
            }
        }
        let name = layout.name(Kind::Failure, &self.failure_key(credential.access, fingerprint));
        files::remove(&layout.folder.join(name)).map(drop)
    }

    /// How the last request about this GitHub token failed, if it did.
    pub fn failure(&self, access: Access, fingerprint: &str, now_ms: i64) -> Option<Noted<FailedRequest>> {
        let layout = self.layout.as_ref()?;
        let name = layout.name(Kind::Failure, &self.failure_key(access, fingerprint));
        notes::read_failure(&layout.read(&name)?, &name, now_ms)
    }

    pub fn keep_failure(
        &self,
        access: Access,
        fingerprint: &str,
        at_ms: i64,
        failed: &FailedRequest,
    ) -> io::Result<()> {
        self.keep_note(Kind::Failure, &self.failure_key(access, fingerprint), at_ms, failed)
    }

    /// The note of this kind, if there is a valid one.
    pub fn note<T: DeserializeOwned>(&self, kind: Kind, key: &[&str], now_ms: i64) -> Option<Noted<T>> {
        let layout = self.layout.as_ref()?;
        let name = layout.name(kind, key);
        notes::read(&layout.read(&name)?, &name, now_ms)
    }

    /// # Errors
    /// The file could not be written.
    pub fn keep_note(&self, kind: Kind, key: &[&str], at_ms: i64, said: impl Serialize) -> io::Result<()> {
        let Some(layout) = &self.layout else { return Ok(()) };
        let name = layout.name(kind, key);
        layout.replace(&name, &notes::write(&name, at_ms, said)?)
    }

    /// Waits for the lock of this piece of work; see [`lock::acquire`].
    ///
    /// # Errors
    /// Locking is impossible, or the result of the work could not be written to the cache.
    pub fn lock(&self, work: Work, which: Which, left: Duration) -> io::Result<Option<lock::Guard>> {
        let layout = self.layout.as_ref().ok_or_else(|| io::Error::other("no cache"))?;
        layout.check_can_keep()?;
        let guard = lock::acquire(&layout.folder.join(layout.lock_name(work, which)), left)?;
        // The disk may have filled up while we waited.
        if guard.is_some() { layout.check_can_keep().map(|()| guard) } else { Ok(None) }
    }

    /// Removes the session tokens, notes and temporary files of all accounts. Returns the number of session tokens.
    ///
    /// # Errors
    /// Names the first file that could not be removed. The others have been removed.
    pub fn clear(&self) -> io::Result<usize> {
        let Some(layout) = &self.layout else { return Ok(0) };
        let mut sessions = 0;
        let mut failed = None;
        for name in files::names(&layout.folder)? {
            let is_session = layout.is_session(&name);
            if is_session || layout.is_ours(&name) {
                let replaceable = if is_session { layout.check_replaceable() } else { Ok(()) };
                match replaceable.and_then(|()| files::remove(&layout.folder.join(&name))) {
                    Ok(removed) => sessions += usize::from(removed && is_session),
                    Err(e) => {
                        failed = failed.or(Some(io::Error::other(format!("{name}: {}", text::reason(&e)))))
                    }
                }
            }
        }
        failed.map_or(Ok(sessions), Err)
    }

    /// Removes everything cached for the GitHub token with this fingerprint.
    ///
    /// # Errors
    /// A file could not be removed.
    pub fn forget(&self, fingerprint: &str, now_ms: i64) -> io::Result<()> {
        let Some(layout) = &self.layout else { return Ok(()) };
        let mut names = vec![
            layout.name(Kind::Account, &self.token_key(fingerprint)),
            layout.name(Kind::Failure, &self.failure_key(Access::Exchange, fingerprint)),
            layout.name(Kind::Failure, &self.failure_key(Access::Direct, fingerprint)),
        ];
        // A shared file may hold the session token of another account.
        if layout.shared.is_none() || self.credential(Access::Exchange, fingerprint, None, now_ms).is_some() {
            names.push(layout.name(Kind::Session, &self.session_key(fingerprint)));
        }
        names.iter().try_for_each(|name| files::remove(&layout.folder.join(name)).map(drop))
    }

    /// Removes, for our host, the session tokens that equal `token` and, if it is a GitHub token, the record of its
    /// account. Skips entries whose base URL `base_is_right` rejects. Returns whether anything was removed.
    ///
    /// # Errors
    /// A file could not be removed.
    pub fn drop_credential(
        &self,
        token: &Secret,
        base_is_right: impl Fn(&BaseUrl) -> bool,
    ) -> io::Result<bool> {
        let Some(layout) = &self.layout else { return Ok(false) };
        let mut dropped = false;
        for (name, kept, base_url) in self.sessions(layout)? {
            if same(kept.expose().as_bytes(), token.expose().as_bytes()) && base_is_right(&base_url) {
                dropped |= files::remove(&layout.folder.join(name))?;
            }
        }
        let account = layout.name(Kind::Account, &self.token_key(&fingerprint(token)));
        if self.account_base_url(layout, &account).is_some_and(|base_url| base_is_right(&base_url)) {
            dropped |= files::remove(&layout.folder.join(account))?;
        }
        Ok(dropped)
    }

    /// Whether a session token or an account record for our host has this base URL, whatever its age.
    pub fn knows_base_url(&self, base_is_right: impl Fn(&BaseUrl) -> bool) -> bool {
        let Some(layout) = &self.layout else { return false };
        let sessions = self.sessions(layout).unwrap_or_default();
        let accounts = files::names(&layout.folder).unwrap_or_default();
        let accounts = accounts.iter().filter_map(|name| self.account_base_url(layout, name));
        sessions.into_iter().map(|(.., base_url)| base_url).chain(accounts).any(|url| base_is_right(&url))
    }

    fn account_base_url(&self, layout: &Layout, name: &str) -> Option<BaseUrl> {
        let bytes = if layout.is_account(name) { layout.read(name)? } else { return None };
        let account: Noted<Account> = notes::read(&bytes, name, i64::MAX)?;
        self.host.trusted(&account.said.base_url)
    }

    /// File name, token and base URL of every session token for our host.
    fn sessions(&self, layout: &Layout) -> io::Result<Vec<(String, Secret, BaseUrl)>> {
        let names = files::names(&layout.folder)?.into_iter().filter(|name| layout.is_session(name));
        Ok(names
            .filter_map(|name| {
                let (token, base_url) = entry::peek(&layout.read(&name)?, self.host)?;
                Some((name, token, base_url))
            })
            .collect())
    }

    fn owner<'s>(&'s self, layout: &Layout, fingerprint: Option<&'s str>) -> Owner<'s> {
        let shared = layout.shared.is_some();
        Owner { host: self.host, integration_id: self.integration_id, fingerprint, shared }
    }

    fn session_key<'s>(&'s self, fingerprint: &'s str) -> [&'s str; 3] {
        [self.host.name(), self.integration_id, fingerprint]
    }

    fn token_key<'s>(&'s self, fingerprint: &'s str) -> [&'s str; 2] {
        [self.host.name(), fingerprint]
    }

    fn failure_key<'s>(&'s self, access: Access, fingerprint: &'s str) -> [&'s str; 3] {
        [self.host.name(), access.name(), fingerprint]
    }
}

/// Compares in a time that does not reveal where the two differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    digest(&SHA256, a).as_ref() == digest(&SHA256, b).as_ref()
}
