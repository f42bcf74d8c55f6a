//! Tests the editor source as a whole, on files as SQLite and editors leave them.

use std::fs;
use std::time::{Duration, SystemTime};

use super::testing::{FIXTURE, LONG, OCTOCAT, Scratch, WORK, folder_of};
use super::*;
use crate::sources::Found;
use crate::sources::login_state::LoginState;

const APPS: &[u8] = include_bytes!("../../../tests/fixtures/apps.json");
const HOSTS: &[u8] = include_bytes!("../../../tests/fixtures/hosts.json");
const FROM_APPS: &str = "apps.json octocat ghu_appsJsonOctocat0000000000000000000000";
const FROM_HOSTS: &str = "hosts.json octocat ghu_hostsJsonOctocat000000000000000000000";

fn all_files() -> Scratch {
    let folder = folder_of(FIXTURE);
    folder.write("apps.json", APPS);
    folder.write("hosts.json", HOSTS);
    folder
}

#[test]
fn auth_db_is_asked_first_then_apps_json_then_hosts_json() {
    let folder = all_files();
    let before = folder.look();
    let seen = || folder.find("github.com", None).unwrap();
    assert_eq!(seen(), format!("auth.db octocat {OCTOCAT}"));
    assert_eq!(folder.look(), before);
    folder.remove("auth.db");
    assert_eq!(seen(), FROM_APPS);
    folder.write("apps.json", b"{}");
    assert_eq!(seen(), FROM_HOSTS);
    folder.write("hosts.json", b"{}");
    assert_eq!(seen(), "absent: no login for github.com in apps.json, hosts.json");
    folder.remove("apps.json");
    folder.remove("hosts.json");
    assert_eq!(seen(), format!("absent: no login in {}", folder.path().display()));
}

#[test]
fn a_folder_that_is_not_there_is_absent_and_not_made() {
    let scratch = Scratch::new();
    let folder = scratch.join("github-copilot");
    let ask = Ask { folder: &folder, home: None, host: "github.com", user: None };
    assert!(matches!(find(&ask, LONG), Ok(Found::Absent(_))));
    assert!(find_with_others(&ask, LONG).unwrap().1.is_empty());
    assert!(!folder.exists());
}

#[test]
fn a_database_without_the_table_leaves_the_answer_to_the_older_files() {
    let folder = all_files();
    for main in [Vec::new(), testing::closed("CREATE TABLE metadata (key, value)"), testing::closed("VACUUM")]
    {
        folder.write("auth.db", &main);
        assert_eq!(folder.find("github.com", None).unwrap(), FROM_APPS);
    }
}

#[test]
fn a_database_with_the_table_has_the_last_word() {
    let folder = all_files();
    folder.write("auth.db", &testing::closed(&format!("{FIXTURE} DELETE FROM oauth_tokens;")));
    assert_eq!(folder.find("github.com", None).unwrap(), "absent: no login for github.com in auth.db");
}

