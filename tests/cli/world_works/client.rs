//! A minimal client that sees the test world as the binary does: CONNECT, TLS, one request. Its errors name the step
//! that failed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;

use crate::world::{EXCHANGE_PATH, World, root_der};

pub type Tls = StreamOwned<ClientConnection, TcpStream>;

/// A response.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    /// Lower case.
    pub head: String,
    pub body: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// One exchange on a new connection. Errors begin with the step: `connect`, `tls`, `answer`.
pub fn exchange(world: &World, github_token: &str) -> Result<Got, String> {
    get(world, "api.github.com", EXCHANGE_PATH, github_token)
}

pub fn get(world: &World, host: &str, path: &str, github_token: &str) -> Result<Got, String> {
    let mut tls = handshake(connect(world, host, "")?, host)?;
    ask(&mut tls, host, path, github_token, "Connection: close\r\n")?;
    let mut bytes = Vec::new();
    // A megabyte is enough of an endless answer.
    (&mut tls).take(1 << 20).read_to_end(&mut bytes).map_err(|error| format!("answer: {error}"))?;
    parse(&bytes)
}

/// Opens a tunnel to `host` through the proxy; `headers` go with the CONNECT.
pub fn connect(world: &World, host: &str, headers: &str) -> Result<TcpStream, String> {
    connect_to(&world.proxy_url(), host, headers)
}

pub fn connect_to(proxy: &str, host: &str, headers: &str) -> Result<TcpStream, String> {
    let mut stream =
        TcpStream::connect(proxy.replace("http://", "")).map_err(|error| format!("connect: {error}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    write!(stream, "CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n{headers}\r\n")
        .map_err(|error| format!("connect: {error}"))?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(0) => return Err("connect: end of stream".to_owned()),
            Ok(_) => head.push(byte[0]),
            Err(error) => return Err(format!("connect: {error}")),
        }
    }
    let status = String::from_utf8_lossy(&head[9..12]).into_owned();
    if status == "200" { Ok(stream) } else { Err(format!("connect: {status}")) }
}

pub fn handshake(mut stream: TcpStream, host: &str) -> Result<Tls, String> {
    let name = ServerName::try_from(host.to_owned()).expect("a host name");
    let mut connection = ClientConnection::new(config(), name).expect("a client");
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).map_err(|error| format!("tls: {error}"))?;
    }
    Ok(StreamOwned::new(connection, stream))
}

pub fn ask(tls: &mut Tls, host: &str, path: &str, github_token: &str, headers: &str) -> Result<(), String> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {github_token}\r\nX-Odd-Case: 1\r\n{headers}\r\n"
    );
    tls.write_all(request.as_bytes()).and_then(|()| tls.flush()).map_err(|error| format!("answer: {error}"))
}

/// Reads a response with a length; the connection stays open.
pub fn receive(tls: &mut Tls) -> Result<Got, String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = tls.read(&mut chunk).map_err(|error| format!("answer: {error}"))?;
        bytes.extend_from_slice(&chunk[..count]);
        let got = parse(&bytes)?;
        let length: usize =
            got.header("content-length").and_then(|text| text.parse().ok()).expect("a length");
        if count == 0 || got.body.len() == length {
            return Ok(got);
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Got, String> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").ok_or("answer: no end of headers")?;
    let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or("answer: no status")?;
    Ok(Got { status, head: head.to_lowercase(), body: body.to_owned() })
}

fn config() -> Arc<ClientConfig> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    let make = || {
        let mut roots = RootCertStore::empty();
        roots.add(root_der()).expect("a root certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        Arc::new(builder.expect("TLS 1.2 and 1.3").with_root_certificates(roots).with_no_client_auth())
    };
    Arc::clone(CONFIG.get_or_init(make))
}
