//! What GitHub, or a proxy in its place, answers to an exchange: a description that `render.rs` turns into
//! bytes for each request anew. Everything here is a builder: start from a kind of answer, then bend it.

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
    /// The body is a template: session token, `expires_at` and `refresh_in` are made for each request.
    pub(super) granted: bool,
    pub(super) life: Life,
    pub(super) clock_ahead: i64,
    /// Dotted path and new value; `None` takes the field away. In the order they were asked for.
    pub(super) edits: Vec<(String, Option<Value>)>,
    /// Likewise for headers.
    pub(super) headers: Vec<(String, Option<String>)>,
    pub(super) framing: Framing,
    pub(super) delivery: Delivery,
    pub(super) held: bool,
    pub(super) delay: Duration,
    pub(super) drip: Option<Duration>,
    pub(super) cut: Option<usize>,
}

/// How long a session token lives, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Life {
    For(i64),
    Until(i64),
}

/// How the end of the body is told.
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

/// What GitHub gives and refuses.
impl Answer {
    /// A session token of an individual plan that lives for 1800 s, `refresh_in` 1500.
    pub fn granted() -> Self {
        Self::template(fixtures::GRANTED_INDIVIDUAL)
    }

    pub fn granted_enterprise() -> Self {
        Self::template(fixtures::GRANTED_ENTERPRISE)
    }

    /// As `SUBDOMAIN.ghe.com` answers: its own base URL, no `proxy-ep` in the session token.
    pub fn granted_ghe(subdomain: &str) -> Self {
        Self::template(&fixtures::GRANTED_GHE.replace("acme.ghe.com", &format!("{subdomain}.ghe.com")))
    }

    /// `token` and `expires_at`, nothing else.
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

    /// The rate limit that comes as a 403.
    pub fn rate_limited() -> Self {
        Self::status(403, fixtures::RATE_LIMIT)
    }

    pub fn not_found() -> Self {
        Self::status(404, fixtures::NOT_FOUND)
    }

    pub fn too_many_requests() -> Self {
        Self::status(429, r#"{"message":"You have exceeded a secondary rate limit."}"#)
    }

    /// A redirect, which nobody must follow with a secret in hand.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status, "").header("Location", location)
    }

    /// GitHub's own answer (it has `X-GitHub-Request-Id`) with another status and body.
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

    /// The page of a portal or proxy that stands in GitHub's place.
    pub fn html(status: u16, body: &str) -> Self {
        Self::status(status, body)
            .header("Content-Type", "text/html; charset=utf-8")
            .header("Server", "gateway")
            .without_header("X-GitHub-Request-Id")
    }

    /// These bytes, whatever they are, then the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::delivered(Delivery::Raw(bytes.into()))
    }

    /// These bytes, then nothing, until the client goes or the world ends.
    pub fn raw_without_end(bytes: impl Into<Vec<u8>>) -> Self {
        Self::delivered(Delivery::RawWithoutEnd(bytes.into()))
    }

    /// A head at once, and a body in chunks that the test sends through `stream`.
    pub fn stream(stream: Stream) -> Self {
        Self::delivered(Delivery::Stream(stream)).chunked()
    }

    /// Nothing, until the client goes or the world ends.
    pub fn hang() -> Self {
        Self::delivered(Delivery::Hang)
    }

    /// The request is read, then the connection is closed.
    pub fn close() -> Self {
        Self::delivered(Delivery::Close)
    }

    /// A status line, and headers without end.
    pub fn endless_headers() -> Self {
        Self::delivered(Delivery::EndlessHeaders)
    }

    /// A good beginning, and a body without end.
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

/// What is in it.
impl Answer {
    /// `expires_at` is this many seconds from the moment of the answer; may be negative.
    pub fn lifetime(mut self, seconds: i64) -> Self {
        self.life = Life::For(seconds);
        self
    }

    /// Unix seconds.
    pub fn expires_at(mut self, unix: i64) -> Self {
        self.life = Life::Until(unix);
        self
    }

    /// The server's clock is ahead of ours by so many seconds (behind, if negative): `Date` and `expires_at`.
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

    /// Sets a field of the JSON body, whatever was said before; `endpoints.api` reaches into objects.
    pub fn field(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.edits.push((path.to_owned(), Some(value.into())));
        self
    }

    /// Takes a field of the JSON body away.
    pub fn without(mut self, path: &str) -> Self {
        self.edits.push((path.to_owned(), None));
        self
    }

    /// Sets a header, in place of one that would have been sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), Some(value.to_owned())));
        self
    }

    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.push((name.to_owned(), None));
        self
    }

    /// The `Date` header alone lies: Unix seconds.
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

/// How it comes.
impl Answer {
    /// It takes longer than a client with a second waits.
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

    /// Waits so long after every byte.
    pub fn drip(mut self, pause: Duration) -> Self {
        self.drip = Some(pause);
        self
    }

    /// The connection ends after so many bytes, headers counted.
    pub fn cut(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    pub fn chunked(mut self) -> Self {
        self.framing = Framing::Chunked;
        self
    }

    /// No `Content-Length`: the body ends where the connection does.
    pub fn without_length(mut self) -> Self {
        self.framing = Framing::Close;
        self
    }
}
