//! The GitHub token in a file or on stdin, named by `--github-token-file`.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{BadToken, Found, GitHubToken, MAX_TOKEN, examine};
use crate::failure::Failure;
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenFile {
    Stdin,
    Path(PathBuf),
}

pub const NAME: &str = "github-token-file";

/// The largest file accepted, in bytes. A token with white space around it is shorter.
const MAX_FILE: u64 = 4 * MAX_TOKEN as u64;

/// Waits at most `left` for a pipe or stdin.
///
/// # Errors
/// The file is missing or holds no usable token. The user named it, so no other source is asked.
#[cold]
pub fn find(file: &TokenFile, left: Duration) -> Result<Found, Failure> {
    let name = name(file);
    let bytes = read(file, left).map_err(|e| unreadable(&name, &e))?;
    if is_utf_16(&bytes) {
        return Err(Failure::error(format!("broken GitHub token in {name}: it is UTF-16"))
            .hint("save it as UTF-8; in PowerShell: Set-Content -Encoding ascii"));
    }
    let Ok(text) = str::from_utf8(&bytes) else { return Err(super::bad_token(&name, BadToken::Malformed)) };
    match examine(text) {
        None => {
            let hint = match file {
                TokenFile::Stdin => "pipe a GitHub token (ghu_…) in, on one line",
                TokenFile::Path(_) => "put a GitHub token (ghu_…) into it, on one line",
            };
            Err(Failure::unauthenticated(format!("no GitHub token in {name}: it is empty")).hint(hint))
        }
        Some(Ok(secret)) => {
            Ok(Found::Token(GitHubToken { detail: Some(name), ..GitHubToken::of(secret, NAME) }))
        }
        Some(Err(bad)) => Err(super::bad_token(&name, bad)),
    }
}

/// The file's name in messages.
pub fn name(file: &TokenFile) -> String {
    match file {
        TokenFile::Stdin => "stdin".to_owned(),
        TokenFile::Path(path) => text::path(path),
    }
}

/// Whether the file is UTF-16, as written by `>` in Windows PowerShell. It starts with a byte order mark of either byte
/// order or, without one, exactly one of its first two bytes is zero, as in ASCII text.
fn is_utf_16(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    marked || matches!(bytes, [first, second, ..] if (*first == 0) != (*second == 0))
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    let hint = "--github-token-file takes the name of a file with the GitHub token in it, or - for stdin";
    match error.kind() {
        io::ErrorKind::NotFound => {
            Failure::unauthenticated(format!("no GitHub token: {name}: no such file")).hint(hint)
        }
        io::ErrorKind::TimedOut => Failure::unavailable(format!("no GitHub token came from {name} in time"))
            .hint("allow more with --timeout"),
        io::ErrorKind::IsADirectory => Failure::error(format!("reading {name}: is a folder")).hint(hint),
        _ => Failure::error(format!("reading {name}: {}", text::reason(error))).hint(hint),
    }
}

fn read(file: &TokenFile, left: Duration) -> io::Result<Zeroizing<Vec<u8>>> {
    // A pipe can be read only once, but a proxy needs the token for every request. One static is enough, because a
    // process has only one such file.
    static DRAINED: OnceLock<Zeroizing<Vec<u8>>> = OnceLock::new();
    if let Some(bytes) = DRAINED.get() {
        return Ok(bytes.clone());
    }
    let bytes = match file {
        TokenFile::Path(path) if is_plain(path) => return read_some(File::open(path)?),
        TokenFile::Stdin => read_in_time(unbuffered_stdin, left)?,
        // Opening a pipe, such as the one from `<(command)`, blocks until there is a writer.
        TokenFile::Path(path) => {
            let path = path.clone();
            read_in_time(move || File::open(path), left)?
        }
    };
    Ok(DRAINED.get_or_init(|| bytes).clone())
}

/// `std::io::Stdin` would keep the bytes in a buffer that is never wiped.
#[cfg(unix)]
fn unbuffered_stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn unbuffered_stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

fn is_plain(path: &Path) -> bool {
    // A missing file does not block, and the error from `open` describes it best.
    path.metadata().map_or(true, |metadata| metadata.is_file() || metadata.is_dir())
}

fn read_some(reader: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    // Allocate once: a growing buffer leaves unwiped copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_FILE as usize + 2));
    reader.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        Err(io::Error::other("too large for a GitHub token"))
    } else {
        Ok(bytes)
    }
}

/// Reads in a separate thread, because neither opening nor reading can be interrupted.
fn read_in_time<R: Read>(
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
    left: Duration,
) -> io::Result<Zeroizing<Vec<u8>>> {
    let (sender, done) = mpsc::channel();
    thread::Builder::new().spawn(move || sender.send(open().and_then(read_some)))?;
    done.recv_timeout(left).map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}
