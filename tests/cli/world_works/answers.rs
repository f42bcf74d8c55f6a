//! The answers of the world's GitHub, and what it records about the requests.

use std::process::Command;
use std::time::{Duration, Instant};

use super::client::{Got, ask, connect, exchange, get, handshake, receive};
use crate::world::{Answer, EXCHANGE_PATH, World, http_date, now};

fn got(world: &World) -> Got {
    exchange(world, "ghu_testtesttest").expect("an answer")
}

fn trouble(world: &World) -> String {
    exchange(world, "ghu_testtesttest").expect_err("no answer")
}

#[test]
fn every_answer_is_granted_with_a_session_token_of_its_own() {
    let w = World::new();
    let before = now();
    let (first, second) = (got(&w), got(&w));
    let after = now();
    let json = first.json();
    assert_eq!(first.status, 200);
    assert!((before + 1800..=after + 1800).contains(&json["expires_at"].as_i64().unwrap()), "{json}");
    assert_eq!(json["refresh_in"], 1500);
    let token = json["token"].as_str().unwrap();
    let (fields, signature) = token.split_once(':').unwrap();
    assert!(
        fields.starts_with("tid=") && fields.contains(&format!(";exp={};", json["expires_at"])),
        "{token}"
    );
    assert!(fields.contains(";proxy-ep=proxy.individual.githubcopilot.com;st=dotcom;chat=1;"), "{token}");
    assert!(fields.ends_with(";ip=203.0.113.7;asn=AS64500") && signature.len() == 64, "{token}");
    assert_ne!(json["token"], second.json()["token"]);
    assert_eq!(w.issued(), [token.to_owned(), second.json()["token"].as_str().unwrap().to_owned()]);
    let date = first.header("date").map(str::to_owned);
    assert!((before..=after).any(|at| date == Some(http_date(at).to_lowercase())), "{first:?}");
    assert!(first.header("x-github-request-id").is_some(), "{first:?}");
    assert_ne!(first.header("x-github-request-id"), second.header("x-github-request-id"));
}

#[test]
fn requests_and_connections_are_noted_down() {
    let w = World::new();
    let mut tls = handshake(connect(&w, "api.acme.ghe.com", "").unwrap(), "api.acme.ghe.com").unwrap();
    for path in [EXCHANGE_PATH, "/user"] {
        ask(&mut tls, "api.acme.ghe.com", path, "ghu_one", "").unwrap();
        let status = receive(&mut tls).unwrap().status;
        assert_eq!(status, if path == "/user" { 404 } else { 200 });
    }
    got(&w);
    assert_eq!((w.connections(), w.handshakes(), w.exchanges(), w.requests().len()), (2, 2, 2, 3));
    assert_eq!(w.connects()[0].target, "api.acme.ghe.com:443");
    let requests = w.requests();
    assert_eq!(requests[0].host, "api.acme.ghe.com");
    assert_eq!(requests[0].headers[2], ("X-Odd-Case".to_owned(), "1".to_owned()));
    assert_eq!(requests[0].github_token.as_deref(), Some("ghu_one"));
    assert_eq!(requests[1].connection, 1);
    assert_eq!((requests[2].connection, requests[2].host.as_str()), (2, "api.github.com"));
    assert_eq!(w.troubles(), [""; 0]);
}

#[test]
fn answers_come_from_the_queue_then_the_token_then_the_standing_one() {
    let w = World::new();
    w.answer(Answer::status(500, ""));
    w.answer_for("ghu_known", Answer::not_found());
    w.answers([Answer::status(502, ""), Answer::status(503, "")]);
    assert_eq!(get(&w, "api.github.com", "/elsewhere", "ghu_known").unwrap().status, 404);
    let statuses =
        ["ghu_known", "ghu_other", "ghu_known", "ghu_other"].map(|token| exchange(&w, token).unwrap().status);
    assert_eq!(statuses, [502, 503, 404, 500]);
    w.answer_with(|request| Answer::status(403, request.github_token.clone().unwrap()));
    assert_eq!(exchange(&w, "ghu_other").unwrap().body, "ghu_other");
}

