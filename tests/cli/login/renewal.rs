//! Renewal: when it happens, that it happens once, and what becomes of a login that cannot be renewed.

use std::time::Duration;

use serde_json::json;

use crate::world::{Answer, Pair, SignIn, World, oauth_error, side_by_side};

/// A login of octocat that expires in `ends_in` seconds.
fn world_with_login(ends_in: i64) -> (World, SignIn, Pair) {
    let world = World::new();
    let sign_in = world.sign_in();
    let pair = sign_in.pair("octocat");
    world.put_login("octocat", &pair, ends_in, |_| {});
    if ends_in <= 0 {
        sign_in.ends(&pair.token);
    }
    (world, sign_in, pair)
}

/// Asserts that the stored login is unchanged.
#[track_caller]
fn assert_kept(world: &World, pair: &Pair) {
    let stored = world.login("octocat");
    assert_eq!(
        (&stored["token"], &stored["refresh_token"]),
        (&json!(pair.token), &json!(pair.refresh_token))
    );
}

fn exchanged_tokens(world: &World) -> Vec<String> {
    let exchanges = world.requests().into_iter().filter(|request| request.is_exchange());
    exchanges.filter_map(|request| request.github_token).collect()
}

#[test]
fn a_token_with_life_is_used_as_it_is() {
    let (world, sign_in, pair) = world_with_login(600);
    world.run(&["token"]).ok_stdout(&format!("{}\n", world.issued()[0]));
    assert_eq!(exchanged_tokens(&world), [pair.token.as_str()]);
    assert_eq!(sign_in.sent(), Vec::<String>::new());
}

#[test]
fn a_token_that_ends_within_five_minutes_is_renewed_first() {
    for ends_in in [290, 10, 0, -86_400] {
        let (world, sign_in, pair) = world_with_login(ends_in);
        world.run(&["token"]).ok_stdout(&format!("{}\n", world.issued()[0]));
        assert_eq!(sign_in.sent(), [pair.refresh_token.as_str()]);
        let stored = world.login("octocat");
        let token = stored["token"].as_str().unwrap();
        assert_eq!(sign_in.owner(token).as_deref(), Some("octocat"));
        assert_eq!(exchanged_tokens(&world), [token]);
        assert!(stored["expires_at_ms"].as_i64() > Some((crate::world::now() + 28_000) * 1000));
        // The next call uses the new pair.
        world.run(&["refresh"]).ok();
        assert_eq!(sign_in.sent().len(), 1);
    }
}

#[test]
fn nothing_of_the_old_token_stays_in_the_cache() {
    let (world, _, pair) = world_with_login(600);
    world.run(&["token"]).ok();
    world.put_login("octocat", &pair, 100, |_| {});
    world.run(&["refresh"]).ok();
    let sessions =
        || world.cache_files().into_iter().filter(|name| name.ends_with(".json")).collect::<Vec<_>>();
    assert_eq!(sessions().len(), 1, "{:?}", sessions());
    assert_eq!(world.run(&["logout"]).code, 0);
    assert_eq!(sessions(), Vec::<String>::new());
}

#[test]
fn the_request_is_the_one_that_github_knows() {
    let (world, _, pair) = world_with_login(0);
    world.put_login("octocat", &pair, 0, |login| login["client_id"] = "Iv23.own".into());
    world.run(&["token"]).ok();
    let request = &world.requests()[0];
    assert_eq!((request.host.as_str(), request.path.as_str()), ("github.com", "/login/oauth/access_token"));
    assert_eq!(
        String::from_utf8_lossy(&request.body),
        format!("client_id=Iv23.own&grant_type=refresh_token&refresh_token={}", pair.refresh_token)
    );
    assert_eq!((request.header("authorization"), request.header("accept")), (None, Some("application/json")));
}

