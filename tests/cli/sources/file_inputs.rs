//! `--github-token-file`: what a file or stdin may contain, and the messages about the rest.

#[cfg(target_os = "linux")]
use std::fs;

use crate::world::{Answer, Run, World};

const TOKEN: &str = "ghu_theTokenOfTheFile00000000000000000";

/// Runs with `content` in the file `t.env` of the working folder.
fn with_file(world: &World, content: &[u8]) -> Run {
    world.write("t.env", content);
    world.secret(TOKEN);
    world.cmd(&["token", "--no-cache", "--github-token-file", "t.env"]).run()
}

/// Runs with `content` on stdin.
fn with_stdin(world: &World, content: &[u8]) -> Run {
    world.secret(TOKEN);
    world.cmd(&["token", "--no-cache", "--github-token-file", "-"]).stdin(content).run()
}

fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn a_value_that_is_no_token_is_refused_unasked_and_the_message_says_what_is_wrong_with_it() {
    for (content, says) in [
        (format!("\"{TOKEN}\"\n"), "it has quotes in it"),
        (format!("'{TOKEN}'"), "it has quotes in it"),
        (format!("{{\"token\": \"{TOKEN}\"}}"), "it has quotes in it"),
        (format!("GH_TOKEN={TOKEN}\n"), "it begins with GH_TOKEN="),
        (format!("export COPILOT_GITHUB_TOKEN=\"{TOKEN}\"\n"), "it begins with COPILOT_GITHUB_TOKEN="),
        (format!("{TOKEN}="), "it has a = in it"),
        (format!("octocat:{TOKEN}"), "it has a : in it"),
        (format!("Bearer {TOKEN}"), "it is not one line of visible ASCII"),
    ] {
        let world = World::new();
        let run = with_file(&world, content.as_bytes());
        let expected = format!("copilot-token: broken GitHub token in t.env: {says}\nhint: ");
        assert!(run.fails(1).starts_with(&expected), "{}", run.stderr);
        assert_eq!(world.connections(), 0);
    }
}

#[test]
fn a_value_in_a_variable_or_on_stdin_is_held_to_the_same_rules() {
    let world = World::new();
    for (value, says) in [("'ghu_inQuotes0000000'", "it has quotes in it"), ("a=ghu_x", "it has a = in it")] {
        let run = world.cmd(&["token"]).env("GITHUB_TOKEN", value).run();
        assert!(
            run.fails(1).contains(&format!("broken GitHub token in GITHUB_TOKEN: {says}")),
            "{}",
            run.stderr
        );
    }
    let run = with_stdin(&world, format!("'{TOKEN}'").as_bytes());
    assert!(run.fails(1).contains("broken GitHub token in stdin: it has quotes in it"), "{}", run.stderr);
    assert_eq!(world.connections(), 0);
}

#[test]
fn an_unknown_prefix_is_tried() {
    let world = World::new();
    world.cmd(&["token", "--github-token-file", "-"]).stdin("0123456789abcdef0123\n").run().ok();
    assert_eq!(world.exchanges(), 1);
}

#[test]
fn a_byte_order_mark_of_utf_8_is_not_part_of_the_token() {
    let world = World::new();
    let content = format!("\u{feff}{TOKEN}\r\n");
    with_file(&world, content.as_bytes()).ok();
    with_stdin(&world, content.as_bytes()).ok();
    assert!(world.requests().iter().all(|request| request.github_token.as_deref() == Some(TOKEN)));
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn utf_16_is_named_with_the_way_out() {
    let world = World::new();
    let text = format!("{TOKEN}\r\n");
    let marked = format!("\u{feff}{text}");
    for content in [
        utf_16(&marked, u16::to_le_bytes),
        utf_16(&marked, u16::to_be_bytes),
        utf_16(&text, u16::to_le_bytes),
        utf_16(&text, u16::to_be_bytes),
    ] {
        let run = with_file(&world, &content);
        assert!(run.fails(1).contains("broken GitHub token in t.env: it is UTF-16\n"), "{}", run.stderr);
        assert!(run.stderr.contains("hint: save it as UTF-8; in PowerShell: Set-Content -Encoding ascii"));
    }
    assert_eq!(world.connections(), 0);
}

#[test]
fn an_empty_stdin_is_told_from_an_empty_file() {
    let world = World::new();
    let run = with_stdin(&world, b"");
    assert!(run.fails(4).contains("hint: pipe a GitHub token (ghu_…) in, on one line"), "{}", run.stderr);
    let run = with_file(&world, b"\n");
    assert!(run.fails(4).contains("hint: put a GitHub token (ghu_…) into it, on one line"), "{}", run.stderr);
}

#[test]
fn a_token_of_a_wrong_kind_is_exit_5() {
    for content in ["ghp_classicClassicClassic0000", "tid=0123456789;exp=1;ip=203.0.113.7:abcdef"] {
        let world = World::new();
        world.session_secret(content);
        with_file(&world, content.as_bytes()).fails(5);
        with_stdin(&world, content.as_bytes()).fails(5);
        assert_eq!(world.connections(), 0);
    }
}

#[test]
fn a_refusal_and_status_name_the_file() {
    let world = World::new();
    world.answer(Answer::bad_credentials());
    let run = with_file(&world, TOKEN.as_bytes());
    assert!(run.fails(4).contains("from t.env (401"), "{}", run.stderr);
    let run = with_stdin(&world, TOKEN.as_bytes());
    assert!(run.fails(4).contains("from stdin (401"), "{}", run.stderr);
    let status = world.run(&["status", "--json", "--github-token-file", "t.env"]).ok_json();
    assert_eq!(status["sources"][0]["detail"], "ghu_… in t.env");
}

/// The standard library never wipes its buffer.
#[test]
#[cfg(target_os = "linux")]
fn stdin_is_read_without_a_buffer_of_the_standard_library() {
    let world = World::new();
    world.secret(TOKEN);
    let strace = world.tool("strace", &["-V"]).env("PATH", "/usr/local/bin:/usr/bin:/bin").run();
    if strace.code != 0 {
        crate::world::skipped("strace is not installed");
        return;
    }
    let log = world.scratch_file("strace.log", "");
    let words = ["-f", "-e", "trace=read", "-o", log.to_str().unwrap(), env!("CARGO_BIN_EXE_copilot-token")];
    let words = [&words[..], &["token", "--no-cache", "--github-token-file=-"]].concat();
    world.tool("strace", &words).env("PATH", "/usr/local/bin:/usr/bin:/bin").stdin(TOKEN).run();
    let reads = fs::read_to_string(log).unwrap();
    let read = reads.lines().find(|line| line.contains("ghu_")).unwrap();
    // `std::io::Stdin` reads descriptor 0; the program reads a duplicate of it.
    assert!(!read.contains("read(0,"), "{read}");
}
