//! What keeps a process from its work, and the others from theirs, and must not: holders that are stopped, places
//! that keep nothing, a gh that fails once.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::world::{Answer, Run, Running, World, now, set_mode};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";
const GH_TOKEN: &str = "gho_fromGh00000000000000";

fn stop(process: &Running) {
    let stopped = Command::new("kill").args(["-STOP", &process.pid().to_string()]).status();
    assert!(stopped.expect("kill").success());
}

/// A process whose exchange, the world's first, is under way.
fn at_work<'w>(world: &'w World, words: &[&str]) -> Running<'w> {
    let running = world.cmd_as(TOKEN, words).spawn();
    world.until("it asks", |world| world.exchanges() == 1);
    running
}

fn all(running: Vec<Running>) -> Vec<Run> {
    running.into_iter().map(Running::wait).collect()
}

#[test]
fn behind_a_stopped_holder_one_exchanges_for_all_however_long_that_takes() {
    let world = World::new();
    world.answers([Answer::hang(), Answer::granted().delay(Duration::from_millis(700))]);
    let mut holder = at_work(&world, &["token", "--timeout", "1m"]);
    stop(&holder);
    let waiters = (0..10).map(|_| world.cmd_as(TOKEN, &["token", "--timeout", "6s"]).spawn()).collect();
    for run in all(waiters) {
        run.ok_stdout(&format!("{}\n", world.issued()[0]));
    }
    assert_eq!(world.exchanges(), 2);
    holder.kill();
}

#[test]
fn a_holder_that_is_stopped_while_it_asks_gh_does_not_stop_an_answer() {
    let world = World::new();
    world.fake_gh("sleep 30");
    let mut holder = world.cmd(&["token", "--timeout", "1m"]).system_path().spawn();
    world.until("gh is asked", |world| world.gh_calls().len() == 1);
    stop(&holder);
    world.fake_gh_token(GH_TOKEN);
    let waiters = (0..5).map(|_| world.cmd(&["token", "--timeout", "6s"]).system_path().spawn()).collect();
    for run in all(waiters) {
        run.ok();
    }
    assert_eq!(world.exchanges(), 1);
    holder.kill();
}

#[test]
fn behind_a_holder_that_waits_for_github_the_impatient_do_not_ask_one_by_one() {
    let world = World::new();
    world.answer(Answer::hang());
    let mut holder = at_work(&world, &["token", "--timeout", "1m"]);
    let waiters = (0..20).map(|_| world.cmd_as(TOKEN, &["token", "--timeout", "2s"]).spawn()).collect();
    for run in all(waiters) {
        run.fails(3);
    }
    assert!(world.exchanges() <= 3, "{}", world.exchanges());
    holder.kill();
}

#[test]
fn where_nothing_can_be_kept_nobody_queues() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    for name in world.cache_files().iter().filter(|name| name.starts_with("session-")) {
        fs::remove_file(world.cache_dir().join(name)).unwrap();
        fs::create_dir(world.cache_dir().join(name)).unwrap();
    }
    world.answer(Answer::granted().delay(Duration::from_millis(500)));
    let many = (0..30).map(|_| world.cmd_as(TOKEN, &["token", "--timeout", "6s"]).spawn()).collect();
    for run in all(many) {
        run.ok();
    }
}

