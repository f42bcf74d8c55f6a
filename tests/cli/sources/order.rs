//! Where the GitHub token is found, in which order, and what ends the search.

use std::fs;

use crate::world::{Answer, World};

const VARIABLES: [&str; 5] =
    ["COPILOT_GITHUB_TOKEN", "GITHUB_COPILOT_TOKEN", "GH_COPILOT_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

fn token(name: &str) -> String {
    format!("ghu_{}0000000000000000", name.to_lowercase().replace('_', "x"))
}

/// The GitHub token of the last exchange.
fn used(world: &World) -> String {
    let requests = world.requests();
    requests.last().unwrap().header("authorization").unwrap().strip_prefix("Bearer ").unwrap().to_owned()
}

#[test]
fn the_first_variable_that_is_set_wins() {
    for first in 0..VARIABLES.len() {
        let world = World::new();
        let cmd = world.cmd(&["token", "--json"]);
        let cmd = VARIABLES[first..].iter().fold(cmd, |cmd, name| cmd.env(name, token(name)));
        assert_eq!(cmd.run().ok_json()["source"], VARIABLES[first]);
        assert_eq!(used(&world), token(VARIABLES[first]));
    }
}

#[test]
fn white_space_around_a_token_is_not_part_of_it() {
    let world = World::new();
    world.cmd(&["token"]).env("GH_TOKEN", "  ghu_abcdefgh\r\n").run().ok();
    assert_eq!(used(&world), "ghu_abcdefgh");
    world.cmd(&["token"]).env("GH_TOKEN", " \n").env("GITHUB_TOKEN", "ghu_ijklmnop").run().ok();
    assert_eq!(used(&world), "ghu_ijklmnop");
}

#[test]
fn what_cannot_be_exchanged_in_a_variable_is_passed_over_and_named() {
    let world = World::new();
    let classic = "ghp_classicClassicClassic0000";
    world.cmd(&["token"]).env("GH_TOKEN", classic).env("GITHUB_TOKEN", token("good")).run().ok();
    assert_eq!(used(&world), token("good"));
    let session = "tid=0123456789;exp=1;ip=203.0.113.7:abcdef";
    world.session_secret(session);
    world.cmd(&["token"]).env("GH_TOKEN", session).env("GITHUB_TOKEN", token("good")).run().ok();
    let stderr = world.cmd(&["token"]).env("GH_TOKEN", classic).run().fails(4);
    assert!(stderr.contains("GH_TOKEN: classic personal access token"), "{stderr}");
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_wrong_kind_of_token_in_the_variable_of_this_program_ends_the_search() {
    let world = World::new();
    world.session_secret("tid=0123456789;exp=1;ip=203.0.113.7:abcdef");
    for (value, says) in [
        ("ghp_classicClassicClassic0000", "holds a classic personal access token (ghp_)"),
        ("tid=0123456789;exp=1;ip=203.0.113.7:abcdef", "holds a session token, not a GitHub token"),
    ] {
        let cmd = world.cmd_as(&token("good"), &["token"]).env("COPILOT_GITHUB_TOKEN", value);
        let stderr = cmd.run().fails(5);
        assert!(stderr.starts_with(&format!("copilot-token: COPILOT_GITHUB_TOKEN {says}")), "{stderr}");
        assert!(stderr.contains("or unset it"), "{stderr}");
    }
    assert_eq!(world.connections(), 0);
}

#[test]
fn a_broken_variable_stops_the_search_and_is_named() {
    for value in ["ghu_one\nghu_two", "ghu_\u{1b}[31m", "ghu_\u{e9}", "ghu_a b"] {
        let world = World::new();
        let cmd = world.cmd(&["token"]).env("COPILOT_GITHUB_TOKEN", value).env("GH_TOKEN", token("good"));
        let stderr = cmd.run().fails(1);
        assert!(stderr.contains("COPILOT_GITHUB_TOKEN"), "{stderr}");
        assert_eq!(world.connections(), 0);
    }
}

#[test]
fn the_token_file_is_the_only_source_when_it_is_named() {
    let world = World::new();
    world.secret(&token("file"));
    let path = world.write("token", format!("\n{}\n", token("file")));
    let file = path.to_str().unwrap();
    let json = |cmd: crate::world::Cmd| cmd.run().ok_json();
    let args = ["token", "--json", "--github-token-file"];
    assert_eq!(json(world.cmd_as(&token("env"), &args).arg(file))["source"], "github-token-file");
    assert_eq!(used(&world), token("file"));
    let stdin = world.cmd(&args).arg("-").stdin(format!("{}\n", token("stdin")));
    assert_eq!(json(stdin)["source"], "github-token-file");
    assert_eq!(used(&world), token("stdin"));
    for (content, code, says) in [
        ("", 4, "it is empty"),
        (" \n\n", 4, "it is empty"),
        ("ghu_a\nghu_b\n", 1, "not one line"),
        ("\"ghu_a\"", 1, "it has quotes in it"),
        ("GH_TOKEN=ghu_a", 1, "it begins with GH_TOKEN="),
        ("ghp_classic", 5, "classic personal access token"),
        ("tid=1;exp=2:ab", 5, "holds a session token"),
        (&"x".repeat(100_000), 1, "too large"),
    ] {
        fs::write(&path, content).unwrap();
        let stderr = world.cmd_as(&token("env"), &["token", "--github-token-file", file]).run().fails(code);
        assert!(stderr.contains(says), "{stderr}");
    }
    let stderr = world.cmd_as(&token("env"), &["token", "--github-token-file", "no/such"]).run().fails(4);
    assert!(stderr.contains("no/such: no such file"), "{stderr}");
    let stderr = world.cmd_as(&token("env"), &["token", "--github-token-file", "/"]).run().fails(1);
    assert!(stderr.contains("is a folder"), "{stderr}");
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn the_token_file_may_be_a_pipe() {
    let world = World::new();
    world.secret(&token("pipe"));
    let script = format!(
        "exec {} token --github-token-file <(echo {})",
        env!("CARGO_BIN_EXE_copilot-token"),
        token("pipe")
    );
    assert_eq!(world.tool("bash", &["-c", &script]).run().stdout.trim(), world.issued()[0]);
}

#[test]
fn sources_are_asked_in_the_order_given_and_no_others() {
    let world = World::new();
    world.fake_gh_token("gho_fromGh00000000000000");
    let ask = |sources: &str| {
        let cmd = world.cmd_as(&token("env"), &["refresh", "--json", "--sources", sources]).system_path();
        cmd.run().ok_json()["source"].clone()
    };
    assert_eq!(ask("env,editor,gh"), "GH_TOKEN");
    assert_eq!(ask("gh,env"), "gh");
    assert_eq!(ask("editor,gh"), "gh");
    let by_variable =
        world.cmd_as(&token("env"), &["token", "--json"]).env("COPILOT_TOKEN_SOURCES", " gh , env ");
    assert_eq!(by_variable.system_path().run().ok_json()["source"], "gh");
    let stderr = world.cmd_as(&token("env"), &["token", "--sources", "editor"]).run().fails(4);
    assert!(stderr.contains("editor: ") && !stderr.contains("gh:") && !stderr.contains("env:"), "{stderr}");
}

#[test]
fn the_final_error_names_every_source_and_why_it_gave_nothing() {
    let world = World::new();
    let stderr = world.run(&["token"]).fails(4);
    for part in ["env: no variable set", "login: no login", "editor: no login in ~", "gh: not installed"] {
        assert!(stderr.contains(part), "{stderr}");
    }
    world.fake_gh("echo 'no oauth token' >&2; exit 1");
    let stderr = world.cmd(&["token"]).system_path().run().fails(4);
    assert!(stderr.contains("gh: no login"), "{stderr}");
}

#[test]
fn the_real_gh_is_asked_and_answers() {
    let world = World::new();
    if world.tool("gh", &["--version"]).env("PATH", "/usr/local/bin:/usr/bin:/bin").run().code != 0 {
        crate::world::skipped("gh is not installed");
        return;
    }
    let gh = |args: &[&str]| world.cmd(args).env("PATH", "/usr/local/bin:/usr/bin:/bin");
    let stderr = gh(&["token"]).run().fails(4);
    assert!(stderr.contains("gh: no login"), "{stderr}");
    world.secret("gho_realGhLogin000000000000");
    world.gh_hosts_yml("github.com:\n    user: octocat\n    oauth_token: gho_realGhLogin000000000000\n    git_protocol: https\n");
    assert_eq!(gh(&["token", "--json"]).run().ok_json()["source"], "gh");
    assert_eq!(used(&world), "gho_realGhLogin000000000000");
    // gh would print the variable's token. Only we read the variable, in its own place in the search.
    let cmd =
        gh(&["token", "--sources", "gh", "--no-cache"]).env("GITHUB_TOKEN", "ghu_fromTheVariable000000");
    cmd.run().ok();
    assert_eq!(used(&world), "gho_realGhLogin000000000000");
}

#[test]
fn a_cached_gh_login_starts_no_process_until_gh_logs_in_anew() {
    let world = World::new();
    world.gh_hosts_yml("github.com:\n    user: one\n");
    world.fake_gh_token("gho_one0000000000000000");
    let gh = |args: &[&str]| world.cmd(args).system_path();
    let one = gh(&["token"]).run().ok();
    assert_eq!((gh(&["token"]).run().ok(), world.gh_calls().len()), (one.clone(), 1));
    world.gh_hosts_yml("github.com:\n    user: two\n");
    world.fake_gh_token("gho_two0000000000000000");
    let two = gh(&["token"]).run().ok();
    assert_eq!((one == two, world.gh_calls().len(), world.exchanges()), (false, 2, 2));
    assert_eq!(used(&world), "gho_two0000000000000000");
    // An ageing session is exchanged again, which needs the GitHub token.
    world.edit_entries(|entry| entry["expiresAt"] = (crate::world::now() * 1000 + 100_000).into());
    gh(&["token"]).run().ok();
    assert_eq!((world.gh_calls().len(), world.exchanges()), (3, 3));
}

#[test]
fn a_404_goes_on_to_the_next_source_and_is_remembered() {
    let world = World::new();
    world.answer_for(&token("app"), Answer::not_found());
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    world.fake_gh_token("gho_other000000000000000");
    let cmd = || world.cmd_as(&token("app"), &["token", "--json"]).system_path();
    assert_eq!(cmd().run().ok_json()["source"], "gh");
    assert_eq!(world.exchanges(), 2);
    assert_eq!(cmd().run().ok_json()["cached"], true);
    assert_eq!((world.exchanges(), world.gh_calls().len()), (2, 1));
    world.run(&["clear-cache"]).ok();
    cmd().run().ok();
    assert_eq!(world.exchanges(), 4);
}

#[test]
fn a_404_ends_the_search_where_the_token_was_named() {
    let world = World::new();
    world.answer_for(&token("app"), Answer::not_found());
    world.secret(&token("app"));
    let file = world.write("token", token("app"));
    for cmd in [
        world.cmd(&["token"]).env("COPILOT_GITHUB_TOKEN", token("app")).env("GH_TOKEN", token("good")),
        world.cmd_as(&token("good"), &["token", "--github-token-file", file.to_str().unwrap()]),
        world.cmd_as(&token("app"), &["token", "--sources", "env"]).env("GITHUB_TOKEN", token("good")),
    ] {
        cmd.run().fails(5);
    }
    // The refusal is cached, so there is only one exchange.
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn where_every_token_gets_a_404_all_are_named() {
    let world = World::new();
    world.answer(Answer::not_found());
    let stderr = world.cmd_as(&token("a"), &["token"]).env("GITHUB_TOKEN", token("b")).run().fails(5);
    for part in
        ["GH_TOKEN, GITHUB_TOKEN: refused", "login: no login", "editor: no login", "gh: not installed"]
    {
        assert!(stderr.contains(part), "{stderr}");
    }
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_401_or_403_is_not_followed_by_another_account() {
    for (answer, code) in [(Answer::bad_credentials(), 4), (Answer::no_access(), 5)] {
        let world = World::new();
        world.answer_for(&token("refused"), answer);
        world.fake_gh_token("gho_other000000000000000");
        let cmd = world.cmd_as(&token("refused"), &["token"]).env("GITHUB_TOKEN", token("good"));
        cmd.system_path().run().fails(code);
        assert_eq!((world.exchanges(), world.gh_calls().len()), (1, 0));
    }
}

#[test]
fn two_github_tokens_never_get_each_others_session() {
    let world = World::new();
    let mut sessions = Vec::new();
    for round in 0..3 {
        for name in ["a", "b"] {
            let session = world.cmd_as(&token(name), &["token"]).run().ok();
            if round == 0 {
                sessions.push(session);
            } else {
                assert_eq!(sessions[usize::from(name == "b")], session);
            }
        }
    }
    assert_ne!(sessions[0], sessions[1]);
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn however_many_places_have_something_useless_all_are_named() {
    let world = World::new();
    world.write(".config/github-copilot/apps.json", "{}");
    world.fake_gh("echo 'no oauth token found for github.com' >&2; exit 1");
    // COPILOT_GITHUB_TOKEN is excluded: a token of the wrong kind in it ends the search.
    let names = &VARIABLES[1..];
    let cmd = names.iter().fold(world.cmd(&["token"]), |cmd, name| cmd.env(name, "ghp_classic"));
    let stderr = cmd.system_path().run().fails(4);
    let first = stderr.lines().next().unwrap();
    for part in ["GITHUB_TOKEN: classic personal access token", "login, editor, gh: no login)"] {
        assert!(first.contains(part), "{first}");
    }
    assert!(names.iter().all(|name| first.contains(name)), "{first}");
}

#[test]
fn the_same_token_in_two_places_is_refused_once() {
    let world = World::new();
    world.answer(Answer::not_found());
    for words in [["token", "--no-cache"], ["refresh", "--no-cache"]] {
        let before = world.exchanges();
        world.cmd_as(&token("same"), &words).env("GITHUB_TOKEN", token("same")).run().fails(5);
        assert_eq!(world.exchanges(), before + 1);
    }
}
