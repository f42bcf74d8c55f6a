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
use crate::clock::Deadline;

/// Between two signs of life of a holder, and between two looks of a waiter at them.
const BEAT: Duration = Duration::from_millis(100);
/// A holder without a sign of life for so long is stopped: many beats, since a busy disk may hold one up. Who has
/// little time goes by half of that.
const SILENCE: Duration = Duration::from_secs(2);
/// What one that has just begun may need for its first sign.
const FIRST_SIGN: Duration = Duration::from_millis(300);
/// For so long nobody queues after an outcome that could not be kept, milliseconds: until those who are waiting have
/// seen it.
const UNKEPT: i64 = 5_000;
/// Two deadlines that differ by less than this are of processes that were started together.
const TOGETHER: Duration = Duration::from_secs(1);
/// Of what is left, what is not spent on waiting for a holder that has more time than we: for work of our own.
const OWN_SHARE: u32 = 3;
const LARGEST_SHARE: Duration = Duration::from_secs(3);
/// A moment in a [`Sign`], Unix milliseconds, padded, so that one sign overwrites another whole; in bytes.
const MOMENT: usize = 20;
const SIGN: usize = 1 + 2 * MOMENT;

/// What became of waiting.
#[derive(Debug)]
pub enum Waited {
    /// The lock is ours.
    Held(Guard),
    /// Its holder gives no sign of life, or nobody can give one in this file.
    Silent,
    /// Whoever held it last could not keep what came of it: to wait for the next one would be as vain.
    Unkept,
    /// The holder is at work, and the time is over.
    Late,
}

/// What a holder leaves in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// At work at this moment, and at the latest until that one, Unix milliseconds.
    Working { at_ms: i64, until_ms: i64 },
    /// What came of it could not be kept, at this moment: to wait for the lock is to wait for nothing.
    Unkept { at_ms: i64 },
}

/// Released when dropped, or when the process ends.
#[derive(Debug)]
pub struct Guard {
    file: Arc<File>,
    clock: Deadline,
    /// Ends the heart when it is dropped.
    heart: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Guard {
    /// # Errors
    /// No sign of life can be given: others would take us for stopped.
    fn new(file: Arc<File>, clock: Deadline, budget: Duration) -> io::Result<Self> {
        files::check_room()?;
        files::check_only_name(&file)?;
        let until_ms = deadline_ms(&clock, budget);
        let sign = move || Sign::Working { at_ms: clock.now_ms(), until_ms };
        write_sign(&file, sign())?;
        let (alive, ended) = mpsc::channel();
        let beating = Arc::clone(&file);
        let heart = thread::Builder::new().spawn(move || {
            while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                let _ = write_sign(&beating, sign());
            }
        })?;
        Ok(Self { file, clock, heart: Some((alive, heart)) })
    }

