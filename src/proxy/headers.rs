//! The headers that pass the proxy. Hop-by-hop headers are dropped; headers that identify the client are replaced by
//! ours. Pure.

use hyper::header::{
    CONNECTION, COOKIE, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};

use super::credentials::ProxyCredential;
use super::gate::KEY_HEADERS;

/// Hop-by-hop headers (RFC 9110, section 7.6.1); `Connection` may name more. `Expect` is listed because the proxy
/// answers it.
const HOP_BY_HOP: [HeaderName; 10] = [
    CONNECTION,
    EXPECT,
    HeaderName::from_static("keep-alive"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    HeaderName::from_static("proxy-connection"),
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// The headers for the API: the client's, without those that we set or strip, plus ours.
pub fn upstream(client: &HeaderMap, credential: &ProxyCredential) -> HeaderMap {
    let mut headers = client.clone();
    remove_hop_by_hop(&mut headers);
    for name in KEY_HEADERS.iter().chain(&[HOST, COOKIE, ORIGIN]) {
        headers.remove(name);
    }
    for (name, value) in &credential.headers {
        // The client's own `User-Agent` is kept: it is not a secret, and the API admits some clients by it.
        if *name != USER_AGENT || !headers.contains_key(USER_AGENT) {
            headers.insert(name.clone(), value.clone());
        }
    }
    headers
}

/// Prepares the API's headers for the client. CORS headers are dropped, so that no web page can use the proxy.
pub fn downstream(headers: &mut HeaderMap) {
    remove_hop_by_hop(headers);
    let cors = |name: &HeaderName| name.as_str().starts_with("access-control-");
    let named: Vec<HeaderName> = headers.keys().filter(|name| cors(name)).cloned().collect();
    for name in named {
        headers.remove(name);
    }
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let listed = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<HeaderName> =
        listed.flat_map(|list| list.split(',')).filter_map(|name| name.trim().parse().ok()).collect();
    for name in HOP_BY_HOP.iter().chain(&named) {
        headers.remove(name);
    }
}

/// A header value that is marked as sensitive; `None` if `text` does not fit into a header.
pub fn secret_value(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
