//! Which of several GitHub tokens is used, and with which access: the order, what ends the search, the cost of a warm
//! call.

use serde_json::{Value, json};

use super::{
    BUSINESS_URL, GHO, GHP, GHU, OTHER, PAT, account, asked, assert_none_on_disk, ghs, tells, world,
};
use crate::world::{Answer, Cmd, Run, World, fixtures};

/// `token` with two GitHub tokens in variables.
fn two<'w>(world: &'w World, first: &str, second: &str, access: &str) -> Cmd<'w> {
    world.cmd(&["token", "--json", "--access", access]).env("GH_TOKEN", first).env("GITHUB_TOKEN", second)
}

fn given(run: &Run) -> (String, String, String) {
    let json = run.ok_json();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    (text("access"), text("source"), text("token"))
}

#[test]
fn auto_prefers_a_later_token_that_can_be_exchanged() {
    for first in [GHO, PAT, OTHER, &ghs()] {
        let world = world();
        let (access, source, token) = given(&two(&world, first, GHU, "auto").run());
        assert_eq!((access.as_str(), source.as_str()), ("exchange", "GITHUB_TOKEN"));
        assert_eq!([token], world.issued().as_slice());
        // A warm call sends no request, however many tokens it skips.
        two(&world, first, GHU, "auto").run().ok();
        assert_eq!(asked(&world), (2, 0), "{first}");
    }
}

#[test]
fn auto_uses_the_first_token_whose_account_has_copilot() {
    for (without, source) in [(None, "GH_TOKEN"), (Some(GHO), "GITHUB_TOKEN")] {
        let world = world();
        tells(&world, move |request| match request.github_token.as_deref() == without {
            true => account().field("access_type_sku", "no_access"),
            false => account(),
        });
        for _ in 0..3 {
            let (access, from, _) = given(&two(&world, GHO, PAT, "auto").run());
            assert_eq!((access.as_str(), from.as_str()), ("direct", source));
        }
        assert_eq!(asked(&world), (2, if without.is_some() { 2 } else { 1 }));
    }
    // No account has Copilot: the first refusal is reported.
    let world = world();
    tells(&world, |_| account().field("access_type_sku", "no_access"));
    let stderr = two(&world, GHO, PAT, "auto").run().fails(5);
    assert!(stderr.contains("from GH_TOKEN (octocat): the account has no Copilot seat"), "{stderr}");
}

#[test]
fn direct_uses_the_first_token_and_no_other() {
    for (second, access) in [(GHU, "direct"), (PAT, "direct")] {
        let world = world();
        let (access, source, token) = given(&two(&world, GHO, second, access).run());
        assert_eq!((access.as_str(), source.as_str(), token.as_str()), ("direct", "GH_TOKEN", GHO));
    }
    for answer in [Answer::bad_credentials(), Answer::no_access(), Answer::not_found()] {
        let world = world();
        tells(&world, move |_| answer.clone());
        assert_ne!(two(&world, GHO, GHU, "direct").run().code, 0);
        assert_eq!(asked(&world), (0, 1));
    }
}

#[test]
fn a_refusal_of_the_account_ends_the_search_of_auto() {
    for (answer, code) in [(Answer::bad_credentials(), 4), (Answer::no_access(), 5), (Answer::suspended(), 5)]
    {
        let world = world();
        world.answer_for(GHO, answer.clone());
        for _ in 0..2 {
            two(&world, GHO, GHU, "auto").run().fails(code);
        }
        assert_eq!(asked(&world), (1, 0));
        // Nor is an earlier token used: the user may have meant another account.
        let world = super::world();
        world.answer_for(PAT, answer);
        two(&world, GHO, PAT, "auto").run().fails(code);
        assert_eq!(asked(&world), (2, 0));
    }
}

#[test]
fn a_broken_place_ends_the_search_of_every_access() {
    for (access, asks) in [("direct", (0, 0)), ("auto", (0, 0))] {
        let world = world();
        two(&world, "\"quoted\"", GHU, access).run().fails(1);
        assert_eq!(asked(&world), asks, "{access}");
    }
}

#[test]
fn a_warm_auto_asks_nobody() {
    for (token, cold) in [(GHU, (1, 0)), (GHO, (1, 1)), (PAT, (1, 1)), (&ghs(), (1, 0)), (OTHER, (1, 1))] {
        let world = world();
        for _ in 0..4 {
            world.cmd_as(token, &["headers", "--access", "auto"]).run().ok();
        }
        assert_eq!(asked(&world), cold, "{token}");
    }
}

