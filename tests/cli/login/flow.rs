//! The device flow: its output, its polling rate, which failures it survives and which end it. The cases that mostly
//! wait run in parallel.

use std::time::Duration;

use super::{assert_logged_in, failure, talk};
use crate::world::{Answer, Fault, Request, World, codes, fixtures, oauth_error, side_by_side};

fn polls(world: &World) -> Vec<Request> {
    let requests = world.requests().into_iter();
    requests.filter(|request| request.path == "/login/oauth/access_token").collect()
}

/// The pauses between polls as the server sees them, from one request to the next.
fn pauses(world: &World) -> Vec<Duration> {
    polls(world).windows(2).map(|two| two[1].at - two[0].at).collect()
}

#[test]
fn a_person_gets_link_code_and_warning_and_then_a_login() {
    let world = World::new();
    let sign_in = world.sign_in();
    let (granted, token) = sign_in.granted("octocat");
    sign_in.polls([oauth_error("authorization_pending"), granted]);
    let run = world.run(&["login"]);
    let path = world.login_file("octocat");
    assert_eq!(
        run.stderr,
        format!(
            "Open https://github.com/login/device\n\
             and enter the code WDJB-MJHT\n\
             It expires in 15 minutes. The page names the app: GitHub Copilot Plugin.\n\
             Never enter a code that somebody else gave you.\n\
             Logged in to github.com as octocat\n\
             The login is kept in {}\n",
            path.display()
        )
    );
    assert_logged_in(&run, "octocat");
    assert_eq!(world.login("octocat")["token"], token.as_str());
    // The session token is already cached.
    world.run(&["token"]).ok_stdout(&format!("{}\n", world.issued()[0]));
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn the_requests_are_those_that_github_knows() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octocat").0]);
    world.run(&["login"]);
    let requests = world.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|request| (request.method.as_str(), request.host.as_str(), request.path.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("POST", "github.com", "/login/device/code"),
            ("POST", "github.com", "/login/oauth/access_token"),
            ("GET", "api.github.com", "/user"),
            ("GET", "api.github.com", "/copilot_internal/v2/token"),
        ]
    );
    for request in &requests[..2] {
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(request.header("authorization"), None);
        assert!(request.header("user-agent").unwrap().starts_with("copilot-token/"));
    }
    assert_eq!(
        String::from_utf8_lossy(&requests[0].body),
        "client_id=Iv1.b507a08c87ecfe98&scope=read%3Auser"
    );
    assert_eq!(
        String::from_utf8_lossy(&requests[1].body),
        "client_id=Iv1.b507a08c87ecfe98&device_code=3584d83530557fdd1f46af8289938c8ef79f9dc5\
         &grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
    );
}

fn polls_are_never_faster_than_a_fifth_above_the_interval() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.codes([codes().field("interval", 0.5)]);
    sign_in.polls([oauth_error("authorization_pending"), oauth_error("authorization_pending")]);
    sign_in.polls([sign_in.granted("octocat").0]);
    assert_logged_in(&world.run(&["login"]), "octocat");
    assert!(pauses(&world).iter().all(|pause| *pause >= Duration::from_millis(600)), "{:?}", pauses(&world));
    let first = world.requests()[0].at;
    assert!(polls(&world)[0].at - first >= Duration::from_millis(600));
}

fn slow_down_is_obeyed_and_said_of_the_clock_the_second_time() {
    let world = World::new();
    let sign_in = world.sign_in();
    let slower = |seconds: f64| Answer::status(200, fixtures::DEVICE_SLOW_DOWN).field("interval", seconds);
    // An interval below the current one is ignored.
    sign_in.polls([slower(0.5), slower(0.1), oauth_error("authorization_pending")]);
    sign_in.polls([sign_in.granted("octocat").0]);
    let run = world.run(&["login"]);
    assert_logged_in(&run, "octocat");
    assert!(pauses(&world).iter().all(|pause| *pause >= Duration::from_millis(700)), "{:?}", pauses(&world));
    assert_eq!(talk(&run).iter().filter(|line| line.contains("clock may drift")).count(), 1, "{run:#?}");
}

fn a_slow_down_without_an_interval_adds_five_seconds() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([Answer::status(200, fixtures::DEVICE_SLOW_DOWN).without("interval")]);
    sign_in.polls([sign_in.granted("octocat").0]);
    assert_logged_in(&world.run(&["login"]), "octocat");
    assert!(pauses(&world)[0] >= Duration::from_millis(7_070), "{:?}", pauses(&world));
}

