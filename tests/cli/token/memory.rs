//! Cached refusals: shared between processes, for how long, and how they are cleared.

use crate::world::{Answer, World, http_date, now};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

fn moment(text: &serde_json::Value) -> i64 {
    let moment = humantime::parse_rfc3339(text.as_str().unwrap()).unwrap();
    moment.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64
}

#[test]
fn a_refused_token_in_a_loop_is_asked_once() {
    for (answer, code) in [
        (Answer::bad_credentials(), 4),
        (Answer::no_access(), 5),
        (Answer::not_found(), 5),
        (Answer::too_many_requests(), 3),
        (Answer::rate_limited(), 3),
    ] {
        let world = World::new();
        world.answer(answer);
        let first = world.cmd_as(TOKEN, &["token"]).run().fails(code);
        let (message, hint) = first.trim_end().split_once('\n').unwrap();
        for _ in 0..49 {
            let again = world.cmd_as(TOKEN, &["token"]).run().fails(code);
            assert_eq!(again.lines().next(), Some(message));
            // Says that the answer is cached, and how to ask again.
            let note = again.lines().nth(1).unwrap();
            assert!(note.contains("answered ") && note.ends_with("or by 'copilot-token refresh'"), "{again}");
            // A rate limit's first hint counts from the first answer, which would contradict this note.
            let kept = if code == 3 { "hint: answered " } else { &hint[..hint.len().min(60)] };
            assert!(note.starts_with(kept), "{again}");
        }
        assert_eq!(world.exchanges(), 1);
    }
}

#[test]
fn each_refusal_is_remembered_for_its_time() {
    // `Date` and `Retry-After` on GitHub's clock: a wrong local clock has no effect.
    let dated = |server_now: i64, wait: i64| {
        let answer = Answer::too_many_requests().date(server_now);
        answer.header("Retry-After", &http_date(server_now + wait))
    };
    for (answer, seconds) in [
        (Answer::bad_credentials(), 60),
        (Answer::no_access(), 60),
        (Answer::not_found(), 1800),
        (Answer::too_many_requests(), 60),
        (Answer::too_many_requests().header("Retry-After", "7"), 7),
        (Answer::too_many_requests().header("Retry-After", "7200"), 3600),
        (Answer::rate_limited().header("Retry-After", "30"), 30),
        (dated(now(), 120), 120),
        (dated(now() + 7200, 40), 40),
    ] {
        let world = World::new();
        world.answer(answer);
        assert_ne!(world.cmd_as(TOKEN, &["token"]).run().code, 0);
        let status = world.cmd_as(TOKEN, &["status", "--json"]).run().ok_json();
        let failure = &status["last_failure"];
        let remembered = moment(&failure["retry_after"]) - moment(&failure["at"]);
        assert!((remembered - seconds).abs() <= 2, "{seconds}: {failure}");
    }
}

#[test]
fn what_is_over_is_asked_again() {
    let world = World::new();
    world.answers([Answer::too_many_requests().header("Retry-After", "1")]);
    world.cmd_as(TOKEN, &["token"]).run().fails(3);
    world.until("the second is over", |world| world.cmd_as(TOKEN, &["token"]).run().code == 0);
    assert_eq!(world.exchanges(), 2);
    assert_eq!(
        world.cmd_as(TOKEN, &["status", "--json"]).run().ok_json()["last_failure"],
        serde_json::Value::Null
    );
}

#[test]
fn trouble_that_passes_is_not_remembered() {
    for answer in [Answer::status(500, ""), Answer::html(200, "<html>"), Answer::status(200, "{}")] {
        let world = World::new();
        world.answers([answer]);
        assert_ne!(world.cmd_as(TOKEN, &["token"]).run().code, 0);
        world.cmd_as(TOKEN, &["token"]).run().ok();
    }
}

#[test]
fn refresh_and_clear_cache_forget_and_another_token_is_not_touched() {
    let world = World::new();
    world.answer_for(TOKEN, Answer::bad_credentials());
    world.cmd_as(TOKEN, &["token"]).run().fails(4);
    world.cmd_as(TOKEN, &["refresh"]).run().fails(4);
    assert_eq!(world.exchanges(), 2);
    world.cmd_as("ghu_another00000000000000000000000000000", &["token"]).run().ok();
    world.answer_for(TOKEN, Answer::granted());
    world.cmd_as(TOKEN, &["token"]).run().fails(4);
    world.run(&["clear-cache"]).ok();
    world.cmd_as(TOKEN, &["token"]).run().ok();
}

#[test]
fn a_refresh_that_succeeds_forgets_the_refusal() {
    let world = World::new();
    world.answers([Answer::no_access()]);
    world.cmd_as(TOKEN, &["token"]).run().fails(5);
    let new = world.cmd_as(TOKEN, &["refresh"]).run().ok();
    assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), new);
}

#[test]
fn a_refusal_by_one_host_says_nothing_of_another() {
    let world = World::new();
    world.answers([Answer::bad_credentials(), Answer::granted_ghe("acme")]);
    world.cmd_as(TOKEN, &["token"]).run().fails(4);
    world.cmd_as(TOKEN, &["token", "--host", "acme.ghe.com"]).run().ok();
}

#[test]
fn a_fresh_session_outlives_a_refused_refresh() {
    let world = World::new();
    let token = world.cmd_as(TOKEN, &["token"]).run().ok();
    world.answer(Answer::bad_credentials());
    world.cmd_as(TOKEN, &["refresh"]).run().fails(4);
    assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), token);
}
