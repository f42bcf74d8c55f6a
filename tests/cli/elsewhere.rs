//! The main job with another build of the program, named by `COPILOT_TOKEN_TEST_BINARY`: a package's, or one for
//! Windows or ARM with a wrapper that runs it. The scripts `.ci/check-*` build it and set the variable.

use crate::world::{World, skipped};

const TOKEN: &str = "ghu_theTokenOfTheTestsElsewhere0000000";

fn world() -> Option<World> {
    let Some(program) = std::env::var_os("COPILOT_TOKEN_TEST_BINARY") else {
        skipped("another build (.ci/check-package and .ci/check-windows make them)");
        return None;
    };
    Some(World::with_binary(program))
}

/// The cache path from `status`; it differs between systems.
fn cache_path(world: &World) -> String {
    let status = world.cmd_as(TOKEN, &["status", "--json"]).run().ok_json();
    assert_eq!(status["cache"]["usable"], true);
    status["cache"]["path"].as_str().expect("a cache").to_owned()
}

#[test]
fn elsewhere_a_token_is_exchanged_once_and_then_comes_from_the_cache() {
    let Some(world) = world() else { return };
    // On Windows the cache is in the Wine profile, which outlives a run.
    world.run(&["clear-cache"]).ok_stdout("");
    let first = world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_eq!(first, world.issued()[0]);
    assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), first);
    assert_eq!(world.cmd_as(TOKEN, &["base-url"]).run().ok(), "https://api.individual.githubcopilot.com");
    assert_eq!((world.exchanges(), world.handshakes()), (1, 1));
    let path = cache_path(&world);
    let windows = path.ends_with(r"\AppData\Local\copilot-token\cache");
    assert!(windows || world.cache_dir().as_os_str() == path.as_str(), "{path}");

    world.run(&["token"]).fails(4);
    world.cmd_as(TOKEN, &["token", "--host", "evil.example"]).run().fails_usage();
    assert_eq!(world.cmd_as(TOKEN, &["clear-cache", "--json"]).run().ok_json()["removed"], 1);
}

#[test]
fn elsewhere_processes_on_a_cold_cache_make_one_exchange() {
    let Some(world) = world() else { return };
    let args = ["token", "--cache-dir", "cold"];
    let running: Vec<_> = (0..8).map(|_| world.cmd_as(TOKEN, &args).spawn()).collect();
    let tokens: Vec<String> = running.into_iter().map(|run| run.wait().ok()).collect();
    assert!(tokens.iter().all(|token| *token == world.issued()[0]), "{tokens:?}");
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn elsewhere_exec_passes_variables_and_the_exit_code_on() {
    let Some(world) = world() else { return };
    let [shell, says, variable] = if cache_path(&world).contains('\\') {
        ["cmd", "/c", "%COPILOT_API_URL%"]
    } else {
        ["/bin/sh", "-c", "$COPILOT_API_URL"]
    };
    let exec = |words: &[&str]| {
        let args = ["exec", "--cache-dir", "exec", "--"].iter().chain(words);
        world.cmd_as(TOKEN, &args.copied().collect::<Vec<_>>()).run()
    };
    let said = exec(&[shell, says, &format!("echo {variable}")]).ok();
    assert_eq!(said.trim_end(), "https://api.individual.githubcopilot.com");
    assert_eq!(exec(&[shell, says, "exit 7"]).code, 7);
    exec(&["no-such-program"]).fails(127);
}

#[test]
fn elsewhere_the_editors_login_is_found() {
    let Some(world) = world() else { return };
    if cache_path(&world).contains('\\') || !crate::sources::editor::auth_db(&world, "") {
        return;
    }
    let found = world.run(&["token", "--json", "--sources", "editor"]).ok_json();
    assert_eq!(found["source"], "editor");
}

/// `.ci/order.ld` groups the functions of a warm call. When the program changes, functions get new names and drop out
/// of that order. `benches/run order` rewrites it.
#[test]
#[cfg(target_os = "linux")]
fn elsewhere_a_warm_call_of_the_release_touches_few_pages() {
    let Some(most) = std::env::var("COPILOT_TOKEN_TEST_FAULTS").ok() else {
        return skipped("the page faults of a release (.ci/check-package counts them)");
    };
    let Some(world) = world() else { return };
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let counts: Vec<u64> = (0..7).map(|_| page_faults(world.cmd_as(TOKEN, &["token"]).spawn())).collect();
    // A page may be cached or not, but there are never fewer faults than the program causes: the minimum counts.
    let fewest = counts.iter().min().expect("seven counts");
    assert!(*fewest <= most.parse().expect("a number"), "{counts:?} page faults, at most {most}");
}

/// The page faults of a process. The kernel keeps its counters while it is a zombie, until its parent waits for it.
#[cfg(target_os = "linux")]
fn page_faults(running: crate::world::Running<'_>) -> u64 {
    loop {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", running.pid())).expect("a process of ours");
        // The program's name may contain spaces and brackets, so fields are counted after its last bracket.
        let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
        if fields[0] == "Z" {
            running.wait().ok();
            return fields[7].parse().expect("a count");
        }
        std::thread::yield_now();
    }
}
