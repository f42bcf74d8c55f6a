//! The requests: at most three, each a GET, with exactly the credential that the other commands print.

use serde_json::{Value, json};

use super::{GHO, GHU, account, online, prepare, told, world};
use crate::world::{Answer, Fault, World};

/// The requested paths, sorted.
fn paths(world: &World) -> Vec<String> {
    let requests = world.requests();
    assert!(
        requests.iter().all(|request| request.method == "GET" && request.body.is_empty()),
        "{requests:#?}"
    );
    let mut paths: Vec<String> = requests.into_iter().map(|request| request.path).collect();
    paths.sort();
    paths
}

const EXCHANGE: &str = "/copilot_internal/v2/token";
const USER: &str = "/copilot_internal/user";
const MODELS: &str = "/models";

#[test]
fn at_most_three_requests_cold_and_warm() {
    for (token, access, cold, warm) in [
        (GHU, "exchange", &[USER, EXCHANGE, MODELS][..], &[USER, MODELS][..]),
        (GHU, "auto", &[USER, EXCHANGE, MODELS], &[USER, MODELS]),
        (GHU, "direct", &[USER, MODELS], &[USER, MODELS]),
        (GHO, "direct", &[USER, MODELS], &[USER, MODELS]),
        (GHO, "auto", &[USER, EXCHANGE, MODELS], &[USER, MODELS]),
        (GHO, "exchange", &[USER, EXCHANGE], &[USER]),
        ("ghs_1_eyJh.eyJp.a-b_cdefgh", "direct", &[MODELS], &[MODELS]),
    ] {
        let (world, api) = world(account());
        api.accept(token);
        let args = ["--json", "--access", access];
        let code = if (token, access) == (GHO, "exchange") { 5 } else { 0 };
        assert_eq!(online(&world, token, &args).code, code, "{access}");
        assert_eq!(paths(&world), cold, "{token} {access}");
        let run = online(&world, token, &args);
        assert_eq!(run.code, code);
        assert_eq!(paths(&world).len(), cold.len() + warm.len(), "{token} {access}");
        crate::safety::canaries::assert_not_on_disk(&world.home(), token);
    }
}

#[test]
fn nothing_is_asked_twice_whatever_the_answer() {
    for answer in
        [Answer::status(503, "{}"), Answer::close(), Answer::bad_credentials(), Answer::html(502, "<p>")]
    {
        for (token, access) in [(GHU, "exchange"), (GHO, "direct"), (GHU, "auto")] {
            let (world, api) = world(answer.clone());
            api.answer_next(answer.clone());
            world.answers([answer.clone()]);
            let run = online(&world, token, &["--json", "--access", access]);
            assert!([3, 4].contains(&run.code), "{run:#?}");
            assert!(paths(&world).len() <= 3, "{:?}", paths(&world));
        }
    }
}

#[test]
fn the_api_gets_what_the_other_commands_hand_out() {
    for (token, access) in [(GHU, "exchange"), (GHO, "direct"), (GHO, "auto")] {
        let (world, api) = world(account());
        world.cmd_as(token, &["token", "--access", access]).run().ok();
        let args = ["headers", "--format", "json", "--access", access];
        let headers: Value = world.cmd_as(token, &args).run().ok_json();
        online(&world, token, &["--json", "--access", access]);
        let requests = api.requests();
        let [request] = requests.as_slice() else { panic!("{requests:#?}") };
        for (name, value) in headers.as_object().unwrap() {
            assert_eq!(request.header(name), value.as_str(), "{name}");
        }
        let base_url = world.cmd_as(token, &["base-url", "--access", access]).run().ok();
        assert_eq!(format!("https://{}", request.host), base_url);
    }
}

#[test]
fn without_the_option_nobody_is_asked() {
    let (world, _) = world(account());
    let status = world.cmd_as(GHU, &["status", "--json"]).run().ok_json();
    assert!(status.get("online").is_none());
    assert_eq!(world.connections(), 0);
}

