//! Wrong clocks, locally or at GitHub: they cause neither an exchange per call nor an expired token.

use serde_json::Value;

use crate::world::{Answer, World, is_about, now};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";
const HOURS_2: i64 = 7200;
const YEARS_10: i64 = 315_576_000;

fn seconds_left(world: &World) -> i64 {
    world.cmd_as(TOKEN, &["status", "--json"]).run().ok_json()["session"]["seconds_left"].as_i64().unwrap()
}

#[test]
fn a_wrong_local_clock_costs_one_exchange_and_hands_out_no_dead_token() {
    for ahead in [HOURS_2, -HOURS_2, YEARS_10, -YEARS_10, 900, -900] {
        let world = World::new();
        world.answer(Answer::granted().clock_ahead(ahead));
        let json = world.cmd_as(TOKEN, &["token", "--json"]).run().ok_json();
        // The expiry is printed as GitHub sent it.
        assert!(is_about(json["expires_at"].as_i64().unwrap(), now() + ahead + 1800), "{json}");
        for _ in 0..3 {
            world.cmd_as(TOKEN, &["token"]).run().ok();
        }
        assert_eq!(world.exchanges(), 1, "{ahead}");
        assert!(is_about(seconds_left(&world), 1800), "{ahead}");
        // Time passes on the local clock, and the entry ages.
        world.edit_entries(|entry| {
            for key in ["updatedAt", "expiresAt"] {
                entry[key] = (entry[key].as_i64().unwrap() - 1_600_000).into();
            }
        });
        assert!(is_about(seconds_left(&world), 200), "{ahead}");
        world.cmd_as(TOKEN, &["token"]).run().ok();
        assert_eq!(world.exchanges(), 2, "{ahead}");
    }
}

#[test]
fn without_a_usable_date_refresh_in_rules() {
    for (answer, life) in [
        (Answer::granted().without_date(), 1800),
        (Answer::granted().without_date().refresh_in(900), 1200),
        (Answer::granted().date(0), 1800),
        (Answer::granted().date(now() + YEARS_10), 1800),
        (Answer::granted().date(now() - HOURS_2), 1800),
        (Answer::granted().date(now() + HOURS_2), 1800),
        (Answer::granted().date_text("yesterday"), 1800),
        (Answer::granted().date_text("Mon, 99 Foo 2026 25:61:61 GMT"), 1800),
        (Answer::granted().without_date().expires_at(now() - HOURS_2), 1800),
        (Answer::granted_minimal().without_date().lifetime(1700), 1700),
    ] {
        let world = World::new();
        world.answer(answer.clone());
        world.cmd_as(TOKEN, &["token"]).run().ok();
        world.cmd_as(TOKEN, &["token"]).run().ok();
        assert_eq!(world.exchanges(), 1);
        assert!(is_about(seconds_left(&world), life), "{life}");
    }
}

#[test]
fn an_entry_from_the_future_is_a_miss() {
    for key in ["updatedAt", "expiresAt"] {
        let world = World::new();
        world.cmd_as(TOKEN, &["token"]).run().ok();
        world.edit_entries(|entry| {
            entry["updatedAt"] = ((now() + 3600) * 1000).into();
            entry[key] = ((now() + 5400) * 1000).into();
        });
        world.cmd_as(TOKEN, &["token"]).run().ok();
        assert_eq!(world.exchanges(), 2);
    }
}

#[test]
fn moments_in_seconds_milliseconds_and_strings_are_one() {
    let at = now() + 1500;
    for value in
        [Value::from(at), Value::from(at * 1000), at.to_string().into(), (at * 1000).to_string().into()]
    {
        let world = World::new();
        world.answer(Answer::granted().field("expires_at", value));
        assert_eq!(world.cmd_as(TOKEN, &["token", "--json"]).run().ok_json()["expires_at"], at);
        assert!(is_about(seconds_left(&world), 1500));
    }
}

#[test]
fn what_another_process_will_have_brought_about_is_no_news() {
    let world = World::new();
    let old = world.cmd_as(TOKEN, &["token"]).run().ok();
    // As if the clock had been set back slightly.
    world.edit_entries(|entry| entry["updatedAt"] = (now() * 1000 + 4_500).into());
    let new = world.cmd_as(TOKEN, &["refresh"]).run().ok();
    assert_eq!((new == old, world.exchanges()), (false, 2));
}
