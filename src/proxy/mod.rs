//! A loopback proxy that adds a valid credential to every request. It serves programs that read their key only once,
//! and programs that cannot send our headers. It does not translate between APIs. The only event loop in the program;
//! only `serve` and `exec --proxy` start it.

mod connect;
mod credentials;
mod download;
mod forward;
mod gate;
mod headers;
pub mod key;
mod memory;
mod pool;
mod record;
mod replies;
mod upload;
mod watch;

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch as signal};
use tokio::task::JoinSet;
use tokio::time::sleep;

pub use credentials::Credentials;
use credentials::Desk;
use forward::Forwarder;
use gate::Gate;
use watch::Client;

use crate::failure::Failure;
use crate::secret::Secret;
use crate::text;

const MAX_CONNECTIONS: usize = 256;
/// The longest request head, in bytes.
const MAX_HEAD: usize = 64 * 1024;
/// The most header lines in a request. hyper's limit of 100 would refuse a head that is far from too long.
const MAX_HEADERS: usize = 1000;
/// The read buffer of a client connection, in bytes. It bounds what is read ahead of a slow API, and has room to
/// recognise a head that is too long.
const BUFFER: usize = 2 * MAX_HEAD;
/// How long answers in progress may continue after a stop.
const DRAIN: Duration = Duration::from_secs(5);
/// Pause after a failed accept: the process may be out of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);
/// Limit on blocking threads, which run credential look-ups and DNS.
const MAX_THREADS: usize = 16;

/// A listening socket that does not serve requests yet.
pub struct Proxy {
    listener: TcpListener,
    address: SocketAddr,
    key: Secret,
}

impl Proxy {
    /// `address` must be a loopback address; port 0 picks a free port. Only then makes the key, which may create a file.
    ///
    /// # Errors
    /// The address is in use or not available, or there is no key.
    pub fn listen(
        address: SocketAddr,
        key: impl FnOnce() -> Result<Secret, Failure>,
    ) -> Result<Self, Failure> {
        let open = || {
            let listener = TcpListener::bind(address)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = open().map_err(|e: io::Error| {
            Failure::error(format!("cannot listen on {address}: {}", text::reason(&e)))
        })?;
        Ok(Self { listener, address, key: key()? })
    }

    pub fn key(&self) -> &Secret {
        &self.key
    }

    /// The base URL for OpenAI clients, which append `/chat/completions`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The base URL for Anthropic clients, which append `/v1/messages`.
    pub fn anthropic_base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves until `stop` completes, then gives answers in progress a few seconds to finish, or until `stop` completes
    /// once more.
    ///
    /// # Errors
    /// The listener cannot be registered with the event loop.
    pub async fn serve(self, credentials: Credentials, mut stop: impl AsyncFnMut()) -> io::Result<()> {
        let log = credentials.log;
        let gate = Gate::new(self.address, self.key);
        let (desk, pool) = (Desk::new(credentials), Arc::default());
        let forwarder = Arc::new(Forwarder { gate, desk, pool, log });
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let (stopping, stopped) = signal::channel(());
        let mut connections = JoinSet::new();
        let accept = accept(&listener, &forwarder, &stopped, &mut connections);
        tokio::select! {
            () = accept => {}
            () = stop() => {}
        }
        drop((listener, stopping));
        // The shutdown of the runtime cancels the rest.
        tokio::select! {
            () = async { while connections.join_next().await.is_some() {} } => {}
            () = sleep(DRAIN) => {}
            () = stop() => {}
        }
        Ok(())
    }
}

/// A single-threaded event loop, on the calling thread.
pub fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(MAX_THREADS).build()
}

async fn accept(
    listener: &tokio::net::TcpListener,
    forwarder: &Arc<Forwarder>,
    stopped: &signal::Receiver<()>,
    connections: &mut JoinSet<()>,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        // At the limit, new connections wait in the kernel's backlog.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve(stream, Arc::clone(forwarder), stopped.clone(), place));
            }
            Err(_) => sleep(PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one client connection until it closes.
async fn serve(
    stream: TcpStream,
    forwarder: Arc<Forwarder>,
    mut stopped: signal::Receiver<()>,
    _place: OwnedSemaphorePermit,
) {
    let client = Client::new(stream);
    let service = service_fn(|request| {
        let (forwarder, client) = (Arc::clone(&forwarder), client.clone());
        async move { Ok::<_, Infallible>(forwarder.serve(request, client).await) }
    });
    // `Client` enforces the time limits for heads and idle connections.
    let mut builder = http1::Builder::new();
    builder.header_read_timeout(None).max_header_size(MAX_HEAD).max_headers(MAX_HEADERS).max_buf_size(BUFFER);
    let connection = builder.serve_connection(TokioIo::new(client.clone()), service);
    tokio::pin!(connection);
    let over = client.over();
    tokio::pin!(over);
    let mut stopping = false;
    loop {
        tokio::select! {
            // An error needs no report: the client sees its connection close.
            _ = connection.as_mut() => break,
            () = &mut over => return,
            _ = stopped.changed(), if !stopping => {
                if client.has_begun_a_head() {
                    return;
                }
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
    client.linger().await;
}
