//! The listener and the state that its threads share: answers, faults, observations. Each connection has a thread
//! (`connection.rs`); dropping [`Server`] ends them all.

use std::collections::{HashMap, VecDeque};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::canary::Secrets;
use super::connection;
use super::http::Request;

/// A fault of a connection before the first request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The proxy answers the CONNECT with this status.
    RefuseConnect(u16),
    /// The CONNECT is read but never answered.
    StallConnect,
    /// The CONNECT is answered with an endless head, byte by byte.
    DripConnect,
    /// The CONNECT is read, then the connection is closed.
    CloseConnect,
    /// The CONNECT succeeds, then nothing comes.
    StallTls,
    /// The CONNECT succeeds, then the first TLS bytes cause a reset.
    ResetTls,
    /// The CONNECT succeeds, then the stream ends after the first TLS bytes.
    CloseTls,
    /// A server that speaks HTTP without TLS is behind the CONNECT.
    PlainText,
    WrongHostCert,
    ExpiredCert,
    UnknownCa,
}

/// A CONNECT, or any other request to the proxy.
#[derive(Clone, Debug)]
pub struct Connect {
    /// `api.github.com:443`.
    pub target: String,
    /// `user:password`, decoded from `Proxy-Authorization`.
    pub login: Option<String>,
    pub headers: Vec<(String, String)>,
    pub at: Instant,
}

/// A connection that a test serves itself.
pub trait Wire: Read + Write {}

impl<T: Read + Write> Wire for T {}

pub type TakesOver = Arc<dyn Fn(&mut dyn Wire) + Send + Sync>;

/// An issued session token, and where it is valid.
#[derive(Clone, Debug)]
pub struct Issued {
    pub github_token: String,
    pub token: String,
    /// The host of the base URL that came with it.
    pub host: Option<String>,
    /// The `Copilot-Integration-Id` that the exchange named.
    pub integration: Option<String>,
}

pub type Respond = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// What the tests set and the threads record.
pub struct State {
    pub standing: Respond,
    /// The answer to requests that are not exchanges.
    pub api: Respond,
    pub takes_over: Option<TakesOver>,
    pub queue: VecDeque<Answer>,
    pub by_token: HashMap<String, Answer>,
    pub fault: Option<Fault>,
    pub next_faults: VecDeque<Fault>,
    /// The `user:password` that the proxy requires.
    pub login: Option<String>,
    pub requests: Vec<Request>,
    pub connects: Vec<Connect>,
    /// TCP connections accepted.
    pub connections: usize,
    /// TLS handshakes completed.
    pub handshakes: usize,
    /// Why the other handshakes and connections ended.
    pub troubles: Vec<String>,
    /// The results of successful exchanges, in order.
    pub issued: Vec<Issued>,
    /// Held answers are sent.
    let_go: bool,
    live: HashMap<usize, Arc<TcpStream>>,
    stopping: bool,
}

pub struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    pub secrets: Mutex<Secrets>,
}

impl Shared {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn secrets(&self) -> MutexGuard<'_, Secrets> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps; false if the world is dropped meanwhile.
    pub fn pause(&self, length: Duration) -> bool {
        let state = self.state();
        let (state, _) = self
            .changed
            .wait_timeout_while(state, length, |state| !state.stopping)
            .unwrap_or_else(PoisonError::into_inner);
        !state.stopping
    }

    /// Waits for [`Shared::let_go`]; false if the world is dropped meanwhile.
    pub fn hold(&self) -> bool {
        let state = self.state();
        let state = self.changed.wait_while(state, |state| !state.let_go && !state.stopping);
        !state.unwrap_or_else(PoisonError::into_inner).stopping
    }

    pub fn let_go(&self) {
        self.state().let_go = true;
        self.changed.notify_all();
    }

    /// Records the request and finds its answer: from the queue, then for its token, then the standing answer. Only
    /// exchanges use the queue.
    pub fn answer(&self, request: &Request) -> Answer {
        let respond = {
            let mut state = self.state();
            state.requests.push(request.clone());
            if !request.is_exchange() {
                let api = Arc::clone(&state.api);
                drop(state);
                return api(request);
            }
            if let Some(answer) = state.queue.pop_front() {
                return answer;
            }
            let by_token = request.github_token.as_ref().and_then(|token| state.by_token.get(token));
            if let Some(answer) = by_token {
                return answer.clone();
            }
            state.standing.clone()
        };
        // Called without the lock, because a test's code may query the world.
        respond(request)
    }
}

/// The running server; dropping it ends all threads.
pub struct Server {
    pub shared: Arc<Shared>,
    pub address: SocketAddr,
    acceptor: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("its number");
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                standing: Arc::new(|_| Answer::granted()),
                api: Arc::new(|_| Answer::not_found()),
                takes_over: None,
                queue: VecDeque::new(),
                by_token: HashMap::new(),
                fault: None,
                next_faults: VecDeque::new(),
                login: None,
                requests: Vec::new(),
                connects: Vec::new(),
                connections: 0,
                handshakes: 0,
                troubles: Vec::new(),
                issued: Vec::new(),
                let_go: false,
                live: HashMap::new(),
                stopping: false,
            }),
            changed: Condvar::new(),
            secrets: Mutex::default(),
        });
        let acceptor = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Server { shared, address, acceptor: Some(acceptor) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let live: Vec<_> = {
            let mut state = self.shared.state();
            state.stopping = true;
            state.live.values().cloned().collect()
        };
        self.shared.changed.notify_all();
        for stream in live {
            // Wakes a thread that reads or writes. An error means that the client has already closed.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the acceptor, which then sees that it must stop.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
        let wait = Duration::from_secs(5);
        let _ = self.shared.changed.wait_timeout_while(self.shared.state(), wait, |s| !s.live.is_empty());
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        let mut state = shared.state();
        if state.stopping {
            return;
        }
        let Ok(stream) = stream.map(Arc::new) else { continue };
        state.connections += 1;
        let number = state.connections;
        let fault = state.next_faults.pop_front().or(state.fault);
        state.live.insert(number, Arc::clone(&stream));
        drop(state);
        let farewell = Farewell { number, shared: Arc::clone(shared) };
        std::thread::spawn(move || {
            let shared = Arc::clone(&farewell.shared);
            if let Err(trouble) = connection::serve(&stream, number, fault, &shared) {
                shared.state().troubles.push(trouble.to_string());
            }
            // Closes the stream first, so that it is closed when the connection leaves the list.
            drop(stream);
            drop(farewell);
        });
    }
}

/// Removes a connection from the list, even if its thread panics.
struct Farewell {
    number: usize,
    shared: Arc<Shared>,
}

impl Drop for Farewell {
    fn drop(&mut self) {
        self.shared.state().live.remove(&self.number);
        self.shared.changed.notify_all();
    }
}
