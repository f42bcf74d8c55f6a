//! A client that sends exactly the bytes of a test and returns exactly what it receives.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::Served;

/// Far longer than any answer takes.
const TOO_LONG: Duration = Duration::from_secs(30);

/// A response, with its chunks joined into one body.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// Lower case.
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error code of the proxy's own error.
    #[track_caller]
    pub fn code(&self) -> String {
        let json = self.json();
        assert_eq!(json["error"]["type"], "copilot_token_error", "{json}");
        assert!(json["error"]["message"].is_string(), "{json}");
        json["error"]["code"].as_str().expect("a code").to_owned()
    }
}

/// One connection.
pub struct Wire {
    pub stream: TcpStream,
    unread: Vec<u8>,
}

impl Served<'_> {
    pub fn wire(&self) -> Wire {
        let stream = TcpStream::connect(self.address).expect("a connection to the proxy");
        stream.set_read_timeout(Some(TOO_LONG)).expect("a timeout");
        stream.set_nodelay(true).expect("an option");
        Wire { stream, unread: Vec::new() }
    }

    /// `GET` of a path, with the right key, on a new connection.
    pub fn get(&self, path: &str) -> Reply {
        let mut wire = self.wire();
        wire.send(self.head("GET", path, ""));
        wire.reply()
    }

    pub fn post(&self, path: &str, body: &str) -> Reply {
        let mut wire = self.wire();
        wire.send(self.head("POST", path, &format!("Content-Length: {}\r\n", body.len())) + body);
        wire.reply()
    }

    /// A new connection on which a stream has been requested.
    pub fn streaming(&self) -> Wire {
        let body = r#"{"model":"gpt-4.1","stream":true}"#;
        let mut wire = self.wire();
        let length = format!("Content-Length: {}\r\n", body.len());
        wire.send(self.head("POST", "/v1/chat/completions", &length) + body);
        wire
    }

    /// A request head with the right `Host` and key, plus `headers`.
    pub fn head(&self, method: &str, path: &str, headers: &str) -> String {
        let (address, key) = (self.address, &self.key);
        format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n{headers}\r\n")
    }
}

impl Wire {
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).expect("bytes sent to the proxy");
    }

    pub fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        self.stream.write_all(bytes.as_ref())
    }

    /// Reads the whole next response.
    #[track_caller]
    pub fn reply(&mut self) -> Reply {
        let mut reply = self.reply_head();
        if reply.header("transfer-encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk() {
                reply.body.extend(chunk);
            }
        } else {
            let length = reply.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            reply.body = self.take(length);
        }
        reply
    }

    /// Reads only the head.
    #[track_caller]
    pub fn reply_head(&mut self) -> Reply {
        let end = self.until(b"\r\n\r\n");
        let head = String::from_utf8(self.take(end)).expect("a head in ASCII").to_lowercase();
        let status = head.get(9..12).and_then(|digits| digits.parse().ok());
        Reply { status: status.unwrap_or_else(|| panic!("no status: {head:?}")), head, body: Vec::new() }
    }

    /// The next chunk of a body; `None` for the last.
    #[track_caller]
    pub fn chunk(&mut self) -> Option<Vec<u8>> {
        let end = self.until(b"\r\n");
        let line = String::from_utf8(self.take(end)).expect("a size");
        let size = usize::from_str_radix(line.trim(), 16).expect("a size in hex");
        let chunk = self.take(size);
        self.take(2);
        (size > 0).then_some(chunk)
    }

    /// Everything until the other side closes or resets the connection.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = std::mem::take(&mut self.unread);
        match self.stream.read_to_end(&mut rest) {
            Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => panic!("the connection stays open"),
            _ => rest,
        }
    }

    /// The end of the first `mark` in the unread bytes.
    #[track_caller]
    fn until(&mut self, mark: &[u8]) -> usize {
        loop {
            if let Some(at) = self.unread.windows(mark.len()).position(|window| window == mark) {
                return at + mark.len();
            }
            self.fill();
        }
    }

    #[track_caller]
    fn take(&mut self, count: usize) -> Vec<u8> {
        while self.unread.len() < count {
            self.fill();
        }
        let rest = self.unread.split_off(count);
        std::mem::replace(&mut self.unread, rest)
    }

    #[track_caller]
    fn fill(&mut self) {
        let mut chunk = [0; 16_384];
        let count = self.stream.read(&mut chunk).unwrap_or_else(|error| panic!("{error}: {:?}", self.unread));
        assert!(count > 0, "the connection ended: {:?}", String::from_utf8_lossy(&self.unread));
        self.unread.extend_from_slice(&chunk[..count]);
    }
}
