//! The account record: what it contains, how long it is used, and which contents are rejected.

use std::fs;

use serde_json::{Value, json};

use super::{
    BUSINESS_URL, GHO, PAT, account, age, asked, assert_none_on_disk, edit_records, records, tells, world,
};
use crate::world::{Answer, World};

const DIRECT: [&str; 3] = ["base-url", "--access", "direct"];

fn base_url(world: &World, token: &str) -> String {
    world.cmd_as(token, &DIRECT).run().ok()
}

fn json_of(world: &World, token: &str) -> Value {
    world.cmd_as(token, &DIRECT).arg("--json").run().ok_json()
}

#[test]
fn a_record_holds_the_account_and_no_token() {
    let world = world();
    base_url(&world, GHO);
    let names = records(&world);
    assert_eq!(names.len(), 1);
    let text = fs::read_to_string(world.cache_dir().join(&names[0])).unwrap();
    let record: Value = serde_json::from_str(&text).unwrap();
    let said =
        json!({"baseUrl": BUSINESS_URL, "login": "octocat", "plan": "copilot_for_business_seat_quota"});
    assert_eq!(record["said"], said);
    assert_none_on_disk(&world);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(world.cache_dir().join(&names[0])).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);
    }
}

#[test]
fn a_record_is_fresh_for_half_an_hour() {
    for (seconds, questions) in [(0, 1), (1700, 1), (1801, 2), (86_500, 2), (-60, 2)] {
        let world = world();
        base_url(&world, GHO);
        age(&world, "account-", seconds);
        let json = json_of(&world, GHO);
        assert_eq!(asked(&world), (0, questions), "{seconds}");
        assert_eq!((&json["stale"], &json["cached"]), (&json!(false), &json!(questions == 1)), "{seconds}");
    }
}

#[test]
fn two_tokens_in_turn_never_get_each_others_base_url() {
    let world = world();
    let pat_url = "https://api.individual.githubcopilot.com";
    tells(&world, move |request| match request.github_token.as_deref() {
        Some(PAT) => account().field("endpoints.api", pat_url),
        _ => account(),
    });
    for _ in 0..5 {
        for (token, expected) in [(GHO, BUSINESS_URL), (PAT, pat_url)] {
            let json = world.cmd_as(token, &["token", "--json", "--access", "direct"]).run().ok_json();
            assert_eq!((&json["token"], &json["base_url"]), (&json!(token), &json!(expected)));
        }
    }
    assert_eq!(asked(&world), (0, 2));
    // A record under another token's name is a cache miss.
    let names = records(&world);
    let path = |i: usize| world.cache_dir().join(&names[i]);
    let swap = world.cache_dir().join("swap");
    fs::rename(path(0), &swap).unwrap();
    fs::rename(path(1), path(0)).unwrap();
    fs::rename(&swap, path(1)).unwrap();
    assert_eq!((base_url(&world, GHO).as_str(), base_url(&world, PAT).as_str()), (BUSINESS_URL, pat_url));
    assert_eq!(asked(&world), (0, 4));
}

#[test]
fn a_record_cut_at_every_byte_is_a_miss() {
    let world = world();
    base_url(&world, GHO);
    let path = world.cache_dir().join(&records(&world)[0]);
    let whole = fs::read(&path).unwrap();
    // The exact count shows if a truncated record is used.
    for (n, cut) in (0..whole.len()).enumerate() {
        fs::write(&path, &whole[..cut]).unwrap();
        assert_eq!(base_url(&world, GHO), BUSINESS_URL);
        assert_eq!(asked(&world), (0, n + 2), "cut at {cut}");
    }
}

