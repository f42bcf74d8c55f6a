//! One HTTPS request and its reply, within a budget: through the proxy that the surroundings name, following
//! nothing, reading no more than it must. What goes wrong is for `trouble` to tell, what a reply means for `answer`.

use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, HeaderValue, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::WithoutBody;
use ureq::{Agent, ProxyProtocol, RequestBuilder};
use zeroize::Zeroizing;

use super::exchange::{Refusal, Request};
use super::transport_error::Route;
use crate::clock::Deadline;
use crate::credential::Access;
use crate::failure::Failure;
use crate::github::route::{Network, Proxy};
use crate::text;

/// The longest body that is read, in bytes; a real one has about two thousand.
const MAX_BODY: u64 = 64 * 1024;
/// The version of GitHub's REST API that its own editor asks for (github.md).
const API_VERSION: &str = "2025-04-01";

pub struct Reply {
    pub status: u16,
    headers: HeaderMap,
    /// Holds the session token, so it is wiped. Cut off behind [`MAX_BODY`].
    pub body: Zeroizing<Vec<u8>>,
    /// Unix milliseconds on the local clock.
    pub received_ms: i64,
}

impl Reply {
    pub fn new(status: u16, headers: HeaderMap, body: Zeroizing<Vec<u8>>, received_ms: i64) -> Self {
        Self { status, headers, body, received_ms }
    }

    /// `None` where it is missing or not ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

pub struct Client {
    agent: Agent,
    route: Route,
}

impl Client {
    pub fn new(network: &Network, roots: RootCerts) -> Result<Self, Refusal> {
        let proxy = match &network.proxy {
            Some(proxy) => Some(tunnel(proxy).map_err(|_| {
                Refusal::passing(Failure::error(format!("unusable proxy setting in {}", proxy.variable)))
            })?),
            None => None,
        };
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        // No time limit of the library's: it bounds each read of a proxy's answer, not all together.
        let config = Agent::config_builder()
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A second try must not meet a connection that the first has left half closed.
            .max_idle_connections(0)
            .proxy(proxy)
            .tls_config(tls)
            .user_agent("")
            .build();
        Ok(Self { agent: config.into(), route: Route::of(network) })
    }

    /// Asks once. `left` bounds connection, handshake, answer and body together.
    pub fn ask(&self, request: &Request, left: Duration) -> Result<Reply, Refusal> {
        let until = Instant::now() + left;
        let timeout = || self.route.timeout(request);
        if left.is_zero() {
            return Err(timeout());
        }
        let (call, deadline) = (self.call(request)?, request.deadline);
        let (sender, parts) = mpsc::channel();
        // A thread that is still at it when the time is over ends with the process.
        thread::Builder::new().spawn(move || fetch(call, deadline, &sender)).map_err(|e| {
            Refusal::passing(Failure::error(format!("cannot start a thread: {}", text::reason(&e))))
        })?;
        let next = || parts.recv_timeout(until.saturating_duration_since(Instant::now()));
        let mut reply = match next() {
            Ok(Part::Head(reply)) => reply,
            Ok(Part::Body(_)) | Err(RecvTimeoutError::Disconnected) => {
                return Err(Refusal::passing(Failure::error("the exchange ended without an answer")));
            }
            Ok(Part::Trouble(e)) => return Err(self.route.classify(request, e)),
            Err(RecvTimeoutError::Timeout) => return Err(timeout()),
        };
        // But for a session token, the status alone has said it.
        match next() {
            Ok(Part::Body(body)) => reply.body = body,
            Ok(Part::Trouble(e)) if reply.status == 200 => return Err(self.route.classify(request, e)),
            Err(_) if reply.status == 200 => return Err(timeout()),
            _ => {}
        }
        Ok(reply)
    }

    fn call(&self, request: &Request) -> Result<RequestBuilder<WithoutBody>, Refusal> {
        let bearer = Zeroizing::new(format!("Bearer {}", request.token.expose()));
        let mut authorization = HeaderValue::from_str(&bearer)
            .map_err(|_| Refusal::passing(Failure::error("the GitHub token cannot be sent in a header")))?;
        authorization.set_sensitive(true);
        let mut call = self.agent.get(request.host.api_url("/copilot_internal/v2/token").as_str());
        for (name, value) in request.identity.headers(Access::Exchange) {
            call = call.header(name, value);
        }
        Ok(call
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json")
            .header("X-GitHub-Api-Version", API_VERSION))
    }
}

/// What arrives, in this order.
enum Part {
    /// Status and headers; the body is empty yet.
    Head(Reply),
    Body(Zeroizing<Vec<u8>>),
    /// In place of any of them, and then the last.
    Trouble(ureq::Error),
}

fn fetch(call: RequestBuilder<WithoutBody>, deadline: Deadline, parts: &Sender<Part>) {
    // Nobody listens any more once the time is over.
    let tell = |part| drop(parts.send(part));
    let (head, body) = match call.call() {
        Ok(response) => response.into_parts(),
        Err(e) => return tell(Part::Trouble(e)),
    };
    // The head's arrival, not the body's: a body that drips must not lengthen the token's life.
    tell(Part::Head(Reply::new(head.status.as_u16(), head.headers, Zeroizing::default(), deadline.now_ms())));
    let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
    match body.into_reader().take(MAX_BODY + 1).read_to_end(&mut bytes) {
        Ok(_) => tell(Part::Body(bytes)),
        Err(e) => tell(Part::Trouble(ureq::Error::from(e))),
    }
}

/// ureq's form of our proxy. Names are resolved by the proxy, as with curl.
fn tunnel(proxy: &Proxy) -> Result<ureq::Proxy, ureq::Error> {
    let protocol = if proxy.tls { ProxyProtocol::Https } else { ProxyProtocol::Http };
    let builder = ureq::Proxy::builder(protocol).host(&proxy.host).port(proxy.port);
    match &proxy.login {
        Some((user, password)) => builder.username(user).password(password).build(),
        None => builder.build(),
    }
}
