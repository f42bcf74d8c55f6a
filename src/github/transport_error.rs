//! What keeps an exchange from an answer, told apart: the proxy, the network, TLS, somebody else's answer. Says
//! which of them it was and what to do; never shows what the other side has sent.

use std::io;

use rustls::CertificateError;

use super::exchange::{Refusal, Request};
use crate::failure::Failure;
use crate::github::route::Network;

/// How GitHub is reached.
pub struct Route {
    /// The variable that names the proxy in use, and whether that is spoken to over TLS.
    proxy: Option<(&'static str, bool)>,
    /// A variable names a proxy, and `NO_PROXY` that there is none for this host.
    bypassed: bool,
}

impl Route {
    pub fn of(network: &Network) -> Self {
        let proxy = network.proxy.as_ref().map(|proxy| (proxy.variable, proxy.tls));
        Self { proxy, bypassed: network.bypassed }
    }

    pub fn classify(&self, request: &Request, error: ureq::Error) -> Refusal {
        let api = request.host.api_host();
        match error {
            ureq::Error::Timeout(_) => self.timeout(request),
            ureq::Error::HostNotFound => self.unconnected(&api, "its name cannot be resolved"),
            ureq::Error::ConnectionFailed => self.unconnected(&api, "connection failed"),
            ureq::Error::ConnectProxyFailed(answer) => self.proxy_refused(&answer),
            ureq::Error::Rustls(e) => self.tls(&api, &e),
            ureq::Error::Tls(_) => self.tls_failed(&api, "the TLS handshake failed"),
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
            return self.tls(&api, tls_error);
        }
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => self.timeout(request),
            io::ErrorKind::ConnectionRefused => self.unconnected(&api, "connection refused"),
            io::ErrorKind::UnexpectedEof => self.unreachable(&api, "the connection was closed").retry(),
            // std has no kind for a name that is not resolved.
            _ if error.to_string().starts_with("failed to lookup") => {
                self.unconnected(&api, "its name cannot be resolved")
            }
            kind => self.unreachable(&api, &kind.to_string()).retry(),
        }
    }

    pub fn timeout(&self, request: &Request) -> Refusal {
        let waited = humantime::format_duration(request.deadline.timeout());
        let failure =
            Failure::unavailable(format!("no answer from {} within {waited}", request.host.api_host()));
        Refusal::passing(failure.hint(self.network_hint("or allow more with --timeout")))
    }

    /// No connection to the proxy, where there is one, else to GitHub.
    fn unconnected(&self, api: &str, why: &str) -> Refusal {
        match self.proxy {
            Some((variable, _)) => self.unreachable(&format!("the proxy named by {variable}"), why),
            None => self.unreachable(api, why),
        }
        .retry()
    }

    fn unreachable(&self, whom: &str, why: &str) -> Refusal {
        let failure = Failure::unavailable(format!("cannot reach {whom}: {why}"));
        Refusal::passing(failure.hint(self.network_hint("and try again")))
    }

    fn network_hint(&self, then: &str) -> String {
        match self.proxy {
            Some((variable, _)) => format!("check the proxy named by {variable}, {then}"),
            None if self.bypassed => {
                format!("check the network (NO_PROXY says to go without the proxy), {then}")
            }
            None => format!("check the network (HTTPS_PROXY is not set), {then}"),
        }
    }

    /// `answer` holds the proxy's status somewhere; the rest of it is not shown.
    fn proxy_refused(&self, answer: &str) -> Refusal {
        let variable = self.proxy.map_or("HTTPS_PROXY", |(variable, _)| variable);
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
            )
            .retry(),
        }
    }

    fn tls(&self, api: &str, error: &rustls::Error) -> Refusal {
        use rustls::Error::{InvalidCertificate, InvalidMessage, NoCertificatesPresented};
        match error {
            InvalidCertificate(CertificateError::UnknownIssuer) => {
                self.tls_failed(api, "its certificate is from an unknown issuer")
            }
            InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
                self.tls_failed(api, "its certificate has expired, or this machine's clock is wrong")
            }
            InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            ) => self.tls_failed(api, "its certificate is not valid yet, or this machine's clock is wrong"),
            InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            ) => self.tls_failed(api, "its certificate is for another host"),
            InvalidCertificate(_) | NoCertificatesPresented => {
                self.tls_failed(api, "its certificate is not valid")
            }
            InvalidMessage(_) => self.tls_failed(api, "what answered does not speak TLS"),
            _ => self.tls_failed(api, "the TLS handshake failed"),
        }
    }

    fn tls_failed(&self, api: &str, why: &str) -> Refusal {
        // With a proxy that is spoken to over TLS it may be about either.
        let (or_proxy, or_http) = match self.proxy {
            Some((variable, true)) => (
                format!(" or the proxy named by {variable}"),
                format!("; where the proxy itself takes no TLS, let {variable} begin with http://"),
            ),
            _ => (String::new(), String::new()),
        };
        let failure = Failure::unavailable(format!("no secure connection to {api}{or_proxy}: {why}"));
        Refusal::passing(failure.hint(format!(
            "where a company proxy inspects TLS, name its certificate authority's PEM file in SSL_CERT_FILE{or_http}"
        )))
    }
}

pub fn no_github(api: &str, why: &str) -> Failure {
    Failure::unavailable(format!("a proxy answered, not GitHub: asked {api}, {why}"))
        .hint("a proxy or a network's login page stands in between: open a browser, or check HTTPS_PROXY and NO_PROXY")
}
