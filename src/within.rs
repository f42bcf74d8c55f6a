//! A time limit for work that may never return (a dead network file system, a silent server).

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Runs `work` on a thread of its own and waits up to `limit` for the result. After that the thread is left alone; it
/// ends with the process at the latest.
///
/// # Errors
/// `TimedOut` after `limit`; any other error means that the thread could not start or ended early.
pub fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    let (sender, done) = mpsc::channel();
    thread::Builder::new().spawn(move || sender.send(work()))?;
    done.recv_timeout(limit).map_err(|e| match e {
        RecvTimeoutError::Timeout => io::ErrorKind::TimedOut.into(),
        RecvTimeoutError::Disconnected => io::Error::other("the thread ended early"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_comes_back_and_work_without_end_is_left() {
        assert_eq!(within(Duration::from_secs(60), || 7).unwrap(), 7);
        // The work waits for a sender that never sends.
        let (_sender, never) = mpsc::channel::<()>();
        let left = within(Duration::from_millis(1), move || never.recv().is_ok());
        assert_eq!(left.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
