//! Helpers for this source's tests: a scratch folder, databases made by SQLite itself, and a listing that shows whether
//! anything in a folder was touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rusqlite::Connection;

use super::{Ask, find};
use crate::sources::Found;
use crate::sources::login_state::Stamp;

pub const FIXTURE: &str = include_str!("../../../tests/fixtures/auth-db.sql");
pub const OCTOCAT: &str = "ghu_authDbOctocat00000000000000000000000000";
pub const WORK: &str = "ghu_authDbWork0000000000000000000000000000";
pub const ACME: &str = "ghu_authDbAcme0000000000000000000000000000";

/// More time than any test needs.
pub const LONG: Duration = Duration::from_secs(60);

/// A temporary folder, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("copilot-token-editor-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let scratch = Self::new();
        for (name, content) in files {
            scratch.write(name, content);
        }
        scratch
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.join(name), content).unwrap();
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.join(name)).unwrap();
    }

    /// Names and stamps of everything in the folder, and of the folder itself.
    pub fn look(&self) -> Vec<(String, Stamp)> {
        let stamp = |path: &Path| Stamp::of(&fs::metadata(path).unwrap()).unwrap();
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap());
        let mut seen: Vec<_> = entries
            .map(|entry| (entry.file_name().into_string().unwrap(), stamp(&entry.path())))
            .chain([(".".to_owned(), stamp(&self.0))])
            .collect();
        seen.sort_by(|a, b| a.0.cmp(&b.0));
        seen
    }

    pub fn ask<'a>(&'a self, host: &'a str, user: Option<&'a str>) -> Ask<'a> {
        Ask { folder: &self.0, home: None, host, user }
    }

    /// The result of `find` as text: the token with its file and login, the reason for none, or the failure.
    pub fn find(&self, host: &str, user: Option<&str>) -> Result<String, String> {
        match find(&self.ask(host, user), LONG) {
            Ok(Found::Token(token)) => {
                assert_eq!(token.source, "editor");
                let login = token.login.unwrap_or_else(|| "?".to_owned());
                Ok(format!("{} {login} {}", token.detail.unwrap(), token.secret.expose()))
            }
            Ok(Found::Absent(why)) => Ok(format!("absent: {why}")),
            Err(error) => {
                let message = error.to_string();
                assert!(!message.contains("ghu_"), "{message}");
                Err(message)
            }
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The main file and the log of a database, copied while the connection that ran `sql` is still open.
pub struct Live {
    pub main: Vec<u8>,
    pub log: Vec<u8>,
}

impl Live {
    /// Nothing is checkpointed unless `sql` does it.
    pub fn new(sql: &str) -> Self {
        let scratch = Scratch::new();
        let db = Connection::open(scratch.join("auth.db")).unwrap();
        db.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
        db.execute_batch(sql).unwrap();
        Self {
            main: fs::read(scratch.join("auth.db")).unwrap(),
            log: fs::read(scratch.join("auth.db-wal")).unwrap_or_default(),
        }
    }

    pub fn folder(&self) -> Scratch {
        Scratch::with(&[("auth.db", &self.main), ("auth.db-wal", &self.log)])
    }
}

/// The database file after the last connection has closed, which leaves no log.
pub fn closed(sql: &str) -> Vec<u8> {
    let scratch = Scratch::new();
    let db = Connection::open(scratch.join("auth.db")).unwrap();
    db.execute_batch(sql).unwrap();
    db.close().unwrap();
    assert!(!scratch.join("auth.db-wal").exists());
    fs::read(scratch.join("auth.db")).unwrap()
}

/// A folder with only the file that [`closed`] returns.
pub fn folder_of(sql: &str) -> Scratch {
    Scratch::with(&[("auth.db", &closed(sql))])
}

/// A pseudo-random number generator that gives the same numbers in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
