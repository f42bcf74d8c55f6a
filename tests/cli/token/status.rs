//! `status`: what would be used, without using it.

use serde_json::{Value, json};

use crate::world::{Answer, World, is_about, now};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

#[test]
fn status_tells_the_contracts_facts_and_asks_nobody() {
    let world = World::new();
    let cmd = || world.cmd_as(TOKEN, &["status", "--json"]).env("GITHUB_TOKEN", "ghp_classicClassic000");
    let before = cmd().run().ok_json();
    assert_eq!((&before["version"], &before["authenticated"]), (&json!(1), &json!(true)));
    assert_eq!(before["github_token"], json!({"source": "GH_TOKEN", "kind": "ghu_", "login": null}));
    assert_eq!((&before["session"], &before["last_failure"]), (&Value::Null, &Value::Null));
    assert_eq!((&before["cache"]["usable"], &before["cache"]["problem"]), (&json!(true), &Value::Null));
    assert_eq!(before["cache"]["path"], world.cache_dir().to_str().unwrap());
    let states: Vec<_> =
        before["sources"].as_array().unwrap().iter().map(|s| (&s["name"], &s["state"])).collect();
    let expected = [
        ("COPILOT_GITHUB_TOKEN", "absent"),
        ("GITHUB_COPILOT_TOKEN", "absent"),
        ("GH_COPILOT_TOKEN", "absent"),
        ("GH_TOKEN", "used"),
        ("GITHUB_TOKEN", "not_asked"),
        ("login", "not_asked"),
        ("editor", "not_asked"),
        ("gh", "not_asked"),
    ];
    assert_eq!(
        states,
        expected
            .map(|(name, state)| (Value::from(name), Value::from(state)))
            .iter()
            .map(|(n, s)| (n, s))
            .collect::<Vec<_>>()
    );
    assert_eq!(before["sources"][3]["detail"], "ghu_…");
    assert_eq!(world.connections(), 0);

    world.cmd_as(TOKEN, &["token"]).run().ok();
    let session = &cmd().run().ok_json()["session"];
    assert_eq!((&session["valid"], &session["sku"]), (&json!(true), &json!("monthly_subscriber_quota")));
    assert_eq!(session["base_url"], "https://api.individual.githubcopilot.com");
    assert!(is_about(session["seconds_left"].as_i64().unwrap(), 1800));
    assert!(is_about(session["expires_at"].as_i64().unwrap(), now() + 1800));
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_skipped_a_refused_and_a_broken_source_are_named() {
    let world = World::new();
    world.answer_for("gho_appOfGh0000000000", Answer::not_found());
    let cmd = |args: &[&str]| {
        world
            .cmd(args)
            .env("COPILOT_TOKEN_SOURCES", "env,gh")
            .env("GH_COPILOT_TOKEN", "ghp_classicClassic000")
            .env("GH_TOKEN", "gho_appOfGh0000000000")
            .env("GITHUB_TOKEN", "ghu_a b")
    };
    cmd(&["token"]).run().fails(1);
    let run = cmd(&["status", "--json"]).run();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let sources = run.stdout_json()["sources"].clone();
    let state =
        |i: usize| (sources[i]["state"].as_str().unwrap().to_owned(), sources[i]["detail"].to_string());
    assert_eq!(state(2).0, "skipped");
    assert!(state(2).1.contains("classic personal access token (ghp_): cannot be exchanged"));
    assert_eq!(state(3).0, "refused");
    assert!(state(3).1.contains("404"), "{}", state(3).1);
    assert_eq!(state(4).0, "broken");
    assert_eq!(state(5).0, "not_asked");
}

#[test]
fn the_next_step_is_the_hint_of_what_stands_in_the_way() {
    for (name, value, answer, expected) in [
        ("GH_TOKEN", "ghu_revoked0000000000", Answer::bad_credentials(), "unset GH_TOKEN"),
        ("GH_TOKEN", "github_pat_x000000000", Answer::pat(), "unset GH_TOKEN and sign in"),
        ("COPILOT_GITHUB_TOKEN", "ghp_classic0000000000", Answer::granted(), "or unset it"),
        ("GH_TOKEN", "'ghu_quoted00000000000'", Answer::granted(), "without quotes"),
    ] {
        let world = World::new();
        world.answer(answer);
        let failure = world.cmd(&["token"]).env(name, value).run().stderr;
        let (_, hint) = failure.trim_end().split_once("\nhint: ").unwrap();
        assert!(hint.contains(expected), "{failure}");
        let table = world.cmd(&["status"]).env(name, value).run().stdout;
        let next = table.lines().find_map(|line| line.strip_prefix("next ")).map(str::trim);
        assert_eq!(next, Some(hint), "{table}");
    }
}

#[test]
fn the_table_is_for_people_and_holds_the_same() {
    let world = World::new();
    world.answer(Answer::granted_enterprise());
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let table = world.cmd_as(TOKEN, &["status"]).run().ok();
    for part in [
        "host           github.com",
        "GitHub token   ghu_… from GH_TOKEN",
        "session token  valid, ",
        "base URL       https://api.enterprise.githubcopilot.com",
        "plan           copilot_enterprise_seat_quota",
        "sources        COPILOT_GITHUB_TOKEN absent",
        "               GH_TOKEN used: ghu_…",
    ] {
        assert!(table.contains(part), "{part}:\n{table}");
    }
    let run = world.run(&["status"]);
    assert_eq!((run.code, run.stderr.as_str()), (4, ""));
    assert!(run.stdout.contains("GitHub token   none found"), "{}", run.stdout);
}

/// A shell prompt may run this every time.
#[test]
#[cfg(unix)]
fn check_does_not_ask_gh_what_it_has_said_before() {
    let world = World::new();
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    world.fake_gh_token("gho_fromGh00000000000000");
    world.cmd(&["token"]).system_path().run().ok();
    world.fake_gh("sleep 60");
    for words in [&["status", "--check"][..], &["status", "--check", "--json"]] {
        assert_eq!(world.cmd(words).system_path().run().code, 0);
    }
    assert_eq!(world.gh_calls().len(), 1);
    let json = world.cmd(&["status", "--check", "--json"]).system_path().run().stdout_json();
    assert_eq!((&json["github_token"]["source"], &json["session"]["valid"]), (&"gh".into(), &true.into()));
}

#[test]
#[cfg(unix)]
fn a_cache_that_cannot_be_made_is_called_unusable() {
    let world = World::new();
    let link = world.home().join("nowhere");
    std::os::unix::fs::symlink(world.home().join("missing"), &link).unwrap();
    let status = world.cmd_as(TOKEN, &["status", "--json", "--cache-dir"]).arg(&link).run().ok_json();
    assert_eq!(status["cache"]["usable"], false);
    assert_eq!(status["cache"]["problem"], "a link to nothing");
}

#[test]
fn check_answers_a_script() {
    let world = World::new();
    let code = |args: &[&str], token: bool| {
        let cmd = world.cmd(args);
        let run = if token { cmd.env("GH_TOKEN", TOKEN).run() } else { cmd.run() };
        assert_eq!(run.stderr, "");
        run.code
    };
    for json in [&[][..], &["--json"]] {
        world.run(&["clear-cache"]).ok();
        let args = |more: &[&'static str]| [&["status", "--check"], json, more].concat();
        assert_eq!((code(&args(&[]), false), code(&args(&[]), true)), (4, 1));
        world.cmd_as(TOKEN, &["token"]).run().ok();
        assert_eq!((code(&args(&[]), true), code(&args(&["--min-validity", "1h"]), true)), (0, 1));
        assert_eq!(code(&args(&[]), false), 4);
    }
}