#[test]
fn each_part_stands_alone() {
    // The account request fails; the API answers.
    let (world, _) = world(Answer::status(500, "{}"));
    let run = online(&world, GHU, &["--json"]);
    let online_part = told(&run);
    assert_eq!((run.code, &online_part["api"]["ok"]), (0, &json!(true)));
    let models: Value = serde_json::from_str(crate::world::fixtures::MODELS).unwrap();
    assert_eq!(online_part["api"]["models"], models["data"].as_array().unwrap().len());
    // The account has one row, with the cached name.
    for (token, row) in [
        (GHO, "account        octocat: GitHub returned 500\n"),
        ("ghs_1_eyJh.eyJp.a-b_cdefgh", "account        unknown: the GitHub token from GH_TOKEN is an app's"),
    ] {
        let (world, api) = super::world(account());
        api.accept(token);
        world.cmd_as(token, &["token", "--access", "direct"]).run().ok();
        world.api(|_| Answer::status(500, "{}"));
        let api = world.copilot_api();
        api.accept(token);
        let table = online(&world, token, &["--access", "direct"]).stdout;
        assert!(table.contains(row) && table.matches("\naccount ").count() == 1, "{table}");
    }
    for name in ["login", "plan", "sku", "quotas", "resets"] {
        assert_eq!(online_part[name], Value::Null, "{name}");
    }
    assert!(online_part["account_error"].as_str().unwrap().contains("500"), "{online_part}");

    // The API is unreachable; the account is reported.
    let (world, api) = super::world(account());
    api.answer_next(Answer::close());
    let run = online(&world, GHU, &["--json"]);
    let part = told(&run);
    assert_eq!((run.code, &part["login"], &part["api"]["ok"]), (3, &json!("octocat"), &json!(false)));
    assert_eq!((&part["api"]["status"], &part["api"]["models"]), (&Value::Null, &Value::Null));
    assert!(part["api"]["error"].is_string());

    // There is no credential; the account shows the reason.
    let (world, _) = super::world(account().field("access_type_sku", "no_access"));
    let run = online(&world, GHO, &["--json", "--access", "direct"]);
    let part = told(&run);
    assert_eq!((run.code, &part["login"], &part["sku"]), (5, &json!("octocat"), &json!("no_access")));
    assert!(part["api"]["error"].as_str().unwrap().contains("no Copilot seat"), "{part}");
}

#[test]
fn without_a_github_token_or_a_network_the_code_says_so() {
    let (world, _) = world(account());
    let run = world.run(&["status", "--online", "--json"]);
    assert_eq!((run.code, world.connections()), (4, 0));
    assert!(told(&run)["api"]["error"].as_str().unwrap().contains("no GitHub token found"));
    world.fault(Fault::RefuseConnect(503));
    let run = online(&world, GHU, &["--json"]);
    assert_eq!(run.code, 3);
    assert!(told(&run)["account_error"].is_string());
}

/// If the first source is broken, the token of another one is not used.
#[test]
fn a_broken_place_is_not_passed_over() {
    let (world, _) = world(account());
    let cmd =
        world.cmd(&["status", "--online", "--json"]).env("GH_TOKEN", "'quoted'").env("GITHUB_TOKEN", GHU);
    let run = cmd.run();
    assert_eq!((run.code, world.connections()), (4, 0), "{run:#?}");
    assert!(told(&run)["account_error"].as_str().unwrap().contains("GH_TOKEN"));
}

#[test]
fn a_github_token_on_stdin_is_read_once_for_all_of_it() {
    for (token, access) in [(GHU, "exchange"), (GHO, "auto")] {
        let (world, _) = world(account());
        let args = ["status", "--online", "--json", "--github-token-file=-", "--access", access];
        let json = world.cmd(&args).stdin(token).run().ok_json();
        assert_eq!(json["online"]["login"], "octocat");
        assert_eq!((&json["online"]["api"]["ok"], &json["authenticated"]), (&json!(true), &json!(true)));
    }
}

/// The hint in the API's row is the only advice: the login can be renewed and needs no new sign-in.
#[test]
fn a_login_that_a_refresh_would_renew_is_not_to_be_made_anew() {
    let world = World::new();
    let sign_in = world.sign_in();
    let pair = sign_in.pair("octocat");
    prepare(&world, Answer::bad_credentials());
    world.put_login("octocat", &pair, 20_000, |_| {});
    sign_in.ends(&pair.token);
    for _ in 0..2 {
        let run = world.run(&["status", "--online"]);
        assert_eq!(run.code, 3, "{run:#?}");
        assert!(run.stdout.ends_with("run 'copilot-token refresh', then ask again\n"), "{run:#?}");
        assert!(!run.stdout.contains("copilot-token login"), "{run:#?}");
    }
}

/// A renewal is a POST and ends the old pair.
#[test]
fn a_login_that_is_due_is_not_renewed() {
    for (ends_in, access, code) in
        [(200, "exchange", 0), (200, "direct", 0), (-10, "exchange", 3), (-10, "direct", 3)]
    {
        let world = World::new();
        let pair = world.sign_in().pair("octocat");
        // This replaces the handler, so the device flow no longer answers.
        let api = prepare(&world, account());
        api.accept(&pair.token);
        world.put_login("octocat", &pair, ends_in, |_| {});
        let run = world.run(&["status", "--online", "--json", "--access", access]);
        assert_eq!(run.code, code, "{run:#?}");
        // An expired token is not sent.
        assert_eq!(paths(&world).len(), if code == 0 { 3 - usize::from(access == "direct") } else { 0 });
        let error = told(&run)["api"]["error"].to_string();
        assert!(code == 0 || error.contains("must be renewed, which --online does not do"), "{error}");
        if access == "direct" && code == 0 {
            assert!(run.stdout_json()["session"]["seconds_left"].as_i64().unwrap() <= 200);
        }
    }
}
