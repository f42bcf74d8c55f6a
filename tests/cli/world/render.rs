//! Turns an [`Answer`] into the bytes of an HTTP response: a unique session token, matching times, GitHub's headers.
//! Writes to no socket.

use std::hash::{BuildHasher, Hasher, RandomState};

use serde_json::Value;

use super::answer::{Answer, Framing, Life};
use super::time::{http_date, now};

/// A response as sent over the wire.
pub struct Rendered {
    pub bytes: Vec<u8>,
    /// The session token in it, and its base URL.
    pub issued: Option<(String, Option<String>)>,
    /// The connection must be closed after it.
    pub last: bool,
}

pub fn render(answer: &Answer) -> Rendered {
    let server_now = now() + answer.clock_ahead;
    let (body, issued) = body(answer, server_now);
    let mut headers = vec![
        ("Date".to_owned(), http_date(server_now)),
        ("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned()),
        ("Server".to_owned(), "github.com".to_owned()),
        ("Cache-Control".to_owned(), "no-cache".to_owned()),
        ("X-GitHub-Request-Id".to_owned(), request_id()),
    ];
    match answer.framing {
        Framing::Length => headers.push(("Content-Length".to_owned(), body.len().to_string())),
        Framing::Chunked => headers.push(("Transfer-Encoding".to_owned(), "chunked".to_owned())),
        Framing::Close => headers.push(("Connection".to_owned(), "close".to_owned())),
    }
    for (name, value) in &answer.headers {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.extend(value.iter().map(|value| (name.clone(), value.clone())));
    }
    let mut bytes = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status)).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    match answer.framing {
        Framing::Chunked => bytes.extend_from_slice(&chunks(&body)),
        Framing::Length | Framing::Close => bytes.extend_from_slice(&body),
    }
    if let Some(cut) = answer.cut {
        bytes.truncate(cut);
    }
    Rendered { bytes, issued, last: answer.cut.is_some() || answer.framing == Framing::Close }
}

/// The body, and the session token in it.
fn body(answer: &Answer, server_now: i64) -> (Vec<u8>, Option<(String, Option<String>)>) {
    if !answer.granted && answer.edits.is_empty() {
        return (answer.body.clone(), None);
    }
    let mut json: Value = serde_json::from_slice(&answer.body).expect("a JSON body, to set a field of");
    if answer.granted {
        let expires_at = match answer.life {
            Life::For(seconds) => server_now + seconds,
            Life::Until(unix) => unix,
        };
        let template = json["token"].as_str().expect("a session token in the template");
        json["token"] = fresh_token(template, expires_at).into();
        json["expires_at"] = expires_at.into();
    }
    for (path, value) in &answer.edits {
        edit(&mut json, path, value.as_ref());
    }
    let base_url = json["endpoints"]["api"].as_str().map(str::to_owned);
    let issued = json["token"].as_str().map(|token| (token.to_owned(), base_url));
    (serde_json::to_vec(&json).expect("JSON"), issued)
}

/// The template's session token with a new `tid`, a new signature and the right `exp`.
fn fresh_token(template: &str, expires_at: i64) -> String {
    let fields = template.split_once(':').map_or(template, |(fields, _)| fields);
    let fields: Vec<String> = fields
        .split(';')
        .map(|field| match field.split_once('=') {
            Some(("tid", old)) => format!("tid={}", random_hex(old.len())),
            Some(("exp", _)) => format!("exp={expires_at}"),
            _ => field.to_owned(),
        })
        .collect();
    format!("{}:{}", fields.join(";"), random_hex(64))
}

fn edit(json: &mut Value, path: &str, value: Option<&Value>) {
    let (parents, name) = path.rsplit_once('.').unwrap_or(("", path));
    let object = parents.split('.').filter(|part| !part.is_empty()).fold(json, |json, part| &mut json[part]);
    match value {
        Some(value) => object[name] = value.clone(),
        None => {
            let removed = object.as_object_mut().and_then(|fields| fields.remove(name));
            assert!(removed.is_some(), "the answer has no field {path}");
        }
    }
}

fn chunks(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for chunk in body.chunks(100) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}

fn request_id() -> String {
    let hex = random_hex(28).to_uppercase();
    format!("{}:{}:{}", &hex[..4], &hex[4..9], &hex[9..])
}

/// Random hex digits: the standard library's hash keys differ on every call.
pub fn random_hex(digits: usize) -> String {
    let mut hex = String::new();
    while hex.len() < digits {
        hex.push_str(&format!("{:016x}", RandomState::new().build_hasher().finish()));
    }
    hex.truncate(digits);
    hex
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        407 => "Proxy Authentication Required",
        421 => "Misdirected Request",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Other",
    }
}
