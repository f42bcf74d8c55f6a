//! Many processes at once: one exchange, one outcome for all that waited.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::world::{Answer, Fault, Run, World};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// Longer than it takes to start all processes, so that every one of them meets the exchange under way.
const SLOW: Duration = Duration::from_millis(2500);

fn at_once(world: &World, count: usize, args: impl Fn(usize) -> Vec<&'static str>) -> Vec<Run> {
    let running: Vec<_> = (0..count).map(|i| world.cmd_as(TOKEN, &args(i)).spawn()).collect();
    running.into_iter().map(|running| running.wait()).collect()
}

#[test]
fn a_hundred_processes_on_a_cold_cache_make_one_exchange() {
    let world = World::new();
    for run in at_once(&world, 100, |_| vec!["token"]) {
        run.ok_stdout(&format!("{}\n", world.issued()[0]));
    }
    assert_eq!((world.exchanges(), world.connections()), (1, 1));
}

#[test]
fn a_hundred_concurrent_refreshes_make_one_exchange() {
    let world = World::new();
    let old = world.cmd_as(TOKEN, &["token"]).run().ok();
    world.answer(Answer::granted().delay(SLOW));
    for run in at_once(&world, 100, |_| vec!["refresh"]) {
        run.ok_stdout(&format!("{}\n", world.issued()[1]));
    }
    assert_ne!(old, world.issued()[1]);
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_mix_of_token_and_refresh_on_a_cold_cache_makes_one_exchange() {
    let world = World::new();
    world.answer(Answer::granted().delay(SLOW));
    for run in at_once(&world, 40, |i| vec![if i % 2 == 0 { "token" } else { "refresh" }]) {
        run.ok_stdout(&format!("{}\n", world.issued()[0]));
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
fn those_who_waited_share_a_refusal() {
    let refusals = [
        (Answer::bad_credentials(), 4),
        (Answer::no_access(), 5),
        (Answer::not_found(), 5),
        (Answer::too_many_requests(), 3),
        (Answer::status(500, "{}"), 3),
        (Answer::granted().without("token"), 1),
        (Answer::granted().lifetime(-5), 1),
    ];
    std::thread::scope(|scope| {
        for (answer, code) in refusals {
            scope.spawn(move || {
                let world = World::new();
                world.answer(answer.delay(SLOW));
                let words = |i| vec![if i % 2 == 0 { "token" } else { "refresh" }, "--sources", "env"];
                for run in at_once(&world, 20, words) {
                    run.fails(code);
                }
                assert_eq!(world.exchanges(), 1);
            });
        }
    });
}

#[test]
fn those_who_waited_share_a_timeout() {
    let world = World::new();
    world.answer(Answer::granted().delay(Duration::from_secs(30)));
    for run in at_once(&world, 20, |_| vec!["token", "--timeout", "2s"]) {
        assert!(run.fails(3).contains("no answer from api.github.com"));
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn those_who_waited_share_the_one_retry() {
    let world = World::new();
    world.answer(Answer::status(503, "{}").delay(Duration::from_millis(1000)));
    for run in at_once(&world, 20, |_| vec!["token"]) {
        run.fails(3);
    }
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn gh_is_asked_once_for_all() {
    let world = World::new();
    world.secret("gho_fromGh00000000000000");
    world.fake_gh("sleep 1; echo gho_fromGh00000000000000");
    let running: Vec<_> = (0..20).map(|_| world.cmd(&["token"]).system_path().spawn()).collect();
    for run in running.into_iter().map(|running| running.wait()) {
        run.ok_stdout(&format!("{}\n", world.issued()[0]));
    }
    assert_eq!((world.gh_calls().len(), world.exchanges()), (1, 1));
}

#[test]
fn a_gh_without_an_answer_is_waited_for_once() {
    for (script, code) in
        [("sleep 9", 3), ("sleep 1; echo no login >&2; exit 1", 4), ("sleep 1; echo a; echo b", 1)]
    {
        let world = World::new();
        world.fake_gh(script);
        let running: Vec<_> =
            (0..10).map(|_| world.cmd(&["token", "--timeout", "4s"]).system_path().spawn()).collect();
        running.into_iter().for_each(|running| drop(running.wait().fails(code)));
        assert_eq!(world.gh_calls().len(), 1, "{script}");
    }
}

#[test]
fn a_killed_holder_frees_the_lock_at_once() {
    let world = World::new();
    world.answers([Answer::hang()]);
    let mut holder = world.cmd_as(TOKEN, &["token"]).spawn();
    world.until("the holder asks", |world| world.exchanges() == 1);
    let waiter = world.cmd_as(TOKEN, &["token"]).spawn();
    holder.kill();
    waiter.wait().ok_stdout(&format!("{}\n", world.issued()[0]));
    assert_eq!(holder.wait().code, -1);
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_stopped_holder_does_not_stop_an_answer() {
    let world = World::new();
    world.answers([Answer::hang()]);
    let mut holder = world.cmd_as(TOKEN, &["token"]).spawn();
    world.until("the holder asks", |world| world.exchanges() == 1);
    let signal = |name: &str| Command::new("kill").args([name, &holder.pid().to_string()]).status().unwrap();
    assert!(signal("-STOP").success());
    world.cmd_as(TOKEN, &["token", "--timeout", "2s"]).run().ok();
    holder.kill();
}

#[test]
fn a_lock_that_strangers_hold_does_not_stop_an_answer() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let locks: Vec<_> = world.cache_files().into_iter().filter(|name| name.starts_with("lock-")).collect();
    assert_eq!(locks.len(), 1);
    let lock = fs::File::open(world.cache_dir().join(&locks[0])).unwrap();
    lock.lock().unwrap();
    let new = world.cmd_as(TOKEN, &["refresh", "--timeout", "3s"]).run().ok();
    assert_eq!((world.exchanges(), new), (2, world.issued()[1].clone()));
    assert!(world.cache_dir().join(&locks[0]).exists(), "a lock file is never removed");
}

#[test]
fn no_lock_outlives_the_answer_in_a_child() {
    let world = World::new();
    world.fake_gh("echo gho_fromGh00000000000000; sleep 5 </dev/null >/dev/null 2>&1 &");
    world.secret("gho_fromGh00000000000000");
    world.cmd(&["token"]).system_path().run().ok();
    for name in world.cache_files().iter().filter(|name| name.starts_with("lock-")) {
        fs::File::open(world.cache_dir().join(name)).unwrap().try_lock().unwrap();
    }
}

#[test]
fn a_folder_that_takes_no_lock_file_does_not_stop_an_answer() {
    let world = World::new();
    for args in [["token", "--cache-dir", "/proc/self"], ["token", "--cache-dir", "/dev/null/x"]] {
        world.cmd_as(TOKEN, &args).run().ok();
    }
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn killing_at_any_moment_leaves_an_entry_that_is_old_or_new() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    for i in 0..40 {
        let mut running = world.cmd_as(TOKEN, &["refresh"]).spawn();
        std::thread::sleep(Duration::from_micros(150 * i));
        running.kill();
        let _ = running.wait();
        let before = world.exchanges();
        let token = world.cmd_as(TOKEN, &["token"]).run().ok();
        assert!(world.issued().contains(&token));
        assert_eq!(world.exchanges(), before, "the entry was damaged");
    }
    world.run(&["clear-cache"]).ok();
    let left: Vec<_> = world.cache_files().into_iter().filter(|name| !name.starts_with("lock-")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn what_dead_writers_left_goes_with_later_writes() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let plant = |name: &str, age: u64| {
        let file = fs::File::create(world.cache_dir().join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() - Duration::from_secs(age)).unwrap();
    };
    let key = "0123456789abcdef0123456789abcdef";
    let (old, young, dead) =
        (format!(".tmp-{key}"), format!(".tmp-{}", key.replace('0', "f")), format!("session-{key}.json"));
    plant(&old, 120);
    plant(&young, 5);
    plant(&dead, 2 * 86_400);
    plant("somebody-elses", 2 * 86_400);
    world.cmd_as(TOKEN, &["refresh"]).run().ok();
    let left = world.cache_files();
    assert!(!left.contains(&old) && !left.contains(&dead), "{left:?}");
    assert!(left.contains(&young) && left.contains(&"somebody-elses".to_owned()), "{left:?}");
    world.run(&["clear-cache"]).ok();
    let left = world.cache_files();
    assert!(!left.contains(&young) && left.contains(&"somebody-elses".to_owned()), "{left:?}");
}

#[test]
fn waiting_costs_no_processor_time() {
    let world = World::new();
    world.answer(Answer::granted().delay(SLOW));
    let holder = world.cmd_as(TOKEN, &["token"]).spawn();
    world.until("the holder asks", |world| world.exchanges() == 1);
    let waiters: Vec<_> = (0..10).map(|_| world.cmd_as(TOKEN, &["token"]).spawn()).collect();
    std::thread::sleep(Duration::from_millis(1500));
    let mut ticks = 0;
    for waiter in &waiters {
        let stat = fs::read_to_string(format!("/proc/{}/stat", waiter.pid())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        ticks += fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    }
    // Ten waiters for more than a second each: a busy loop would have used a hundred ticks and more.
    assert!(ticks <= 20, "{ticks} ticks");
    holder.wait().ok();
    waiters.into_iter().for_each(|waiter| drop(waiter.wait().ok()));
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_proxy_that_comes_up_late_gets_one_more_try() {
    let world = World::new();
    world.fault_next(1, Fault::CloseTls);
    world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_eq!((world.connections(), world.exchanges()), (2, 1));
}
