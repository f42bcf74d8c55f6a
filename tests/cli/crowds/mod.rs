//! Many processes at once: one exchange for all, whatever happens to the process that makes it. These tests read
//! `/proc` and send SIGSTOP and SIGKILL.

mod clears;
mod flight;
mod gh;
mod kills;
mod stuck;

use crate::world::{Run, Running, World};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// Starts a process and waits until its exchange, the world's first, has begun.
#[track_caller]
fn at_work<'w>(world: &'w World, words: &[&str]) -> Running<'w> {
    let running = world.cmd_as(TOKEN, words).spawn();
    world.until("it asks", |world| world.exchanges() == 1);
    running
}

/// Waits until every process waits for a lock.
#[track_caller]
fn until_they_wait(world: &World, processes: &[Running]) {
    world.until("all wait", |_| processes.iter().all(Running::waits_for_a_lock));
}

fn all(running: Vec<Running>) -> Vec<Run> {
    running.into_iter().map(Running::wait).collect()
}

/// Asserts that each process printed only the session token that GitHub issued as its `nth`, counted from 0.
#[track_caller]
fn all_print(world: &World, nth: usize, runs: &[Run]) {
    let printed: Vec<String> = runs.iter().map(Run::ok).collect();
    let token = &world.issued()[nth];
    assert!(printed.iter().all(|other| other == token), "{token}: {printed:#?}");
}