#[test]
fn fields_of_a_later_version_survive_a_renewal() {
    let (world, _, pair) = world_with_login(0);
    world.put_login("octocat", &pair, 0, |login| login["invented_later"] = json!({"a": [1, null]}));
    let before = world.login("octocat");
    world.run(&["token"]).ok();
    let after = world.login("octocat");
    assert_eq!(after["invented_later"], json!({"a": [1, null]}));
    for same in ["version", "host", "login", "client_id", "created_at_ms"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_ne!(after["renewed_at_ms"], before["renewed_at_ms"]);
}

#[test]
fn a_session_token_that_is_fresh_renews_nothing() {
    let (world, sign_in, pair) = world_with_login(600);
    let session = world.run(&["token"]).ok();
    world.put_login("octocat", &pair, 60, |_| {});
    let connections = world.connections();
    for words in [&["token"][..], &["base-url"], &["status"], &["headers"]] {
        world.run(words).ok();
    }
    assert_eq!(world.run(&["token"]).ok(), session);
    assert_eq!((world.connections(), sign_in.sent().len()), (connections, 0));
}

#[test]
fn a_token_that_github_no_longer_knows_is_renewed_once() {
    let (world, sign_in, pair) = world_with_login(20_000);
    sign_in.ends(&pair.token);
    world.run(&["token"]).ok_stdout(&format!("{}\n", world.issued()[0]));
    assert_eq!(sign_in.sent(), [pair.refresh_token.as_str()]);
    assert_eq!(exchanged_tokens(&world).len(), 2);
    // If GitHub rejects the renewed token too, the call fails.
    let (world, sign_in, _) = world_with_login(20_000);
    world.answer(Answer::bad_credentials());
    for words in [["token"], ["token"], ["refresh"]] {
        world.run(&words).fails(4);
    }
    assert_eq!((sign_in.sent().len(), exchanged_tokens(&world).len()), (1, 3));
}

#[test]
fn a_spent_refresh_token_ends_the_login_and_is_not_sent_again() {
    for (ends_in, known) in [(0, false), (100, false), (100, true), (20_000, false)] {
        let (world, sign_in, pair) = world_with_login(ends_in);
        if !known {
            sign_in.ends(&pair.token);
        }
        sign_in.renewals([oauth_error("bad_refresh_token")]);
        let said = world.run(&["token"]).fails(4);
        assert!(said.contains("login expired") && said.contains("hint: run 'copilot-token login'"), "{said}");
        assert_eq!(world.login("octocat")["refresh_token"], json!(null));
        let again = world.run(&["token"]);
        if !known {
            assert!(again.fails(4).contains("run 'copilot-token login'"), "{again:#?}");
        }
        assert_eq!(sign_in.sent().len(), 1);
        // A new login repairs it.
        sign_in.polls([sign_in.granted_expiring("octocat").0]);
        assert_eq!(world.run(&["login"]).code, 0);
        world.run(&["token"]).ok();
    }
}

#[test]
fn a_renewal_that_fails_for_now_uses_the_token_while_it_lives() {
    for answer in [
        Answer::status(503, "{}"),
        Answer::close(),
        Answer::html(200, "<html></html>"),
        Answer::too_many_requests(),
        oauth_error("incorrect_client_credentials"),
        Answer::status(200, "{"),
        Answer::redirect(302, "https://evil.example/"),
    ] {
        let (world, sign_in, pair) = world_with_login(200);
        sign_in.renewals([answer]);
        world.run(&["token"]).ok_stdout(&format!("{}\n", world.issued()[0]));
        assert_eq!(exchanged_tokens(&world), [pair.token.as_str()]);
        assert_eq!(sign_in.sent().len(), 1, "sent once, whatever came of it");
        assert_kept(&world, &pair);
        // The next attempt succeeds.
        world.run(&["refresh"]).ok();
        assert_ne!(world.login("octocat")["token"], json!(pair.token));
    }
}

#[test]
fn a_renewal_that_fails_for_now_with_a_dead_token_fails_and_loses_nothing() {
    for (answer, code) in [
        (Answer::status(503, "{}"), 3),
        (Answer::close(), 3),
        (Answer::html(200, "<html></html>"), 3),
        (oauth_error("incorrect_client_credentials"), 1),
    ] {
        let (world, sign_in, pair) = world_with_login(-60);
        sign_in.renewals([answer]);
        world.run(&["token"]).fails(code);
        assert_kept(&world, &pair);
        world.run(&["token"]).ok();
        assert_eq!(sign_in.sent().len(), 2);
    }
}

#[test]
fn a_lost_or_torn_answer_costs_no_more_than_github_makes_it_cost() {
    // GitHub has spent the refresh token, which cannot be undone. A valid token is used until it expires, then a
    // login is needed.
    let bends: [fn(Answer) -> Answer; 2] = [|answer| answer.cut(300), |_| Answer::close()];
    for bend in bends {
        let (world, sign_in, pair) = world_with_login(-60);
        sign_in.bend_renewal(bend);
        world.run(&["token"]).fails(3);
        assert_kept(&world, &pair);
        assert!(world.run(&["token"]).fails(4).contains("copilot-token login"));
        assert_eq!(sign_in.sent().len(), 2);
    }
}

fn an_answer_that_comes_after_the_timeout_is_kept_all_the_same(ends_in: i64) {
    let (world, sign_in, pair) = world_with_login(ends_in);
    sign_in.bend_renewal(|answer| answer.delay(Duration::from_millis(4500)));
    let run = world.run(&["token", "--timeout", "4s"]);
    if ends_in < 0 {
        run.fails(3);
    }
    let stored = world.login("octocat");
    assert_ne!(stored["token"], json!(pair.token), "{run:#?}");
    assert_eq!(sign_in.owner(stored["token"].as_str().unwrap()).as_deref(), Some("octocat"));
    world.run(&["token"]).ok();
    assert_eq!(sign_in.sent().len(), 1);
}

fn a_silent_github_leaves_time_for_the_old_token() {
    let (world, sign_in, pair) = world_with_login(200);
    sign_in.renewals([Answer::hang()]);
    world.run(&["token", "--timeout", "9s"]).ok_stdout(&format!("{}\n", world.issued()[0]));
    assert_kept(&world, &pair);
}

#[test]
fn a_renewal_that_takes_its_time_loses_nothing() {
    let cases: [fn(); 3] = [
        || an_answer_that_comes_after_the_timeout_is_kept_all_the_same(200),
        || an_answer_that_comes_after_the_timeout_is_kept_all_the_same(-60),
        a_silent_github_leaves_time_for_the_old_token,
    ];
    side_by_side(cases, |case| case());
}

#[test]
fn a_token_of_short_life_is_renewed_once_a_call() {
    let (world, sign_in, _) = world_with_login(0);
    sign_in.life(60);
    world.run(&["token"]).ok();
    assert_eq!(sign_in.sent().len(), 1);
}

#[test]
fn direct_access_renews_too_and_tells_the_end() {
    let (world, sign_in, pair) = world_with_login(600);
    // The account is irrelevant here, but direct access asks about it, as it does for exchange.
    let account = Answer::status(
        200,
        r#"{"login":"octocat","endpoints":{"api":"https://api.individual.githubcopilot.com"}}"#,
    );
    let other = sign_in.clone();
    world.api(move |request| match request.path.as_str() {
        "/copilot_internal/user" => account.clone(),
        _ => other.answer(request),
    });
    let direct = |world: &World| {
        let run = world.run(&["base-url", "--json", "--access", "direct"]);
        run.ok_json()
    };
    let seconds = world.login("octocat")["expires_at_ms"].as_i64().unwrap() / 1000;
    assert_eq!(direct(&world)["expires_at"], seconds);
    world.put_login("octocat", &pair, 100, |_| {});
    let renewed = direct(&world);
    assert_eq!(sign_in.sent().len(), 1);
    assert_eq!(renewed["expires_at"], world.login("octocat")["expires_at_ms"].as_i64().unwrap() / 1000);
    assert_eq!(renewed["stale"], false);
}

#[test]
fn direct_access_uses_a_token_that_cannot_be_renewed_now_and_says_so() {
    let (world, sign_in, pair) = world_with_login(200);
    let other = sign_in.clone();
    world.api(move |request| match request.path.as_str() {
        "/copilot_internal/user" => Answer::status(200, r#"{"login":"octocat","copilot_plan":"individual"}"#),
        _ => other.answer(request),
    });
    sign_in.renewals([503; 3].map(|status| Answer::status(status, "{}")));
    let json = world.run(&["base-url", "--json", "--access", "direct"]).ok_json();
    assert_eq!(json["stale"], true);
    world.run(&["base-url", "--access", "direct", "--min-validity", "5m"]).fails(3);
    // With less than a minute left, the token counts as expired.
    world.put_login("octocat", &pair, 55, |_| {});
    world.run(&["base-url", "--access", "direct"]).fails(3);
}
