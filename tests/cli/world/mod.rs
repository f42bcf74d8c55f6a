//! A world for the real binary: GitHub on loopback behind a proxy that ends the TLS, as on a corporate network,
//! a home of its own, a `gh` of its own. Knows the product by its interface alone and none of its modules.
//! Tests and `examples/demo.rs` share it; what one of them does not use is not dead.
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

/// Cases that mostly wait, side by side: each in a thread of its own.
pub fn side_by_side<T: Send>(cases: impl IntoIterator<Item = T>, test: impl Fn(T) + Sync) {
    let test = &test;
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || test(case));
        }
    });
}

/// Everything that a run of the binary can see. Whatever belongs to it ends when it is dropped.
pub struct World {
    server: server::Server,
    scratch: home::Scratch,
    binary: PathBuf,
}

/// Making one and running in it.
impl World {
    /// A world for the binary that cargo built for these tests; examples say [`World::with_binary`].
    #[track_caller]
    pub fn new() -> Self {
        // Not `env!`: cargo says it to tests and benches, and an example has to compile without.
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

    /// The binary with these arguments, to which more can be said.
    pub fn cmd(&self, args: &[&str]) -> Cmd<'_> {
        Cmd::new(self, &self.binary, None).args(args)
    }

    /// The same with a GitHub token in `GH_TOKEN`, as most cases want it.
    pub fn cmd_as(&self, github_token: &str, args: &[&str]) -> Cmd<'_> {
        self.cmd(args).env("GH_TOKEN", github_token)
    }

    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Run {
        self.cmd(args).run()
    }

    /// Another program in the same home and environment, all programs of the machine in reach.
    pub fn tool(&self, program: &str, args: &[&str]) -> Cmd<'_> {
        Cmd::new(self, program.as_ref(), Some(canary::Stdout::Anything)).args(args).system_path()
    }

    /// `http://127.0.0.1:PORT`, as every run has it in `HTTPS_PROXY`.
    pub fn proxy_url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// The same with a login, percent-encoded by the caller: `user:pa%25ss`.
    pub fn proxy_url_with(&self, login: &str) -> String {
        format!("http://{login}@{}", self.server.address)
    }

    /// An address on loopback where connections are refused.
    pub fn dead_address() -> String {
        // Below 1024: no test that binds a port of its own can be given it meanwhile.
        let dead = |port: &u16| TcpStream::connect(("127.0.0.1", *port)).is_err();
        format!("127.0.0.1:{}", (1..1024).find(dead).expect("a port without a listener"))
    }

    /// A GitHub token, or text that holds one, that no run may show.
    pub fn secret(&self, text: &str) {
        self.server.shared.secrets().add_github(text);
    }

    /// A session token that only the commands that answer with one may show.
    pub fn session_secret(&self, token: &str) {
        self.server.shared.secrets().add_session(token);
    }
}

/// What GitHub answers, and what breaks on the way. The queue is used up first, then comes the answer for the
/// GitHub token at hand, then the standing one.
impl World {
    /// The standing answer; [`Answer::granted`] until something is said.
    pub fn answer(&self, answer: Answer) {
        self.answer_with(move |_| answer.clone());
    }

    /// The standing answer, made for each request.
    pub fn answer_with(&self, respond: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
        self.server.shared.state().standing = std::sync::Arc::new(respond);
    }

    /// The answer to every request that is no exchange, such as the Copilot API gets: 404 until this is said.
    pub fn api(&self, respond: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
        self.server.shared.state().api = std::sync::Arc::new(respond);
    }

    /// The next TLS connections to a Copilot API host are this code's own, one call each: to misbehave as no
    /// [`Answer`] can. It runs in a thread of the connection's.
    pub fn takes_over(&self, serve: impl Fn(&mut dyn Wire) + Send + Sync + 'static) {
        self.server.shared.state().takes_over = Some(std::sync::Arc::new(serve));
    }

    /// Answers to the next exchanges, one each.
    pub fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.server.shared.state().queue.extend(answers);
    }

    pub fn answer_for(&self, github_token: &str, answer: Answer) {
        self.secret(github_token);
        self.server.shared.state().by_token.insert(github_token.to_owned(), answer);
    }

    /// Sends every answer that was [held](Answer::held) back, and holds none back from now on.
    pub fn let_go(&self) {
        self.server.shared.let_go();
    }

    /// Every connection from now on has this fault.
    pub fn fault(&self, fault: Fault) {
        self.server.shared.state().fault = Some(fault);
    }

    /// Only the next `count` connections have it.
    pub fn fault_next(&self, count: usize, fault: Fault) {
        self.server.shared.state().next_faults.extend(std::iter::repeat_n(fault, count));
    }

    pub fn no_fault(&self) {
        let mut state = self.server.shared.state();
        state.fault = None;
        state.next_faults.clear();
    }

    /// The proxy wants this login from now on, and answers 407 without it. The password is a secret.
    pub fn proxy_login(&self, user: &str, password: &str) {
        self.secret(password);
        self.server.shared.state().login = Some(format!("{user}:{password}"));
    }
}

/// What was seen.
impl World {
    /// Requests that came through TLS, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.server.shared.state().requests.clone()
    }

    /// How many of them were exchanges.
    pub fn exchanges(&self) -> usize {
        self.server.shared.state().requests.iter().filter(|request| request.is_exchange()).count()
    }

    /// What was asked of the proxy, in order.
    pub fn connects(&self) -> Vec<Connect> {
        self.server.shared.state().connects.clone()
    }

    /// TCP connections to the proxy.
    pub fn connections(&self) -> usize {
        self.server.shared.state().connections
    }

    /// TLS handshakes that succeeded.
    pub fn handshakes(&self) -> usize {
        self.server.shared.state().handshakes
    }

    /// Why connections ended before their time, for a test's own message.
    pub fn troubles(&self) -> Vec<String> {
        self.server.shared.state().troubles.clone()
    }

    /// Session tokens that were sent, in order: no two are the same.
    pub fn issued(&self) -> Vec<String> {
        self.server.shared.state().issued.iter().map(|issued| issued.token.clone()).collect()
    }

    /// The session tokens among them that were sent for this GitHub token.
    pub fn issued_for(&self, github_token: &str) -> Vec<String> {
        let state = self.server.shared.state();
        let of = state.issued.iter().filter(|issued| issued.github_token == github_token);
        of.map(|issued| issued.token.clone()).collect()
    }

    /// Waits until something has been seen; panics after a minute.
    #[track_caller]
    pub fn until(&self, what: &str, mut seen: impl FnMut(&World) -> bool) {
        let start = Instant::now();
        while !seen(self) {
            assert!(start.elapsed() < Duration::from_secs(60), "still waiting until {what}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
