//! Exchange, direct and auto: which access gives which credential, with which headers, and what is cached.

mod choice;
#[cfg(target_os = "linux")]
mod crowds;
mod grace;
mod kinds;
mod record;
mod refusals;
mod search;
mod unknown_end;
#[cfg(target_os = "linux")]
mod warm;

use std::fs;

use serde_json::{Value, json};

use crate::safety::canaries::assert_not_on_disk;
use crate::world::{Answer, Request, World, now};

pub const GHO: &str = "gho_Q7rT2wLx9VbN4kZs8HdF3mYc6PgJ1aEo5UiX";
pub const GHU: &str = "ghu_V2nK8xRb5QwT1yLm7JsD4cHf9GpZ3eAo6UiW";
pub const PAT: &str = "github_pat_11ABCDEFG0hJ7kLmN2pQ4r_Ts6Uv8Wx0Yz1Ab3Cd5Ef7Gh9Jk2Lm4Np6Qr8St0Uv1Wx3Yz5A";
pub const GHP: &str = "ghp_Z3mN8vB5cX1lK7jH4gF9dS2aQ6wE0rT4yU8i";
pub const OTHER: &str = "f3a9d27c5b81e604f3a9d27c5b81e604d7c2a1b9";

const BUSINESS: &str = include_str!("../../fixtures/user-business.json");
pub const BUSINESS_URL: &str = "https://api.business.githubcopilot.com";
/// The base URL for a token without an account.
const GENERAL_URL: &str = "https://api.githubcopilot.com";
const ENTERPRISE_URL: &str = "https://api.enterprise.githubcopilot.com";
const INTEGRATION: &str = include_str!("../../fixtures/403-integration.json");

/// A current GitHub Actions token: 520 characters, with dots.
pub fn ghs() -> String {
    let token = format!("ghs_1_{}.{}.{}", "eyJhbGci0i".repeat(12), "a-B_c9".repeat(50), "Zz9-y".repeat(18));
    format!("{token:0<520}")
}

/// A GitHub that exchanges only `ghu_` tokens and refuses other kinds as the real one does. Every account has the
/// business plan.
pub fn world() -> World {
    let world = World::new();
    world.answer_with(|request| {
        let token = request.github_token.as_deref().unwrap_or_default();
        match token.split('_').next() {
            Some("ghu") => Answer::granted_enterprise(),
            Some("github") => Answer::pat(),
            Some("ghs") => Answer::status(403, INTEGRATION),
            _ => Answer::not_found(),
        }
    });
    tells(&world, |_| account());
    world
}

/// GitHub's answer for a business account.
pub fn account() -> Answer {
    Answer::status(200, BUSINESS)
}

/// Sets the answer about the account. Any other API request fails the test.
pub fn tells(world: &World, respond: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
    world.api(move |request| {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/copilot_internal/user"));
        respond(request)
    });
}

/// The numbers of exchanges and account requests.
pub fn asked(world: &World) -> (usize, usize) {
    let requests = world.requests();
    let exchanges = requests.iter().filter(|request| request.is_exchange()).count();
    (exchanges, requests.iter().filter(|request| request.path == "/copilot_internal/user").count())
}

/// The names of the account records in the cache.
pub fn records(world: &World) -> Vec<String> {
    let names = world.cache_files().into_iter();
    names.filter(|name| name.starts_with("account-") && name.ends_with(".json")).collect()
}

/// Rewrites each account record in place; keeps its mode.
#[track_caller]
pub fn edit_records(world: &World, edit: impl Fn(&mut Value)) {
    let names = records(world);
    assert!(!names.is_empty(), "{:?}", world.cache_files());
    for name in names {
        let path = world.cache_dir().join(name);
        let mut record = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut record);
        fs::write(&path, record.to_string()).unwrap();
    }
}

/// Makes every cache file of this kind `seconds` old.
#[track_caller]
pub fn age(world: &World, kind: &str, seconds: i64) {
    let names: Vec<String> = world.cache_files().into_iter().filter(|name| name.starts_with(kind)).collect();
    assert!(!names.is_empty(), "{kind}: {:?}", world.cache_files());
    for name in names {
        let path = world.cache_dir().join(name);
        let mut note: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let at_ms = note["atMs"].as_i64().unwrap();
        note["atMs"] = json!((now() - seconds) * 1000);
        if let Some(until_ms) = note["said"]["untilMs"].as_i64() {
            note["said"]["untilMs"] = json!((now() - seconds) * 1000 + until_ms - at_ms);
        }
        fs::write(&path, note.to_string()).unwrap();
    }
}

/// The row of the `status` table with this label.
#[track_caller]
pub fn row<'a>(table: &'a str, label: &str) -> &'a str {
    let labelled = |line: &'a str| line.strip_prefix(label)?.strip_prefix("  ").map(str::trim_start);
    table.lines().find_map(labelled).unwrap_or_else(|| panic!("no {label}:\n{table}"))
}

/// Asserts that no GitHub token is stored below the home.
#[track_caller]
pub fn assert_none_on_disk(world: &World) {
    for token in [GHO, GHU, PAT, GHP, OTHER, &ghs()] {
        assert_not_on_disk(&world.home(), token);
    }
}
