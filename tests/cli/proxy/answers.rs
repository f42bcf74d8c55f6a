//! What a client sends and receives: headers, bodies and streams pass unchanged.

use std::collections::BTreeMap;

use super::client::Reply;
use super::{Served, TOKEN, serve};
use crate::world::{Answer, HELLO, Request, World};

const HOST: &str = "api.individual.githubcopilot.com";

fn names(request: &Request) -> Vec<String> {
    let mut names: Vec<String> = request.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
    names.sort();
    names
}

#[test]
fn a_plain_client_gets_an_answer_with_nothing_but_the_key() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    assert_eq!(proxy.key.len(), 64, "256 bits in hex");
    let reply = proxy.get("/v1/models");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json; charset=utf-8")));
    assert_eq!(reply.json()["object"], "list");
    let chat = proxy.post("/v1/chat/completions", r#"{"model":"gpt-4.1"}"#);
    assert_eq!(chat.json()["choices"][0]["message"]["content"], HELLO);

    let requests = api.requests();
    let [models, chat] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(
        (models.method.as_str(), models.path.as_str(), models.host.as_str()),
        ("GET", "/models", HOST)
    );
    assert_eq!((chat.method.as_str(), chat.path.as_str()), ("POST", "/chat/completions"));
    assert_eq!(chat.body, br#"{"model":"gpt-4.1"}"#);
    let bearer = format!("Bearer {}", world.issued()[0]);
    for (name, value) in [
        ("host", HOST),
        ("authorization", bearer.as_str()),
        ("editor-version", "vscode/1.107.0"),
        ("editor-plugin-version", "copilot-chat/0.35.0"),
        ("copilot-integration-id", "vscode-chat"),
    ] {
        assert_eq!(models.header(name), Some(value));
    }
    assert_eq!(world.exchanges(), 1);
    proxy.end();
}

#[test]
fn each_path_goes_where_it_belongs() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let body = r#"{"model":"m","input":"x"}"#;
    let expected = [
        ("/v1/chat/completions", "/chat/completions"),
        ("/chat/completions?a=1&b", "/chat/completions?a=1&b"),
        ("/v1/responses", "/responses"),
        ("/v1/embeddings", "/embeddings"),
        ("/v1/messages?beta=true", "/v1/messages?beta=true"),
        ("/v1/messages/count_tokens", "/v1/messages/count_tokens"),
    ];
    for (path, _) in expected {
        assert_eq!(proxy.post(path, body).status, 200, "{path}");
    }
    assert_eq!(proxy.get("/v1/models/gpt-4.1").json()["id"], "gpt-4.1");
    let paths: Vec<String> = api.requests().into_iter().map(|request| request.path).collect();
    let expected: Vec<&str> = expected.into_iter().map(|(_, path)| path).chain(["/models/gpt-4.1"]).collect();
    assert_eq!(paths, expected);
    assert_eq!(proxy.get("/v1/models/none").status, 404);
}

#[test]
fn headers_pass_but_those_that_say_who_is_asking() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let mut wire = proxy.wire();
    let passed = "X-Initiator: agent\r\nCopilot-Vision-Request: true\r\nUser-Agent: their/1.0\r\n\
                  Accept-Encoding: gzip\r\nOpenAI-Organization: o\r\nanthropic-version: 2023-06-01\r\nX-Odd: a\r\nX-Odd: b\r\n";
    let kept_back = "x-api-key: sk-other\r\napi-key: other\r\nCookie: a=b\r\nCopilot-Integration-Id: theirs\r\n\
                     Editor-Version: theirs/1\r\nEditor-Plugin-Version: theirs/1\r\nConnection: keep-alive, x-mine\r\n\
                     X-Mine: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nProxy-Authorization: Basic eDp5\r\nExpect: 100-continue\r\n";
    wire.send(proxy.head("GET", "/v1/models", &format!("{passed}{kept_back}")));
    assert_eq!(wire.reply().status, 200);
    let request = api.requests().remove(0);
    let ours = ["host", "authorization", "editor-version", "editor-plugin-version", "copilot-integration-id"];
    let theirs =
        ["x-initiator", "copilot-vision-request", "user-agent", "accept-encoding", "openai-organization"];
    let mut expected: Vec<&str> = [&ours[..], &theirs, &["anthropic-version", "x-odd", "x-odd"]].concat();
    expected.sort_unstable();
    assert_eq!(names(&request), expected);
    assert_eq!(request.header("user-agent"), Some("their/1.0"));
    assert_eq!(request.header("editor-version"), Some("vscode/1.107.0"));
}

