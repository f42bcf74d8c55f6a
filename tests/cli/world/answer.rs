//! The answer of GitHub, or of a proxy in its place, to an exchange: a description that `render.rs` turns into bytes
//! for each request. These are builders: start from a kind of answer, then modify it.

use std::time::Duration;

use serde_json::Value;

use super::fixtures;
use super::stream::Stream;
use super::time::http_date;

/// An answer to one request.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// The body is a template: session token, `expires_at` and `refresh_in` are generated for each request.
    pub(super) granted: bool,
    pub(super) life: Life,
    pub(super) clock_ahead: i64,
    /// Dotted path and new value; `None` removes the field. Applied in order.
    pub(super) edits: Vec<(String, Option<Value>)>,
    /// The same for headers.
    pub(super) headers: Vec<(String, Option<String>)>,
    pub(super) framing: Framing,
    pub(super) delivery: Delivery,
    pub(super) held: bool,
    pub(super) delay: Duration,
    pub(super) drip: Option<Duration>,
    pub(super) cut: Option<usize>,
}

/// The lifetime of a session token, in seconds, or its expiry, in Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Life {
    For(i64),
    Until(i64),
}

/// How the end of the body is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length,
    Chunked,
    Close,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    Http,
    Raw(Vec<u8>),
    RawWithoutEnd(Vec<u8>),
    Stream(Stream),
    Hang,
    Close,
    EndlessHeaders,
    EndlessBody,
}

/// GitHub's grants and refusals.
impl Answer {
    /// A session token of an individual plan: valid for 1800 s, `refresh_in` 1500.
    pub fn granted() -> Self {
        Self::template(fixtures::GRANTED_INDIVIDUAL)
    }

    pub fn granted_enterprise() -> Self {
        Self::template(fixtures::GRANTED_ENTERPRISE)
    }

    /// The answer of `SUBDOMAIN.ghe.com`: its own base URL, no `proxy-ep` in the session token.
    pub fn granted_ghe(subdomain: &str) -> Self {
        Self::template(&fixtures::GRANTED_GHE.replace("acme.ghe.com", &format!("{subdomain}.ghe.com")))
    }

    /// Only `token` and `expires_at`.
    pub fn granted_minimal() -> Self {
        Self::template(fixtures::GRANTED_MINIMAL)
    }

    pub fn bad_credentials() -> Self {
        Self::status(401, fixtures::BAD_CREDENTIALS)
    }

    pub fn no_access() -> Self {
        Self::status(403, fixtures::NO_ACCESS)
    }

    pub fn suspended() -> Self {
        Self::status(403, fixtures::SUSPENDED)
    }

    /// The refusal of a personal access token.
    pub fn pat() -> Self {
        Self::status(403, fixtures::PAT)
    }

    /// A rate limit sent as a 403.
    pub fn rate_limited() -> Self {
        Self::status(403, fixtures::RATE_LIMIT)
    }

    pub fn not_found() -> Self {
        Self::status(404, fixtures::NOT_FOUND)
    }

    pub fn too_many_requests() -> Self {
        Self::status(429, r#"{"message":"You have exceeded a secondary rate limit."}"#)
    }

    /// A redirect, which must never be followed with a secret.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status, "").header("Location", location)
    }

