//! GitHub, gh or the lock holder does not answer: at most two processes ask, the others share the result. An
//! unavailable lock stops nobody. The cases mostly wait, so they run in parallel.

use std::fs;
use std::thread;

use super::{TOKEN, all, all_print, at_work, until_they_wait};
use crate::world::{Answer, Running, World, side_by_side};

/// Enough time for a busy machine to start a crowd, and to make an exchange in the last third.
const SOME: &str = "9s";

fn crowd<'w>(world: &'w World, count: usize, words: &[&str]) -> Vec<Running<'w>> {
    (0..count).fold(world.crowd(), |crowd, _| crowd.with(TOKEN, words)).release()
}

fn github_never_answers() {
    let world = World::new();
    world.answer(Answer::hang());
    for run in all(crowd(&world, 30, &["token", "--timeout", SOME])) {
        assert!(run.fails(3).contains("no answer from api.github.com"), "{run:#?}");
    }
    assert!(world.exchanges() <= 2, "{}", world.exchanges());
}

fn github_never_answers_a_process_with_an_hour() {
    let world = World::new();
    world.answer(Answer::hang());
    let mut holder = at_work(&world, &["token", "--timeout", "1h"]);
    for run in all(crowd(&world, 20, &["token", "--timeout", SOME])) {
        run.fails(3);
    }
    assert!(world.exchanges() <= 2, "{}", world.exchanges());
    holder.kill();
}

/// The holder's exchange hangs; the next one is answered.
fn the_others_pass_by(holders_time: &str, is_stopped: bool) {
    let world = World::new();
    world.answers([Answer::hang()]);
    let mut holder = at_work(&world, &["token", "--timeout", holders_time]);
    if is_stopped {
        holder.stop();
    }
    all_print(&world, 0, &all(crowd(&world, 20, &["token", "--timeout", SOME])));
    assert_eq!(world.exchanges(), 2);
    holder.kill();
}

fn the_holder_is_stopped_while_it_asks_gh() {
    let world = World::new();
    world.fake_gh(&format!("while [ -d '{}' ]; do sleep 0.1; done", world.home().display()));
    let mut holder = world.cmd(&["token", "--timeout", "1h"]).system_path().spawn();
    world.until("gh is asked", |world| world.gh_calls().len() == 1);
    holder.stop();
    world.fake_gh_token("gho_fromGh00000000000000");
    let token = || world.cmd(&["token", "--timeout", SOME]).system_path().spawn();
    let waiters = (0..10).map(|_| token()).collect();
    all_print(&world, 0, &all(waiters));
    assert_eq!((world.gh_calls().len(), world.exchanges()), (2, 1));
    holder.kill();
}

/// The holder's timeout does not fail the others: they have more time and use it.
fn the_holder_is_impatient() {
    let world = World::new();
    world.answers([Answer::hang()]);
    let holder = at_work(&world, &["token", "--timeout", "4s"]);
    let patient = (0..10).map(|_| world.cmd_as(TOKEN, &["token", "--timeout", "1m"]).spawn()).collect();
    holder.wait().fails(3);
    all_print(&world, 0, &all(patient));
    assert_eq!(world.exchanges(), 2);
}

/// A refusal from another process is not overwritten by a later transient failure.
fn another_meets_a_rate_limit_meanwhile() {
    let world = World::new();
    let limit = Answer::too_many_requests().header("Retry-After", "600");
    world.answers([Answer::status(500, "{}").held(), limit]);
    let slow = at_work(&world, &["token", "--timeout", "1h"]);
    let quick = world.cmd_as(TOKEN, &["token", "--timeout", SOME]).run();
    assert!(quick.fails(3).contains("rate limit"), "{quick:#?}");
    world.let_go();
    slow.wait().fails(3);
    assert!(world.cmd_as(TOKEN, &["token"]).run().fails(3).contains("rate limit"));
    assert_eq!(world.exchanges(), 2);
}

