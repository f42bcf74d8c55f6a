//! Sends one HTTPS request and reads its reply, within a deadline. Uses the proxy that the environment names, follows
//! no redirects, and bounds the size of the body. Callers interpret the reply.

use std::io::Read;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;
use std::{io, mem};

use ring::rand::{SecureRandom, SystemRandom};
use ureq::http::{self, HeaderMap, HeaderValue, Method, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, ProxyProtocol};
use zeroize::Zeroizing;

use super::certificates;
use super::proxy_setting::Proxy;
use super::route::Route;
use super::transport_error::{TransportError, is_unknown_issuer};
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::host::TrustedUrl;
use crate::secret::Secret;
use crate::text;
use crate::within::within;

/// The largest response head, and the size of each buffer of a connection, in bytes. The library's own buffers are
/// twice as large, and are zeroed for each connection.
const BUFFER: usize = 32 * 1024;

/// A request without a body is a GET; a request with one is a POST.
#[derive(Debug)]
pub struct Request<'a> {
    pub url: &'a TrustedUrl,
    pub bearer: Option<&'a Secret>,
    pub headers: &'a [(&'static str, &'a str)],
    /// The content type and the body. A form may hold a code or a refresh token.
    pub body: Option<(&'static str, &'a Secret)>,
    /// The most of the reply's body that is read, in bytes.
    pub limit: usize,
}

#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    headers: HeaderMap,
    /// It may hold a token, so it is wiped when dropped. At most as long as the request's limit.
    pub body: Zeroizing<Vec<u8>>,
    /// Whether the body was longer than the request's limit.
    pub cut: bool,
    /// When the response head arrived, in Unix milliseconds on the local clock.
    pub received_ms: i64,
}

impl Reply {
    pub fn new(status: u16, headers: HeaderMap, body: Zeroizing<Vec<u8>>, received_ms: i64) -> Self {
        Self { status, headers, body, cut: false, received_ms }
    }

    /// `None` if the header is missing or not ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A client for one host. Loads the certificates on its first request and keeps them.
pub struct Client {
    connector: Arc<Connector>,
}

struct Connector {
    route: Route,
    /// The agent with the certificates that are tried first.
    first: OnceLock<Result<Agent, Failure>>,
    /// The agent with the system's whole trust store, once it has been needed.
    whole: OnceLock<Result<Agent, Failure>>,
}

impl Client {
    /// # Errors
    /// An unusable proxy setting.
    pub fn to(host: &str) -> Result<Self, Failure> {
        let route = Route::to(host)?;
        Ok(Self { connector: Arc::new(Connector { route, first: OnceLock::new(), whole: OnceLock::new() }) })
    }

    /// Sends the request once. The deadline covers loading the certificates, DNS, proxy, handshake, head and body
    /// together.
    ///
    /// # Errors
    /// No reply arrived in time, or it was not HTTP. Any status but 200 is a reply even if its body breaks off or
    /// stalls: the status is enough.
    pub fn send(&self, request: &Request, deadline: Deadline) -> Result<Reply, TransportError> {
        let route = &self.connector.route;
        debug_assert_eq!(request.url.host(), route.host, "a client is for one host");
        let left = deadline.left_to_work();
        if left.is_zero() {
            return Err(route.timed_out(deadline));
        }
        let message = message(request)?;
        let (connector, limit) = (Arc::clone(&self.connector), request.limit);
        let head = Arc::new(OnceLock::new());
        let seen = Arc::clone(&head);
        match within(left, move || connector.fetch(message, limit, deadline, &seen)) {
            Ok(outcome) => outcome,
            Err(e) if e.kind() == io::ErrorKind::TimedOut => match head.get() {
                Some(head) if head.status != 200 => Ok(head.clone()),
                _ => Err(route.timed_out(deadline)),
            },
            Err(e) => Err(Failure::error(format!("cannot start a thread: {}", text::reason(&e))).into()),
        }
    }

