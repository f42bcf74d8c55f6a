//! A hundred processes start at once on a cold cache. Measures the time from the first answer to the last, and the
//! CPU time that waiting costs.

use std::fs;
use std::time::{Duration, Instant};

use crate::world::Answer;
use crate::{Build, TOKEN, world};

const CROWD: usize = 100;
/// Clock ticks per second in `/proc`; the same on every Linux.
const TICKS: f64 = 100.0;

/// Begins with a warm cache: the cost of a hundred processes that do not wait.
pub fn hundred(build: &Build) {
    println!("| GitHub answers after | exchanges | first answer | last answer | between | CPU of all |");
    println!("|--:|--:|--:|--:|--:|--:|");
    for (text, delay) in
        [("not asked: warm", None), ("0 ms", Some(0)), ("500 ms", Some(500)), ("2000 ms", Some(2000))]
    {
        let world = world(build);
        let token = || world.cmd_as(TOKEN, &["token"]);
        if delay.is_none() {
            token().run().ok();
        }
        world.answer(Answer::granted().delay(Duration::from_millis(delay.unwrap_or(0))));
        let (exchanges, spent, start) = (world.exchanges(), cpu(), Instant::now());
        let running: Vec<_> = (0..CROWD).map(|_| (start.elapsed(), token().spawn())).collect();
        let mut ends: Vec<_> = running
            .into_iter()
            .map(|(started, running)| {
                let run = running.wait();
                run.ok();
                started + run.elapsed
            })
            .collect();
        ends.sort();
        let (first, last) = (ends[0], ends[CROWD - 1]);
        println!(
            "| {text} | {} | {} ms | {} ms | {} ms | {:.2} s |",
            world.exchanges() - exchanges,
            first.as_millis(),
            last.as_millis(),
            (last - first).as_millis(),
            cpu() - spent,
        );
    }
}

/// CPU time of our finished children in seconds, user and kernel together.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The program's name may contain spaces and brackets, so fields are counted after its last bracket.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}
