//! The credential of a long-running program: renewed before it expires, exchanged once for all, with one replay per
//! request.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use super::{TOKEN, TOO_LONG, serve};
use crate::world::{Answer, World};

const CHAT: &str = "/v1/chat/completions";

#[test]
fn a_token_that_the_api_knows_no_more_is_replaced_and_the_request_sent_again() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    assert_eq!(proxy.post(CHAT, r#"{"model":"a"}"#).status, 200);
    api.revoke(&world.issued()[0]);
    let body = format!(r#"{{"model":"{}"}}"#, "x".repeat(100_000));
    let reply = proxy.post(CHAT, &body);
    assert_eq!(reply.status, 200);
    let (requests, issued) = (api.requests(), world.issued());
    assert_eq!((requests.len(), world.exchanges(), issued.len()), (3, 2, 2));
    assert_eq!(requests[2].body, body.as_bytes());
    assert_eq!(requests[2].header("authorization"), Some(format!("Bearer {}", issued[1]).as_str()));
    // Also with a chunked body.
    api.revoke(&issued[1]);
    let mut wire = proxy.wire();
    wire.send(proxy.head("POST", CHAT, "Transfer-Encoding: chunked\r\n") + "2\r\n{}\r\n0\r\n\r\n");
    assert_eq!(wire.reply().status, 200);
    assert_eq!(api.requests()[4].body, b"{}");
}

#[test]
fn an_hour_of_sessions_in_fast_motion() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    for number in 1..=50 {
        assert_eq!(proxy.get("/v1/models").status, 200);
        assert_eq!(world.exchanges(), number);
        // Alternates: the API revokes the token early, or the token is about to expire.
        if number % 2 == 0 {
            api.revoke(world.issued().last().unwrap());
        } else {
            world.edit_entries(|entry| entry["expiresAt"] = (crate::world::now() * 1000 + 120_000).into());
        }
    }
}

#[test]
fn another_process_renews_the_credential_for_the_proxy() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    assert_eq!(proxy.get("/v1/models").status, 200);
    world.cmd_as(TOKEN, &["refresh"]).run().ok();
    assert_eq!(proxy.get("/v1/models").status, 200);
    let bearer = format!("Bearer {}", world.issued()[1]);
    assert_eq!(api.requests()[1].header("authorization"), Some(bearer.as_str()));
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn many_requests_at_the_end_of_a_token_make_one_exchange() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let all_at_once = || {
        let mut wires: Vec<_> = (0..60).map(|_| proxy.wire()).collect();
        for wire in &mut wires {
            wire.send(proxy.head("GET", "/v1/models", ""));
        }
        for wire in &mut wires {
            assert_eq!(wire.reply().status, 200);
        }
    };
    all_at_once();
    assert_eq!(world.exchanges(), 1);
    api.revoke(&world.issued()[0]);
    all_at_once();
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_refusal_that_no_new_token_heals_passes_and_costs_one_exchange_a_minute() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    for _ in 0..6 {
        api.answer_next(
            Answer::status(401, "unauthorized: not for this account\n").header("Content-Type", "text/plain"),
        );
    }
    for _ in 0..5 {
        let reply = proxy.get("/v1/models");
        assert_eq!(
            (reply.status, reply.body.as_slice()),
            (401, &b"unauthorized: not for this account\n"[..])
        );
    }
    assert_eq!(world.exchanges(), 2);
    assert_eq!(proxy.get("/v1/models").status, 200);
}

#[test]
fn an_endpoint_that_refuses_every_token_takes_no_renewal_from_another() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    for path in ["/v1/models", "/v1/models/gpt-4.1"] {
        for _ in 0..2 {
            api.answer_next(Answer::status(401, "unauthorized: not for this account\n"));
        }
        assert_eq!(proxy.get(path).status, 401);
        // The model paths count as one endpoint, which has used its exchange.
        assert_eq!(world.exchanges(), 2);
        proxy.get("/v1/models");
    }
    for number in 3..6 {
        api.revoke(world.issued().last().unwrap());
        assert_eq!(proxy.post(CHAT, "{}").status, 200);
        assert_eq!(world.exchanges(), number);
    }
}

#[test]
fn a_long_body_is_not_sent_again() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    assert_eq!(proxy.get("/v1/models").status, 200);
    api.revoke(&world.issued()[0]);
    let reply = proxy.post(CHAT, &"x".repeat((4 << 20) + 1));
    assert_eq!(reply.status, 401);
    assert_eq!((api.requests().len(), world.exchanges()), (2, 1));
    // The longest body that is replayed.
    assert_eq!(proxy.post(CHAT, &"x".repeat(4 << 20)).status, 200);
    assert_eq!((api.requests().len(), world.exchanges()), (4, 2));
}

#[test]
fn a_stream_outlives_its_token() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let stream = api.stream_next();
    let mut wire = proxy.streaming();
    wire.reply_head();
    api.revoke(&world.issued()[0]);
    assert_eq!(proxy.get("/v1/models").status, 200);
    stream.event("still here");
    assert_eq!(wire.chunk().as_deref(), Some(&b"data: still here\n\n"[..]));
}

