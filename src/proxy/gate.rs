//! Decides which requests pass: they need the right key, the right `Host` and a path that the proxy serves, and must
//! not come from a browser. Pure.

use std::net::SocketAddr;

use hyper::header::{
    AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, ORIGIN, TRANSFER_ENCODING, UPGRADE,
};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use subtle::ConstantTimeEq;

use super::replies::Refusal;
use crate::secret::Secret;

/// The longest request body, in bytes.
pub const MAX_BODY: u64 = 64 * 1024 * 1024;

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const API_KEY: HeaderName = HeaderName::from_static("api-key");
/// The headers in which a client may send the key. None of them is forwarded to the API.
pub const KEY_HEADERS: [HeaderName; 3] = [AUTHORIZATION, X_API_KEY, API_KEY];

/// Served with or without a leading `/v1`; so is `/models/ID`.
const PATHS: [&str; 4] = ["/chat/completions", "/responses", "/embeddings", MODELS];
const MODELS: &str = "/models";
/// Served only as written: here `/v1` is part of the API's own path.
const EXACT_PATHS: [&str; 2] = ["/v1/messages", "/v1/messages/count_tokens"];

pub struct Gate {
    key: Secret,
    /// The accepted values of `Host`.
    hosts: [String; 4],
}

impl Gate {
    /// For a proxy that listens on `address`.
    pub fn new(address: SocketAddr, key: Secret) -> Self {
        let port = address.port();
        let named = |name: &str| format!("{name}:{port}");
        Self { key, hosts: [named("127.0.0.1"), named("localhost"), named("[::1]"), address.to_string()] }
    }

    /// The API path for `request`, without its query.
    ///
    /// # Errors
    /// The response to send instead.
    pub fn admit(&self, request: &Parts) -> Result<String, Refusal> {
        if request.uri.scheme().is_some() || request.uri.authority().is_some() {
            return Err(bad_request("the request target has to be a path"));
        }
        self.check_host(&request.headers)?;
        if request.headers.contains_key(ORIGIN) {
            return Err(forbidden("requests of web pages (with Origin) are not served"));
        }
        if !self.has_key(&request.headers) {
            return Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "wrong_key",
                "the proxy's key is missing or wrong. hint: the key changes with every start of the proxy",
            ));
        }
        if request.headers.contains_key(UPGRADE) {
            return Err(Refusal::new(
                StatusCode::NOT_IMPLEMENTED,
                "not_implemented",
                "the proxy serves plain HTTP/1.1 only, and no Upgrade",
            ));
        }
        if has_other_coding(&request.headers) {
            return Err(Refusal::new(
                StatusCode::NOT_IMPLEMENTED,
                "not_implemented",
                "the proxy knows no Transfer-Encoding but chunked",
            ));
        }
        let path = api_path(request.uri.path()).ok_or_else(|| {
            Refusal::new(StatusCode::NOT_FOUND, "not_found", "the proxy does not serve this path")
        })?;
        check_method(&request.method, &path)?;
        let length =
            request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: u64| length > MAX_BODY) {
            return Err(too_large());
        }
        Ok(path)
    }

    /// `path` for the log, with the key masked: a client may have put it there.
    pub fn without_key(&self, path: &str) -> String {
        path.replace(self.key.expose(), "…")
    }

    /// Rejects DNS rebinding: a web page whose name resolves to our address sends that name as `Host`.
    fn check_host(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(bad_request("the request needs one Host header"));
        };
        let ours = |host: &str| self.hosts.iter().any(|name| name.eq_ignore_ascii_case(host));
        if host.to_str().is_ok_and(ours) {
            Ok(())
        } else {
            Err(forbidden("the Host header names another host or port than the proxy's"))
        }
    }

    fn has_key(&self, headers: &HeaderMap) -> bool {
        let key = self.key.expose().as_bytes();
        let same = |given: &[u8]| bool::from(given.ct_eq(key));
        let bearers = headers.get_all(AUTHORIZATION).iter().filter_map(|value| bearer(value.as_bytes()));
        let others = [X_API_KEY, API_KEY];
        let others = others.iter().flat_map(|name| headers.get_all(name)).map(|value| value.as_bytes());
        bearers.chain(others).any(same)
    }
}

/// Whether the body would still be encoded without its chunks. `Transfer-Encoding` is not forwarded, so the API would
/// not know.
fn has_other_coding(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    let only = codings.next().is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    !only || codings.next().is_some()
}

fn bearer(authorization: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = authorization.split_at_checked(b"Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then(|| token.trim_ascii_start())
}

/// Maps a path of the proxy to the API's path; `None` if the proxy does not serve it.
fn api_path(path: &str) -> Option<String> {
    if EXACT_PATHS.contains(&path) {
        return Some(path.to_owned());
    }
    let path = path.strip_prefix("/v1").unwrap_or(path);
    let is_model = path.strip_prefix("/models/").is_some_and(is_model_id);
    (PATHS.contains(&path) || is_model).then(|| path.to_owned())
}

/// The part of an API path that all its models share.
pub fn endpoint(path: &str) -> &str {
    if path.starts_with(MODELS) { MODELS } else { path }
}

/// One path segment of plain characters. A percent-encoded slash would pass unseen to the API, and `ID/policy` accepts
/// terms on the user's behalf.
fn is_model_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:@+~".contains(&byte);
    !id.is_empty() && id != "." && id != ".." && id.bytes().all(plain)
}

/// TRACE would echo our credential to the client. No client of the API needs the other methods.
fn check_method(method: &Method, path: &str) -> Result<(), Refusal> {
    let fits = if endpoint(path) == MODELS {
        method == Method::GET || method == Method::HEAD
    } else {
        method == Method::GET || method == Method::HEAD || method == Method::POST
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "the proxy does not serve this method here",
    ))
}

pub fn bad_request(message: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "bad_request", message)
}

fn forbidden(message: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "forbidden", message)
}

pub fn too_large() -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the request's body is longer than 64 MiB")
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
