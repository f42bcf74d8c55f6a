//! A token with an unknown expiry: printed as null, empty or omitted, and enough for every validity.

use serde_json::Value;

use super::{GHO, world};
use crate::world::World;

fn run(world: &World, words: &[&str]) -> String {
    let cmd = world.cmd_as(GHO, &["--access", "direct"]).args(words);
    cmd.stdin("protocol=https\nhost=api.business.githubcopilot.com\n\n").run().ok()
}

#[test]
fn an_unknown_end_is_empty_if_asked_for_and_left_out_if_not() {
    for (shell, asked, not_asked) in [
        ("sh", "export X=''\nexport Y=''", "export GITHUB_COPILOT_API_TOKEN"),
        ("dotenv", "X=\nY=", "GITHUB_COPILOT_API_TOKEN"),
        ("json", r#"{"X":"","Y":""}"#, "{\"GITHUB_COPILOT_API_TOKEN"),
    ] {
        let world = world();
        let text = run(&world, &["env", "--shell", shell, "-e", "X=expires-at", "-e", "Y=expires"]);
        assert_eq!(text.replace('"', "'"), asked.replace('"', "'"), "{shell}");
        let text = run(&world, &["env", "--shell", shell]);
        assert!(text.starts_with(not_asked) && !text.contains("EXPIRES"), "{text}");
    }
    for shell in ["fish", "powershell", "nu"] {
        let text = run(&world(), &["env", "--shell", shell, "-e", "X=expires-at"]);
        assert!(text.contains('X') && (text.contains("''") || text.contains("\"\"")), "{shell}: {text}");
    }
}

#[test]
fn a_command_gets_an_empty_variable_if_asked_for_and_none_if_not() {
    let world = world();
    let sh = [
        "exec",
        "-e",
        "X=expires-at",
        "-e",
        "Y=expires",
        "--",
        "/bin/sh",
        "-c",
        "echo \"${X-unset}${Y-unset}.\"",
    ];
    assert_eq!(run(&world, &sh), ".");
    let sh = ["exec", "--", "/bin/sh", "-c", "echo \"${COPILOT_TOKEN_EXPIRES_AT-unset}\""];
    assert_eq!(run(&world, &sh), "unset");
}

#[test]
fn an_inherited_end_of_another_token_does_not_survive() {
    let world = world();
    let cmd = world.cmd_as(GHO, &["--access", "direct", "exec", "--", "/usr/bin/env"]);
    let text = cmd.env("COPILOT_TOKEN_EXPIRES_AT", "1795437295").run().ok();
    assert!(!text.contains("COPILOT_TOKEN_EXPIRES_AT"), "{text}");
}

#[test]
fn an_unknown_end_satisfies_every_validity() {
    for validity in ["0s", "5m", "24h", "10000h"] {
        let world = world();
        assert_eq!(run(&world, &["token", "--min-validity", validity]), GHO);
        assert_eq!(run(&world, &["status", "--check", "--min-validity", validity]), "");
    }
}

#[test]
fn json_and_git_say_nothing_of_an_unknown_end() {
    let world = world();
    let json: Value = serde_json::from_str(&run(&world, &["token", "--json"])).unwrap();
    let keys = json.as_object().unwrap();
    assert_eq!((keys.get("expires_at"), keys.get("expires")), (Some(&Value::Null), Some(&Value::Null)));
    let answer = run(&world, &["git-credential", "get"]);
    assert!(!answer.contains("password_expiry_utc"), "{answer}");
}
