//! A real terminal, and interruptions: one line is redrawn, and nothing is left behind.

use super::assert_logged_in;
use crate::world::{
    Answer, ON_A_TERMINAL, Run, Running, World, codes, installed, oauth_error, signals_end_processes,
};

fn on_a_terminal(world: &World, term: Option<&str>) -> Run {
    let sign_in = world.sign_in();
    sign_in.codes([codes().field("expires_in", 300)]);
    sign_in.polls(std::iter::repeat_n(oauth_error("authorization_pending"), 3));
    sign_in.polls([sign_in.granted("octocat").0]);
    world.install();
    let cmd = world.tool("python3", &["-c", ON_A_TERMINAL, "40", "copilot-token", "login"]);
    match term {
        Some(term) => cmd.env("TERM", term).run(),
        None => cmd.env_remove("TERM").run(),
    }
}

#[test]
fn a_terminal_shows_the_time_left_in_one_line_that_is_redrawn() {
    if !installed(&["python3"]) {
        return;
    }
    let run = on_a_terminal(&World::new(), Some("xterm-256color"));
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stdout.contains("gave you.\r\nwaiting, 5 minutes left\r"), "{run:#?}");
    // Spaces erase the line before the next one: a terminal might not know an escape sequence.
    assert!(
        run.stdout.contains("\r                       \rLogged in to github.com as octocat\r\n"),
        "{run:#?}"
    );
    assert!(!run.stdout.contains('\u{1b}'), "{run:#?}");
}

#[test]
fn a_dumb_terminal_gets_static_lines() {
    if !installed(&["python3"]) {
        return;
    }
    for term in [Some("dumb"), None] {
        let run = on_a_terminal(&World::new(), term);
        assert_eq!(run.code, 0, "{run:#?}");
        assert!(run.stdout.contains("gave you.\r\nLogged in"), "{run:#?}");
        assert!(!run.stdout.replace("\r\n", "").contains('\r'), "{run:#?}");
    }
}

#[test]
fn without_a_terminal_nothing_is_redrawn() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([oauth_error("authorization_pending"), sign_in.granted("octocat").0]);
    let run = world.cmd(&["login"]).env("TERM", "xterm").run();
    assert_logged_in(&run, "octocat");
    assert!(!run.stderr.contains(['\r', '\u{1b}']), "{run:#?}");
}

#[test]
fn a_failure_takes_the_line_away_first() {
    if !installed(&["python3"]) {
        return;
    }
    let world = World::new();
    world.sign_in().polls([oauth_error("authorization_pending"), oauth_error("access_denied")]);
    world.install();
    let cmd = world.tool("python3", &["-c", ON_A_TERMINAL, "40", "copilot-token", "login"]);
    let run = cmd.env("TERM", "xterm").run();
    assert_eq!(run.code, 4, "{run:#?}");
    assert!(run.stdout.contains(" \rcopilot-token: login declined"), "{run:#?}");
}

/// The steps at which a login can be interrupted: the path of the last request, whose answer is held back.
const STEPS: [&str; 4] =
    ["/login/device/code", "/login/oauth/access_token", "/user", "/copilot_internal/v2/token"];

/// Ends a login at each step and checks what is left.
fn ended_at_each_step(end: fn(&mut Running)) {
    for step in STEPS {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([sign_in.granted("octocat").0]);
        let other = sign_in.clone();
        world.api(move |request| if request.path == step { Answer::hang() } else { other.answer(request) });
        if step == STEPS[3] {
            world.answer(Answer::hang());
        }
        let mut running = world.cmd(&["login"]).spawn();
        world.until("it is there", |world| world.requests().iter().any(|request| request.path == step));
        end(&mut running);
        let run = running.wait();
        assert_eq!(run.code, -1, "a signal ends it: {run:#?}");
        // Only a complete login is stored, and nothing else is left.
        let kept: &[&str] = if step == STEPS[3] { &["octocat@github.com.json"] } else { &[] };
        assert_eq!(world.login_files(), kept, "{step}");
    }
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    if !signals_end_processes() {
        return;
    }
    ended_at_each_step(|running| {
        let pid = rustix::process::Pid::from_raw(running.pid().cast_signed()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    });
}

#[test]
fn neither_does_a_kill() {
    ended_at_each_step(|running| running.kill());
}
