//! The test world's runs: an isolated environment, a fake `gh` that records, the canary rule on every run, the checks
//! of failures.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::world::{World, set_mode};

const GITHUB_TOKEN: &str = "ghu_0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f";
const SESSION_TOKEN: &str = "tid=00112233445566778899aabbccddeeff;exp=1;ip=198.51.100.9:ffeeddccbbaa";

/// A world whose binary is the shell.
fn shell() -> World {
    World::with_binary("/bin/sh")
}

/// The message of the expected panic.
fn panics(test: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(test)).expect_err("a panic");
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()))
        .unwrap()
}

#[test]
fn a_run_sees_the_world_and_nothing_else() {
    let w = shell();
    let run = w.cmd(&["-c", "/usr/bin/env; pwd; exit 7"]).env("EXTRA", "1").env_remove("PATH").run();
    let mut lines: Vec<_> = run.stdout.lines().filter(|line| !line.starts_with("_=")).collect();
    lines.sort();
    let home = w.home().display().to_string();
    let mut expected = [
        home.clone(),
        "COPILOT_TOKEN_TIMEOUT=1m".to_owned(),
        "EXTRA=1".to_owned(),
        format!("HOME={home}"),
        format!("HTTPS_PROXY={}", w.proxy_url()),
        format!("PWD={home}"),
        format!("SSL_CERT_FILE={}", w.ca_file().display()),
    ];
    expected.sort();
    assert_eq!((lines, run.code), (expected.iter().map(String::as_str).collect(), 7));
    assert!(fs::read_to_string(w.ca_file()).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    drop(w);
    assert!(!fs::exists(home).unwrap());
}

#[test]
fn stdin_and_folder_are_as_asked() {
    let w = shell();
    let folder = w.home().join("a b");
    fs::create_dir(&folder).unwrap();
    let script = "read -r line; echo \"$line\"; pwd";
    w.cmd(&["-c", script])
        .stdin("hello\n")
        .cwd(&folder)
        .run()
        .ok_stdout(&format!("hello\n{}\n", folder.display()));
    w.run(&["-c", "read -r line || echo nothing"]).ok_stdout("nothing\n");
    let held = w.cmd(&["-c", "read -r line"]).stdin_held().deadline(Duration::from_millis(100));
    assert!(panics(|| drop(held.run())).contains("was not over after 100ms"));
    assert_eq!(w.tool("cat", &[]).stdin("x".repeat(200_000)).run().ok().len(), 200_000);
}

#[test]
fn many_run_at_once_and_can_be_killed() {
    let w = shell();
    let running: Vec<_> =
        (0..8).map(|n| w.cmd(&["-c", &format!("/bin/sleep 0.2; echo {n}")]).spawn()).collect();
    let mut victim = w.cmd(&["-c", "exec /bin/sleep 30"]).spawn();
    victim.kill();
    assert_eq!(victim.wait().code, -1);
    for (n, running) in running.into_iter().enumerate() {
        let run = running.wait();
        run.ok_stdout(&format!("{n}\n"));
        assert!(run.elapsed >= Duration::from_millis(200), "{run:?}");
    }
}

#[test]
fn a_secret_on_stderr_fails_the_test() {
    let w = shell();
    w.session_secret(SESSION_TOKEN);
    let say =
        |text: &str| w.cmd(&["-c", &format!("echo {text:?} >&2")]).env("GH_TOKEN", GITHUB_TOKEN).run().stderr;
    assert_eq!(say("tried GH_TOKEN (ghu_)"), "tried GH_TOKEN (ghu_)\n");
    for betrayal in [
        GITHUB_TOKEN,
        &GITHUB_TOKEN[..20],
        &GITHUB_TOKEN[20..],
        SESSION_TOKEN,
        "ip=198.51.100.9",
        "a ffeeddccbbaa",
    ] {
        assert!(panics(|| drop(say(betrayal))).starts_with("a secret on stderr: "), "{betrayal}");
    }
}

#[test]
fn a_secret_on_stdout_fails_the_test_where_it_is_not_the_answer() {
    let w = World::with_binary("/bin/echo");
    w.session_secret(SESSION_TOKEN);
    w.secret(GITHUB_TOKEN);
    for answers in
        ["token", "refresh --json", "headers", "env", "--host env --user=status token", "exec -- status"]
    {
        let args: Vec<_> = answers.split(' ').chain([SESSION_TOKEN]).collect();
        assert!(w.run(&args).ok().ends_with(SESSION_TOKEN));
    }
    for betrays in [
        "status",
        "base-url --json",
        "clear-cache",
        "--sources env status",
        "-v --help",
        "--user token base-url",
    ] {
        let args: Vec<_> = betrays.split(' ').chain([SESSION_TOKEN]).collect();
        assert!(panics(|| drop(w.run(&args))).starts_with("a secret on stdout: "), "{betrays}");
    }
    assert!(panics(|| drop(w.run(&["token", GITHUB_TOKEN]))).starts_with("a secret on stdout: "));
}

#[test]
fn what_the_server_issued_and_what_gh_holds_is_secret() {
    let w = shell();
    w.fake_gh_token("gho_0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f");
    assert!(panics(|| drop(w.run(&["-c", "gh auth token"]))).starts_with("a secret on stdout: "));
    assert!(
        panics(|| drop(
            w.cmd(&["-c", "cat >&2"])
                .system_path()
                .arg("--github-token-file=-")
                .stdin("gho_0123456789")
                .run()
        ))
        .starts_with("a secret on stderr")
    );
    super::client::exchange(&w, GITHUB_TOKEN).unwrap();
    for secret in [&w.issued()[0], GITHUB_TOKEN] {
        assert!(
            panics(|| drop(w.run(&["-c", &format!("echo '{secret}'")]))).starts_with("a secret on stdout: ")
        );
    }
}

#[test]
fn the_fake_gh_remembers_its_calls() {
    let w = shell();
    assert_eq!(w.gh_calls().len(), 0);
    w.fake_gh("echo out; echo err >&2; exit 3");
    let run = w.cmd(&["-c", "cd /; gh auth token --user 'a b'"]).env("SEEN", "x=y").run();
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (3, "out\n", "err\n"));
    w.run(&["-c", "gh"]);
    let calls = w.gh_calls();
    assert_eq!(calls[0].args, ["auth", "token", "--user", "a b"]);
    assert_eq!((calls[0].cwd.to_str(), calls[0].env["SEEN"].as_str()), (Some("/"), "x=y"));
    assert_eq!((calls.len(), calls[1].args.len(), calls[1].env.contains_key("SEEN")), (2, 0, false));
}

