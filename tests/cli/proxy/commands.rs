//! `serve` as a command: its address, its output, its end.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{Served, TOKEN, serve, started};
use crate::world::{World, set_mode, side_by_side};

/// Starts `serve` with a key file and these options; it then prints only one line.
fn serve_with_file<'w>(world: &'w World, file: &str, options: &[&str]) -> Served<'w> {
    let words = [&["serve", "--key-file", file], options].concat();
    let running = world.cmd_as(TOKEN, &words).spawn();
    world.until("the proxy says where it listens", |_| running.lines()[0].len() == 1);
    let base_url = running.lines()[0][0].clone();
    let address = base_url.trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap();
    let key = fs::read_to_string(world.home().join(file)).unwrap().trim().to_owned();
    Served { address, key, running }
}

#[test]
fn it_prints_its_base_url_and_its_key_and_ends_with_0() {
    let world = World::new();
    world.copilot_api();
    for signal in [rustix::process::Signal::INT, rustix::process::Signal::TERM] {
        let proxy = serve(&world, &[]);
        assert!(proxy.address.ip().is_loopback());
        assert!(proxy.key.bytes().all(|byte| byte.is_ascii_hexdigit()) && proxy.key.len() == 64);
        assert_eq!(proxy.get("/v1/models").status, 200);
        proxy.running.signal(signal);
        let run = proxy.running.wait();
        assert_eq!((run.code, run.stderr.as_str(), run.stdout.lines().count()), (0, "", 2), "{run:?}");
    }
}

#[test]
fn each_start_has_another_key_and_another_port() {
    let world = World::new();
    let (one, two) = (serve(&world, &[]), serve(&world, &[]));
    assert_ne!(one.key, two.key);
    assert_ne!(one.address, two.address);
}

#[test]
fn json_names_both_base_urls_and_the_key() {
    let world = World::new();
    for file in [None, Some("key")] {
        let options = file.map_or(vec![], |file| vec!["--key-file", file]);
        let words = [&["serve", "--json"], &options[..]].concat();
        let running = world.cmd_as(TOKEN, &words).spawn();
        world.until("the proxy says where it listens", |_| running.lines()[0].len() == 1);
        running.signal(rustix::process::Signal::TERM);
        let json = running.wait().ok_json();
        assert_eq!(json["version"], 1);
        let base = json["anthropic_base_url"].as_str().unwrap();
        assert!(base.starts_with("http://127.0.0.1:"), "{json}");
        assert_eq!(json["base_url"], format!("{base}/v1"));
        assert_eq!(json["key_file"].as_str(), file);
        assert_eq!(json["key"].is_string(), file.is_none(), "{json}");
    }
}

#[test]
fn a_key_file_is_made_private_and_used_again() {
    let world = World::new();
    world.copilot_api();
    let proxy = serve_with_file(&world, "key", &[]);
    let path = world.home().join("key");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(proxy.get("/v1/models").status, 200);
    let (key, address) = (proxy.key.clone(), proxy.address.to_string());
    assert_eq!(proxy.end().stdout.lines().count(), 1);
    let again = serve_with_file(&world, "key", &["--listen", &address]);
    assert_eq!((again.key.as_str(), again.address.to_string()), (key.as_str(), address));
    assert_eq!(again.get("/v1/models").status, 200);
    again.end();
    // A key that the user has written.
    fs::write(&path, "  a-key-of-my-own-choice\n").unwrap();
    let own = serve_with_file(&world, "key", &[]);
    assert_eq!(own.get("/v1/models").status, 200);
}

#[test]
fn a_key_file_that_others_may_read_or_that_is_none_is_refused() {
    let world = World::new();
    let path = world.write("key", "0123456789abcdef0123456789abcdef\n");
    for mode in [0o644, 0o640, 0o604, 0o660] {
        set_mode(&path, mode);
        let said = world.cmd_as(TOKEN, &["serve", "--key-file", "key"]).run().fails(1);
        assert!(said.contains("key file") && said.contains("open to others"), "{said}");
    }
    set_mode(&path, 0o600);
    std::os::unix::fs::symlink(&path, world.home().join("link")).unwrap();
    fs::create_dir(world.home().join("folder")).unwrap();
    set_mode(&world.write("empty", ""), 0o600);
    set_mode(&world.write("short", "abc\n"), 0o600);
    set_mode(&world.write("two", "0123456789abcdef 0123456789abcdef\n"), 0o600);
    let said = world.cmd_as(TOKEN, &["serve", "--key-file", "-"]).run().fails_usage();
    assert!(said.contains("--key-file") && !world.home().join("-").exists(), "{said}");
    for file in ["link", "folder", "empty", "short", "two", "missing/key"] {
        let said = world.cmd_as(TOKEN, &["serve", "--key-file", file]).run().fails(1);
        assert!(said.contains("key file"), "{file}: {said}");
    }
}

#[test]
fn only_loopback_is_listened_on() {
    let world = World::new();
    for address in [
        "0.0.0.0:0",
        "[::]:0",
        "192.0.2.1:8080",
        "10.0.0.1:1",
        "[::ffff:127.0.0.1]:0",
        "example.com:80",
        "localhost",
        "127.0.0.1",
        "8080",
        ":8080",
        "127.0.0.1:99999",
        "",
    ] {
        let said = world.cmd_as(TOKEN, &["serve", "--listen", address]).run().fails_usage();
        assert!(said.contains("--listen"), "{address}: {said}");
    }
    let proxy = serve(&world, &["--listen", "localhost:0"]);
    assert_eq!(proxy.get("/").status, 404);
}

