//! The lock that lets one process work while others wait: a kernel lock on a file that is used for nothing else and is
//! never removed. The kernel releases it when the process is killed.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::files;
use crate::within::within;

/// Holds the lock until dropped, or until the process ends.
#[derive(Debug)]
#[expect(dead_code, reason = "the open file is the lock")]
pub struct Guard(File);

/// Acquires the lock at `path`, and first creates its folder and file if they are missing. `None` if the lock is not
/// free within `left`.
///
/// # Errors
/// Locking is impossible: the file system does not support it, or the file is not ours.
pub fn acquire(path: &Path, left: Duration) -> io::Result<Option<Guard>> {
    if left.is_zero() {
        return Ok(None);
    }
    let path = path.to_owned();
    // flock has no timeout, and on a dead network file system even opening the file may never return.
    let outcome = within(left, move || {
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        let file = files::open_lock(&path)?;
        lock(&file)?;
        Ok(Guard(file))
    });
    match outcome {
        Ok(locked) => locked.map(Some),
        Err(e) if e.kind() == io::ErrorKind::TimedOut => Ok(None),
        Err(e) => Err(e),
    }
}

fn lock(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_is_waited_for_until_the_time_is_over_and_free_once_it_is_dropped() {
        let folder = std::env::temp_dir().join(format!("copilot-token-{}", files::random_hex().unwrap()));
        let path = folder.join("lock");
        let day = Duration::from_secs(24 * 3600);
        let held = acquire(&path, day).unwrap();
        assert!(held.is_some());
        assert!(acquire(&path, Duration::from_millis(1)).unwrap().is_none());
        drop(held);
        let again = acquire(&path, day).unwrap();
        assert!(again.is_some());
        // Windows cannot remove a folder while a file in it is open.
        drop(again);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