#[test]
fn the_two_headers_that_decide_about_billing_are_never_invented() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    proxy.post("/v1/chat/completions", r#"{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#);
    let request = api.requests().remove(0);
    assert_eq!((request.header("x-initiator"), request.header("copilot-vision-request")), (None, None));
}

#[test]
fn an_answer_passes_with_its_status_its_headers_and_its_bytes() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    for status in [200, 204, 302, 400, 402, 403, 404, 421, 422, 429, 500, 503] {
        let body: Vec<u8> = if status == 204 { Vec::new() } else { (0..=255).collect() };
        let answer = Answer::status(status, body.clone())
            .header("Retry-After", "17")
            .header("x-ratelimit-remaining", "3")
            .header("Content-Type", "application/x-odd")
            .header("Location", "https://elsewhere.example/")
            .header("Access-Control-Allow-Origin", "*")
            .header("Connection", "x-secret-of-theirs")
            .header("x-secret-of-theirs", "1");
        // Without a body there is no length.
        api.answer_next(if status == 204 { answer.without_header("Content-Length") } else { answer });
        let reply = proxy.get("/v1/models");
        assert_eq!((reply.status, &reply.body), (status, &body), "{reply:?}");
        assert_eq!(reply.header("retry-after"), Some("17"));
        assert_eq!(reply.header("x-ratelimit-remaining"), Some("3"));
        assert!(reply.header("x-github-request-id").is_some(), "{reply:?}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
        assert_eq!(reply.header("x-secret-of-theirs"), None);
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn direct_access_has_its_own_integration_and_the_token_itself() {
    let world = World::new();
    let api = world.copilot_api();
    let app = "ghs_anAppsTokenForTheProxy00000000000";
    api.accept(app);
    let running = world.cmd_as(app, &["serve", "--access", "direct"]).spawn();
    let proxy: Served = super::started(&world, running);
    let reply: Reply = proxy.get("/v1/models");
    assert_eq!(reply.status, 200, "{reply:?}");
    let request = api.requests().remove(0);
    assert_eq!(request.header("authorization"), Some(format!("Bearer {app}").as_str()));
    assert_eq!(request.header("copilot-integration-id"), Some("copilot-developer-cli"));
    assert_eq!(request.host, "api.githubcopilot.com");
    assert_eq!(world.exchanges(), 0);
}

#[test]
fn twenty_requests_in_a_row_need_one_handshake() {
    let world = World::new();
    world.copilot_api();
    // The exchange comes first, on a separate connection.
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let before = world.handshakes();
    let proxy = serve(&world, &[]);
    for path in ["/v1/models", "/v1/models/gpt-4.1"].repeat(5) {
        assert_eq!(proxy.get(path).status, 200);
        assert_eq!(proxy.post("/v1/chat/completions", r#"{"model":"m"}"#).status, 200);
    }
    assert_eq!(world.handshakes() - before, 1);
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn one_client_connection_serves_many_requests() {
    let world = World::new();
    let api = world.copilot_api();
    let proxy = serve(&world, &[]);
    let mut wire = proxy.wire();
    let mut seen = BTreeMap::new();
    for number in 0..10 {
        let body = format!(r#"{{"model":"m{number}"}}"#);
        let head = proxy.head("POST", "/v1/chat/completions", &format!("Content-Length: {}\r\n", body.len()));
        wire.send(head + &body);
        seen.insert(number, wire.reply().json()["model"].clone());
    }
    let expected: BTreeMap<_, _> = (0..10).map(|number| (number, format!("m{number}").into())).collect();
    assert_eq!(seen, expected);
    assert_eq!(api.requests().len(), 10);
}
