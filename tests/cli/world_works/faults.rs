//! The world's connections: deliberate faults, load, and cleanup when the world is dropped.

use std::net::TcpStream;

use super::client::{Got, ask, connect, connect_to, exchange, handshake, receive};
use crate::world::{Answer, EXCHANGE_PATH, Fault, World};

fn got(world: &World) -> Got {
    exchange(world, "ghu_testtesttest").expect("an answer")
}

fn trouble(world: &World) -> String {
    exchange(world, "ghu_testtesttest").expect_err("no answer")
}

#[test]
fn each_fault_breaks_what_it_names() {
    let w = World::new();
    for (fault, expected) in [
        (Fault::RefuseConnect(407), "connect: 407"),
        (Fault::RefuseConnect(503), "connect: 503"),
        (Fault::CloseConnect, "connect: end of stream"),
        (Fault::ResetTls, "tls: Connection reset by peer"),
        (Fault::CloseTls, "tls: unexpected end of file"),
        (Fault::PlainText, "tls: received corrupt message"),
        (Fault::WrongHostCert, "tls: invalid peer certificate: certificate not valid for name"),
        (Fault::ExpiredCert, "tls: invalid peer certificate: certificate expired"),
        (Fault::UnknownCa, "tls: invalid peer certificate: UnknownIssuer"),
    ] {
        w.fault(fault);
        let seen = trouble(&w);
        assert!(seen.starts_with(expected), "{fault:?}: {seen}");
    }
    w.no_fault();
    got(&w);
    assert_eq!((w.exchanges(), w.connections(), w.handshakes()), (1, 10, 1));
}

#[test]
fn a_fault_can_be_of_the_next_connections_only() {
    let w = World::new();
    w.fault_next(2, Fault::RefuseConnect(502));
    assert_eq!((trouble(&w), trouble(&w)), ("connect: 502".to_owned(), "connect: 502".to_owned()));
    assert_eq!(got(&w).status, 200);
}

#[test]
fn what_hangs_ends_with_the_world() {
    let faults =
        [(Some(Fault::StallConnect), "connect: "), (Some(Fault::StallTls), "tls: "), (None, "answer: ")];
    for (fault, expected) in faults {
        let w = World::new();
        w.answer(Answer::hang());
        fault.inspect(|fault| w.fault(*fault));
        let proxy = w.proxy_url();
        let client = std::thread::spawn(move || {
            let mut tls = handshake(connect_to(&proxy, "api.github.com", "")?, "api.github.com")?;
            ask(&mut tls, "api.github.com", EXCHANGE_PATH, "ghu_one", "")?;
            receive(&mut tls)
        });
        w.until("the client waits", |w| w.connects().len() == 1 && (fault.is_some() || w.exchanges() == 1));
        drop(w);
        let seen = client.join().unwrap().unwrap_err();
        assert!(seen.starts_with(expected), "{seen}");
    }
}

#[test]
fn the_proxy_can_want_a_login() {
    let w = World::new();
    w.proxy_login("user", "pa%ss");
    assert_eq!(trouble(&w), "connect: 407");
    // printf 'user:pa%%ss' | base64, and the same with another password
    assert!(connect(&w, "api.github.com", "Proxy-Authorization: Basic dXNlcjpwYSVzcw==\r\n").is_ok());
    assert!(connect(&w, "api.github.com", "Proxy-Authorization: Basic dXNlcjpub3Bl\r\n").is_err());
    let logins: Vec<_> = w.connects().into_iter().map(|connect| connect.login).collect();
    assert_eq!(logins, [None, Some("user:pa%ss".to_owned()), Some("user:nope".to_owned())]);
}

#[test]
fn a_hundred_clients_are_served_at_once() {
    let w = World::new();
    std::thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| assert_eq!(got(&w).status, 200));
        }
    });
    let mut issued = w.issued();
    issued.sort();
    issued.dedup();
    assert_eq!((issued.len(), w.exchanges(), w.handshakes()), (100, 100, 100), "{:?}", w.troubles());
}

#[test]
fn nobody_listens_at_a_dead_address() {
    let refused = TcpStream::connect(World::dead_address()).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}
