//! The child process `gh`: what it receives, and what it may do: hang, lie, keep pipes open, be in the wrong place.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::world::{Answer, World, random_hex, set_mode};

fn github_token() -> String {
    format!("gho_{}", random_hex(36))
}

/// Puts a `gh` into `folder` that leaves a mark when it runs.
fn trap(world: &World, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let path =
        world.script("trap", &format!(": >'{}'; echo gho_aTrap", world.home().join("sprung").display()));
    fs::copy(&path, folder.join("gh")).unwrap();
}

#[test]
fn gh_is_given_what_it_needs_and_nothing_that_it_would_echo() {
    let world = World::new();
    let (login, other) = (github_token(), format!("ghp_{}", random_hex(36)));
    world.secret(&login);
    world.fake_gh(&format!("read -r line && echo \"$line\"\nprintf '%s\\n' '{login}'"));
    let scrubbed = [
        "GH_TOKEN",
        "GITHUB_TOKEN",
        "COPILOT_GITHUB_TOKEN",
        "GITHUB_COPILOT_TOKEN",
        "GH_COPILOT_TOKEN",
        "GH_ENTERPRISE_TOKEN",
        "GITHUB_ENTERPRISE_TOKEN",
        "GH_DEBUG",
        "GH_FORCE_TTY",
    ];
    let cmd = world.cmd(&["token", "--sources", "gh"]).env("GH_HOST", "acme.ghe.com").env("KEPT", "yes");
    world.answer(Answer::granted_ghe("acme"));
    scrubbed.iter().fold(cmd, |cmd, name| cmd.env(name, &other)).stdin("gho_fromStdin\n").run().ok();
    world.cmd(&["token", "--sources", "gh", "--user", "octo-cat_x", "--no-cache"]).run();
    let calls = world.gh_calls();
    assert_eq!(calls[0].args, ["auth", "token", "--hostname", "acme.ghe.com"]);
    assert_eq!(calls[1].args, ["auth", "token", "--hostname", "github.com", "--user", "octo-cat_x"]);
    assert_eq!(calls[0].cwd, Path::new("/"));
    for name in scrubbed.iter().chain(&["GH_HOST"]) {
        assert!(!calls[0].env.contains_key(*name), "{name}");
    }
    for (name, value) in [("GH_PROMPT_DISABLED", "1"), ("GH_NO_UPDATE_NOTIFIER", "1"), ("KEPT", "yes")] {
        assert_eq!(calls[0].env.get(name).map(String::as_str), Some(value), "{name}");
    }
}

#[test]
fn a_gh_in_the_current_folder_is_never_run() {
    let world = World::new();
    let here = world.home().join("project");
    trap(&world, &here);
    trap(&world, &here.join("sub"));
    for path in [".", "", ":", "::", "sub", "./sub", "sub:.", "../project", ":/nonexistent:", "~/project"] {
        let run = world.cmd(&["token", "--sources", "gh"]).cwd(&here).env("PATH", path).run();
        assert!(run.fails(4).contains("gh: not installed"), "{path:?}: {}", run.stderr);
    }
    world.cmd(&["token", "--sources", "gh"]).cwd(&here).env_remove("PATH").run().fails(4);
    assert!(!world.home().join("sprung").exists());
}

#[test]
fn what_is_named_gh_and_is_no_program_does_not_hide_the_real_one() {
    let world = World::new();
    world.fake_gh_token(&github_token());
    let (folder, file) = (world.home().join("one"), world.home().join("two"));
    fs::create_dir_all(folder.join("gh")).unwrap();
    fs::create_dir_all(&file).unwrap();
    fs::write(file.join("gh"), "not executable").unwrap();
    set_mode(&file.join("gh"), 0o644);
    let path =
        [Path::new("relative"), &folder, &file, &world.bin()].map(|p| p.display().to_string()).join(":");
    world.cmd(&["token", "--sources", "gh"]).env("PATH", path).run().ok();
    assert_eq!(world.gh_calls().len(), 1);
}

#[test]
fn a_gh_that_hangs_is_ended_with_all_that_it_started() {
    let world = World::new();
    let marker = format!("60.{}", std::process::id());
    world.fake_gh(&format!("/bin/sleep {marker} & /bin/sleep {marker}"));
    let run = world.cmd(&["token", "--sources", "gh", "--timeout", "3s"]).run();
    assert!(run.fails(3).contains("gh gave no answer within"), "{}", run.stderr);
    // A killed process disappears from `/proc` a moment later.
    world.until("no process of gh's is left", |_| !is_running(&marker));
}

