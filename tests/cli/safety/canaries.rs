//! Every command meets every failure, with fresh random secrets, with and without `-v`. The world searches the output
//! of each run. These tests also search the home: the GitHub token is not on disk.

use std::fs;
use std::path::Path;

use crate::world::{Answer, Fault, World, random_hex, set_mode, side_by_side};

const COMMANDS: [&[&str]; 20] = [
    &["token"],
    &["token", "--json"],
    &["base-url"],
    &["base-url", "--json"],
    &["refresh"],
    &["refresh", "--json"],
    &["status"],
    &["status", "--json"],
    &["status", "--check"],
    &["headers"],
    &["headers", "--format", "json"],
    &["headers", "--format", "curl"],
    &["env"],
    &["env", "--shell", "dotenv", "--preset", "openai"],
    &["env", "--shell", "github"],
    &["exec", "--", "/bin/true"],
    &["git-credential", "get"],
    &["git-credential", "erase"],
    &["clear-cache", "--json"],
    &["token", "--no-cache"],
];

const GIT_ASKS: &str = "protocol=https\nhost=api.individual.githubcopilot.com\n\n";

pub fn github_token() -> String {
    format!("ghu_{}", random_hex(36))
}

/// Runs every command, quiet and with `-v`, in a world that `prepare` has broken, and searches the files left.
fn every_command_keeps_its_secrets(prepare: impl Fn(&World)) {
    every_command_within("5s", prepare);
}

/// The same with a short timeout, for cases where each command would hang or retry.
fn every_command_within(timeout: &str, prepare: impl Fn(&World)) {
    let world = World::new();
    prepare(&world);
    let token = github_token();
    for command in COMMANDS {
        for verbose in [false, true] {
            let options: &[&str] =
                if verbose { &["--timeout", timeout, "-v"] } else { &["--timeout", timeout] };
            let words = [options, command].concat();
            let run = world
                .cmd_as(&token, &words)
                .env("GITHUB_ACTIONS", "true")
                .env("GITHUB_ENV", world.home().join("github_env"))
                .stdin(GIT_ASKS)
                .run();
            assert!((0..=125).contains(&run.code) && run.code != 101, "{run:#?}");
            assert!(!run.stderr.contains("panicked"), "{run:#?}");
            if !verbose && run.code == 0 {
                assert_eq!(run.stderr, "", "{run:#?}");
            }
        }
    }
    assert_not_on_disk(&world.home(), &token);
}

/// For worlds in which commands mostly wait.
fn in_each<T: Send + Clone>(cases: impl IntoIterator<Item = T>, prepare: impl Fn(&World, T) + Sync) {
    side_by_side(cases, |case| every_command_within("100ms", |world| prepare(world, case.clone())));
}

/// Asserts that no file holds the token: plain, in base64 or in hex.
pub fn assert_not_on_disk(folder: &Path, token: &str) {
    let hex: String = token.bytes().map(|b| format!("{b:02x}")).collect();
    let forms = [token.to_owned(), base64(token.as_bytes()), hex];
    for path in files_below(folder) {
        let Ok(bytes) = fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for form in &forms {
            assert!(!text.contains(form.as_str()), "a GitHub token in {}", path.display());
        }
    }
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}

/// Omits the last group, which depends on the bytes that follow.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks_exact(3) {
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        text.extend([18, 12, 6, 0].map(|shift| ALPHABET[(bits >> shift & 63) as usize] as char));
    }
    text
}

#[test]
fn the_search_for_secrets_finds_them() {
    let world = World::new();
    world.write("a/b/c", "x Z2h1X2Fi y");
    let home = world.home();
    let found = std::panic::catch_unwind(|| assert_not_on_disk(&home, "ghu_ab"));
    assert!(found.is_err());
    assert_eq!(base64(b"ghu_ab"), "Z2h1X2Fi");
}

#[test]
fn nothing_is_betrayed_where_all_is_well() {
    every_command_keeps_its_secrets(|_| {});
    every_command_keeps_its_secrets(|world| drop(world.write("github_env", "")));
}

#[test]
fn nothing_is_betrayed_whatever_github_refuses() {
    for refusal in [
        Answer::bad_credentials(),
        Answer::no_access(),
        Answer::suspended(),
        Answer::pat(),
        Answer::rate_limited(),
        Answer::not_found(),
        Answer::too_many_requests(),
        Answer::status(418, "{}"),
    ] {
        every_command_keeps_its_secrets(|world| world.answer(refusal.clone()));
    }
}

#[test]
fn nothing_is_betrayed_when_github_is_in_trouble_or_not_there() {
    let answers = [
        Answer::redirect(302, "https://evil.example/"),
        Answer::html(200, "<html>sign in</html>"),
        Answer::status(500, "oops"),
        Answer::status(503, "oops"),
        Answer::hang(),
        Answer::close(),
        Answer::granted().cut(300),
    ];
    in_each(answers, World::answer);
}

#[test]
fn nothing_is_betrayed_by_an_answer_that_cannot_be_used() {
    for answer in [
        Answer::granted().field("token", "tid=abcdefabcdef\nX: y"),
        Answer::granted().field("endpoints.api", "https://u:p@evil.example"),
        Answer::granted().field("expires_at", "soon"),
        Answer::granted().lifetime(-5),
        Answer::granted().lifetime(100),
    ] {
        every_command_keeps_its_secrets(|world| world.answer(answer.clone()));
    }
}

#[test]
fn a_server_that_sends_the_github_token_back_is_not_repeated() {
    for (status, prefix) in [(403, "ghu_"), (403, ""), (422, "gho_"), (422, "")] {
        let world = World::new();
        world.answer_with(move |request| {
            let token = request.github_token.clone().unwrap_or_default();
            let text = serde_json::json!({"message": format!("no: {token}"),
                "error_details": {"message": format!("no {token}"), "url": format!("https://x/?t={token}")}});
            Answer::status(status, text.to_string())
        });
        // Also without a prefix that reveals a token.
        let token = format!("{prefix}{}", random_hex(40));
        for words in [["token", "-v"], ["refresh", "--json"], ["status", "--json"], ["status", "-v"]] {
            assert_ne!(world.cmd_as(&token, &words).run().code, 101);
        }
        assert_not_on_disk(&world.home(), &token);
    }
}

#[test]
fn nothing_is_betrayed_by_a_connection_that_breaks() {
    let faults = [
        Fault::RefuseConnect(403),
        Fault::RefuseConnect(502),
        Fault::CloseConnect,
        Fault::ResetTls,
        Fault::CloseTls,
        Fault::PlainText,
        Fault::WrongHostCert,
        Fault::ExpiredCert,
        Fault::UnknownCa,
    ];
    in_each(faults, World::fault);
}

#[test]
fn nothing_is_betrayed_by_a_connection_that_stalls() {
    in_each([Fault::StallConnect, Fault::StallTls], World::fault);
}

#[test]
fn nothing_is_betrayed_by_a_cache_that_cannot_be_used() {
    every_command_keeps_its_secrets(|world| {
        fs::create_dir_all(world.cache_dir()).unwrap();
        set_mode(&world.cache_dir(), 0o777);
    });
    every_command_keeps_its_secrets(|world| drop(world.write(".cache", "a file in the folder's place")));
    every_command_keeps_its_secrets(|world| {
        world.cmd_as("ghu_someoneElse000000000000000000000000", &["token"]).run().ok();
        world.edit_entries(|entry| entry["expiresAt"] = "garbage".into());
    });
}