#[test]
fn where_a_login_cannot_be_noted_nobody_queues_to_ask_gh() {
    let world = World::new();
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    world.secret(GH_TOKEN);
    world.fake_gh(&format!("sleep 0.5; echo {GH_TOKEN}"));
    let gh = || world.cmd(&["token", "--timeout", "5s"]).system_path();
    gh().run().ok();
    for name in world.cache_files().iter().filter(|name| name.starts_with("login-")) {
        fs::remove_file(world.cache_dir().join(name)).unwrap();
        fs::create_dir(world.cache_dir().join(name)).unwrap();
    }
    for run in all((0..20).map(|_| gh().spawn()).collect()) {
        run.ok();
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_lock_of_the_wrong_mode_or_with_a_second_name_still_is_one() {
    let spoils: [fn(&World, &std::path::Path); 2] = [
        |_, lock| set_mode(lock, 0o644),
        |world, lock| fs::hard_link(lock, world.home().join(lock.file_name().unwrap())).unwrap(),
    ];
    for spoil in spoils {
        let world = World::new();
        world.cmd_as(TOKEN, &["token"]).run().ok();
        for name in world.cache_files().iter().filter(|name| name.starts_with("lock-")) {
            spoil(&world, &world.cache_dir().join(name));
        }
        world.run(&["clear-cache"]).ok();
        world.answer(Answer::granted().delay(Duration::from_millis(800)));
        all((0..10).map(|_| world.cmd_as(TOKEN, &["token"]).spawn()).collect())
            .iter()
            .for_each(|run| drop(run.ok()));
        assert_eq!(world.exchanges(), 2);
    }
}

#[test]
fn a_limit_on_the_size_of_files_costs_an_exchange_and_no_answer() {
    let world = World::new();
    for limit in ["0", "1", "64"] {
        let script = format!("ulimit -f {limit}; exec {} token", env!("CARGO_BIN_EXE_copilot-token"));
        let run = world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN).run();
        assert!(run.ok().starts_with("tid="));
    }
    assert!(world.cache_files().iter().all(|name| name.starts_with("lock-")), "{:?}", world.cache_files());
}

#[test]
fn a_gh_that_fails_once_has_not_lost_its_login() {
    for (failure, code) in [("sleep 30", 3), ("echo 'no oauth token' >&2; exit 1", 4), ("echo a; echo b", 1)]
    {
        let world = World::new();
        world.gh_hosts_yml("github.com:\n    user: octocat\n");
        world.fake_gh_token(GH_TOKEN);
        let gh = |args: &[&str]| world.cmd(args).args(["--timeout", "2s"]).system_path();
        let cached = gh(&["token"]).run().ok();
        world.fake_gh(failure);
        gh(&["refresh"]).run().fails(code);
        let calls = world.gh_calls().len();
        for _ in 0..2 {
            gh(&["token"]).run().ok_stdout(&format!("{cached}\n"));
        }
        assert_eq!(world.gh_calls().len(), calls, "{failure}");
        if code == 3 {
            world.edit_entries(|entry| entry["expiresAt"] = ((now() + 120) * 1000).into());
            for _ in 0..2 {
                assert_eq!(gh(&["token", "--json"]).run().ok_json()["stale"], true);
            }
        }
    }
}

#[test]
fn a_gh_without_a_login_is_not_asked_again_at_once() {
    let world = World::new();
    world.gh_hosts_yml("{}\n");
    world.fake_gh("echo 'no oauth token found for github.com' >&2; exit 1");
    let token = || world.cmd_as(TOKEN, &["token", "--sources", "gh,env"]).system_path();
    let first = token().run().ok();
    for _ in 0..3 {
        token().run().ok_stdout(&format!("{first}\n"));
    }
    assert_eq!((world.gh_calls().len(), world.exchanges()), (1, 1));
    // A login changes what gh has on record.
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    world.fake_gh_token(GH_TOKEN);
    token().run().ok();
    assert_eq!((world.gh_calls().len(), world.exchanges()), (2, 2));
}

#[test]
fn a_holder_with_all_the_time_in_the_world_leaves_the_others_time_to_ask() {
    let world = World::new();
    world.answers([Answer::hang(), Answer::granted().delay(Duration::from_millis(700))]);
    let mut holder = at_work(&world, &["token", "--timeout", "1h"]);
    for run in all((0..10).map(|_| world.cmd_as(TOKEN, &["token", "--timeout", "5s"]).spawn()).collect()) {
        run.ok_stdout(&format!("{}\n", world.issued()[0]));
    }
    assert_eq!(world.exchanges(), 2);
    holder.kill();
}

#[test]
fn what_another_was_told_meanwhile_outlives_an_answer_that_did_not_come() {
    let world = World::new();
    world.answers([Answer::hang(), Answer::too_many_requests().header("Retry-After", "600")]);
    let slow = at_work(&world, &["token", "--timeout", "4s"]);
    world.cmd_as(TOKEN, &["token", "--timeout", "1s"]).run().fails(3);
    slow.wait().fails(3);
    assert!(world.cmd_as(TOKEN, &["token"]).run().fails(3).contains("rate limit"));
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_session_that_another_was_given_meanwhile_is_as_good_as_an_answer() {
    for words in
        [&["token", "--json"][..], &["refresh", "--json"], &["token", "--json", "--min-validity", "5m"]]
    {
        let world = World::new();
        world.answers([Answer::hang()]);
        let slow = at_work(&world, &[words, &["--timeout", "4s"]].concat());
        let quick = world.cmd_as(TOKEN, &["token", "--timeout", "1s"]).run().ok();
        let json = slow.wait().ok_json();
        assert_eq!((&json["token"], &json["stale"]), (&quick.into(), &false.into()));
    }
}

#[test]
fn where_no_sign_of_life_can_be_given_nobody_queues() {
    let world = World::new();
    world.answer(Answer::granted().delay(Duration::from_millis(500)));
    let script = format!("ulimit -f 1; exec {} token --timeout 6s", env!("CARGO_BIN_EXE_copilot-token"));
    let many = (0..20).map(|_| world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN).spawn()).collect();
    for run in all(many) {
        run.ok();
    }
}

#[test]
fn a_gh_that_crashes_is_broken_and_one_that_fails_otherwise_is_asked_again() {
    let world = World::new();
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    let token = || world.cmd_as(TOKEN, &["token", "--sources", "gh,env"]).system_path();
    for crash in ["echo 'panic: nil' >&2; exit 2", "exit 137"] {
        world.fake_gh(crash);
        assert!(token().run().fails(1).contains("broken login of gh"), "{crash}");
    }
    world.fake_gh("echo 'dial unix: connection refused' >&2; exit 1");
    token().run().ok();
    world.fake_gh_token(GH_TOKEN);
    assert_eq!(token().arg("--json").run().ok_json()["source"], "gh");
}
