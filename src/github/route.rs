//! How to reach one host: the environment's proxy and certificate variables, with curl's precedence and rules.
#![allow(clippy::disallowed_methods, reason = "on Linux an empty variable is not the same as an unset one")]

use std::env;

use super::certificates::Trust;
use super::proxy_setting::{self, Proxy};
use crate::dirs::{non_empty, path_variable};
use crate::failure::Failure;
use crate::text;

#[derive(Debug)]
pub struct Route {
    pub host: String,
    pub proxy: Option<Proxy>,
    /// Whether a variable names a proxy but `NO_PROXY` exempts this host from it.
    pub bypassed: bool,
    pub trust: Trust,
}

/// curl's order for an https URL: the specific variable before the general one, lower case before upper case.
const PROXY_VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const NO_PROXY_VARIABLES: [&str; 2] = ["no_proxy", "NO_PROXY"];

impl Route {
    /// The route to the HTTPS port of `host`.
    ///
    /// # Errors
    /// The proxy setting is unusable. A direct connection instead may be forbidden.
    pub fn to(host: &str) -> Result<Self, Failure> {
        let no_proxy = NO_PROXY_VARIABLES.into_iter().find_map(non_empty);
        let exempt = no_proxy.is_some_and(|list| proxy_setting::exempts(&list.to_string_lossy(), host));
        let named = PROXY_VARIABLES.into_iter().find_map(|name| Some((name, non_empty(name)?)));
        let bypassed = exempt && named.is_some();
        let proxy = match named {
            Some((variable, value)) if !exempt => Some(Proxy::read(variable, &value)?),
            _ => None,
        };
        Ok(Self { host: host.to_owned(), proxy, bypassed, trust: trust() })
    }
}

/// Describes how GitHub's API for `host` is reached, for `status`: the proxy, without its password, and the
/// certificates.
pub fn described(host: &str) -> String {
    let route = match Route::to(&format!("api.{host}")) {
        Ok(route) => route,
        Err(failure) => return failure.message,
    };
    let way = match (&route.proxy, route.bypassed) {
        (Some(proxy), _) => format!("through {proxy}"),
        (None, true) => "direct (NO_PROXY)".to_owned(),
        (None, false) => "direct".to_owned(),
    };
    let certificates = match (&route.trust.file, route.trust.folders.is_empty()) {
        (Some(file), _) => format!("certificates of {}", text::path(file)),
        (None, false) => "certificates of SSL_CERT_DIR".to_owned(),
        (None, true) => "certificates of the system".to_owned(),
    };
    format!("{way}, {certificates}")
}

/// The certificates that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
fn trust() -> Trust {
    let folders = non_empty("SSL_CERT_DIR").map(|list| env::split_paths(&list).collect());
    match (path_variable("SSL_CERT_FILE"), folders) {
        (None, None) => instead_of_empty(),
        (file, folders) => Trust { file, folders: folders.unwrap_or_default() },
    }
}

/// The system's certificate paths, if a variable is set but empty. rustls-native-certs would take the empty value for a
/// file name.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn instead_of_empty() -> Trust {
    let empty = |name| env::var_os(name).is_some_and(|value| value.is_empty());
    if !empty("SSL_CERT_FILE") && !empty("SSL_CERT_DIR") {
        return Trust::default();
    }
    let found = openssl_probe::probe();
    match found.cert_file {
        Some(file) => Trust { file: Some(file), folders: Vec::new() },
        None => Trust { file: None, folders: found.cert_dir },
    }
}

#[cfg(not(all(unix, not(target_vendor = "apple"))))]
fn instead_of_empty() -> Trust {
    Trust::default()
}