/// Whether any process has `word` as an argument.
fn is_running(word: &str) -> bool {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut lists = processes.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    lists.any(|list| list.split(|b| *b == 0).any(|argument| argument == word.as_bytes()))
}

#[test]
fn a_gh_that_leaves_a_process_with_its_pipe_is_not_waited_for() {
    let world = World::new();
    let login = github_token();
    world.secret(&login);
    let stays = format!("while [ -d '{}' ]; do /bin/sleep 0.1; done", world.home().display());
    world.fake_gh(&format!("{{ {stays}; }} & printf '%s\\n' '{login}'"));
    world.cmd(&["token", "--sources", "gh"]).run().ok();
}

#[test]
fn nothing_but_one_token_is_taken_from_gh() {
    for (body, code, said) in [
        ("printf 'gho_oneTokenHere\\ngho_twoTokensHere\\n'", 1, "broken answer from gh"),
        ("printf 'gho_token withBlank\\n'", 1, "broken answer from gh"),
        ("printf '\\033[1mgho_coloured\\033[0m\\n'", 1, "broken answer from gh"),
        ("printf 'gho_\\377\\376\\n'", 1, "broken answer from gh"),
        ("echo 'could not log in'; exit 0", 1, "broken answer from gh"),
        ("exit 0", 4, "gh: no login"),
        ("echo no oauth token >&2; exit 1", 4, "gh: no login (no oauth token)"),
        ("echo gho_shownOnStderr >&2; exit 4", 4, "gh: no login (gho_…)"),
        (
            "printf '\\033]0;x\\007bad\\nthings\\342\\200\\256' >&2; exit 1",
            4,
            "gh: no login (]0;xbad things)",
        ),
        ("printf 'ghp_classic00000000000\\n'", 5, "classic personal access token"),
        ("printf 'tid=1;exp=2:00ff\\n'", 5, "gh holds a session token"),
        ("kill -9 $$", 1, "ended by a signal"),
        ("echo 'unknown flag: --user' >&2; exit 1", 4, "gh: no login"),
        ("exec /bin/head -c 10000000 /dev/zero", 1, "ended by a signal"),
        ("/bin/head -c 10000000 /dev/zero", 1, "broken login of gh"),
        ("/bin/head -c 10000000 /dev/zero >&2; exit 1", 4, "gh: no login"),
    ] {
        let world = World::new();
        world.fake_gh(body);
        let run = world.cmd(&["token", "--sources", "gh"]).run();
        assert!(run.fails(code).contains(said), "{body}: {}", run.stderr);
        assert_eq!(world.connections(), 0, "{body}");
    }
}

#[test]
fn a_gh_that_cannot_be_run_is_named() {
    let world = World::new();
    let path = world.bin().join("gh");
    fs::write(&path, "#!/nonexistent/interpreter\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let run = world.cmd(&["token", "--sources", "gh"]).run();
    assert!(run.fails(1).contains("cannot run"), "{}", run.stderr);
}

#[test]
fn gh_is_asked_once_and_again_when_its_login_changes() {
    let world = World::new();
    let (one, two) = (github_token(), github_token());
    world.gh_hosts_yml("github.com:\n    user: one\n");
    world.fake_gh_token(&one);
    let words = ["token", "--sources", "gh"];
    let first = world.cmd(&words).run().ok();
    assert_eq!(world.cmd(&words).run().ok(), first);
    assert_eq!((world.gh_calls().len(), world.exchanges()), (1, 1));

    world.fake_gh_token(&two);
    world.gh_hosts_yml("github.com:\n    user: two\n");
    let second = world.cmd(&words).run().ok();
    assert_ne!(second, first);
    assert_eq!(world.requests()[1].github_token.as_deref(), Some(two.as_str()));
    assert_eq!((world.gh_calls().len(), world.exchanges()), (2, 2));
    // A cached login belongs to one PATH and one account.
    world.cmd(&words).args(["--user", "one"]).run().ok();
    assert_eq!(world.gh_calls().len(), 3);
}

#[test]
fn a_record_of_logins_that_hangs_or_never_ends_is_not_read() {
    let world = World::new();
    world.fake_gh_token(&github_token());
    let path = world.gh_hosts_yml("");
    fs::remove_file(&path).unwrap();
    world.tool("mkfifo", &[path.to_str().unwrap()]).run();
    let words = ["token", "--sources", "gh"];
    world.cmd(&words).run().ok();
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
    world.cmd(&words).run().ok();
    assert_eq!(world.gh_calls().len(), 2);
}