#[test]
fn refusals_have_githubs_status_and_words() {
    let w = World::new();
    for (answer, status, words) in [
        (Answer::bad_credentials(), 401, "Bad credentials"),
        (Answer::no_access(), 403, "no_copilot_access"),
        (Answer::suspended(), 403, "spammy_user"),
        (Answer::pat(), 403, "by personal access token"),
        (Answer::rate_limited(), 403, "API rate limit exceeded"),
        (Answer::not_found(), 404, "Not Found"),
        (Answer::too_many_requests(), 429, "rate limit"),
        (Answer::redirect(302, "https://evil.example/"), 302, ""),
    ] {
        w.answer(answer);
        let got = got(&w);
        assert_eq!(got.status, status);
        assert!(got.body.contains(words) && got.header("x-github-request-id").is_some(), "{got:?}");
    }
    w.answer(Answer::html(200, "<html>sign in</html>"));
    let got = got(&w);
    assert_eq!(
        (got.header("content-type"), got.header("x-github-request-id")),
        (Some("text/html; charset=utf-8"), None)
    );
}

#[test]
fn fields_headers_and_times_can_be_bent() {
    let w = World::new();
    let before = now();
    w.answer(
        Answer::granted_enterprise()
            .lifetime(90)
            .without_refresh_in()
            .without("endpoints.api")
            .field("sku", "x"),
    );
    let json = got(&w).json();
    assert!((before + 90..=now() + 90).contains(&json["expires_at"].as_i64().unwrap()), "{json}");
    assert!(
        json.get("refresh_in").is_none() && json["endpoints"].get("api").is_none() && json["sku"] == "x",
        "{json}"
    );
    assert!(
        json["endpoints"]["proxy"].is_string()
            && json["token"].as_str().unwrap().contains("proxy.enterprise.")
    );

    w.answer(
        Answer::granted_ghe("umbrella")
            .clock_ahead(-7200)
            .header("retry-after", "7")
            .without_header("server"),
    );
    let tenant = got(&w);
    assert_eq!(tenant.json()["endpoints"]["api"], "https://copilot-api.umbrella.ghe.com");
    assert!(tenant.json()["expires_at"].as_i64().unwrap() < now() - 5000, "{tenant:?}");
    assert_eq!((tenant.header("retry-after"), tenant.header("server")), (Some("7"), None));

    w.answer(Answer::granted_minimal().expires_at(1_760_001_800).date(0));
    let minimal = got(&w);
    assert_eq!(minimal.json().as_object().unwrap().len(), 2);
    assert!(minimal.body.contains(";exp=1760001800:"), "{minimal:?}");
    assert_eq!(minimal.header("date"), Some("thu, 01 jan 1970 00:00:00 gmt"));

    w.answer(Answer::no_access().field("error_details.notification_id", "billing_locked").without_date());
    let refused = got(&w);
    assert_eq!(refused.json()["error_details"]["notification_id"], "billing_locked");
    assert_eq!(refused.header("date"), None);
}

#[test]
fn answers_come_in_any_shape() {
    let w = World::new();
    w.answer(Answer::granted().chunked());
    let chunked = got(&w);
    assert!(
        chunked.header("content-length").is_none() && chunked.body.ends_with("\r\n0\r\n\r\n"),
        "{chunked:?}"
    );
    w.answer(Answer::granted().without_length());
    let bare = got(&w);
    assert!(bare.header("content-length").is_none() && bare.json()["token"].is_string(), "{bare:?}");
    w.answer(Answer::raw("HTTP/1.1 299 Odd\r\n\r\n"));
    assert_eq!(got(&w).status, 299);
    w.answer(Answer::endless_headers());
    assert_eq!(trouble(&w), "answer: no end of headers");
    w.answer(Answer::endless_body());
    assert!(got(&w).body.len() > 1_000_000);
    w.answer(Answer::granted().field("padding", "x".repeat(500_000)));
    assert!(got(&w).json()["padding"].as_str().unwrap().len() == 500_000);
    for answer in [Answer::close(), Answer::granted().cut(100)] {
        w.answer(answer);
        assert!(trouble(&w).starts_with("answer: peer closed connection without"));
    }
}

#[test]
fn answers_can_be_slow() {
    let w = World::new();
    for answer in [
        Answer::not_found().delay(Duration::from_millis(100)),
        Answer::raw("HTTP/1.1 200 OK\r\n\r\n").drip(Duration::from_millis(6)),
    ] {
        w.answer(answer);
        let start = Instant::now();
        got(&w);
        assert!(start.elapsed() >= Duration::from_millis(100));
    }
}

#[test]
fn curl_believes_it_too() {
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    let w = World::new();
    let curl = w.tool(
        "curl",
        &["--silent", "--show-error", "--fail", "https://api.github.com/copilot_internal/v2/token"],
    );
    let run = curl.run();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout_json()["token"].as_str(), w.issued().first().map(String::as_str));
}

#[test]
fn dates_are_written_as_http_wants_them() {
    for (unix, expected) in [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_795_437_295, "Mon, 23 Nov 2026 12:34:55 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ] {
        assert_eq!(http_date(unix), expected);
    }
}
