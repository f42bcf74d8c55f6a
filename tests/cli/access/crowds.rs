//! Many processes without an account record: one request about the account, whose result, success or failure, all
//! share.

use super::{BUSINESS_URL, GHO, GHU, PAT, account, asked, tells, world};
use crate::world::Answer;

const DIRECT: [&str; 3] = ["token", "--access", "direct"];

#[test]
fn forty_processes_on_a_cold_record_ask_once() {
    for access in ["direct", "auto"] {
        let world = world();
        for run in world.crowd_of(40, GHO, &["token", "--access", access]) {
            run.ok_stdout(&format!("{GHO}\n"));
        }
        assert_eq!(asked(&world), (usize::from(access == "auto"), 1), "{access}");
    }
}

#[test]
fn forty_processes_that_refresh_at_the_same_time_ask_once() {
    let world = world();
    world.cmd_as(GHO, &DIRECT).run().ok();
    for run in world.crowd_of(40, GHO, &["refresh", "--access", "direct"]) {
        run.ok();
    }
    assert_eq!(asked(&world), (0, 2));
}

#[test]
fn a_crowd_shares_a_refusal_and_the_one_retry() {
    for (answer, code, questions) in [
        (Answer::bad_credentials(), 4, 1),
        (Answer::no_access(), 5, 1),
        (Answer::not_found(), 5, 1),
        (account().field("chat_enabled", false), 5, 1),
        (Answer::too_many_requests(), 3, 1),
        (Answer::status(500, "{}"), 3, 1),
        (Answer::status(503, "{}"), 3, 2),
    ] {
        let world = world();
        tells(&world, move |_| answer.clone());
        for run in world.crowd_of(20, GHO, &DIRECT) {
            run.fails(code);
        }
        assert_eq!(asked(&world), (0, questions));
    }
}

#[test]
fn a_crowd_of_every_access_and_two_tokens_asks_once_each() {
    let world = world();
    let lines =
        [(GHU, "exchange"), (GHU, "direct"), (GHU, "auto"), (GHO, "auto"), (GHO, "direct"), (PAT, "direct")];
    let lines = || lines.iter().cycle().take(42);
    let crowd = lines().fold(world.crowd(), |crowd, (token, access)| {
        crowd.with(token, &["token", "--json", "--access", access])
    });
    for (run, (token, access)) in crowd.run().iter().zip(lines()) {
        let json = run.ok_json();
        let direct = *access == "direct" || *token != GHU;
        assert_eq!(json["access"], if direct { "direct" } else { "exchange" });
        if direct {
            assert_eq!(
                (json["token"].as_str(), json["base_url"].as_str()),
                (Some(*token), Some(BUSINESS_URL))
            );
        } else {
            assert_eq!(json["token"], world.issued_for(GHU)[0]);
        }
    }
    // One exchange each for GHU and GHO; one request for each account.
    assert_eq!(asked(&world), (2, 3));
}
