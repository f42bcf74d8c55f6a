//! `login --open`: which program gets the link, what is kept from it, and what happens if it fails or never ends.

use super::{assert_logged_in, talk};
use crate::world::{World, oauth_error};

const PAGE: &str = "https://github.com/login/device";

/// A browser that records its arguments and where its standard streams point.
const NOTES: &str = "printf '%s\\n' \"$0\" \"$@\" >\"$HOME/called\"\n\
    /usr/bin/readlink /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 >\"$HOME/streams\"";

/// Runs `login --open`. The user enters the code after some polls, when `$BROWSER` has been called.
fn login(world: &World, browser: Option<&str>) -> crate::world::Run {
    let sign_in = world.sign_in();
    let mut cmd = world.cmd(&["login", "--open"]).stdin_held();
    if let Some(browser) = browser {
        cmd = cmd.env("BROWSER", browser);
    }
    let running = cmd.spawn();
    world.until("it polls", |world| world.requests().len() > 3);
    sign_in.polls([oauth_error("authorization_pending"), sign_in.granted("octocat").0]);
    running.wait()
}

fn called(world: &World) -> Vec<String> {
    let text = std::fs::read_to_string(world.home().join("called")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_browser_of_choice_gets_the_link_and_none_of_our_streams() {
    let world = World::new();
    let browser = world.script("browser", NOTES);
    let run = login(&world, Some(browser.to_str().unwrap()));
    assert_logged_in(&run, "octocat");
    assert_eq!(called(&world), [browser.to_str().unwrap(), PAGE]);
    assert!(!talk(&run).iter().any(|line| line.contains("could not be opened")), "{run:#?}");
    if cfg!(target_os = "linux") {
        let streams = std::fs::read_to_string(world.home().join("streams")).unwrap();
        assert_eq!(streams.lines().next(), Some("/dev/null"), "{streams}");
        assert_eq!(streams.lines().nth(2), Some("/dev/null"), "{streams}");
    }
}

#[test]
fn arguments_and_a_list_are_understood() {
    let world = World::new();
    world.script("browser", NOTES);
    let run = login(&world, Some("missing-browser:browser --new %s"));
    assert_logged_in(&run, "octocat");
    assert_eq!(called(&world)[1..], ["--new", PAGE]);
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_choice_the_platforms_opener_is_used() {
    let world = World::new();
    world.script("xdg-open", NOTES);
    assert_logged_in(&login(&world, None), "octocat");
    assert_eq!(called(&world)[1..], [PAGE]);
}

#[test]
fn a_browser_that_fails_is_reported_and_the_login_goes_on() {
    for browser in ["failing-browser", "missing-browser", "/", " : ", "\u{1b}[31m"] {
        let world = World::new();
        world.script("failing-browser", "exit 3");
        let run = login(&world, Some(browser));
        assert_logged_in(&run, "octocat");
        let said: Vec<_> =
            talk(&run).into_iter().filter(|line| line.contains("could not be opened")).collect();
        assert_eq!(said.len(), 1, "{browser}: {run:#?}");
        assert!(!said[0].contains('\u{1b}'), "{said:?}");
    }
}

#[test]
fn a_browser_that_never_ends_holds_nobody_up() {
    let world = World::new();
    let pid = world.home().join("pid");
    world.script("hanging-browser", &format!("echo $$ >'{}'\nwhile :; do sleep 1; done", pid.display()));
    let sign_in = world.sign_in();
    sign_in.polls([oauth_error("authorization_pending"), sign_in.granted("octocat").0]);
    let cmd = world.cmd(&["login", "--open"]).system_path().env("BROWSER", "hanging-browser");
    assert_logged_in(&cmd.run(), "octocat");
    // The browser belongs to the user: it keeps running until this test kills it.
    world.until("the browser has begun", |_| std::fs::read_to_string(&pid).is_ok_and(|pid| !pid.is_empty()));
    let pid: i32 = std::fs::read_to_string(&pid).unwrap().trim().parse().unwrap();
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).expect("it lives");
}

#[test]
fn without_the_option_nothing_is_opened() {
    let world = World::new();
    world.script("browser", NOTES);
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octocat").0]);
    assert_logged_in(&world.cmd(&["login"]).env("BROWSER", "browser").run(), "octocat");
    assert_eq!(called(&world), Vec::<String>::new());
}
