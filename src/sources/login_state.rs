//! The login state of a source: a text that stays the same as long as the source's login does. Provides stamps of
//! files, taken from their metadata, to build it from. Reads no file contents.

use std::fs::Metadata;
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

/// Two equal states of a source mean the same login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginState {
    /// Compared as a whole; holds no secret.
    pub text: String,
    /// Whether an unchanged state also means an unchanged token. If not, only "no login" may be cached under it, and
    /// each call must ask the source for the token again.
    pub covers_token: bool,
}

/// Identifies a version of a file without reading the file. Times are in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// On Unix, device and inode. Elsewhere, the creation time.
    pub identity: (u64, u64),
    pub len: u64,
    pub modified: i128,
    /// On Unix, the time of the last inode change (ctime), which programs cannot set. Elsewhere, the same as
    /// `modified`.
    pub changed: i128,
}

impl Stamp {
    /// # Errors
    /// The platform or the file system does not record one of these times.
    pub fn of(meta: &Metadata) -> io::Result<Self> {
        let modified = nanoseconds(meta.modified()?);
        #[cfg(unix)]
        let (identity, changed) = {
            use std::os::unix::fs::MetadataExt;
            let changed = i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec());
            ((meta.dev(), meta.ino()), changed)
        };
        #[cfg(not(unix))]
        let (identity, changed) = {
            let created = nanoseconds(meta.created()?);
            (((created >> 64) as u64, created as u64), modified)
        };
        Ok(Self { identity, len: meta.len(), modified, changed })
    }

    /// For [`LoginState::text`].
    pub fn text(&self) -> String {
        let Self { identity: (device, inode), len, modified, changed } = self;
        format!("{device:x}:{inode:x}:{len:x}:{modified:x}:{changed:x}")
    }
}

/// Nanoseconds since 1970; negative for earlier times.
pub fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos().cast_signed(),
        Err(before) => -before.duration().as_nanos().cast_signed(),
    }
}
