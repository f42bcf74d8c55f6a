//! Classifies why no reply came: the proxy, the network, TLS, or a server that is not GitHub. Knows the host, the proxy
//! and the timeout, but nothing about the request. Never shows what the other side sent.

use std::fmt::Write;
use std::io;
use std::time::Duration;

use rustls::CertificateError;

use super::route::Route;
use crate::clock::Deadline;
use crate::failure::Failure;

#[derive(Clone, Debug)]
pub struct TransportError {
    pub failure: Failure,
    /// Whether the same request may succeed if retried at once.
    pub retry: bool,
}

impl From<Failure> for TransportError {
    fn from(failure: Failure) -> Self {
        Self { failure, retry: false }
    }
}

fn passing(failure: Failure) -> TransportError {
    TransportError { failure, retry: true }
}

/// Whether the certificate's issuer is unknown. Another trust store may know it.
pub fn is_unknown_issuer(error: &ureq::Error) -> bool {
    let tls = match error {
        ureq::Error::Rustls(e) => Some(e),
        ureq::Error::Io(e) => e.get_ref().and_then(|inner| inner.downcast_ref()),
        _ => None,
    };
    tls == Some(&rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer))
}

impl Route {
    pub fn classify(&self, error: ureq::Error, deadline: Deadline) -> TransportError {
        match error {
            ureq::Error::Timeout(_) => self.timed_out(deadline),
            ureq::Error::HostNotFound => self.not_connected("DNS lookup failed"),
            ureq::Error::ConnectionFailed => self.not_connected("connection failed"),
            ureq::Error::ConnectProxyFailed(answer) => self.refused_by_proxy(&answer),
            ureq::Error::Rustls(e) => self.tls(&e, deadline).into(),
            ureq::Error::Tls(_) => self.tls_failed("the TLS handshake failed").into(),
            ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
                not_github(&self.host, "the response is not HTTP as GitHub speaks it").into()
            }
            ureq::Error::BodyStalled => passing(self.unreachable(&self.host, "the connection was closed")),
            ureq::Error::Io(e) => self.io(&e, deadline),
            // All other errors mean that the request could not be made, so nothing was sent.
            other => Failure::error(format!("cannot ask {}: {other}", self.host)).into(),
        }
    }

    /// Classifies the I/O error of a connection. A TLS error may be inside it.
    pub fn io(&self, error: &io::Error, deadline: Deadline) -> TransportError {
        if let Some(tls_error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return self.tls(tls_error, deadline).into();
        }
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => self.timed_out(deadline),
            io::ErrorKind::ConnectionRefused => self.not_connected("connection refused"),
            io::ErrorKind::UnexpectedEof => {
                passing(self.unreachable(&self.host, "the connection was closed"))
            }
            // std has no error kind for a failed DNS lookup.
            _ if error.to_string().starts_with("failed to lookup") => self.not_connected("DNS lookup failed"),
            kind => passing(self.unreachable(&self.host, &kind.to_string())),
        }
    }

    pub fn timed_out(&self, deadline: Deadline) -> TransportError {
        // What is left for a single request is no round number.
        let precision = if deadline.timeout() < Duration::from_secs(1) { 1 } else { 100 };
        let steps = u64::try_from(deadline.timeout().as_millis()).unwrap_or(u64::MAX).div_ceil(precision);
        let waited = humantime::format_duration(Duration::from_millis(steps.saturating_mul(precision)));
        let failure = Failure::unavailable(format!("no answer from {} within {waited}", self.host));
        failure.hint(self.network_hint("or allow more with --timeout")).into()
    }

    /// The failure of a connection to the proxy, if there is one, or to the host.
    fn not_connected(&self, why: &str) -> TransportError {
        passing(match &self.proxy {
            Some(proxy) => self.unreachable(&proxy.to_string(), why),
            None => self.unreachable(&self.host, why),
        })
    }

    fn unreachable(&self, whom: &str, why: &str) -> Failure {
        Failure::unavailable(format!("cannot reach {whom}: {why}")).hint(self.network_hint("and try again"))
    }

    fn network_hint(&self, then: &str) -> String {
        match &self.proxy {
            Some(proxy) => format!("check {proxy}, {then}"),
            None if self.bypassed => {
                format!("check the network (NO_PROXY exempts {} from the proxy), {then}", self.host)
            }
            None => format!("check the network (HTTPS_PROXY is not set), {then}"),
        }
    }

    /// `answer` contains the proxy's status code. The rest of it is not shown.
    pub fn refused_by_proxy(&self, answer: &str) -> TransportError {
        let proxy = self.proxy.as_ref().map_or("the proxy".to_owned(), ToString::to_string);
        let status = answer.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 3);
        let failure = |message: String, hint: &str| Failure::unavailable(message).hint(hint);
        match status {
            Some("407") => failure(
                format!("{proxy} wants a login (407)"),
                "put it into the variable: http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded",
            )
            .into(),
            Some(status) => TransportError {
                failure: failure(
                    format!("{proxy} refused the connection to {} ({status})", self.host),
                    "ask its administrator to allow this host, or list the host in NO_PROXY",
                ),
                retry: matches!(status, "502" | "503" | "504"),
            },
            None => passing(failure(
                format!("{proxy} gave no usable answer"),
                "check that an HTTP proxy listens there",
            )),
        }
    }

    fn tls(&self, error: &rustls::Error, deadline: Deadline) -> Failure {
        use rustls::Error::{InvalidCertificate, InvalidMessage, NoCertificatesPresented};
        let clock = || format!("check this machine's clock (it says {})", date(deadline));
        match error {
            InvalidCertificate(CertificateError::UnknownIssuer) => {
                self.tls_failed("its certificate is from an unknown issuer")
            }
            InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
                self.tls_failed("its certificate has expired, or this machine's clock is wrong").hint(clock())
            }
            InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            ) => self
                .tls_failed("its certificate is not valid yet, or this machine's clock is wrong")
                .hint(clock()),
            InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            ) => self
                .tls_failed("its certificate is for another host")
                .hint(format!("check --host, and what stands between here and GitHub ({})", self.between())),
            InvalidCertificate(_) | NoCertificatesPresented => {
                self.tls_failed("its certificate is not valid")
            }
            InvalidMessage(_) => self.tls_failed("the other side does not speak TLS"),
            _ => self.tls_failed("the TLS handshake failed"),
        }
    }

    fn between(&self) -> String {
        self.proxy.as_ref().map_or("HTTPS_PROXY is not set".to_owned(), ToString::to_string)
    }

    fn tls_failed(&self, why: &str) -> Failure {
        // If the connection to the proxy uses TLS too, the certificate may be from either.
        let proxy = self.proxy.as_ref().filter(|proxy| proxy.tls);
        let or_proxy = proxy.map(|proxy| format!(" or {proxy}")).unwrap_or_default();
        let or_http = proxy
            .map(|proxy| {
                format!("; if the proxy does not speak TLS, let {} begin with http://", proxy.variable)
            })
            .unwrap_or_default();
        let failure = Failure::unavailable(format!("no secure connection to {}{or_proxy}: {why}", self.host));
        failure.hint(format!(
            "if a company proxy inspects TLS, name its certificate authority's PEM file in SSL_CERT_FILE{or_http}"
        ))
    }
}

