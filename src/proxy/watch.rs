//! One client connection: its byte stream, its phase, and the time limit of each phase. Detects that a client has gone
//! even while nothing reads from the socket, as during a request that waits for its answer.

use std::future::Future;
use std::io;
use std::net::Shutdown;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// Time limit for a request head, from its first byte (or the start of the connection) to its last.
const HEAD: Duration = Duration::from_secs(10);
/// Time limit between an answer and the next request.
const IDLE: Duration = Duration::from_secs(60);
/// Time limit for a request during which neither side moves a byte. Longer than `SILENCE` (`download`), so that a
/// request normally fails first and the client gets an error.
const STUCK: Duration = Duration::from_secs(11 * 60);
/// How often the limits and the client's presence are checked.
const TICK: Duration = Duration::from_millis(400);
/// How long the unread rest of a request is drained before the socket closes.
const LINGER: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Head,
    Busy,
    Idle,
}

struct State {
    phase: Phase,
    /// When the phase began or, except in `Head`, when the last byte moved.
    since: Instant,
}

/// A handle that the connection, its watcher and its requests share.
#[derive(Clone)]
pub struct Client {
    stream: Arc<TcpStream>,
    state: Arc<Mutex<State>>,
}

impl Client {
    /// Starts in `Phase::Head`: the first request head is due at once.
    pub fn new(stream: TcpStream) -> Self {
        // Small writes are often whole events, so they must not wait (Nagle). Best effort.
        let _ = stream.set_nodelay(true);
        let state = State { phase: Phase::Head, since: Instant::now() };
        Self { stream: Arc::new(stream), state: Arc::new(Mutex::new(state)) }
    }

    /// A request has arrived.
    pub fn busy(&self) {
        self.enter(Phase::Busy);
    }

    /// The request has ended.
    pub fn idle(&self) {
        self.enter(Phase::Idle);
    }

    /// Whether the client owes the rest of a request's head.
    pub fn has_begun_a_head(&self) -> bool {
        self.lock().phase == Phase::Head
    }

    /// Completes when the connection must be closed.
    pub async fn over(&self) {
        while !self.is_over() {
            sleep(TICK).await;
        }
    }

    fn is_over(&self) -> bool {
        let (phase, passed) = {
            let state = self.lock();
            (state.phase, state.since.elapsed())
        };
        match phase {
            Phase::Head => passed > HEAD,
            Phase::Idle => passed > IDLE,
            Phase::Busy => passed > STUCK || self.has_gone(),
        }
    }

    /// Whether the client has closed its side. A half-close counts as a close, as in hyper. Not visible while the
    /// socket's receive buffer is full.
    fn has_gone(&self) -> bool {
        let mut ready = pin!(self.stream.ready(Interest::READABLE));
        match ready.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(ready)) => ready.is_read_closed(),
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        }
    }

    /// Drains what the client still sends, for a moment. Closing a socket with unread bytes sends a reset, which may
    /// discard the answer before the client reads it.
    pub async fn linger(&self) {
        let _ = SockRef::from(&*self.stream).shutdown(Shutdown::Write);
        let mut waste = [0; 4096];
        let drain = async {
            while self.stream.readable().await.is_ok() {
                match self.stream.try_read(&mut waste) {
                    Ok(0) => return,
                    Err(e) if e.kind() != io::ErrorKind::WouldBlock => return,
                    _ => {}
                }
            }
        };
        let _ = timeout(LINGER, drain).await;
    }

    fn enter(&self, phase: Phase) {
        *self.lock() = State { phase, since: Instant::now() };
    }

    fn moved(&self, count: usize, reads: bool) {
        let mut state = self.lock();
        match state.phase {
            _ if count == 0 => {}
            Phase::Head => {}
            Phase::Idle if reads => *state = State { phase: Phase::Head, since: Instant::now() },
            Phase::Idle | Phase::Busy => state.since = Instant::now(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Client {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            ready!(self.stream.poll_read_ready(cx))?;
            match self.stream.try_read(buf.initialize_unfilled()) {
                Ok(count) => {
                    buf.advance(count);
                    self.moved(count, true);
                    return Poll::Ready(Ok(()));
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                Err(e) => return Poll::Ready(Err(e)),
            }
        }
    }
}

impl AsyncWrite for Client {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[io::IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.stream.poll_write_ready(cx))?;
            match self.stream.try_write_vectored(slices) {
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                other => {
                    self.moved(*other.as_ref().unwrap_or(&0), false);
                    return Poll::Ready(other);
                }
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(SockRef::from(&*self.stream).shutdown(Shutdown::Write))
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio::time::advance;

    use super::*;

    #[test]
    fn each_phase_has_its_limit_and_a_client_that_goes_is_seen() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        runtime.unwrap().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let peer = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let client = Client::new(listener.accept().await.unwrap().0);
            for (phase, limit) in [(Phase::Head, HEAD), (Phase::Idle, IDLE), (Phase::Busy, STUCK)] {
                client.enter(phase);
                advance(limit - TICK).await;
                assert!(!client.is_over(), "{phase:?}");
                // A byte of an answer extends the limit; a byte of a head does not.
                client.moved(1, false);
                advance(2 * TICK).await;
                assert_eq!(client.is_over(), phase == Phase::Head, "{phase:?}");
                advance(limit).await;
                assert!(client.is_over(), "{phase:?}");
            }
            client.busy();
            assert!(!client.is_over());
            drop(peer);
            // The event loop has not seen the close yet.
            while !client.is_over() {
                tokio::task::yield_now().await;
            }
        });
    }
}
