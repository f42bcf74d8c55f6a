//! The lock that lets one process exchange while the others wait: the kernel's, on a file of its own that is
//! never removed, so that a killed holder frees it. Waiting costs no polling, and never outlasts its budget.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::files;
use crate::clock::Clock;

/// Released when dropped, or when the process ends.
#[derive(Debug)]
pub struct Guard {
    _file: Arc<File>,
}

/// What a holder that fails needs to write down its failure and let go, on a busy machine.
const HANDOVER: Duration = Duration::from_millis(100);
/// How long a holder that gave no word is waited for: it has just begun, or it is not one of us.
const STRANGER: Duration = Duration::from_secs(1);
/// No holder takes longer: the longest `--timeout`.
const LONGEST_PROMISE: Duration = Duration::from_secs(24 * 3600);
/// A moment in Unix milliseconds, padded, in bytes.
const PROMISE_WIDTH: usize = 20;

/// Takes the lock at `path`. The holder leaves the moment in the file by which it will be done, so that a
/// waiter can tell a holder at work from one that is stopped. `budget` counts from the process's start.
///
/// # Errors
/// The lock cannot be had: no such file system, a foreign file, or not in time. Go on without it.
pub fn acquire(path: &Path, clock: &Clock, budget: Duration) -> io::Result<Guard> {
    let file = Arc::new(files::open_lock(path)?);
    if !try_lock(&file)? {
        wait(&file, clock, budget)?;
    }
    let left = i64::try_from(clock.left_of(budget).as_millis()).unwrap_or(0);
    // Best effort: without it waiters are less patient, no more.
    let _ = write_promise(&file, clock.now_ms().saturating_add(left));
    Ok(Guard { _file: file })
}

fn try_lock(file: &File) -> io::Result<bool> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(std::fs::TryLockError::WouldBlock) => return Ok(false),
            Err(std::fs::TryLockError::Error(e)) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(std::fs::TryLockError::Error(e)) => return Err(e),
        }
    }
}

/// Waits in a thread of its own: flock has no timed variant. A thread that is still waiting when we give up
/// ends with the process.
fn wait(file: &Arc<File>, clock: &Clock, budget: Duration) -> io::Result<()> {
    let (sender, locked) = mpsc::channel();
    let waiter = Arc::clone(file);
    thread::Builder::new().spawn(move || {
        let outcome = loop {
            match waiter.lock() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        let _ = sender.send(outcome);
    })?;
    let mut guessed = false;
    loop {
        let mine = clock.left_of(budget);
        let span = match holder_needs(file, clock.now_ms()) {
            Some(left) => left.min(mine) + HANDOVER,
            None if !guessed => {
                guessed = true;
                STRANGER.min(mine / 2)
            }
            None => return Err(io::ErrorKind::TimedOut.into()),
        };
        match locked.recv_timeout(span) {
            Ok(outcome) => return outcome,
            Err(_) if clock.left_of(budget).is_zero() => return Err(io::ErrorKind::TimedOut.into()),
            // The promise is over, or another holder has made a new one: look again.
            Err(_) => {}
        }
    }
}

/// How long the holder may still take by its own word; `None` where its time is up or it gave no word.
fn holder_needs(mut file: &File, now_ms: i64) -> Option<Duration> {
    let mut text = [0; PROMISE_WIDTH];
    if let Err(e) = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut text)) {
        // Windows locks keep readers out too: there a holder cannot be told from a stopped one.
        return (e.kind() != io::ErrorKind::UnexpectedEof).then_some(LONGEST_PROMISE);
    }
    let until_ms: i64 = std::str::from_utf8(&text).ok()?.trim().parse().ok()?;
    let left = Duration::from_millis(u64::try_from(until_ms.checked_sub(now_ms)?).ok()?);
    (!left.is_zero() && left <= LONGEST_PROMISE).then_some(left)
}

/// Overwrites in one go without truncating: a waiter never sees half a promise.
fn write_promise(mut file: &File, until_ms: i64) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(format!("{until_ms:>PROMISE_WIDTH$}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_counts_until_it_is_over() {
        let folder = std::env::temp_dir().join(format!("copilot-token-{}", files::random_hex().unwrap()));
        files::make_folder(&folder).unwrap();
        let file = files::open_lock(&folder.join("lock")).unwrap();
        assert_eq!(holder_needs(&file, 1_000), None);
        write_promise(&file, 4_000).unwrap();
        assert_eq!(holder_needs(&file, 1_000), Some(Duration::from_secs(3)));
        assert_eq!(holder_needs(&file, 4_000), None);
        assert_eq!(holder_needs(&file, 9_000), None);
        // Further ahead than anybody waits: no promise of ours.
        assert_eq!(holder_needs(&file, 4_000 - 86_400_001), None);
        // Windows keeps a folder while a file in it is open.
        drop(file);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