/// If another process has cached a session meanwhile, a failed exchange uses it.
fn another_gets_a_session_meanwhile() {
    let world = World::new();
    world.answers([Answer::status(500, "{}").held()]);
    let slow = at_work(&world, &["token", "--timeout", "1h"]);
    let quick = world.cmd_as(TOKEN, &["token", "--timeout", SOME]).run();
    world.let_go();
    all_print(&world, 0, &[quick, slow.wait()]);
}

fn a_stranger_holds_every_lock() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let locks = || world.cache_files().into_iter().filter(|name| name.contains("lock"));
    let held: Vec<_> = locks().map(|name| fs::File::open(world.cache_dir().join(name)).unwrap()).collect();
    assert!(!held.is_empty());
    held.iter().for_each(|lock| lock.lock().unwrap());
    let new = world.cmd_as(TOKEN, &["refresh", "--timeout", SOME]).run().ok();
    assert_eq!((world.exchanges(), new), (2, world.issued()[1].clone()));
}

#[test]
fn what_is_stuck_stops_nobody_and_is_not_asked_by_each() {
    let cases: [&(dyn Fn() + Sync); 10] = [
        &github_never_answers,
        &github_never_answers_a_process_with_an_hour,
        &|| the_others_pass_by("1m", true),
        &|| the_others_pass_by("1h", true),
        &|| the_others_pass_by("1h", false),
        &the_holder_is_stopped_while_it_asks_gh,
        &the_holder_is_impatient,
        &another_meets_a_rate_limit_meanwhile,
        &another_gets_a_session_meanwhile,
        &a_stranger_holds_every_lock,
    ];
    side_by_side(cases, |case| case());
}

#[test]
fn no_lock_outlives_the_answer_in_a_child() {
    let world = World::new();
    world.secret("gho_fromGh00000000000000");
    let home = world.home();
    let stays =
        format!("(while [ -d '{}' ]; do sleep 0.1; done) </dev/null >/dev/null 2>&1 &", home.display());
    world.fake_gh(&format!("echo gho_fromGh00000000000000; {stays}"));
    world.cmd(&["token"]).system_path().run().ok();
    // If gh's child had inherited a lock, this would wait for most of an hour.
    world.cmd(&["refresh", "--timeout", "1h"]).system_path().run().ok();
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn waiting_costs_next_to_no_processor_time() {
    let world = World::new();
    world.answer(Answer::granted().held());
    let holder = at_work(&world, &["token"]);
    let waiters: Vec<_> = (0..10).map(|_| world.cmd_as(TOKEN, &["token"]).spawn()).collect();
    until_they_wait(&world, &waiters);
    let ticks = || {
        waiters.iter().map(|waiter| {
            let stat = fs::read_to_string(format!("/proc/{}/stat", waiter.pid())).unwrap();
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
            fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
        })
    };
    let before: u64 = ticks().sum();
    thread::sleep(std::time::Duration::from_secs(1));
    let used = ticks().sum::<u64>() - before;
    // A busy loop would use a whole core for that second: a hundred ticks in total, for any number of processes.
    assert!(used <= 30, "{used} ticks");
    world.let_go();
    all(waiters).iter().for_each(|run| drop(run.ok()));
    holder.wait().ok();
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn where_nothing_can_be_kept_everyone_gets_an_answer() {
    type Spoil = fn(&World);
    let spoils: [Spoil; 3] = [
        // The entry cannot be written.
        |world| {
            world.cmd_as(TOKEN, &["token"]).run().ok();
            for name in world.cache_files().iter().filter(|name| name.ends_with(".json")) {
                fs::remove_file(world.cache_dir().join(name)).unwrap();
                fs::create_dir(world.cache_dir().join(name)).unwrap();
            }
        },
        // The lock file cannot be created.
        |world| drop(world.write(".cache/copilot-token", "a file in the folder's place")),
        // The folder is missing and cannot be created.
        |world| drop(world.write(".cache", "a file in the folder's place")),
    ];
    for spoil in spoils {
        let world = World::new();
        spoil(&world);
        let runs = world.crowd_of(10, TOKEN, &["token"]);
        runs.iter().for_each(|run| assert!(world.issued().contains(&run.ok())));
    }
}
