//! The GitHub token in a file or on stdin, named by `--github-token-file`.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{Found, GitHubToken, MAX_TOKEN, examine};
use crate::failure::Failure;
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenFile {
    Stdin,
    Path(PathBuf),
}

pub const NAME: &str = "github-token-file";

/// More than a token with white space around it has, in bytes.
const MAX_FILE: u64 = 4 * MAX_TOKEN as u64;

/// Waits for a pipe or stdin no longer than `budget`.
///
/// # Errors
/// Whatever was named but is not there or gives no usable token: the user meant this one and no other.
#[cold]
pub fn find(file: &TokenFile, budget: Duration) -> Result<Found, Failure> {
    let name = name(file);
    let bytes = read(file, budget).map_err(|e| unreadable(&name, &e))?;
    let text = String::from_utf8_lossy(&bytes);
    match examine(&text) {
        None => Err(Failure::unauthenticated(format!("no GitHub token in {name}: it is empty"))
            .hint("put a GitHub token (ghu_…) into it, on one line")),
        Some(Ok(secret)) => Ok(Found::Token(GitHubToken::of(secret, NAME))),
        Some(Err(bad)) => Err(super::bad_token(&name, bad)),
    }
}

/// How messages name it.
pub fn name(file: &TokenFile) -> String {
    match file {
        TokenFile::Stdin => "stdin".to_owned(),
        TokenFile::Path(path) => text::path(path),
    }
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

fn read(file: &TokenFile, budget: Duration) -> io::Result<Zeroizing<Vec<u8>>> {
    // What flows out of a pipe is gone: a proxy, which looks again for each request, needs it again. One process has
    // one such file.
    static DRAINED: OnceLock<Zeroizing<Vec<u8>>> = OnceLock::new();
    if let Some(bytes) = DRAINED.get() {
        return Ok(bytes.clone());
    }
    let bytes = match file {
        TokenFile::Path(path) if is_plain(path) => return read_some(File::open(path)?),
        TokenFile::Stdin => read_in_time(|| Ok(io::stdin()), budget)?,
        // A pipe, as of `<(command)`: opening it waits for a writer already.
        TokenFile::Path(path) => {
            let path = path.clone();
            read_in_time(move || File::open(path), budget)?
        }
    };
    Ok(DRAINED.get_or_init(|| bytes).clone())
}

fn is_plain(path: &Path) -> bool {
    // What is not there cannot hang either, and `open` says it best.
    path.metadata().map_or(true, |metadata| metadata.is_file() || metadata.is_dir())
}

fn read_some(reader: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_TOKEN));
    reader.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        Err(io::Error::other("too large for a GitHub token"))
    } else {
        Ok(bytes)
    }
}

fn read_in_time<R: Read>(
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
    budget: Duration,
) -> io::Result<Zeroizing<Vec<u8>>> {
    let (sender, done) = mpsc::channel();
    thread::Builder::new().spawn(move || sender.send(open().and_then(read_some)))?;
    done.recv_timeout(budget).map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}
