//! Which requests are served: none from browsers, none without the key, none with ambiguous framing.

use super::{Served, serve};
use crate::world::World;

/// Sends `bytes` on a new connection and returns everything until it is closed.
fn said(proxy: &Served, bytes: impl AsRef<[u8]>) -> String {
    let mut wire = proxy.wire();
    wire.send(bytes);
    wire.stream.shutdown(std::net::Shutdown::Write).expect("half a close");
    String::from_utf8_lossy(&wire.rest()).into_owned()
}

#[test]
fn without_the_key_nothing_is_told_and_nothing_is_asked() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let address = proxy.address;
    for path in ["/v1/models", "/v1/chat/completions", "/", "/token", "/v1/models/x/policy", "/favicon.ico"] {
        for authorization in ["", "Authorization: Bearer wrong\r\n", "x-api-key: \r\n"] {
            let mut wire = proxy.wire();
            wire.send(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{authorization}\r\n"));
            let reply = wire.reply();
            assert_eq!((reply.status, reply.code().as_str()), (401, "wrong_key"), "{path}");
        }
    }
    assert_eq!((api.requests().len(), world.exchanges()), (0, 0));
}

#[test]
fn the_key_may_come_as_any_of_the_three_headers() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let (address, key) = (proxy.address, &proxy.key);
    for header in [
        format!("Authorization: Bearer {key}"),
        format!("authorization: bearer {key}"),
        format!("x-api-key: {key}"),
        format!("api-key: {key}"),
    ] {
        let mut wire = proxy.wire();
        wire.send(format!("GET /v1/models HTTP/1.1\r\nHost: {address}\r\n{header}\r\n\r\n"));
        assert_eq!(wire.reply().status, 200, "{header}");
    }
    for request in api.requests() {
        assert!(!request.headers.iter().any(|(_, value)| value.contains(key.as_str())), "{request:?}");
    }
}

#[test]
fn a_page_that_names_itself_our_address_is_not_served() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let (port, key) = (proxy.address.port(), &proxy.key);
    let status = |host: &str, more: &str| {
        let mut wire = proxy.wire();
        wire.send(format!("GET /v1/models HTTP/1.1\r\nHost: {host}\r\nx-api-key: {key}\r\n{more}\r\n"));
        wire.reply().status
    };
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")] {
        assert_eq!(status(&host, ""), 200, "{host}");
    }
    for host in
        [format!("evil.example:{port}"), "evil.example".into(), "127.0.0.1".into(), "127.0.0.1:1".into()]
    {
        assert_eq!(status(&host, ""), 403, "{host}");
    }
    for origin in ["https://evil.example", "null", &format!("http://127.0.0.1:{port}")] {
        assert_eq!(status(&format!("localhost:{port}"), &format!("Origin: {origin}\r\n")), 403, "{origin}");
    }
    let mut preflight = proxy.wire();
    preflight.send(format!(
        "OPTIONS /v1/models HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: https://evil.example\r\n\
         Access-Control-Request-Method: GET\r\n\r\n"
    ));
    let reply = preflight.reply();
    assert_eq!(reply.status, 403);
    assert!(!reply.head.contains("access-control"), "{reply:?}");
    assert_eq!(api.requests().len(), 3);
}

#[test]
fn a_request_without_one_host_and_a_plain_path_is_malformed() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let (address, key) = (proxy.address, &proxy.key);
    for head in [
        format!("GET /v1/models HTTP/1.1\r\nx-api-key: {key}\r\n\r\n"),
        format!(
            "GET /v1/models HTTP/1.1\r\nHost: {address}\r\nHost: evil.example\r\nx-api-key: {key}\r\n\r\n"
        ),
        format!("GET http://{address}/v1/models HTTP/1.1\r\nHost: {address}\r\nx-api-key: {key}\r\n\r\n"),
        format!("GET http://evil.example/v1/models HTTP/1.1\r\nHost: {address}\r\nx-api-key: {key}\r\n\r\n"),
        format!("GET https://api.github.com/user HTTP/1.1\r\nHost: {address}\r\nx-api-key: {key}\r\n\r\n"),
        format!("CONNECT api.github.com:443 HTTP/1.1\r\nHost: {address}\r\nx-api-key: {key}\r\n\r\n"),
        format!("GET v1/models HTTP/1.1\r\nHost: {address}\r\nx-api-key: {key}\r\n\r\n"),
        "GET /v1/models\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{0}garbage\r\n\r\n".to_owned(),
    ] {
        let mut wire = proxy.wire();
        wire.send(&head);
        assert_eq!(wire.reply().status, 400, "{head:?}");
    }
    // Another protocol gets no answer.
    assert_eq!(said(&proxy, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "");
    assert_eq!((api.requests().len(), world.exchanges()), (0, 0));
}