fn faults_while_polling_do_not_end_a_login() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([
        Answer::status(503, "{}"),
        Answer::close(),
        Answer::too_many_requests(),
        Answer::html(200, "<html>Log in to the network</html>"),
        Answer::status(200, fixtures::DEVICE_TOKEN).cut(60),
        Answer::hang(),
        oauth_error("authorization_pending"),
        sign_in.granted("octocat").0,
    ]);
    assert_logged_in(&world.run(&["login", "--timeout", "4s"]), "octocat");
    assert_eq!(polls(&world).len(), 8);
}

fn a_rate_limit_while_polling_is_waited_out() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([Answer::too_many_requests().header("Retry-After", "2")]);
    sign_in.polls([oauth_error("authorization_pending"), sign_in.granted("octocat").0]);
    assert_logged_in(&world.run(&["login"]), "octocat");
    assert!(pauses(&world)[0] >= Duration::from_secs(2), "{:?}", pauses(&world));
}

fn a_network_that_goes_away_while_polling_is_waited_for() {
    let world = World::new();
    let sign_in = world.sign_in();
    let running = world.cmd(&["login"]).spawn();
    world.until("it polls", |world| !polls(world).is_empty());
    world.fault(Fault::CloseConnect);
    let before = world.connections();
    world.until("it tries again", |world| world.connections() > before + 2);
    sign_in.polls([sign_in.granted("octocat").0]);
    world.no_fault();
    assert_logged_in(&running.wait(), "octocat");
}

fn a_timeout_bounds_a_request_and_not_the_person() {
    let world = World::new();
    let sign_in = world.sign_in();
    let running = world.cmd(&["login", "--timeout", "3s"]).spawn();
    let began = std::time::Instant::now();
    world.until("more time has gone than the timeout", |_| began.elapsed() > Duration::from_secs(4));
    sign_in.polls([sign_in.granted("octocat").0]);
    assert_logged_in(&running.wait(), "octocat");
}

fn the_codes_life_is_the_end_of_it() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.codes([codes().field("expires_in", 3)]);
    let run = world.run(&["login"]);
    assert!(failure(&run, 4).contains("the code has expired"), "{run:#?}");
    assert!(
        talk(&run).contains(&"It expires in 3 s. The page names the app: GitHub Copilot Plugin."),
        "{run:#?}"
    );
    assert_eq!(world.login_files(), Vec::<String>::new());
}

/// If GitHub is unreachable until the code expires, the outage is the reported cause.
fn the_codes_life_is_the_end_of_an_outage_too() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.codes([codes().field("expires_in", 3)]);
    sign_in.polls(std::iter::repeat_n(Answer::status(503, "{}"), 100));
    assert!(failure(&world.run(&["login"]), 3).contains("503"));
    assert_eq!(world.login_files(), Vec::<String>::new());
}

#[test]
fn a_login_keeps_to_the_clock() {
    let cases: [fn(); 9] = [
        polls_are_never_faster_than_a_fifth_above_the_interval,
        slow_down_is_obeyed_and_said_of_the_clock_the_second_time,
        a_slow_down_without_an_interval_adds_five_seconds,
        faults_while_polling_do_not_end_a_login,
        a_rate_limit_while_polling_is_waited_out,
        a_network_that_goes_away_while_polling_is_waited_for,
        a_timeout_bounds_a_request_and_not_the_person,
        the_codes_life_is_the_end_of_it,
        the_codes_life_is_the_end_of_an_outage_too,
    ];
    side_by_side(cases, |case| case());
}

