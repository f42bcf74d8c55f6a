//! After the token is granted: whose it is, where it is stored, whether the account has Copilot.

use serde_json::json;

use super::{assert_logged_in, failure, talk};
use crate::world::{Answer, World, fixtures, now, set_mode};

const PASTED: &str = "ghu_pastedByThePerson000000000000000000";

#[test]
fn json_tells_a_script_what_came_of_it() {
    let world = World::new();
    let sign_in = world.sign_in();
    let (granted, pair) = sign_in.granted_expiring("octocat");
    sign_in.polls([granted]);
    let before = now();
    let run = world.run(&["login", "--json"]);
    assert_eq!(run.code, 0, "{run:#?}");
    let mut json = run.stdout_json();
    let stored = world.login("octocat");
    let ends_at = stored["expires_at_ms"].as_i64().unwrap() / 1000;
    assert!((before + 28_800..=now() + 28_800).contains(&ends_at));
    let expires = json.as_object_mut().unwrap().remove("expires").unwrap();
    assert!(expires.as_str().unwrap().ends_with('Z'));
    let path = world.login_file("octocat").display().to_string();
    let expected =
        json!({"version": 1, "host": "github.com", "login": "octocat", "path": path, "exchangeable": true});
    assert_eq!(json, expected);
    assert_eq!(
        (&stored["token"], &stored["refresh_token"]),
        (&json!(pair.token), &json!(pair.refresh_token))
    );
    let refresh_ends_at = stored["refresh_expires_at_ms"].as_i64().unwrap() / 1000;
    assert!((before + 15_897_600..=now() + 15_897_600).contains(&refresh_ends_at));
}

#[test]
fn an_account_without_copilot_is_logged_in_and_told_why() {
    for (answer, words) in [(Answer::no_access(), "no Copilot access"), (Answer::not_found(), "404")] {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([sign_in.granted("octocat").0]);
        world.answer(answer);
        let run = world.run(&["login", "--json"]);
        assert!(failure(&run, 5).contains(words), "{run:#?}");
        assert_eq!(run.stdout_json()["exchangeable"], false);
        assert_eq!(run.stdout_json()["expires"], serde_json::Value::Null);
        assert_eq!(world.login_files(), ["octocat@github.com.json"]);
    }
}

#[test]
fn a_github_that_cannot_be_asked_for_a_session_token_leaves_that_open() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octocat").0]);
    world.answer(Answer::status(503, "{}"));
    let run = world.run(&["login", "--json"]);
    failure(&run, 3);
    assert_eq!(run.stdout_json()["exchangeable"], serde_json::Value::Null);
    assert_eq!(world.login_files(), ["octocat@github.com.json"]);
}

#[test]
fn the_account_is_asked_for_again_before_a_token_is_lost() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octocat").0]);
    // Each request has its own retry.
    sign_in.users([Answer::status(503, "{}"), Answer::close(), Answer::status(502, "{}")]);
    assert_logged_in(&world.run(&["login"]), "octocat");
}

#[test]
fn an_account_whose_name_cannot_be_kept_is_refused() {
    for body in [r#"{"login":"../../x"}"#, r#"{"login":"a@b"}"#, r#"{"login":null}"#, "[]"] {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([sign_in.granted("octocat").0]);
        sign_in.users([Answer::status(200, body)]);
        failure(&world.run(&["login"]), 1);
        assert_eq!(world.login_files(), Vec::<String>::new());
    }
}

#[test]
fn a_token_on_stdin_is_kept_without_a_flow() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.knows("octocat", PASTED);
    let run = world.cmd(&["login", "--with-token"]).stdin(format!("{PASTED}\r\n")).run();
    assert_logged_in(&run, "octocat");
    let stored = world.login("octocat");
    assert_eq!((&stored["token"], &stored["client_id"]), (&json!(PASTED), &json!(null)));
    assert_eq!((&stored["expires_at_ms"], &stored["refresh_token"]), (&json!(null), &json!(null)));
    let paths: Vec<_> = world.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/user", "/copilot_internal/v2/token"]);
}

