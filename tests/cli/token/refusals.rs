//! Every refusal from GitHub or an intermediary: exit code, message, hint.

use crate::world::{Answer, World};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// The name, the answer, the exit code, a part of the message and a part of the hint.
fn table() -> Vec<(&'static str, Answer, i32, &'static str, &'static str)> {
    vec![
        (
            "401",
            Answer::bad_credentials(),
            4,
            "GitHub rejected the GitHub token from GH_TOKEN (401, bad credentials)",
            "replace it, or unset GH_TOKEN",
        ),
        (
            "403",
            Answer::no_access(),
            5,
            "(octocat): the account has no Copilot seat",
            "https://github.com/github-copilot/signup",
        ),
        (
            "403 flagged",
            Answer::suspended(),
            5,
            "(octocat): GitHub has flagged the account",
            "https://support.github.com",
        ),
        (
            "403 PAT",
            Answer::pat(),
            5,
            "GH_TOKEN is a personal access token, which cannot be exchanged (403)",
            "unset GH_TOKEN and sign in with 'copilot-token login', or use the GitHub token itself with --access direct",
        ),
        (
            "403 of another app's token",
            Answer::status(403, include_str!("../../fixtures/403-integration.json")),
            5,
            "GH_TOKEN is another app's token, which cannot be exchanged (403)",
            "--access direct",
        ),
        ("403 limit", Answer::rate_limited(), 3, "rate limit", "try again in 1m"),
        (
            "403 secondary",
            Answer::status(403, r#"{"message":"You have exceeded a secondary rate limit"}"#),
            3,
            "rate limit",
            "1m",
        ),
        (
            "403 headers",
            Answer::status(403, "{}").header("x-ratelimit-remaining", "0"),
            3,
            "rate limit",
            "1m",
        ),
        // Every answer carries the state of the rate limit.
        (
            "403 that has used the last of the rate limit",
            Answer::no_access().header("x-ratelimit-remaining", "0").header("Retry-After", "60"),
            5,
            "the account has no Copilot seat",
            "signup",
        ),
        (
            "403 PAT that has used the last of the rate limit",
            Answer::pat().header("x-ratelimit-remaining", "0"),
            5,
            "personal access token",
            "--access direct",
        ),
        (
            "403 limit with details of another shape",
            Answer::rate_limited().field("error_details", "no object"),
            3,
            "rate limit",
            "1m",
        ),
        (
            "403 with a link of another shape",
            Answer::no_access().field("error_details.url", 7),
            5,
            "the account has no Copilot seat",
            "get one, or ask your organization\n",
        ),
        (
            "403 with GitHub's word for the editor, and no link",
            Answer::status(
                403,
                r#"{"message":"not in {EDITOR}.","error_details":{"notification_id":"x","url":" "}}"#,
            ),
            5,
            "GH_TOKEN: not in vscode\n",
            "settings/copilot",
        ),
        (
            "403 that names the login late",
            Answer::no_access().field(
                "error_details.message",
                "x".repeat(170) + " you are logged in as octocat-enterprise.",
            ),
            5,
            "(octocat-enterprise)",
            "",
        ),
        (
            "403 empty",
            Answer::status(403, ""),
            5,
            "no Copilot access for the GitHub token from GH_TOKEN: GitHub gave no reason",
            "settings/copilot",
        ),
        (
            "404",
            Answer::not_found(),
            5,
            "wrong kind of token: the app that issued the GitHub token from GH_TOKEN may not mint session tokens (404)",
            "sign in with 'copilot-token login', or use the GitHub token itself with --access direct",
        ),
        ("429", Answer::too_many_requests(), 3, "rate limit", "try again in 1m"),
        (
            "429 wait",
            Answer::too_many_requests().header("Retry-After", "90"),
            3,
            "rate limit",
            "try again in 1m 30s",
        ),
        (
            "429 long",
            Answer::too_many_requests().header("Retry-After", "999999999"),
            3,
            "rate limit",
            "try again in 1h",
        ),
        ("429 bare", Answer::html(429, "<p>slow down"), 3, "rate limit", "1m"),
        (
            "418",
            Answer::status(418, r#"{"message":"short and stout."}"#),
            1,
            "status 418: short and stout\n",
            "",
        ),
        ("204", Answer::status(204, ""), 1, "status 204", ""),
        ("500", Answer::status(500, "{}"), 3, "GitHub returned 500", "try again"),
        ("502 page", Answer::html(502, "<h1>Bad gateway"), 3, "GitHub returned 502", "try again"),
        (
            "301",
            Answer::redirect(301, "https://api.github.com/elsewhere"),
            1,
            "redirect refused: api.github.com answered 301",
            "proxy",
        ),
        (
            "200 page",
            Answer::html(200, "<html>Log in to AirportNet"),
            3,
            "a proxy answered, not GitHub: asked api.github.com, got a web page (200)",
            "login page",
        ),
        (
            "403 page",
            Answer::html(403, "<html>Blocked by policy"),
            3,
            "a proxy answered, not GitHub: asked api.github.com",
            "login page",
        ),
        (
            "200 unmarked",
            Answer::granted().without_header("x-github-request-id"),
            3,
            "the response has no x-github-request-id header (200)",
            "HTTPS_PROXY",
        ),
        (
            "401 unmarked",
            Answer::bad_credentials().without_header("x-github-request-id"),
            3,
            "a proxy answered",
            "HTTPS_PROXY",
        ),
        (
            "no JSON",
            Answer::status(200, "token"),
            1,
            "unusable answer from GitHub: it is not the expected JSON",
            "newer copilot-token",
        ),
        ("no token", Answer::granted().without("token"), 1, "not the expected JSON", ""),
        ("no moment", Answer::granted().field("expires_at", "soon"), 1, "expires_at is not a valid time", ""),
        (
            "foreign base",
            Answer::granted().field("endpoints.api", "https://api.evil.example"),
            1,
            "untrusted base URL refused: the answer names api.evil.example",
            "proxy",
        ),
        ("born dead", Answer::granted().lifetime(-10), 1, "already expired", "clock"),
        ("dying", Answer::granted().lifetime(59), 1, "only 59s to go", "clock"),
    ]
}

#[test]
fn every_refusal_has_its_code_its_sentence_and_its_next_step() {
    for (name, answer, code, message, hint) in table() {
        let world = World::new();
        world.answer(answer);
        let stderr = world.cmd_as(TOKEN, &["token", "--sources", "env"]).run().fails(code);
        let (first, second) = stderr.split_at(stderr.find('\n').unwrap() + 1);
        assert!(first.contains(message), "{name}: {first}");
        assert!(second.contains(hint), "{name}: {second}");
        // Only a transient failure is retried.
        let expected = if matches!(name, "502 page") { 2 } else { 1 };
        assert_eq!(world.exchanges(), expected, "{name}");
        let told = world.cmd_as(TOKEN, &["token", "--sources", "env", "-v"]).run().stderr;
        assert!(told.contains(message) && !told.contains(['{', '}']), "{name}: {told}");
    }
}

#[test]
fn every_notification_has_a_sentence_of_its_own_and_an_unknown_one_githubs() {
    let refusal = |id: &str| {
        let world = World::new();
        world.answer(Answer::no_access().field("error_details.notification_id", id));
        world.cmd_as(TOKEN, &["token"]).run().fails(5)
    };
    let mut seen = Vec::new();
    for id in [
        "no_copilot_access",
        "not_signed_up",
        "subscription_ended",
        "enterprise_managed_user_account",
        "feature_flag_blocked",
        "spammy_user",
        "billing_locked",
        "trade_restricted",
        "trade_restricted_country",
        "codespaces_demo_inactive",
        "snippy_not_configured",
        "expired_coupon",
        "revoked_coupon",
        "go_http_client",
        "programmatic_token_generation",
        "access_revoked",
        "server_error",
    ] {
        let stderr = refusal(id);
        assert!(stderr.contains("octocat") && stderr.contains("\nhint: "), "{id}: {stderr}");
        assert!(
            !stderr.contains("{EDITOR}") && !stderr.contains("No access to GitHub Copilot found"),
            "{id}: {stderr}"
        );
        assert!(!seen.contains(&stderr), "{id} says what another says: {stderr}");
        seen.push(stderr);
    }
    let unknown = refusal("something_new");
    assert!(unknown.contains("No access to GitHub Copilot found"), "{unknown}");
    assert!(unknown.contains("signup"), "{unknown}");
}

#[test]
fn base_url_and_the_others_fail_alike() {
    for args in [
        vec!["base-url"],
        vec!["base-url", "--json"],
        vec!["token", "--json"],
        vec!["refresh"],
        vec!["headers"],
        vec!["env"],
        vec!["env", "--shell", "fish"],
    ] {
        let world = World::new();
        world.answer(Answer::bad_credentials());
        world.cmd_as(TOKEN, &args).run().fails(4);
    }
}

#[test]
fn nothing_is_cached_of_an_answer_that_is_not_used() {
    for answer in [
        Answer::granted().lifetime(-10),
        Answer::granted().field("endpoints.api", "https://api.evil.example"),
        Answer::granted().without_header("x-github-request-id"),
    ] {
        let world = World::new();
        world.answer(answer);
        assert_ne!(world.cmd_as(TOKEN, &["token"]).run().code, 0);
        assert!(!world.cache_files().iter().any(|name| name.starts_with("session-")));
    }
}
