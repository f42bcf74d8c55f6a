//! Many processes at the time of a renewal, and processes that are stopped or killed during it: a refresh token is
//! sent once, and GitHub's answer is not lost.

use serde_json::json;

use crate::world::{Answer, Pair, Run, Running, SignIn, World, side_by_side, signals_end_processes};

fn world_with_login(ends_in: i64) -> (World, SignIn, Pair) {
    let world = World::new();
    let sign_in = world.sign_in();
    let pair = sign_in.pair("octocat");
    world.put_login("octocat", &pair, ends_in, |_| {});
    if ends_in <= 0 {
        sign_in.ends(&pair.token);
    }
    (world, sign_in, pair)
}

/// Starts the processes after one that has sent the refresh token and waits for the answer.
fn crowd<'w>(world: &'w World, sign_in: &SignIn, words: &[&[&str]]) -> Vec<Run> {
    sign_in.bend_renewal(Answer::held);
    let first = world.cmd(words[0]).spawn();
    world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
    let others: Vec<Running<'w>> = words[1..].iter().map(|words| world.cmd(words).spawn()).collect();
    world.until("the others wait", |_| others.iter().all(Running::waits_for_a_lock));
    world.let_go();
    [first].into_iter().chain(others).map(Running::wait).collect()
}

#[test]
fn thirty_processes_send_a_refresh_token_once() {
    for ends_in in [200, -60] {
        let (world, sign_in, pair) = world_with_login(ends_in);
        let runs = crowd(&world, &sign_in, &[&["token"][..]; 30]);
        for run in &runs {
            run.ok();
        }
        assert_eq!(sign_in.sent(), [pair.refresh_token.as_str()]);
        let stored = world.login("octocat");
        assert_eq!(sign_in.owner(stored["token"].as_str().unwrap()).as_deref(), Some("octocat"));
        assert_eq!(world.exchanges(), 1);
    }
}

#[test]
fn thirty_processes_without_a_cache_send_a_refresh_token_once() {
    let (world, sign_in, pair) = world_with_login(-60);
    for run in crowd(&world, &sign_in, &[&["token", "--no-cache"][..]; 30]) {
        run.ok();
    }
    assert_eq!(sign_in.sent(), [pair.refresh_token.as_str()]);
}

#[test]
fn thirty_processes_behind_a_401_send_a_refresh_token_once() {
    let (world, sign_in, pair) = world_with_login(20_000);
    sign_in.ends(&pair.token);
    sign_in.bend_renewal(Answer::held);
    let running: Vec<_> = (0..30).map(|_| world.cmd(&["token"]).spawn()).collect();
    world.until("one sends it and the others wait", |_| {
        sign_in.sent().len() == 1 && running.iter().filter(|running| running.waits_for_a_lock()).count() == 29
    });
    world.let_go();
    for running in running {
        running.wait().ok();
    }
    assert_eq!(sign_in.sent(), [pair.refresh_token.as_str()]);
}

#[test]
fn a_crowd_shares_a_renewal_that_fails() {
    let (world, sign_in, pair) = world_with_login(-60);
    sign_in.renewals([Answer::status(503, "{}").held()]);
    let first = world.cmd(&["token"]).spawn();
    world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
    let others: Vec<_> = (0..20).map(|_| world.cmd(&["token"]).spawn()).collect();
    world.until("the others wait", |_| others.iter().all(Running::waits_for_a_lock));
    world.let_go();
    for running in [first].into_iter().chain(others) {
        running.wait().fails(3);
    }
    assert_eq!(sign_in.sent().len(), 1);
    assert_eq!(world.login("octocat")["refresh_token"], json!(pair.refresh_token));
}

#[test]
fn a_killed_process_frees_the_lock_and_the_next_one_tries() {
    // Killed before GitHub has spent the refresh token: nothing is lost.
    let (world, sign_in, pair) = world_with_login(-60);
    sign_in.renewals([Answer::hang()]);
    let mut holder = world.cmd(&["token"]).spawn();
    world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
    holder.kill();
    holder.wait();
    assert_eq!(world.login("octocat")["token"], json!(pair.token));
    world.run(&["token"]).ok();
    assert_eq!(sign_in.sent().len(), 2);
}

#[test]
fn behind_a_stopped_process_nothing_is_renewed() {
    side_by_side([(200, true), (-60, false)], |(ends_in, lives)| {
        let (world, sign_in, pair) = world_with_login(ends_in);
        sign_in.renewals([Answer::hang()]);
        let mut holder = world.cmd(&["token"]).spawn();
        world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
        holder.stop();
        let run = world.run(&["token", "--timeout", "3s"]);
        // A valid token is used; without the lock it is not renewed.
        if lives {
            run.ok();
        } else {
            run.fails(3);
        }
        assert_eq!(sign_in.sent().len(), 1);
        assert_eq!(world.login("octocat")["token"], json!(pair.token));
        holder.kill();
        holder.wait();
        world.run(&["refresh"]).ok();
        assert_eq!(sign_in.sent().len(), 2);
    });
}

#[test]
fn a_logout_is_not_undone_by_a_renewal_under_way() {
    let (world, sign_in, _) = world_with_login(-60);
    sign_in.bend_renewal(Answer::held);
    let renewal = world.cmd(&["token"]).spawn();
    world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
    let logout = world.cmd(&["logout"]).spawn();
    world.until("logout waits", |_| logout.waits_for_a_lock());
    world.let_go();
    renewal.wait().ok();
    assert_eq!(logout.wait().code, 0);
    assert_eq!(world.login_files(), Vec::<String>::new());
}