#[test]
fn no_credential_is_an_error_that_an_sdk_reads_and_never_the_end() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    for (answer, status, code) in [
        (Answer::bad_credentials(), 401, "unauthenticated"),
        (Answer::no_access(), 403, "no_copilot_access"),
        (Answer::too_many_requests().header("Retry-After", "7"), 503, "unavailable"),
    ] {
        world.answer(answer);
        let reply = proxy.get("/v1/models");
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{reply:?}");
        assert_eq!(reply.header("retry-after").is_some(), status == 503, "{reply:?}");
        world.cmd_as(TOKEN, &["clear-cache"]).run().ok();
    }
    let message = proxy.get("/v1/models").json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("hint: "), "{message}");
    world.answer(Answer::granted());
    world.cmd_as(TOKEN, &["clear-cache"]).run().ok();
    assert_eq!(proxy.get("/v1/models").status, 200);
    // Nor does a failed refresh end it.
    api.revoke(&world.issued()[0]);
    world.answer(Answer::status(503, "{}"));
    assert_eq!(proxy.get("/v1/models").status, 503);
    world.answer(Answer::granted());
    world.cmd_as(TOKEN, &["clear-cache"]).run().ok();
    assert_eq!(proxy.get("/v1/models").status, 200);
    assert!(TOO_LONG > proxy.end().elapsed);
}

#[test]
fn a_rate_limit_tells_the_client_to_wait_as_long_as_github_does() {
    for options in [&["--no-cache"][..], &[]] {
        let world = World::new();
        world.copilot_api();
        let proxy = serve(&world, options);
        world.answer(Answer::too_many_requests().header("Retry-After", "1200"));
        // First from GitHub, then from the cache or from memory.
        for _ in 0..2 {
            let reply = proxy.get("/v1/models");
            let seconds: u64 =
                reply.header("retry-after").and_then(|text| text.parse().ok()).expect("seconds");
            assert_eq!(reply.status, 503);
            assert!((1100..=1200).contains(&seconds), "{reply:?}");
        }
        assert_eq!(world.requests().len(), 1);
        if options.is_empty() {
            world.cmd_as(TOKEN, &["clear-cache"]).run().ok();
            // An outage is not cached.
            world.answer(Answer::status(503, "{}"));
            assert_eq!(proxy.get("/v1/models").header("retry-after"), Some("5"));
        }
    }
}

#[test]
fn without_any_login_the_proxy_says_what_to_do() {
    let world = World::new();
    let proxy = super::started(&world, world.cmd(&["serve"]).spawn());
    let reply = proxy.get("/v1/models");
    assert_eq!((reply.status, reply.code().as_str()), (401, "unauthenticated"));
    assert_eq!(world.connections(), 0);
}

#[test]
fn without_a_cache_that_works_one_exchange_serves_many_requests() {
    let world = World::new();
    let api = world.copilot_api();
    let file = world.write("file", "not a folder");
    for (number, options) in
        [["--no-cache", "--timeout=20s"], ["--cache-dir", file.to_str().unwrap()]].iter().enumerate()
    {
        let proxy = serve(&world, options);
        for _ in 0..5 {
            assert_eq!(proxy.get("/v1/models").status, 200);
        }
        assert_eq!(world.exchanges(), 2 * number + 1, "{options:?}");
        api.revoke(world.issued().last().unwrap());
        assert_eq!(proxy.get("/v1/models").status, 200);
        assert_eq!(world.exchanges(), 2 * number + 2, "{options:?}");
    }
}

#[test]
fn a_token_from_a_pipe_serves_as_long_as_the_proxy_runs() {
    let world = World::new();
    let api = world.copilot_api();
    let running = world.cmd(&["serve", "--github-token-file=-"]).stdin(format!("{TOKEN}\n")).spawn();
    let proxy = super::started(&world, running);
    assert_eq!(proxy.get("/v1/models").status, 200);
    api.revoke(&world.issued()[0]);
    assert_eq!(proxy.get("/v1/models").status, 200);
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_request_that_is_refused_in_its_middle_is_sent_again_from_its_beginning() {
    let world = World::new();
    world.copilot_api();
    let (sender, received) = mpsc::channel();
    let state = Mutex::new((sender, 0));
    let begun = Arc::new(AtomicUsize::new(0));
    let begins = Arc::clone(&begun);
    world.takes_over(move |wire| {
        begins.fetch_add(1, Ordering::SeqCst);
        let mut state = state.lock().unwrap();
        let (mut all, mut chunk) = (Vec::new(), [0; 16_384]);
        let end: &[u8] = if state.1 == 0 { b"5\r\nfirst\r\n" } else { b"0\r\n\r\n" };
        while !all.ends_with(end) {
            let count = wire.read(&mut chunk).unwrap();
            assert!(count > 0, "{:?}", String::from_utf8_lossy(&all));
            all.extend_from_slice(&chunk[..count]);
        }
        let status = if state.1 == 0 { "401 Unauthorized" } else { "200 OK" };
        write!(wire, "HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok").and_then(|()| wire.flush()).unwrap();
        state.0.send(String::from_utf8_lossy(&all).into_owned()).unwrap();
        state.1 += 1;
    });
    let proxy = serve(&world, &[]);
    let mut wire = proxy.wire();
    wire.send(proxy.head("POST", CHAT, "Transfer-Encoding: chunked\r\n") + "5\r\nfirst\r\n");
    received.recv_timeout(TOO_LONG).expect("the first part");
    // The API closes the connection with its answer, so bytes sent before the proxy has read that answer may be lost.
    world.until("it is sent again", |_| begun.load(Ordering::SeqCst) == 2);
    wire.send("6\r\nsecond\r\n0\r\n\r\n");
    assert_eq!(wire.reply().status, 200);
    let whole = received.recv_timeout(TOO_LONG).expect("the whole");
    assert!(whole.ends_with("5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n"), "{whole}");
}