#[test]
fn a_port_in_use_is_named() {
    let world = World::new();
    let proxy = serve(&world, &[]);
    let address = proxy.address.to_string();
    let said = world.cmd_as(TOKEN, &["serve", "--listen", &address, "--key-file", "key"]).run().fails(1);
    assert!(said.contains(&format!("cannot listen on {address}")), "{said}");
    assert!(!world.home().join("key").exists());
}

#[test]
fn running_answers_are_completed_and_new_connections_refused() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let stream = api.stream_next();
    let mut wire = proxy.streaming();
    wire.reply_head();
    // An idle connection, which is closed at once.
    let mut idle = proxy.wire();
    idle.send(proxy.head("GET", "/v1/models", ""));
    assert_eq!(idle.reply().status, 200);
    proxy.running.signal(rustix::process::Signal::TERM);
    assert_eq!(idle.rest(), b"");
    assert!(std::net::TcpStream::connect(proxy.address).is_err());
    stream.event("the end");
    assert_eq!(wire.chunk().as_deref(), Some(&b"data: the end\n\n"[..]));
    stream.end();
    assert_eq!(wire.chunk(), None);
    assert_eq!(proxy.running.wait().code, 0);
}

fn an_answer_without_end_does_not_keep_it_alive() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let stream = api.stream_next();
    let mut wire = proxy.streaming();
    wire.reply_head();
    stream.until_begun();
    assert_eq!(proxy.end().code, 0);
    stream.until_gone();
}

#[test]
fn half_a_head_does_not_delay_the_end_and_a_second_signal_hastens_it() {
    let world = World::new();
    let api = world.copilot_api();
    let (one, two) = (serve(&world, &[]), serve(&world, &[]));
    let mut half = one.wire();
    half.send("GET /v1/models HTTP/1.1\r\nHost: ");
    let streams = [api.stream_next(), api.stream_next()];
    let mut wires = [one.streaming(), two.streaming()];
    for (wire, stream) in wires.iter_mut().zip(&streams) {
        wire.reply_head();
        stream.until_begun();
    }
    one.running.signal(rustix::process::Signal::TERM);
    two.running.signal(rustix::process::Signal::TERM);
    world.until("it has seen the signal", |_| std::net::TcpStream::connect(two.address).is_err());
    assert_eq!(two.end().code, 0);
    assert_eq!(half.rest(), b"");
    // The first stream still has time to finish.
    streams.iter().for_each(|stream| stream.event("still here"));
    assert_eq!(wires[0].chunk().as_deref(), Some(&b"data: still here\n\n"[..]));
    streams[0].end();
    assert_eq!(one.running.wait().code, 0);
}

#[test]
fn verbose_has_a_line_for_each_request_and_no_secret() {
    let world = World::new();
    world.copilot_api();
    let running = world.cmd_as(TOKEN, &["serve", "-v"]).spawn();
    let proxy = started(&world, running);
    proxy.get("/v1/models?secret=query");
    world.until("the first line", |_| proxy.running.lines()[1].iter().any(|line| line.ends_with(" bytes")));
    let before = proxy.running.lines()[1].len();
    proxy.post("/v1/chat/completions", r#"{"model":"a prompt"}"#);
    proxy.get(&format!("/v1/{}", proxy.key));
    let key = proxy.key.clone();
    world.until("three lines", |_| {
        proxy.running.lines()[1].iter().filter(|line| line.ends_with(" bytes")).count() == 3
    });
    let run = proxy.end();
    let lines: Vec<&str> = run.stderr.lines().filter(|line| line.ends_with(" bytes")).collect();
    for (line, begin) in
        lines.iter().zip(["GET /v1/models 200 ", "POST /v1/chat/completions 200 ", "GET /v1/… 404 "])
    {
        assert!(line.starts_with(&format!("copilot-token: {begin}")), "{line}");
        assert!(line.contains(" ms, "), "{line}");
    }
    for secret in ["secret=query", "a prompt", &key] {
        assert!(!run.stderr.contains(secret), "{}", run.stderr);
    }
    // The exchange logs more; a cached credential logs nothing.
    assert_eq!(run.stderr.lines().count() - before, 2, "{}", run.stderr);
    assert!(before > 1 && run.stderr.contains("asking api.github.com"), "{}", run.stderr);
}

fn a_client_that_never_ends_its_head_is_given_up() {
    let world = World::new();
    let proxy = serve(&world, &[]);
    let mut silent = proxy.wire();
    let mut slow = proxy.wire();
    slow.send("GET /v1/models HTTP/1.1\r\nHost: ");
    assert_eq!((silent.rest(), slow.rest()), (Vec::new(), Vec::new()));
}

#[test]
fn what_never_ends_is_given_up() {
    let cases: [fn(); 2] =
        [an_answer_without_end_does_not_keep_it_alive, a_client_that_never_ends_its_head_is_given_up];
    side_by_side(cases, |case| case());
}
