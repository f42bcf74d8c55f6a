//! Foreign text on the terminal: from a server, `gh`, a file name or a variable. None of it controls the terminal,
//! and no line exceeds its limit.

use serde_json::json;

use crate::world::{Answer, Run, World};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// A title and a colour, both also in C1 form, bidirectional controls, every kind of line break, and invisible
/// characters.
const HOSTILE: &str = "a\u{1b}]0;owned\u{7}b\u{1b}[31mc\u{9b}32md\u{9d}0;x\u{9c}\u{90}e\u{202e}f\u{2066}g\u{2069}\
    \u{200f}h\r\ni\nj\rk\u{2028}l\u{85}m\u{8}\u{8}\u{7f}n\u{feff}\u{200b}o\t\u{c}\u{b}p\u{e0041}q";

/// Asserts that line ends are the only characters that a terminal acts on.
fn assert_harmless(text: &str) {
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    assert!(!text.contains(acts), "{text:?}");
}

fn assert_run_harmless(run: &Run) {
    assert_harmless(&run.stderr);
    assert_harmless(&run.stdout);
    assert!(String::from_utf8(run.stdout_bytes.clone()).is_ok(), "{run:#?}");
}

#[test]
fn a_github_token_that_a_server_repeats_in_part_is_not_shown() {
    let tail = crate::world::random_hex(36);
    let token = format!("ghu_{tail}");
    let world = World::new();
    world.secret(&tail);
    for said in [&tail, &format!("ghu22_{tail}"), &format!("{tail}{tail}")] {
        for (path, id) in [("message", "x"), ("url", "x"), ("url", "not_signed_up")] {
            let answer = Answer::no_access().field("error_details.notification_id", id);
            world.answer(answer.field(&format!("error_details.{path}"), said.as_str()));
            world.cmd_as(&token, &["refresh"]).run().fails(5);
        }
    }
}

#[test]
fn the_words_of_a_refusal_are_cleaned_wherever_they_stand() {
    let long = HOSTILE.repeat(40);
    for status in [400, 403, 418, 422] {
        for (field, text) in [
            ("message", HOSTILE),
            ("error_details.message", HOSTILE),
            ("error_details.url", HOSTILE),
            ("error_details.title", HOSTILE),
            ("error_details.notification_id", HOSTILE),
            ("message", &long),
            ("error_details.message", &long),
            ("error_details.url", &long),
        ] {
            let world = World::new();
            let body = json!({"message": "", "error_details": {"notification_id": "unheard_of"}}).to_string();
            world.answer(Answer::status(status, body).field(field, text));
            for words in [["token", "-v"], ["status", "-v"], ["status", "--json"]] {
                assert_run_harmless(&world.cmd_as(TOKEN, &words).run());
            }
            // Also its form: one line and a hint, 200 bytes each.
            world.cmd_as(TOKEN, &["refresh"]).run().fails(if status == 403 { 5 } else { 1 });
        }
    }
}

#[test]
fn what_is_written_as_json_escapes_is_cleaned_like_the_rest() {
    let body = r#"{"message":"","error_details":{"notification_id":"x","message":"a\u001b]0;owned\u0007\u009b31m\u202eb\u000d\u000ac",
        "url":"https://x/\u001b[2J\ud83d\ude42\udb40\udc41"}}"#;
    let world = World::new();
    world.answer(Answer::status(403, body));
    let stderr = world.cmd_as(TOKEN, &["token"]).run().fails(5);
    assert_harmless(&stderr);
    assert!(stderr.contains("a]0;owned31mb c") && stderr.contains("https://x/[2J🙂\n"), "{stderr:?}");
}

#[test]
fn a_login_in_a_refusal_is_a_plain_name() {
    for (said, shown) in [
        ("You are currently logged in as octocat.", Some("(octocat)")),
        ("You are currently logged in as \u{1b}[31mevil.", None),
        ("logged in as \u{202e}tacotco", Some("(tacotco)")),
        ("logged in as ", None),
    ] {
        let world = World::new();
        world.answer(Answer::no_access().field("error_details.message", said));
        let stderr = world.cmd_as(TOKEN, &["token"]).run().fails(5);
        assert_harmless(&stderr);
        match shown {
            Some(shown) => assert!(stderr.contains(shown), "{stderr}"),
            None => assert!(!stderr.contains('('), "{stderr}"),
        }
    }
}