    /// As [`Client::send`], with one retry after a failed connection, 502, 503 or 504, if there is time. Only for
    /// requests that may safely be sent twice.
    pub fn send_or_retry(&self, request: &Request, deadline: Deadline) -> Result<Reply, TransportError> {
        let first = self.send(request, deadline);
        let passing = match &first {
            Ok(reply) => matches!(reply.status, 502..=504),
            Err(error) => error.retry,
        };
        let pause = if passing { jitter() } else { return first };
        if pause >= deadline.left_to_work() {
            return first;
        }
        thread::sleep(pause);
        self.send(request, deadline)
    }
}

impl Connector {
    /// `head` receives the reply without its body, for a caller whose time ends before the body is complete.
    fn fetch(
        &self,
        message: Message,
        limit: usize,
        deadline: Deadline,
        head: &OnceLock<Reply>,
    ) -> Result<Reply, TransportError> {
        let failed = |error| self.route.classify(error, deadline);
        if self.whole.get().is_none() {
            let first = self.first.get_or_init(|| {
                let roots = certificates::roots(&self.route.trust)?;
                new_agent(&self.route, roots, deadline)
            });
            match fetch(ready(first)?, message.clone(), limit, deadline, head) {
                Err(e) if is_unknown_issuer(&e) && certificates::is_partial(&self.route.trust) => {}
                outcome => return outcome.map_err(failed),
            }
        }
        let whole = self.whole.get_or_init(|| new_agent(&self.route, RootCerts::PlatformVerifier, deadline));
        fetch(ready(whole)?, message, limit, deadline, head).map_err(failed)
    }
}

fn ready(agent: &Result<Agent, Failure>) -> Result<&Agent, Failure> {
    agent.as_ref().map_err(Failure::clone)
}

/// The pause before a retry, 100 to 355 ms: long enough for a server to restart, and different from process to process.
fn jitter() -> Duration {
    let mut byte = [0];
    // Without random bytes, the pause is the shortest one. Nothing depends on it.
    let _ = SystemRandom::new().fill(&mut byte);
    Duration::from_millis(100 + u64::from(byte[0]))
}

type Message = http::Request<Option<Zeroizing<Vec<u8>>>>;

fn message(request: &Request) -> Result<Message, Failure> {
    let method = if request.body.is_some() { Method::POST } else { Method::GET };
    let mut message = http::Request::builder().method(method).uri(request.url.as_str());
    for (name, value) in request.headers {
        message = message.header(*name, *value);
    }
    if let Some(bearer) = request.bearer {
        let bearer = Zeroizing::new(format!("Bearer {}", bearer.expose()));
        let mut value = HeaderValue::from_str(&bearer)
            .map_err(|_| Failure::error("the token cannot be sent in a header"))?;
        value.set_sensitive(true);
        message = message.header(header::AUTHORIZATION, value);
    }
    if let Some((kind, _)) = request.body {
        message = message.header(header::CONTENT_TYPE, kind);
    }
    let body = request.body.map(|(_, body)| Zeroizing::new(body.expose().as_bytes().to_vec()));
    message.body(body).map_err(|e| Failure::error(format!("cannot make a request of this: {e}")))
}

fn new_agent(route: &Route, roots: RootCerts, deadline: Deadline) -> Result<Agent, Failure> {
    let proxy = route.proxy.as_ref().map(tunnel).transpose()?;
    let tls = TlsConfig::builder()
        .root_certs(roots)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    // `within` enforces the deadline. The library's timeouts apply to one step each; they end a thread whose caller has
    // given up.
    let step = Some(deadline.timeout());
    let config = Agent::config_builder()
        .https_only(true)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // A retry must not reuse a connection that the first attempt left half closed.
        .max_idle_connections(0)
        .max_response_header_size(BUFFER)
        .input_buffer_size(BUFFER)
        .output_buffer_size(BUFFER)
        .timeout_connect(step)
        .timeout_send_request(step)
        .timeout_send_body(step)
        .timeout_recv_response(step)
        .timeout_recv_body(step)
        .proxy(proxy)
        .tls_config(tls)
        .user_agent("")
        .build();
    Ok(config.into())
}

fn fetch(
    agent: &Agent,
    message: Message,
    limit: usize,
    deadline: Deadline,
    seen: &OnceLock<Reply>,
) -> Result<Reply, ureq::Error> {
    let (parts, body) = message.into_parts();
    let response = match &body {
        Some(body) => agent.run(http::Request::from_parts(parts, body.as_slice())),
        None => agent.run(http::Request::from_parts(parts, ())),
    }?;
    // Taken when the head arrives: a slow body must not extend the lifetime of a token.
    let received_ms = deadline.now_ms();
    let (head, body) = response.into_parts();
    let mut reply = Reply::new(head.status.as_u16(), head.headers, Zeroizing::default(), received_ms);
    let _ = seen.set(reply.clone());
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    let read = body.into_reader().take(limit as u64 + 1).read_to_end(&mut bytes);
    reply.cut = bytes.len() > limit;
    bytes.truncate(limit);
    reply.body = mem::take(&mut bytes);
    match read {
        Err(e) if reply.status == 200 => Err(e.into()),
        _ => Ok(reply),
    }
}

/// Converts our proxy setting to ureq's. The proxy resolves host names, as with curl.
fn tunnel(proxy: &Proxy) -> Result<ureq::Proxy, Failure> {
    let protocol = if proxy.tls { ProxyProtocol::Https } else { ProxyProtocol::Http };
    let builder = ureq::Proxy::builder(protocol).host(&proxy.host).port(proxy.port);
    match &proxy.login {
        Some((user, password)) => builder.username(user).password(password).build(),
        None => builder.build(),
    }
    .map_err(|_| Failure::error(format!("unusable proxy setting in {}", proxy.variable)))
}
