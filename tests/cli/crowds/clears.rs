//! `clear-cache` while others work: it costs at most one exchange, never one per process.

use super::{TOKEN, all, all_print, at_work, until_they_wait};
use crate::world::{Answer, World, installed, skipped};

#[test]
fn clearing_while_an_exchange_is_under_way_costs_nothing() {
    let world = World::new();
    world.answer(Answer::granted().held());
    let mut running = vec![at_work(&world, &["token"])];
    running.extend((0..20).map(|_| world.cmd_as(TOKEN, &["token"]).spawn()));
    until_they_wait(&world, &running[1..]);
    world.run(&["clear-cache"]).ok();
    // A process that starts after the clearing still joins the others.
    let late = world.cmd_as(TOKEN, &["refresh"]).spawn();
    until_they_wait(&world, std::slice::from_ref(&late));
    running.push(late);
    world.let_go();
    all_print(&world, 0, &all(running));
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn clearing_between_a_writers_temporary_file_and_its_rename_costs_one_exchange_at_most() {
    let world = World::new();
    if !installed(&["strace"]) {
        return;
    }
    if world.tool("strace", &["-o", "/dev/null", "true"]).run().code != 0 {
        return skipped("strace may not trace here");
    }
    world.answer(Answer::granted().held());
    // Delays every rename by a second.
    let binary = env!("CARGO_BIN_EXE_copilot-token");
    let slow = "inject=/^rename:delay_enter=1000000";
    let holder = world.tool("strace", &["-f", "-o", "/dev/null", "-e", slow, binary, "token"]);
    let holder = holder.env("GH_TOKEN", TOKEN).spawn();
    world.until("it asks", |world| world.exchanges() == 1);
    let waiters: Vec<_> = (0..20).map(|_| world.cmd_as(TOKEN, &["token"]).spawn()).collect();
    until_they_wait(&world, &waiters);
    world.let_go();
    let is_temporary = |name: &String| name.contains("tmp");
    world.until("the entry is written", |world| world.cache_files().iter().any(is_temporary));
    world.run(&["clear-cache"]).ok();
    holder.wait().ok();
    all(waiters).iter().for_each(|run| assert!(world.issued().contains(&run.ok())));
    assert!(world.exchanges() <= 2, "{}", world.exchanges());
}
