//! Truncated, endless and invalid replies. The status decides, except that success also needs a session token.

use crate::world::{Answer, World, now, side_by_side};

const TOKEN: &str = "ghu_theTokenOfTheseTests00Q7rT2wLx9Vb";

#[test]
fn a_body_that_breaks_off_changes_nothing_that_the_status_has_said() {
    let head = |status: u16, length: &str| {
        format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nX-GitHub-Request-Id: 1\r\n{length}\r\n\r\n"
        )
    };
    for (status, code) in [(401, 4), (403, 5), (404, 5), (429, 3), (302, 1), (500, 3), (418, 1)] {
        for broken in [
            head(status, "Content-Length: 50") + "{\"message\":",
            head(status, "Transfer-Encoding: chunked") + "zz\r\n",
        ] {
            let world = World::new();
            world.answer(Answer::raw(broken.clone()));
            let run = world.cmd_as(TOKEN, &["token", "--sources", "env"]).run();
            assert_eq!(run.code, code, "{broken}: {run:#?}");
            assert_eq!(world.requests().len(), 1, "{broken}");
        }
    }
}

#[test]
fn a_refusal_whose_body_never_ends_is_a_refusal() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    world.edit_entries(|entry| entry["expiresAt"] = ((now() + 120) * 1000).into());
    // The head arrives at once; the rest of the body never does.
    let head = "HTTP/1.1 401 X\r\nX-GitHub-Request-Id: 1\r\nContent-Length: 30000\r\n\r\n{\"message\":";
    world.answer(Answer::raw_without_end(head));
    world.cmd_as(TOKEN, &["token", "--timeout", "6s"]).run().fails(4);
}

#[test]
fn a_session_token_that_breaks_off_is_no_answer() {
    let world = World::new();
    world.answer(Answer::granted().cut(400));
    world.cmd_as(TOKEN, &["token"]).run().fails(3);
}

#[test]
fn a_body_that_breaks_off_within_a_chunk_leaves_the_cached_token_its_grace() {
    let bodies = ["20\r\n{\"token\":", "2", "a\r\n{\"token\":\"\r", "a\r\n{\"token\":\"\r\n", "1\r\n{\r\n1"];
    side_by_side(bodies, |broken| {
        let world = World::new();
        let cached = world.cmd_as(TOKEN, &["token"]).run().ok();
        let head = "HTTP/1.1 200 OK\r\nX-GitHub-Request-Id: 1\r\nTransfer-Encoding: chunked\r\n\r\n";
        world.answer(Answer::raw(format!("{head}{broken}")));
        world.cmd_as(TOKEN, &["refresh"]).run().fails(3);
        world.edit_entries(|entry| entry["expiresAt"] = ((crate::world::now() + 120) * 1000).into());
        assert_eq!(world.cmd_as(TOKEN, &["token"]).run().ok(), cached, "{broken:?}");
    });
}

#[test]
fn a_session_token_that_holds_the_github_token_is_refused_and_kept_nowhere() {
    let bare = "0123456789abcdef0123456789abcdef01234567";
    for token in [TOKEN, bare] {
        let world = World::new();
        let tail = &token[token.len() - 14..];
        for session in [
            token.to_owned(),
            format!("tid=1;x={token}:00"),
            format!("tid=1;x={tail}:00"),
            format!("tid=1;proxy-ep=proxy.{}.githubcopilot.com:00", tail.to_lowercase()),
        ] {
            world.answer(Answer::granted().field("token", session));
            let stderr = world.cmd_as(token, &["token"]).run().fails(1);
            assert!(stderr.contains("holds the GitHub token"), "{stderr}");
        }
        let url = format!("https://{}.githubcopilot.com", tail.to_lowercase());
        world.answer(Answer::granted().field("endpoints.api", url));
        let stderr = world.cmd_as(token, &["token"]).run().fails(1);
        assert!(stderr.contains("its base URL holds the GitHub token"), "{stderr}");
        world.answer(Answer::granted().field("endpoints.api", format!("https://{token}.evil.example")));
        world.cmd_as(token, &["token"]).run().fails(1);
        crate::safety::canaries::assert_not_on_disk(&world.home(), token);
    }
}

#[test]
fn a_github_token_is_no_session_token_whoever_says_so() {
    for kind in ["ghu_", "gho_", "ghs_", "github_pat_"] {
        let world = World::new();
        let other = format!("{kind}AnotherGitHubTokenOfSomebody0123456789");
        world.secret(&other);
        world.answer(Answer::granted().field("token", other));
        let stderr = world.cmd_as(TOKEN, &["token"]).run().fails(1);
        assert!(stderr.contains("its session token is a GitHub token"), "{stderr}");
    }
}

#[test]
fn a_body_that_is_no_json_object_is_an_unusable_answer() {
    let nested = "[".repeat(60_000);
    let wide = format!("{{\"a\":{}1{}}}", "[".repeat(30_000), "]".repeat(30_000));
    let huge = "{\"token\":\"tid=a\",\"expires_at\":1".to_owned() + &"0".repeat(60_000) + "}";
    let twice = r#"{"token":"tid=abcdefabcdef","token":"tid=a","expires_at":1795437295}"#;
    for body in
        ["", "null", "[]", "{}", "7", "\"tid=a\"", "{\"token\":", &nested, &wide, &huge, twice, "\u{feff}{}"]
    {
        let world = World::new();
        world.answer(Answer::status(200, body));
        world.cmd_as(TOKEN, &["token"]).run().fails(1);
    }
    for body in
        [b"\xff\xfe{}".as_slice(), b"{\"token\":\"tid=\xff\",\"expires_at\":1}", b"\0", b"\x1f\x8b\x08\0"]
    {
        for status in [200, 401, 403, 404, 418] {
            let world = World::new();
            world.answer(Answer::status(status, body));
            let code = match status {
                401 => 4,
                403 | 404 => 5,
                _ => 1,
            };
            world.cmd_as(TOKEN, &["token"]).run().fails(code);
        }
    }
}
