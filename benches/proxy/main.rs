//! What the proxy adds. Sends the same requests to the same API on loopback, directly and through the proxy,
//! alternating in one run. Ratios and differences within a run count; absolute times depend on the machine.
#![allow(clippy::disallowed_methods, reason = "these rules apply to the product only")]

#[path = "../../tests/cli/world_works/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "../../tests/cli/world/mod.rs"]
mod world;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use world::{CopilotApi, World, chat_delta};

const TOKEN: &str = "ghu_theTokenOfTheProxysBench00000000";
const HOST: &str = "api.individual.githubcopilot.com";
const ROUNDS: usize = 1000;
const STREAMS: usize = 100;

fn main() {
    let binary =
        std::env::var_os("COST_OF_STATIC").unwrap_or_else(|| env!("CARGO_BIN_EXE_copilot-token").into());
    let world = World::with_binary(&binary);
    let api = world.copilot_api();
    let proxy = Proxy::start(&world, &binary);
    println!("| what | straight | through the proxy | difference |\n|---|--:|--:|--:|");
    small_requests(&world, &proxy);
    first_bytes(&world, &api, &proxy);
    println!();
    streams_at_once(&api, &proxy);
    many_requests(&proxy);
}

/// A running `serve`, killed on drop.
struct Proxy {
    child: Child,
    address: String,
    key: String,
}

impl Proxy {
    fn start(world: &World, binary: &std::ffi::OsStr) -> Self {
        let mut child = Command::new(binary)
            .arg("serve")
            .env_clear()
            .envs([("GH_TOKEN", TOKEN.to_owned()), ("HTTPS_PROXY", world.proxy_url())])
            .env("HOME", world.home())
            .env("SSL_CERT_FILE", world.ca_file())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let base_url = lines.next().expect("a base URL");
        let address = base_url.trim_start_matches("http://").trim_end_matches("/v1").to_owned();
        Proxy { child, address, key: lines.next().expect("a key") }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the proxy");
        stream.set_nodelay(true).expect("an option");
        stream
    }

    fn request(&self, method: &str, path: &str, body: &str) -> String {
        let (address, key, length) = (&self.address, &self.key, body.len());
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nx-api-key: {key}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }

    /// A number of `/proc/PID/status`, such as `VmHWM` in kB.
    fn status(&self, field: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request as the proxy would send it, on the benchmark's own connection.
fn straight(world: &World, method: &str, path: &str, body: &str) -> String {
    let token = world.issued().remove(0);
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\nEditor-Version: vscode/1.107.0\r\n\
         Copilot-Integration-Id: vscode-chat\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Reads the whole answer if it has a length, otherwise up to the first chunk.
fn exchange(stream: &mut (impl Read + Write), request: &str) -> Duration {
    let began = Instant::now();
    stream.write_all(request.as_bytes()).and_then(|()| stream.flush()).expect("a request sent");
    let (mut all, mut chunk) = (Vec::new(), [0; 16_384]);
    loop {
        let count = stream.read(&mut chunk).expect("an answer");
        assert!(count > 0, "the connection ended: {:?}", String::from_utf8_lossy(&all));
        all.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&all).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if length.is_none_or(|length| body.len() >= length) {
            return began.elapsed();
        }
    }
}

fn small_requests(world: &World, proxy: &Proxy) {
    let mut through = proxy.connect();
    exchange(&mut through, &proxy.request("GET", "/v1/models", ""));
    let mut tls = client::handshake(client::connect(world, HOST, "").unwrap(), HOST).unwrap();
    tls.sock.set_nodelay(true).expect("an option");
    let body = r#"{"model":"gpt-4.1"}"#;
    let plain = straight(world, "POST", "/chat/completions", body);
    let proxied = proxy.request("POST", "/v1/chat/completions", body);
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(exchange(&mut tls, &plain));
        other.push(exchange(&mut through, &proxied));
    }
    row("a small request, median", &mut one, &mut other, 0.5);
    row("the same, 99 of 100", &mut one, &mut other, 0.99);
}

/// From the moment the API has an event to the moment the client receives it.
fn first_bytes(world: &World, api: &CopilotApi, proxy: &Proxy) {
    let body = r#"{"stream":true}"#;
    let mut times = [Vec::new(), Vec::new()];
    let mut tls = client::handshake(client::connect(world, HOST, "").unwrap(), HOST).unwrap();
    tls.sock.set_nodelay(true).expect("an option");
    let stream = api.stream_next();
    exchange(&mut tls, &straight(world, "POST", "/chat/completions", body));
    times[0] = events(&mut tls, &stream);
    let mut through = proxy.connect();
    let stream = api.stream_next();
    exchange(&mut through, &proxy.request("POST", "/v1/chat/completions", body));
    times[1] = events(&mut through, &stream);
    let [mut one, mut other] = times;
    row("an event of a stream, median", &mut one, &mut other, 0.5);
    row("the same, 99 of 100", &mut one, &mut other, 0.99);
}

fn events(reader: &mut impl Read, stream: &world::Stream) -> Vec<Duration> {
    let mut chunk = [0; 16_384];
    let event = |_| {
        let began = Instant::now();
        stream.event(&chat_delta("word"));
        let (mut text, mut passed) = (Vec::new(), Duration::ZERO);
        while !text.ends_with(b"}\n\n\r\n") {
            let count = reader.read(&mut chunk).expect("an event");
            text.extend_from_slice(&chunk[..count]);
            passed = began.elapsed();
        }
        passed
    };
    let times = (0..ROUNDS).map(event).collect();
    stream.end();
    times
}

fn row(what: &str, one: &mut [Duration], other: &mut [Duration], part: f64) {
    let at = |times: &mut [Duration]| {
        times.sort();
        times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1000.0
    };
    let (one, other) = (at(one), at(other));
    println!("| {what}, ms | {one:.3} | {other:.3} | {:.3} |", other - one);
}

fn streams_at_once(api: &CopilotApi, proxy: &Proxy) {
    let before = proxy.status("VmRSS");
    let request = proxy.request("POST", "/v1/chat/completions", r#"{"stream":true}"#);
    let mut all: Vec<_> = (0..STREAMS)
        .map(|_| {
            let (stream, mut connection) = (api.stream_next(), proxy.connect());
            exchange(&mut connection, &request);
            (stream, connection)
        })
        .collect();
    for _ in 0..20 {
        all.iter().for_each(|(stream, _)| stream.event(&chat_delta("word")));
        for (_, connection) in &mut all {
            assert!(connection.read(&mut [0; 16_384]).expect("an event") > 0);
        }
    }
    println!(
        "- {STREAMS} streams at once: all progress; resident {} kB before, {} kB with them, {} threads, {} descriptors",
        before,
        proxy.status("VmRSS"),
        proxy.status("Threads"),
        proxy.descriptors()
    );
    all.iter().for_each(|(stream, _)| stream.end());
}

fn many_requests(proxy: &Proxy) {
    let request = proxy.request("GET", "/v1/models", "");
    let figures = || (proxy.status("VmRSS"), proxy.status("Threads"), proxy.descriptors());
    let mut seen = Vec::new();
    for _ in 0..3 {
        for _ in 0..500 {
            exchange(&mut proxy.connect(), &request);
        }
        seen.push(figures());
    }
    println!(
        "- resident kB, threads, descriptors after 500, 1,000, 1,500 connections with one request each: {seen:?}"
    );
}
