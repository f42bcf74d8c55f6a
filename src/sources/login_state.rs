//! What must stay the same for a source to have the same login: a text to compare, made of what the file system
//! says about files. Reads no file itself.

use std::fs::Metadata;
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

/// As long as a source's state is the same, its login is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginState {
    /// Compared as a whole; holds no secret.
    pub text: String,
    /// Whether it decides which token the source has. If not, only "no login" may be remembered under it: the next
    /// call must ask the source for its token again.
    pub covers_token: bool,
}

/// Tells one state of a file from another without reading it. Times in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Device and inode; on other systems than Unix the time of creation.
    pub identity: (u64, u64),
    pub len: u64,
    pub modified: i128,
    /// When the inode changed, which no program can set back; on other systems than Unix the same as `modified`.
    pub changed: i128,
}

impl Stamp {
    /// # Errors
    /// The platform or the file system keeps no such time.
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

/// Since 1970; negative before.
pub fn nanoseconds(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos().cast_signed(),
        Err(before) => -before.duration().as_nanos().cast_signed(),
    }
}
