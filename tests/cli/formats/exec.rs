//! `exec`, observed from its command: what the command inherits, and what the caller learns about its end.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::hostile;
use crate::world::{Answer, Cmd, World, set_mode};

const TOKEN: &str = "ghu_theTokenOfExec000000000000000000";

/// `exec` of a command, with the machine's programs in PATH.
fn exec<'w>(world: &'w World, command: &[&str]) -> Cmd<'w> {
    world.cmd_as(TOKEN, &[&["exec", "--"], command].concat()).system_path()
}

#[test]
fn the_command_has_our_process() {
    let world = World::new();
    let running = exec(&world, &["sh", "-c", "echo $$"]).spawn();
    let pid = running.pid();
    running.wait().ok_stdout(&format!("{pid}\n"));
}

#[test]
fn its_exit_code_and_its_signal_are_the_commands_own() {
    let world = World::new();
    world.install();
    for code in [0, 1, 2, 4, 42, 125, 127, 255] {
        let run = exec(&world, &["sh", "-c", &format!("exit {code}")]).run();
        assert_eq!((run.code, run.stderr.as_str()), (code, ""));
    }
    for (signal, status) in [("TERM", 143), ("USR1", 138), ("KILL", 137)] {
        let script = format!("copilot-token exec -- sh -c 'kill -{signal} $$'; echo $?");
        let run = world.tool("bash", &["-c", &script]).env("GH_TOKEN", TOKEN).run();
        assert_eq!(run.stdout, format!("{status}\n"), "{signal}");
    }
}

#[test]
fn a_signal_to_us_is_a_signal_to_the_command() {
    let world = World::new();
    world.install();
    let ready = world.home().join("ready");
    let child = "trap 'echo caught; exit 7' TERM; : >ready; while :; do sleep 0.01; done";
    let running = exec(&world, &["sh", "-c", child]).spawn();
    world.until("the command runs", |_| ready.exists());
    world.tool("sh", &["-c", &format!("kill -TERM {}", running.pid())]).run().ok();
    let run = running.wait();
    assert_eq!((run.code, run.stdout.as_str()), (7, "caught\n"));
}

#[test]
fn stdin_and_both_outputs_are_the_commands_own() {
    let world = World::new();
    let run = exec(&world, &["sh", "-c", "cat; echo err >&2"]).stdin("line\n\0\u{ff}no end").run();
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "line\n\0\u{ff}no end", "err\n"));
}

#[test]
fn every_session_token_arrives_and_so_do_the_other_variables() {
    for token in hostile::tokens() {
        let world = hostile::world(&token);
        let asked = ["exec", "-e", "MY_KEY=token", "--preset", "openai", "--"];
        let show =
            ["sh", "-c", "printf '%s\\n' \"$MY_KEY\" \"$OPENAI_API_KEY\" \"$OPENAI_BASE_URL\" \"$KEPT\""];
        let cmd = world.cmd_as(TOKEN, &[&asked[..], &show].concat()).system_path();
        let run = cmd.env("OPENAI_API_KEY", "an old one").env("KEPT", "kept").run();
        run.ok_stdout(&format!("{token}\n{token}\nhttps://api.individual.githubcopilot.com\nkept\n"));
    }
}

#[test]
fn the_token_that_is_for_us_alone_stays_with_us() {
    let world = World::new();
    let ours = "ghu_forThisProgramAlone000000000000000";
    let list = |cmd: Cmd| cmd.run().ok();
    let variables = list(exec(&world, &["env"]).env("COPILOT_GITHUB_TOKEN", ours));
    assert!(!variables.contains(ours) && !variables.contains("COPILOT_GITHUB_TOKEN"), "{variables}");
    assert!(variables.contains(&format!("GH_TOKEN={TOKEN}")), "{variables}");
    assert_eq!(world.requests()[0].github_token.as_deref(), Some(ours));
    for name in ["GITHUB_COPILOT_TOKEN", "GH_COPILOT_TOKEN"] {
        let variables = list(exec(&world, &["env"]).env(name, ours));
        assert!(!variables.contains(ours) && !variables.contains(name), "{variables}");
    }
    // A variable that is set explicitly is kept.
    let args = ["exec", "-e", "COPILOT_GITHUB_TOKEN=base-url", "--", "printenv", "COPILOT_GITHUB_TOKEN"];
    let url = list(world.cmd_as(TOKEN, &args).system_path().env("COPILOT_GITHUB_TOKEN", ours));
    assert_eq!(url, "https://api.individual.githubcopilot.com");
}

