//! One connection: CONNECT, TLS, requests and answers, each with its deliberate faults.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustls::{ServerConnection, StreamOwned};

use super::answer::{Answer, Delivery};
use super::authority::{Flaw, server_config};
use super::http::{Head, Inbox, Request, basic_login, header};
use super::render::{Rendered, render};
use super::server::{Connect, Fault, Issued, Shared};
use super::stream::Stream;

type Tls<'a> = StreamOwned<ServerConnection, &'a TcpStream>;

/// Serves `stream` to its end. An error means that the client broke the protocol; it is recorded in `troubles`.
pub fn serve(stream: &TcpStream, number: usize, fault: Option<Fault>, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut plain = stream;
    let Some(head) = Inbox::default().next(&mut plain)? else { return Ok(()) };
    let login = header(&head.headers, "proxy-authorization").and_then(basic_login);
    let refusal = refusal(&head, login.as_deref(), fault, shared);
    let target = if head.method == "CONNECT" {
        head.target.clone()
    } else {
        format!("{} {}", head.method, head.target)
    };
    shared.state().connects.push(Connect { target, login, headers: head.headers, at: Instant::now() });
    if let Some(status) = refusal {
        return plain.write_all(&proxy_refusal(status));
    }
    match fault {
        Some(Fault::StallConnect) => return drain(plain),
        Some(Fault::DripConnect) => return drip(plain, shared),
        Some(Fault::CloseConnect) => return Ok(()),
        _ => plain.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?,
    }
    let flaw = match fault {
        Some(Fault::StallTls) => return drain(plain),
        // The kernel sends a reset when a socket with unread bytes is closed.
        Some(Fault::ResetTls) => return plain.peek(&mut [0]).map(|_| ()),
        Some(Fault::CloseTls) => return plain.read(&mut [0; 16_384]).map(|_| ()),
        Some(Fault::PlainText) => return plain_text(plain),
        Some(Fault::WrongHostCert) => Flaw::WrongHost,
        Some(Fault::ExpiredCert) => Flaw::Expired,
        Some(Fault::UnknownCa) => Flaw::UnknownIssuer,
        _ => Flaw::None,
    };
    let host = head.target.rsplit_once(':').map_or(head.target.as_str(), |(host, _)| host);
    let mut tls = handshake(stream, host, flaw)?;
    shared.state().handshakes += 1;
    let takes_over = shared.state().takes_over.clone().filter(|_| host.contains("copilot"));
    if let Some(serve) = takes_over {
        serve(&mut tls);
        return Ok(());
    }
    let mut inbox = Inbox::default();
    while let Some(head) = next_request(&mut inbox, &mut tls)? {
        if !respond(head, host, number, &mut tls, shared)? {
            break;
        }
    }
    Ok(())
}

/// The status with which the proxy refuses, if it does.
fn refusal(head: &Head, login: Option<&str>, fault: Option<Fault>, shared: &Shared) -> Option<u16> {
    if let Some(Fault::RefuseConnect(status)) = fault {
        return Some(status);
    }
    if head.method != "CONNECT" {
        return Some(405);
    }
    let wanted = shared.state().login.clone();
    (wanted.is_some() && wanted.as_deref() != login).then_some(407)
}

/// A proxy's refusal, with a page like those of real proxies.
fn proxy_refusal(status: u16) -> Vec<u8> {
    let mut answer = Answer::html(status, "<html><body><h1>Blocked by the proxy</h1></body></html>")
        .header("Connection", "close");
    if status == 407 {
        answer = answer.header("Proxy-Authenticate", "Basic realm=\"proxy\"");
    }
    render(&answer).bytes
}

/// Reads without answering until the client closes, or until the world is dropped and shuts the socket down.
fn drain(mut stream: impl Read) -> io::Result<()> {
    let mut chunk = [0; 4096];
    while stream.read(&mut chunk)? > 0 {}
    Ok(())
}

/// Sends bytes until the client closes.
fn drip(mut plain: &TcpStream, shared: &Shared) -> io::Result<()> {
    plain.write_all(b"HTTP/1.1 200 OK\r\nX: ")?;
    while shared.pause(Duration::from_millis(100)) {
        plain.write_all(b"x")?;
    }
    Ok(())
}

fn plain_text(mut stream: &TcpStream) -> io::Result<()> {
    let _some_of_the_hello = stream.read(&mut [0; 16_384])?;
    stream.write_all(&render(&Answer::html(400, "<html>plain HTTP was sent to this port</html>")).bytes)
}

