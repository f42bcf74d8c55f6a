//! What an intermediary can do to an exchange: redirect it, speak another protocol, stall, flood, answer with
//! nonsense. The GitHub token goes only to the API of the chosen host, and every call ends.

use std::time::Duration;

use serde_json::json;

use crate::world::{Answer, Fault, Run, World, side_by_side};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// Runs the program with the token in `GH_TOKEN`.
fn run(world: &World, words: &[&str]) -> Run {
    world.cmd_as(TOKEN, words).run()
}

#[test]
fn no_redirect_is_followed_with_a_secret_in_hand() {
    for status in [300, 301, 302, 303, 307, 308, 399] {
        for location in [
            "https://evil.example/",
            "https://api.github.com/copilot_internal/v2/token2",
            "http://api.github.com/copilot_internal/v2/token",
            "//evil.example/",
            "/elsewhere",
            "",
            "javascript:alert(1)",
        ] {
            let world = World::new();
            world.answer(Answer::redirect(status, location));
            let stderr = run(&world, &["token"]).fails(1);
            assert!(stderr.contains("redirect refused") && !stderr.contains("evil"), "{stderr}");
            assert_eq!((world.requests().len(), world.connections()), (1, 1), "{status} {location}");
            assert_eq!(world.connects()[0].target, "api.github.com:443");
        }
    }
    let world = World::new();
    world.answer(Answer::status(302, ""));
    assert!(run(&world, &["token"]).fails(1).contains("redirect refused"));
    // 304 is not a redirect: it answers a conditional request, which we never send.
    world.answer(Answer::status(304, ""));
    assert!(run(&world, &["token"]).fails(1).contains("unusable answer from GitHub: status 304"));
}

#[test]
fn no_certificate_but_the_right_one_is_believed() {
    for (fault, said) in [
        (Fault::WrongHostCert, "another host"),
        (Fault::ExpiredCert, "expired"),
        (Fault::UnknownCa, "unknown issuer"),
        (Fault::PlainText, "does not speak TLS"),
    ] {
        let world = World::new();
        world.fault(fault);
        let stderr = run(&world, &["token"]).fails(3);
        assert!(stderr.contains(said), "{fault:?}: {stderr}");
        assert_eq!((world.requests().len(), world.handshakes()), (0, 0), "{fault:?}");
    }
}

#[test]
fn only_the_named_certificates_are_trusted() {
    let world = World::new();
    for (name, value, code) in [
        ("SSL_CERT_FILE", "/nonexistent.pem", 1),
        ("SSL_CERT_FILE", "/dev/zero", 1),
        ("SSL_CERT_FILE", "/", 1),
    ] {
        let run = world.cmd_as(TOKEN, &["token"]).env(name, value).run();
        assert!(run.fails(code).contains(name), "{}", run.stderr);
    }
    // The system's roots do not include the world's authority.
    let run = world.cmd_as(TOKEN, &["token"]).env_remove("SSL_CERT_FILE").run();
    run.fails(3);
    assert_eq!(world.requests().len(), 0);
}

#[test]
fn a_host_that_only_looks_like_github_is_never_connected_to() {
    let world = World::new();
    for host in [
        "github.com.evil.example",
        "evilgithub.com",
        "api.github.com",
        "github.com:443",
        "github.com@evil.example",
        "evil@github.com",
        "github.com.",
        "github.com\\.evil.example",
        "github.com#.ghe.com",
        "evil.example/.ghe.com",
        "a.b.ghe.com",
        "ghe.com",
        ".ghe.com",
        "acme.ghe.com.evil.example",
        "acmeghe.com",
        "gıthub.com",
        "github。com",
        "xn--github-123.com",
        "127.0.0.1",
        "[::1]",
        "localhost",
        "github.com\r\nX: y",
        " github.com",
    ] {
        run(&world, &["token", "--host", host]).fails_usage();
        let by_variable = world.cmd_as(TOKEN, &["token"]).env("COPILOT_GH_HOST", host).run();
        by_variable.fails_usage();
    }
    assert_eq!(world.connections(), 0);
    // A tenant's exchange uses the tenant's API.
    world.answer(Answer::granted_ghe("evil-github-com"));
    run(&world, &["token", "--host", "evil-github-com.ghe.com"]).ok();
    assert_eq!(world.connects()[0].target, "api.evil-github-com.ghe.com:443");
}

#[test]
fn an_answer_that_stalls_ends_the_call() {
    let stalls: [fn(&World); 6] = [
        |world| world.answer(Answer::hang()),
        |world| world.answer(Answer::granted().drip(Duration::from_millis(200))),
        |world| world.answer(Answer::granted().delay(Duration::from_secs(30))),
        |world| world.fault(Fault::StallConnect),
        |world| world.fault(Fault::DripConnect),
        |world| world.fault(Fault::StallTls),
    ];
    side_by_side(stalls, |stall| {
        let world = World::new();
        stall(&world);
        world.cmd_as(TOKEN, &["token", "--timeout", "2s"]).run().fails(3);
        assert!(world.requests().len() <= 1, "{:?}", world.requests());
    });
}

