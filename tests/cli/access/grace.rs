//! GitHub is unreachable: an account record serves for a day and is marked as stale. A refusal is never hidden.

use serde_json::{Value, json};

use super::{BUSINESS_URL, GHO, GHU, account, age, asked, tells, world};
use crate::world::{Answer, Fault, Run, World, side_by_side};

fn direct(world: &World, words: &[&str]) -> Run {
    world.cmd_as(GHO, &["base-url", "--json", "--access", "direct"]).args(words).run()
}

#[test]
fn a_record_serves_for_a_day_while_github_cannot_be_asked() {
    let troubles: [fn(&World); 6] = [
        |world| tells(world, |_| Answer::status(500, "{}")),
        |world| tells(world, |_| Answer::status(503, "{}")),
        |world| tells(world, |_| Answer::too_many_requests()),
        |world| tells(world, |_| Answer::html(200, "<html>")),
        |world| world.fault(Fault::RefuseConnect(503)),
        |world| world.fault(Fault::CloseTls),
    ];
    side_by_side(troubles, |trouble| {
        for (seconds, words, served) in [
            (1_900, &[][..], Some(true)),
            (86_000, &[], Some(true)),
            // An unknown expiry satisfies every validity; the record's age is a separate limit.
            (86_000, &["--min-validity", "100h"], Some(true)),
            (86_500, &[], None),
            (100, &[], Some(false)),
        ] {
            let world = world();
            direct(&world, &[]).ok();
            age(&world, "account-", seconds);
            trouble(&world);
            let run = direct(&world, words);
            match served {
                Some(stale) => {
                    let json = run.ok_json();
                    assert_eq!((&json["stale"], &json["cached"]), (&json!(stale), &json!(true)), "{seconds}");
                    assert_eq!(
                        (&json["base_url"], &json["access"]),
                        (&json!(BUSINESS_URL), &json!("direct"))
                    );
                }
                None => drop(run.fails(3)),
            }
            let refresh = world.cmd_as(GHO, &["refresh", "--access", "direct"]).run();
            refresh.fails(3);
        }
    });
}

#[test]
fn a_refusal_is_never_hidden_behind_a_record() {
    for (answer, code) in [
        (Answer::bad_credentials(), 4),
        (Answer::no_access(), 5),
        (Answer::not_found(), 5),
        (Answer::redirect(302, "https://evil.example/"), 1),
        (account().field("endpoints.api", "https://api.evil.example"), 1),
        (account().field("chat_enabled", false), 5),
    ] {
        let world = world();
        direct(&world, &[]).ok();
        age(&world, "account-", 1_900);
        tells(&world, move |_| answer.clone());
        direct(&world, &[]).fails(code);
    }
}

/// `auto` has used its records for half an hour when GitHub becomes unreachable.
#[test]
fn auto_keeps_the_access_that_it_settled_on_while_github_is_away() {
    let troubles: [fn(&World); 3] = [
        |world| world.answer(Answer::status(500, "{}")),
        |world| world.answer(Answer::too_many_requests()),
        |world| world.fault(Fault::CloseConnect),
    ];
    side_by_side(troubles, |trouble| {
        let world = world();
        let auto = || world.cmd_as(GHO, &["token", "--json", "--access", "auto"]).run();
        assert_eq!(auto().ok_json()["stale"], false);
        age(&world, "account-", 2_000);
        age(&world, "failure-", 2_000);
        trouble(&world);
        for _ in 0..3 {
            let json = auto().ok_json();
            assert_eq!((&json["access"], &json["token"]), (&json!("direct"), &json!(GHO)));
            assert_eq!((&json["stale"], &json["base_url"]), (&json!(true), &json!(BUSINESS_URL)));
        }
        world.cmd_as(GHO, &["refresh", "--access", "auto"]).run().fails(3);
        // The default access never falls back to direct access.
        world.cmd_as(GHO, &["token"]).run().fails(3);
    });
}

#[test]
fn auto_serves_an_ageing_session_token_before_a_github_token() {
    let world = world();
    let cmd = |words: &[&str]| world.cmd_as(GHU, &["token", "--json"]).args(words).run();
    cmd(&["--access", "direct"]).ok();
    let session = cmd(&["--access", "auto"]).ok_json()["token"].clone();
    world.edit_entries(|entry| entry["expiresAt"] = ((crate::world::now() + 200) * 1000).into());
    world.answer(Answer::status(500, "{}"));
    let json = cmd(&["--access", "auto"]).ok_json();
    assert_eq!(
        (&json["access"], &json["token"], &json["stale"]),
        (&json!("exchange"), &session, &json!(true))
    );
}

#[test]
fn status_tells_of_a_record_that_has_grown_old() {
    let world = world();
    direct(&world, &[]).ok();
    let status =
        |words: &[&str]| world.cmd_as(GHO, &["status", "--json", "--access", "direct"]).args(words).run();
    assert_eq!(status(&["--check"]).ok_json()["session"]["valid"], true);
    age(&world, "account-", 1_900);
    let run = status(&["--check"]);
    assert_eq!((run.code, &run.stdout_json()["session"]["valid"]), (1, &json!(false)));
    // There is no session token.
    let run = world.cmd_as(GHO, &["status", "--json", "--check"]).run();
    assert_eq!((run.code, &run.stdout_json()["session"]), (1, &Value::Null));
    assert_eq!(asked(&world), (0, 1));
}
