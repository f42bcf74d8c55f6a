//! Each fault with a fresh, an ageing, an expired and no cache entry, and with a chosen validity. A cached session is
//! served while it is valid; a refusal is never hidden.

use std::time::Duration;

use crate::world::{Answer, Fault, World, now, side_by_side};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

enum Trouble {
    Says(Answer),
    Breaks(Fault),
}

use Trouble::{Breaks, Says};

/// The fault, the exit code without grace, and whether a cached session is served.
fn faults() -> Vec<(&'static str, Trouble, i32, bool)> {
    vec![
        ("429", Says(Answer::too_many_requests()), 3, true),
        ("rate-limit 403", Says(Answer::rate_limited()), 3, true),
        ("500", Says(Answer::status(500, "{}")), 3, true),
        ("502", Says(Answer::status(502, "")), 3, true),
        ("503", Says(Answer::status(503, "{}")), 3, true),
        ("504", Says(Answer::html(504, "<p>")), 3, true),
        ("a portal's page", Says(Answer::html(200, "<html>")), 3, true),
        ("a proxy's 403", Says(Answer::html(403, "<html>")), 3, true),
        ("no answer", Says(Answer::hang()), 3, true),
        ("closed without an answer", Says(Answer::close()), 3, true),
        ("a body that drips", Says(Answer::granted().drip(Duration::from_millis(200))), 3, true),
        ("no HTTP", Says(Answer::raw("SSH-2.0-OpenSSH\r\n\r\n")), 3, true),
        ("CONNECT refused", Breaks(Fault::RefuseConnect(403)), 3, true),
        ("CONNECT 407", Breaks(Fault::RefuseConnect(407)), 3, true),
        ("CONNECT 503", Breaks(Fault::RefuseConnect(503)), 3, true),
        ("CONNECT unanswered", Breaks(Fault::StallConnect), 3, true),
        ("CONNECT dripping", Breaks(Fault::DripConnect), 3, true),
        ("CONNECT closed", Breaks(Fault::CloseConnect), 3, true),
        ("TLS unanswered", Breaks(Fault::StallTls), 3, true),
        ("TLS reset", Breaks(Fault::ResetTls), 3, true),
        ("TLS closed", Breaks(Fault::CloseTls), 3, true),
        ("no TLS", Breaks(Fault::PlainText), 3, true),
        ("another host's certificate", Breaks(Fault::WrongHostCert), 3, true),
        ("expired certificate", Breaks(Fault::ExpiredCert), 3, true),
        ("unknown authority", Breaks(Fault::UnknownCa), 3, true),
        ("401", Says(Answer::bad_credentials()), 4, false),
        ("403", Says(Answer::no_access()), 5, false),
        ("404", Says(Answer::not_found()), 5, false),
        ("redirect", Says(Answer::redirect(302, "https://evil.example/")), 1, false),
        ("unusable answer", Says(Answer::status(200, "{}")), 1, false),
        (
            "foreign base URL",
            Says(Answer::granted().field("endpoints.api", "https://evil.example")),
            1,
            false,
        ),
        ("born dead", Says(Answer::granted().lifetime(10)), 1, false),
    ]
}

impl Trouble {
    fn stalls(&self) -> bool {
        match self {
            Says(answer) => answer.stalls(),
            Breaks(fault) => matches!(fault, Fault::StallConnect | Fault::DripConnect | Fault::StallTls),
        }
    }

    fn befalls(self, world: &World) {
        match self {
            Says(answer) => world.answer(answer),
            Breaks(fault) => world.fault(fault),
        }
    }
}

/// Sets the remaining lifetime of the cached session.
fn leave(world: &World, seconds: i64) {
    world.edit_entries(|entry| entry["expiresAt"] = ((now() + seconds) * 1000).into());
}

#[test]
fn each_fault_is_outlived_by_a_cached_session_and_no_refusal_is() {
    side_by_side(faults(), |(name, trouble, code, grace)| one_fault(name, trouble, code, grace));
}

