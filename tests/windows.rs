//! The Windows binary on the main job, where `COPILOT_TOKEN_TEST_WINDOWS` names a program that runs it: Wine, as
//! `.ci/check-windows` sets it up.

use std::io::Write;

use crate::world::World;

const TOKEN: &str = "ghu_theTokenOfTheWindowsTests000000000";

fn world() -> Option<World> {
    let Some(program) = std::env::var_os("COPILOT_TOKEN_TEST_WINDOWS") else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: the Windows binary (.ci/check-windows runs it)");
        return None;
    };
    Some(World::with_binary(program))
}

#[test]
fn windows_binary_exchanges_once_and_then_answers_from_the_cache() {
    let Some(world) = world() else { return };
    // The cache is in the profile of a Wine that was there before.
    world.run(&["clear-cache"]).ok_stdout("");
    let first = world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_eq!(first, world.issued()[0]);
    assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), first);
    assert_eq!(world.cmd_as(TOKEN, &["base-url"]).run().ok(), "https://api.individual.githubcopilot.com");
    assert_eq!((world.exchanges(), world.handshakes()), (1, 1));

    let status = world.cmd_as(TOKEN, &["status", "--json"]).run().ok_json();
    let path = status["cache"]["path"].as_str().expect("a cache");
    assert!(path.ends_with(r"\AppData\Local\copilot-token\cache"), "{path}");
    assert_eq!((&status["session"]["valid"], &status["cache"]["usable"]), (&true.into(), &true.into()));

    world.run(&["token"]).fails(4);
    world.cmd_as(TOKEN, &["token", "--host", "evil.example"]).run().fails_usage();
    assert_eq!(world.cmd_as(TOKEN, &["clear-cache", "--json"]).run().ok_json()["removed"], 1);
}

#[test]
fn windows_processes_on_a_cold_cache_make_one_exchange() {
    let Some(world) = world() else { return };
    let args = ["token", "--cache-dir", "cold"];
    let running: Vec<_> = (0..8).map(|_| world.cmd_as(TOKEN, &args).spawn()).collect();
    let tokens: Vec<String> = running.into_iter().map(|run| run.wait().ok()).collect();
    assert!(tokens.iter().all(|token| *token == world.issued()[0]), "{tokens:?}");
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn windows_exec_passes_variables_and_the_exit_code_on() {
    let Some(world) = world() else { return };
    let exec = |words: &[&str]| {
        let args = ["exec", "--cache-dir", "exec", "--"].iter().chain(words);
        world.cmd_as(TOKEN, &args.copied().collect::<Vec<_>>()).run()
    };
    assert_eq!(
        exec(&["cmd", "/c", "echo %COPILOT_API_URL%"]).ok().trim_end(),
        "https://api.individual.githubcopilot.com"
    );
    assert_eq!(exec(&["cmd", "/c", "exit 7"]).code, 7);
    exec(&["no-such-program"]).fails(127);
}
