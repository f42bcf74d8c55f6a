//! One client's connection: its bytes, what it is at, and the limits of that. Sees that a client has gone even where
//! its bytes are not read: a request that waits keeps its connection's socket untouched.

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

/// From its first byte to its end.
const HEAD: Duration = Duration::from_secs(10);
/// Between an answer and the next request.
const IDLE: Duration = Duration::from_secs(60);
/// Neither side moves a byte. The request itself gives up sooner (`forward`), where there is somebody to tell.
const STUCK: Duration = Duration::from_secs(11 * 60);
/// How soon a client that has gone is noticed.
const TICK: Duration = Duration::from_millis(400);
/// How long an answer to a request that was not read to its end may take to be read.
const LINGER: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Head,
    Busy,
    Idle,
}

struct State {
    phase: Phase,
    /// When the phase began or, but in a head, the last byte moved.
    since: Instant,
}

/// Shared by the connection, its watcher and its requests.
#[derive(Clone)]
pub struct Client {
    stream: Arc<TcpStream>,
    state: Arc<Mutex<State>>,
}

impl Client {
    /// A head is due from the first moment.
    pub fn new(stream: TcpStream) -> Self {
        // Small writes are whole events; that a system cannot do it is no reason to refuse.
        let _ = stream.set_nodelay(true);
        let state = State { phase: Phase::Head, since: Instant::now() };
        Self { stream: Arc::new(stream), state: Arc::new(Mutex::new(state)) }
    }

    /// A request has arrived.
    pub fn busy(&self) {
        self.enter(Phase::Busy);
    }

    /// Its answer is complete.
    pub fn idle(&self) {
        self.enter(Phase::Idle);
    }

    /// Returns when the connection has to end.
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

    /// Whether the client has closed its side. As in the HTTP library, half a close is a whole one. Cannot be seen as long
    /// as so many bytes wait to be read that the system takes no more.
    fn has_gone(&self) -> bool {
        let mut ready = pin!(self.stream.ready(Interest::READABLE));
        match ready.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(ready)) => ready.is_read_closed(),
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        }
    }

    /// Reads what the client still sends, for a moment: closing a socket with unread bytes takes back the answer that
    /// is under way.
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
                // A byte of an answer buys time; one of a head does not.
                client.moved(1, false);
                advance(2 * TICK).await;
                assert_eq!(client.is_over(), phase == Phase::Head, "{phase:?}");
                advance(limit).await;
                assert!(client.is_over(), "{phase:?}");
            }
            client.busy();
            assert!(!client.is_over());
            drop(peer);
            // The event loop has yet to hear of it.
            while !client.is_over() {
                tokio::task::yield_now().await;
            }
        });
    }
}
