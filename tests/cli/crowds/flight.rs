//! Single flight: one exchange, whose result, success or failure, all share.

use std::fs;
use std::path::Path;

use super::{TOKEN, all_print};
use crate::world::{Answer, World, set_mode};

const GIT_ASKS: &str = "protocol=https\nhost=api.individual.githubcopilot.com\n\n";

/// Arguments, and a part of the expected output for a session token.
type Line = (&'static [&'static str], fn(&str) -> String);

const LINES: [Line; 7] = [
    (&["token"], |token| format!("{token}\n")),
    (&["refresh"], |token| format!("{token}\n")),
    (&["base-url"], |_| "https://api.individual.githubcopilot.com\n".to_owned()),
    (&["headers"], |token| format!("Authorization: Bearer {token}\n")),
    (&["env", "-e", "A=token"], |token| format!("export A='{token}'\n")),
    (&["exec", "-e", "A=token", "--", "/bin/sh", "-c", "echo \"$A\""], |token| format!("{token}\n")),
    (&["git-credential", "get"], |token| format!("password={token}\n")),
];

#[test]
fn a_hundred_processes_on_a_cold_cache_make_one_exchange() {
    let world = World::new();
    all_print(&world, 0, &world.crowd_of(100, TOKEN, &["token"]));
    assert_eq!((world.exchanges(), world.connections()), (1, 1));
}

#[test]
fn a_hundred_concurrent_refreshes_make_one_exchange() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    all_print(&world, 1, &world.crowd_of(100, TOKEN, &["refresh"]));
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_crowd_of_every_command_makes_one_exchange() {
    let world = World::new();
    let lines = || LINES.iter().cycle().take(42);
    let crowd = lines()
        .fold(world.crowd(), |crowd, (words, _)| crowd.with_cmd(TOKEN, words, |cmd| cmd.stdin(GIT_ASKS)));
    for (run, (_, said)) in crowd.run().iter().zip(lines()) {
        run.ok();
        assert!(run.stdout.contains(&said(&world.issued()[0])), "{run:#?}");
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_refresh_that_begins_after_an_exchange_has_ended_makes_its_own() {
    let world = World::new();
    for n in 1..=5 {
        world.cmd_as(TOKEN, &["refresh"]).run().ok();
        assert_eq!(world.exchanges(), n);
    }
}

#[test]
fn a_crowd_shares_a_failure_and_the_one_retry() {
    for (answer, code, exchanges) in [
        (Answer::bad_credentials(), 4, 1),
        (Answer::no_access(), 5, 1),
        (Answer::not_found(), 5, 1),
        (Answer::too_many_requests(), 3, 1),
        (Answer::status(500, "{}"), 3, 1),
        (Answer::status(503, "{}"), 3, 2),
        (Answer::close(), 3, 2),
        (Answer::granted().without("token"), 1, 1),
        (Answer::granted().lifetime(-5), 1, 1),
    ] {
        let world = World::new();
        world.answer(answer);
        let crowd = (0..20).fold(world.crowd(), |crowd, i| {
            crowd.with(TOKEN, &[if i % 2 == 0 { "token" } else { "refresh" }])
        });
        let said: Vec<String> = crowd.run().iter().map(|run| run.fails(code)).collect();
        assert_eq!(world.exchanges(), exchanges, "{}", said[0]);
    }
}

#[test]
fn crowds_of_two_accounts_make_an_exchange_each_and_get_their_own() {
    let world = World::new();
    let tokens = [TOKEN, "ghu_anotherToken0000000000000000000000"];
    let crowd = (0..40).fold(world.crowd(), |crowd, i| crowd.with(tokens[i % 2], &["token"]));
    for (i, run) in crowd.run().iter().enumerate() {
        assert_eq!([run.ok()].as_slice(), world.issued_for(tokens[i % 2]));
    }
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_lock_of_another_mode_or_with_a_second_name_still_is_one() {
    let spoils: [fn(&World, &Path); 2] = [
        |_, lock| set_mode(lock, 0o644),
        |world, lock| fs::hard_link(lock, world.home().join(lock.file_name().unwrap())).unwrap(),
    ];
    for spoil in spoils {
        let world = World::new();
        world.cmd_as(TOKEN, &["token"]).run().ok();
        for name in world.cache_files().iter().filter(|name| name.contains("lock")) {
            spoil(&world, &world.cache_dir().join(name));
        }
        all_print(&world, 1, &world.crowd_of(20, TOKEN, &["refresh"]));
        assert_eq!(world.exchanges(), 2);
    }
}
