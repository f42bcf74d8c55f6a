//! A crowd whose GitHub token only gh has: gh runs once, and its answer is shared.

use super::{all, all_print, until_they_wait};
use crate::world::{Run, World};

const GH_TOKEN: &str = "gho_fromGh00000000000000";

/// Runs a crowd with a gh that does `then` once every other process waits.
fn crowd(then: &str, words: &[&str]) -> (World, Vec<Run>) {
    let world = World::new();
    world.secret(GH_TOKEN);
    let go = world.home().join("go");
    // Also ends when the world is dropped and its home is gone.
    let wait =
        format!("until [ -e '{0}/go' ] || ! [ -d '{0}' ]; do sleep 0.02; done", world.home().display());
    world.fake_gh(&format!("{wait}; {then}"));
    let gh = || world.cmd(words).system_path().spawn();
    let first = gh();
    world.until("gh is asked", |world| world.gh_calls().len() == 1);
    let mut running: Vec<_> = (0..15).map(|_| gh()).collect();
    until_they_wait(&world, &running);
    std::fs::write(go, "").unwrap();
    running.push(first);
    let runs = all(running);
    (world, runs)
}

#[test]
fn gh_is_asked_once_for_all() {
    for words in [["token"], ["refresh"]] {
        let (world, runs) = crowd(&format!("echo {GH_TOKEN}"), &words);
        all_print(&world, 0, &runs);
        assert_eq!((world.gh_calls().len(), world.exchanges()), (1, 1), "{words:?}");
    }
}

#[test]
fn a_gh_that_says_no_is_asked_once_for_all() {
    for (answer, code) in [("echo no oauth token >&2; exit 1", 4), ("echo a; echo b", 1), ("exit 2", 1)] {
        let (world, runs) = crowd(answer, &["token"]);
        runs.iter().for_each(|run| drop(run.fails(code)));
        assert_eq!(world.gh_calls().len(), 1, "{answer}");
    }
}
