//! Tables of requests that pass the gate and requests that it refuses.

use hyper::Request;

use super::*;

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn admit(method: &str, target: &str, headers: &[(&str, &str)]) -> Result<String, u16> {
    let gate = Gate::new("127.0.0.1:4141".parse().unwrap(), Secret::new(KEY.to_owned()));
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    gate.admit(&parts).map_err(|refusal| refusal.status().as_u16())
}

fn with_key(method: &str, target: &str) -> Result<String, u16> {
    admit(method, target, &[("host", "127.0.0.1:4141"), ("x-api-key", KEY)])
}

#[test]
fn paths_are_served_with_and_without_v1_and_nothing_else_is() {
    for (path, expected) in [
        ("/chat/completions", "/chat/completions"),
        ("/v1/chat/completions", "/chat/completions"),
        ("/v1/responses?x=1", "/responses"),
        ("/embeddings", "/embeddings"),
        ("/v1/messages", "/v1/messages"),
        ("/v1/messages?beta=true", "/v1/messages"),
        ("/v1/messages/count_tokens", "/v1/messages/count_tokens"),
    ] {
        assert_eq!(with_key("POST", path).as_deref(), Ok(expected), "{path}");
    }
    for (path, expected) in [
        ("/models", "/models"),
        ("/v1/models", "/models"),
        ("/models/gpt-4.1", "/models/gpt-4.1"),
        ("/v1/models/claude-opus-4.6", "/models/claude-opus-4.6"),
    ] {
        assert_eq!(with_key("GET", path).as_deref(), Ok(expected), "{path}");
    }
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/messages",
        "/v1/v1/messages",
        "/v1/v1/models",
        "/models/",
        "//models",
        "/models/.",
        "/models/..",
        "/models/../user",
        "/models/x/policy",
        "/models/x%2Fpolicy",
        "/models/x%2fpolicy",
        "/models/x;/policy",
        "/MODELS",
        "/chat/completions/",
        "/chat/completions/1",
        "/v1/messages/batches",
        "/token",
        "/_ping",
    ] {
        assert_eq!(with_key("GET", path), Err(404), "{path}");
    }
}

#[test]
fn the_key_counts_in_three_places_and_only_whole() {
    let host = ("host", "localhost:4141");
    let bearer = format!("Bearer {KEY}");
    for (name, value) in [
        ("authorization", bearer.as_str()),
        ("authorization", &format!("bearer  {KEY}")),
        ("x-api-key", KEY),
        ("api-key", KEY),
    ] {
        assert!(admit("GET", "/models", &[host, (name, value)]).is_ok(), "{name}");
    }
    // An unrelated key beside the right one does no harm.
    assert!(admit("GET", "/models", &[host, ("x-api-key", "sk-other"), ("authorization", &bearer)]).is_ok());
    for (name, value) in [
        ("authorization", KEY),
        ("authorization", "Bearer "),
        ("authorization", &format!("Basic {KEY}")),
        ("x-api-key", &KEY[1..]),
        ("x-api-key", &format!("{KEY}0")),
        ("x-api-key", ""),
        ("x-goog-api-key", KEY),
        ("cookie", KEY),
    ] {
        assert_eq!(admit("GET", "/models", &[host, (name, value)]), Err(401), "{name}: {value}");
    }
}

#[test]
fn a_browser_is_not_served_whatever_it_knows() {
    let key = ("x-api-key", KEY);
    for host in ["127.0.0.1:4141", "localhost:4141", "LocalHost:4141", "[::1]:4141"] {
        assert!(admit("GET", "/models", &[("host", host), key]).is_ok(), "{host}");
    }
    for host in [
        "127.0.0.1",
        "127.0.0.1:4142",
        "evil.example:4141",
        "evil.example",
        "localhost.evil.example:4141",
        "localhost:4141.evil.example",
        "127.0.0.1:4141 ",
        "",
    ] {
        assert_eq!(admit("GET", "/models", &[("host", host), key]), Err(403), "{host}");
    }
    assert_eq!(admit("GET", "/models", &[key]), Err(400));
    assert_eq!(
        admit("GET", "/models", &[("host", "localhost:4141"), ("host", "localhost:4141"), key]),
        Err(400)
    );
    for origin in ["http://localhost:4141", "null", "https://evil.example"] {
        let headers = [("host", "localhost:4141"), key, ("origin", origin)];
        assert_eq!(admit("GET", "/models", &headers), Err(403), "{origin}");
    }
}

#[test]
fn targets_methods_and_lengths_that_make_no_sense_are_refused() {
    for target in ["http://127.0.0.1:4141/models", "http://evil.example/models"] {
        assert_eq!(with_key("GET", target), Err(400), "{target}");
    }
    assert_eq!(with_key("CONNECT", "api.github.com:443"), Err(400));
    assert_eq!(with_key("OPTIONS", "*"), Err(404));
    for method in ["TRACE", "OPTIONS", "DELETE", "PUT", "PATCH", "PROPFIND"] {
        assert_eq!(with_key(method, "/chat/completions"), Err(405), "{method}");
    }
    assert_eq!(with_key("POST", "/models/gpt-4.1"), Err(405));
    let upgrade = [("host", "127.0.0.1:4141"), ("api-key", KEY), ("upgrade", "websocket")];
    assert_eq!(admit("GET", "/responses", &upgrade), Err(501));
    let long = [("host", "127.0.0.1:4141"), ("api-key", KEY), ("content-length", "67108865")];
    assert_eq!(admit("POST", "/responses", &long), Err(413));
}
