//! Reads HTTP/1.1 requests from a stream: heads up to 64 KiB, bodies with a length or in chunks.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::time::Instant;

/// The path of an exchange.
pub const EXCHANGE_PATH: &str = "/copilot_internal/v2/token";

/// A request that arrived through TLS.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// The host of the CONNECT, without the port.
    pub host: String,
    pub path: String,
    /// In the order and spelling received.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The credential after the scheme in `Authorization`.
    pub github_token: Option<String>,
    pub at: Instant,
    /// The number of its TCP connection, counted from 1.
    pub connection: usize,
}

impl Request {
    /// The first header of that name, case-insensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The decoded fields of a form in the body.
    pub fn form(&self) -> BTreeMap<String, String> {
        let body = String::from_utf8_lossy(&self.body);
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (percent_decoded(name), percent_decoded(value))).collect()
    }

    pub fn is_exchange(&self) -> bool {
        self.method == "GET" && self.path == EXCHANGE_PATH
    }
}

/// A request's first line, headers and body.
pub struct Head {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Bytes that have been read but not used.
#[derive(Default)]
pub struct Inbox(Vec<u8>);

impl Inbox {
    /// The next head with its body; `None` if the stream ends before one begins.
    pub fn next(&mut self, stream: &mut impl Read) -> io::Result<Option<Head>> {
        let end = loop {
            if let Some(at) = self.0.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            if self.0.len() > 65_536 {
                return Err(io::Error::other("a request head of more than 64 KiB"));
            }
            if self.fill(stream)? == 0 {
                return if self.0.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        };
        let mut head = parse(&String::from_utf8_lossy(&self.0[..end]))?;
        if header(&head.headers, "transfer-encoding").is_some() {
            self.take(end + 4);
            head.body = self.chunks(stream)?;
            return Ok(Some(head));
        }
        let length = header(&head.headers, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while self.0.len() < end + 4 + length {
            if self.fill(stream)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        head.body = self.take(end + 4 + length).split_off(end + 4);
        Ok(Some(head))
    }

    /// The joined chunks of a body, without trailers.
    fn chunks(&mut self, stream: &mut impl Read) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.line(stream)?;
            let size = usize::from_str_radix(&line, 16)
                .map_err(|_| io::Error::other(format!("a chunk of {line:?}")))?;
            while self.0.len() < size + 2 {
                if self.fill(stream)? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            body.extend_from_slice(&self.take(size + 2)[..size]);
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn line(&mut self, stream: &mut impl Read) -> io::Result<String> {
        loop {
            if let Some(at) = self.0.windows(2).position(|two| two == b"\r\n") {
                return String::from_utf8(self.take(at + 2)[..at].to_vec()).map_err(io::Error::other);
            }
            if self.fill(stream)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Takes the first `count` bytes in one move: bodies can be large, and tests are compiled without optimisation.
    fn take(&mut self, count: usize) -> Vec<u8> {
        let rest = self.0.split_off(count);
        std::mem::replace(&mut self.0, rest)
    }

    fn fill(&mut self, stream: &mut impl Read) -> io::Result<usize> {
        let mut chunk = [0; 16_384];
        let count = stream.read(&mut chunk)?;
        self.0.extend_from_slice(&chunk[..count]);
        Ok(count)
    }
}

fn parse(text: &str) -> io::Result<Head> {
    let malformed = || io::Error::other(format!("not an HTTP request: {text:?}"));
    let mut lines = text.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1"), None) =
        (first.next(), first.next(), first.next(), first.next())
    else {
        return Err(malformed());
    };
    let headers = lines
        .map(|line| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned())))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(malformed)?;
    Ok(Head { method: method.to_owned(), target: target.to_owned(), headers, body: Vec::new() })
}

pub fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Decodes a form's name or value (WHATWG URL, section 5.1).
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| first == b'%');
        bytes.push(escaped.unwrap_or(if first == b'+' { b' ' } else { first }));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The `user:password` of a `Basic` authorization header (RFC 7617).
pub fn basic_login(authorization: &str) -> Option<String> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let encoded = authorization.strip_prefix("Basic ")?.trim_end_matches('=');
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for digit in encoded.bytes() {
        bits = bits << 6 | ALPHABET.iter().position(|&known| known == digit)? as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}
