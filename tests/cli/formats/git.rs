//! The real git with `copilot-token git-credential` as its helper: fill, approve, reject.

use crate::world::{Cmd, Run, World, installed, skipped};

const TOKEN: &str = "ghu_theTokenOfTheRealGit0000000000000";
const HELPER: &str = "credential.https://api.githubcopilot.com.helper=!copilot-token git-credential";
const HOST: &str = "protocol=https\nhost=api.githubcopilot.com\n";
const AUTHTYPE: &str = "capability[]=authtype\n";

fn git<'w>(world: &'w World, args: &[&str]) -> Cmd<'w> {
    let cmd = world.tool("git", args).env("GH_TOKEN", TOKEN);
    cmd.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0")
}

fn credential(world: &World, action: &str, request: &str) -> Run {
    git(world, &["-c", HELPER, "credential", action]).stdin(format!("{request}\n")).run()
}

fn world() -> Option<World> {
    let world = World::new();
    world.install();
    installed(&["git"]).then_some(world)
}

/// The value of a field in a filled credential.
fn filled<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
}

/// git supports `authtype` since 2.46.
fn knows_authtype(world: &World) -> bool {
    let version = git(world, &["version"]).run().ok();
    let numbers: Vec<u32> = version.split([' ', '.']).filter_map(|part| part.parse().ok()).take(2).collect();
    let knows = numbers.as_slice() >= [2, 46].as_slice();
    if !knows {
        skipped(&format!("authtype, unknown to {version}"));
    }
    knows
}

#[test]
fn fill_gets_the_session_token_as_a_password() {
    let Some(world) = world() else { return };
    let text = credential(&world, "fill", HOST).ok();
    let json = world.cmd_as(TOKEN, &["token", "--json"]).run().ok_json();
    assert_eq!(filled(&text, "username"), Some("x-access-token"));
    assert_eq!(filled(&text, "password"), json["token"].as_str());
    let expiry = filled(&text, "password_expiry_utc").expect("when it expires");
    assert_eq!(expiry, json["expires_at"].to_string());
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn fill_gets_it_as_a_bearer_where_the_caller_knows_of_those() {
    let Some(world) = world() else { return };
    if !knows_authtype(&world) {
        return;
    }
    let text = credential(&world, "fill", &format!("{AUTHTYPE}{HOST}")).ok();
    assert_eq!(filled(&text, "authtype"), Some("Bearer"));
    assert_eq!(filled(&text, "credential"), Some(world.issued()[0].as_str()));
    assert_eq!(filled(&text, "ephemeral"), Some("1"));
    assert_eq!(filled(&text, "password"), None);
}

#[test]
fn approve_stores_nothing_and_reject_makes_the_next_fill_exchange_anew() {
    let Some(world) = world() else { return };
    for authtype in ["", AUTHTYPE] {
        if !authtype.is_empty() && !knows_authtype(&world) {
            continue;
        }
        let request = format!("{authtype}{HOST}");
        let first = credential(&world, "fill", &request).ok();
        let exchanges = world.exchanges();
        credential(&world, "approve", &first).ok_stdout("");
        assert_eq!(credential(&world, "fill", &request).ok(), first);
        assert_eq!(world.exchanges(), exchanges);

        credential(&world, "reject", &first).ok_stdout("");
        let second = credential(&world, "fill", &request).ok();
        let key = if authtype.is_empty() { "password" } else { "credential" };
        assert_ne!(filled(&first, key), filled(&second, key));
        assert_eq!(filled(&second, key), world.issued().last().map(String::as_str));
        assert_eq!(world.exchanges(), exchanges + 1);
    }
}

#[test]
fn rejecting_another_password_changes_nothing() {
    let Some(world) = world() else { return };
    let first = credential(&world, "fill", HOST).ok();
    let other = format!("{HOST}username=x-access-token\npassword=a-guess\n");
    credential(&world, "reject", &other).ok_stdout("");
    assert_eq!(credential(&world, "fill", HOST).ok(), first);
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_helper_for_every_host_still_answers_for_copilot_alone() {
    let Some(world) = world() else { return };
    for host in ["github.com", "api.githubcopilot.com.evil.example", "githubcopilot.com"] {
        for authtype in ["", AUTHTYPE] {
            let request = format!("{authtype}protocol=https\nhost={host}\n\n");
            let helper = "credential.helper=!copilot-token git-credential";
            let run = git(&world, &["-c", helper, "credential", "fill"]).stdin(request).run();
            assert_eq!((run.code, run.stdout.as_str()), (128, ""), "{run:#?}");
            assert!(run.stderr.contains("could not read Username"), "{run:#?}");
        }
    }
    assert_eq!(world.connections(), 0);
}

#[test]
fn where_there_is_no_github_token_git_hears_why() {
    let Some(world) = world() else { return };
    let cmd = git(&world, &["-c", HELPER, "credential", "fill"]).env_remove("GH_TOKEN");
    let run = cmd.stdin(format!("{HOST}\n")).run();
    assert_eq!((run.code, run.stdout.as_str()), (128, ""), "{run:#?}");
    assert!(run.stderr.contains("copilot-token: no GitHub token found"), "{run:#?}");
}
