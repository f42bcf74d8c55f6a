//! What other processes can learn while the program runs: from its argument list, its children's, its memory and its
//! environment.

use crate::world::{Answer, Cmd, Running, World, random_hex};

const NOBODY: u32 = 65_534;

fn github_token() -> String {
    format!("ghu_{}", random_hex(36))
}

/// Runs the binary as a user other than root; if the tests run as root, as `nobody`.
fn as_user<'w>(world: &'w World, token: &str, words: &[&str]) -> Cmd<'w> {
    if !rustix::process::geteuid().is_root() {
        return world.cmd_as(token, words);
    }
    let drop = ["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_copilot-token")];
    world.tool("setpriv", &[&drop, words].concat()).env("GH_TOKEN", token)
}

fn owner(process: &Running, file: &str) -> u32 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(format!("/proc/{}/{file}", process.pid())).expect("a process at work").uid()
}

fn user() -> u32 {
    let me = rustix::process::geteuid();
    if me.is_root() { NOBODY } else { me.as_raw() }
}

/// Whether another process of the same user may read this `/proc` file of `process`.
fn readable(world: &World, process: &Running, file: &str) -> bool {
    let path = format!("/proc/{}/{file}", process.pid());
    let reads = ["head", "-c", "1", &path];
    let run = if rustix::process::geteuid().is_root() {
        let drop = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        world.tool("setpriv", &[&drop[..], &reads].concat()).run()
    } else {
        world.tool(reads[0], &reads[1..]).run()
    };
    run.code == 0
}

#[test]
fn no_other_process_of_the_same_user_reads_our_memory_or_environment() {
    let world = World::new();
    world.answer(Answer::hang());
    let mut process = as_user(&world, &github_token(), &["token", "--timeout", "1m"]).spawn();
    world.until("the exchange hangs", |world| world.exchanges() == 1);
    for file in ["environ", "mem", "maps"] {
        assert_eq!(owner(&process, file), 0, "{file}");
        assert!(!readable(&world, &process, file), "{file}");
    }
    process.kill();
}

#[test]
fn the_command_of_exec_is_as_open_as_any_other() {
    let world = World::new();
    let started = world.home().join("started");
    // The other user does not own the folder.
    crate::world::set_mode(&world.home(), 0o777);
    let script = format!(": >{}; exec sleep 60", started.display());
    let words = ["exec", "--", "sh", "-c", &script];
    let mut process = as_user(&world, &github_token(), &words).system_path().spawn();
    world.until("the command runs", |_| started.exists());
    assert_eq!(owner(&process, "environ"), user());
    assert!(readable(&world, &process, "environ"));
    process.kill();
}

#[test]
fn no_argument_list_holds_a_secret() {
    let world = World::new();
    let (variable, login) = (github_token(), github_token());
    let lists = world.scratch_file("lists", "");
    let watch = format!("/bin/cat /proc/$$/cmdline /proc/$PPID/cmdline >>'{}'", lists.display());
    world.fake_gh(&format!("{watch}\nprintf '%s\\n' '{login}'"));
    world.secret(&login);
    for (words, name) in
        [(["token", "--sources", "gh"], "UNUSED"), (["headers", "--sources", "env,gh"], "GITHUB_TOKEN")]
    {
        world.answer(Answer::hang());
        let before = world.exchanges();
        let mut process = world.cmd(&words).env(name, &variable).args(["--timeout", "1m"]).spawn();
        world.until("the exchange hangs", |world| world.exchanges() > before);
        let mut seen = std::fs::read(format!("/proc/{}/cmdline", process.pid())).unwrap();
        seen.extend(std::fs::read(&lists).unwrap());
        let seen = String::from_utf8_lossy(&seen);
        assert!(seen.contains("copilot-token") && seen.contains("--hostname"), "{seen:?}");
        for secret in [&variable, &login] {
            assert!(!seen.contains(secret.as_str()), "{seen:?}");
        }
        process.kill();
    }
}

#[test]
fn the_command_of_exec_gets_the_session_token_in_its_environment_alone() {
    let world = World::new();
    let token = github_token();
    let run = world
        .cmd(&["exec", "--", "/bin/sh", "-c", "/bin/cat /proc/$$/cmdline; echo; /usr/bin/env"])
        .env("COPILOT_GITHUB_TOKEN", &token)
        .run();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let (arguments, environment) = run.stdout.split_once('\n').unwrap();
    let issued = &world.issued()[0];
    assert!(!arguments.contains(issued.as_str()), "{arguments:?}");
    assert!(environment.contains(&format!("GITHUB_COPILOT_API_TOKEN={issued}")));
    assert!(!run.stdout.contains(&token), "the GitHub token is passed on");
}
