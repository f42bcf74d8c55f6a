//! The table of goals: counts, which hold on any machine, and a few ratios.

use crate::tools::{Call, Place};
use crate::warm::{bases, ours, warm_up};
use crate::{Build, TOKEN, cold, grouped, or_dash, timing, world};

const ROUNDS: usize = 1000;

pub fn table(builds: &[Build]) {
    println!("| | measured | at most |");
    println!("|---|--:|--:|");
    let world = world(&builds[0]);
    let place = Place::new(&world, vec![("GH_TOKEN", TOKEN.to_owned())]);
    let entry = warm_up(&place, &builds[0]);
    for build in builds {
        let token = ours(build, &["token"]);
        let figures = [
            place.faults(&token),
            place.peak(&token).filter(|_| build.name == "static"),
            place.system_calls(&token),
            place.instructions(&token),
        ];
        let [what, goal] = match build.name {
            "static" => ["page faults, peak KiB, system calls, instructions", "44, 700, 38, 120,000"],
            "glibc" => ["page faults, system calls, instructions", "106, 65, 415,000"],
            _ => ["page faults, system calls, instructions", "–, 74, 470,000"],
        };
        row(
            &format!("warm `token`, {}: {what}", build.name),
            &figures.into_iter().flatten().collect::<Vec<_>>(),
            goal,
        );
    }
    let direct = ours(&builds[0], &["token", "--access", "direct"]);
    // The first call asks GitHub; later ones are warm.
    place.works(&direct);
    let warm = ours(&builds[0], &["token"]);
    let more = place
        .system_calls(&direct)
        .zip(place.system_calls(&warm))
        .map(|(more, less)| more.saturating_sub(less));
    println!("| direct access, warm: system calls more than exchange | {} | 5 |", or_dash(more));
    ratios(&place, builds, &bases(&entry)[0]);
    system_store(builds);
    println!("| size of the static program, bytes | {} | 6,000,000 |", crate::size(&builds[0].path));
}

fn row(what: &str, figures: &[u64], goal: &str) {
    let figures: Vec<String> = figures.iter().map(|figure| grouped(*figure)).collect();
    println!("| {what} | {} | {goal} |", figures.join(", "));
}

fn ratios(place: &Place, builds: &[Build], cat: &Call) {
    let calls: Vec<Call> =
        [cat.clone()].into_iter().chain(builds.iter().map(|build| ours(build, &["token"]))).collect();
    let times = timing::times(place, &calls, ROUNDS);
    for (build, time) in builds.iter().zip(&times[1..]) {
        let goal = match build.name {
            "static" => "0.62",
            "glibc" => "1.60",
            _ => "–",
        };
        let ratio = time.zip(times[0]).map(|(ours, cat)| format!("{:.2}", ours / cat));
        println!("| time of warm `token`, {} ÷ `cat` | {} | {goal} |", build.name, or_dash(ratio));
    }
}

/// Measures the first build: the static one, if it can be built.
fn system_store(builds: &[Build]) {
    let world = world(&builds[0]);
    let Some(place) = cold::with_the_systems_store(&world) else {
        return println!("| cold, the system's own trust store | – | |");
    };
    let calls = cold::calls(&world, &builds[..1]);
    let figures = [place.system_calls(&calls[1]), place.instructions(&calls[1])];
    let figures: Vec<u64> = figures.into_iter().flatten().collect();
    row("cold, the system's own trust store: system calls, instructions", &figures, "450, 14,000,000");
    let times = cold::times(&place, &calls);
    let ratio = times[1].zip(times[0]).map(|(ours, curl)| format!("{:.2}", ours / curl));
    println!("| time of the same ÷ `curl` | {} | 0.25 |", or_dash(ratio));
}
