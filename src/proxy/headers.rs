//! The headers that pass the proxy: those of a single connection stay behind, those that identify the client become
//! ours. Pure.

use hyper::header::{
    CONNECTION, COOKIE, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};

use super::credentials::ProxyCredential;
use super::gate::KEY_HEADERS;

/// Of one connection (RFC 9110, section 7.6.1), beside those that `Connection` names. `Expect` is answered here.
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

/// The headers for the API: the client's, less those that are ours to say, and ours.
pub fn upstream(client: &HeaderMap, credential: &ProxyCredential) -> HeaderMap {
    let mut headers = client.clone();
    remove_hop_by_hop(&mut headers);
    for name in KEY_HEADERS.iter().chain(&[HOST, COOKIE, ORIGIN]) {
        headers.remove(name);
    }
    for (name, value) in &credential.headers {
        // A client's own name is no secret of ours, and some are let in by it.
        if *name != USER_AGENT || !headers.contains_key(USER_AGENT) {
            headers.insert(name.clone(), value.clone());
        }
    }
    headers
}

/// The headers for the client. Nothing of the API's makes us a server for web pages.
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

/// A header of ours that holds a secret.
pub fn secret_value(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