#[test]
fn the_chosen_account_is_found_whatever_its_case_and_no_other_is_taken() {
    let folder = all_files();
    for user in ["octo-work", "OCTO-Work"] {
        assert_eq!(folder.find("github.com", Some(user)).unwrap(), format!("auth.db octo-work {WORK}"));
    }
    for user in ["octo-acme", "octo", ""] {
        let expected = format!("absent: no login of {user}: auth.db has octocat, octo-work");
        assert_eq!(folder.find("github.com", Some(user)).unwrap(), expected);
    }
    folder.remove("auth.db");
    folder.write("apps.json", br#"{"github.com:x":{"user":"other","oauth_token":"ghu_other"}}"#);
    assert_eq!(folder.find("github.com", Some("Octocat")).unwrap(), FROM_HOSTS);
    assert_eq!(folder.find("github.com", Some("other")).unwrap(), "apps.json other ghu_other");
    // A record without an account name does not match a chosen account.
    folder.write("hosts.json", br#"{"github.com":{"oauth_token":"ghu_x"}}"#);
    assert!(folder.find("github.com", Some("octocat")).unwrap().starts_with("absent: "));
}

#[test]
fn a_login_in_the_keychain_is_named_and_no_other_account_taken_for_it() {
    let with = |change: &str| folder_of(&format!("{FIXTURE} {change}"));
    for (version, why) in
        [("1", KEYCHAIN), ("2", UNKNOWN), ("'0'", UNKNOWN), ("-1", UNKNOWN), ("x'00'", UNKNOWN)]
    {
        let set =
            format!("UPDATE oauth_tokens SET token_schema_version = {version} WHERE user_login = 'octocat';");
        // An INTEGER column converts the text '0' to a number, so the test uses a text that it cannot convert.
        let set = set.replace("'0'", "'0x'");
        let folder = with(&set);
        folder.write("apps.json", APPS);
        let ask = folder.ask("github.com", None);
        let error = find(&ask, LONG).unwrap_err().downcast::<Failure>().unwrap();
        assert!(error.message.ends_with(&format!("auth.db: login octocat: {why}")), "{error}");
        assert_eq!(error.hint.as_deref(), Some(OTHER_WAYS));
        assert_eq!(
            folder.find("github.com", Some("octo-work")).unwrap(),
            format!("auth.db octo-work {WORK}")
        );
    }
    // The same account has a readable record of another app.
    let same = "INSERT INTO oauth_tokens VALUES (9, 'github.com', 'app2', 'Octocat', '', x'00', 1, '', 0, 0, 9795437771613);";
    assert_eq!(with(same).find("github.com", None).unwrap(), format!("auth.db octocat {OCTOCAT}"));
}

#[test]
fn status_lists_every_login_with_file_and_kind_and_no_secret() {
    let folder =
        folder_of(&format!("{FIXTURE} UPDATE oauth_tokens SET token_schema_version = 1 WHERE token_id = 2;"));
    let listed = |folder: &Scratch, host: &str| -> Vec<_> {
        let logins = find_with_others(&folder.ask(host, Some("nobody")), LONG).unwrap().1;
        assert!(!format!("{logins:?}").contains("Octocat"));
        logins.into_iter().map(|l| (l.login.unwrap(), l.file, l.kind)).collect()
    };
    let row = |login: &str, file, kind: &str| (login.to_owned(), file, kind.to_owned());
    let expected = [row("octocat", "auth.db", "ghu_"), row("octo-work", "auth.db", KEYCHAIN)];
    assert_eq!(listed(&folder, "github.com"), expected);
    folder.write("apps.json", APPS);
    assert_eq!(listed(&folder, "acme.ghe.com"), [row("octo-acme", "auth.db", "ghu_")]);
    folder.remove("auth.db");
    folder.write("hosts.json", HOSTS);
    let expected = [row("octocat", "apps.json", "ghu_"), row("octocat", "hosts.json", "ghu_")];
    assert_eq!(listed(&folder, "github.com"), expected);
}

#[test]
fn what_a_file_says_about_a_login_cannot_act_on_a_terminal() {
    let apps = "{\"github.com:x\":{\"user\":\"octo\\u001b[31m\\ncat\\u202e\",\"oauth_token\":\"ghu_1\"}}";
    let folder = Scratch::with(&[("apps.json", apps.as_bytes())]);
    assert_eq!(folder.find("github.com", None).unwrap(), "apps.json octo[31m cat ghu_1");
}

#[test]
fn a_folder_or_a_long_path_where_a_file_belongs_is_named_in_one_line() {
    for name in ["auth.db", "auth.db-wal", "auth.db-journal", "apps.json", "hosts.json"] {
        let scratch = Scratch::new();
        let long = scratch.join(&"long".repeat(40));
        fs::create_dir_all(long.join(name)).unwrap();
        if name.starts_with("auth.db-") {
            fs::write(long.join("auth.db"), testing::closed(FIXTURE)).unwrap();
        }
        let ask = Ask { folder: &long, home: None, host: "github.com", user: None };
        let said = find(&ask, LONG).unwrap_err().to_string();
        assert_eq!(said, format!("editor login …/{name}: not a regular file"));
    }
}

#[test]
fn the_state_changes_with_every_file_that_counts_and_with_the_question() {
    let folder = all_files();
    let later = SystemTime::now() + Duration::from_secs(60);
    let take = |host, user| login_state(&folder.ask(host, user), later).unwrap();
    let mut seen = vec![take("github.com", None)];
    assert_eq!(take("github.com", None), seen[0]);
    let mut is_new = |state: LoginState, what: &str| {
        assert!(!seen.contains(&state), "{what}");
        seen.push(state);
    };
    is_new(take("acme.ghe.com", None), "host");
    is_new(take("github.com", Some("octocat")), "user");
    for name in ["auth.db", "auth.db-wal", "auth.db-journal", "apps.json", "hosts.json"] {
        folder.write(name, b"x");
        is_new(take("github.com", None), name);
        // The same size, another timestamp.
        let moment = SystemTime::now() - Duration::from_secs(5);
        fs::File::options().write(true).open(folder.join(name)).unwrap().set_modified(moment).unwrap();
        is_new(take("github.com", None), name);
    }
    folder.write("auth.db-shm", b"written by any reader");
    assert!(seen.contains(&take("github.com", None)));
    folder.remove("hosts.json");
    assert!(!seen.contains(&take("github.com", None)));
}

#[test]
fn there_is_no_state_while_a_change_is_recent_or_a_file_is_strange() {
    let folder = Scratch::with(&[("apps.json", APPS)]);
    let ask = folder.ask("github.com", None);
    let changed = fs::metadata(folder.join("apps.json")).unwrap().modified().unwrap();
    let now = changed + Duration::from_millis(4);
    assert_eq!(login_state(&ask, now), None);
    assert_eq!(login_state(&ask, changed - Duration::from_millis(4)), None);
    // The change is recent enough to wait for, once.
    let wait = settles_in(&ask, now);
    assert!(Duration::from_millis(10) < wait && wait <= Duration::from_millis(20), "{wait:?}");
    assert!(login_state(&ask, now + wait).is_some());
    assert_eq!(settles_in(&ask, now + wait), Duration::ZERO);
    assert_eq!(settles_in(&ask, now - Duration::from_secs(3600)), Duration::ZERO);
    let state = login_state(&ask, now + Duration::from_secs(3)).unwrap();
    // If the clock is set back by an hour, the state does not stay unknown for that hour.
    assert_eq!(login_state(&ask, now - Duration::from_secs(3600)), Some(state));
    fs::create_dir(folder.join("hosts.json")).unwrap();
    assert_eq!(login_state(&ask, now + Duration::from_secs(3)), None);
}

#[cfg(unix)]
mod unix;
