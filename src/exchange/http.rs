//! One HTTPS request and its reply, within a budget: through the proxy that the surroundings name, following
//! nothing, reading no more than it must. Tells transport errors apart; what a reply means is for `answer`.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use rustls::CertificateError;
use ureq::http::{HeaderMap, HeaderValue, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, ProxyProtocol};
use zeroize::Zeroizing;

use super::{Refusal, Request};
use crate::failure::Failure;
use crate::settings::network::{Network, Proxy};

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
    /// The variable that names the proxy in use.
    proxy: Option<&'static str>,
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
        let config = Agent::config_builder()
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .tls_config(tls)
            .user_agent("")
            .build();
        Ok(Self { agent: config.into(), proxy: network.proxy.as_ref().map(|proxy| proxy.variable) })
    }

    /// Asks once. `left` bounds connection, handshake, answer and body together.
    pub fn ask(&self, request: &Request, left: Duration) -> Result<Reply, Refusal> {
        if left.is_zero() {
            return Err(self.timeout(request));
        }
        let bearer = Zeroizing::new(format!("Bearer {}", request.token.expose()));
        let mut authorization = HeaderValue::from_str(&bearer)
            .map_err(|_| Refusal::passing(Failure::error("the GitHub token cannot be sent in a header")))?;
        authorization.set_sensitive(true);
        let mut call = self.agent.get(request.host.exchange_url());
        for (name, value) in request.identity.headers() {
            call = call.header(name, value);
        }
        let sent = call
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json")
            .header("X-GitHub-Api-Version", API_VERSION)
            .config()
            .timeout_global(Some(left))
            .build()
            .call();
        let (head, body) = sent.map_err(|e| self.classify(request, e))?.into_parts();
        // The head's arrival, not the body's: a body that drips must not lengthen the token's life.
        let received_ms = request.clock.now_ms();
        let mut bytes = Zeroizing::new(Vec::with_capacity(8 * 1024));
        body.into_reader()
            .take(MAX_BODY + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| self.classify(request, ureq::Error::from(e)))?;
        Ok(Reply::new(head.status.as_u16(), head.headers, bytes, received_ms))
    }

    fn classify(&self, request: &Request, error: ureq::Error) -> Refusal {
        let api = request.host.api_host();
        match error {
            ureq::Error::Timeout(_) => self.timeout(request),
            ureq::Error::HostNotFound => self.unreachable(&api, "its name cannot be resolved").retry(),
            ureq::Error::ConnectionFailed => self.unreachable(&api, "connection failed").retry(),
            ureq::Error::ConnectProxyFailed(answer) => self.proxy_refused(&answer),
            ureq::Error::Rustls(e) => tls(&api, &e),
            ureq::Error::Tls(_) => tls_failed(&api, "the TLS handshake failed"),
            ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
                Refusal::passing(no_github(&api, "what answered does not speak HTTP as GitHub does"))
            }
            ureq::Error::Io(e) => self.io(request, &e),
            // The rest says that the request could not be made at all: nothing was sent.
            other => Refusal::passing(Failure::error(format!("cannot ask {api}: {other}"))),
        }
    }

    fn io(&self, request: &Request, error: &io::Error) -> Refusal {
        let api = request.host.api_host();
        if let Some(tls_error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return tls(&api, tls_error);
        }
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => self.timeout(request),
            io::ErrorKind::ConnectionRefused => self.unreachable(&api, "connection refused").retry(),
            io::ErrorKind::UnexpectedEof => self.unreachable(&api, "the connection was closed").retry(),
            // std has no kind for a name that is not resolved.
            _ if error.to_string().starts_with("failed to lookup") => {
                self.unreachable(&api, "its name cannot be resolved").retry()
            }
            kind => self.unreachable(&api, &kind.to_string()).retry(),
        }
    }

    fn timeout(&self, request: &Request) -> Refusal {
        let waited = humantime::format_duration(request.timeout);
        let failure =
            Failure::unavailable(format!("no answer from {} within {waited}", request.host.api_host()));
        Refusal::passing(failure.hint(self.network_hint("or allow more with --timeout")))
    }

    fn unreachable(&self, api: &str, why: &str) -> Refusal {
        let failure = Failure::unavailable(format!("cannot reach {api}: {why}"));
        Refusal::passing(failure.hint(self.network_hint("and try again")))
    }

    fn network_hint(&self, then: &str) -> String {
        match self.proxy {
            Some(variable) => format!("check the proxy named by {variable}, {then}"),
            None => format!("check the network (HTTPS_PROXY is not set), {then}"),
        }
    }

    /// `answer` holds the proxy's status somewhere; the rest of it is not shown.
    fn proxy_refused(&self, answer: &str) -> Refusal {
        let variable = self.proxy.unwrap_or("HTTPS_PROXY");
        let status = answer.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 3);
        let refusal =
            |message: String, hint: &str| Refusal::passing(Failure::unavailable(message).hint(hint));
        match status {
            Some("407") => refusal(
                format!("the proxy named by {variable} wants a login (407)"),
                "put it into the variable: http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded",
            ),
            Some(status) => {
                let refusal = refusal(
                    format!("the proxy named by {variable} refused the connection ({status})"),
                    "ask its administrator to allow GitHub's API, or list the host in NO_PROXY",
                );
                if matches!(status, "502" | "503" | "504") { refusal.retry() } else { refusal }
            }
            None => refusal(
                format!("the proxy named by {variable} gave no usable answer"),
                "check that an HTTP proxy listens there",
            ),
        }
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

pub fn no_github(api: &str, why: &str) -> Failure {
    Failure::unavailable(format!("a proxy answered, not GitHub: asked {api}, {why}"))
        .hint("a proxy or a network's login page stands in between: open a browser, or check HTTPS_PROXY and NO_PROXY")
}

fn tls(api: &str, error: &rustls::Error) -> Refusal {
    use rustls::Error::{InvalidCertificate, InvalidMessage, NoCertificatesPresented};
    match error {
        InvalidCertificate(CertificateError::UnknownIssuer) => {
            tls_failed(api, "its certificate is from an unknown issuer")
        }
        InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            tls_failed(api, "its certificate has expired, or this machine's clock is wrong")
        }
        InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => {
            tls_failed(api, "its certificate is not valid yet, or this machine's clock is wrong")
        }
        InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => tls_failed(api, "its certificate is for another host"),
        InvalidCertificate(_) | NoCertificatesPresented => tls_failed(api, "its certificate is not valid"),
        InvalidMessage(_) => tls_failed(api, "what answered does not speak TLS"),
        _ => tls_failed(api, "the TLS handshake failed"),
    }
}

fn tls_failed(api: &str, why: &str) -> Refusal {
    let failure = Failure::unavailable(format!("no secure connection to {api}: {why}"));
    Refusal::passing(failure.hint(
        "where a company proxy inspects TLS, name its certificate authority's PEM file in SSL_CERT_FILE",
    ))
}
