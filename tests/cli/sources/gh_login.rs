//! gh's login when it changes, breaks, or is kept in unusual places: never the session of another account than gh's.

use std::fs;

use crate::world::{Answer, Cmd, World, now};

const ONE: &str = "gho_one0000000000000000";
const TWO: &str = "gho_two0000000000000000";
/// In a variable, after gh in the search.
const OTHER: &str = "ghu_other00000000000000000000000000000000";
const HOSTS: &str = "github.com:\n    user: octocat\n";

fn used(world: &World) -> String {
    let requests = world.requests();
    requests.last().unwrap().header("authorization").unwrap().strip_prefix("Bearer ").unwrap().to_owned()
}

fn gh(world: &World) -> Cmd<'_> {
    world.cmd(&["token", "--sources", "gh"]).system_path()
}

#[test]
fn a_login_that_changes_while_gh_answers_is_not_filed_under_the_old_one() {
    let world = World::new();
    let hosts = world.gh_hosts_yml(HOSTS);
    world.secret(TWO);
    // The fake gh changes its record while it answers; the test restores the record below.
    world.fake_gh(&format!("echo changed >'{}'; sleep 0.1; echo {TWO}", hosts.display()));
    gh(&world).run().ok();
    assert_eq!(used(&world), TWO);
    world.gh_hosts_yml(HOSTS);
    world.fake_gh_token(ONE);
    gh(&world).run().ok();
    assert_eq!(used(&world), ONE);
}

#[test]
fn a_new_login_in_the_same_words_is_asked_for_and_an_old_refusal_does_not_stand_for_it() {
    let world = World::new();
    world.gh_hosts_yml(HOSTS);
    world.fake_gh_token(ONE);
    world.answer_for(ONE, Answer::bad_credentials());
    gh(&world).run().fails(4);
    gh(&world).run().fails(4);
    assert_eq!((world.gh_calls().len(), world.exchanges()), (1, 1));
    // gh rewrites its file and stores the new token in a keyring.
    let old = fs::metadata(world.home().join(".config/gh/hosts.yml")).unwrap().modified().unwrap();
    let hosts = world.gh_hosts_yml(HOSTS);
    let file = fs::File::options().write(true).open(hosts).unwrap();
    file.set_modified(old + std::time::Duration::from_secs(1)).unwrap();
    world.fake_gh_token(TWO);
    gh(&world).run().ok();
    assert_eq!(used(&world), TWO);
}

#[test]
fn the_record_is_looked_for_where_gh_looks() {
    for (name, value) in [("HOME", ""), ("HOME", "relative"), ("GH_CONFIG_DIR", "relative")] {
        let world = World::new();
        // gh runs in the root folder, where a test cannot create files. A relative path names nothing there, and the
        // file of that name in our working folder is not gh's record.
        world.write("relative/hosts.yml", "github.com:\n    user: one\n");
        world.write("relative/.config/gh/hosts.yml", "github.com:\n    user: one\n");
        world.fake_gh_token(ONE);
        let token = || gh(&world).env(name, value).env("XDG_CACHE_HOME", world.home().join("cache"));
        let first = token().run().ok();
        world.write("relative/hosts.yml", "two");
        world.write("relative/.config/gh/hosts.yml", "two");
        token().run().ok_stdout(&format!("{first}\n"));
        // Without a record, gh is asked each time.
        assert_eq!(world.gh_calls().len(), 2, "{name}={value}");
    }
}

#[test]
fn a_configuration_that_gh_cannot_read_is_broken_and_no_other_account_is_used() {
    let world = World::new();
    world.gh_hosts_yml(HOSTS);
    let words = "failed to read configuration: invalid config file ~/.config/gh/hosts.yml: yaml";
    world.fake_gh(&format!("echo '{words}' >&2; exit 1"));
    let cmd = world.cmd_as(OTHER, &["token", "--sources", "gh,env"]);
    let stderr = cmd.system_path().run().fails(1);
    assert!(stderr.contains("broken login of gh"), "{stderr}");
    assert_eq!(world.connections(), 0);
}

#[test]
fn gh_is_heard_even_where_nobody_is_told_how_it_ended() {
    let world = World::new();
    world.fake_gh_token(ONE);
    let binary = env!("CARGO_BIN_EXE_copilot-token");
    let run = |words: &[&str]| {
        let env = ["--ignore-signal=CHLD", binary, "token", "--no-cache", "--sources", "gh"];
        world.tool("env", &[&env, words].concat()).run()
    };
    if run(&[]).stderr.contains("unrecognized option") {
        crate::world::skipped("this env cannot ignore signals");
        return;
    }
    assert!(run(&[]).ok().starts_with("tid="));
    world.fake_gh("echo 'no oauth token' >&2; exit 1");
    assert!(run(&[]).fails(4).contains("gh: no login"));
}

#[test]
fn a_gh_that_fails_once_has_not_lost_its_login() {
    for (failure, timeout, code) in
        [("sleep 30", "2s", 3), ("echo 'no oauth token' >&2; exit 1", "1m", 4), ("echo a; echo b", "1m", 1)]
    {
        let world = World::new();
        world.gh_hosts_yml(HOSTS);
        world.fake_gh_token(ONE);
        let cached = gh(&world).run().ok();
        world.fake_gh(failure);
        let gh =
            |args: &[&str]| world.cmd(args).args(["--sources", "gh", "--timeout", timeout]).system_path();
        gh(&["refresh"]).run().fails(code);
        let calls = world.gh_calls().len();
        for _ in 0..2 {
            gh(&["token"]).run().ok_stdout(&format!("{cached}\n"));
        }
        assert_eq!(world.gh_calls().len(), calls, "{failure}");
        if code == 3 {
            world.edit_entries(|entry| entry["expiresAt"] = ((now() + 120) * 1000).into());
            for _ in 0..2 {
                assert_eq!(gh(&["token", "--json"]).run().ok_json()["stale"], true);
            }
        }
    }
}

#[test]
fn a_gh_without_a_login_is_not_asked_again_at_once() {
    let world = World::new();
    world.gh_hosts_yml("{}\n");
    world.fake_gh("echo 'no oauth token found for github.com' >&2; exit 1");
    let token = || world.cmd_as(OTHER, &["token", "--sources", "gh,env"]).system_path();
    let first = token().run().ok();
    for _ in 0..3 {
        token().run().ok_stdout(&format!("{first}\n"));
    }
    assert_eq!((world.gh_calls().len(), world.exchanges()), (1, 1));
    // A new login changes gh's record.
    world.gh_hosts_yml(HOSTS);
    world.fake_gh_token(ONE);
    token().run().ok();
    assert_eq!((world.gh_calls().len(), world.exchanges()), (2, 2));
}

#[test]
fn a_gh_that_crashes_is_broken_and_one_that_fails_otherwise_is_asked_again() {
    let world = World::new();
    world.gh_hosts_yml(HOSTS);
    let token = || world.cmd_as(OTHER, &["token", "--sources", "gh,env"]).system_path();
    for crash in ["echo 'panic: nil' >&2; exit 2", "exit 137"] {
        world.fake_gh(crash);
        assert!(token().run().fails(1).contains("broken login of gh"), "{crash}");
    }
    world.fake_gh("echo 'dial unix: connection refused' >&2; exit 1");
    token().run().ok();
    world.fake_gh_token(ONE);
    assert_eq!(token().arg("--json").run().ok_json()["source"], "gh");
}
