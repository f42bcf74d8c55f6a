//! `logout`: what it deletes, what it keeps, its messages, and revocation.

use serde_json::json;

use super::talk;
use crate::world::{Answer, Pair, SignIn, World};

fn world_with_logins() -> (World, SignIn, [Pair; 3]) {
    let world = World::new();
    let sign_in = world.sign_in();
    let pairs = ["octocat", "hubot", "octo_acme"].map(|login| sign_in.pair(login));
    world.put_login("OctoCat", &pairs[0], 9000, |login| login["created_at_ms"] = 2.into());
    world.put_login("hubot", &pairs[1], 9000, |login| login["created_at_ms"] = 1.into());
    world.put_login("octo_acme", &pairs[2], 9000, |login| login["host"] = "acme.ghe.com".into());
    (world, sign_in, pairs)
}

#[test]
fn the_newest_login_goes_with_its_session_and_the_rest_stays() {
    let (world, _, _) = world_with_logins();
    world.run(&["token"]).ok();
    world.run(&["token", "--user", "hubot"]).ok();
    let run = world.run(&["logout"]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (
            0,
            "",
            "Logged out of github.com as OctoCat\n\
             The token stays valid until you revoke it: https://github.com/settings/apps/authorizations\n"
        )
    );
    assert_eq!(world.login_files(), ["hubot@github.com.json", "octo_acme@acme.ghe.com.json"]);
    let sessions = world.cache_files().into_iter().filter(|name| name.starts_with("session-"));
    assert_eq!(sessions.count(), 1, "hubot's");
    assert_eq!(world.connections(), 2, "nothing is asked of GitHub");
}

#[test]
fn a_user_a_host_or_all_can_be_named() {
    for (words, left) in [
        (&["--user", "HUBOT"][..], &["octo_acme@acme.ghe.com.json", "octocat@github.com.json"][..]),
        (&["--host", "acme.ghe.com"], &["hubot@github.com.json", "octocat@github.com.json"]),
        (&["--host", "github.com", "--all"], &["octo_acme@acme.ghe.com.json"]),
        (&["--all"], &[]),
        (
            &["--user", "nobody"],
            &["hubot@github.com.json", "octo_acme@acme.ghe.com.json", "octocat@github.com.json"],
        ),
    ] {
        let (world, ..) = world_with_logins();
        let run = world.cmd(&["logout"]).args(words).run();
        assert_eq!(run.code, 0, "{run:#?}");
        assert_eq!(world.login_files(), left, "{words:?}");
    }
    let (world, ..) = world_with_logins();
    world.run(&["logout", "--all", "--user", "hubot"]).fails_usage();
    assert_eq!(world.login_files().len(), 3);
}

#[test]
fn without_a_login_there_is_nothing_to_do() {
    let world = World::new();
    for words in [&["logout"][..], &["logout", "--all", "--revoke"], &["logout"]] {
        let run = world.run(words);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:#?}");
        assert_eq!(run.stderr, "copilot-token: no login to remove\n");
    }
    assert!(!world.logins_dir().exists());
    assert_eq!(world.connections(), 0);
}

#[test]
fn the_page_fits_the_kind_of_token() {
    for (token, page) in [
        ("gho_ofAnOAuthApp0000000000000000000000", "https://github.com/settings/applications"),
        ("github_pat_ofTheOwner00000000000000000", "https://github.com/settings/personal-access-tokens"),
        ("ghu_ofAGitHubApp0000000000000000000000", "https://github.com/settings/apps/authorizations"),
    ] {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.knows("octocat", token);
        let pair = Pair { token: token.to_owned(), refresh_token: "ghr_unused0000000000".to_owned() };
        world.put_login("octocat", &pair, 9000, |_| {});
        let run = world.run(&["logout"]);
        assert!(talk(&run)[1].ends_with(page), "{run:#?}");
    }
}

#[test]
fn revoking_warns_of_the_mail_and_ends_both_tokens() {
    let (world, sign_in, pairs) = world_with_logins();
    let run = world.run(&["logout", "--revoke"]);
    assert_eq!(
        (run.code, talk(&run)),
        (
            0,
            vec![
                "Revoking: GitHub sends the owner of the token a mail that a credential was disclosed.",
                "The token is revoked",
                "Logged out of github.com as OctoCat",
            ]
        ),
        "{run:#?}"
    );
    assert_eq!(sign_in.revoked(), [pairs[0].token.as_str(), pairs[0].refresh_token.as_str()]);
    let request = &world.requests()[0];
    assert_eq!((request.method.as_str(), request.host.as_str()), ("POST", "api.github.com"));
    assert_eq!(request.header("x-github-api-version"), Some("2026-03-10"));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("content-type"), Some("application/json"));
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(body, json!({"credentials": [pairs[0].token, pairs[0].refresh_token]}));
}

#[test]
fn a_revocation_that_fails_keeps_the_login() {
    for (answer, code) in [
        (Answer::status(403, r#"{"message":"no"}"#), 1),
        (Answer::status(422, "{}"), 1),
        (Answer::status(500, "{}"), 3),
        (Answer::html(202, "<html></html>"), 0),
    ] {
        let (world, sign_in, _) = world_with_logins();
        sign_in.revocations([answer]);
        let run = world.run(&["logout", "--revoke"]);
        assert_eq!(run.code, code, "{run:#?}");
        assert_eq!(world.login_files().contains(&"octocat@github.com.json".to_owned()), code != 0);
    }
}

#[test]
fn a_tenant_has_no_revocation() {
    let (world, ..) = world_with_logins();
    for words in [&["logout", "--revoke", "--host", "acme.ghe.com"][..], &["logout", "--revoke", "--all"]] {
        assert!(world.run(words).fails_usage().contains("github.com only"));
    }
    assert_eq!((world.login_files().len(), world.connections()), (3, 0));
}
