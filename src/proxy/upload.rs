//! The request body on its way to the API. Forwards each piece as it arrives, and keeps a short body so that it can be
//! sent once more with another credential.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::Instant;

use super::gate::MAX_BODY;

/// The longest body that is kept, in bytes.
const MAX_KEPT: usize = 4 * 1024 * 1024;

/// One attempt to send the body. All attempts read from the same client body.
pub struct Upload {
    shared: Arc<Mutex<Shared>>,
    /// How many of the kept pieces this attempt has sent.
    sent: usize,
    size: SizeHint,
}

struct Shared {
    body: Incoming,
    kept: Vec<Bytes>,
    /// Bytes received so far.
    length: u64,
    /// `kept` contains every piece received so far.
    whole: bool,
    ended: bool,
    too_large: bool,
    /// The client broke off, or its chunks make no sense.
    broken: bool,
    /// When the last piece arrived.
    moved: Instant,
}

impl Upload {
    pub fn new(body: Incoming) -> Self {
        let size = body.size_hint();
        let shared = Shared {
            ended: body.is_end_stream(),
            body,
            kept: Vec::new(),
            length: 0,
            whole: true,
            too_large: false,
            broken: false,
            moved: Instant::now(),
        };
        Self { shared: Arc::new(Mutex::new(shared)), sent: 0, size }
    }

    /// The same body from its beginning. Only one attempt may be active at a time.
    pub fn again(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), sent: 0, size: self.size }
    }

    /// Whether [`Upload::again`] yields the whole body.
    pub fn can_be_sent_again(&self) -> bool {
        self.lock().whole && self.size.lower() <= MAX_KEPT as u64
    }

    pub fn is_too_large(&self) -> bool {
        self.lock().too_large
    }

    pub fn is_broken(&self) -> bool {
        self.lock().broken
    }

    pub fn has_ended(&self) -> bool {
        self.lock().ended
    }

    pub fn moved(&self) -> Instant {
        self.lock().moved
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let next = self.lock().kept.get(self.sent).cloned();
        if let Some(piece) = next {
            self.sent += 1;
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        let (piece, kept) = match ready!(self.lock().poll_next(cx)) {
            Some(Ok(piece)) => piece,
            Some(Err(e)) => return Poll::Ready(Some(Err(e))),
            None => return Poll::Ready(None),
        };
        self.sent += usize::from(kept);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        let shared = self.lock();
        shared.ended && self.sent >= shared.kept.len()
    }

    fn size_hint(&self) -> SizeHint {
        self.size
    }
}

type Next = Option<Result<(Bytes, bool), Box<dyn std::error::Error + Send + Sync>>>;

impl Shared {
    /// The client's next piece, and whether it was kept. Trailers are dropped.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Next> {
        loop {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(e)) => {
                    self.broken = true;
                    return Poll::Ready(Some(Err(e.into())));
                }
                None => {
                    self.ended = true;
                    return Poll::Ready(None);
                }
            };
            self.moved = Instant::now();
            let Ok(piece) = frame.into_data() else { continue };
            self.length += piece.len() as u64;
            self.ended = self.body.is_end_stream();
            if self.length > MAX_BODY {
                self.too_large = true;
                return Poll::Ready(Some(Err("the body is too long".into())));
            }
            return Poll::Ready(Some(Ok((piece.clone(), self.keep(piece)))));
        }
    }

    fn keep(&mut self, piece: Bytes) -> bool {
        if self.length > MAX_KEPT as u64 {
            self.whole = false;
            self.kept = Vec::new();
        }
        if self.whole {
            self.kept.push(piece);
        }
        self.whole
    }
}
