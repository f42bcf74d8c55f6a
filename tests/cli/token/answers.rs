//! The five commands and their output.

use serde_json::{Value, json};

use crate::world::{Answer, World, now};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

#[test]
fn a_token_is_exchanged_once_and_then_comes_from_the_cache() {
    let world = World::new();
    let first = world.cmd_as(TOKEN, &["token"]).run().ok();
    let second = world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_eq!((first.as_str(), &first), (world.issued()[0].as_str(), &second));
    assert_eq!((world.exchanges(), world.connections(), world.handshakes()), (1, 1, 1));
}

#[test]
fn github_is_asked_as_its_own_editor_asks() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let request = &world.requests()[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/copilot_internal/v2/token"));
    let mut names: Vec<String> = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    let expected = [
        "accept",
        "authorization",
        "copilot-integration-id",
        "editor-plugin-version",
        "editor-version",
        "host",
        "user-agent",
        "x-github-api-version",
    ];
    assert_eq!(names, expected);
    for (name, value) in [
        ("accept", "application/json"),
        ("authorization", &format!("Bearer {TOKEN}")),
        ("x-github-api-version", "2025-04-01"),
        ("user-agent", concat!("copilot-token/", env!("CARGO_PKG_VERSION"))),
        ("editor-version", "vscode/1.107.0"),
        ("copilot-integration-id", "vscode-chat"),
        ("host", "api.github.com"),
    ] {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    assert_eq!(world.connects()[0].target, "api.github.com:443");
}

#[test]
fn json_holds_what_the_contract_names() {
    let world = World::new();
    let expires_at = now() + 1800;
    world.answer(Answer::granted().expires_at(expires_at));
    let fresh = world.cmd_as(TOKEN, &["token", "--json"]).run().ok_json();
    let keys: Vec<&str> = fresh.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "access",
        "base_url",
        "cached",
        "expires",
        "expires_at",
        "headers",
        "host",
        "sku",
        "source",
        "stale",
        "token",
        "token_type",
        "version",
    ];
    assert_eq!(keys, expected);
    assert_eq!(fresh["version"], 1);
    assert_eq!(fresh["token"], world.issued()[0].as_str());
    assert_eq!(fresh["token_type"], "Bearer");
    assert_eq!(fresh["expires_at"], expires_at);
    assert_eq!(fresh["base_url"], "https://api.individual.githubcopilot.com");
    assert_eq!((&fresh["host"], &fresh["source"]), (&json!("github.com"), &json!("GH_TOKEN")));
    assert_eq!(fresh["sku"], "monthly_subscriber_quota");
    assert_eq!((&fresh["cached"], &fresh["stale"]), (&json!(false), &json!(false)));
    let expected = json!({"Editor-Version": "vscode/1.107.0", "Editor-Plugin-Version": "copilot-chat/0.35.0",
        "Copilot-Integration-Id": "vscode-chat", "User-Agent": concat!("copilot-token/", env!("CARGO_PKG_VERSION"))});
    assert_eq!(fresh["headers"], expected);

    let mut cached = world.cmd_as(TOKEN, &["token", "--json"]).run().ok_json();
    assert_eq!(cached["cached"], true);
    cached["cached"] = Value::Bool(false);
    assert_eq!(cached, fresh);

    let mut without_token = fresh.clone();
    without_token.as_object_mut().unwrap().remove("token");
    without_token["cached"] = Value::Bool(true);
    assert_eq!(world.cmd_as(TOKEN, &["base-url", "--json"]).run().ok_json(), without_token);
}