    /// Tells those who wait that they would wait for nothing.
    pub fn unkept(&mut self) {
        self.stop();
        let _ = write_sign(&self.file, Sign::Unkept { at_ms: self.clock.now_ms() });
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
pub fn acquire(path: &Path, clock: &Deadline, budget: Duration) -> io::Result<Waited> {
    let file = Arc::new(files::open_lock(path)?);
    if !try_lock(&file)?
        && let Some(gave_up) = wait(path, &file, clock, budget)?
    {
        return Ok(gave_up);
    }
    match read_sign(&file) {
        Ok(Some(Sign::Unkept { at_ms })) if (0..UNKEPT).contains(&(clock.now_ms() - at_ms)) => {
            Ok(Waited::Unkept)
        }
        _ => Ok(Guard::new(file, *clock, budget).map_or(Waited::Silent, Waited::Held)),
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
fn wait(path: &Path, file: &Arc<File>, clock: &Deadline, budget: Duration) -> io::Result<Option<Waited>> {
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
    let ours_ms = deadline_ms(clock, budget);
    let silence = SILENCE.min(budget / 2);
    let began = Instant::now();
    loop {
        match locked.recv_timeout(BEAT.min(clock.left_of(budget))) {
            Ok(outcome) => return outcome.map(|()| None),
            Err(_) if clock.left_of(budget).is_zero() => return Ok(Some(Waited::Late)),
            Err(_) => {}
        }
        match read_sign(&watched) {
            Ok(Some(Sign::Working { at_ms, until_ms })) if is_recent(at_ms, clock.now_ms(), silence) => {
                // Whoever has about as much time as we ends with us, and we share what comes of it. One that has
                // more may outlast us: then there is to be time for work of our own.
                let outlasts = until_ms > ours_ms.saturating_add(TOGETHER.as_millis() as i64);
                if outlasts && clock.left_of(budget) < LARGEST_SHARE.min(budget / OWN_SHARE) {
                    return Ok(Some(Waited::Late));
                }
            }
            // Windows locks keep readers out too: there a holder at work cannot be told from a stopped one.
            Err(_) => {}
            Ok(_) if began.elapsed() < FIRST_SIGN => {}
            Ok(_) => return Ok(Some(Waited::Silent)),
        }
    }
}

/// When `budget`, which counts from the process's start, is over; Unix milliseconds.
fn deadline_ms(clock: &Deadline, budget: Duration) -> i64 {
    clock.began_ms().saturating_add(i64::try_from(budget.as_millis()).unwrap_or(i64::MAX))
}

fn is_recent(at_ms: i64, now_ms: i64, silence: Duration) -> bool {
    u128::from(now_ms.abs_diff(at_ms)) < silence.as_millis()
}

/// `None` where there is none yet, or something else.
fn read_sign(mut file: &File) -> io::Result<Option<Sign>> {
    let mut text = [0; SIGN];
    match file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut text)) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let moment = |bytes: &[u8]| str::from_utf8(bytes).ok()?.trim().parse().ok();
    Ok(match (text[0], moment(&text[1..=MOMENT]), moment(&text[1 + MOMENT..])) {
        (b'w', Some(at_ms), Some(until_ms)) => Some(Sign::Working { at_ms, until_ms }),
        (b'u', Some(at_ms), _) => Some(Sign::Unkept { at_ms }),
        _ => None,
    })
}

/// Overwrites in one go without truncating: a waiter never sees half a sign.
fn write_sign(mut file: &File, sign: Sign) -> io::Result<()> {
    let (kind, at_ms, until_ms) = match sign {
        Sign::Working { at_ms, until_ms } => ('w', at_ms, until_ms),
        Sign::Unkept { at_ms } => ('u', at_ms, at_ms),
    };
    file.seek(SeekFrom::Start(0))?;
    file.write_all(format!("{kind}{at_ms:>MOMENT$}{until_ms:>MOMENT$}").as_bytes())
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
    fn a_sign_is_read_as_it_was_written_and_counts_for_a_moment() {
        with_file(|_, file| {
            assert_eq!(read_sign(file).unwrap(), None);
            for sign in [
                Sign::Working { at_ms: 1_795_437_295_000, until_ms: i64::MAX },
                Sign::Working { at_ms: -1, until_ms: i64::MIN },
                Sign::Unkept { at_ms: 5_000 },
            ] {
                write_sign(file, sign).unwrap();
                assert_eq!(read_sign(file).unwrap(), Some(sign));
            }
        });
        for (now_ms, recent) in
            [(5_000, true), (6_900, true), (4_900, true), (7_000, false), (-86_400_000, false)]
        {
            assert_eq!(is_recent(5_000, now_ms, SILENCE), recent, "{now_ms}");
        }
    }

    #[test]
    fn a_lock_whose_last_holder_kept_nothing_is_not_queued_for() {
        with_file(|path, file| {
            let clock = Deadline::after(Duration::from_secs(3600));
            let take = || acquire(path, &clock, Duration::from_secs(1)).unwrap();
            let Waited::Held(mut guard) = take() else { panic!("it is free") };
            guard.unkept();
            drop(guard);
            assert!(matches!(take(), Waited::Unkept));
            write_sign(file, Sign::Unkept { at_ms: clock.now_ms() - UNKEPT }).unwrap();
            assert!(matches!(take(), Waited::Held(_)));
        });
    }

    #[test]
    fn whoever_outlasts_us_is_left_in_time_and_whoever_does_not_is_waited_for() {
        with_file(|path, _| {
            let clock = Deadline::after(Duration::from_secs(3600));
            let budget = Duration::from_millis(600);
            for (theirs, left) in [(budget, false), (Duration::from_secs(60), true)] {
                let Waited::Held(guard) = acquire(path, &clock, theirs).unwrap() else {
                    panic!("it is free")
                };
                let clock = Deadline::after(Duration::from_secs(3600));
                assert!(matches!(acquire(path, &clock, budget).unwrap(), Waited::Late));
                assert_eq!(!clock.left_of(budget).is_zero(), left);
                drop(guard);
            }
        });
    }
}
