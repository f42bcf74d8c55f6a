//! Invalid command lines and variables: what is wrong, where, and what would be valid.

use crate::world::World;

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

#[test]
fn a_usage_error_says_what_would_be_right() {
    let world = World::new();
    for (words, tip) in [
        (&["env", "-e", "A=Token"][..], "unknown field 'Token'"),
        (&["env", "-e", "A=url"], "FIELD is token, base-url, headers, expires-at or expires"),
        (&["exec", "python", "chat.py"], "put -- before the command: copilot-token exec -- python"),
        (&["auth", "token"], "'copilot-token login' signs in"),
        (&["models"], "headers --format curl --url /models"),
        (&["headers", "--url", "/models"], "--url goes with --format curl"),
        (&["headers", "--format", "curl", "--url", "@evil.example"], "expected a path"),
        (&["env", "-e", "1A=token"], "a name is a letter or _, then letters, digits and _"),
        (&["exec", "-e", "A", "--", "true"], "NAME=FIELD"),
        (&["--min-validity", "5", "token"], "expected a number with a unit"),
        (&["--timeout", "0", "token"], "expected a number with a unit"),
        (&["--host", "github.example", "token"], "expected github.com or SUBDOMAIN.ghe.com"),
    ] {
        let stderr = world.cmd_as(TOKEN, words).run().fails_usage();
        assert!(stderr.contains(tip), "{words:?}: {stderr}");
    }
    let step = world.cmd_as(TOKEN, &["env", "--shell", "github", "-e", "GITHUB_PATH=token"]);
    let file = world.write("set_env", "");
    let stderr = step.env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", file).run().fails_usage();
    assert!(stderr.contains("choose another name"), "{stderr}");
    assert_eq!(world.connections(), 0);
}

#[test]
fn an_argument_cannot_write_lines_of_ours_or_show_half_a_token() {
    let world = World::new();
    let half = "ghu_aTokenWithALineBreak\nInItsMiddle0000000000";
    for words in [
        vec!["token", "x\ncopilot-token: all is well\nhint: run this"],
        vec!["x\ncopilot-token: all is well"],
        vec!["token", "--sources", "env\nhint: run this"],
        vec!["token", "--nonsense\r\nhint: run this\u{1b}[2J"],
        vec!["token", "--host", "x\nhint: run this"],
        vec!["env", "-e", "A=x\nhint: run this"],
        vec!["token", half],
        vec!["exec", half],
        vec!["token", "--js\u{7}on"],
    ] {
        let stderr = world.cmd(&words).run().fails_usage();
        let forged =
            stderr.lines().find(|line| line.starts_with("copilot-token:") || line.starts_with("hint:"));
        assert_eq!(forged, None, "{words:?}: {stderr}");
        assert!(!stderr.contains("InItsMiddle") && !stderr.contains('\u{1b}'), "{words:?}: {stderr}");
        assert!(stderr.starts_with("error: "), "{words:?}: {stderr}");
    }
    let stderr = world.cmd(&["token", half]).run().fails_usage();
    assert!(stderr.contains("a token is never taken as an argument"), "{stderr}");
}

#[test]
fn a_bad_value_of_any_length_leaves_its_name_in_the_line() {
    let world = World::new();
    let long = "x".repeat(300);
    for option in ["--host", "--min-validity", "--timeout", "--user"] {
        let value = if option == "--user" { format!("-{long}") } else { long.clone() };
        let stderr = world.cmd_as(TOKEN, &["token", &format!("{option}={value}")]).run().fails_usage();
        assert!(stderr.contains(&format!("for {option}: expected")), "{stderr}");
    }
    for name in ["COPILOT_GH_HOST", "COPILOT_TOKEN_MIN_VALIDITY", "COPILOT_TOKEN_SOURCES"] {
        let stderr = world.cmd_as(TOKEN, &["token"]).env(name, &long).run().fails_usage();
        assert!(stderr.contains(&format!("for {name}: expected")), "{stderr}");
    }
}

#[test]
fn a_path_of_any_length_leaves_the_reason_in_the_line() {
    let world = World::new();
    let path = format!("{}/file", "folder".repeat(40));
    let stderr = world.cmd(&["token", "--github-token-file", &path]).run().fails(4);
    assert!(stderr.contains("…/file: no such file"), "{stderr}");
    let stderr = world.cmd_as(TOKEN, &["token"]).env("SSL_CERT_FILE", &path).run().fails(1);
    assert!(stderr.contains("…/file: no such file"), "{stderr}");
}

/// As with gh, git and curl, so that options can override those of an alias.
#[test]
fn of_an_option_given_twice_the_last_one_counts() {
    let world = World::new();
    for words in [
        &["--host", "acme.ghe.com", "--host", "github.com", "status", "--json"][..],
        &["--host", "acme.ghe.com", "status", "--json", "--host", "github.com"],
        &["status", "--json", "--host", "acme.ghe.com", "--json", "--host", "github.com", "-vv"],
    ] {
        let run = world.cmd_as(TOKEN, words).run();
        assert_eq!((run.code, &run.stdout_json()["host"]), (0, &"github.com".into()), "{words:?}");
    }
}

#[test]
fn what_cannot_be_run_is_told_in_plain_words() {
    let world = World::new();
    let stderr = world.cmd_as(TOKEN, &["exec", "--", "no-such-command"]).run().fails(127);
    assert!(stderr.contains("cannot run no-such-command: command not found"), "{stderr}");
    let stderr = world.cmd(&["clear-cache", "--cache-dir", "/etc/passwd"]).run().fails(1);
    assert!(!stderr.contains("os error") && !stderr.contains("Not a"), "{stderr}");
}