#[test]
fn each_plan_and_host_has_its_base_url() {
    for (host, answer, expected) in [
        ("github.com", Answer::granted(), "https://api.individual.githubcopilot.com"),
        ("github.com", Answer::granted_enterprise(), "https://api.enterprise.githubcopilot.com"),
        ("github.com", Answer::granted_minimal(), "https://api.individual.githubcopilot.com"),
        (
            "github.com",
            Answer::granted_enterprise().without("endpoints"),
            "https://api.enterprise.githubcopilot.com",
        ),
        ("acme.ghe.com", Answer::granted_ghe("acme"), "https://copilot-api.acme.ghe.com"),
        (
            "ACME.ghe.com",
            Answer::granted_ghe("acme").without("endpoints"),
            "https://copilot-api.acme.ghe.com",
        ),
    ] {
        let world = World::new();
        world.answer(answer);
        let base_url = world.cmd_as(TOKEN, &["base-url", "--host", host]).run().ok();
        assert_eq!(base_url, expected);
        assert_eq!(world.connects()[0].target, format!("api.{}:443", host.to_lowercase()));
        // Again, from the cache.
        assert_eq!(world.cmd_as(TOKEN, &["base-url", "--host", host]).run().ok(), expected);
        assert_eq!(world.exchanges(), 1);
    }
}

#[test]
fn refresh_exchanges_whatever_the_cache_says_and_the_others_follow() {
    let world = World::new();
    let old = world.cmd_as(TOKEN, &["token"]).run().ok();
    let new = world.cmd_as(TOKEN, &["refresh"]).run().ok();
    assert_ne!(old, new);
    assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), new);
    assert_eq!(
        world.cmd_as(TOKEN, &["refresh", "--json"]).run().ok_json()["token"],
        world.issued()[2].as_str()
    );
    assert_eq!(world.exchanges(), 3);
}

#[test]
fn refresh_does_not_pass_an_old_token_off_as_new() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    world.answer(Answer::status(503, "{}"));
    let stderr = world.cmd_as(TOKEN, &["refresh"]).run().fails(3);
    assert!(stderr.contains("503"), "{stderr}");
}

#[test]
fn clear_cache_removes_every_session_and_can_be_said_twice() {
    let world = World::new();
    let first = world.cmd_as(TOKEN, &["token"]).run().ok();
    world.cmd_as("ghu_another00000000000000000000000000000", &["token"]).run().ok();
    world.run(&["clear-cache"]).ok_stdout("");
    assert_eq!(world.cache_files().iter().filter(|name| name.contains("session-")).count(), 0);
    let removed = world.run(&["clear-cache", "--json"]).ok_json();
    assert_eq!((&removed["version"], &removed["removed"]), (&json!(1), &json!(0)));
    assert_ne!(world.cmd_as(TOKEN, &["token"]).run().ok(), first);
    let removed = world.run(&["clear-cache", "--json"]).ok_json();
    assert_eq!(removed["removed"], 1);
}

#[test]
fn no_cache_leaves_nothing_and_reads_nothing() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token", "--no-cache"]).run().ok();
    assert!(!world.cache_dir().exists());
    let kept = world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_ne!(world.cmd_as(TOKEN, &["token", "--no-cache"]).run().ok(), kept);
    assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), kept);
}

#[test]
fn another_integration_gets_a_session_of_its_own() {
    let world = World::new();
    let one = world.cmd_as(TOKEN, &["token"]).run().ok();
    let other = world.cmd_as(TOKEN, &["token"]).env("COPILOT_INTEGRATION_ID", "copilot-cli").run().ok();
    assert_ne!(one, other);
    assert_eq!(world.requests()[1].header("copilot-integration-id"), Some("copilot-cli"));
    assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), one);
}

