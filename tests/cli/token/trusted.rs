//! The base URL, end to end: a foreign one from GitHub's answer, the session token or the cache is refused, with its
//! host named. Nothing of that session is printed or cached.

use crate::world::{Answer, World};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

const COMMANDS: [&[&str]; 7] = [
    &["token"],
    &["base-url"],
    &["token", "--json"],
    &["refresh"],
    &["headers"],
    &["env"],
    &["exec", "--", "/bin/echo", "ran"],
];

#[test]
fn a_foreign_base_url_ends_every_command_and_its_host_is_named() {
    for (url, named) in [
        ("https://evil.example", "evil.example"),
        ("https://evilgithubcopilot.com", "evilgithubcopilot.com"),
        ("https://api.githubcopilot.com.evil.example/", "api.githubcopilot.com.evil.example"),
        ("https://githubcopilot.com", "githubcopilot.com"),
        ("https://api.githubcopilot.com:8443", "api.githubcopilot.com:8443"),
        ("https://localhost", "localhost"),
        ("https://127.0.0.1", "127.0.0.1"),
        ("https://169.254.169.254/latest", "169.254.169.254"),
        ("https://copilot-api.acme.ghe.com", "copilot-api.acme.ghe.com"),
        ("http://api.githubcopilot.com", "api.githubcopilot.com, but not as a plain https URL"),
        ("https://api.githubcopilot.com/v1", "api.githubcopilot.com, but not as a plain https URL"),
        ("https://user:hunter2hunter2@evil.example", "(not a plain https URL)"),
        ("https://x@api.githubcopilot.com", "(not a plain https URL)"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("file:///etc/passwd", "(not a plain https URL)"),
    ] {
        let world = World::new();
        world.answer(Answer::granted().field("endpoints.api", url));
        for words in COMMANDS {
            let run = world.cmd_as(TOKEN, words).run();
            let stderr = run.fails(if words[0] == "exec" { 125 } else { 1 });
            assert!(
                stderr.contains(&format!("untrusted base URL refused: the answer names {named}")),
                "{url}: {stderr}"
            );
            assert!(!stderr.contains("hunter2"), "{stderr}");
        }
        assert!(!world.cache_files().iter().any(|name| name.starts_with("session-")), "{url}");
        world.run(&["clear-cache"]).ok_stdout("");
    }
}

#[test]
fn a_foreign_host_in_the_session_token_is_refused_where_the_answer_names_none() {
    for (name, refused) in [
        ("proxy.evil.example", true),
        ("https://proxy.evil.example:443", true),
        ("proxy.githubcopilot.com.evil.example", true),
        ("evilgithubcopilot.com", true),
        ("proxy.business.githubcopilot.com", false),
        ("localhost", false),
        ("", false),
        ("x@evil.example", false),
        ("127.0.0.1", false),
    ] {
        let world = World::new();
        let token = format!("tid=0123456789abcdef0123;exp=1;proxy-ep={name};st=dotcom:00112233445566778899");
        world.session_secret(&token);
        world.answer(Answer::granted().field("token", token).without("endpoints"));
        let run = world.cmd_as(TOKEN, &["base-url"]).run();
        if refused {
            assert!(run.fails(1).contains("evil"), "{name}: {}", run.stderr);
        } else {
            // A malformed URL counts as missing.
            assert!(run.ok().ends_with(".githubcopilot.com"), "{name}");
        }
    }
}

#[test]
fn a_base_url_in_the_cache_is_judged_again() {
    for url in [
        "https://evil.example",
        "http://api.githubcopilot.com",
        "https://api.githubcopilot.com@evil.example",
        "https://copilot-api.acme.ghe.com",
    ] {
        let world = World::new();
        world.cmd_as(TOKEN, &["token"]).run().ok();
        world.edit_entries(|entry| entry["baseUrl"] = url.into());
        let answer = world.cmd_as(TOKEN, &["base-url", "--json"]).run().ok_json();
        assert_eq!(
            (answer["base_url"].as_str(), answer["cached"].as_bool()),
            (Some("https://api.individual.githubcopilot.com"), Some(false))
        );
        assert_eq!(world.exchanges(), 2, "{url}");
    }
}

#[test]
fn another_hosts_session_is_not_believed_for_this_one() {
    let world = World::new();
    world.answer(Answer::granted_ghe("acme"));
    world.cmd_as(TOKEN, &["token", "--host", "acme.ghe.com"]).run().ok();
    world.answer(Answer::granted());
    world.cmd_as(TOKEN, &["token"]).run().ok();
    assert_eq!(world.exchanges(), 2);
    let names =
        world.cache_files().into_iter().filter(|name| name.starts_with("session-")).collect::<Vec<_>>();
    let paths: Vec<_> = names.iter().map(|name| world.cache_dir().join(name)).collect();
    let texts: Vec<_> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    // Each entry under the other's name.
    std::fs::write(&paths[0], &texts[1]).unwrap();
    std::fs::write(&paths[1], &texts[0]).unwrap();
    let base_url = world.cmd_as(TOKEN, &["base-url"]).run().ok();
    assert_eq!((base_url.as_str(), world.exchanges()), ("https://api.individual.githubcopilot.com", 3));
}
