//! Many processes at once: one exchange for all, whatever happens to the one that makes it.
//! These tests look into `/proc`, and stop and kill.

mod clears;
mod flight;
mod gh;
mod kills;
mod stuck;

use crate::world::{Run, Running, World};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// A process whose exchange, the world's first, is under way.
#[track_caller]
fn at_work<'w>(world: &'w World, words: &[&str]) -> Running<'w> {
    let running = world.cmd_as(TOKEN, words).spawn();
    world.until("it asks", |world| world.exchanges() == 1);
    running
}

/// Waits until each of these waits for another process.
#[track_caller]
fn until_they_wait(world: &World, processes: &[Running]) {
    world.until("all wait", |_| processes.iter().all(Running::waits_for_a_lock));
}

fn all(running: Vec<Running>) -> Vec<Run> {
    running.into_iter().map(Running::wait).collect()
}

/// Each printed the session token that GitHub sent as its `nth`, from 0, and nothing else.
#[track_caller]
fn all_print(world: &World, nth: usize, runs: &[Run]) {
    let printed: Vec<String> = runs.iter().map(Run::ok).collect();
    let token = &world.issued()[nth];
    assert!(printed.iter().all(|other| other == token), "{token}: {printed:#?}");
}