fn handshake<'a>(mut stream: &'a TcpStream, host: &str, flaw: Flaw) -> io::Result<Tls<'a>> {
    let mut connection = ServerConnection::new(server_config(host, flaw)).map_err(io::Error::other)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(connection, stream))
}

/// The next request. A client may close without TLS close_notify between two requests.
fn next_request(inbox: &mut Inbox, tls: &mut Tls) -> io::Result<Option<Head>> {
    match inbox.next(tls) {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) =>
        {
            Ok(None)
        }
        other => other,
    }
}

/// Answers one request; false if the connection must then be closed.
fn respond(head: Head, host: &str, number: usize, tls: &mut Tls, shared: &Shared) -> io::Result<bool> {
    let authorization = header(&head.headers, "authorization");
    let github_token = authorization.and_then(|text| text.split_once(' ')).map(|(_, token)| token.to_owned());
    let closes = header(&head.headers, "connection").is_some_and(|text| text.eq_ignore_ascii_case("close"));
    let request = Request {
        method: head.method,
        host: host.to_owned(),
        path: head.target,
        headers: head.headers,
        body: head.body,
        github_token,
        at: Instant::now(),
        connection: number,
    };
    // Otherwise it is a session token, which is already recorded as a secret.
    if let (true, Some(token)) = (request.is_exchange(), &request.github_token) {
        shared.secrets().add_github(token);
    }
    let integration = request.header("copilot-integration-id").map(str::to_owned);
    let answer = shared.answer(&request);
    if answer.held && !shared.hold() || !shared.pause(answer.delay) {
        return Ok(false);
    }
    match &answer.delivery {
        Delivery::Http => {
            let Rendered { bytes, issued, last } = render(&answer);
            if let Some((token, base_url)) = issued {
                shared.secrets().add_session(&token);
                let host = base_url.and_then(|url| url.strip_prefix("https://").map(str::to_owned));
                let github_token = request.github_token.unwrap_or_default();
                shared.state().issued.push(Issued { github_token, token, host, integration });
            }
            let written = write(&bytes, &answer, tls, shared)?;
            let cut = answer.cut.is_some();
            finish(tls, written && !last && !closes, cut)
        }
        Delivery::Raw(bytes) => {
            write(bytes, &answer, tls, shared)?;
            finish(tls, false, false)
        }
        Delivery::RawWithoutEnd(bytes) => {
            write(bytes, &answer, tls, shared)?;
            drain(tls).map(|()| false)
        }
        Delivery::Stream(stream) => send_stream(stream, &answer, tls),
        Delivery::Hang => drain(tls).map(|()| false),
        Delivery::Close => Ok(false),
        Delivery::EndlessHeaders => endless(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n", tls),
        Delivery::EndlessBody => {
            endless(&render(&Answer::granted().without_header("Content-Length")).bytes, &[b' '; 4096], tls)
        }
    }
}

/// Sends the head at once, then each piece as a chunk when the test provides it. True if the body was completed.
fn send_stream(stream: &Stream, answer: &Answer, tls: &mut Tls) -> io::Result<bool> {
    let mut head = render(answer).bytes;
    // Removes the last chunk of the empty body.
    head.truncate(head.len() - b"0\r\n\r\n".len());
    stream.watch(tls.sock);
    tls.write_all(&head)?;
    tls.flush()?;
    stream.begun();
    while let Some(piece) = stream.next()? {
        tls.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
        tls.write_all(&piece)?;
        tls.write_all(b"\r\n")?;
        tls.flush()?;
    }
    tls.write_all(b"0\r\n\r\n")?;
    tls.flush()?;
    Ok(true)
}

/// Sends close_notify when the connection ends normally; a broken one ends without it.
fn finish(tls: &mut Tls, stays: bool, broken: bool) -> io::Result<bool> {
    if !stays && !broken {
        tls.conn.send_close_notify();
        tls.flush()?;
    }
    Ok(stays)
}

/// Writes at once or byte by byte; false if the world is dropped meanwhile.
fn write(bytes: &[u8], answer: &Answer, tls: &mut Tls, shared: &Shared) -> io::Result<bool> {
    let Some(pause) = answer.drip else {
        tls.write_all(bytes)?;
        tls.flush()?;
        return Ok(true);
    };
    for byte in bytes {
        tls.write_all(&[*byte])?;
        tls.flush()?;
        if !shared.pause(pause) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes until the client closes.
fn endless(beginning: &[u8], more: &[u8], tls: &mut Tls) -> io::Result<bool> {
    let more = more.repeat(64);
    tls.write_all(beginning)?;
    while tls.write_all(&more).and_then(|()| tls.flush()).is_ok() {}
    Ok(false)
}
