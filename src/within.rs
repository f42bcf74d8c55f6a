//! Work that may never return, such as a call into a dead network file system, bounded by a time limit.

use std::io;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Does `work` in a thread of its own and waits for it; `None` if `left` is over first. The thread is then left
/// behind, and what it returns later is dropped.
///
/// # Errors
/// No thread could be started, or it ended without a result.
pub fn within<T: Send + 'static>(
    left: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Option<T>> {
    if left.is_zero() {
        return Ok(None);
    }
    let (sender, done) = mpsc::channel();
    thread::Builder::new().spawn(move || sender.send(work()))?;
    match done.recv_timeout(left) {
        Ok(result) => Ok(Some(result)),
        Err(mpsc::RecvTimeoutError::Timeout) => Ok(None),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(io::Error::other("a thread ended without a result")),
    }
}
