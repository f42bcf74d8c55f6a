//! Idle connections to the API, kept for reuse. A connection whose answer was not read to its end is closed instead.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1};
use hyper::{Request, Response};
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::connect::Connector;
use super::upload::Upload;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::host::BaseUrl;

/// How long an idle connection is kept, in milliseconds: longer than programs usually pause between two requests,
/// shorter than servers keep a connection.
const MAX_IDLE_MS: i64 = 90_000;
/// How long a connection may take to become ready for the next request.
const READY: Duration = Duration::from_millis(100);
/// How many idle connections are kept per host.
const MAX_KEPT: usize = 32;
/// The read buffer of an API connection, in bytes. It limits the response head, and what is read ahead of a slow
/// client.
const BUFFER: usize = 64 * 1024;

#[derive(Default)]
pub struct Pool {
    connector: Connector,
    idle: Mutex<HashMap<String, Vec<Idle>>>,
}

struct Idle {
    connection: Connection,
    /// Unix milliseconds by the wall clock, which keeps running while a laptop is asleep.
    since_ms: i64,
}

impl Idle {
    fn is_old(&self) -> bool {
        let age = now_ms() - self.since_ms;
        !(0..MAX_IDLE_MS).contains(&age) || self.connection.sender.is_closed()
    }
}

fn now_ms() -> i64 {
    Deadline::after(Duration::ZERO).now_ms()
}

/// Dropping it closes the socket at once.
struct Connection {
    sender: http1::SendRequest<Upload>,
    task: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A connection in use by one request.
pub struct Lease {
    connection: Connection,
    host: String,
    pool: Arc<Pool>,
    /// Whether it has served an earlier request.
    pub is_used: bool,
}

impl Pool {
    /// Takes an idle connection, or opens a new one within `limit`.
    pub async fn lease(self: &Arc<Self>, api: &BaseUrl, limit: Duration) -> Result<Lease, Failure> {
        let host = api.host();
        if let Some(connection) = self.take(host).await {
            return Ok(self.lend(connection, host, true));
        }
        self.lease_new(api, limit).await
    }

    pub async fn lease_new(self: &Arc<Self>, api: &BaseUrl, limit: Duration) -> Result<Lease, Failure> {
        let stream = self.connector.connect(api, limit).await?;
        let handshake = http1::Builder::new().max_buf_size(BUFFER).handshake(stream).await;
        let (sender, driver) =
            handshake.map_err(|e| Failure::unavailable(format!("cannot talk to {}: {e}", api.host())))?;
        // The request in progress receives the error.
        let task = tokio::spawn(async { drop(driver.await) }).abort_handle();
        Ok(self.lend(Connection { sender, task }, api.host(), false))
    }

    fn lend(self: &Arc<Self>, connection: Connection, host: &str, is_used: bool) -> Lease {
        Lease { connection, host: host.to_owned(), pool: Arc::clone(self), is_used }
    }

    /// The most recently used idle connection that is still open.
    async fn take(&self, host: &str) -> Option<Connection> {
        loop {
            let mut idle = self.lock().get_mut(host)?.pop()?;
            if idle.is_old() {
                continue;
            }
            // A connection that is not ready still has part of the previous request in progress.
            let ready = timeout(READY, idle.connection.sender.ready()).await;
            if ready.is_ok_and(|ready| ready.is_ok()) {
                return Some(idle.connection);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Idle>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// # Errors
    /// Contains the request if nothing of it was sent.
    pub async fn send(
        &mut self,
        request: Request<Upload>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Upload>>> {
        self.connection.sender.try_send_request(request).await
    }

    /// Returns the connection to the pool.
    pub fn give_back(self) {
        let mut all = self.pool.lock();
        let idle = all.entry(self.host.clone()).or_default();
        idle.retain(|idle| !idle.is_old());
        if idle.len() < MAX_KEPT {
            idle.push(Idle { connection: self.connection, since_ms: now_ms() });
        }
    }
}
