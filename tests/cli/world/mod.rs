//! A world for the real binary: GitHub on loopback behind a proxy that terminates TLS, as on a corporate network,
//! with a separate home and a fake `gh`. It knows the product only by its interface. Tests and `examples/demo.rs`
//! share it, and neither uses all of it.
#![allow(dead_code, unused_imports)]

mod answer;
mod authority;
mod canary;
mod check;
mod connection;
pub mod copilot_api;
#[cfg(target_os = "linux")]
mod crowd;
mod device;
pub mod fixtures;
mod home;
mod http;
mod processes;
mod render;
mod run;
mod server;
mod stream;
mod tail;
mod time;

use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub use answer::Answer;
pub use authority::root_der;
pub use copilot_api::{CopilotApi, HELLO, chat_delta};
pub use device::{Pair, SignIn, codes, oauth_error};
pub use home::{GhCall, set_mode};
pub use http::{EXCHANGE_PATH, Request};
pub use processes::{ON_A_TERMINAL, installed, on_a_command_line, signals_end_processes, skipped};
pub use render::random_hex;
pub use run::{Cmd, Run, Running};
pub use server::{Connect, Fault, Wire};
pub use stream::Stream;
pub use time::{http_date, is_about, now};

/// Runs cases that mostly wait in parallel, one thread each.
pub fn side_by_side<T: Send>(cases: impl IntoIterator<Item = T>, test: impl Fn(T) + Sync) {
    let test = &test;
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || test(case));
        }
    });
}

/// Everything that a run of the binary can see. Dropping it ends and removes all of it.
pub struct World {
    server: server::Server,
    scratch: home::Scratch,
    binary: PathBuf,
}

/// Creating a world and running programs in it.
impl World {
    /// A world for the binary that cargo built for these tests; examples use [`World::with_binary`].
    #[track_caller]
    pub fn new() -> Self {
        // Not `env!`: cargo sets the variable only for tests and benches, and an example must compile without it.
        let Some(binary) = option_env!("CARGO_BIN_EXE_copilot-token") else {
            panic!("cargo does not say where the binary is: use World::with_binary");
        };
        Self::with_binary(binary)
    }

    pub fn with_binary(binary: impl Into<PathBuf>) -> Self {
        let scratch = home::Scratch::new();
        std::fs::write(scratch.path("ca.pem"), authority::root_pem()).expect("a certificate file");
        World { server: server::Server::start(), scratch, binary: binary.into() }
    }

    /// The binary with these arguments; the result is a builder.
    pub fn cmd(&self, args: &[&str]) -> Cmd<'_> {
        Cmd::new(self, &self.binary, None).args(args)
    }

    /// The same with a GitHub token in `GH_TOKEN`.
    pub fn cmd_as(&self, github_token: &str, args: &[&str]) -> Cmd<'_> {
        self.cmd(args).env("GH_TOKEN", github_token)
    }

    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Run {
        self.cmd(args).run()
    }

    /// Another program in the same home and environment, with the machine's programs in PATH.
    pub fn tool(&self, program: &str, args: &[&str]) -> Cmd<'_> {
        Cmd::new(self, program.as_ref(), Some(canary::Stdout::Anything)).args(args).system_path()
    }

    /// `http://127.0.0.1:PORT`, the value of `HTTPS_PROXY` in every run.
    pub fn proxy_url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// The same with a login that the caller has percent-encoded: `user:pa%25ss`.
    pub fn proxy_url_with(&self, login: &str) -> String {
        format!("http://{login}@{}", self.server.address)
    }

    /// An address on loopback that refuses connections.
    pub fn dead_address() -> String {
        // Below 1024, so that no test that binds an ephemeral port can get it.
        let dead = |port: &u16| TcpStream::connect(("127.0.0.1", *port)).is_err();
        format!("127.0.0.1:{}", (1..1024).find(dead).expect("a port without a listener"))
    }

    /// Registers a GitHub token, or text that contains one: no run may show it.
    pub fn secret(&self, text: &str) {
        self.server.shared.secrets().add_github(text);
    }

    /// Registers a session token: only commands that answer with one may show it.
    pub fn session_secret(&self, token: &str) {
        self.server.shared.secrets().add_session(token);
    }
}

