//! The lock that lets one process work while the others wait: the kernel's, on a file of its own that is never
//! removed, so that a killed holder frees it. A holder shows in the file that it is at work, so that nobody waits
//! for one that is stopped; waiting costs no busy loop, and never outlasts its budget.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::files;
use crate::clock::Clock;

/// Between two signs of life of a holder, and between two looks of a waiter at them.
const BEAT: Duration = Duration::from_millis(200);
/// A holder without a sign of life for so long is stopped, or none of us: some beats, on a busy machine.
const SILENCE: Duration = Duration::from_millis(1_200);
/// For so long others do not queue behind a holder whose outcome could not be kept, milliseconds.
const UNKEPT: i64 = 60_000;
/// A [`Sign`] in bytes: its kind and its moment, padded, so that one overwrites another whole.
const SIGN_WIDTH: usize = 20;

/// What became of waiting.
#[derive(Debug)]
pub enum Waited {
    /// The lock is ours.
    Held(Guard),
    /// Its holder gives no sign of life.
    Stopped,
    /// Whoever held it last could not keep what came of it: to wait for the next one would be as vain.
    Unkept,
    /// The holder is at work, and the time is over.
    Late,
}

/// What a holder leaves in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// At work at this moment, Unix milliseconds.
    Working(i64),
    /// What came of it could not be kept, at this moment: to wait for the lock is to wait for nothing.
    Unkept(i64),
}

/// Released when dropped, or when the process ends.
#[derive(Debug)]
pub struct Guard {
    file: Arc<File>,
    clock: Clock,
    /// Ends the heart when it is dropped.
    heart: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Guard {
    fn new(file: Arc<File>, clock: Clock) -> Self {
        // Best effort: without a sign of life waiters are less patient, no more.
        let _ = write_sign(&file, Sign::Working(clock.now_ms()));
        let (alive, ended) = mpsc::channel();
        let beating = Arc::clone(&file);
        let heart = thread::Builder::new().spawn(move || {
            while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                let _ = write_sign(&beating, Sign::Working(clock.now_ms()));
            }
        });
        Self { file, clock, heart: heart.ok().map(|thread| (alive, thread)) }
    }

    /// Tells those who wait that they would wait for nothing.
    pub fn unkept(&mut self) {
        self.stop();
        let _ = write_sign(&self.file, Sign::Unkept(self.clock.now_ms()));
    }

    fn stop(&mut self) {
        if let Some((alive, thread)) = self.heart.take() {
            drop(alive);
            let _ = thread.join();
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // The thread has the file too, and the lock is the file's.
        self.stop();
    }
}

/// Takes the lock at `path`, waiting while its holder is at work; `budget` counts from the process's start.
///
/// # Errors
/// There can be no lock: no such file system, a foreign file.
pub fn acquire(path: &Path, clock: &Clock, budget: Duration) -> io::Result<Waited> {
    let file = Arc::new(files::open_lock(path)?);
    if !try_lock(&file)?
        && let Some(gave_up) = wait(path, &file, clock, budget)?
    {
        return Ok(gave_up);
    }
    match read_sign(&file) {
        Ok(Some(Sign::Unkept(at_ms))) if (0..UNKEPT).contains(&(clock.now_ms() - at_ms)) => {
            Ok(Waited::Unkept)
        }
        _ => Ok(Waited::Held(Guard::new(file, *clock))),
    }
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

/// Waits in a thread of its own: flock has no timed variant. A thread that is still waiting when we give up lets
/// the lock go as soon as it has it. `None` once the lock is ours.
fn wait(path: &Path, file: &Arc<File>, clock: &Clock, budget: Duration) -> io::Result<Option<Waited>> {
    // Opened once more to look at: on Windows whoever waits for a lock keeps its own handle to itself.
    let watched = files::open_lock(path)?;
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
    let patience = SILENCE.min(clock.left_of(budget) / 2);
    let mut sign_seen = Instant::now();
    loop {
        match locked.recv_timeout(BEAT.min(clock.left_of(budget))) {
            Ok(outcome) => return outcome.map(|()| None),
            Err(_) if clock.left_of(budget).is_zero() => return Ok(Some(Waited::Late)),
            Err(_) => {}
        }
        if is_at_work(&watched, clock.now_ms()) {
            sign_seen = Instant::now();
        } else if sign_seen.elapsed() >= patience {
            return Ok(Some(Waited::Stopped));
        }
    }
}

fn is_at_work(file: &File, now_ms: i64) -> bool {
    match read_sign(file) {
        Ok(Some(Sign::Working(at_ms))) => now_ms.abs_diff(at_ms) < SILENCE.as_millis() as u64,
        Ok(_) => false,
        // Windows locks keep readers out too: there a holder at work cannot be told from a stopped one.
        Err(_) => true,
    }
}

/// `None` where there is none yet, or something else.
fn read_sign(mut file: &File) -> io::Result<Option<Sign>> {
    let mut text = [0; SIGN_WIDTH];
    match file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut text)) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let moment = std::str::from_utf8(&text[1..]).ok().and_then(|text| text.trim().parse().ok());
    Ok(match (text[0], moment) {
        (b'w', Some(at_ms)) => Some(Sign::Working(at_ms)),
        (b'u', Some(at_ms)) => Some(Sign::Unkept(at_ms)),
        _ => None,
    })
}

/// Overwrites in one go without truncating: a waiter never sees half a sign.
fn write_sign(mut file: &File, sign: Sign) -> io::Result<()> {
    let (kind, at_ms) = match sign {
        Sign::Working(at_ms) => ('w', at_ms),
        Sign::Unkept(at_ms) => ('u', at_ms),
    };
    files::check_room()?;
    files::check_only_name(file)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(format!("{kind}{at_ms:>width$}", width = SIGN_WIDTH - 1).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_file(test: impl Fn(&Path, &File)) {
        let folder = std::env::temp_dir().join(format!("copilot-token-{}", files::random_hex().unwrap()));
        files::make_folder(&folder).unwrap();
        let path = folder.join("lock");
        let file = files::open_lock(&path).unwrap();
        test(&path, &file);
        // Windows keeps a folder while a file in it is open.
        drop(file);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_sign_of_life_counts_for_a_moment() {
        with_file(|_, file| {
            assert!(!is_at_work(file, 5_000));
            write_sign(file, Sign::Working(5_000)).unwrap();
            assert!(is_at_work(file, 5_000) && is_at_work(file, 6_000) && is_at_work(file, 4_900));
            assert!(
                !is_at_work(file, 7_000) && !is_at_work(file, 86_400_000) && !is_at_work(file, -86_400_000)
            );
            write_sign(file, Sign::Unkept(5_000)).unwrap();
            assert!(!is_at_work(file, 5_000));
        });
    }

    #[test]
    fn a_lock_whose_last_holder_kept_nothing_is_not_queued_for() {
        with_file(|path, file| {
            let clock = Clock::start();
            let take = || acquire(path, &clock, Duration::from_secs(1)).unwrap();
            let Waited::Held(mut guard) = take() else { panic!("it is free") };
            guard.unkept();
            drop(guard);
            assert!(matches!(take(), Waited::Unkept));
            write_sign(file, Sign::Unkept(clock.now_ms() - UNKEPT)).unwrap();
            assert!(matches!(take(), Waited::Held(_)));
        });
    }
}