    /// An answer from GitHub itself (it has `X-GitHub-Request-Id`) with this status and body.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Answer {
            status,
            body: body.into(),
            granted: false,
            life: Life::For(1800),
            clock_ahead: 0,
            edits: Vec::new(),
            headers: Vec::new(),
            framing: Framing::Length,
            delivery: Delivery::Http,
            held: false,
            delay: Duration::ZERO,
            drip: None,
            cut: None,
        }
    }

    /// The page of a portal or proxy in GitHub's place.
    pub fn html(status: u16, body: &str) -> Self {
        Self::status(status, body)
            .header("Content-Type", "text/html; charset=utf-8")
            .header("Server", "gateway")
            .without_header("X-GitHub-Request-Id")
    }

    /// These bytes, then the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::delivered(Delivery::Raw(bytes.into()))
    }

    /// These bytes, then nothing until the client closes or the world is dropped.
    pub fn raw_without_end(bytes: impl Into<Vec<u8>>) -> Self {
        Self::delivered(Delivery::RawWithoutEnd(bytes.into()))
    }

    /// The head at once, and a body in chunks that the test sends through `stream`.
    pub fn stream(stream: Stream) -> Self {
        Self::delivered(Delivery::Stream(stream)).chunked()
    }

    /// Nothing, until the client closes or the world is dropped.
    pub fn hang() -> Self {
        Self::delivered(Delivery::Hang)
    }

    /// Reads the request, then closes the connection.
    pub fn close() -> Self {
        Self::delivered(Delivery::Close)
    }

    /// A status line and endless headers.
    pub fn endless_headers() -> Self {
        Self::delivered(Delivery::EndlessHeaders)
    }

    /// A valid start and an endless body.
    pub fn endless_body() -> Self {
        Self::delivered(Delivery::EndlessBody)
    }

    fn template(json: &str) -> Self {
        Answer { granted: true, ..Self::status(200, json) }
    }

    fn delivered(delivery: Delivery) -> Self {
        Answer { delivery, ..Self::status(200, "") }
    }
}

/// The content.
impl Answer {
    /// `expires_at` is this many seconds after the answer; may be negative.
    pub fn lifetime(mut self, seconds: i64) -> Self {
        self.life = Life::For(seconds);
        self
    }

    /// Unix seconds.
    pub fn expires_at(mut self, unix: i64) -> Self {
        self.life = Life::Until(unix);
        self
    }

    /// The server's clock is this many seconds ahead of ours (negative: behind). Affects `Date` and `expires_at`.
    pub fn clock_ahead(mut self, seconds: i64) -> Self {
        self.clock_ahead = seconds;
        self
    }

    pub fn refresh_in(self, seconds: i64) -> Self {
        self.field("refresh_in", seconds)
    }

    pub fn without_refresh_in(self) -> Self {
        self.without("refresh_in")
    }

    /// Sets a field of the JSON body and replaces an earlier value; `endpoints.api` reaches into objects.
    pub fn field(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.edits.push((path.to_owned(), Some(value.into())));
        self
    }

    /// Removes a field of the JSON body.
    pub fn without(mut self, path: &str) -> Self {
        self.edits.push((path.to_owned(), None));
        self
    }

    /// Sets a header and replaces an existing one.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), Some(value.to_owned())));
        self
    }

    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.push((name.to_owned(), None));
        self
    }

    /// Falsifies only the `Date` header, to these Unix seconds.
    pub fn date(self, unix: i64) -> Self {
        self.header("Date", &http_date(unix))
    }

    pub fn date_text(self, text: &str) -> Self {
        self.header("Date", text)
    }

    pub fn without_date(self) -> Self {
        self.without_header("Date")
    }
}

/// The delivery.
impl Answer {
    /// Whether it takes longer than a client with a timeout of a second waits.
    pub fn stalls(&self) -> bool {
        self.delivery == Delivery::Hang || self.drip.is_some()
    }

    /// Waits for [`World::let_go`](super::World::let_go) before the first byte.
    pub fn held(mut self) -> Self {
        self.held = true;
        self
    }

    /// Waits before the first byte.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Waits this long after every byte.
    pub fn drip(mut self, pause: Duration) -> Self {
        self.drip = Some(pause);
        self
    }

    /// Closes the connection after this many bytes, headers included.
    pub fn cut(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    pub fn chunked(mut self) -> Self {
        self.framing = Framing::Chunked;
        self
    }

    /// No `Content-Length`: the end of the connection ends the body.
    pub fn without_length(mut self) -> Self {
        self.framing = Framing::Close;
        self
    }
}