#[test]
fn an_answer_that_ends_the_flow_has_its_exit_code_and_leaves_nothing() {
    let both = Answer::status(200, fixtures::DEVICE_TOKEN).field("error", "authorization_pending");
    let answers = [
        (Answer::status(200, fixtures::DEVICE_DENIED), 4, "login declined"),
        (oauth_error("expired_token"), 4, "the code has expired"),
        (oauth_error("token_expired"), 4, "the code has expired"),
        (oauth_error("device_flow_disabled"), 1, "device flow off"),
        (oauth_error("unauthorized_client"), 1, "unauthorized_client"),
        (oauth_error("incorrect_client_credentials"), 1, "incorrect_client_credentials"),
        (oauth_error("incorrect_device_code"), 1, "incorrect_device_code So it is"),
        (oauth_error("bad_verification_code"), 1, "bad_verification_code"),
        (oauth_error("unsupported_grant_type"), 1, "unsupported_grant_type"),
        (oauth_error("unverified_user_email"), 1, "not verified"),
        (oauth_error("invented\u{1b}[31m_later"), 1, "invented[31m_later"),
        (both, 1, "a token and an error"),
        (Answer::redirect(302, "https://evil.example/"), 1, "redirect refused"),
        (Answer::not_found(), 1, "404"),
        (Answer::status(200, "x".repeat(20_000)), 1, "too long"),
        (Answer::status(200, "access_token=x"), 1, "not the expected JSON"),
    ];
    side_by_side(answers, |(answer, code, words)| {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([answer]);
        let run = world.run(&["login"]);
        assert!(failure(&run, code).contains(words), "{words}: {run:#?}");
        assert_eq!(run.stdout, "");
        assert_eq!(world.login_files(), Vec::<String>::new());
        assert!(!world.connects().iter().any(|connect| connect.target.contains("evil")));
    });
}

#[test]
fn without_codes_there_is_no_flow() {
    for (answer, code, words) in [
        (Answer::not_found(), 1, "does not know this app (404)"),
        (oauth_error("device_flow_disabled"), 1, "device flow off"),
        (Answer::status(400, r#"{"error":"unauthorized_client"}"#), 1, "does not know this app"),
        (Answer::status(503, "{}"), 3, "503"),
        (Answer::html(200, "<html></html>"), 3, "proxy"),
        (Answer::redirect(307, "https://evil.example/"), 1, "redirect refused"),
        (codes().field("verification_uri", "https://evil.example/login/device"), 1, "evil.example"),
        (codes().field("user_code", "\u{1b}]0;x\u{7}"), 1, "cannot be shown"),
        (codes().without("device_code"), 1, "no device code"),
        (Answer::status(200, " ".repeat(20_000)), 1, "too long"),
    ] {
        let world = World::new();
        world.sign_in().codes([answer]);
        let run = world.run(&["login"]);
        assert!(failure(&run, code).contains(words), "{words}: {run:#?}");
        assert_eq!(talk(&run), Vec::<&str>::new(), "{run:#?}");
        assert_eq!(polls(&world).len(), 0);
    }
}

#[test]
fn a_tenant_has_its_own_page_and_its_own_login() {
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octo_acme").0]);
    world.answer(Answer::granted_ghe("acme"));
    let run = world.run(&["login", "--host", "acme.ghe.com"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(talk(&run).contains(&"Open https://acme.ghe.com/login/device"), "{run:#?}");
    assert_eq!(world.login_files(), ["octo_acme@acme.ghe.com.json"]);
    let hosts: Vec<_> = world.requests().into_iter().map(|request| request.host).collect();
    assert_eq!(hosts, ["acme.ghe.com", "acme.ghe.com", "api.acme.ghe.com", "api.acme.ghe.com"]);
    world.cmd(&["token", "--host", "acme.ghe.com"]).run().ok();
    let said = world.run(&["token", "--sources", "login"]).fails(4);
    assert!(said.contains("login: no login"), "{said}");
}

#[test]
fn an_app_of_ones_own_can_be_chosen() {
    for option in [true, false] {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([sign_in.granted("octocat").0]);
        let cmd = world.cmd(if option { &["login", "--client-id", "Iv23.own&x"][..] } else { &["login"] });
        let run = cmd.env("COPILOT_TOKEN_CLIENT_ID", if option { "Iv1.other" } else { "Iv23.own&x" }).run();
        assert_logged_in(&run, "octocat");
        assert!(talk(&run)[2].ends_with("The page names the app: your own."), "{run:#?}");
        assert!(world.requests()[..2].iter().all(|request| request.form()["client_id"] == "Iv23.own&x"));
        assert_eq!(world.login("octocat")["client_id"], "Iv23.own&x");
    }
    let world = World::new();
    let pasted = "ghu_pastedInTheWrongPlace000000000000000";
    world.secret(pasted);
    for value in [pasted, "a b", ""] {
        world.run(&["login", "--client-id", value]).fails_usage();
    }
}
