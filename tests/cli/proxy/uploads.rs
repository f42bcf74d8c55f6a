//! Request bodies: streamed to the API, and never made to look complete.

use std::sync::Mutex;
use std::sync::mpsc;

use super::serve;
use crate::world::World;

#[test]
fn an_upload_flows_while_it_is_made() {
    let world = World::new();
    world.copilot_api();
    let (sender, received) = mpsc::channel();
    let sender = Mutex::new(sender);
    world.takes_over(move |wire| {
        let mut chunk = [0; 16_384];
        loop {
            let count = wire.read(&mut chunk).unwrap_or(0);
            let text = String::from_utf8_lossy(&chunk[..count]).into_owned();
            let last = count == 0 || text.contains("0\r\n\r\n");
            sender.lock().unwrap().send(text).unwrap();
            if last {
                break;
            }
        }
        wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
        wire.flush().unwrap();
        let _ = wire.read(&mut chunk);
    });
    let proxy = serve(&world, &[]);
    let mut wire = proxy.wire();
    wire.send(proxy.head("POST", "/v1/chat/completions", "Transfer-Encoding: chunked\r\n"));
    let mut seen = String::new();
    for piece in ["first", "second", "third"] {
        wire.send(format!("{:x}\r\n{piece}\r\n", piece.len()));
        while !seen.contains(piece) {
            seen += &received.recv_timeout(super::TOO_LONG).expect("a part of the body");
        }
    }
    wire.send("0\r\n\r\n");
    assert_eq!(wire.reply().body, b"ok");
}

#[test]
fn an_upload_that_breaks_off_never_looks_complete() {
    let world = World::new();
    world.copilot_api();
    let (sender, received) = mpsc::channel();
    let sender = Mutex::new(sender);
    world.takes_over(move |wire| {
        let mut all = Vec::new();
        let _ = wire.read_to_end(&mut all);
        sender.lock().unwrap().send(String::from_utf8_lossy(&all).into_owned()).unwrap();
    });
    let proxy = serve(&world, &[]);
    for (framing, part) in
        [("Transfer-Encoding: chunked\r\n", "4\r\npart\r\n"), ("Content-Length: 9\r\n", "part")]
    {
        let mut wire = proxy.wire();
        wire.send(proxy.head("POST", "/v1/chat/completions", framing) + part);
        drop(wire);
        let seen = received.recv_timeout(super::TOO_LONG).expect("a request");
        assert!(!seen.contains("\r\n0\r\n"), "{seen}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_client_that_goes_during_an_upload_that_nobody_reads_ends_the_request() {
    let world = World::new();
    world.copilot_api();
    let (go, gone) = (mpsc::channel(), mpsc::channel());
    let channels = Mutex::new((go.1, gone.0));
    world.takes_over(move |wire| {
        let channels = channels.lock().unwrap();
        let _ = wire.read(&mut [0; 16_384]);
        // The rest stays unread until the client has gone.
        channels.0.recv().unwrap();
        let mut rest = Vec::new();
        let _ = wire.read_to_end(&mut rest);
        channels.1.send(rest.len()).unwrap();
    });
    let proxy = serve(&world, &[]);
    let mut wire = proxy.wire();
    wire.send(proxy.head("POST", "/v1/responses", "Content-Length: 67108864\r\n"));
    wire.send(vec![b'x'; 300_000]);
    drop(wire);
    world.until("the connection is closed", |_| proxy.descriptors() <= 12);
    go.0.send(()).unwrap();
    let read = gone.1.recv_timeout(super::TOO_LONG).expect("the end of the request");
    assert!(read < 64 << 20, "{read} bytes");
}
