//! The Copilot API base URL of a session: from the answer, else from the session token, else from the host. Checks that
//! it may receive the session token. Pure.

use crate::failure::Failure;
use crate::host::{BaseUrl, Host, is_host_name};

/// The base URL, without a trailing slash. `endpoint` is the answer's `endpoints.api`, `token` the session token.
///
/// # Errors
/// The URL names a host that is not GitHub's: a session token sent there would be stolen.
pub fn resolve(host: &Host, endpoint: Option<&str>, token: &str) -> Result<BaseUrl, Failure> {
    if let Some(url) = endpoint.filter(|url| !url.is_empty()) {
        return host.trusted(url).ok_or_else(|| untrusted(host, url));
    }
    if let Some(name) = proxy_endpoint(token) {
        return host.trusted(&format!("https://{name}")).ok_or_else(|| untrusted(host, &name));
    }
    Ok(host.default_base_url())
}

/// The API host that corresponds to a session token's `proxy-ep`; `None` if that is missing or malformed.
///
/// Searches the whole token, not only the part before the MAC, because a value may have a scheme and so a colon of its
/// own. The value ends at the next colon, before a port or the MAC.
fn proxy_endpoint(token: &str) -> Option<String> {
    let value = token
        .split(';')
        .filter_map(|field| field.split_once('='))
        .find_map(|(key, value)| key.trim().eq_ignore_ascii_case("proxy-ep").then_some(value.trim()))?;
    let authority = value.split_once("://").map_or(value, |(_, rest)| rest);
    let name = authority.split([':', '/']).next()?.to_ascii_lowercase();
    let name = name.strip_prefix("proxy.").map_or(name.clone(), |rest| format!("api.{rest}"));
    is_host_name(&name).then_some(name)
}

