//! gh's login as it changes, breaks, or is kept in unusual places: never another account's session than gh's own.

use std::fs;

use crate::world::{Answer, Cmd, World};

const ONE: &str = "gho_one0000000000000000";
const TWO: &str = "gho_two0000000000000000";
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
    // The other login is there when gh reads its file, and gone again when anybody looks.
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
    // gh writes its file anew, and the token into a keyring.
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
        // gh runs in the root folder, where nothing of ours can be put: it has no record, and what lies under that
        // name where we are is none.
        world.write("relative/hosts.yml", "one");
        world.write("relative/.config/gh/hosts.yml", "one");
        world.fake_gh_token(ONE);
        let token = || gh(&world).env(name, value).env("XDG_CACHE_HOME", world.home().join("cache"));
        let first = token().run().ok();
        world.write("relative/hosts.yml", "two");
        world.write("relative/.config/gh/hosts.yml", "two");
        token().run().ok_stdout(&format!("{first}\n"));
        assert_eq!(world.gh_calls().len(), 1, "{name}={value}");
    }
}

#[test]
fn a_configuration_that_gh_cannot_read_is_broken_and_no_other_account_is_used() {
    let world = World::new();
    world.gh_hosts_yml(HOSTS);
    let words = "failed to read configuration: invalid config file ~/.config/gh/hosts.yml: yaml";
    world.fake_gh(&format!("echo '{words}' >&2; exit 1"));
    let cmd = world.cmd_as("ghu_other00000000000000000000000000000000", &["token", "--sources", "gh,env"]);
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
