//! Connects to the Copilot API: TCP, a CONNECT tunnel if the environment configures a proxy, then TLS. Proxy settings
//! and trust store are those of every other request to GitHub.

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, PROXY_AUTHORIZATION};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

use super::headers::secret_value;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::github::certificates;
use crate::github::proxy_setting::Proxy;
use crate::github::route::Route;
use crate::host::BaseUrl;

const HTTPS_PORT: u16 = 443;
/// TCP keep-alive: the idle time before the first probe, and the interval between probes. Detects connections that died
/// while a laptop was asleep.
const KEEPALIVE: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(5));
/// How long sent bytes may stay unacknowledged, as after a change of the network. No keep-alive probe is sent meanwhile.
/// Linux also ends a connection whose probes stay unanswered for this long, so it leaves time for three of them.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Loads the trust store on the first connection and reuses it.
#[derive(Default)]
pub struct Connector {
    tls: OnceLock<Arc<ClientConfig>>,
}

/// A TLS stream to the API, direct or through a tunnel.
pub type Stream = TokioIo<Box<dyn Duplex>>;

/// A bidirectional byte stream.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

impl Connector {
    /// `limit` covers everything from DNS to the end of the TLS handshake.
    pub async fn connect(&self, api: &BaseUrl, limit: Duration) -> Result<Stream, Failure> {
        let deadline = Deadline::after(limit);
        let route = Route::to(api.host())?;
        let tls = self.tls(&route)?;
        match timeout(limit, reach(&route, tls)).await {
            Ok(Ok(stream)) => Ok(TokioIo::new(stream)),
            Ok(Err(Fault::Refused(status))) => Err(route.refused_by_proxy(&status.to_string()).failure),
            Ok(Err(Fault::Io(e))) => Err(route.io(&e, deadline).failure),
            Err(_) => Err(route.timed_out(deadline).failure),
        }
    }

    fn tls(&self, route: &Route) -> Result<TlsConnector, Failure> {
        let config = match self.tls.get() {
            Some(config) => Arc::clone(config),
            None => {
                let config = Arc::new(certificates::client_config(&route.trust)?);
                Arc::clone(self.tls.get_or_init(|| config))
            }
        };
        Ok(TlsConnector::from(config))
    }
}

enum Fault {
    Io(io::Error),
    /// The status with which the proxy refused CONNECT.
    Refused(u16),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::Io(error)
    }
}

impl From<hyper::Error> for Fault {
    fn from(error: hyper::Error) -> Self {
        Fault::Io(io::Error::other(error))
    }
}

async fn reach(route: &Route, tls: TlsConnector) -> Result<Box<dyn Duplex>, Fault> {
    let stream: Box<dyn Duplex> = match &route.proxy {
        None => Box::new(dial(&route.host, HTTPS_PORT).await?),
        Some(proxy) => {
            let plain = dial(&proxy.host, proxy.port).await?;
            let stream: Box<dyn Duplex> =
                if proxy.tls { secure(&tls, &proxy.host, plain).await? } else { Box::new(plain) };
            tunnel(stream, proxy, &route.host).await?
        }
    };
    Ok(secure(&tls, &route.host, stream).await?)
}

async fn dial(host: &str, port: u16) -> io::Result<TcpStream> {
    // URLs put IPv6 addresses in brackets; `connect` expects none.
    let host = host.trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    let socket = SockRef::from(&stream);
    let (idle, interval) = KEEPALIVE;
    // Best effort: without these, a dead connection is only detected later.
    let _ = socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(idle).with_interval(interval));
    // Other systems have no such option, or no safe wrapper of it.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
    Ok(stream)
}

async fn secure(
    tls: &TlsConnector,
    host: &str,
    stream: impl Duplex + 'static,
) -> io::Result<Box<dyn Duplex>> {
    let host = host.trim_matches(['[', ']']);
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    Ok(Box::new(tls.connect(name, stream).await?))
}

/// Asks `proxy` to tunnel `stream` to the HTTPS port of `host` (CONNECT).
async fn tunnel(stream: Box<dyn Duplex>, proxy: &Proxy, host: &str) -> Result<Box<dyn Duplex>, Fault> {
    let target = format!("{host}:{HTTPS_PORT}");
    let mut request = Request::builder().method(Method::CONNECT).uri(&target).header(HOST, &target);
    if let Some((user, password)) = &proxy.login {
        let login = Zeroizing::new(format!("{user}:{password}"));
        let basic = Zeroizing::new(format!("Basic {}", STANDARD.encode(login.as_bytes())));
        request = request.header(
            PROXY_AUTHORIZATION,
            secret_value(&basic).ok_or_else(|| io::Error::other("a login that no header can hold"))?,
        );
    }
    let request = request.body(Empty::<Bytes>::new()).map_err(io::Error::other)?;
    let (mut sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
    // The task ends with the tunnel, or with the request if the proxy refuses it.
    tokio::spawn(driver.with_upgrades());
    let answer = sender.send_request(request).await?;
    if !answer.status().is_success() {
        return Err(Fault::Refused(answer.status().as_u16()));
    }
    Ok(Box::new(TokioIo::new(hyper::upgrade::on(answer).await?)))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::super::download::SILENCE;
    use super::*;

    #[test]
    fn a_connection_that_is_dead_ends_long_before_a_request_over_it_is_given_up() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let stream = dial("127.0.0.1", listener.local_addr().unwrap().port()).await.unwrap();
            let socket = SockRef::from(&stream);
            let limit = socket.tcp_user_timeout().unwrap().expect("a limit");
            assert!(limit < SILENCE / 10, "{limit:?}");
            let probes = limit - socket.tcp_keepalive_time().unwrap();
            assert!(probes >= 3 * socket.tcp_keepalive_interval().unwrap(), "{probes:?}");
        });
    }
}