#[test]
fn a_damaged_record_is_a_miss() {
    let damages: [fn(&mut Value); 9] = [
        |record| record["said"]["baseUrl"] = json!("https://api.evil.example"),
        |record| record["said"]["baseUrl"] = json!("http://api.business.githubcopilot.com"),
        |record| record["said"]["baseUrl"] = json!("https://api.business.githubcopilot.com@evil.example"),
        |record| record["said"]["baseUrl"] = json!(null),
        |record| record["said"] = json!([]),
        |record| record["for"] = json!("account-0.json"),
        |record| record["atMs"] = json!("now"),
        |record| record["atMs"] = json!(i64::MAX),
        |record| record["said"]["login"] = json!(7),
    ];
    for damage in damages {
        let world = world();
        base_url(&world, GHO);
        edit_records(&world, damage);
        assert_eq!(base_url(&world, GHO), BUSINESS_URL);
        assert_eq!(asked(&world), (0, 2));
        // Nor is it served as stale.
        edit_records(&world, damage);
        tells(&world, |_| Answer::status(500, "{}"));
        world.cmd_as(GHO, &DIRECT).run().fails(3);
    }
}

#[test]
fn clear_cache_and_refresh_forget_the_record() {
    let world = world();
    base_url(&world, GHO);
    tells(&world, |_| account().field("endpoints.api", "https://api.individual.githubcopilot.com"));
    assert_eq!(base_url(&world, GHO), BUSINESS_URL);
    world.cmd_as(GHO, &["refresh", "--access", "direct"]).run().ok();
    assert_eq!(base_url(&world, GHO), "https://api.individual.githubcopilot.com");
    world.run(&["clear-cache"]).ok();
    assert_eq!(records(&world), Vec::<String>::new());
    tells(&world, |_| account());
    assert_eq!(base_url(&world, GHO), BUSINESS_URL);
}

#[test]
fn without_a_cache_each_call_asks() {
    let world = world();
    for n in 1..=2 {
        world.cmd_as(GHO, &["base-url", "--access", "direct", "--no-cache"]).run().ok();
        assert_eq!(asked(&world), (0, n));
    }
    assert_eq!(world.cache_files(), Vec::<String>::new());
}

/// git sends `erase` when the API has rejected our credential.
#[test]
fn an_erased_github_token_is_asked_about_again_and_another_is_not() {
    let erase = |world: &World, token: &str, field: &str| {
        let request = format!("protocol=https\nhost=api.business.githubcopilot.com\n{field}={token}\n\n");
        world.cmd_as(GHO, &["git-credential", "erase"]).stdin(request).run().ok();
    };
    for field in ["password", "credential"] {
        let world = world();
        base_url(&world, GHO);
        erase(&world, PAT, field);
        base_url(&world, GHO);
        assert_eq!(asked(&world), (0, 1));
        erase(&world, GHO, field);
        assert_eq!(records(&world), Vec::<String>::new());
        base_url(&world, GHO);
        assert_eq!(asked(&world), (0, 2));
    }
}

/// No Copilot API host matches this base URL by name: git gets an answer only for the account's own base URL.
#[test]
fn git_is_answered_for_the_accounts_own_base_url() {
    let world = world();
    tells(&world, |_| account().field("endpoints.api", "https://copilot.eu.githubcopilot.com"));
    let get = |host: &str| {
        let request = format!("protocol=https\nhost={host}\n\n");
        world.cmd_as(GHO, &["--access", "direct", "git-credential", "get"]).stdin(request).run().ok()
    };
    assert_eq!(get("copilot.eu.githubcopilot.com"), "");
    base_url(&world, GHO);
    assert!(get("copilot.eu.githubcopilot.com").contains(&format!("password={GHO}")));
    assert_eq!(get("copilot.us.githubcopilot.com"), "");
}

#[test]
fn records_of_tokens_that_come_and_go_are_swept() {
    let world = world();
    base_url(&world, GHO);
    let old = world.cache_dir().join(&records(&world)[0]);
    let file = fs::File::options().write(true).open(&old).unwrap();
    let days_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3 * 86_400);
    file.set_modified(days_ago).unwrap();
    base_url(&world, PAT);
    assert!(!old.exists(), "{:?}", records(&world));
}
