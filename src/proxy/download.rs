//! The response body on its way to the client. Forwards each piece as it arrives and never buffers a whole body. Closes
//! the API connection if the client disconnects, and returns it to the pool after a complete body.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

use super::pool::Lease;
use super::record::Record;
use super::upload::Upload;

/// A request fails after this long without a byte of its upload or of its answer.
pub const SILENCE: Duration = Duration::from_secs(600);

pub struct Download {
    source: Source,
    record: Record,
}

enum Source {
    Own(Full<Bytes>),
    Api {
        body: Incoming,
        /// With the request body: the connection is reusable only after that has ended too.
        connection: Option<(Lease, Upload)>,
        silence: Option<Pin<Box<Sleep>>>,
    },
}

type Error = Box<dyn std::error::Error + Send + Sync>;

impl Download {
    pub fn own(body: Full<Bytes>, record: Record) -> Self {
        Self { source: Source::Own(body), record }
    }

    pub fn of_api(body: Incoming, connection: Lease, upload: Upload, record: Record) -> Self {
        let source = Source::Api { body, connection: Some((connection, upload)), silence: None };
        let mut this = Self { source, record };
        if this.is_end_stream() {
            this.end();
        }
        this
    }

    fn poll_source(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut self.source {
            Source::Own(body) => Pin::new(body).poll_frame(cx).map_err(|never| match never {}),
            Source::Api { body, silence, .. } => match Pin::new(body).poll_frame(cx) {
                Poll::Ready(frame) => {
                    *silence = None;
                    Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
                }
                Poll::Pending => {
                    let silence = silence.get_or_insert_with(|| Box::pin(sleep(SILENCE)));
                    ready!(silence.as_mut().poll(cx));
                    Poll::Ready(Some(Err("the Copilot API says nothing".into())))
                }
            },
        }
    }

    /// The body is complete: the connection is free for another request.
    fn end(&mut self) {
        self.record.complete();
        if let Source::Api { connection, .. } = &mut self.source
            && let Some((connection, upload)) = connection.take()
            && upload.has_ended()
        {
            connection.give_back();
        }
    }
}

impl Body for Download {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = ready!(self.poll_source(cx));
        match &frame {
            Some(Ok(frame)) => {
                self.record.count(frame.data_ref().map_or(0, Bytes::len));
                // hyper does not poll again after the last byte of a body with a known length.
                if self.is_end_stream() {
                    self.end();
                }
            }
            Some(Err(_)) => {}
            None => self.end(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        match &self.source {
            Source::Own(body) => body.is_end_stream(),
            Source::Api { body, .. } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Own(body) => body.size_hint(),
            Source::Api { body, .. } => body.size_hint(),
        }
    }
}
