//! A server, or a proxy in its place, repeats the GitHub token in its text: whole, in parts, in another case or
//! encoded. Neither a stream nor a file shows it. Ordinary words are not masked.

use std::fs;

use serde_json::json;

use crate::world::{Answer, World, random_hex};

/// Random like GitHub's tokens, in mixed case.
fn github_token() -> String {
    let cases = |c: char| if c.is_ascii_digit() || "ace".contains(c) { c } else { c.to_ascii_uppercase() };
    format!("ghu_{}", random_hex(36).chars().map(cases).collect::<String>())
}

fn echoes(token: &str) -> Vec<String> {
    let tail = &token[4..];
    let hex = |text: &str| text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
    vec![
        token.to_owned(),
        tail.to_owned(),
        tail.to_uppercase(),
        tail.to_lowercase(),
        tail[..16].to_owned(),
        tail[20..].to_owned(),
        tail.chars().rev().collect(),
        format!("{} {}", &tail[..18], &tail[18..]),
        tail.chars().flat_map(|c| [c, '-']).collect(),
        hex(token),
        hex(token).to_uppercase(),
        base64(token.as_bytes()),
    ]
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0, |all, b| all << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        (0..=three.len()).for_each(|i| text.push(char::from(DIGITS[(all >> (18 - 6 * i)) as usize & 63])));
    }
    text
}

/// Whether `text` contains nine consecutive characters of the echo.
fn shows(text: &str, echo: &str) -> bool {
    let text = text.to_lowercase();
    let echo = echo.to_lowercase();
    (0..=echo.len().saturating_sub(9)).any(|at| echo.get(at..at + 9).is_some_and(|part| text.contains(part)))
}

#[test]
fn no_echo_of_the_github_token_is_shown_or_kept() {
    let token = github_token();
    for echo in echoes(&token) {
        let details = |name: &str| {
            let path = format!("error_details.{name}");
            let value =
                if name == "url" { format!("https://github.com/{echo}?t={echo}") } else { echo.clone() };
            Answer::no_access().field("error_details.notification_id", "new").field(&path, value)
        };
        for answer in [
            Answer::status(403, json!({ "message": format!("you are {echo}.") }).to_string()),
            Answer::status(418, json!({ "message": echo }).to_string()),
            details("message"),
            details("url"),
            Answer::no_access().field("error_details.message", format!("You are logged in as {echo}.")),
            Answer::granted().field("endpoints.api", format!("https://{echo}.evil.example")),
            Answer::granted().field("sku", echo.clone()),
        ] {
            let world = World::new();
            world.answer(answer);
            for words in
                [&["-v", "base-url", "--json"][..], &["base-url"], &["status"], &["status", "--json"]]
            {
                let run = world.cmd_as(&token, words).run();
                let shown = [run.stdout.as_str(), &run.stderr].join("\n");
                assert!(!shows(&shown, &echo), "{echo}: {shown}");
            }
            for name in world.cache_files().iter().filter(|name| !name.starts_with("session-")) {
                let kept = fs::read_to_string(world.cache_dir().join(name)).unwrap();
                assert!(!shows(&kept, &echo), "{echo}: {kept}");
            }
        }
    }
}

#[test]
fn ordinary_words_of_a_server_are_shown() {
    let token = github_token();
    let saml = "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization";
    let link = "https://github.com/orgs/some-organization-of-2026/sso";
    for (details, said) in [
        (json!({"message": saml, "url": format!("{link}?authorization_request=A2B3")}), &saml[..100]),
        (
            json!({"message": "Your seat of octo-org was removed on 2026-11-20.", "url": link}),
            "seat of octo-org was removed on 2026-11-20",
        ),
        (
            json!({"message": "Copilot n'est pas disponible : « Straße » 漢字", "url": link}),
            "pas disponible : « Straße » 漢字",
        ),
    ] {
        let world = World::new();
        world.answer(Answer::no_access().field("error_details", details));
        let stderr = world.cmd_as(&token, &["token"]).run().fails(5);
        assert!(stderr.contains(said) && stderr.contains(&format!("hint: {link}\n")), "{stderr}");
    }
}
