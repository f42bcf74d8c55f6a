//! Refusals about the account: they are shared between processes, expire, and can be cleared.

use serde_json::Value;

use super::{GHO, PAT, account, age, asked, row, tells, world};
use crate::world::{Answer, World};

const DIRECT: [&str; 3] = ["token", "--access", "direct"];

fn refused(answer: Answer) -> World {
    let world = world();
    tells(&world, move |_| answer.clone());
    world
}

#[test]
fn each_refusal_is_remembered_for_its_time() {
    for (answer, code, seconds) in [
        (Answer::bad_credentials(), 4, 60),
        (Answer::no_access(), 5, 60),
        (account().field("chat_enabled", false), 5, 60),
        (account().field("access_type_sku", "no_access"), 5, 60),
        (Answer::not_found(), 5, 1800),
        (Answer::too_many_requests(), 3, 60),
        (Answer::too_many_requests().header("Retry-After", "90"), 3, 90),
        (Answer::rate_limited(), 3, 60),
    ] {
        let world = refused(answer);
        let first = world.cmd_as(GHO, &DIRECT).run().fails(code);
        for _ in 0..3 {
            let again = world.cmd_as(GHO, &DIRECT).run().fails(code);
            assert_eq!(again.lines().next(), first.lines().next());
            assert!(again.contains("answered ") && again.contains("'copilot-token refresh'"), "{again}");
        }
        assert_eq!(asked(&world), (0, 1), "{first}");
        age(&world, "failure-", seconds - 20);
        world.cmd_as(GHO, &DIRECT).run().fails(code);
        assert_eq!(asked(&world), (0, 1), "{first}");
        age(&world, "failure-", seconds + 1);
        world.cmd_as(GHO, &DIRECT).run().fails(code);
        assert_eq!(asked(&world), (0, 2), "{first}");
    }
}

#[test]
fn what_passes_is_not_remembered() {
    for answer in [Answer::status(500, "{}"), Answer::html(200, "<html>"), Answer::status(200, "[]")] {
        let world = refused(answer);
        assert_ne!(world.cmd_as(GHO, &DIRECT).run().code, 0);
        tells(&world, |_| account());
        world.cmd_as(GHO, &DIRECT).run().ok();
    }
}

#[test]
fn refresh_and_clear_cache_forget_and_nothing_else_is_touched() {
    let world = refused(Answer::no_access());
    world.cmd_as(GHO, &DIRECT).run().fails(5);
    tells(&world, |_| account());
    // Another token, host or access is not affected.
    world.cmd_as(PAT, &DIRECT).run().ok();
    world.cmd_as(GHO, &["token", "--access", "direct", "--host", "acme.ghe.com"]).run().ok();
    assert!(world.cmd_as(GHO, &["token"]).run().fails(5).contains("(404)"));
    world.cmd_as(GHO, &DIRECT).run().fails(5);
    world.cmd_as(GHO, &["refresh", "--access", "direct"]).run().ok();
    world.cmd_as(GHO, &DIRECT).run().ok();

    let world = refused(Answer::no_access());
    world.cmd_as(GHO, &DIRECT).run().fails(5);
    tells(&world, |_| account());
    world.run(&["clear-cache"]).ok();
    world.cmd_as(GHO, &DIRECT).run().ok();
}

#[test]
fn status_tells_of_the_last_failure_of_its_own_access() {
    let world = refused(Answer::no_access());
    world.cmd_as(GHO, &DIRECT).run().fails(5);
    let failure = |words: &[&str]| {
        world.cmd_as(GHO, &["status", "--json"]).args(words).run().ok_json()["last_failure"].clone()
    };
    assert_eq!(failure(&[]), Value::Null);
    let told = failure(&["--access", "direct"]);
    assert_eq!(told["code"], "no_copilot_access");
    assert!(told["message"].as_str().unwrap().contains("no Copilot seat"), "{told}");
    let table = world.cmd_as(GHO, &["status", "--access", "direct"]).run().ok();
    assert_eq!(row(&table, "account"), "not asked yet");
    let next = row(&table, "next");
    assert!(next.starts_with("get one, or ask your organization: https://"), "{next}");
}

#[test]
fn an_ended_refusal_is_gone_from_status() {
    let world = refused(Answer::no_access());
    world.cmd_as(GHO, &DIRECT).run().fails(5);
    tells(&world, |_| account());
    world.cmd_as(GHO, &["refresh", "--access", "direct"]).run().ok();
    let status = world.cmd_as(GHO, &["status", "--json", "--access", "direct"]).run().ok_json();
    assert_eq!(status["last_failure"], Value::Null);
    assert_eq!(status["usable"], true);
}

/// `auto` repeats a failed exchange as rarely as it asks about the account.
#[test]
fn auto_remembers_a_kind_for_half_an_hour() {
    for (token, exchange_asks_again) in [(GHO, false), (PAT, true)] {
        let world = world();
        let auto = || world.cmd_as(token, &["base-url", "--access", "auto"]).run().ok();
        auto();
        age(&world, "failure-", 1700);
        auto();
        assert_eq!(asked(&world), (1, 1));
        age(&world, "failure-", 1801);
        auto();
        assert_eq!(asked(&world), (2, 1));
        // For the default access, this 403 expires after a minute, like every 403.
        age(&world, "failure-", 100);
        world.cmd_as(token, &["token"]).run().fails(5);
        assert_eq!(asked(&world), (if exchange_asks_again { 3 } else { 2 }, 1));
    }
}