#[test]
fn a_token_on_stdin_that_is_none_is_refused() {
    for (stdin, code, words) in [
        ("", 4, "it is empty"),
        ("ghu_a\nghu_b\n", 1, "not one line"),
        ("GH_TOKEN=ghu_abcdefgh", 1, "begins with GH_TOKEN="),
        ("ghp_classicPersonalAccessToken0000000000", 5, "classic personal access token"),
        ("tid=1;exp=2:abcdefgh", 5, "session token"),
        ("ghu_unknownToGitHub00000000000000000000", 4, "does not know"),
    ] {
        let world = World::new();
        world.sign_in();
        let run = world.cmd(&["login", "--with-token"]).stdin(stdin).run();
        assert!(failure(&run, code).contains(words), "{words}: {run:#?}");
        assert_eq!(world.login_files(), Vec::<String>::new());
    }
}

#[test]
fn a_token_that_no_source_would_take_is_not_kept() {
    for (field, value, code, words) in [
        ("access_token", "tid=1;exp=5:aa", 5, "holds a session token"),
        ("access_token", "ghp_classicPersonalAccessToken0000000000", 5, "classic personal access token"),
        ("access_token", "octocat:ghu_abcdefgh", 1, "it has a : in it"),
        ("token_type", "mac", 1, "no bearer token"),
    ] {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([Answer::status(200, fixtures::DEVICE_TOKEN).field(field, value)]);
        let run = world.run(&["login"]);
        assert!(failure(&run, code).contains(words), "{words}: {run:#?}");
        assert!(!world.requests().iter().any(|request| request.path == "/user"));
        assert_eq!(world.login_files(), Vec::<String>::new());
    }
}

#[test]
fn a_gho_token_is_kept_and_said_not_to_be_exchanged() {
    let world = World::new();
    let sign_in = world.sign_in();
    let token = format!("gho_{}", crate::world::random_hex(36));
    sign_in.knows("octocat", &token);
    sign_in.polls([Answer::status(200, fixtures::DEVICE_TOKEN_GHO).field("access_token", token.as_str())]);
    world.answer(Answer::not_found());
    let said = failure(&world.run(&["login"]), 5);
    assert!(said.contains("404") && said.contains("--access direct"), "{said}");
    assert_eq!(world.login("octocat")["token"], token.as_str());
}

#[test]
fn a_new_login_replaces_the_old_one_of_its_account() {
    let world = World::new();
    let sign_in = world.sign_in();
    for _ in 0..2 {
        let (granted, token) = sign_in.granted("octocat");
        sign_in.polls([granted]);
        assert_logged_in(&world.run(&["login"]), "octocat");
        assert_eq!(world.login("octocat")["token"], token.as_str());
    }
    assert_eq!(world.login_files(), ["octocat@github.com.json"]);
}

/// Another process may hold the lock for any length of time. A granted token is stored anyway.
#[test]
fn a_login_is_kept_although_another_process_holds_the_lock() {
    let world = World::new();
    let sign_in = world.sign_in();
    std::fs::create_dir_all(world.logins_dir()).unwrap();
    set_mode(&world.logins_dir(), 0o700);
    let lock = std::fs::File::create(world.logins_dir().join(".lock")).unwrap();
    set_mode(&world.logins_dir().join(".lock"), 0o600);
    lock.lock().unwrap();
    let (granted, token) = sign_in.granted("octocat");
    sign_in.polls([granted]);
    assert_logged_in(&world.run(&["login", "--timeout", "2s"]), "octocat");
    assert_eq!(world.login("octocat")["token"], token.as_str());
    failure(&world.run(&["logout", "--timeout", "2s"]), 3);
    assert_eq!(world.login_files(), ["octocat@github.com.json"]);
}

#[test]
fn a_variable_that_comes_first_is_pointed_out() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octocat").0]);
    let run = world.cmd_as("ghu_somebodyElses00000000000000000000000", &["login"]).run();
    assert_logged_in(&run, "octocat");
    assert!(talk(&run).contains(&"Note: GH_TOKEN is set, and comes before this login."), "{run:#?}");
}

#[test]
fn no_other_command_starts_a_login() {
    let world = World::new();
    world.sign_in();
    for words in [&["token"][..], &["refresh"], &["status"], &["logout"], &["git-credential", "get"]] {
        world.run(words);
    }
    let said = world.run(&["token"]).fails(4);
    assert!(said.contains("hint: run 'copilot-token login'"), "{said}");
    assert_eq!(world.connections(), 0);
}