#[test]
fn the_plan_and_everything_else_in_status_is_cleaned() {
    let world = World::new();
    world.answer(Answer::granted().field("sku", HOSTILE));
    for words in [&["token", "--json"][..], &["base-url", "--json"], &["status"], &["status", "--json"]] {
        assert_run_harmless(&world.cmd_as(TOKEN, words).run());
    }
    // The same text in a cache entry that another program wrote.
    world.edit_entries(|entry| entry["sku"] = HOSTILE.into());
    for words in [&["token", "--json"][..], &["base-url", "--json"], &["status"], &["status", "--json"]] {
        let run = world.cmd_as(TOKEN, words).run();
        assert_run_harmless(&run);
        assert!(run.code == 0 && world.exchanges() == 1);
    }
}

#[test]
fn a_remembered_refusal_is_cleaned_again_when_it_is_read() {
    let world = World::new();
    world.answer(Answer::bad_credentials());
    world.cmd_as(TOKEN, &["token"]).run().fails(4);
    let name = world.cache_files().into_iter().find(|name| name.starts_with("failure-")).unwrap();
    let path = world.cache_dir().join(name);
    let mut failure: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    failure["message"] = HOSTILE.repeat(20).into();
    failure["hint"] = HOSTILE.repeat(20).into();
    std::fs::write(&path, failure.to_string()).unwrap();
    assert_harmless(&world.cmd_as(TOKEN, &["token"]).run().fails(4));
    for words in [&["status"][..], &["status", "--json"], &["token", "-v"]] {
        assert_run_harmless(&world.cmd_as(TOKEN, words).run());
    }
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn names_of_hosts_files_and_folders_are_cleaned() {
    let world = World::new();
    let hostile = HOSTILE.replace('\0', "");
    let folder = world.home().join(&hostile);
    for words in [&["status"][..], &["status", "--json"], &["clear-cache", "--json"]] {
        assert_run_harmless(
            &world.cmd_as(TOKEN, words).env("GH_HOST", &hostile).arg("--cache-dir").arg(&folder).run(),
        );
        assert_run_harmless(
            &world.cmd(words).env("GH_HOST", &hostile).arg("--cache-file").arg(&folder).run(),
        );
    }
    for name in ["--github-token-file", "--host", "--user", "--sources", "--timeout", "--nonsense"] {
        let run = world.cmd(&["token", name]).arg(&hostile).run();
        assert_ne!(run.code, 0);
        assert_run_harmless(&run);
    }
    let missing = world.cmd(&["token", "--github-token-file"]).arg(&folder).run();
    assert_harmless(&missing.fails(4));
    let strange = format!("./{hostile}");
    let run = world.cmd_as(TOKEN, &["exec", "--"]).arg(&strange).run();
    assert_harmless(&run.fails(127));
    let run = world.cmd_as(TOKEN, &["refresh"]).env("SSL_CERT_FILE", &folder).run();
    assert_harmless(&run.fails(1));
}

#[test]
fn a_base_url_that_is_refused_is_named_without_its_tricks() {
    for url in [
        "https://evil\u{202e}.example\u{1b}[31m/",
        "https://\u{9b}31mevil.example",
        "https://evil.example\r\nhint: run this",
        &format!("https://{}.example", "evil.".repeat(100)),
    ] {
        let world = World::new();
        world.answer(Answer::granted().field("endpoints.api", url));
        let stderr = world.cmd_as(TOKEN, &["base-url"]).run().fails(1);
        assert_harmless(&stderr);
        assert!(stderr.contains("evil"), "{stderr}");
    }
}

#[test]
fn the_words_of_gh_are_cleaned() {
    let world = World::new();
    let path = world.scratch_file("words", HOSTILE.repeat(50));
    world.fake_gh(&format!("/bin/cat '{}' >&2; exit 1", path.display()));
    for words in [&["token", "-v"][..], &["status"], &["status", "--json"]] {
        assert_run_harmless(&world.cmd(words).args(["--sources", "gh"]).run());
    }
    assert_harmless(&world.cmd(&["token", "--sources", "gh"]).run().fails(4));
}
