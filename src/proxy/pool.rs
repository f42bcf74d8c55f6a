//! Connections to the API that wait for their next request. One that has not seen its answer to the end is closed.

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

/// Longer than a program thinks between two requests, shorter than servers keep a connection; milliseconds.
const MAX_IDLE_MS: i64 = 90_000;
/// What a connection takes at most from the end of an answer to the next request.
const READY: Duration = Duration::from_millis(100);
/// How many idle connections are kept for one host.
const MAX_KEPT: usize = 32;
/// The most that is read ahead of a slow client, in bytes, and the longest head of an answer.
const BUFFER: usize = 64 * 1024;

#[derive(Default)]
pub struct Pool {
    connector: Connector,
    idle: Mutex<HashMap<String, Vec<Idle>>>,
}

struct Idle {
    connection: Connection,
    /// Unix milliseconds by the wall clock, which goes on while a laptop sleeps.
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

/// Ends with the value: dropping it closes the socket at once.
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
    /// It has served another request before.
    pub is_used: bool,
}

impl Pool {
    /// An idle connection, or a new one within `limit`.
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
        // How it ends is told to the request that is under way.
        let task = tokio::spawn(async { drop(driver.await) }).abort_handle();
        Ok(self.lend(Connection { sender, task }, api.host(), false))
    }

    fn lend(self: &Arc<Self>, connection: Connection, host: &str, is_used: bool) -> Lease {
        Lease { connection, host: host.to_owned(), pool: Arc::clone(self), is_used }
    }

    /// The connection that was used last, if it still stands.
    async fn take(&self, host: &str) -> Option<Connection> {
        loop {
            let mut idle = self.lock().get_mut(host)?.pop()?;
            if idle.is_old() {
                continue;
            }
            // Not ready: something of the request before is still under way.
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
    /// With the request, if nothing of it has been sent.
    pub async fn send(
        &mut self,
        request: Request<Upload>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Upload>>> {
        self.connection.sender.try_send_request(request).await
    }

    /// Keeps the connection for the next request.
    pub fn give_back(self) {
        let mut all = self.pool.lock();
        let idle = all.entry(self.host.clone()).or_default();
        idle.retain(|idle| !idle.is_old());
        if idle.len() < MAX_KEPT {
            idle.push(Idle { connection: self.connection, since_ms: now_ms() });
        }
    }
}