/// GitHub's answers and the faults on the way. The queue comes first, then the answer for the request's GitHub token,
/// then the standing answer.
impl World {
    /// Sets the standing answer; the default is [`Answer::granted`].
    pub fn answer(&self, answer: Answer) {
        self.answer_with(move |_| answer.clone());
    }

    /// Sets the standing answer as a function of the request.
    pub fn answer_with(&self, respond: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
        self.server.shared.state().standing = std::sync::Arc::new(respond);
    }

    /// Sets the answer to all requests that are not exchanges, such as those to the Copilot API; the default is 404.
    pub fn api(&self, respond: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
        self.server.shared.state().api = std::sync::Arc::new(respond);
    }

    /// Hands the next TLS connections to a Copilot API host to `serve`, one call each, for faults that no [`Answer`]
    /// can describe. It runs in the connection's thread.
    pub fn takes_over(&self, serve: impl Fn(&mut dyn Wire) + Send + Sync + 'static) {
        self.server.shared.state().takes_over = Some(std::sync::Arc::new(serve));
    }

    /// Queues answers to the next exchanges, one each.
    pub fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.server.shared.state().queue.extend(answers);
    }

    pub fn answer_for(&self, github_token: &str, answer: Answer) {
        self.secret(github_token);
        self.server.shared.state().by_token.insert(github_token.to_owned(), answer);
    }

    /// Sends all [held](Answer::held) answers and holds none from now on.
    pub fn let_go(&self) {
        self.server.shared.let_go();
    }

    /// Applies this fault to all connections from now on.
    pub fn fault(&self, fault: Fault) {
        self.server.shared.state().fault = Some(fault);
    }

    /// Applies the fault to the next `count` connections only.
    pub fn fault_next(&self, count: usize, fault: Fault) {
        self.server.shared.state().next_faults.extend(std::iter::repeat_n(fault, count));
    }

    pub fn no_fault(&self) {
        let mut state = self.server.shared.state();
        state.fault = None;
        state.next_faults.clear();
    }

    /// The proxy requires this login from now on, and answers 407 without it. The password is a secret.
    pub fn proxy_login(&self, user: &str, password: &str) {
        self.secret(password);
        self.server.shared.state().login = Some(format!("{user}:{password}"));
    }
}

/// What was observed.
impl World {
    /// Requests received through TLS, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.server.shared.state().requests.clone()
    }

    /// The number of exchanges.
    pub fn exchanges(&self) -> usize {
        self.server.shared.state().requests.iter().filter(|request| request.is_exchange()).count()
    }

    /// The requests to the proxy, in order.
    pub fn connects(&self) -> Vec<Connect> {
        self.server.shared.state().connects.clone()
    }

    /// The number of TCP connections to the proxy.
    pub fn connections(&self) -> usize {
        self.server.shared.state().connections
    }

    /// The number of successful TLS handshakes.
    pub fn handshakes(&self) -> usize {
        self.server.shared.state().handshakes
    }

    /// Why connections ended early, for a test's message.
    pub fn troubles(&self) -> Vec<String> {
        self.server.shared.state().troubles.clone()
    }

    /// The session tokens sent, in order; each is unique.
    pub fn issued(&self) -> Vec<String> {
        self.server.shared.state().issued.iter().map(|issued| issued.token.clone()).collect()
    }

    /// The session tokens sent for this GitHub token.
    pub fn issued_for(&self, github_token: &str) -> Vec<String> {
        let state = self.server.shared.state();
        let of = state.issued.iter().filter(|issued| issued.github_token == github_token);
        of.map(|issued| issued.token.clone()).collect()
    }

    /// Polls until `seen` is true; panics after a minute.
    #[track_caller]
    pub fn until(&self, what: &str, mut seen: impl FnMut(&World) -> bool) {
        let start = Instant::now();
        while !seen(self) {
            assert!(start.elapsed() < Duration::from_secs(60), "still waiting until {what}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
