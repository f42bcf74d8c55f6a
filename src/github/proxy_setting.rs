//! Parses the value of a proxy variable, and the `NO_PROXY` list. Done here because the HTTP library connects directly
//! if it cannot parse a proxy. Pure.

use std::ffi::OsStr;
use std::fmt;

use crate::failure::Failure;

/// An HTTP proxy that tunnels with CONNECT.
#[derive(PartialEq, Eq)]
pub struct Proxy {
    /// The variable that names it, for messages.
    pub variable: &'static str,
    /// Whether the connection to the proxy itself uses TLS.
    pub tls: bool,
    pub host: String,
    pub port: u16,
    /// User and password.
    pub login: Option<(String, String)>,
}

/// Leaves out the login.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

/// The proxy's name in messages, without the login: `the proxy 127.0.0.1:3128 (https_proxy)`.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {}:{} ({})", self.host, self.port, self.variable)
    }
}

const HTTPS_PORT: u16 = 443;
/// curl's default port for an HTTP proxy.
const PROXY_PORT: u16 = 1080;

impl Proxy {
    /// # Errors
    /// The value of `variable` is not a usable proxy. The message does not repeat it, because it may hold a password.
    pub fn read(variable: &'static str, value: &OsStr) -> Result<Self, Failure> {
        let proxy = value.to_str().ok_or("not UTF-8").and_then(|text| parse_proxy(variable, text));
        proxy.map_err(|why| {
            Failure::error(format!("unusable proxy setting in {variable}: {why}")).hint(
                "expected http://HOST:PORT or https://HOST:PORT; to go without a proxy, unset it or list the host in NO_PROXY",
            )
        })
    }
}

/// Parses `[http[s]://][USER[:PASSWORD]@]HOST[:PORT][/]`. The error never repeats the value, because it may hold a
/// password.
fn parse_proxy(variable: &'static str, text: &str) -> Result<Proxy, &'static str> {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, text),
    };
    let tls = match scheme.as_deref() {
        None | Some("http") => false,
        Some("https") => true,
        Some(other) if other.starts_with("socks") => return Err("SOCKS proxies are not supported"),
        Some(_) => return Err("its scheme is neither http nor https"),
    };
    // An @ after the authority does not belong to it.
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains(['/', '?', '#']) {
        return Err("it has more than a host and a port");
    }
    let (login, authority) = match rest.rsplit_once('@') {
        Some((login, authority)) => (Some(parse_login(login)?), authority),
        None => (None, rest),
    };
    let (host, port) = split_port(authority)?;
    let port = match (port, scheme) {
        (Some(port), _) => port,
        (None, Some(_)) => {
            if tls {
                HTTPS_PORT
            } else {
                PROXY_PORT
            }
        }
        // A bare word is more likely a mistake than a proxy.
        (None, None) => return Err("neither a scheme nor a port"),
    };
    Ok(Proxy { variable, tls, host: host.to_owned(), port, login })
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), &'static str> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port = match port {
        None => None,
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => match digits.parse::<u16>() {
            Ok(port) if port > 0 => Some(port),
            _ => return Err("its port is not one"),
        },
        Some(_) => return Err("its port is not a number"),
    };
    let v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let usable = match v6 {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)),
    };
    if usable { Ok((host, port)) } else { Err("its host is not one") }
}

/// User and password, percent-decoded.
fn parse_login(text: &str) -> Result<(String, String), &'static str> {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    let decode = |part: &str| percent_decode(part).ok_or("its user or password is not percent-encoded UTF-8");
    Ok((decode(user)?, decode(password)?))
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte == b'%' {
            let hex = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

/// Whether a `NO_PROXY` list exempts `host`. The list is `*` alone, or names separated by commas or white space. A
/// name, with or without a leading dot, matches the host itself and its subdomains. As in curl (7.86 and later), a `*`
/// among other entries matches nothing, and neither does a name with a port.
pub fn exempts(list: &str, host: &str) -> bool {
    if list == "*" {
        return true;
    }
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty()).any(|entry| {
        let name = entry.strip_prefix('.').unwrap_or(entry);
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        !name.is_empty()
            && host.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Proxy, &'static str> {
        parse_proxy("HTTPS_PROXY", text)
    }

    fn proxy(tls: bool, host: &str, port: u16, login: Option<(&str, &str)>) -> Result<Proxy, &'static str> {
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        Ok(Proxy { variable: "HTTPS_PROXY", tls, host: host.to_owned(), port, login })
    }

    #[test]
    fn proxies_are_read_as_curl_reads_them() {
        for (text, expected) in [
            ("http://proxy.example:3128", proxy(false, "proxy.example", 3128, None)),
            ("proxy.example:3128", proxy(false, "proxy.example", 3128, None)),
            (" HTTP://proxy.example:3128/ ", proxy(false, "proxy.example", 3128, None)),
            ("http://127.0.0.1", proxy(false, "127.0.0.1", 1080, None)),
            ("http://[::1]:8080", proxy(false, "[::1]", 8080, None)),
            ("https://proxy.example", proxy(true, "proxy.example", 443, None)),
            ("http://u:p%40ss@h:1", proxy(false, "h", 1, Some(("u", "p@ss")))),
            ("http://u@h:1", proxy(false, "h", 1, Some(("u", "")))),
            ("http://u:a@b@h:1", proxy(false, "h", 1, Some(("u", "a@b")))),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
        for text in [
            "garbage",
            "not a url",
            "http://",
            "://",
            "http://:8080",
            "http://h:99999",
            "http://h:0",
            "http://h:x",
            "http://ho st:1",
            "socks5://h:1",
            "socks4a://h:1",
            "ftp://h:1",
            "http://h:1/path",
            "http://h:1/@evil.example:1",
            "http://h:1?@evil.example:1",
            "http://h:1#@evil.example:1",
            "http://u:%zz@h:1",
            "http://u:%0a@h:1",
            "http://[::g]:1",
            "http://h:1\u{7}",
        ] {
            assert!(parsed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_proxy_entries_match_whole_labels() {
        for (list, bypassed) in [
            ("*", true),
            ("api.github.com", true),
            ("github.com", true),
            (".github.com", true),
            ("*.github.com", false),
            ("*,x", false),
            ("x, *", false),
            ("github.com:+443", false),
            ("GITHUB.COM.", true),
            ("localhost, github.com ,x", true),
            ("a b github.com", true),
            // curl 7.88 gives the same result for every row.
            ("api.github.com:443", false),
            ("api.github.com:8443", false),
            ("github.com:443,github.com", true),
            ("..github.com", false),
            ("com", true),
            ("hub.com", false),
            ("x.api.github.com", false),
            ("github.com.evil.example", false),
            ("", false),
            (" , ", false),
            (".", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(exempts(list, "api.github.com"), bypassed, "{list}");
        }
    }
}