/// Today's date by the local clock: `2026-11-24`.
fn date(deadline: Deadline) -> String {
    let mut now = String::new();
    // After the year 9999 the date stays empty.
    let _ = write!(now, "{}", humantime::format_rfc3339_seconds(deadline.now()));
    now.split('T').next().unwrap_or_default().to_owned()
}

/// The failure for a response that is not from GitHub.
pub fn not_github(host: &str, why: &str) -> Failure {
    Failure::unavailable(format!("a proxy answered, not GitHub: asked {host}, {why}")).hint(
        "a proxy or a network's login page stands in between: open a browser, or check HTTPS_PROXY and NO_PROXY",
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::github::certificates::Trust;
    use crate::github::proxy_setting::Proxy;

    #[test]
    fn a_hint_says_how_the_host_was_to_be_reached() {
        let deadline = Deadline::after(Duration::from_secs(2));
        let route = |proxy: Option<&str>, bypassed| Route {
            host: "api.github.com".to_owned(),
            proxy: proxy.map(|value| Proxy::read("https_proxy", value.as_ref()).unwrap()),
            bypassed,
            trust: Trust::default(),
        };
        for (route, hint) in [
            (
                route(Some("http://user:secret@proxy.example:3128"), false),
                "check the proxy proxy.example:3128 (https_proxy), or",
            ),
            (route(None, true), "check the network (NO_PROXY exempts api.github.com from the proxy), or"),
            (route(None, false), "check the network (HTTPS_PROXY is not set), or"),
        ] {
            let lines = route.timed_out(deadline).failure.lines();
            assert!(lines.contains(hint) && !lines.contains("secret"), "{lines}");
        }
    }

    #[test]
    fn each_cause_in_tls_has_its_own_next_step() {
        let deadline = Deadline::after(Duration::from_secs(2));
        let route = Route {
            host: "api.github.com".to_owned(),
            proxy: None,
            bypassed: false,
            trust: Trust::default(),
        };
        for (error, hint) in [
            (CertificateError::Expired, "clock (it says 2"),
            (CertificateError::NotValidYet, "clock (it says 2"),
            (CertificateError::NotValidForName, "check --host"),
            (CertificateError::UnknownIssuer, "SSL_CERT_FILE"),
        ] {
            let error = ureq::Error::Rustls(rustls::Error::InvalidCertificate(error));
            let hint_given = route.classify(error, deadline).failure.hint.unwrap();
            assert!(hint_given.contains(hint), "{hint_given}");
        }
    }
}
