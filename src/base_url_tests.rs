//! Whatever a server sends, a base URL that is printed is `https://` and a trusted host. The check is written
//! independently of the product's code.

use proptest::prelude::*;

use super::*;

/// Text composed of pieces of URLs, valid or not.
fn url_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "https://", "HTTPS://", "http://", "//", "https:", "api.", "api.individual.", "copilot-api.", "acme.ghe.com",
            "githubcopilot.com", ".githubcopilot.com", "GitHubCopilot.com", ".ghe.com", "evil.example", "evil", "localhost",
            "127.0.0.1", "[::1]", ":443", ":8443", ":", "@", "user:pass@", "/", "//", "/v1", "?", "#", "\\", "%2e", "%2f", ".",
            "..", "-", "_", "。", "é", "ı", "\u{202e}", "\0", "\n", "\r\n", "\t", " ", ";", "=", "proxy.", "javascript:",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn session_token() -> impl Strategy<Value = String> {
    let key =
        prop::sample::select(vec!["proxy-ep", "Proxy-EP", " proxy-ep", "proxy-ep ", "proxy_ep", "tid", "ip"]);
    let field = (key, url_like()).prop_map(|(key, value)| format!("{key}={value}"));
    prop::collection::vec(field, 0..4).prop_map(|fields| fields.join(";") + ":00ff")
}

fn host() -> impl Strategy<Value = Host> {
    prop::sample::select(vec!["github.com", "acme.ghe.com"]).prop_map(|name| Host::parse(name).unwrap())
}

fn is_githubs(host: &Host, url: &str) -> bool {
    let Some(name) = url.strip_prefix("https://") else { return false };
    let plain = name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'));
    let labels: Vec<&str> = name.split('.').collect();
    let tenants = host.name() == "acme.ghe.com" && labels.ends_with(&["acme", "ghe", "com"]);
    let copilots = labels.len() > 2 && labels.ends_with(&["githubcopilot", "com"]);
    plain && labels.iter().all(|label| !label.is_empty()) && (copilots || tenants)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_base_url_is_githubs_whatever_a_server_sends(
        host in host(),
        endpoint in prop::option::of(url_like()),
        token in session_token(),
    ) {
        match resolve(&host, endpoint.as_deref(), &token) {
            Ok(url) => {
                prop_assert!(is_githubs(&host, url.as_str()), "{}", url.as_str());
                // It is canonical, so it is accepted again when it is read from the cache.
                prop_assert_eq!(host.trusted(url.as_str()), Some(url.clone()));
            }
            Err(failure) => {
                prop_assert!(failure.lines().lines().all(|line| line.len() <= 200));
                prop_assert!(!failure.lines().contains("user:pass"));
            }
        }
    }

    #[test]
    fn what_is_trusted_has_exactly_that_host(host in host(), name in "([a-z0-9-]{1,8}\\.){1,3}(githubcopilot\\.com|acme\\.ghe\\.com|evil\\.example)") {
        let url = format!("https://{name}/");
        if let Some(canonical) = host.trusted(&url) {
            prop_assert_eq!(canonical.as_str(), format!("https://{name}"));
            prop_assert!(!name.ends_with(".example"));
        }
    }

    #[test]
    fn a_secret_in_a_refused_url_is_not_repeated(secret in "[a-zA-Z0-9]{12,20}") {
        for url in [format!("https://u:{secret}@evil.example"), format!("https://{secret}@api.githubcopilot.com"), format!("https://evil.example/{secret}")] {
            let failure = resolve(&Host::github_com(), Some(&url), "t").unwrap_err();
            prop_assert!(!failure.lines().contains(&secret), "{}", failure);
        }
    }
}