#[test]
fn verbose_says_why_auto_chose() {
    let world = world();
    let run = world.cmd_as(GHO, &["token", "--access", "auto", "-v"]).run();
    assert_eq!(run.code, 0);
    let said = "auto: direct access with GH_TOKEN: wrong kind of token";
    assert!(run.stderr.contains(said), "{run:#?}");
}

#[test]
fn exchange_never_hands_out_a_github_token() {
    for token in [GHO, PAT, OTHER, GHP, &ghs()] {
        let world = world();
        // The record of direct access must not change that.
        let _ = world.cmd_as(token, &["token", "--access", "direct"]).run();
        for words in [
            &["token"][..],
            &["token", "--json"],
            &["base-url", "--json"],
            &["refresh"],
            &["headers"],
            &["env"],
            &["env", "--preset", "openai"],
            &["exec", "--", "/usr/bin/env"],
            &["git-credential", "get"],
        ] {
            let stdin = "protocol=https\nhost=api.business.githubcopilot.com\n\n";
            let run = world.cmd_as(token, words).stdin(stdin).run();
            assert!(![0, 1].contains(&run.code) && run.stdout.is_empty(), "{run:#?}");
        }
        assert_none_on_disk(&world);
    }
}

#[test]
fn ghs_login_serves_direct_access_and_gh_is_asked_for_the_token_alone() {
    let world = world();
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    world.fake_gh_token(GHO);
    for access in ["direct", "auto"] {
        for _ in 0..2 {
            let json = world.cmd(&["token", "--json", "--access", access]).system_path().run().ok_json();
            assert_eq!((&json["access"], &json["token"]), (&json!("direct"), &json!(GHO)), "{access}");
            assert_eq!((&json["source"], &json["base_url"]), (&json!("gh"), &json!(BUSINESS_URL)));
        }
    }
    assert_eq!(asked(&world), (1, 1));
    assert_none_on_disk(&world);
    let status = world.cmd(&["status", "--json", "--access", "auto"]).system_path().run().ok_json();
    assert_eq!((&status["session"]["access"], &status["session"]["valid"]), (&json!("direct"), &json!(true)));
    assert_eq!(status["github_token"]["source"], "gh");
}

#[test]
fn an_editors_login_serves_direct_access() {
    let world = world();
    let token = "ghu_appsJsonOctocat0000000000000000000000";
    world.write(".config/github-copilot/apps.json", fixtures::APPS_JSON);
    world.secret(token);
    for _ in 0..2 {
        let json = world.cmd(&["token", "--json", "--access", "direct"]).run().ok_json();
        assert_eq!((&json["source"], &json["token"]), (&json!("editor"), &json!(token)));
    }
    assert_eq!(asked(&world), (0, 1));
}

#[test]
fn a_file_that_can_be_read_once_serves_every_access() {
    for (token, access) in [(GHU, "exchange"), (GHO, "direct"), (GHO, "auto")] {
        let world = world();
        let args = ["token", "--json", "--github-token-file=-", "--access", access];
        let json = world.cmd(&args).stdin(token).run().ok_json();
        assert_eq!(
            (&json["source"], json["token"] == token),
            (&json!("github-token-file"), access != "exchange")
        );
    }
}

#[test]
fn the_last_failure_is_null_once_nothing_is_wrong() {
    let world = world();
    let status = |words: &[&str]| world.cmd_as(GHO, &["status", "--json"]).args(words).run().ok_json();
    let before = status(&[]);
    assert_eq!((&before["session"], &before["last_failure"]), (&Value::Null, &Value::Null));
    assert!(before.as_object().unwrap().contains_key("session"));
    assert!(before.as_object().unwrap().contains_key("last_failure"));
    world.cmd_as(GHO, &["token", "--access", "auto"]).run().ok();
    // The refusal is about the token's kind; auto has succeeded with another access.
    assert_eq!(status(&["--access", "direct"])["last_failure"], Value::Null);
    let auto = status(&["--access", "auto"]);
    assert_eq!((&auto["session"]["access"], &auto["usable"]), (&json!("direct"), &json!(true)));
}
