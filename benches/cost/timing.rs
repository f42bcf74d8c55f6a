//! Times calls as the 10th percentile of many rounds. The calls alternate, so that a busy moment affects all of them.
//! The 10th percentile is close to the undisturbed time.

use std::time::Instant;

use crate::tools::{Call, Place};

/// The 10th percentile of each call in seconds; `None` if the call fails.
pub fn times(place: &Place, calls: &[Call], rounds: usize) -> Vec<Option<f64>> {
    let works: Vec<bool> = calls.iter().map(|call| place.works(call)).collect();
    let mut times = vec![Vec::with_capacity(rounds); calls.len()];
    for _ in 0..rounds {
        for ((call, works), times) in calls.iter().zip(&works).zip(&mut times) {
            if *works {
                times.extend(once(place, call));
            }
        }
    }
    times.into_iter().map(tenth).collect()
}

fn once(place: &Place, call: &Call) -> Option<f64> {
    let mut command = place.command(call);
    let start = Instant::now();
    command.status().ok()?;
    Some(start.elapsed().as_secs_f64())
}

fn tenth(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 10).copied()
}
