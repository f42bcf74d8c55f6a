//! An answer that a test sends piece by piece, and that detects when its reader closes. Waits for events, never for
//! time to pass.

use std::collections::VecDeque;
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Far longer than any event takes; a test that reaches it has failed.
const TOO_LONG: Duration = Duration::from_secs(30);

/// Clones share one stream.
#[derive(Clone, Debug, Default)]
pub struct Stream(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<Pieces>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Pieces {
    unsent: VecDeque<Vec<u8>>,
    ended: bool,
    begun: bool,
    gone: bool,
}

impl Stream {
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends bytes of the body as one chunk.
    pub fn send(&self, bytes: impl Into<Vec<u8>>) {
        self.change(|pieces| pieces.unsent.push_back(bytes.into()));
    }

    /// Sends one server-sent event.
    pub fn event(&self, data: &str) {
        self.send(format!("data: {data}\n\n"));
    }

    /// Completes the body; the connection stays open.
    pub fn end(&self) {
        self.change(|pieces| pieces.ended = true);
    }

    /// Waits until the request has arrived and the head has been sent.
    #[track_caller]
    pub fn until_begun(&self) {
        self.until("a stream's request", |pieces| pieces.begun);
    }

    /// Waits until the reader has closed the connection.
    #[track_caller]
    pub fn until_gone(&self) {
        self.until("the end of a stream's connection", |pieces| pieces.gone);
    }

    pub fn is_gone(&self) -> bool {
        self.lock().gone
    }

    #[track_caller]
    fn until(&self, what: &str, reached: impl Fn(&Pieces) -> bool) {
        let waited = self.0.changed.wait_timeout_while(self.lock(), TOO_LONG, |pieces| !reached(pieces));
        let (pieces, _) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(reached(&pieces), "no {what} after {TOO_LONG:?}");
    }

    /// Waits for the next piece; `Ok(None)` at the end, an error once the reader has closed.
    pub(super) fn next(&self) -> std::io::Result<Option<Vec<u8>>> {
        let idle = |pieces: &mut Pieces| pieces.unsent.is_empty() && !pieces.ended && !pieces.gone;
        let waited = self.0.changed.wait_while(self.lock(), idle);
        let mut pieces = waited.unwrap_or_else(PoisonError::into_inner);
        if pieces.gone {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        Ok(pieces.unsent.pop_front())
    }

    pub(super) fn begun(&self) {
        self.change(|pieces| pieces.begun = true);
    }

    /// Records when the client sends anything on `connection` or closes it. During a streamed answer, either means
    /// that the client leaves.
    pub(super) fn watch(&self, connection: &TcpStream) {
        let Ok(connection) = connection.try_clone() else { return };
        let this = self.clone();
        std::thread::spawn(move || {
            let _ = connection.peek(&mut [0]);
            this.change(|pieces| pieces.gone = true);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Pieces)) {
        change(&mut self.lock());
        self.0.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Pieces> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PartialEq for Stream {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Stream {}
