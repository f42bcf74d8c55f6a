//! `kill -9` at any moment: the lock is free at once, and the cache holds the old or the new session.

use std::time::Duration;

use super::{TOKEN, all, all_print, at_work, until_they_wait};
use crate::world::{Answer, World};

#[test]
fn a_killed_holder_frees_the_lock_at_once() {
    let world = World::new();
    world.answers([Answer::hang()]);
    let mut holder = at_work(&world, &["token"]);
    // A leaked lock would block them for most of an hour.
    let token = || world.cmd_as(TOKEN, &["token", "--timeout", "1h"]).spawn();
    let waiters: Vec<_> = (0..10).map(|_| token()).collect();
    until_they_wait(&world, &waiters);
    holder.kill();
    all_print(&world, 0, &all(waiters));
    assert_eq!((holder.wait().code, world.exchanges()), (-1, 2));
}

#[test]
fn killing_at_any_moment_leaves_an_entry_that_is_old_or_new() {
    const KILLS: u32 = 40;
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let refresh = || world.cmd_as(TOKEN, &["refresh"]);
    let whole = (0..3).map(|_| refresh().run().elapsed).max().unwrap_or_default();
    for i in 0..KILLS {
        let before = world.issued().len();
        let mut running = refresh().spawn();
        if i % 2 == 0 {
            // Kills are spread over the whole run.
            std::thread::sleep(whole * i / KILLS);
        } else {
            // Kills after the answer: while it is read, while the entry is written, while the token is printed.
            world.until("it is answered", |world| world.issued().len() > before);
            std::thread::sleep(Duration::from_micros(100) * i);
        }
        running.kill();
        let _ = running.wait();
        // Does not count exchanges: the killed process's request may still arrive.
        let json = world.cmd_as(TOKEN, &["token", "--json"]).run().ok_json();
        assert_eq!(json["cached"], true, "the entry was damaged");
        assert!(world.issued().iter().any(|token| json["token"] == **token));
    }
    world.run(&["clear-cache"]).ok();
    let left: Vec<_> = world.cache_files().into_iter().filter(|name| !name.contains("lock")).collect();
    assert_eq!(left, Vec::<String>::new());
}
