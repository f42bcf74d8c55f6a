//! Tests the format of login files, and their names.

use serde_json::{Map, Value, json};

use super::record::{self, StoredLogin};
use super::*;
use crate::secret::Secret;

const NOW: i64 = 1_795_437_295_000;

fn full() -> Value {
    json!({
        "version": 1, "host": "github.com", "login": "Octocat", "client_id": "Iv1.b507a08c87ecfe98",
        "token": "ghu_EXAMPLE", "expires_at_ms": NOW, "refresh_token": "ghr_EXAMPLE",
        "refresh_expires_at_ms": NOW + 1, "created_at_ms": NOW - 2, "renewed_at_ms": NOW - 1,
        "invented_later": {"a": [1]}
    })
}

fn read(json: &Value) -> Result<StoredLogin, String> {
    record::read(&serde_json::to_vec(json).unwrap(), "github.com", "octocat")
}

fn without(name: &str) -> Value {
    let mut json = full();
    json.as_object_mut().unwrap().remove(name);
    json
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut json = full();
    json[name] = value.into();
    json
}

#[test]
fn a_login_is_read_and_written_with_the_fields_of_later_versions() {
    let login = read(&full()).unwrap();
    assert_eq!((login.login.as_str(), login.token.expose()), ("Octocat", "ghu_EXAMPLE"));
    assert_eq!(login.refresh_token, Some(Secret::new("ghr_EXAMPLE".to_owned())));
    assert_eq!((login.expires_at_ms, login.refresh_expires_at_ms), (Some(NOW), Some(NOW + 1)));
    assert_eq!((login.created_at_ms, login.renewed_at_ms), (NOW - 2, Some(NOW - 1)));
    let text = record::write(&login).unwrap();
    assert!(text.expose().ends_with("}\n"));
    assert_eq!(serde_json::from_str::<Value>(text.expose()).unwrap(), full());
}

#[test]
fn what_a_login_can_do_without_may_be_missing_or_null() {
    for name in [
        "client_id",
        "expires_at_ms",
        "refresh_token",
        "refresh_expires_at_ms",
        "created_at_ms",
        "renewed_at_ms",
    ] {
        assert!(read(&without(name)).is_ok(), "{name}");
        assert!(read(&with(name, Value::Null)).is_ok(), "{name}");
    }
    assert_eq!(read(&without("created_at_ms")).unwrap().created_at_ms, 0);
}

#[test]
fn a_file_that_is_not_that_login_is_broken_and_the_reason_holds_no_secret() {
    for (json, why) in [
        (without("version"), "has no version"),
        (with("version", 2), "version 2, of another copilot-token"),
        (with("version", "1"), "has no version"),
        (without("token"), "it has no token"),
        (with("token", 7), "token is no text"),
        (with("token", ""), "its token is not one line of visible ASCII"),
        (with("token", "ghu_a\nghu_b"), "its token is not one line of visible ASCII"),
        (with("refresh_token", "ghr_\u{e9}"), "its refresh_token is not one line of visible ASCII"),
        (with("expires_at_ms", "soon"), "expires_at_ms is no whole number"),
        (with("host", "acme.ghe.com"), "holds the login of another account"),
        (without("host"), "holds the login of another account"),
        (with("login", "hubot"), "holds the login of another account"),
        (json!([]), "not JSON"),
    ] {
        assert_eq!(read(&json).unwrap_err(), why);
    }
    let whole = serde_json::to_vec(&full()).unwrap();
    for end in 0..whole.len() {
        assert_eq!(record::read(&whole[..end], "github.com", "octocat").unwrap_err(), "not JSON");
    }
}

#[test]
fn status_says_when_a_login_ends_and_what_happens_then() {
    assert_eq!(read(&full()).unwrap().describe(), "ghu_…, until 2026-11-23T12:34:55Z, renews itself");
    let bare = StoredLogin { others: Map::new(), ..read(&without("refresh_token")).unwrap() };
    assert_eq!(bare.describe(), "ghu_…, until 2026-11-23T12:34:55Z");
    let open = StoredLogin { expires_at_ms: None, ..bare };
    assert_eq!(open.describe(), "ghu_…, without a known end");
}

#[test]
fn a_file_is_named_after_host_and_account() {
    assert_eq!(file_name("github.com", "OctoCat"), "octocat@github.com.json");
    let names = |name| owner(name).map(|(host, login)| format!("{host} {login}"));
    assert_eq!(names("octo_acme@acme.ghe.com.json").as_deref(), Some("acme.ghe.com octo_acme"));
    for other in
        [".lock", ".tmp-0123", "octocat@github.com", "octocat.json", "@x.json", "a@.json", "A@x.json"]
    {
        assert_eq!(names(other), None, "{other}");
    }
}
