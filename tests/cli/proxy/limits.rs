//! Clients that send too much, take too long, or come all at once.

#[cfg(target_os = "linux")]
use std::fs;
use std::sync::Mutex;
use std::sync::mpsc;

use super::serve;
use crate::world::World;

#[test]
fn a_head_of_more_than_64_kib_is_refused() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let mut wire = proxy.wire();
    wire.send(proxy.head("GET", "/v1/models", &format!("X-A: {}\r\n", "a".repeat(60_000))));
    assert_eq!(wire.reply().status, 200);
    wire.send(proxy.head("GET", "/v1/models", &"X-A: a\r\n".repeat(900)));
    assert_eq!(wire.reply().status, 200);
    let mut wire = proxy.wire();
    let _ = wire.try_send(proxy.head("GET", "/v1/models", &format!("X-A: {}\r\n", "a".repeat(70_000))));
    assert_eq!(wire.reply().status, 431);
    assert_eq!(api.requests().len(), 2);
}

#[test]
fn a_body_of_64_mib_passes_and_a_longer_one_does_not() {
    let world = World::new();
    world.copilot_api();
    let (sender, received) = mpsc::channel();
    let sender = Mutex::new(sender);
    world.takes_over(move |wire| {
        let (mut chunk, mut total, mut chunked) = ([0; 65_536], 0, false);
        while let Ok(count @ 1..) = wire.read(&mut chunk) {
            total += count;
            // A head starts a TLS record; searching the body too would take too long.
            chunked |=
                chunk.starts_with(b"POST") && chunk[..count].windows(7).any(|seven| seven == b"chunked");
            if total > 64 << 20 && !chunked {
                let _ = wire
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    .and_then(|()| wire.flush());
            }
        }
        let _ = sender.lock().unwrap().send(total);
    });
    let proxy = serve(&world, &[]);
    let piece = vec![b'x'; 1 << 20];
    let mut wire = proxy.wire();
    wire.send(proxy.head("POST", "/v1/responses", "Content-Length: 67108864\r\n"));
    for _ in 0..64 {
        wire.send(&piece);
    }
    assert_eq!(wire.reply().status, 200);

    let mut wire = proxy.wire();
    wire.send(proxy.head("POST", "/v1/responses", "Content-Length: 67108865\r\n"));
    let reply = wire.reply();
    assert_eq!((reply.status, reply.code().as_str()), (413, "too_large"));

    // With chunks the size is not known in advance.
    let mut wire = proxy.wire();
    wire.send(proxy.head("POST", "/v1/responses", "Transfer-Encoding: chunked\r\n"));
    for _ in 0..65 {
        let chunk = [b"100000\r\n", &piece[..], b"\r\n"].concat();
        if wire.try_send(chunk).is_err() {
            break;
        }
    }
    let reply = wire.reply();
    assert_eq!((reply.status, reply.code().as_str()), (413, "too_large"));
    let _ = received.recv_timeout(super::TOO_LONG);
}

#[test]
#[cfg(target_os = "linux")]
fn more_than_256_connections_wait_for_a_place() {
    let world = World::new();
    world.copilot_api();
    let proxy = serve(&world, &[]);
    let mut wires: Vec<_> = (0..256).map(|_| proxy.wire()).collect();
    for wire in &mut wires {
        wire.send(proxy.head("GET", "/v1/models", ""));
        assert_eq!(wire.reply().status, 200);
    }
    let mut late = proxy.wire();
    late.send(proxy.head("GET", "/v1/models", ""));
    assert!(proxy.descriptors() < 600);
    drop(wires.pop());
    assert_eq!(late.reply().status, 200);
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_requests_leave_nothing_behind() {
    let world = World::new();
    world.copilot_api();
    let proxy = serve(&world, &[]);
    let round = || {
        for _ in 0..50 {
            assert_eq!(proxy.get("/v1/models").status, 200);
            // A request whose client does not wait for the response.
            proxy.wire().send(proxy.head("GET", "/v1/models", ""));
        }
    };
    round();
    let before = (proxy.descriptors(), proxy.threads());
    for _ in 0..10 {
        round();
    }
    world.until("everything is closed again", |_| {
        proxy.descriptors() <= before.0 + 4 && proxy.threads() <= before.1 + 2
    });
}

#[cfg(target_os = "linux")]
impl super::Served<'_> {
    pub fn descriptors(&self) -> usize {
        let entries = fs::read_dir(format!("/proc/{}/fd", self.running.pid()));
        entries.map_or(0, Iterator::count)
    }

    fn threads(&self) -> usize {
        let entries = fs::read_dir(format!("/proc/{}/task", self.running.pid()));
        entries.map_or(0, Iterator::count)
    }
}
