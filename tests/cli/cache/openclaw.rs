//! The file shared with openclaw: reads all three generations, writes what every generation can read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::world::{Answer, World, fixtures, is_about, now, set_mode};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";
const FILE: &str = ".openclaw/credentials/github-copilot.token.json";

/// A record of one generation, still valid.
fn record(fixture: &str, edit: impl Fn(&mut Value)) -> Value {
    let mut record: Value = serde_json::from_str(fixture).unwrap();
    // The receipt time stays a year in the past: only the expiry counts.
    record["expiresAt"] = ((now() + 1500) * 1000).into();
    edit(&mut record);
    record
}

fn put(world: &World, record: &Value) -> PathBuf {
    world.session_secret(record["token"].as_str().unwrap_or_default());
    let path = world.write(FILE, serde_json::to_vec_pretty(record).unwrap());
    set_mode(&path, 0o600);
    path
}

fn fingerprint() -> Value {
    let digest = ring::digest::digest(&ring::digest::SHA256, TOKEN.as_bytes());
    digest.as_ref().iter().map(|b| format!("{b:02x}")).collect::<String>().into()
}

#[test]
fn all_three_generations_are_read() {
    for fixture in [fixtures::OPENCLAW_2026_1, fixtures::OPENCLAW_2026_5, fixtures::OPENCLAW_2026_8] {
        let world = World::new();
        let record = record(fixture, |record| {
            if record.get("sourceCredentialFingerprint").is_some() {
                record["sourceCredentialFingerprint"] = fingerprint();
            }
        });
        let path = put(&world, &record);
        let json =
            world.cmd_as(TOKEN, &["token", "--json", "--cache-file", path.to_str().unwrap()]).run().ok_json();
        assert_eq!((&json["token"], &json["cached"]), (&record["token"], &true.into()));
        assert_eq!(json["base_url"], "https://api.individual.githubcopilot.com");
        assert_eq!(world.exchanges(), 0);
    }
}

#[test]
fn an_entry_that_names_no_github_token_is_served_without_one() {
    let world = World::new();
    let record = record(fixtures::OPENCLAW_2026_1, |_| {});
    put(&world, &record);
    let json = world.cmd(&["token", "--json"]).env("COPILOT_TOKEN_CACHE_FILE", FILE).run().ok_json();
    assert_eq!((&json["token"], &json["source"]), (&record["token"], &json!("cache-file")));
    world.cmd(&["status", "--check"]).env("COPILOT_TOKEN_CACHE_FILE", FILE).run();
    // A record that names a GitHub token is used only for that token.
    put(&world, &self::record(fixtures::OPENCLAW_2026_8, |_| {}));
    world.cmd(&["token", "--cache-file", FILE]).run().fails(4);
}

#[test]
fn an_entry_of_another_account_integration_or_host_is_a_miss() {
    let edits: [(&str, Value); 7] = [
        ("sourceCredentialFingerprint", "00".repeat(32).into()),
        ("integrationId", "copilot-cli".into()),
        ("domain", "acme.ghe.com".into()),
        ("expiresAt", ((now() + 200) * 1000).into()),
        ("updatedAt", ((now() + 3600) * 1000).into()),
        ("token", "tid=1;proxy-ep=proxy.evil.example:00".into()),
        ("token", "tid=1\nX-Evil: 1".into()),
    ];
    for (key, value) in edits {
        let world = World::new();
        let old = record(fixtures::OPENCLAW_2026_8, |record| {
            record["sourceCredentialFingerprint"] = fingerprint();
            record[key] = value.clone();
        });
        let path = put(&world, &old);
        let token = world.cmd_as(TOKEN, &["token", "--cache-file", FILE]).run().ok();
        assert_eq!(world.issued(), std::slice::from_ref(&token), "{key}");
        let new: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        assert_eq!(new["token"], token.as_str());
    }
}

#[test]
fn what_is_written_every_generation_can_read() {
    let world = World::new();
    let token = world.cmd_as(TOKEN, &["token", "--cache-file", FILE]).run().ok();
    let path = world.home().join(FILE);
    let text = fs::read_to_string(&path).unwrap();
    let entry: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(entry["token"], token.as_str());
    let whole_ms = |key: &str| entry[key].as_i64().unwrap() / 1000;
    assert!(is_about(whole_ms("expiresAt"), now() + 1800) && is_about(whole_ms("updatedAt"), now()));
    assert_eq!((&entry["integrationId"], &entry["domain"]), (&json!("vscode-chat"), &json!("github.com")));
    assert_eq!(entry["sourceCredentialFingerprint"], fingerprint());
    assert!(text.starts_with("{\n  \"token\": "), "indented by two");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert!(!world.cache_dir().exists(), "the folder is not used beside it");
    assert!(!text.contains(TOKEN));
    world.cmd_as(TOKEN, &["token", "--cache-file", FILE]).run().ok_stdout(&format!("{token}\n"));
    world.run(&["clear-cache", "--cache-file", FILE]).ok();
    assert!(!path.exists());
}

#[test]
fn another_programs_file_is_neither_overwritten_nor_removed() {
    let token_file = format!("{TOKEN}\n");
    for text in [fixtures::APPS_JSON, fixtures::HOSTS_JSON, r#"{"editor.tabSize": 4}"#, &token_file] {
        let world = World::new();
        let path = world.write("precious", text);
        for mode in [0o600, 0o644] {
            set_mode(&path, mode);
            world.cmd_as(TOKEN, &["token", "--cache-file", "precious"]).run().ok();
            world.cmd_as(TOKEN, &["refresh", "--cache-file", "precious"]).run().ok();
            let stderr = world.run(&["clear-cache", "--cache-file", "precious"]).fails(1);
            assert!(stderr.contains("holds something else"), "{stderr}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            let status =
                world.cmd_as(TOKEN, &["status", "--json", "--cache-file", "precious"]).run().ok_json();
            assert_eq!(status["cache"]["usable"], false);
        }
    }
}

#[test]
fn a_link_to_a_device_is_left_where_it_is() {
    let world = World::new();
    let link = world.home().join("stdout");
    std::os::unix::fs::symlink("/dev/null", &link).unwrap();
    world.cmd_as(TOKEN, &["token", "--cache-file", "stdout"]).run().ok();
    world.run(&["clear-cache", "--cache-file", "stdout"]).fails(1);
    assert_eq!(fs::read_link(&link).unwrap(), PathBuf::from("/dev/null"));
}

#[test]
fn a_path_that_cannot_name_a_file_is_a_usage_error() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let strange = std::ffi::OsStr::from_bytes(b"caf\xe9.json");
    for path in [".".as_ref(), "..".as_ref(), "/".as_ref(), strange] {
        world.cmd_as(TOKEN, &["token", "--cache-file"]).arg(path).run().fails_usage();
        world.cmd_as(TOKEN, &["token"]).env("COPILOT_TOKEN_CACHE_FILE", path).run().fails_usage();
    }
}

#[test]
fn single_flight_and_memory_work_beside_a_shared_file() {
    let world = World::new();
    let many: Vec<_> =
        (0..20).map(|_| world.cmd_as(TOKEN, &["token", "--cache-file", FILE]).spawn()).collect();
    many.into_iter().for_each(|one| drop(one.wait().ok()));
    assert_eq!(world.exchanges(), 1);
    world.answer(Answer::no_access());
    world.cmd_as("ghu_another00000000000000000000000000000", &["token", "--cache-file", FILE]).run().fails(5);
    world.cmd_as("ghu_another00000000000000000000000000000", &["token", "--cache-file", FILE]).run().fails(5);
    assert_eq!(world.exchanges(), 2);
}
