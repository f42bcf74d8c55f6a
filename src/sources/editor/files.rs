//! Reads the editor's files as plain files: opened for reading only, never created, locked or waited for.
//! Owns the words for a file that is there and cannot be read.

use std::borrow::Cow;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::text;

const HINT: &str = "log in again in the editor, or leave this source out: --sources env,gh";

/// The failure that names a file of the editor and why it is of no use.
pub fn broken(path: &Path, reason: impl AsRef<str>) -> Failure {
    Failure::error(format!("editor login {}: {}", text::path(path), reason.as_ref())).hint(HINT)
}

/// Opens `path`, a symbolic link included, as dotfiles often are. `None` where nothing is there.
///
/// # Errors
/// Anything but a regular file, and whatever the system says but "not found".
pub fn open(path: &Path) -> Result<Option<File>, Failure> {
    // Looked at before it is opened, because opening can itself do something to a device; and afterwards,
    // because the name may mean something else by then.
    let opened = fs::metadata(path).and_then(|meta| {
        regular(&meta)?;
        let file = options().open(path)?;
        regular(&file.metadata()?)?;
        Ok(file)
    });
    match opened {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(broken(path, text::reason(&error))),
    }
}

/// Where SQLite keeps what belongs to the database at `path`: beside the file itself, not beside a link to it.
pub fn behind_link(path: &Path) -> Cow<'_, Path> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    let real = if is_link { fs::canonicalize(path).ok() } else { None };
    real.map_or(Cow::Borrowed(path), Cow::Owned)
}

/// `path` with `suffix` at its end.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Without blocking: a FIFO put in the file's place would otherwise hold us until somebody writes to it.
#[cfg(unix)]
fn options() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;

    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let mut options = File::options();
    options.read(true).custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options() -> fs::OpenOptions {
    let mut options = File::options();
    options.read(true);
    options
}

fn regular(meta: &Metadata) -> io::Result<()> {
    if meta.is_file() { Ok(()) } else { Err(io::Error::other("not a regular file")) }
}

/// Everything in `file`, wiped when dropped.
///
/// # Errors
/// More than `limit` bytes, or the system's.
pub fn read(file: &File, path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bytes = read_start(file, path, limit + 1)?;
    if bytes.len() > limit {
        return Err(broken(path, format!("larger than {} MiB", limit >> 20)));
    }
    Ok(bytes)
}

/// At most the first `limit` bytes of `file`, counted from where it stands.
pub fn read_start(mut file: &File, path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let expected = file.metadata().map_or(0, |meta| meta.len()).min(limit as u64) as usize;
    // Reserved at once, one byte more for the read that finds the end: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(expected + 1));
    file.by_ref().take(limit as u64).read_to_end(&mut bytes).map_err(|e| broken(path, text::reason(&e)))?;
    Ok(bytes)
}

/// What tells one state of a file from another without reading it. Times in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Device and inode; elsewhere than on Unix the time of creation stands for them.
    pub identity: (u64, u64),
    pub len: u64,
    pub modified: i128,
    /// Of the inode, which nobody can set back; elsewhere than on Unix the same as `modified`.
    pub changed: i128,
}

impl Stamp {
    /// # Errors
    /// Where the platform or the file system keeps no such time.
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
}

pub fn nanoseconds(time: std::time::SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos().cast_signed(),
        Err(before) => -before.duration().as_nanos().cast_signed(),
    }
}
