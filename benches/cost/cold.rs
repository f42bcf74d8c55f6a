//! One exchange, compared with `curl` requesting the same URL through the same proxy.

use std::fs;
use std::process::Command;

use crate::tools::{Call, Place};
use crate::world::World;
use crate::{Build, TOKEN, or_dash, timing, world};

/// The system's root certificates on Debian and others.
const ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";
const ROUNDS: usize = 100;

/// Three runs: with one trusted certificate, with a file of all the system's roots, and with the system's own store,
/// as on a machine where no variable names another.
pub fn exchange(builds: &[Build]) {
    let world = world(&builds[0]);
    println!(
        "| trusted | call | instructions | system calls | time, ms | × `curl` | connections | handshakes | requests |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|");
    rows(&Place::new(&world, vec![("GH_TOKEN", TOKEN.to_owned())]), builds, "one");
    if let Some(all) = roots_and_ours(&world) {
        let variables = vec![("GH_TOKEN", TOKEN.to_owned()), ("SSL_CERT_FILE", all)];
        rows(&Place { world: &world, variables }, builds, "a file of all");
    }
    match with_the_systems_store(&world) {
        Some(place) => rows(&place, builds, "the system's store"),
        None => println!("\nSKIPPED: the system's store: no mounts of one's own (unshare) here"),
    }
}

/// The system's own store, with our authority among its roots. Only in the private mount namespace of `benches/run`:
/// elsewhere it would change the machine.
pub fn with_the_systems_store(world: &World) -> Option<Place<'_>> {
    std::env::var_os("COST_OWN_MOUNTS")?;
    let mounted = fs::read_to_string(ROOTS).ok()?.contains(fs::read_to_string(world.ca_file()).ok()?.trim());
    if !mounted {
        let all = roots_and_ours(world)?;
        Command::new("mount")
            .args(["--bind", &all, ROOTS])
            .status()
            .ok()
            .filter(|status| status.success())?;
    }
    Some(Place { world, variables: vec![("GH_TOKEN", TOKEN.to_owned())] })
}

fn roots_and_ours(world: &World) -> Option<String> {
    let (roots, ours) = (fs::read_to_string(ROOTS).ok()?, fs::read_to_string(world.ca_file()).ok()?);
    Some(world.scratch_file("all.pem", roots + &ours).to_string_lossy().into_owned())
}

/// `curl` comes first: it is the basis of comparison.
pub fn calls(world: &World, builds: &[Build]) -> Vec<Call> {
    let login = world.scratch_file("login", format!("Authorization: Bearer {TOKEN}\n"));
    let (login, url) = (format!("@{}", login.display()), "https://api.github.com/copilot_internal/v2/token");
    let refresh = |build: &Build| {
        Call::new(format!("{} `refresh`", build.name), [&*build.path.to_string_lossy(), "refresh"])
    };
    let curl = Call::new("`curl -s`", ["curl", "-s", "-f", "-H", &login, url]);
    [curl].into_iter().chain(builds.iter().map(refresh)).collect()
}

/// The time of each call in seconds.
pub fn times(place: &Place, calls: &[Call]) -> Vec<Option<f64>> {
    timing::times(place, calls, ROUNDS)
}

fn rows(place: &Place, builds: &[Build], trusted: &str) {
    let calls = calls(place.world, builds);
    let times = times(place, &calls);
    for (call, time) in calls.iter().zip(&times) {
        let before = seen(place.world);
        place.works(call);
        let after = seen(place.world);
        println!(
            "| {trusted} | {} | {} | {} | {} | {} | {} | {} | {} |",
            call.name,
            or_dash(place.instructions(call)),
            or_dash(place.system_calls(call)),
            or_dash(time.map(|seconds| format!("{:.2}", seconds * 1000.0))),
            or_dash(time.zip(times[0]).map(|(seconds, curl)| format!("{:.2}", seconds / curl))),
            after[0] - before[0],
            after[1] - before[1],
            after[2] - before[2],
        );
    }
}

fn seen(world: &World) -> [usize; 3] {
    [world.connections(), world.handshakes(), world.requests().len()]
}
