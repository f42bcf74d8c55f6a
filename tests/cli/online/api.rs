//! Each refusal of the Copilot API: its exit code, its message, its hint, and the API's own text.

use serde_json::{Value, json};

use super::{GHO, GHU, account, online, told, world};
use crate::world::Answer;

fn plain(status: u16, line: &str) -> Answer {
    Answer::status(status, format!("{line}\n")).header("Content-Type", "text/plain; charset=utf-8")
}

/// The answer, the exit code, the JSON status, a part of the message and a part of the hint.
fn table() -> Vec<(Answer, i32, Value, &'static str, &'static str)> {
    let policy = "You are not authorized to use this Copilot feature, it requires an enterprise or organization policy to be enabled";
    let permission = "unauthorized: Personal Access Token does not have \"Copilot Requests\" permission";
    let apps = "bad request: GitHub App Server-To-Server Tokens are not supported for this endpoint";
    let quota = r#"{"message":"You have no quota","code":"quota_exceeded"}"#;
    vec![
        (
            plain(421, "Misdirected Request"),
            1,
            json!(421),
            "serves another plan than this token's (421)",
            "refresh",
        ),
        (
            plain(400, "bad request: missing Editor-Version header for IDE auth"),
            1,
            json!(400),
            "Editor-Version",
            "headers",
        ),
        (
            plain(400, "bad request: unknown integration"),
            1,
            json!(400),
            "Copilot-Integration-Id",
            "COPILOT_INTEGRATION_ID",
        ),
        (plain(400, apps), 5, json!(400), "does not take the", "copilot-developer-cli"),
        (plain(401, "unauthorized: token expired"), 4, json!(401), "rejected the", ""),
        (
            plain(401, permission),
            5,
            json!(401),
            "lacks the permission \"Copilot Requests\"",
            "personal-access-tokens",
        ),
        (Answer::status(402, quota), 5, json!(402), "quota is used up (402)", "reset"),
        (plain(403, policy), 5, json!(403), "a policy of the enterprise or organization", "administrator"),
        (
            plain(403, "Access to this endpoint is forbidden."),
            5,
            json!(403),
            "forbids this use",
            "settings/copilot",
        ),
        (
            plain(403, "unauthorized: not licensed to use Copilot"),
            5,
            json!(403),
            "has no Copilot licence",
            "settings/copilot",
        ),
        (plain(418, "teapot"), 1, json!(418), "unusable answer", ""),
        (plain(429, "slow down").header("Retry-After", "90"), 3, json!(429), "asks to wait (429)", "1m 30s"),
        (plain(500, "oops"), 3, json!(500), "not available at the moment (500)", "try again"),
        (plain(503, "oops"), 3, json!(503), "not available at the moment (503)", "try again"),
        (Answer::html(200, "<html>Sign in"), 3, json!(200), "a proxy answered, not GitHub", ""),
        (Answer::html(403, "<html>Blocked"), 3, json!(403), "a proxy answered, not GitHub", ""),
        (Answer::redirect(302, "https://evil.example/"), 1, json!(302), "redirect refused", ""),
        (Answer::status(200, "nonsense"), 1, json!(200), "it is not a list of models", ""),
        (Answer::status(200, r#"{"data":7}"#), 1, json!(200), "it is not a list of models", ""),
        (Answer::close(), 3, Value::Null, "", ""),
    ]
}

#[test]
fn every_refusal_of_the_api_has_its_code_its_sentence_and_its_next_step() {
    for (token, access) in [(GHU, "exchange"), (GHO, "direct")] {
        for (answer, code, status, sentence, step) in table() {
            let (world, api) = world(account());
            world.cmd_as(token, &["token", "--access", access]).run().ok();
            api.answer_next(answer.clone());
            let run = online(&world, token, &["--json", "--access", access]);
            let part = told(&run);
            let (error, hint) = (part["api"]["error"].to_string(), part["api"]["hint"].to_string());
            assert_eq!(run.code, code, "{part}");
            assert_eq!((&part["api"]["ok"], &part["api"]["models"]), (&json!(false), &Value::Null));
            assert_eq!(part["api"]["status"], status, "{part}");
            assert!(error.replace('\\', "").contains(sentence), "{sentence}: {error}");
            assert!(hint.contains(step), "{step}: {hint}");
            assert!(!error.contains("{source}") && !hint.contains('{'), "{error} {hint}");
            // The account is still reported, and the table agrees.
            assert_eq!(part["login"], "octocat");
            api.answer_next(answer);
            let table = online(&world, token, &["--access", access]);
            assert_eq!(table.code, code);
            let words: Vec<&str> =
                part["api"]["error"].as_str().unwrap().split_whitespace().take(3).collect();
            assert!(table.stdout.contains(&words.join(" ")), "{table:#?}");
        }
    }
}

#[test]
fn the_words_of_the_api_are_cleaned_and_hold_no_token() {
    for (token, access) in [(GHU, "exchange"), (GHO, "direct")] {
        let (world, api) = world(account());
        let given = world.cmd_as(token, &["token", "--access", access]).run().ok();
        for status in [400, 401, 403, 418] {
            let said = format!("no\u{1b}[31m {given} \u{202e} {}\r\n", &given[given.len() - 30..]);
            for body in [
                said.clone(),
                json!({"error": {"message": said}}).to_string(),
                json!({"error": said}).to_string(),
            ] {
                for words in [&["--json"][..], &[]] {
                    api.answer_next(Answer::status(status, body.clone()));
                    let run = online(&world, token, &[words, &["--access", access]].concat());
                    assert!(!run.stdout.contains(&given[given.len() - 20..]), "{run:#?}");
                    assert!(!run.stdout.contains(['\u{1b}', '\u{202e}', '\r']), "{run:#?}");
                }
            }
        }
    }
}

#[test]
fn check_answers_for_the_api_too() {
    let (world, api) = world(account());
    let check = |words: &[&str]| online(&world, GHU, &[&["--check"], words].concat());
    let run = check(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    api.answer_next(plain(402, "no quota"));
    let run = check(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (5, ""));
    api.answer_next(plain(503, "oops"));
    assert_eq!(check(&["--json"]).code, 3);
    // The API accepts it, but its remaining lifetime is too short.
    assert_eq!(check(&["--min-validity", "25m"]).code, 0);
    world.edit_entries(|entry| entry["expiresAt"] = json!((crate::world::now() + 200) * 1000));
    world.answer(Answer::status(500, "{}"));
    world.answer_for(GHU, Answer::status(500, "{}"));
    assert_eq!(check(&[]).code, 1);
    assert_eq!(world.run(&["status", "--check", "--online"]).code, 4);
}

#[test]
fn a_revoked_session_token_is_found_out() {
    let (world, api) = world(account());
    let session = world.cmd_as(GHU, &["token"]).run().ok();
    api.revoke(&session);
    let run = online(&world, GHU, &["--json"]);
    assert_eq!((run.code, &told(&run)["api"]["said"]), (4, &json!("unauthorized: token expired")));
    assert!(told(&run)["api"]["hint"].as_str().unwrap().contains("copilot-token refresh"));
}

#[test]
fn a_wrong_integration_is_found_out() {
    let (world, _) = world(account());
    let cmd = world.cmd_as(GHO, &["status", "--online", "--json", "--access", "direct"]);
    let run = cmd.env("COPILOT_INTEGRATION_ID", "my-own").run();
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(told(&run)["api"]["hint"].as_str().unwrap().contains("unset COPILOT_INTEGRATION_ID"));
}

/// A shared file may hold a session token although there is no GitHub token.
#[test]
fn check_answers_for_a_session_token_that_belongs_to_no_github_token() {
    let (world, api) = world(account());
    let mut record: Value = serde_json::from_str(crate::world::fixtures::OPENCLAW_2026_1).unwrap();
    let now = crate::world::now();
    record["updatedAt"] = json!(now * 1000);
    record["expiresAt"] = json!((now + 1500) * 1000);
    let path = world.write("token.json", record.to_string());
    crate::world::set_mode(&path, 0o600);
    world.session_secret(record["token"].as_str().unwrap());
    let run = world.cmd(&["status", "--check", "--cache-file"]).arg(&path).run();
    assert_eq!(run.code, 0, "{run:#?}");
    // This world's API does not know the token.
    let run = world.cmd(&["status", "--check", "--online", "--json", "--cache-file"]).arg(&path).run();
    assert_eq!(
        (run.code, &told(&run)["api"]["status"], api.requests().len()),
        (4, &json!(401), 1),
        "{run:#?}"
    );
    assert!(told(&run)["account_error"].as_str().unwrap().contains("names no GitHub token"));
}
