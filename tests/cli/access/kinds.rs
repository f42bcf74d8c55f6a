//! Every kind of GitHub token, with every access, through every command that prints a credential.

use serde_json::{Value, json};

use super::{
    BUSINESS_URL, ENTERPRISE_URL, GENERAL_URL, GHO, GHP, GHU, OTHER, PAT, asked, assert_none_on_disk, ghs,
    row, world,
};
use crate::world::{Run, World, side_by_side};

/// The result for a token.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gives {
    /// A session token.
    Session,
    /// The GitHub token itself, with this base URL.
    Itself(&'static str),
    Fails(i32),
}

use Gives::{Fails, Itself, Session};

/// Each kind of GitHub token, with its results for exchange, direct and auto.
fn kinds() -> Vec<(String, [Gives; 3])> {
    let itself = [Fails(5), Itself(BUSINESS_URL), Itself(BUSINESS_URL)];
    vec![
        (GHU.to_owned(), [Session, Itself(BUSINESS_URL), Session]),
        (GHO.to_owned(), itself),
        (PAT.to_owned(), itself),
        (ghs(), [Fails(5), Itself(GENERAL_URL), Itself(GENERAL_URL)]),
        // A classic token in a variable is skipped, and there is no other.
        (GHP.to_owned(), [Fails(4); 3]),
        (OTHER.to_owned(), itself),
    ]
}

const ACCESSES: [&str; 3] = ["exchange", "direct", "auto"];

const COMMANDS: [&[&str]; 15] = [
    &["token"],
    &["token", "--json"],
    &["base-url"],
    &["base-url", "--json"],
    &["refresh"],
    &["refresh", "--json"],
    &["headers"],
    &["headers", "--format", "json"],
    &["headers", "--format", "curl"],
    &["env"],
    &["env", "--preset", "openai", "--shell", "json"],
    &["env", "--preset", "anthropic", "--shell", "json"],
    &["exec", "--", "/usr/bin/env"],
    &["git-credential", "get"],
    &["git-credential", "get", "--bearer"],
];

/// The expected properties of a credential.
struct Expected<'a> {
    access: &'a str,
    token: &'a str,
    base_url: &'a str,
    integration: &'a str,
}

#[test]
fn each_kind_by_each_access_by_each_command_gives_what_the_contract_says() {
    side_by_side(kinds(), |(token, gives)| {
        for (access, gives) in ACCESSES.into_iter().zip(gives) {
            every_command(&token, access, gives);
        }
    });
}

fn every_command(token: &str, access: &str, gives: Gives) {
    let world = world();
    for words in COMMANDS {
        let run = run(&world, token, access, words);
        match gives {
            Fails(code) => drop(run.fails(if words[0] == "exec" { 125 } else { code })),
            Session => {
                let session = world.issued().pop().unwrap();
                let base_url = ENTERPRISE_URL;
                let integration = "vscode-chat";
                check(words, &run, &Expected { access: "exchange", token: &session, base_url, integration });
                // `exec` is excepted: its command inherits the variable that holds the GitHub token.
                assert!(words[0] == "exec" || !run.stdout.contains(token), "{run:#?}");
            }
            Itself(base_url) => {
                let integration = "copilot-developer-cli";
                check(words, &run, &Expected { access: "direct", token, base_url, integration });
            }
        }
        assert_none_on_disk(&world);
    }
    assert_eq!(asked(&world), requests(token, access, gives), "{access} {token}");
    let integrations: Vec<_> = world
        .requests()
        .iter()
        .map(|request| (request.is_exchange(), request.header("copilot-integration-id").unwrap().to_owned()))
        .collect();
    for (is_exchange, integration) in integrations {
        assert_eq!(integration, if is_exchange { "vscode-chat" } else { "copilot-developer-cli" });
    }
    status(&world, token, access, gives);
}

/// The expected numbers of exchanges and account requests: one for all commands, and one for each `refresh`.
fn requests(token: &str, access: &str, gives: Gives) -> (usize, usize) {
    let accounts = if token.starts_with("ghs_") { 0 } else { 3 };
    match (gives, access) {
        (Fails(4), _) => (0, 0),
        (Fails(_) | Session, _) => (3, 0),
        (Itself(_), "direct") => (0, accounts),
        (Itself(_), _) => (3, accounts),
    }
}

fn run(world: &World, token: &str, access: &str, words: &[&str]) -> Run {
    let bearer = words.contains(&"--bearer");
    let words: Vec<&str> = words.iter().copied().filter(|word| *word != "--bearer").collect();
    let capability = if bearer { "capability[]=authtype\n" } else { "" };
    let stdin = format!("{capability}protocol=https\nhost=api.enterprise.githubcopilot.com\n\n");
    world.cmd_as(token, &["--access", access]).args(words).stdin(stdin).run()
}