#[test]
#[cfg(target_os = "linux")]
fn the_command_inherits_no_descriptor_signal_setting_or_limit_of_ours() {
    let world = World::new();
    let state = "ls /proc/self/fd; ulimit -a; umask; grep ^Sig /proc/self/status";
    // Signals 32 and 33 belong to the C library; the starting program decides their state.
    let seen = |cmd: Cmd| {
        let text = cmd.run().ok();
        let lines = text.lines().map(|line| match line.split_once(":\t") {
            Some((name, mask)) if name.starts_with("Sig") && name != "SigQ" => {
                let mask = u64::from_str_radix(mask, 16).expect("a set of signals");
                format!("{name}: {:x}", mask & !(3 << 31))
            }
            Some(("SigQ", _)) => String::new(),
            _ => line.to_owned(),
        });
        lines.collect::<Vec<_>>()
    };
    let bare = seen(world.tool("sh", &["-c", state]));
    assert!(bare.iter().any(|line| line == "SigBlk: 0"), "{bare:?}");
    for kind in ["exchanged", "cached"] {
        assert_eq!(seen(exec(&world, &["sh", "-c", state])), bare, "{kind}");
    }
    // 3 is PR_GET_DUMPABLE. If our memory protection were inherited, the command's own debugger could not attach.
    if !crate::world::installed(&["perl"]) {
        return;
    }
    let number = if cfg!(target_arch = "x86_64") { 157 } else { 167 };
    let ask = format!("print syscall({number}, 3, 0, 0, 0)");
    assert_eq!(exec(&world, &["perl", "-e", &ask]).run().ok(), "1");
}

#[test]
fn no_lock_is_held_while_the_command_runs() {
    let world = World::new();
    let ready = world.home().join("ready");
    let mut running = exec(&world, &["sh", "-c", ": >ready; exec sleep 60"]).spawn();
    world.until("the command runs", |_| ready.exists());
    let locks: Vec<String> =
        world.cache_files().into_iter().filter(|name| name.starts_with("lock")).collect();
    assert!(!locks.is_empty());
    for lock in locks {
        let file = fs::File::open(world.cache_dir().join(&lock)).unwrap();
        assert!(file.try_lock().is_ok(), "{lock}");
    }
    running.kill();
}

#[test]
fn arguments_pass_through_untouched() {
    let world = World::new();
    let odd: [&[u8]; 9] = [
        b"",
        b" ",
        b"a b",
        b"line\nline",
        b"--",
        b"-e",
        b"$HOME `x` \"'",
        b"\xff\xfe",
        "\u{e9}\u{202e}".as_bytes(),
    ];
    let cmd = exec(&world, &["printf", "%s\\0"]).args(odd.map(OsStr::from_bytes));
    let run = cmd.run();
    run.ok();
    let expected: Vec<u8> = odd.iter().flat_map(|arg| [*arg, b"\0"].concat()).collect();
    assert_eq!(run.stdout_bytes, expected);
}

#[test]
fn without_a_session_token_nothing_is_run_and_the_code_is_125() {
    let world = World::new();
    let script = ["exec", "--", "sh", "-c", "echo ran; : >ran"];
    let none = world.cmd(&script).system_path().run().fails(125);
    assert!(none.contains("no GitHub token"), "{none}");
    for answer in
        [Answer::bad_credentials(), Answer::no_access(), Answer::status(503, "{}"), Answer::html(200, "")]
    {
        let world = World::new();
        world.answer(answer);
        world.cmd_as(TOKEN, &script).system_path().run().fails(125);
        assert!(!world.home().join("ran").exists());
    }
}

#[test]
fn what_cannot_be_run_is_126_and_what_is_not_there_is_127() {
    let world = World::new();
    let plain = world.write("plain", "text");
    set_mode(&plain, 0o644);
    for (command, code) in [
        ("./plain", 126),
        (".", 126),
        ("no-such-command", 127),
        ("./no-such-file", 127),
        ("", 127),
        ("no\nsuch\u{1b}[31m", 127),
    ] {
        let stderr = exec(&world, &[command, "argument"]).run().fails(code);
        assert!(stderr.contains("cannot run"), "{stderr}");
    }
    // Longer than a file name may be, and than our message lines.
    exec(&world, &[&"long".repeat(100)]).run().fails(126);
}

#[test]
fn the_command_comes_after_two_dashes_and_its_own_dashes_are_its_own() {
    let world = World::new();
    for args in
        [vec!["exec"], vec!["exec", "--"], vec!["exec", "true"], vec!["exec", "--preset", "openai", "true"]]
    {
        world.cmd_as(TOKEN, &args).run().fails_usage();
    }
    assert_eq!(world.connections(), 0);
    exec(&world, &["echo", "--json", "--host", "evil.example"])
        .run()
        .ok_stdout("--json --host evil.example\n");
}

#[test]
fn verbose_says_what_was_tried_before_the_command_takes_over() {
    let world = World::new();
    let args = ["exec", "-v", "--", "sh", "-c", "echo from the command >&2"];
    let run = world.cmd_as(TOKEN, &args).system_path().run();
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!((run.code, lines.last()), (0, Some(&"from the command")), "{run:#?}");
    assert!(lines.iter().any(|line| line.contains("asking api.github.com")), "{run:#?}");
    let failed = world.cmd_as(TOKEN, &["exec", "-v", "--", "no-such-command"]).run();
    let says = failed.stderr.lines().filter(|line| line.contains("found a GitHub token")).count();
    assert_eq!((failed.code, says), (127, 1), "{failed:#?}");
}
