//! The source `login` among the others: its position, whose login it returns, what `status` reports.

use serde_json::{Value, json};

use crate::world::{Answer, World, now};

fn exchanged(world: &World) -> Vec<String> {
    let exchanges = world.requests().into_iter().filter(|request| request.is_exchange());
    exchanges.filter_map(|request| request.github_token).collect()
}

#[test]
fn a_login_comes_after_the_variables_and_before_the_editor() {
    let world = World::new();
    let sign_in = world.sign_in();
    let pair = sign_in.pair("octocat");
    world.put_login("octocat", &pair, 9000, |_| {});
    let (variable, editor) =
        ("ghu_ofTheVariable0000000000000000000000", "ghu_ofTheEditor000000000000000000000000");
    for token in [variable, editor] {
        sign_in.knows("hubot", token);
    }
    let apps = json!({"github.com:Iv1.b507a08c87ecfe98": {"user": "hubot", "oauth_token": editor}});
    world.write(".config/github-copilot/apps.json", apps.to_string());
    world.run(&["refresh"]).ok();
    world.cmd_as(variable, &["refresh"]).run().ok();
    world.run(&["refresh", "--sources", "editor,login"]).ok();
    world.run(&["refresh", "--sources", "login"]).ok();
    assert_eq!(exchanged(&world), [pair.token.as_str(), variable, editor, pair.token.as_str()]);
}

#[test]
fn the_newest_login_of_the_host_is_used_or_that_of_the_user() {
    let world = World::new();
    let sign_in = world.sign_in();
    let [older, newer, tenant] = ["octocat", "hubot", "octo_acme"].map(|login| sign_in.pair(login));
    world.put_login("OctoCat", &older, 9000, |login| login["created_at_ms"] = ((now() - 900) * 1000).into());
    world.put_login("hubot", &newer, 9000, |login| login["created_at_ms"] = ((now() - 800) * 1000).into());
    world.put_login("octo_acme", &tenant, 9000, |login| login["host"] = "acme.ghe.com".into());
    world.run(&["refresh"]).ok();
    world.run(&["refresh", "--user", "octocat"]).ok();
    world.run(&["refresh", "--user", "OCTOCAT"]).ok();
    assert_eq!(exchanged(&world), [newer.token.as_str(), older.token.as_str(), older.token.as_str()]);
    assert!(
        world
            .run(&["token", "--user", "nobody", "--sources", "login"])
            .fails(4)
            .contains("no login of nobody")
    );
    world.answer(Answer::granted_ghe("acme"));
    world.run(&["refresh", "--host", "acme.ghe.com"]).ok();
    assert_eq!(exchanged(&world)[3], tenant.token);
}

#[test]
fn status_lists_all_logins_with_kind_end_and_renewal() {
    let world = World::new();
    let sign_in = world.sign_in();
    let [older, newer] = ["octocat", "hubot"].map(|login| sign_in.pair(login));
    let at = |login: &mut Value, ms: i64| login["expires_at_ms"] = ms.into();
    world.put_login("octocat", &older, 9000, |login| at(login, 1_795_437_295_000));
    world.put_login("hubot", &newer, 9000, |login| {
        login["created_at_ms"] = (now() * 1000).into();
        login["expires_at_ms"] = Value::Null;
        login["refresh_token"] = Value::Null;
    });
    let json = world.run(&["status", "--json"]).ok_json();
    let source = json["sources"].as_array().unwrap().iter().find(|source| source["name"] == "login").unwrap();
    assert_eq!(source["state"], "used");
    assert_eq!(
        source["detail"],
        "ghu_… of hubot, without a known end; also there: octocat (ghu_…, until 2026-11-23T12:34:55Z, renews itself)"
    );
    let token = &json["github_token"];
    assert_eq!([&token["source"], &token["kind"], &token["login"]], ["login", "ghu_", "hubot"]);
    assert_eq!(world.connections(), 0);
}

#[test]
fn without_a_login_the_search_goes_on_and_status_says_so() {
    let world = World::new();
    world.fake_gh_token("gho_ofGh0000000000000000000000000000000000");
    let json = world.run(&["status", "--json"]).ok_json();
    let states: Vec<_> = json["sources"].as_array().unwrap().iter().map(|source| &source["state"]).collect();
    assert_eq!(states[states.len() - 3..], ["absent", "absent", "used"]);
    assert!(!world.logins_dir().exists(), "nothing is made by looking");
}

#[test]
fn clearing_the_cache_logs_nobody_out() {
    let world = World::new();
    let sign_in = world.sign_in();
    let pair = sign_in.pair("octocat");
    world.put_login("octocat", &pair, 9000, |_| {});
    world.run(&["token"]).ok();
    world.run(&["clear-cache"]).ok();
    assert_eq!(world.login_files(), ["octocat@github.com.json"]);
    world.run(&["token"]).ok();
}

#[test]
fn a_warm_answer_writes_nothing_and_asks_nobody() {
    let world = World::new();
    let sign_in = world.sign_in();
    world.put_login("octocat", &sign_in.pair("octocat"), 9000, |_| {});
    let session = world.run(&["token"]).ok();
    let (connections, files) = (world.connections(), world.cache_files());
    let written = std::fs::metadata(world.login_file("octocat")).unwrap().modified().unwrap();
    assert_eq!(world.run(&["token"]).ok(), session);
    assert_eq!((world.connections(), world.cache_files()), (connections, files));
    assert_eq!(std::fs::metadata(world.login_file("octocat")).unwrap().modified().unwrap(), written);
    assert_eq!(world.login_files(), ["octocat@github.com.json"]);
    assert!(!world.logins_dir().join(".lock").exists(), "no lock without a change");
}
