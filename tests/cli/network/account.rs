//! Direct access: GitHub's answer about the account of a GitHub token, which answers are valid and which are refused.

use serde_json::{Value, json};

use crate::world::{Answer, World};

const TOKEN: &str = "gho_Q7rT2wLx9VbN4kZs8HdF3mYc6PgJ1aEo5UiX";
const BUSINESS: &str = include_str!("../../fixtures/user-business.json");
const NO_ACCESS: &str = include_str!("../../fixtures/user-no-access.json");

/// A world whose GitHub only answers requests about the account, with `account`.
fn world(account: Answer) -> World {
    let world = World::new();
    world.answer(Answer::status(500, "no exchange is asked for"));
    world.api(move |request| {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/copilot_internal/user"));
        account.clone()
    });
    world
}

fn account(json: &str) -> Answer {
    Answer::status(200, json)
}

#[test]
fn the_account_names_the_base_url_and_is_asked_once() {
    for (host, json, base_url) in [
        ("github.com", BUSINESS, "https://api.business.githubcopilot.com"),
        (
            "github.com",
            include_str!("../../fixtures/user-free-old.json"),
            "https://api.individual.githubcopilot.com",
        ),
        ("acme.ghe.com", include_str!("../../fixtures/user-ghe.json"), "https://copilot-api.acme.ghe.com"),
        ("github.com", r#"{"login":"octocat"}"#, "https://api.individual.githubcopilot.com"),
        ("acme.ghe.com", r#"{"login":"octocat"}"#, "https://copilot-api.acme.ghe.com"),
        (
            "github.com",
            r#"{"copilot_plan":"x","endpoints":{"api":7}}"#,
            "https://api.individual.githubcopilot.com",
        ),
        ("github.com", r#"{"endpoints":{"api":""}}"#, "https://api.individual.githubcopilot.com"),
        ("github.com", "{}", "https://api.individual.githubcopilot.com"),
    ] {
        let world = world(account(json));
        for _ in 0..2 {
            let args = ["base-url", "--access", "direct", "--host", host];
            assert_eq!(world.cmd_as(TOKEN, &args).run().ok(), base_url, "{json}");
        }
        let requests = world.requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].host, format!("api.{host}"));
        assert_eq!(requests[0].github_token.as_deref(), Some(TOKEN));
        assert_eq!(requests[0].header("copilot-integration-id"), Some("copilot-developer-cli"));
    }
}

#[test]
fn an_apps_token_has_no_account_to_ask_for() {
    for (host, base_url) in [
        ("github.com", "https://api.githubcopilot.com"),
        ("acme.ghe.com", "https://copilot-api.acme.ghe.com"),
    ] {
        let world = World::new();
        let long = format!("ghs_1_{}.{}.{}", "eyJ0".repeat(60), "a-B_".repeat(50), "x".repeat(90));
        let args = ["base-url", "--access", "direct", "--host", host];
        assert_eq!(world.cmd_as(&long, &args).run().ok(), base_url);
        assert_eq!(world.connections(), 0);
    }
}

#[test]
fn every_refusal_of_the_account_has_its_code_its_sentence_and_its_next_step() {
    let no_chat = Answer::status(200, BUSINESS).field("chat_enabled", false);
    let foreign = Answer::status(200, BUSINESS).field("endpoints.api", "https://api.evil.example");
    let echo = Answer::status(200, BUSINESS)
        .field("endpoints.api", format!("https://{}.githubcopilot.com", TOKEN[4..].to_lowercase()));
    for (answer, code, message, hint) in [
        (account(NO_ACCESS), 5, "from GH_TOKEN (octocat): the account has no Copilot seat", "organization"),
        (no_chat, 5, "(octocat): Copilot Chat is switched off for the account", "settings/copilot"),
        (Answer::bad_credentials(), 4, "GitHub rejected the GitHub token from GH_TOKEN (401", "replace it"),
        (Answer::no_access(), 5, "(octocat): the account has no Copilot seat", "signup"),
        (Answer::pat(), 5, "GH_TOKEN is a personal access token", "copilot-token login"),
        (Answer::rate_limited(), 3, "rate limit", "try again in 1m"),
        (Answer::too_many_requests().header("Retry-After", "90"), 3, "rate limit", "try again in 1m 30s"),
        (Answer::not_found(), 5, "GitHub knows nothing of Copilot for it (404)", "copilot-token login"),
        (Answer::redirect(302, "https://evil.example/"), 1, "redirect refused", ""),
        (Answer::status(500, "{}"), 3, "GitHub returned 500", "try again"),
        (Answer::html(200, "<html>Sign in"), 3, "a proxy answered, not GitHub", "login page"),
        (account(BUSINESS).without_header("x-github-request-id"), 3, "a proxy answered, not GitHub", ""),
        (account("[]"), 1, "it is not the expected JSON", "newer"),
        (account("nonsense"), 1, "it is not the expected JSON", "newer"),
        (account(BUSINESS).field("x", "x".repeat(10_000_000)), 1, "it is not the expected JSON", ""),
        (foreign, 1, "untrusted base URL refused: the answer names api.evil.example", "proxy"),
        (echo, 1, "its base URL holds the GitHub token", ""),
    ] {
        let world = world(answer);
        let stderr = world.cmd_as(TOKEN, &["base-url", "--access", "direct"]).run().fails(code);
        let (first, second) = stderr.split_at(stderr.find('\n').unwrap() + 1);
        assert!(first.contains(message), "{message}: {stderr}");
        assert!(second.contains(hint), "{stderr}");
        assert_eq!(world.exchanges(), 0);
        crate::safety::canaries::assert_not_on_disk(&world.home(), TOKEN);
    }
}

#[test]
fn a_plan_and_a_login_are_plain_words_or_null() {
    let tail = &TOKEN[10..];
    for (path, value, sku) in [
        ("access_type_sku", json!("Some_Plan"), json!("some_plan")),
        ("access_type_sku", json!(null), json!("business")),
        ("access_type_sku", json!(tail), json!("business")),
        ("access_type_sku", json!(tail.to_uppercase()), json!("business")),
        ("access_type_sku", json!("a plan\u{1b}[31m"), json!("business")),
        ("access_type_sku", json!(["a"]), json!("business")),
        ("login", json!(tail), json!("copilot_for_business_seat_quota")),
        ("login", json!({"a": 1}), json!("copilot_for_business_seat_quota")),
    ] {
        let world = world(account(BUSINESS).field(path, value.clone()));
        let answer: Value =
            world.cmd_as(TOKEN, &["base-url", "--json", "--access", "direct"]).run().ok_json();
        assert_eq!((&answer["sku"], &answer["access"]), (&sku, &json!("direct")), "{path} {value}");
        assert_eq!(answer["expires_at"], Value::Null);
    }
}

#[test]
fn an_outage_is_asked_again_once() {
    let world = World::new();
    let asked = std::sync::atomic::AtomicUsize::new(0);
    world.api(move |_| match asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Answer::status(503, "{}"),
        _ => account(BUSINESS),
    });
    world.cmd_as(TOKEN, &["base-url", "--access", "direct"]).run().ok();
    assert_eq!(world.requests().len(), 2);
}