#[test]
fn an_answer_without_end_or_measure_is_cut_short() {
    for (answer, code) in [
        (Answer::endless_headers(), 3),
        (Answer::raw("HTTP/1.1 100 Continue\r\n\r\n".repeat(100_000)), 3),
        (Answer::raw(format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(100_000))), 3),
        (Answer::raw(format!("HTTP/1.1 200 {}", "x".repeat(2_000_000))), 3),
        (Answer::raw(format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(2_000_000))), 3),
        // The needed part comes first; reading stops there.
        (Answer::endless_body(), 0),
        (Answer::status(200, "x".repeat(2_000_000)), 1),
        (Answer::status(403, "x".repeat(2_000_000)), 5),
        (Answer::granted().field("x", "x".repeat(2_000_000)), 1),
        (Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"), 3),
        (Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx"), 3),
        (Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxx"), 3),
        (Answer::raw("\0\u{1b}]0;x\u{7}\r\n\r\n"), 3),
        (Answer::raw(""), 3),
    ] {
        let world = World::new();
        world.answer(answer.clone());
        let run = run(&world, &["token"]);
        // Formats the answer only on failure: some are megabytes.
        assert_eq!(run.code, code, "{:.300}\n{run:#?}", format!("{answer:?}"));
        if code != 0 {
            run.fails(code);
        }
        assert!(world.requests().len() <= 2, "{:.300}", format!("{answer:?}"));
    }
}

#[test]
fn every_connection_that_breaks_is_tried_twice_at_most_and_says_unavailable() {
    for fault in [
        Fault::CloseConnect,
        Fault::CloseTls,
        Fault::ResetTls,
        Fault::RefuseConnect(403),
        Fault::RefuseConnect(407),
        Fault::RefuseConnect(502),
    ] {
        let world = World::new();
        world.fault(fault);
        run(&world, &["token"]).fails(3);
        assert_eq!(world.requests().len(), 0, "{fault:?}");
        assert!(world.connections() <= 2, "{fault:?}");
    }
}

#[test]
fn a_session_token_that_could_break_out_is_refused() {
    for bad in [
        json!("tid=abcdefabcdef\r\nX-Evil: y"),
        json!("tid=abcdefabcdef\nexport EVIL=y"),
        json!("tid=abcdefabcdef\u{0}y"),
        json!("tid=abcdefabcdef\u{1b}]0;x\u{7}"),
        json!("tid=abcdefabcdefé"),
        json!("tid=abcdefabcdef y"),
        json!("tid=abcdefabcdef\u{202e}y"),
        json!(format!("tid={}", "a".repeat(1_000_000))),
        json!(format!("tid={}", "a".repeat(8 * 1024))),
        json!(""),
        json!(null),
        json!(5),
        json!(["tid=abcdefabcdef"]),
        json!({"token": "tid=abcdefabcdef"}),
        json!(true),
    ] {
        let world = World::new();
        world.answer(Answer::granted().field("token", bad.clone()));
        for words in [["token"], ["headers"], ["env"], ["base-url"]] {
            let stderr = run(&world, &words).fails(1);
            assert!(stderr.contains("unusable answer from GitHub"), "{stderr}");
        }
        assert!(!world.cache_files().iter().any(|name| name.starts_with("session-")), "{bad}");
    }
    let world = World::new();
    world.answer(Answer::granted().without("token"));
    run(&world, &["token"]).fails(1);
}

#[test]
fn an_answer_of_wrong_types_or_numbers_gives_a_right_token_or_none() {
    let deep = (0..100).fold(json!("https://api.githubcopilot.com"), |inner, _| json!([inner]));
    for (path, value, works) in [
        ("expires_at", json!(1e300), false),
        ("expires_at", json!(-1), false),
        ("expires_at", json!(0), false),
        ("expires_at", json!(u64::MAX), false),
        ("expires_at", json!("18446744073709551616"), false),
        ("expires_at", json!("NaN"), false),
        ("expires_at", json!(""), false),
        ("expires_at", json!(null), false),
        ("expires_at", json!(true), false),
        ("expires_at", json!([1]), false),
        ("expires_at", json!({}), false),
        ("refresh_in", json!("soon"), true),
        ("refresh_in", json!(i64::MIN), true),
        ("refresh_in", json!(u64::MAX), true),
        ("refresh_in", json!(1e300), true),
        ("refresh_in", json!([]), true),
        ("refresh_in", json!(null), true),
        ("endpoints", json!(null), true),
        ("endpoints", json!("https://evil.example"), true),
        ("endpoints", json!(["https://evil.example"]), true),
        ("endpoints", json!(7), true),
        ("endpoints", deep, true),
        ("endpoints.api", json!(null), true),
        ("endpoints.api", json!(7), true),
        ("endpoints.api", json!({"api": "https://evil.example"}), true),
        ("endpoints.api", json!(""), true),
        ("sku", json!(7), true),
        ("sku", json!({"a": [1]}), true),
        ("sku", json!(null), true),
        ("anything", json!(1e308), true),
    ] {
        let world = World::new();
        world.answer(Answer::granted().field(path, value.clone()));
        let run = run(&world, &["base-url"]);
        if works {
            assert_eq!(run.ok(), "https://api.individual.githubcopilot.com", "{path} {value}");
        } else {
            run.fails(1);
        }
    }
}

#[test]
fn empty_certificate_variables_count_as_not_set() {
    let world = World::new();
    let said = |file: Option<&str>, folder: Option<&str>| {
        let cmd = world.cmd_as(TOKEN, &["token"]).env_remove("SSL_CERT_FILE");
        let named = [("SSL_CERT_FILE", file), ("SSL_CERT_DIR", folder)];
        let set = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
        set.fold(cmd, |cmd, (name, value)| cmd.env(name, value)).run().fails(3)
    };
    // Without any roots on the system, every case reports that.
    let unset = said(None, None);
    for (file, folder) in [(Some(""), None), (Some(""), Some("")), (None, Some(""))] {
        assert_eq!(said(file, folder), unset);
    }
}

#[test]
fn a_proxy_that_comes_up_late_gets_one_more_try() {
    let world = World::new();
    world.fault_next(1, Fault::CloseTls);
    world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_eq!((world.connections(), world.exchanges()), (2, 1));
}
