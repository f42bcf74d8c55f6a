//! `exec --proxy`: what the command receives; its exit status and signals pass through.

use std::fs;

use rustix::process::Signal;

use super::TOKEN;
use crate::world::{Answer, Cmd, Running, World, installed, signals_end_processes};

/// `exec --proxy` of a command, with these options and the machine's programs in PATH.
fn exec<'w>(world: &'w World, options: &[&str], command: &[&str]) -> Cmd<'w> {
    world.cmd_as(TOKEN, &[&["exec", "--proxy"], options, &["--"], command].concat()).system_path()
}

/// Waits until the command reports that it runs.
#[track_caller]
fn until_ready(world: &World, running: &Running) {
    world.until("the command runs", |_| running.lines()[0].iter().any(|line| line == "ready"));
}

#[test]
fn curl_with_the_two_variables_alone_is_answered() {
    if !installed(&["curl"]) {
        return;
    }
    let world = World::new();
    let api = world.copilot_api();
    let script =
        "curl -sS -H \"Authorization: Bearer $GITHUB_COPILOT_API_TOKEN\" \"$COPILOT_API_URL/models\"";
    let run = exec(&world, &[], &["sh", "-c", script]).run();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout_json()["object"], "list");
    assert_eq!(api.requests().len(), 1);
    // A body that curl announces (Expect: 100-continue), and a streamed answer.
    let body = world.write("body", format!(r#"{{"stream":true,"x":"{}"}}"#, "x".repeat(2 << 20)));
    let script = format!(
        "curl -sSN --json @{} -H \"x-api-key: $OPENAI_API_KEY\" \"$OPENAI_BASE_URL/chat/completions\"",
        body.display()
    );
    let run = exec(&world, &["--preset", "openai"], &["sh", "-c", &script]).run();
    assert!(run.stdout.ends_with("data: [DONE]\n\n"), "{run:?}");
}

#[test]
fn the_command_gets_the_key_and_not_the_token() {
    let world = World::new();
    let show = |options: &[&str]| {
        let run = exec(&world, options, &["env"]).env("COPILOT_GITHUB_TOKEN", TOKEN).run();
        assert_eq!(run.code, 0, "{run:?}");
        for token in world.issued() {
            assert!(!run.stdout.contains(&token));
        }
        assert!(!run.stdout.contains("COPILOT_GITHUB_TOKEN="), "{}", run.stdout);
        run.stdout
    };
    let value = |env: &str, name: &str| {
        env.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    };
    let env = show(&[]);
    let key = value(&env, "GITHUB_COPILOT_API_TOKEN").unwrap();
    assert_eq!(key.len(), 64);
    assert!(value(&env, "COPILOT_API_URL").unwrap().ends_with("/v1"));
    assert_eq!(value(&env, "COPILOT_TOKEN_EXPIRES_AT"), None);

    let env = show(&["--preset", "openai", "--preset", "anthropic"]);
    let base = value(&env, "ANTHROPIC_BASE_URL").unwrap();
    assert!(base.starts_with("http://127.0.0.1:") && !base.ends_with("/v1"), "{base}");
    for name in ["OPENAI_BASE_URL", "OPENAI_API_BASE"] {
        assert_eq!(value(&env, name), Some(format!("{base}/v1")), "{name}");
    }
    assert_eq!(value(&env, "OPENAI_API_KEY"), value(&env, "ANTHROPIC_AUTH_TOKEN"));
    assert!(!env.contains("CUSTOM_HEADERS") && !env.contains("GITHUB_COPILOT_API_TOKEN"), "{env}");

    let env = show(&["-e", "KEY=token", "-e", "URL=base-url", "-e", "END=expires-at", "-e", "H=headers"]);
    assert_eq!(value(&env, "KEY").unwrap().len(), 64);
    assert!(value(&env, "URL").unwrap().ends_with("/v1"));
    assert_eq!((value(&env, "END").as_deref(), value(&env, "H").as_deref()), (Some(""), Some("")));
    let env = show(&["--preset", "openai", "-e", "OPENAI_BASE_URL=token"]);
    assert_eq!(value(&env, "OPENAI_BASE_URL"), value(&env, "OPENAI_API_KEY"));
}

#[test]
fn plain_http_on_loopback_stays_there_whatever_proxy_the_user_has() {
    let world = World::new();
    for (name, list, expected) in [
        ("http_proxy", "", "127.0.0.1,localhost"),
        ("HTTP_PROXY", "corp.example", "corp.example,127.0.0.1,localhost"),
        ("ALL_PROXY", "*", "*"),
        // Claude Code sends plain HTTP through this variable.
        ("https_proxy", "corp.example", "corp.example,127.0.0.1,localhost"),
    ] {
        let script = "printf '%s %s' \"$NO_PROXY\" \"${no_proxy-}\"";
        let proxy = world.proxy_url();
        let cmd = exec(&world, &[], &["sh", "-c", script]).env(name, &proxy).env("NO_PROXY", list);
        let said = cmd.env("HTTPS_PROXY", proxy).run();
        assert_eq!(said.stdout.split(' ').next(), Some(expected), "{name}: {said:?}");
    }
}

#[test]
fn its_exit_code_and_its_signal_are_the_commands_own() {
    if !signals_end_processes() {
        return;
    }
    let world = World::new();
    world.install();
    for code in [0, 1, 2, 42, 125, 255] {
        let run = exec(&world, &[], &["sh", "-c", &format!("exit {code}")]).run();
        assert_eq!((run.code, run.stderr.as_str()), (code, ""));
    }
    for (signal, status) in [("TERM", 143), ("INT", 130), ("USR1", 138), ("KILL", 137), ("SEGV", 139)] {
        let script = format!("copilot-token exec --proxy -- sh -c 'kill -{signal} $$'; echo $?");
        let run = world.tool("bash", &["-c", &script]).env("GH_TOKEN", TOKEN).run();
        assert_eq!(run.stdout, format!("{status}\n"), "{signal}");
    }
}

#[test]
fn a_command_that_cannot_be_run_and_a_missing_login_have_their_codes() {
    let world = World::new();
    let file = world.write("no-program", "x");
    assert_eq!(
        exec(&world, &[], &["no-such-command"]).run().fails(127),
        "copilot-token: cannot run no-such-command: command not found\n"
    );
    exec(&world, &[], &[file.to_str().unwrap()]).run().fails(126);
    world.cmd(&["exec", "--proxy", "--", "true"]).run().fails(125);
    world.answer_for("ghu_refusedBehindTheProxy000000000000", Answer::no_access());
    world
        .cmd_as("ghu_refusedBehindTheProxy000000000000", &["exec", "--proxy", "--", "true"])
        .run()
        .fails(125);
    exec(&world, &["-e", "NAME=nonsense"], &["true"]).run().fails_usage();
}

#[test]
fn the_command_starts_even_if_github_cannot_be_reached() {
    let world = World::new();
    world.answer(Answer::status(503, "{}"));
    assert_eq!(exec(&world, &[], &["sh", "-c", "echo started"]).run().stdout, "started\n");
}

#[test]
fn signals_to_us_reach_the_command() {
    if !signals_end_processes() {
        return;
    }
    let world = World::new();
    for (signal, name) in [
        (Signal::TERM, "TERM"),
        (Signal::INT, "INT"),
        (Signal::HUP, "HUP"),
        (Signal::QUIT, "QUIT"),
        (Signal::USR1, "USR1"),
        (Signal::USR2, "USR2"),
        (Signal::ALARM, "ALRM"),
        (Signal::WINCH, "WINCH"),
    ] {
        let child =
            format!("trap 'echo caught {name}; exit 7' {name}; echo ready; while :; do sleep 0.01; done");
        let running = exec(&world, &[], &["sh", "-c", &child]).spawn();
        until_ready(&world, &running);
        running.signal(signal);
        let run = running.wait();
        assert_eq!((run.code, run.stdout), (7, format!("ready\ncaught {name}\n")));
    }
}

#[test]
fn a_timer_of_ours_ends_the_command() {
    if !installed(&["perl"]) {
        return;
    }
    let world = World::new();
    world.install();
    // A busy machine may need more than a second to start the command.
    let caught = [1, 10].into_iter().any(|seconds| {
        let script = format!(
            "alarm {seconds}; exec qw(copilot-token exec --proxy -- sh -c), \
             'trap \"echo caught; exit 7\" ALRM; while :; do sleep 0.01; done'"
        );
        let run = world.tool("perl", &["-e", &script]).env("GH_TOKEN", TOKEN).run();
        (run.code, run.stdout.as_str()) == (7, "caught\n")
    });
    assert!(caught);
}

#[test]
fn a_signal_that_we_ignore_the_command_ignores() {
    let world = World::new();
    world.install();
    let script = "trap '' HUP; copilot-token exec --proxy -- sh -c 'kill -HUP $$; echo alive'";
    let run = world.tool("sh", &["-c", script]).env("GH_TOKEN", TOKEN).run();
    assert_eq!(run.stdout, "alive\n");
}

#[test]
fn the_command_inherits_no_descriptor_and_no_blocked_signal_of_ours() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let world = World::new();
    let script = "ls /proc/self/fd; grep -E 'SigBlk|SigIgn|SigCgt' /proc/self/status";
    let seen = |said: String| {
        // Masks signals 32 and 33, which belong to the C library.
        let mask = |hex: &str| format!("{:x}", u64::from_str_radix(hex, 16).unwrap() & 0x7fff_ffff);
        said.lines()
            .map(|line| line.split_once(":\t").map_or(line.to_owned(), |(_, hex)| mask(hex)))
            .collect::<Vec<_>>()
    };
    let with = exec(&world, &[], &["sh", "-c", script]).run().stdout;
    let without = world.tool("sh", &["-c", script]).run().stdout;
    assert_eq!(seen(with), seen(without));
}

