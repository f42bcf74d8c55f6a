//! One exchange, beside `curl` asking the same URL through the same proxy.

use std::fs;

use crate::tools::{Call, Place};
use crate::warm::or_dash;
use crate::world::World;
use crate::{Build, TOKEN, world};

/// Where Debian and others keep the roots that a machine trusts.
const ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";
const RUNS: &str = "40";

/// Twice: with one trusted certificate, and with all that a machine trusts beside it.
pub fn exchange(builds: &[Build]) {
    let world = world(&builds[0]);
    println!(
        "| trusted | call | time, ms | × `curl` | connections | handshakes | requests | trust store opened |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|");
    let one = world.ca_file().to_string_lossy().into_owned();
    rows(&world, builds, "one", &one);
    if let (Ok(roots), Ok(ours)) = (fs::read_to_string(ROOTS), fs::read_to_string(&one)) {
        let count = roots.matches("BEGIN CERTIFICATE").count() + 1;
        let all = world.scratch_file("all.pem", roots + &ours);
        rows(&world, builds, &count.to_string(), &all.to_string_lossy());
    }
}

fn rows(world: &World, builds: &[Build], trusted: &str, store: &str) {
    let variables = vec![("GH_TOKEN", TOKEN.to_owned()), ("SSL_CERT_FILE", store.to_owned())];
    let place = Place { world, variables };
    let login = world.scratch_file("login", format!("Authorization: Bearer {TOKEN}\n"));
    let (login, url) = (format!("@{}", login.display()), "https://api.github.com/copilot_internal/v2/token");
    let mut calls = vec![Call::new("`curl -s`", ["curl", "-s", "-H", &login, url])];
    for build in builds {
        let name = format!("{} `refresh`", build.name);
        calls.push(Call::new(name, [&*build.path.to_string_lossy(), "refresh"]));
    }
    let times = place.times(&calls, RUNS);
    for (call, time) in calls.iter().zip(&times) {
        let before = seen(world);
        let opened = place
            .trace(call)
            .map(|trace| trace.matches(store).count().saturating_sub(in_words(&trace, store)));
        let after = seen(world);
        println!(
            "| {trusted} | {} | {} | {} | {} | {} | {} | {} |",
            call.name,
            or_dash(time.map(|seconds| format!("{:.2}", seconds * 1000.0))),
            or_dash(time.zip(times[0]).map(|(seconds, curl)| format!("{:.2}", seconds / curl))),
            after[0] - before[0],
            after[1] - before[1],
            after[2] - before[2],
            or_dash(opened),
        );
    }
}

fn seen(world: &World) -> [usize; 3] {
    [world.connections(), world.handshakes(), world.requests().len()]
}

/// How often the trace names the file without opening it.
fn in_words(trace: &str, store: &str) -> usize {
    trace.lines().filter(|line| !line.contains("open")).map(|line| line.matches(store).count()).sum()
}
