//! The file shared with openclaw: whose record is used, and what may be replaced or removed.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use serde_json::Value;

use crate::world::{Answer, World, fixtures, now, set_mode};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// A valid openclaw record, edited by `change`.
fn record(generation: &str, change: impl Fn(&mut Value)) -> String {
    let mut json: Value = serde_json::from_str(generation).unwrap();
    json["expiresAt"] = ((now() + 1200) * 1000).into();
    json["updatedAt"] = ((now() - 60) * 1000).into();
    change(&mut json);
    serde_json::to_string_pretty(&json).unwrap()
}

/// Runs `token` with `text` in the shared file; returns whether the record was used.
fn believed(world: &World, text: &str, words: &[&str]) -> bool {
    let path = world.write("openclaw/token.json", text);
    set_mode(path.parent().unwrap(), 0o700);
    set_mode(&path, 0o600);
    let token =
        serde_json::from_str::<Value>(text).ok().and_then(|json| Some(json["token"].as_str()?.to_owned()));
    if let Some(token) = &token {
        world.session_secret(token);
    }
    let run = world.cmd_as(TOKEN, words).arg("--cache-file").arg(&path).run();
    let answer = run.ok();
    token.is_some_and(|token| token == answer)
}

/// The fingerprint of these tests' GitHub token.
fn fingerprint() -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, TOKEN.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn each_generation_of_a_shared_file_is_believed_as_far_as_it_is_ours() {
    type Change = fn(&mut Value);
    let ours: Change = |json| json["sourceCredentialFingerprint"] = fingerprint().into();
    let cases: [(&str, &str, Change, bool); 18] = [
        ("first", fixtures::OPENCLAW_2026_1, |_| {}, true),
        ("second", fixtures::OPENCLAW_2026_5, |_| {}, true),
        ("third, of another GitHub token", fixtures::OPENCLAW_2026_8, |_| {}, false),
        ("third, ours", fixtures::OPENCLAW_2026_8, ours, true),
        (
            "other integration",
            fixtures::OPENCLAW_2026_5,
            |json| json["integrationId"] = "copilot-cli".into(),
            false,
        ),
        ("other domain", fixtures::OPENCLAW_2026_5, |json| json["domain"] = "acme.ghe.com".into(), false),
        ("foreign domain", fixtures::OPENCLAW_2026_5, |json| json["domain"] = "evil.example".into(), false),
        (
            "foreign base URL",
            fixtures::OPENCLAW_2026_5,
            |json| json["baseUrl"] = "https://evil.example".into(),
            false,
        ),
        (
            "foreign proxy-ep",
            fixtures::OPENCLAW_2026_1,
            |json| {
                json["token"] = "tid=abcdefabcdef;proxy-ep=proxy.evil.example:00".into();
            },
            false,
        ),
        ("line break", fixtures::OPENCLAW_2026_1, |json| json["token"] = "tid=abcdefabcdef\nx".into(), false),
        ("expired", fixtures::OPENCLAW_2026_1, |json| json["expiresAt"] = 1_000.into(), false),
        (
            "of the future",
            fixtures::OPENCLAW_2026_1,
            |json| {
                json["updatedAt"] = ((now() + 3600) * 1000).into();
            },
            false,
        ),
        ("that never ends", fixtures::OPENCLAW_2026_1, |json| json["expiresAt"] = i64::MAX.into(), false),
        (
            "that lives for centuries",
            fixtures::OPENCLAW_2026_1,
            |json| json["expiresAt"] = 32_503_680_000_000_i64.into(),
            false,
        ),
        (
            "that never ends, with an offset",
            fixtures::OPENCLAW_2026_1,
            |json| {
                (json["expiresAt"], json["clockOffset"]) =
                    (i64::MAX.into(), (i64::MAX - (now() + 600) * 1000).into());
            },
            false,
        ),
        ("of long ago", fixtures::OPENCLAW_2026_1, |json| json["updatedAt"] = i64::MIN.into(), true),
        (
            "with an absurd offset",
            fixtures::OPENCLAW_2026_1,
            |json| json["clockOffset"] = i64::MIN.into(),
            false,
        ),
        ("in seconds", fixtures::OPENCLAW_2026_1, |json| json["expiresAt"] = (now() + 1200).into(), false),
    ];
    for (what, generation, change, expected) in cases {
        let world = World::new();
        let text = record(generation, change);
        assert_eq!(believed(&world, &text, &["token"]), expected, "{what}");
        // Whatever the record contains, it is printed as JSON without a panic.
        for words in [["token", "--json"], ["status", "--json"]] {
            let path = world.home().join("openclaw/token.json");
            world.cmd_as(TOKEN, &words).arg("--cache-file").arg(&path).run().ok_json();
        }
    }
}

