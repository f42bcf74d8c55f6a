//! What must stay unchanged for gh's login to remain cached, and for which account gh is asked.

use std::fs;
use std::time::Duration;

use crate::world::{Cmd, World};

const ONE: &str = "gho_one0000000000000000";
const TWO: &str = "gho_two0000000000000000";
const HOSTS: &str = "github.com:\n    user: octocat\n";
const TWO_ACCOUNTS: &str =
    "github.com:\n    users:\n        hubot:\n        octocat:\n    git_protocol: https\n    user: octocat\n";

fn used(world: &World) -> String {
    let requests = world.requests();
    requests.last().unwrap().header("authorization").unwrap().strip_prefix("Bearer ").unwrap().to_owned()
}

fn gh(world: &World) -> Cmd<'_> {
    world.cmd(&["token", "--sources", "gh"]).system_path()
}

#[test]
fn without_a_record_of_the_host_a_switch_in_the_keyring_is_seen() {
    for record in [None, Some("acme.ghe.com:\n    user: octo-acme\n"), Some("# github.com:\n")] {
        let world = World::new();
        record.map(|record| world.gh_hosts_yml(record));
        world.fake_gh_token(ONE);
        gh(&world).run().ok();
        world.fake_gh_token(TWO);
        gh(&world).run().ok();
        assert_eq!((used(&world).as_str(), world.gh_calls().len()), (TWO, 2), "{record:?}");
        // gh prints the token again, and its session is still cached.
        gh(&world).run().ok();
        assert_eq!((world.exchanges(), world.gh_calls().len()), (2, 3), "{record:?}");
    }
}

#[test]
fn with_a_record_of_the_host_gh_is_asked_once() {
    let world = World::new();
    world.gh_hosts_yml(HOSTS);
    world.fake_gh_token(ONE);
    for _ in 0..3 {
        gh(&world).run().ok();
    }
    assert_eq!(world.gh_calls().len(), 1);
}

#[test]
fn without_a_record_only_that_there_is_no_login_is_remembered() {
    let world = World::new();
    world.fake_gh("echo 'no oauth token' >&2; exit 1");
    for _ in 0..3 {
        gh(&world).run().fails(4);
    }
    assert_eq!(world.gh_calls().len(), 1);
}

#[test]
fn a_replaced_gh_is_asked_again() {
    let world = World::new();
    world.gh_hosts_yml(HOSTS);
    world.fake_gh_token(ONE);
    gh(&world).run().ok();
    // An upgrade: a new file under the same name.
    world.fake_gh_token(TWO);
    let (program, new) = (world.bin().join("gh"), world.bin().join("gh.new"));
    fs::copy(&program, &new).unwrap();
    fs::rename(&new, &program).unwrap();
    gh(&world).run().ok();
    assert_eq!(used(&world), TWO);
    // Another gh, earlier in PATH.
    let first = world.home().join("first");
    fs::create_dir(&first).unwrap();
    fs::copy(world.bin().join("gh"), first.join("gh")).unwrap();
    let path = format!("{}:{}:/usr/bin:/bin", first.display(), world.bin().display());
    gh(&world).env("PATH", path).run().ok();
    assert_eq!(world.gh_calls().len(), 3);
}

#[test]
fn a_record_that_was_written_anew_is_noticed_even_if_content_and_time_are_the_same() {
    let world = World::new();
    let hosts = world.gh_hosts_yml(HOSTS);
    world.fake_gh_token(ONE);
    gh(&world).run().ok();
    let modified = fs::metadata(&hosts).unwrap().modified().unwrap();
    let new = world.write(".config/gh/hosts.new", HOSTS);
    fs::File::options().write(true).open(&new).unwrap().set_modified(modified).unwrap();
    fs::rename(&new, &hosts).unwrap();
    world.fake_gh_token(TWO);
    gh(&world).run().ok();
    assert_eq!(used(&world), TWO);
}

#[test]
fn an_account_that_gh_does_not_have_is_answered_with_those_that_it_has() {
    for body in [
        "echo 'unknown flag: --user' >&2; exit 1",
        "echo 'no oauth token found for github.com account octocta' >&2; exit 1",
    ] {
        let world = World::new();
        world.gh_hosts_yml(TWO_ACCOUNTS);
        world.fake_gh(body);
        let run = gh(&world).args(["--user", "octocta"]).run();
        let says = "gh: no login of octocta: it has hubot, octocat";
        assert!(run.fails(4).contains(says), "{}", run.stderr);
        assert!(run.stderr.contains("\nhint: --user takes one of the logins"), "{}", run.stderr);
    }
}

#[test]
fn a_gh_that_is_too_old_is_blamed_only_if_it_has_the_account() {
    let world = World::new();
    world.fake_gh("echo 'unknown flag: --user' >&2; exit 1");
    let run = |world: &World| gh(world).args(["--user", "Octocat"]).run();
    assert!(run(&world).fails(4).contains("gh: no login"));
    world.gh_hosts_yml(TWO_ACCOUNTS);
    assert!(run(&world).fails(1).contains("too old"));
}

/// GitHub's tokens before 2021 had 40 hexadecimal digits; a login has at most 39 characters.
#[test]
fn what_cannot_be_a_login_never_becomes_an_argument_of_gh() {
    let world = World::new();
    world.gh_hosts_yml(HOSTS);
    world.fake_gh_token(ONE);
    for user in ["0123456789abcdef0123456789abcdef01234567", "ghu_short", "-h", "a b", "octo;cat"] {
        let run = gh(&world).env("COPILOT_TOKEN_USER", user).deadline(Duration::from_secs(10)).run();
        assert_ne!(run.code, 0, "{user}");
    }
    assert_eq!(world.gh_calls().len(), 0);
}
