//! Plan and quotas as GitHub reports them, for each kind of account and for unusual answers.

use serde_json::{Value, json};

use super::{BUSINESS, GHO, online, told, world};
use crate::world::{Answer, Run};

fn asked(answer: Answer, words: &[&str]) -> Run {
    let (world, _) = world(answer);
    let run = online(&world, GHO, &[&["--access", "direct"], words].concat());
    assert_eq!(run.code, 0, "{run:#?}");
    run
}

/// The lines of the table, starting with the account.
fn lines(answer: Answer) -> Vec<String> {
    let table = asked(answer, &[]).stdout;
    let from = table.find("\naccount ").unwrap() + 1;
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    table[from..].lines().map(squeezed).collect()
}

#[test]
fn each_account_tells_its_plan_and_quotas() {
    for (json, expected) in [
        (
            BUSINESS,
            &[
                "account octocat",
                "plan business (copilot_for_business_seat_quota)",
                "chat unlimited",
                "completions unlimited",
                "premium interactions 206.5 of 300 credits used overage allowed resets 2026-12-01",
            ][..],
        ),
        (
            include_str!("../../fixtures/user-free.json"),
            &[
                "account octocat",
                "plan individual (free_limited_copilot)",
                "chat 1 of 200 credits used resets 2026-12-03",
                "completions 0 of 2000 credits used resets 2026-12-03",
                "premium interactions 0 of 0 credits used resets 2026-12-03",
            ],
        ),
        (
            include_str!("../../fixtures/user-free-old.json"),
            &[
                "account octocat",
                "plan individual (free_limited_copilot)",
                "chat 150 of 500 used resets 2026-12-03",
                "completions 240 of 300 used resets 2026-12-03",
            ],
        ),
    ] {
        let lines = lines(Answer::status(200, json));
        assert_eq!(&lines[..expected.len()], expected);
        assert!(lines[expected.len()].starts_with("Copilot API takes the credential ("), "{lines:#?}");
    }
}

#[test]
fn an_overdrawn_account_is_not_shown_as_more_than_the_whole() {
    let answer = Answer::status(200, include_str!("../../fixtures/user-overdrawn.json"));
    let part = told(&asked(answer.clone(), &["--json"]));
    for quota in part["quotas"].as_array().unwrap() {
        let number = |name: &str| quota[name].as_f64().unwrap_or_default();
        assert!(number("remaining") >= 0.0 && number("used") <= number("entitlement"), "{quota}");
    }
    let premium = lines(answer).into_iter().find(|line| line.starts_with("premium")).unwrap();
    assert!(premium.contains(" over, billed"), "{premium}");
}

#[test]
fn json_has_the_contracts_fields() {
    let part = told(&asked(Answer::status(200, BUSINESS), &["--json"]));
    assert_eq!((&part["login"], &part["plan"]), (&json!("octocat"), &json!("business")));
    assert_eq!(
        (&part["sku"], &part["resets"]),
        (&json!("copilot_for_business_seat_quota"), &json!("2026-12-01"))
    );
    let premium =
        part["quotas"].as_array().unwrap().iter().find(|quota| quota["name"] == "premium_interactions");
    assert_eq!(
        premium.unwrap(),
        &json!({"name": "premium_interactions", "entitlement": 300, "remaining": 93.5, "used": 206.5,
            "percent_remaining": 31.1667, "unlimited": false, "overage_permitted": true, "overage": 0})
    );
    let api = &part["api"];
    assert_eq!((&api["ok"], &api["status"], &api["error"]), (&json!(true), &json!(200), &Value::Null));
}

#[test]
fn odd_quotas_are_shown_sensibly() {
    for (path, value, expected) in [
        (
            "quota_snapshots",
            json!({"sandboxes": {"entitlement": 50, "remaining": 20}}),
            Some("sandboxes 30 of 50 credits used resets 2026-12-01"),
        ),
        ("quota_snapshots", json!({"x": {"entitlement": -1}}), Some("x unlimited")),
        (
            "quota_snapshots",
            json!({"x": {"entitlement": 50}}),
            Some("x 50 credits a month, use unknown resets 2026-12-01"),
        ),
        ("quota_snapshots", json!({"x": {"remaining": 7}}), Some("x 7 credits left resets 2026-12-01")),
        ("quota_snapshots", json!({"x": {"percent_remaining": 40}}), Some("x 60% used resets 2026-12-01")),
        ("quota_snapshots", json!({"x": {"percent_remaining": -5}}), Some("x 100% used resets 2026-12-01")),
        ("quota_snapshots", json!({"x": {"entitlement": "\u{1b}[31m"}}), Some("x unknown resets 2026-12-01")),
        (
            "quota_snapshots",
            json!({"x": {"entitlement": 1e308, "remaining": -1e308}}),
            Some("x unknown resets 2026-12-01"),
        ),
        ("quota_snapshots", json!({"x": {"entitlement": 300, "percent_remaining": -1e9}}), None),
        ("quota_snapshots", json!({"a\u{1b}[m": {"entitlement": 5}}), None),
        ("quota_snapshots", json!({"x": 7, "y": []}), None),
        ("quota_snapshots", json!(null), None),
        ("quota_snapshots", json!("none"), None),
        ("quota_reset_date", json!("\u{1b}[31m2026"), None),
        ("copilot_plan", json!("\u{1b}[31m"), None),
        ("login", json!(["a"]), None),
    ] {
        let answer = Answer::status(200, BUSINESS).field(path, value.clone());
        let run = asked(answer.clone(), &[]);
        assert!(!run.stdout.contains('\u{1b}'), "{run:#?}");
        assert!(run.stdout.lines().count() < 40, "{run:#?}");
        told(&asked(answer.clone(), &["--json"]));
        if let Some(expected) = expected {
            assert!(lines(answer).iter().any(|line| line == expected), "{expected}: {}", run.stdout);
        }
    }
}