#[test]
fn a_request_that_can_be_read_in_two_ways_is_refused_or_read_in_one() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let inner = proxy.head("GET", "/v1/models/smuggled", "");
    let chat = |headers: &str, body: &str| proxy.head("POST", "/v1/chat/completions", headers) + body;
    for refused in [
        chat("Content-Length: 2\r\nContent-Length: 3\r\n", "{}x"),
        chat("Content-Length: 2, 3\r\n", "{}x"),
        chat("Content-Length: +2\r\n", "{}"),
        chat("Content-Length: -2\r\n", "{}"),
        chat("Content-Length: 0x2\r\n", "{}"),
        chat("Content-Length: 99999999999999999999999\r\n", "{}"),
        chat("Transfer-Encoding: chunked, identity\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        chat("Transfer-Encoding: xchunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        chat("Transfer-Encoding : chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        chat("Transfer-Encoding:\r\n chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
        chat("X-A: 1\r\n folded\r\nContent-Length: 2\r\n", "{}"),
        chat("X-A: 1\rX-B: 2\r\nContent-Length: 2\r\n", "{}"),
        chat("X-A: \0\r\nContent-Length: 2\r\n", "{}"),
        chat("Content Length: 2\r\n", "{}"),
        chat("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0"),
    ] {
        let said = said(&proxy, refused.clone() + &inner);
        assert!(said.starts_with("HTTP/1.1 400"), "{refused:?}: {said:?}");
        assert_eq!(said.matches("HTTP/1.1").count(), 1, "{said:?}");
    }
    assert_eq!(api.requests().len(), 0, "{:?}", api.requests());

    // The chunks take precedence (RFC 9112, section 6.3). The length is not forwarded.
    let mut wire = proxy.wire();
    wire.send(chat("Content-Length: 30\r\nTransfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"));
    assert_eq!(wire.reply().status, 200);
    let request = api.requests().remove(0);
    assert_eq!((request.body.as_slice(), request.header("content-length")), (&b"{}"[..], None));
    // Line ends without CR: each line is still a single line.
    let mut wire = proxy.wire();
    wire.send(proxy.head("GET", "/v1/models", "X-A: 1\r\n").replace('\r', ""));
    assert_eq!(wire.reply().status, 200);
    assert_eq!(api.requests()[1].header("x-a"), Some("1"));
}

#[test]
fn chunks_that_make_no_sense_end_the_request_on_both_sides() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let head = proxy.head("POST", "/v1/chat/completions", "Transfer-Encoding: chunked\r\n");
    let inner = proxy.head("GET", "/v1/models/smuggled", "");
    for chunks in [
        "x\r\n{}\r\n0\r\n\r\n",
        "-2\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "2\n{}\n0\n\n",
        "2\r\n{}x\r\n0\r\n\r\n",
        "2;a=\"\n\"\r\n{}\r\n0\r\n\r\n",
    ] {
        let said = said(&proxy, head.clone() + chunks + &inner);
        assert!(said.starts_with("HTTP/1.1 400"), "{chunks:?}: {said:?}");
    }
    // A body that the client never completes.
    let said = said(&proxy, head + "5\r\nhalf");
    assert!(said.starts_with("HTTP/1.1 400"), "{said:?}");
    assert_eq!(api.requests().len(), 0, "{:?}", api.requests());
    assert_eq!(proxy.get("/v1/models").status, 200);
}

#[test]
fn other_paths_methods_and_protocols_are_not_passed_on() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    for path in
        ["/", "/v1", "/v1/models/gpt-4.1/policy", "/v1/models/gpt-4.1%2Fpolicy", "/v1/files", "/_ping"]
    {
        let reply = proxy.post(path, "{}");
        assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{path}");
    }
    for method in ["TRACE", "OPTIONS", "PUT", "DELETE"] {
        let mut wire = proxy.wire();
        wire.send(proxy.head(method, "/v1/chat/completions", ""));
        assert_eq!(wire.reply().status, 405, "{method}");
    }
    for headers in [
        "Connection: Upgrade\r\nUpgrade: websocket\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
    ] {
        let mut wire = proxy.wire();
        wire.send(proxy.head("GET", "/v1/responses", headers));
        let reply = wire.reply();
        assert_eq!((reply.status, reply.code().as_str()), (501, "not_implemented"), "{headers}");
    }
    assert_eq!(api.requests().len(), 0);
}