#[test]
fn cache_entries_can_be_edited_in_place() {
    let w = shell();
    assert!(w.cache_files().is_empty());
    let entry = w.write(".cache/copilot-token/session-1.json", r#"{"token":"tid=0123456789:ab","n":1}"#);
    set_mode(&entry, 0o600);
    w.write(".cache/copilot-token/lock", "");
    w.edit_entries(|json| json["n"] = 2.into());
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap();
    assert_eq!((&json["n"], &json["token"]), (&2.into(), &"tid=0123456789:ab".into()));
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&fs::metadata(&entry).unwrap()) & 0o777, 0o600);
    assert_eq!(w.cache_files(), ["lock", "session-1.json"]);
    assert!(panics(|| drop(w.run(&["-c", "echo tid=0123456789:ab"]))).starts_with("a secret on stdout"));
}

#[test]
fn a_failure_has_to_look_as_promised() {
    let w = shell();
    let fail = |text: &str| w.run(&["-c", &format!("printf '{text}' >&2; exit 3")]);
    let long = "x".repeat(190);
    assert_eq!(fail("copilot-token: no\\n").fails(3), "copilot-token: no\n");
    assert_eq!(fail("copilot-token: no\\nhint: try\\n").fails(3), "copilot-token: no\nhint: try\n");
    for text in [
        "",
        "copilot-token: no",
        "error: no\\n",
        "copilot-token: no.\\n",
        "copilot-token: no\\ntry\\n",
        "copilot-token: no\\nhint: a\\nhint: b\\n",
        "copilot-token: \\033[1mno\\n",
        "copilot-token: \\342\\200\\256no\\n",
        &format!("copilot-token: {long}\\n"),
        &format!("copilot-token: no\\nhint: {long} {long}\\n"),
    ] {
        let run = fail(text);
        panics(|| drop(run.fails(3)));
    }
    let talks = w.run(&["-c", "echo; echo copilot-token: no >&2; exit 3"]);
    assert!(panics(|| drop(talks.fails(3))).contains("left: \"\\n\""));
    panics(|| drop(fail("copilot-token: no\\n").fails(4)));
    panics(|| drop(fail("copilot-token: no\\n").fails_usage()));
    panics(|| drop(w.run(&["-c", "echo warning >&2"]).ok()));
    panics(|| drop(w.run(&["-c", "exit 1"]).ok()));
    assert_eq!(w.run(&["-c", "echo \"error: no\" >&2; exit 2"]).fails_usage(), "error: no\n");
    assert_eq!(w.run(&["-c", "echo '{\"a\":1}'"]).ok_json()["a"], 1);
}
