//! Streaming in both directions; when one side closes, so does the other.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use super::serve;
use crate::world::{World, chat_delta};

/// The API sends one of these answers per connection, the last first, and closes it.
fn writes_and_leaves(world: &World, answers: Vec<&'static str>) {
    let answers = Mutex::new(answers);
    world.takes_over(move |wire| {
        let _ = wire.read(&mut [0; 16_384]);
        let answer = answers.lock().unwrap().pop().unwrap();
        let _ = wire.write_all(answer.as_bytes()).and_then(|()| wire.flush());
    });
}

#[test]
fn each_event_arrives_before_the_next_one_is_made() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let stream = api.stream_next();
    let mut wire = proxy.streaming();
    let head = wire.reply_head();
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
    for text in ["Hello", " from", " loopback"] {
        stream.event(&chat_delta(text));
        let chunk = String::from_utf8(wire.chunk().expect("an event")).unwrap();
        assert_eq!(chunk, format!("data: {}\n\n", chat_delta(text)));
    }
    // Half an event is passed on too.
    stream.send("data: [DO");
    assert_eq!(wire.chunk().as_deref(), Some(&b"data: [DO"[..]));
    stream.send("NE]\n\n");
    assert_eq!(wire.chunk().as_deref(), Some(&b"NE]\n\n"[..]));
    stream.end();
    assert_eq!(wire.chunk(), None);
    // Both connections are reused.
    wire.send(proxy.head("GET", "/v1/models", ""));
    assert_eq!(wire.reply().status, 200);
    let connections: Vec<usize> = api.requests().iter().map(|request| request.connection).collect();
    assert_eq!(connections[0], connections[1]);
}

#[test]
fn a_client_that_goes_ends_its_request_to_the_api() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    // During a stream.
    let stream = api.stream_next();
    let mut wire = proxy.streaming();
    wire.reply_head();
    stream.event("1");
    wire.chunk();
    drop(wire);
    stream.until_gone();
    // Before the first byte of the body.
    let stream = api.stream_next();
    let mut wire = proxy.streaming();
    wire.reply_head();
    drop(wire);
    stream.until_gone();
    // With another request already sent but not read.
    let stream = api.stream_next();
    let mut wire = proxy.streaming();
    wire.reply_head();
    wire.send(proxy.head("GET", "/v1/models", ""));
    drop(wire);
    stream.until_gone();
    assert_eq!(proxy.get("/v1/models").status, 200);
}

#[test]
fn a_client_that_goes_before_the_head_of_the_answer_ends_the_request() {
    let world = World::new();
    world.copilot_api();
    let (asked, gone) = (mpsc::channel(), mpsc::channel());
    let senders = Mutex::new((asked.0, gone.0));
    world.takes_over(move |wire| {
        let _ = wire.read(&mut [0; 16_384]);
        let (asked, gone) = &*senders.lock().unwrap();
        asked.send(()).unwrap();
        while wire.read(&mut [0; 16_384]).is_ok_and(|count| count > 0) {}
        gone.send(()).unwrap();
    });
    let proxy = serve(&world, &[]);
    let wire = proxy.streaming();
    asked.1.recv_timeout(super::TOO_LONG).expect("a request");
    drop(wire);
    gone.1.recv_timeout(super::TOO_LONG).expect("its end");
}

#[test]
fn an_answer_that_breaks_off_never_looks_complete() {
    let world = World::new();
    world.copilot_api();
    writes_and_leaves(
        &world,
        vec![
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\nnonsense\r\n",
        ],
    );
    let proxy = serve(&world, &[]);
    for _ in 0..3 {
        let mut wire = proxy.streaming();
        let head = wire.reply_head();
        assert_eq!(head.status, 200);
        let rest = String::from_utf8(wire.rest()).unwrap();
        assert!(rest.contains("part") && !rest.contains("\r\n0\r\n"), "{rest:?}");
    }
}

#[test]
fn an_api_that_breaks_off_before_its_head_or_talks_nonsense_is_a_502() {
    let world = World::new();
    world.copilot_api();
    let long: &str = format!("HTTP/1.1 200 OK\r\nX-A: {}\r\n\r\n", "a".repeat(200_000)).leak();
    let many: &str = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-A: a\r\n".repeat(101)).leak();
    let said = [
        ("", "closed the connection"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "closed the connection"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "makes no sense"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!", "makes no sense"),
        ("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "another protocol"),
        (long, "more than 64 KiB"),
        (many, "more than 100 header lines"),
    ];
    writes_and_leaves(&world, said.map(|(said, _)| said).to_vec());
    let proxy = serve(&world, &[]);
    for (_, reason) in said.into_iter().rev() {
        let mut wire = proxy.streaming();
        let reply = wire.reply();
        assert_eq!((reply.status, reply.code().as_str()), (502, "unavailable"), "{reply:?}");
        let message = reply.json()["error"]["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains(reason), "{reason}: {message}");
        // The client's connection is still usable.
        wire.send(proxy.head("GET", "/", ""));
        assert_eq!(wire.reply().status, 404);
    }
}

#[test]
fn a_slow_reader_slows_the_api_down() {
    let world = World::new();
    world.copilot_api();
    let written = Arc::new(Mutex::new(0_usize));
    let count = Arc::clone(&written);
    world.takes_over(move |wire| {
        let _ = wire.read(&mut [0; 16_384]);
        wire.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap();
        let chunk = [format!("{:x}\r\n", 65_536).into_bytes(), vec![b'x'; 65_536], b"\r\n".to_vec()].concat();
        // 64 MiB: more than all socket buffers together.
        for _ in 0..1024 {
            if wire.write_all(&chunk).and_then(|()| wire.flush()).is_err() {
                return;
            }
            *count.lock().unwrap() += 65_536;
        }
        let _ = wire.write_all(b"0\r\n\r\n").and_then(|()| wire.flush());
        let _ = wire.read(&mut [0]);
    });
    let proxy = serve(&world, &[]);
    let mut wire = proxy.streaming();
    wire.reply_head();
    // The API is blocked once the count stays unchanged for a while.
    let mut seen = (usize::MAX, 0);
    world.until("the API is held up", |_| {
        let now = *written.lock().unwrap();
        seen = if now == seen.0 { (now, seen.1 + 1) } else { (now, 0) };
        seen.1 > 100
    });
    assert!(seen.0 < 48 << 20, "{} bytes went ahead of the reader", seen.0);
    let mut total = 0;
    while let Some(chunk) = wire.chunk() {
        total += chunk.len();
    }
    assert_eq!(total, 64 << 20);
}

#[test]
fn streams_at_once_do_not_wait_for_each_other() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let mut all: Vec<_> = (0..100).map(|_| (api.stream_next(), proxy.streaming())).collect();
    for (stream, _) in &all {
        stream.until_begun();
    }
    for round in 0..3 {
        // In both orders: no stream blocks another.
        all.reverse();
        for (number, (stream, _)) in all.iter().enumerate() {
            stream.event(&format!("{round} {number}"));
        }
    }
    let mut seen: Vec<String> = Vec::new();
    for (_, wire) in &mut all {
        assert_eq!(wire.reply_head().status, 200);
        let mut text = String::new();
        while text.matches("\n\n").count() < 3 {
            text += &String::from_utf8(wire.chunk().expect("an event")).unwrap();
        }
        seen.push(text);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 100, "each client has its own stream");
    assert_eq!(world.exchanges(), 1);
}
