//! Secrets in the wrong place: a token instead of a name, two tokens instead of one, a proxy's password. Every
//! message masks them.

use super::canaries::{assert_not_on_disk, github_token};
use crate::world::{World, random_hex};

#[test]
fn a_proxy_login_is_shown_nowhere() {
    let password = random_hex(20);
    let world = World::new();
    world.proxy_login("us%er", &password);
    for (login, code) in
        [(format!("us%25er:{password}"), 0), (format!("other:{password}"), 3), (format!("%zz:{password}"), 1)]
    {
        for words in [["token", "-v"], ["refresh", "--json"], ["base-url", "-v"], ["headers", "-v"]] {
            let run =
                world.cmd_as(&github_token(), &words).env("HTTPS_PROXY", world.proxy_url_with(&login)).run();
            assert_eq!(run.code, code, "{run:#?}");
        }
    }
    assert_not_on_disk(&world.home(), &password);
}

#[test]
fn a_broken_source_is_named_and_its_content_is_not() {
    let world = World::new();
    let (one, two) = (github_token(), github_token());
    world.secret(&format!("{one} {two}"));
    let file = world.scratch_file("token", format!("{one}\n{two}\n"));
    let two_lines = format!("{one}\n{two}");
    for words in [["token", "-v"], ["status", "--json"], ["status", "-v"], ["refresh", "--json"]] {
        for name in ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"] {
            assert_ne!(world.cmd(&words).env(name, &two_lines).run().code, 0);
            assert_ne!(world.cmd(&words).env(name, format!("{one}é")).run().code, 0);
        }
        assert_ne!(world.cmd(&words).arg("--github-token-file").arg(&file).run().code, 0);
        assert_ne!(
            world.cmd(&words).args(["--github-token-file", "-"]).stdin(two_lines.clone()).run().code,
            0
        );
    }
    assert_eq!(world.connections(), 0);
}

#[test]
fn a_token_where_a_name_belongs_is_masked() {
    let world = World::new();
    let (token, session) = (github_token(), format!("tid={};exp=1:{}", random_hex(32), random_hex(64)));
    // A possible form of a job's GITHUB_TOKEN: a JSON Web Token after the prefix.
    let long = format!("ghs_{}.{}-_{}", random_hex(30), random_hex(60), random_hex(40));
    for secret in [&token, &session, &long] {
        world.secret(secret);
        world.secret(secret.rsplit(['.', ':', '-']).next().unwrap());
        let assigned = format!("NAME={secret}");
        for words in [
            vec![secret.as_str()],
            vec!["token", secret],
            vec!["--user", secret, "token", "--sources", "env"],
            vec!["--host", secret, "token"],
            vec!["--sources", secret, "token"],
            vec!["--timeout", secret, "token"],
            vec!["--min-validity", secret, "token"],
            vec!["--github-token-file", secret, "token"],
            vec!["--cache-dir", secret, "status", "--json"],
            vec!["--cache-file", secret, "clear-cache", "--json"],
            vec!["--cache-dir", secret, "token"],
            vec!["env", "-e", secret],
            vec!["env", "-e", &assigned],
            vec!["env", "--shell", secret],
            vec!["env", "--preset", secret],
            vec!["headers", "--format", secret],
            vec!["exec", "-e", &assigned, "--", "/bin/true"],
            vec!["exec", secret],
            vec!["exec", "--", secret],
            vec!["git-credential", "get", secret],
            vec![&format!("--{secret}"), "token"],
        ] {
            let run = world.cmd_as("ghu_somethingElse", &words).stdin("").run();
            assert!(run.code != 101 && run.stdout.is_empty(), "{run:#?}");
        }
    }
    let names: Vec<_> =
        std::fs::read_dir(world.home()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("ghu_")), "{names:?}");
}

#[test]
fn variables_in_the_wrong_place_are_masked_too() {
    let world = World::new();
    let token = github_token();
    world.secret(&token);
    for name in [
        "COPILOT_GH_HOST",
        "GH_HOST",
        "COPILOT_TOKEN_USER",
        "COPILOT_TOKEN_SOURCES",
        "COPILOT_TOKEN_TIMEOUT",
        "COPILOT_TOKEN_MIN_VALIDITY",
        "COPILOT_INTEGRATION_ID",
        "COPILOT_TOKEN_CACHE_DIR",
        "COPILOT_TOKEN_CACHE_FILE",
        "HTTPS_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ] {
        let value = format!("{token} ");
        world.cmd_as("ghu_somethingElse", &["base-url", "-v"]).env(name, &value).run();
        world.cmd_as("ghu_somethingElse", &["status", "--json"]).env(name, &value).run();
    }
}