#[test]
fn a_new_login_is_not_overwritten_by_a_renewal_under_way() {
    let (world, sign_in, _) = world_with_login(-60);
    sign_in.bend_renewal(Answer::held);
    let renewal = world.cmd(&["token"]).spawn();
    world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
    let (granted, token) = sign_in.granted("octocat");
    sign_in.polls([granted]);
    let login = world.cmd(&["login"]).spawn();
    world.until("login waits", |_| login.waits_for_a_lock());
    world.let_go();
    renewal.wait().ok();
    assert_eq!(login.wait().code, 0);
    assert_eq!(world.login("octocat")["token"], token.as_str());
}

#[test]
fn killed_at_any_moment_a_login_is_whole_and_good() {
    let (world, sign_in, _) = world_with_login(-60);
    for i in 0..30 {
        // If the process dies between GitHub's answer and the write to disk, the pair is lost. The test restores a
        // lost pair by hand; a torn file would stay.
        let mut running = world.cmd(&["token"]).spawn();
        world.until("a renewal is sent", |_| sign_in.sent().len() > i);
        running.kill();
        running.wait();
        let stored = world.login("octocat");
        assert!(stored["token"].as_str().is_some_and(|token| token.starts_with("ghu_")), "{stored}");
        assert_eq!(world.run(&["status", "--json"]).stdout_json()["github_token"]["source"], "login");
        let pair = sign_in.pair("octocat");
        world.put_login("octocat", &pair, -60, |_| {});
    }
}

/// Asserts that the renewed pair is on disk.
#[track_caller]
fn assert_renewed(world: &World, sign_in: &SignIn, pair: &Pair) {
    let stored = world.login("octocat");
    assert_ne!(stored["token"], json!(pair.token));
    assert_eq!(sign_in.owner(stored["token"].as_str().unwrap()).as_deref(), Some("octocat"));
    assert_eq!(sign_in.sent(), [pair.refresh_token.as_str()]);
}

#[test]
fn a_signal_ends_a_process_after_its_renewal_is_kept() {
    if !signals_end_processes() {
        return;
    }
    use rustix::process::Signal;
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        for command in [&["token"][..], &["exec", "--proxy", "--", "/bin/false"]] {
            let (world, sign_in, pair) = world_with_login(200);
            sign_in.bend_renewal(Answer::held);
            let running = world.cmd(command).spawn();
            world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
            running.signal(signal);
            world.let_go();
            let run = running.wait();
            assert_eq!((run.code, run.stdout.as_str()), (-1, ""), "{signal:?}: {run:#?}");
            assert_renewed(&world, &sign_in, &pair);
        }
    }
}

/// A world with a cached session and a login due for renewal, whose renewal is held back.
fn world_with_session() -> (World, SignIn, Pair) {
    let (world, sign_in, pair) = world_with_login(600);
    world.run(&["token"]).ok();
    world.put_login("octocat", &pair, 100, |_| {});
    sign_in.bend_renewal(Answer::held);
    (world, sign_in, pair)
}

#[test]
fn a_proxy_whose_command_ends_keeps_a_renewal_under_way() {
    if !crate::world::installed(&["curl"]) {
        return;
    }
    let (world, sign_in, pair) = world_with_session();
    let until = |file: &str| {
        let path = world.home().join(file);
        let path = path.display();
        format!("until [ -e {path} ] || ! [ -d {} ]; do sleep 0.02; done", world.home().display())
    };
    let asks = "curl -s -H \"Authorization: Bearer $GITHUB_COPILOT_API_TOKEN\" \"$COPILOT_API_URL/models\"";
    let script =
        format!("echo ready; {}; {asks} >/dev/null 2>&1 & {}; echo over; exit 3", until("go"), until("end"));
    let running = world.cmd(&["exec", "--proxy", "--", "sh", "-c", &script]).system_path().spawn();
    let says = |word: &str| world.until(word, |_| running.lines()[0].iter().any(|line| line == word));
    says("ready");
    world.run(&["clear-cache"]).ok();
    world.write("go", "");
    world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
    world.write("end", "");
    says("over");
    world.let_go();
    assert_eq!(running.wait().code, 3);
    assert_renewed(&world, &sign_in, &pair);
}

#[test]
fn a_proxy_that_is_told_to_stop_keeps_a_renewal_that_nobody_waits_for() {
    use std::io::Write;
    use std::net::TcpStream;
    let (world, sign_in, pair) = world_with_session();
    let serve = world.cmd(&["serve"]).spawn();
    world.until("it listens", |_| serve.lines()[0].len() == 2);
    world.run(&["clear-cache"]).ok();
    let [base_url, key] = &serve.lines()[0][..] else { panic!("{:?}", serve.lines()) };
    let address = base_url.strip_prefix("http://").unwrap().strip_suffix("/v1").unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    write!(client, "GET /models HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\r\n").unwrap();
    world.until("the refresh token is sent", |_| sign_in.sent().len() == 1);
    drop(client);
    serve.signal(rustix::process::Signal::TERM);
    world.until("it listens no longer", |_| TcpStream::connect(address).is_err());
    world.let_go();
    assert_eq!(serve.wait().code, 0);
    assert_renewed(&world, &sign_in, &pair);
}
