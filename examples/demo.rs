//! Shows the main job without an account or a network. An embedded GitHub runs on loopback with real TLS and a
//! throw-away certificate authority; the real binary reaches it as through a company's proxy.
//! `cargo run --example demo` runs it. With `-- --svg` it draws the picture in README; a test compares that with
//! docs/demo.svg.
#![allow(clippy::disallowed_methods, reason = "these rules apply to the product only")]

#[path = "../tests/cli/world/mod.rs"]
mod world;

#[path = "../tests/cli/documents/picture.rs"]
mod picture;

use std::path::PathBuf;
use std::process::{Command, exit};

use world::{Answer, Cmd, World};

/// GitHub's answer about an account.
const ACCOUNT: &str = include_str!("../tests/fixtures/user-business.json");
const TOKEN: &str = "ghu_aGitHubTokenOfTheDemo000000000000000";

fn main() {
    let world = World::with_binary(binary());
    if std::env::args().any(|arg| arg == "--svg") {
        print!("{}", picture::svg(&world, TOKEN));
        return;
    }
    say("An embedded GitHub listens on loopback. GH_TOKEN holds a GitHub token that it knows.");
    show(&world, &["token"], "The first call exchanges it for a session token:");
    show(&world, &["token"], "The second one comes from the cache:");
    show(&world, &["base-url"], "The base URL belongs to the same session:");
    say(&format!("So far GitHub was asked {} time(s).", world.exchanges()));
    show(&world, &["status"], "What would be used, and how long it lasts:");
    show(&world, &["env"], "For a shell, quoted:");

    world.answer(Answer::granted_enterprise());
    show(
        &world,
        &["refresh", "--json"],
        "Exchange now, whatever the cache says; this account has an enterprise plan:",
    );
    show(&world, &["base-url"], "So the base URL is another one:");

    world.answer(Answer::status(503, ""));
    show(&world, &["token"], "GitHub is down; the cached session token does not care:");

    world.answer(Answer::no_access());
    run(
        world.cmd_as("ghu_anotherAccount0000000000000000000000", &["token"]),
        "token",
        "An account without a seat is refused:",
    );
    run(world.cmd(&["token"]), "token", "And without any GitHub token at all:");
    show(&world, &["clear-cache"], "Nothing is left behind:");
    sign_in();
}

/// Signs in on a machine without a GitHub token, in a separate world.
fn sign_in() {
    let world = World::with_binary(binary());
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octocat").0]);
    let call = |words: &[&str], text: &str| run(world.cmd(words), &words.join(" "), text);
    call(&["login"], "A machine without a GitHub token signs in (here the person is fast):");
    call(&["token"], "The login is found, and exchanged like any other token:");
    call(&["logout"], "And out again:");

    let world = World::with_binary(binary());
    world.api(|_| Answer::status(200, ACCOUNT));
    let api = world.copilot_api();
    api.accept(TOKEN);
    show(&world, &["status", "--online"], "Does it really work, and how much is left this month?");
}

/// Builds the real binary beside this example, so that the demo never runs a stale one.
fn binary() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--bin", "copilot-token", "--manifest-path"]);
    build.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    let example = std::env::current_exe().unwrap_or_default();
    let folder = example.parent().and_then(|examples| examples.parent());
    // Uses this example's target folder, wherever it is.
    if let Some(target) = folder.and_then(|profile| profile.parent()) {
        build.arg("--target-dir").arg(target);
    }
    if !build.status().is_ok_and(|status| status.success()) {
        eprintln!("demo: building copilot-token failed");
        exit(1);
    }
    folder.unwrap_or(&example).join(format!("copilot-token{}", std::env::consts::EXE_SUFFIX))
}

fn say(text: &str) {
    println!("\n# {text}");
}

fn show(world: &World, args: &[&str], text: &str) {
    run(world.cmd_as(TOKEN, args), &args.join(" "), text);
}

fn run(cmd: Cmd, words: &str, text: &str) {
    say(text);
    println!("$ copilot-token {words}");
    let run = cmd.run();
    print!("{}{}", run.stdout, run.stderr);
    if run.code != 0 {
        println!("(exit code {})", run.code);
    }
}
