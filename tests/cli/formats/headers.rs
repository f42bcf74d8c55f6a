//! `headers`, checked by what arrives at the API: the real curl reads both formats.

use serde_json::json;

use super::hostile;
use crate::world::{Answer, Request, World, installed, on_a_command_line};

const TOKEN: &str = "ghu_theTokenOfTheHeaders0000000000000";
const BY_CURL: [(&str, &str); 2] = [
    ("lines", "copilot-token headers | curl -sS -H @- \"$(copilot-token base-url)/models\""),
    (
        "curl",
        "copilot-token headers --format curl | curl -sS --config - \"$(copilot-token base-url)/models\"",
    ),
];

/// The requests that are not exchanges.
fn api_requests(world: &World) -> Vec<Request> {
    world.requests().into_iter().filter(|request| !request.is_exchange()).collect()
}

#[test]
fn a_url_stays_on_the_host_of_its_token_and_a_wrong_one_asks_nobody() {
    let world = World::new();
    for url in ["models", "@evil.example/", "https://evil.example/", ":8443/", ".evil.example"] {
        world.cmd_as(TOKEN, &["headers", "--format", "curl", "--url", url]).run().fails_usage();
    }
    assert_eq!(world.connections(), 0);
    world.answer(Answer::granted_enterprise());
    let text = world.cmd_as(TOKEN, &["headers", "--format", "curl", "--url", "/models"]).run().ok();
    assert!(
        text.starts_with("url = \"https://api.enterprise.githubcopilot.com/models\"\nheader = "),
        "{text}"
    );
}

#[test]
fn curl_sends_each_header_once_and_as_it_is_whatever_the_session_token_holds() {
    if !installed(&["curl"]) {
        return;
    }
    for token in hostile::tokens() {
        for (format, script) in BY_CURL {
            let world = hostile::world(&token);
            world.api(|_| Answer::status(200, "{\"data\":[]}"));
            let run = world.tool("sh", &["-c", script]).env("GH_TOKEN", TOKEN).run();
            run.ok_stdout("{\"data\":[]}");
            let requests = api_requests(&world);
            let [request] = requests.as_slice() else { panic!("{format}: {requests:?}") };
            assert_eq!(request.host, "api.individual.githubcopilot.com");
            assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/models"));
            let mut sent: Vec<(&str, &str)> =
                request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            sent.retain(|(name, _)| !["Host", "Accept"].contains(name));
            sent.sort_unstable();
            let bearer = format!("Bearer {token}");
            let expected = [
                ("Authorization", bearer.as_str()),
                ("Copilot-Integration-Id", "vscode-chat"),
                ("Editor-Plugin-Version", "copilot-chat/0.35.0"),
                ("Editor-Version", "vscode/1.107.0"),
                ("User-Agent", concat!("copilot-token/", env!("CARGO_PKG_VERSION"))),
            ];
            assert_eq!(sent, expected, "{format}");
        }
    }
}

#[test]
fn json_is_one_flat_object_of_the_same_headers() {
    for token in hostile::tokens() {
        let world = hostile::world(&token);
        let object = world.cmd_as(TOKEN, &["headers", "--format", "json"]).run().ok_json();
        let expected = json!({
            "Authorization": format!("Bearer {token}"),
            "Copilot-Integration-Id": "vscode-chat",
            "Editor-Plugin-Version": "copilot-chat/0.35.0",
            "Editor-Version": "vscode/1.107.0",
            "User-Agent": concat!("copilot-token/", env!("CARGO_PKG_VERSION")),
        });
        assert_eq!(object, expected);
    }
}

#[test]
fn nothing_secret_is_on_a_command_line_while_curl_asks() {
    if !installed(&["curl"]) {
        return;
    }
    for (format, script) in BY_CURL {
        let world = World::new();
        world.install();
        let token = "tid=5c1e0f7a9b3d;exp=1;unique-to-this-test:9f8e7d6c5b4a39281706";
        world.answer(Answer::granted().field("token", token));
        world.api(move |_| {
            let seen = [token, TOKEN].iter().find_map(|secret| on_a_command_line(secret));
            // The control: this test's own arguments are found.
            let curl = on_a_command_line("/models");
            Answer::status(200, json!({"seen": seen, "curl_seen": curl.is_some()}).to_string())
        });
        let run = world.tool("sh", &["-c", script]).env("GH_TOKEN", TOKEN).run();
        run.ok();
        let proc = cfg!(target_os = "linux");
        assert_eq!(run.stdout_json(), json!({"seen": null, "curl_seen": proc}), "{format}");
    }
}

#[test]
fn the_identity_that_was_chosen_goes_to_github_and_to_the_api() {
    if !installed(&["curl"]) {
        return;
    }
    let world = World::new();
    world.install();
    world.api(|_| Answer::status(200, "{}"));
    let cmd = world.tool("sh", &["-c", BY_CURL[0].1]).env("GH_TOKEN", TOKEN);
    cmd.env("COPILOT_INTEGRATION_ID", "copilot-cli")
        .env("COPILOT_EDITOR_VERSION", "Neovim/0.11.2")
        .run()
        .ok();
    for request in world.requests() {
        assert_eq!(request.header("copilot-integration-id"), Some("copilot-cli"), "{}", request.path);
        assert_eq!(request.header("editor-version"), Some("Neovim/0.11.2"), "{}", request.path);
    }
    assert_eq!(world.requests().len(), 2);
}

#[test]
fn cached_headers_cost_no_connection_and_hold_the_cached_session_token() {
    let world = World::new();
    let token = world.cmd_as(TOKEN, &["token"]).run().ok();
    for format in ["lines", "json", "curl"] {
        let text = world.cmd_as(TOKEN, &["headers", "--format", format]).run().ok();
        assert!(text.contains(&token), "{format}");
    }
    assert_eq!(world.connections(), 1);
}

#[test]
fn without_a_session_token_there_are_no_headers_at_all() {
    let world = World::new();
    for format in ["lines", "json", "curl"] {
        world.run(&["headers", "--format", format]).fails(4);
    }
    world.cmd_as(TOKEN, &["headers", "--format", "yaml"]).run().fails_usage();
    assert_eq!(world.connections(), 0);
}