#[test]
fn wrong_words_and_values_are_usage_errors() {
    let world = World::new();
    for args in [
        vec!["nonsense"],
        vec!["token", "--host", "ghe.corp.example"],
        vec!["token", "--host", ""],
        vec!["token", "--sources", "env,nonsense"],
        vec!["token", "--min-validity", "5"],
        vec!["token", "--min-validity", "-5m"],
        vec!["token", "--timeout", "0s"],
        vec!["token", "--timeout", "2days"],
        vec!["token", "--user", "--hostname"],
        vec!["token", "--cache-dir", "a", "--cache-file", "b"],
        vec!["exec", "true"],
    ] {
        world.cmd_as(TOKEN, &args).run().fails_usage();
    }
    for (name, value) in [
        ("COPILOT_GH_HOST", "evil.example"),
        ("COPILOT_TOKEN_SOURCES", "env;gh"),
        ("COPILOT_TOKEN_USER", "a b"),
        ("COPILOT_TOKEN_MIN_VALIDITY", "soon"),
        ("COPILOT_TOKEN_TIMEOUT", "10"),
        ("COPILOT_INTEGRATION_ID", "a\nb"),
        ("COPILOT_EDITOR_VERSION", "é"),
    ] {
        let run = world.cmd_as(TOKEN, &["token"]).env(name, value).run();
        assert!(run.stderr.contains(name), "{}", run.stderr);
        run.fails_usage();
    }
    assert_eq!(world.run(&[]).code, 2);
    assert_eq!(world.connections(), 0);
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let world = World::new();
    let names = [
        "COPILOT_GITHUB_TOKEN",
        "COPILOT_GH_HOST",
        "GH_HOST",
        "COPILOT_TOKEN_SOURCES",
        "COPILOT_TOKEN_USER",
        "COPILOT_TOKEN_MIN_VALIDITY",
        "COPILOT_TOKEN_TIMEOUT",
        "COPILOT_TOKEN_CACHE_DIR",
        "COPILOT_TOKEN_CACHE_FILE",
        "COPILOT_INTEGRATION_ID",
        "COPILOT_EDITOR_VERSION",
        "https_proxy",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_DIR",
    ];
    let cmd = names.iter().fold(world.cmd_as(TOKEN, &["token"]), |cmd, name| cmd.env(name, ""));
    cmd.run().ok();
    assert_eq!(world.connects()[0].target, "api.github.com:443");
}

#[test]
fn options_beat_variables_and_a_foreign_gh_host_is_passed_over() {
    let world = World::new();
    world.answer(Answer::granted_ghe("acme"));
    let json = |cmd: crate::world::Cmd| cmd.run().ok_json()["host"].clone();
    let args = ["token", "--json", "--no-cache"];
    assert_eq!(json(world.cmd_as(TOKEN, &args).env("GH_HOST", "acme.ghe.com")), "acme.ghe.com");
    let two =
        world.cmd_as(TOKEN, &args).env("GH_HOST", "other.ghe.com").env("COPILOT_GH_HOST", "acme.ghe.com");
    assert_eq!(json(two), "acme.ghe.com");
    world.answer(Answer::granted());
    let option =
        world.cmd_as(TOKEN, &args).args(["--host", "github.com"]).env("COPILOT_GH_HOST", "acme.ghe.com");
    assert_eq!(json(option), "github.com");
    assert_eq!(json(world.cmd_as(TOKEN, &args).env("GH_HOST", "ghe.corp.example")), "github.com");
    let status =
        world.cmd_as(TOKEN, &["status", "--json"]).env("GH_HOST", "ghe.corp.example").run().ok_json();
    assert_eq!(status["ignored_gh_host"], "ghe.corp.example");
}

#[test]
fn a_reader_that_goes_away_is_no_failure_and_a_full_disk_is() {
    let world = World::new();
    let binary = env!("CARGO_BIN_EXE_copilot-token");
    let sh = |script: String| world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN).run();
    for command in ["token", "status", "--help", "--version"] {
        let closed = sh(format!("{{ {binary} {command}; echo $? >&2; }} | true"));
        assert!(closed.stderr.trim() == "0", "{command}: {}", closed.stderr);
        let full = sh(format!("{binary} {command} >/dev/full; echo $?"));
        assert_eq!(full.stdout.trim(), "1", "{command}");
        assert!(full.stderr.starts_with("copilot-token: writing to stdout"), "{}", full.stderr);
    }
}