#[track_caller]
fn check(words: &[&str], run: &Run, expected: &Expected) {
    run.ok();
    let Expected { access, token, base_url, integration } = expected;
    let json = || run.stdout_json();
    let headers = |json: &Value| json["Copilot-Integration-Id"].as_str().unwrap_or_default().to_owned();
    let lines = |line: String| assert!(run.stdout.lines().any(|given| given == line), "{line}: {run:#?}");
    match words {
        ["token"] | ["refresh"] => assert_eq!(run.stdout, format!("{token}\n")),
        ["base-url"] => assert_eq!(run.stdout, format!("{base_url}\n")),
        ["token" | "refresh" | "base-url", "--json"] => {
            let json = json();
            assert_eq!(json["access"], **access);
            assert_eq!(json["base_url"], **base_url);
            assert_eq!(headers(&json["headers"]), *integration);
            let shown = if words[0] == "base-url" { Value::Null } else { json!(token) };
            assert_eq!(json["token"], shown);
            assert_eq!(json["expires_at"].is_null(), *access == "direct");
            assert_eq!(json["expires"].is_null(), *access == "direct");
            assert_eq!((&json["source"], &json["stale"]), (&json!("GH_TOKEN"), &json!(false)));
        }
        ["headers"] => {
            lines(format!("Authorization: Bearer {token}"));
            lines(format!("Copilot-Integration-Id: {integration}"));
        }
        ["headers", "--format", "json"] => {
            assert_eq!(headers(&json()), *integration);
            assert_eq!(json()["Authorization"], format!("Bearer {token}"));
        }
        ["headers", ..] => {
            lines(format!("header = \"Authorization: Bearer {token}\""));
            lines(format!("header = \"Copilot-Integration-Id: {integration}\""));
        }
        ["env"] => {
            lines(format!("export GITHUB_COPILOT_API_TOKEN='{token}'"));
            lines(format!("export COPILOT_API_URL='{base_url}'"));
            assert_eq!(run.stdout.contains("COPILOT_TOKEN_EXPIRES_AT"), *access == "exchange");
        }
        ["env", "--preset", preset, ..] => {
            let key = if *preset == "openai" { "OPENAI_API_KEY" } else { "ANTHROPIC_AUTH_TOKEN" };
            let prefix = preset.to_uppercase();
            assert_eq!(json()[key], **token);
            assert_eq!(json()[format!("{prefix}_BASE_URL")], **base_url);
            let text = json()[format!("{prefix}_CUSTOM_HEADERS")].as_str().unwrap().to_owned();
            assert!(text.contains(&format!("Copilot-Integration-Id: {integration}\n")), "{text}");
        }
        ["exec", ..] => {
            lines(format!("GITHUB_COPILOT_API_TOKEN={token}"));
            lines(format!("COPILOT_API_URL={base_url}"));
            assert_eq!(run.stdout.contains("COPILOT_TOKEN_EXPIRES_AT"), *access == "exchange");
        }
        ["git-credential", "get"] => {
            lines(format!("password={token}"));
            assert_eq!(run.stdout.contains("password_expiry_utc="), *access == "exchange");
        }
        ["git-credential", "get", ..] => lines(format!("credential={token}")),
        _ => panic!("{words:?}"),
    }
}

/// `status` sends no request and never shows a token, whatever the access.
fn status(world: &World, token: &str, access: &str, gives: Gives) {
    let before = world.requests().len();
    let cmd = |words: &[&str]| world.cmd_as(token, &["--access", access]).args(words).run();
    let (run, table) = (cmd(&["status", "--json"]), cmd(&["status"]));
    let json = run.stdout_json();
    assert_eq!((run.code, run.stderr.as_str()), (if gives == Fails(4) { 4 } else { 0 }, ""), "{run:#?}");
    assert_eq!(world.requests().len(), before);
    assert_eq!(row(&table.stdout, "access"), access);
    for shown in [&run.stdout, &table.stdout] {
        assert!(!shown.contains(&token[12..]), "{shown}");
    }
    let session = &json["session"];
    match gives {
        Fails(_) => assert_eq!(session, &Value::Null),
        Session => assert_eq!(
            (&session["access"], &session["base_url"]),
            (&json!("exchange"), &json!(ENTERPRISE_URL))
        ),
        Itself(base_url) => {
            assert_eq!((&session["access"], &session["base_url"]), (&json!("direct"), &json!(base_url)));
            let told = !token.starts_with("ghs_");
            assert_eq!(session["login"], if told { json!("octocat") } else { Value::Null });
            assert_eq!(session["expires_at"], Value::Null);
            assert_eq!(row(&table.stdout, "token expires"), "not known");
            assert_eq!(row(&table.stdout, "account"), if told { "octocat" } else { "unknown" });
            let plan = if told { "copilot_for_business_seat_quota" } else { "unknown" };
            assert_eq!(row(&table.stdout, "plan"), plan);
        }
    }
}