fn one_fault(name: &str, trouble: Trouble, code: i32, grace: bool) {
    let world = World::new();
    let cached = world.cmd_as(TOKEN, &["token"]).run().ok();
    // Only a stalled fault needs a short timeout.
    let timeout = if trouble.stalls() { "1s" } else { "1m" };
    let run =
        |args: &[&str]| world.cmd_as(TOKEN, args).args(["--timeout", timeout, "--sources", "env"]).run();
    trouble.befalls(&world);

    // Fresh: the fault has no effect.
    assert_eq!(run(&["token"]).ok(), cached, "{name}");

    // Ageing: served if GitHub is unreachable.
    leave(&world, 120);
    let ageing = run(&["token", "--json"]);
    if grace {
        let json = ageing.ok_json();
        assert_eq!((&json["token"], &json["stale"]), (&cached.clone().into(), &true.into()), "{name}");
        assert_eq!(json["cached"], true);
        assert_eq!(run(&["base-url"]).ok(), "https://api.individual.githubcopilot.com");
    } else {
        ageing.fails(code);
    }

    // An explicit validity and `refresh` have no grace period.
    run(&["token", "--min-validity", "5m"]).fails(code);
    run(&["refresh"]).fails(code);

    // Expired, and no entry.
    leave(&world, 59);
    run(&["token"]).fails(code);
    world.run(&["clear-cache"]).ok();
    run(&["token"]).fails(code);
}

#[test]
fn an_ageing_session_is_replaced_where_github_answers() {
    let world = World::new();
    let old = world.cmd_as(TOKEN, &["token"]).run().ok();
    for (left, exchanged) in [(360, false), (290, true)] {
        leave(&world, left);
        let before = world.exchanges();
        let token = world.cmd_as(TOKEN, &["token"]).run().ok();
        assert_eq!((token != old, world.exchanges() > before), (exchanged, exchanged), "{left}");
    }
}

#[test]
fn a_chosen_validity_is_kept_by_exchanging_earlier() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    leave(&world, 900);
    world.cmd_as(TOKEN, &["token", "--min-validity", "14m"]).run().ok();
    assert_eq!(world.exchanges(), 1);
    world.cmd_as(TOKEN, &["token", "--min-validity", "16m"]).run().ok();
    assert_eq!(world.exchanges(), 2);
    leave(&world, 120);
    world.cmd_as(TOKEN, &["token"]).env("COPILOT_TOKEN_MIN_VALIDITY", "90s").run().ok();
    assert_eq!(world.exchanges(), 2);
    world.answer(Answer::status(500, ""));
    world.cmd_as(TOKEN, &["token"]).env("COPILOT_TOKEN_MIN_VALIDITY", "5m").run().fails(3);
}

#[test]
fn a_session_issued_with_less_than_asked_is_an_error_that_is_not_repeated_at_github() {
    // A token issued for exactly the requested time has slightly less left on arrival.
    for (asked, said) in [("10m", "10m, not more than the 10m"), ("1h", "10m, less than the 1h")] {
        let world = World::new();
        world.answer(Answer::granted().lifetime(600));
        for _ in 0..3 {
            let stderr = world.cmd_as(TOKEN, &["token", "--min-validity", asked]).run().fails(1);
            assert!(stderr.contains(&format!("session tokens for {said} requested")), "{stderr}");
        }
        assert_eq!(world.exchanges(), 1, "{asked}");
    }
    let world = World::new();
    world.answer(Answer::granted().lifetime(600));
    world.cmd_as(TOKEN, &["token", "--min-validity", "1h"]).run().fails(1);
    // It is cached nevertheless, for callers that need less.
    world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_eq!(world.exchanges(), 1);
    // After a minute, it is requested again.
    world.edit_entries(|entry| {
        entry["updatedAt"] = ((now() - 61) * 1000).into();
    });
    world.cmd_as(TOKEN, &["token", "--min-validity", "1h"]).run().fails(1);
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_gh_that_gives_no_answer_is_outlived_too() {
    let world = World::new();
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    world.fake_gh_token("gho_fromGh00000000000000");
    let cached = world.cmd(&["token"]).system_path().run().ok();
    leave(&world, 120);
    world.fake_gh("sleep 60");
    let json = world.cmd(&["token", "--json", "--timeout", "1s"]).system_path().run().ok_json();
    assert_eq!((&json["token"], &json["stale"]), (&cached.into(), &true.into()));
}
