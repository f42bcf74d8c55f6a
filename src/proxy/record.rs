//! Follows one request from its arrival to the last byte of its answer. Tells the connection's `Client` when the
//! request starts and ends, and logs one line with `--verbose`: no query, no header, no body.

use hyper::{Method, StatusCode};
use tokio::time::Instant;

use super::watch::Client;
use crate::text;

/// The longest path in a log line, in bytes.
const SHOWN_PATH: usize = 80;

pub struct Record {
    client: Client,
    log: Option<fn(&str)>,
    method: Method,
    path: String,
    began: Instant,
    /// `None` until the answer starts.
    status: Option<StatusCode>,
    /// Bytes of the answer's body so far.
    bytes: u64,
    complete: bool,
}

impl Record {
    /// `path` must not contain a secret.
    pub fn begin(client: Client, log: Option<fn(&str)>, method: Method, path: &str) -> Self {
        client.busy();
        let path = log.map(|_| text::one_line(path, SHOWN_PATH)).unwrap_or_default();
        let began = Instant::now();
        Self { client, log, method, path, began, status: None, bytes: 0, complete: false }
    }

    pub fn answered(&mut self, status: StatusCode) {
        self.status = Some(status);
    }

    pub fn count(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    pub fn complete(&mut self) {
        self.complete = true;
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.client.idle();
        let Some(log) = self.log else { return };
        let status = self.status.map_or("no answer".to_owned(), |status| status.as_u16().to_string());
        let (ms, bytes) = (self.began.elapsed().as_millis(), self.bytes);
        let end = if self.complete { "" } else { ", broken off" };
        log(&format!("{} {} {status} {ms} ms, {bytes} bytes{end}", self.method, self.path));
    }
}
