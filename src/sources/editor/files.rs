//! Reads the editor's files as plain files. Opens them read-only; never creates, locks or waits for one. Also builds
//! the failure for a file that exists but cannot be used.

use std::borrow::Cow;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::trust;
use crate::failure::Failure;
use crate::text;

/// A file's contents, which may include a token. Wiped when dropped.
pub type Bytes = Zeroizing<Vec<u8>>;

const LOG_IN_AGAIN: &str = "log in again in the editor, or leave this source out: --sources env,login,gh";
const UNREADABLE: &str = "make it readable for yourself, or leave this source out: --sources env,login,gh";
const UNTRUSTED: &str = "chown it to yourself and chmod go-w it if you trust it, or leave this source out: --sources env,login,gh";

/// The failure for an editor file that cannot be used. It names the file and the reason.
pub fn broken(path: &Path, reason: impl AsRef<str>) -> Failure {
    Failure::error(format!("editor login {}: {}", text::path(path), reason.as_ref())).hint(LOG_IN_AGAIN)
}

/// Opens `path`. Follows symbolic links, because dotfiles are often links. `None` if the file does not exist.
///
/// # Errors
/// It is not a regular file, another user owns or may write to the file or its folder, or the system reports an error
/// other than "not found".
pub fn open(path: &Path) -> Result<Option<File>, Failure> {
    // Checked before opening, because opening a device can have side effects, and again afterwards, because the path
    // may refer to another file by then.
    let opened = fs::metadata(path).and_then(|meta| {
        regular(&meta)?;
        let file = options().open(path)?;
        let meta = file.metadata()?;
        regular(&meta)?;
        Ok((file, meta))
    });
    match opened {
        Ok((file, meta)) => {
            check_trust(path, &meta)?;
            Ok(Some(file))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let failure = broken(path, text::reason(&error));
            let denied = error.kind() == io::ErrorKind::PermissionDenied;
            Err(if denied { failure.hint(UNREADABLE) } else { failure })
        }
    }
}

/// Checks the file and its folder. If `path` is a symbolic link, both the link's folder and its target's folder count.
fn check_trust(path: &Path, file: &Metadata) -> Result<(), Failure> {
    let untrusted = |path: &Path, error: io::Error| broken(path, text::reason(&error)).hint(UNTRUSTED);
    trust::check(file).map_err(|error| untrusted(path, error))?;
    let real = behind_link(path);
    for folder in [Some(path), Some(&*real).filter(|real| *real != path)].into_iter().flatten() {
        let Some(folder) = folder.parent() else { continue };
        fs::metadata(folder)
            .and_then(|meta| trust::check(&meta))
            .map_err(|error| untrusted(folder, error))?;
    }
    Ok(())
}

/// The target if `path` is a symbolic link. SQLite keeps a database's log and journal beside the target, not beside the
/// link.
pub fn behind_link(path: &Path) -> Cow<'_, Path> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    let real = if is_link { fs::canonicalize(path).ok() } else { None };
    real.map_or(Cow::Borrowed(path), Cow::Owned)
}

/// `path` with `suffix` appended to the file name.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Non-blocking: if the path is a FIFO, opening it would otherwise block until another process opens it for writing.
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

/// The whole contents of `file`.
///
/// # Errors
/// The file is larger than `limit` bytes, or cannot be read.
pub fn read(file: &File, path: &Path, limit: usize) -> Result<Bytes, Failure> {
    let bytes = read_start(file, path, limit + 1)?;
    if bytes.len() > limit {
        return Err(broken(path, format!("larger than {} MiB", limit >> 20)));
    }
    Ok(bytes)
}

/// Reads at most `limit` bytes of `file`, from its current position.
///
/// # Errors
/// The file cannot be read.
pub fn read_start(mut file: &File, path: &Path, limit: usize) -> Result<Bytes, Failure> {
    let expected = file.metadata().map_or(0, |meta| meta.len()).min(limit as u64) as usize;
    // Allocate once, with a spare byte for the read that detects the end: a growing buffer leaves unwiped copies
    // behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(expected + 1));
    file.by_ref().take(limit as u64).read_to_end(&mut bytes).map_err(|e| broken(path, text::reason(&e)))?;
    Ok(bytes)
}
