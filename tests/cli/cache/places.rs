//! Where a cache cannot be, or is somebody else's too: read-only and full places, no home, strange variables,
//! and the file that is shared with openclaw. There is an answer all the same.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use serde_json::{Value, json};

use crate::world::{Answer, Cmd, World, fixtures, now, set_mode};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

#[test]
fn a_place_that_cannot_be_written_costs_an_exchange_and_no_answer() {
    let world = World::new();
    let file = world.write("file", "x");
    let link = world.home().join("loop");
    symlink(&link, &link).unwrap();
    let long = world.home().join("x".repeat(300));
    let mut exchanges = 0;
    for place in [
        &file,
        &file.join("below"),
        &link,
        &long,
        Path::new("/dev/full/x"),
        Path::new("/proc/copilot-token"),
        Path::new("/proc/self/mem"),
        Path::new("/proc/self"),
        Path::new("/dev/null/x"),
    ] {
        for option in ["--cache-dir", "--cache-file"] {
            world.cmd_as(TOKEN, &["token", option]).arg(place).run().ok();
            exchanges += 1;
            assert_eq!(world.exchanges(), exchanges, "{option} {}", place.display());
            world.cmd_as(TOKEN, &["status", "--json", option]).arg(place).run().ok_json();
        }
    }
}

/// As a user who may not write to the home.
fn as_nobody<'w>(world: &'w World, words: &[&str]) -> Cmd<'w> {
    if !rustix::process::geteuid().is_root() {
        return world.cmd_as(TOKEN, words);
    }
    let drop = ["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_copilot-token")];
    world.tool("setpriv", &[&drop, words].concat()).env("GH_TOKEN", TOKEN)
}

#[test]
fn a_read_only_home_costs_an_exchange_and_no_answer() {
    let world = World::new();
    set_mode(&world.home(), 0o555);
    as_nobody(&world, &["token"]).run().ok();
    as_nobody(&world, &["refresh"]).run().ok();
    assert_eq!(as_nobody(&world, &["clear-cache"]).run().code, 0);
    assert_eq!(world.exchanges(), 2);
    set_mode(&world.home(), 0o755);
}

#[test]
fn a_limit_on_the_size_of_files_costs_an_exchange_and_no_answer() {
    let world = World::new();
    for limit in ["0", "1", "64"] {
        let script = format!("ulimit -f {limit}; exec {} token", env!("CARGO_BIN_EXE_copilot-token"));
        let run = world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN).run();
        assert!(run.ok().starts_with("tid="));
    }
    assert!(world.cache_files().iter().all(|name| name.contains("lock")), "{:?}", world.cache_files());
}

#[test]
fn a_full_disk_costs_an_exchange_and_no_answer() {
    let world = World::new();
    let disk = world.home().join("disk");
    fs::create_dir(&disk).unwrap();
    let words = ["-t", "tmpfs", "-o", "size=4k,mode=700", "tmpfs", disk.to_str().unwrap()];
    if world.tool("mount", &words).run().code != 0 {
        crate::world::skipped("this user may not mount a disk to fill");
        return;
    }
    let _ = fs::write(disk.join("ballast"), vec![0; 8192]);
    for _ in 0..2 {
        let run = world.cmd_as(TOKEN, &["token", "--cache-dir"]).arg(&disk).run();
        let left: Vec<_> = fs::read_dir(&disk).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            left.iter().all(|name| name == "ballast" || name.to_string_lossy().contains("lock")),
            "{left:?}"
        );
        run.ok();
    }
    world.tool("umount", &[disk.to_str().unwrap()]).run();
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_device_that_is_named_as_the_file_is_neither_replaced_nor_removed() {
    let world = World::new();
    let device = world.home().join("null");
    // Only root may, and only root could do harm.
    if world.tool("mknod", &["-m", "600", device.to_str().unwrap(), "c", "1", "3"]).run().code != 0 {
        crate::world::skipped("this user may not make devices");
        return;
    }
    for words in [["token"], ["refresh"]] {
        world.cmd_as(TOKEN, &words).arg("--cache-file").arg(&device).run().ok();
    }
    world.cmd(&["clear-cache", "--cache-file"]).arg(&device).run();
    use std::os::unix::fs::FileTypeExt;
    assert!(fs::symlink_metadata(&device).unwrap().file_type().is_char_device());
}

#[test]
fn variables_that_name_no_folder_are_passed_over() {
    let world = World::new();
    let first = world.cmd_as(TOKEN, &["token"]).run().ok();
    for value in ["", "relative", "./relative", "~/.cache", "."] {
        let again = world.cmd_as(TOKEN, &["token"]).env("XDG_CACHE_HOME", value).run().ok();
        assert_eq!(again, first, "{value}");
    }
    assert!(!world.home().join("relative").exists() && !world.home().join("~").exists());
    let elsewhere = world.home().join("elsewhere");
    let other = world.cmd_as(TOKEN, &["token"]).env("XDG_CACHE_HOME", &elsewhere).run().ok();
    assert!(other != first && elsewhere.join("copilot-token").is_dir());
}

#[test]
fn without_a_home_there_is_an_answer_and_no_litter() {
    let world = World::new();
    let here = world.home().join("here");
    fs::create_dir(&here).unwrap();
    for home in [None, Some(""), Some("relative"), Some("/nonexistent/home"), Some("/dev/null")] {
        let cmd = as_nobody(&world, &["token"]).cwd(&here);
        let cmd = match home {
            Some(home) => cmd.env("HOME", home),
            None => cmd.env_remove("HOME"),
        };
        cmd.run().ok();
    }
    assert_eq!(fs::read_dir(&here).unwrap().count(), 0);
}

/// One of openclaw's records, alive, and what `change` makes of it.
fn record(generation: &str, change: impl Fn(&mut Value)) -> String {
    let mut json: Value = serde_json::from_str(generation).unwrap();
    json["expiresAt"] = ((now() + 1200) * 1000).into();
    json["updatedAt"] = ((now() - 60) * 1000).into();
    change(&mut json);
    serde_json::to_string_pretty(&json).unwrap()
}

/// Runs `token` with that text in the shared file; whether it was believed.
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

/// What stands for the GitHub token of these tests.
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
        // However it is, the JSON of it is written without a panic.
        for words in [["token", "--json"], ["status", "--json"]] {
            let path = world.home().join("openclaw/token.json");
            world.cmd_as(TOKEN, &words).arg("--cache-file").arg(&path).run().ok_json();
        }
    }
}

/// What `--cache-file` may replace and remove: a session entry, the beginning of one, or nothing.
const REPLACEABLE: [&str; 5] =
    ["", " \n", "{", "{\n  \"tok", "{\n  \"token\": \"tid=0123456789;exp=1760001800;sku=mon"];

/// What belongs to somebody else, and stays as it is.
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
        // Nothing is left beside it either.
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
        |path| {
            rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap()
        },
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