/// What `--cache-file` may replace and remove: a session entry, a truncated one, or nothing.
const REPLACEABLE: [&str; 5] =
    ["", " \n", "{", "{\n  \"tok", "{\n  \"token\": \"tid=0123456789;exp=1760001800;sku=mon"];

/// Other programs' files, which stay unchanged.
const FOREIGN: [&str; 12] = [
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    "[default]\naws_access_key_id = AKIA\n",
    "// settings\n{\"a\": 1}\n",
    "\u{feff}{\"token\": \"tid=1;a=b\", \"expiresAt\": 1760001800000}",
    "[]",
    "null",
    "\0",
    "{}",
    "{\"a\":1}\n{\"b\":2}\n",
    "{\"token\": \"another login\"}",
    "{\"token\": 7}",
    "{\"token\": \"gho_0123456789abcdef0123\", \"expiresAt\": 1760001800000}",
];

#[test]
fn a_shared_file_is_replaced_only_if_it_is_certainly_an_entry() {
    for text in REPLACEABLE {
        let world = World::new();
        assert!(!believed(&world, text, &["token"]));
        let path = world.home().join("openclaw/token.json");
        let written: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(written["token"], world.issued()[0].as_str());
        assert_eq!(written["sourceCredentialFingerprint"], fingerprint());
    }
    for text in
        FOREIGN.into_iter().map(str::to_owned).chain([format!("{{\"a\":\"{}\"}}", "x".repeat(70_000))])
    {
        let world = World::new();
        assert!(!believed(&world, &text, &["token"]), "{text}");
        let path = world.home().join("openclaw/token.json");
        world.run(&["clear-cache", "--cache-file", path.to_str().unwrap()]).fails(1);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        // No temporary file is left beside it.
        assert_eq!(fs::read_dir(world.home().join("openclaw")).unwrap().count(), 1, "{text}");
        let status = world.run(&["status", "--json", "--cache-file", path.to_str().unwrap()]).stdout_json();
        assert_eq!(status["cache"]["usable"], false, "{text}");
    }
}

#[test]
fn a_shared_file_that_is_a_link_a_pipe_or_a_socket_is_not_touched() {
    let world = World::new();
    world.answer(Answer::granted());
    let path = world.home().join("special");
    let kinds: [fn(&Path); 3] = [
        |path| symlink("/dev/stdout", path).unwrap(),
        |path| drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        |path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success()),
    ];
    for make in kinds {
        make(&path);
        let before = fs::symlink_metadata(&path).unwrap().file_type();
        world.cmd_as(TOKEN, &["token", "--cache-file"]).arg(&path).run().ok();
        world.run(&["clear-cache", "--cache-file", path.to_str().unwrap()]).fails(1);
        assert_eq!(fs::symlink_metadata(&path).unwrap().file_type(), before);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_shared_file_through_a_link_is_neither_followed_nor_replaced() {
    let world = World::new();
    world.answer(Answer::granted());
    let target = world.write("theirs.json", record(fixtures::OPENCLAW_2026_1, |_| {}));
    set_mode(&target, 0o600);
    let before = (fs::read(&target).unwrap(), fs::metadata(&target).unwrap().ino());
    let link = world.home().join("token.json");
    symlink(&target, &link).unwrap();
    let answer = world.cmd_as(TOKEN, &["token", "--cache-file"]).arg(&link).run().ok();
    assert_eq!(answer, world.issued()[0]);
    assert_eq!((fs::read(&target).unwrap(), fs::metadata(&target).unwrap().ino()), before);
}