fn untrusted(host: &Host, url: &str) -> Failure {
    // Show only the host: a URL may contain credentials.
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let name = authority.rsplit('@').next().unwrap_or_default();
    let name = if name.is_empty() || authority.contains('@') { "(not a plain https URL)" } else { name };
    let why = match host.trusted(&format!("https://{name}")) {
        Some(_) => format!("the answer names {name}, but not as a plain https URL"),
        None => format!("the answer names {name}, which is not a Copilot host of {host}"),
    };
    Failure::error(format!("untrusted base URL refused: {why}"))
        .hint("somebody between here and GitHub may be changing answers; check the proxy settings")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUSTED: [(&str, &str, &str); 14] = [
        ("github.com", "https://api.githubcopilot.com", "https://api.githubcopilot.com"),
        ("github.com", "https://api.githubcopilot.com/", "https://api.githubcopilot.com"),
        ("github.com", "HTTPS://API.GitHubCopilot.com", "https://api.githubcopilot.com"),
        ("github.com", "https://api.githubcopilot.com:443", "https://api.githubcopilot.com"),
        ("github.com", "https://api.githubcopilot.com:443/", "https://api.githubcopilot.com"),
        (
            "github.com",
            "https://api.individual.githubcopilot.com",
            "https://api.individual.githubcopilot.com",
        ),
        ("github.com", "https://api.business.githubcopilot.com", "https://api.business.githubcopilot.com"),
        (
            "github.com",
            "https://api.enterprise.githubcopilot.com",
            "https://api.enterprise.githubcopilot.com",
        ),
        ("github.com", "https://a.b.c.githubcopilot.com", "https://a.b.c.githubcopilot.com"),
        ("acme.ghe.com", "https://copilot-api.acme.ghe.com", "https://copilot-api.acme.ghe.com"),
        ("acme.ghe.com", "https://copilot-api.acme.ghe.com/", "https://copilot-api.acme.ghe.com"),
        ("acme.ghe.com", "https://acme.ghe.com", "https://acme.ghe.com"),
        ("acme.ghe.com", "https://x.y.acme.ghe.com:443", "https://x.y.acme.ghe.com"),
        ("acme.ghe.com", "https://api.githubcopilot.com", "https://api.githubcopilot.com"),
    ];

    const FOREIGN: [(&str, &str); 44] = [
        ("github.com", "http://api.githubcopilot.com"),
        ("github.com", "ftp://api.githubcopilot.com"),
        ("github.com", "wss://api.githubcopilot.com"),
        ("github.com", "javascript:alert(1)"),
        ("github.com", "data:text/plain,api.githubcopilot.com"),
        ("github.com", "//api.githubcopilot.com"),
        ("github.com", "api.githubcopilot.com"),
        ("github.com", "https:api.githubcopilot.com"),
        ("github.com", "https:/api.githubcopilot.com"),
        ("github.com", "https:///api.githubcopilot.com"),
        ("github.com", " https://api.githubcopilot.com"),
        ("github.com", "https://api.githubcopilot.com "),
        ("github.com", "https://api.githubcopilot.com\n"),
        ("github.com", "https://api.githubcopilot.com\0"),
        ("github.com", "https://api.githubcopilot.com//"),
        ("github.com", "https://api.githubcopilot.com/v1"),
        ("github.com", "https://api.githubcopilot.com?x=1"),
        ("github.com", "https://api.githubcopilot.com/?x"),
        ("github.com", "https://api.githubcopilot.com#x"),
        ("github.com", "https://api.githubcopilot.com:8443"),
        ("github.com", "https://api.githubcopilot.com:80"),
        ("github.com", "https://api.githubcopilot.com:"),
        ("github.com", "https://api.githubcopilot.com:0443"),
        ("github.com", "https://api.githubcopilot.com:443:443"),
        ("github.com", "https://api.githubcopilot.com."),
        ("github.com", "https://.githubcopilot.com"),
        ("github.com", "https://githubcopilot.com"),
        ("github.com", "https://evilgithubcopilot.com"),
        ("github.com", "https://api.githubcopilot.com.evil.example"),
        ("github.com", "https://api.githubcopilot.com@evil.example"),
        ("github.com", "https://x@api.githubcopilot.com"),
        ("github.com", "https://user:pass@api.githubcopilot.com"),
        ("github.com", "https://evil.example\\.githubcopilot.com"),
        ("github.com", "https://evil.example/.githubcopilot.com"),
        ("github.com", "https://evil.example%2f.githubcopilot.com"),
        ("github.com", "https://-.githubcopilot.com"),
        ("github.com", "https://a..githubcopilot.com"),
        ("github.com", "https://\u{e9}.githubcopilot.com"),
        ("github.com", "https://api.githubcopilot\u{3002}com"),
        ("github.com", "https://localhost"),
        ("github.com", "https://127.0.0.1"),
        ("github.com", "https://[::1]"),
        ("github.com", "https://copilot-api.acme.ghe.com"),
        ("acme.ghe.com", "https://copilot-api.other.ghe.com"),
    ];

    fn host(name: &str) -> Host {
        Host::parse(name).unwrap()
    }

    #[test]
    fn a_base_url_is_trusted_by_its_whole_host_only() {
        for (name, url, canonical) in TRUSTED {
            assert_eq!(
                resolve(&host(name), Some(url), "t").as_ref().map(BaseUrl::as_str),
                Ok(canonical),
                "{url}"
            );
        }
        for (name, url) in FOREIGN {
            assert!(resolve(&host(name), Some(url), "t").is_err(), "{url:?}");
        }
    }

    #[test]
    fn a_refusal_names_the_host_but_not_a_password() {
        let failure = resolve(&Host::github_com(), Some("https://api.evil.example/x"), "t").unwrap_err();
        assert!(failure.message.contains("api.evil.example"), "{}", failure.message);
        let failure = resolve(&Host::github_com(), Some("https://u:hunter2@evil.example"), "t").unwrap_err();
        assert!(!failure.message.contains("hunter2"), "{}", failure.message);
    }

    #[test]
    fn proxy_ep_speaks_where_the_answer_is_silent() {
        for (name, fields, expected) in [
            (
                "github.com",
                "tid=1;proxy-ep=proxy.business.githubcopilot.com;x=1",
                "https://api.business.githubcopilot.com",
            ),
            (
                "github.com",
                "tid=1;Proxy-EP=proxy.enterprise.githubcopilot.com",
                "https://api.enterprise.githubcopilot.com",
            ),
            (
                "github.com",
                "proxy-ep=https://proxy.business.githubcopilot.com:443/",
                "https://api.business.githubcopilot.com",
            ),
            ("github.com", "proxy-ep=copilot.githubcopilot.com", "https://copilot.githubcopilot.com"),
            ("github.com", "tid=1", "https://api.individual.githubcopilot.com"),
            ("github.com", "proxy-ep=", "https://api.individual.githubcopilot.com"),
            ("github.com", "proxy-ep=proxy", "https://api.individual.githubcopilot.com"),
            ("github.com", "proxy-ep=..", "https://api.individual.githubcopilot.com"),
            ("github.com", "proxy-ep=a@b.example", "https://api.individual.githubcopilot.com"),
            ("acme.ghe.com", "tid=1;st=ghe", "https://copilot-api.acme.ghe.com"),
        ] {
            assert_eq!(
                resolve(&host(name), None, &format!("{fields}:00ff")).as_ref().map(BaseUrl::as_str),
                Ok(expected),
                "{fields}"
            );
        }
        assert!(resolve(&Host::github_com(), None, "tid=1;proxy-ep=proxy.evil.example:00").is_err());
    }
}

#[cfg(test)]
#[path = "base_url_tests.rs"]
mod properties;