#[test]
fn the_proxy_ends_with_the_command_even_in_the_middle_of_a_stream() {
    let world = World::new();
    let api = world.copilot_api();
    let stream = api.stream_next();
    let child = "echo $COPILOT_API_URL; echo $GITHUB_COPILOT_API_TOKEN; read line";
    let mut running = exec(&world, &[], &["sh", "-c", child]).stdin_held().spawn();
    world.until("the variables", |_| running.lines()[0].len() == 2);
    let proxy = super::Served {
        address: running.lines()[0][0].trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap(),
        key: running.lines()[0][1].clone(),
        running: world.tool("true", &[]).spawn(),
    };
    let mut wire = proxy.streaming();
    wire.reply_head();
    let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", running.pid())).unwrap();
    world.tool("sh", &["-c", &format!("kill -9 {children}")]).run().ok();
    running.release();
    assert_eq!(running.wait().code, -1);
    stream.until_gone();
    assert!(std::net::TcpStream::connect(proxy.address).is_err());
}

#[test]
fn a_proxy_that_is_killed_leaves_the_command_to_its_own() {
    let world = World::new();
    let mut running = exec(&world, &[], &["sh", "-c", "echo ready; read line; echo on"]).stdin_held().spawn();
    until_ready(&world, &running);
    running.kill();
    running.release();
    assert!(running.wait().stdout.starts_with("ready\n"));
}

#[test]
fn a_key_of_the_terminal_reaches_the_command_once() {
    if !installed(&["python3"]) || !signals_end_processes() {
        return;
    }
    let world = World::new();
    world.install();
    let command = "trap 'echo caught' INT; echo ready; read line || read line; echo got $line; exit 130";
    // A pseudo-terminal on which Ctrl-C and then a line are typed.
    let program = format!(
        "import os, pty, sys\npid, terminal = pty.fork()\nif pid == 0:\n    os.execvp('copilot-token', \
         ['copilot-token', 'exec', '--proxy', '--', 'sh', '-c', \"{command}\"])\nsaid = b''\n\
         def until(word):\n    global said\n    while word not in said:\n        said += os.read(terminal, 4096)\n\
         until(b'ready')\nos.write(terminal, b'\\x03')\nuntil(b'caught')\nos.write(terminal, b'on\\n')\n\
         until(b'got on')\n_, status = os.waitpid(pid, 0)\nprint(said.count(b'caught'), os.WTERMSIG(status), os.WEXITSTATUS(status))\n"
    );
    let script = world.write("terminal.py", program);
    world.tool("python3", &[script.to_str().unwrap()]).env("GH_TOKEN", TOKEN).run().ok_stdout("1 0 130\n");
}
