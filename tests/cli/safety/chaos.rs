//! Crowds of mixed commands, accounts and timeouts, while processes are killed and stopped and the cache is cleared.
//! No file is ever torn, no process gets another account's token, and none hangs. Without kills and stops, each
//! account makes one exchange. `COPILOT_TOKEN_TEST_CROWDS=500` sets the number of crowds.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::world::{Answer, Run, Running, World, random_hex};

const TOKENS: [&str; 2] =
    ["ghu_theFirstAccount0000000000000000000000", "ghu_theSecondAccount000000000000000000000"];
const CROWD: usize = 20;
/// The default number of crowds: each mishap occurs a few times.
const CROWDS: usize = 8;

/// Each command prints the session token or fails.
const LINES: [&[&str]; 5] = [
    &["token"],
    &["refresh"],
    &["headers"],
    &["env", "-e", "A=token"],
    &["exec", "-e", "A=token", "--", "/bin/sh", "-c", "echo \"$A\""],
];

/// What happens to a crowd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    Nothing,
    Clears,
    Kills,
    Stops,
}

const MISHAPS: [Mishap; 4] = [Mishap::Nothing, Mishap::Clears, Mishap::Kills, Mishap::Stops];

/// A random number below `end`.
fn below(end: usize) -> usize {
    usize::from_str_radix(&random_hex(8), 16).expect("hex digits") % end
}

fn pick<T: Copy>(from: &[T]) -> T {
    from[below(from.len())]
}

#[test]
fn a_crowd_keeps_its_promises_whatever_befalls_it() {
    let said = std::env::var("COPILOT_TOKEN_TEST_CROWDS");
    let crowds = said.map_or(CROWDS, |count| count.parse().expect("a number of crowds"));
    for n in 0..crowds {
        one_crowd(MISHAPS[n % MISHAPS.len()], n % 8 < 4);
    }
}

/// GitHub answers with a delay, so that mishaps coincide with its answers. Unless `is_fair`, some answers are
/// failures.
fn github_answers(world: &World, is_fair: bool) {
    let count = AtomicU64::new(0);
    let failure = pick(&[503, 500, 0]);
    world.answer_with(move |_| {
        let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
        let answer = match failure {
            _ if is_fair || !is_first => Answer::granted(),
            0 => Answer::close(),
            status => Answer::status(status, "{}"),
        };
        answer.delay(Duration::from_millis(below(80) as u64))
    });
}

fn one_crowd(mishap: Mishap, is_fair: bool) {
    let world = World::new();
    github_answers(&world, is_fair);
    // Others pass a stopped process after two thirds of their timeout, so timeouts are short.
    let times = if mishap == Mishap::Stops { [3, 4] } else { [60, 90] };
    let mut crowd = world.crowd();
    let mut accounts = Vec::new();
    for _ in 0..CROWD {
        let (account, seconds) = (pick(&TOKENS), pick(&times));
        // The watchdog: no process may take a minute longer than its timeout.
        let watched = Duration::from_secs(seconds + 60);
        crowd = crowd.with_cmd(account, pick(&LINES), |cmd| {
            cmd.env("COPILOT_TOKEN_TIMEOUT", format!("{seconds}s")).deadline(watched)
        });
        accounts.push(account);
    }
    let mut running: Vec<Option<Running>> = crowd.release().into_iter().map(Some).collect();
    let (clears, stopped) = befall(&world, mishap, &mut running);
    // Stopped processes end last, by a signal.
    let stopped: Vec<Running> = stopped.iter().filter_map(|i| running[*i].take()).collect();
    for (account, running) in accounts.iter().zip(running) {
        running.into_iter().for_each(|running| judge(&world, account, &running.wait(), mishap));
    }
    drop(stopped);
    if is_fair && matches!(mishap, Mishap::Nothing | Mishap::Clears) {
        let owners: BTreeSet<_> = accounts.iter().collect();
        let exchanges = world.exchanges();
        assert!((owners.len()..=owners.len() * (1 + clears)).contains(&exchanges), "{mishap:?}: {exchanges}");
    }
    judge_what_is_left(&world, mishap);
}

/// Kills, stops or clears at ten random moments. Returns how often it cleared, and which processes stay stopped.
fn befall(world: &World, mishap: Mishap, running: &mut [Option<Running>]) -> (usize, BTreeSet<usize>) {
    let (mut clears, mut stopped) = (0, BTreeSet::new());
    for _ in 0..10 {
        thread::sleep(Duration::from_millis(below(12) as u64));
        let victim = below(running.len());
        let Some(process) = &mut running[victim] else { continue };
        match mishap {
            Mishap::Nothing => {}
            Mishap::Clears => {
                world.run(&["clear-cache"]).ok();
                clears += 1;
            }
            Mishap::Kills => process.kill(),
            Mishap::Stops if below(2) == 0 => drop(stopped.insert(victim)),
            Mishap::Stops => {
                process.stop();
                thread::sleep(Duration::from_millis(below(30) as u64));
                process.go_on();
            }
        }
        stopped.iter().filter_map(|i| running[*i].as_ref()).for_each(Running::stop);
    }
    (clears, stopped)
}

/// Asserts that the run printed its own account's session token or reported a failure.
fn judge(world: &World, account: &str, run: &Run, mishap: Mishap) {
    match run.code {
        0 => {
            run.ok();
            let own = world.issued_for(account);
            assert!(own.iter().any(|token| run.stdout.contains(token)), "not its own: {run:#?}");
        }
        -1 if mishap == Mishap::Kills => {}
        3 => drop(run.fails(3)),
        125 => drop(run.fails(125)),
        _ => panic!("{mishap:?}: {run:#?}"),
    }
}

/// Asserts that every file is whole, that the next call gets its own answer, and that clearing leaves only locks.
fn judge_what_is_left(world: &World, mishap: Mishap) {
    for name in world.cache_files().iter().filter(|name| name.ends_with(".json")) {
        let text = fs::read(world.cache_dir().join(name)).expect("an entry");
        assert!(serde_json::from_slice::<serde_json::Value>(&text).is_ok(), "{mishap:?}: {name} is torn");
    }
    world.answer(Answer::granted());
    for account in TOKENS {
        let token = world.cmd_as(account, &["token"]).run().ok();
        assert!(world.issued_for(account).contains(&token), "{mishap:?}: not its own");
    }
    world.run(&["clear-cache"]).ok();
    let left: Vec<_> = world.cache_files().into_iter().filter(|name| !name.contains("lock")).collect();
    assert_eq!(left, Vec::<String>::new(), "{mishap:?}");
}
