//! Tests how literal replies are interpreted.

use serde_json::{Value, json};
use ureq::http::HeaderMap;
use zeroize::Zeroizing;

use super::*;
use crate::failure::Code;

const RECEIVED: i64 = 1_795_437_295_000;

fn reply(status: u16, body: &str) -> Reply {
    Reply::new(status, HeaderMap::new(), Zeroizing::new(body.as_bytes().to_vec()), RECEIVED)
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn host() -> Host {
    Host::github_com()
}

fn code_answer(field: &str, value: Value) -> Result<Codes, Failure> {
    let mut json = json!({
        "device_code": "3584d83530557fdd1f46af8289938c8ef79f9dc5", "user_code": "WDJB-MJHT",
        "verification_uri": "https://github.com/login/device", "expires_in": 899, "interval": 5
    });
    json[field] = value;
    codes(&host(), &reply(200, &json.to_string()))
}

#[test]
fn codes_are_read_leniently() {
    let seconds = |field: &str, value| {
        let codes = code_answer(field, value).unwrap();
        (codes.life.as_secs(), codes.interval.as_secs())
    };
    assert_eq!(seconds("unknown", json!([1])), (899, 5));
    assert_eq!(seconds("interval", json!("7")), (899, 7));
    assert_eq!(seconds("interval", json!(0)), (899, 5));
    assert_eq!(seconds("interval", Value::Null), (899, 5));
    assert_eq!(seconds("interval", json!(-3)), (899, 5));
    assert_eq!(seconds("expires_in", json!("600")), (600, 5));
    assert_eq!(seconds("expires_in", Value::Null), (900, 5));
    assert_eq!(seconds("expires_in", json!(1e300)), (86_400, 5));
    assert_eq!(code_answer("unknown", Value::Null).unwrap().user_code, "WDJB-MJHT");
}

#[test]
fn codes_that_cannot_be_used_or_shown_are_refused() {
    for (field, value) in [
        ("device_code", Value::Null),
        ("device_code", json!("")),
        ("device_code", json!("a b")),
        ("user_code", Value::Null),
        ("user_code", json!("")),
        ("user_code", json!("\u{1b}[31mWDJB")),
        ("user_code", json!("WDJB\u{202e}")),
        ("user_code", json!("W".repeat(65))),
    ] {
        let failure = code_answer(field, value.clone()).unwrap_err();
        assert_eq!(failure.code, Code::Error, "{field} {value}");
    }
    assert!(code_answer("user_code", json!("W".repeat(64))).is_ok());
}

#[test]
fn a_person_is_sent_to_the_hosts_own_page_only() {
    for (uri, trusted) in [
        ("https://github.com/login/device", true),
        ("https://GitHub.com/login/device/", true),
        ("http://github.com/login/device", false),
        ("https://github.com.evil.example/login/device", false),
        ("https://evil.example/login/device", false),
        ("https://x@github.com/login/device", false),
        ("https://github.com:8443/login/device", false),
        ("https://github.com/login/device?x=https://evil.example", false),
        ("https://github.com/evil/login/device", false),
        ("https://acme.ghe.com/login/device", false),
        ("javascript:alert(1)", false),
        ("", false),
    ] {
        let outcome = code_answer("verification_uri", json!(uri));
        assert_eq!(
            outcome.map(drop).map_err(|failure| failure.code),
            if trusted { Ok(()) } else { Err(Code::Error) },
            "{uri}"
        );
    }
    assert!(code_answer("verification_uri", Value::Null).is_err());
}

#[test]
fn every_error_of_a_poll_has_its_meaning() {
    for (error, code) in [
        ("access_denied", Code::Unauthenticated),
        ("expired_token", Code::Unauthenticated),
        ("token_expired", Code::Unauthenticated),
        ("device_flow_disabled", Code::Error),
        ("unauthorized_client", Code::Error),
        ("incorrect_client_credentials", Code::Error),
        ("incorrect_device_code", Code::Error),
        ("bad_verification_code", Code::Error),
        ("unsupported_grant_type", Code::Error),
        ("unverified_user_email", Code::Error),
        ("invented_later", Code::Error),
    ] {
        for status in [200, 400, 404] {
            let body = json!({"error": error, "error_description": "So it is."}).to_string();
            let failure = poll(&host(), &reply(status, &body), &secret("device")).unwrap_err();
            assert_eq!(failure.code, code, "{error}");
        }
    }
}

#[test]
fn a_person_who_takes_time_and_a_server_that_is_asked_too_often_are_no_failures() {
    let poll = |body: &str| poll(&host(), &reply(200, body), &secret("device")).unwrap();
    assert!(matches!(poll(r#"{"error":"authorization_pending"}"#), Poll::Pending));
    for (body, seconds) in [
        (r#"{"error":"slow_down","interval":10}"#, Some(10)),
        (r#"{"error":"slow_down","interval":"12"}"#, Some(12)),
        (r#"{"error":"slow_down"}"#, None),
        (r#"{"error":"slow_down","interval":0}"#, None),
    ] {
        let Poll::SlowDown(interval) = poll(body) else { panic!("{body}") };
        assert_eq!(interval.map(|interval| interval.as_secs()), seconds, "{body}");
    }
}

#[test]
fn what_a_server_repeats_of_our_secrets_is_not_shown() {
    let code = "3584d83530557fdd1f46af8289938c8ef79f9dc5";
    let body = json!({"error": "invented_later", "error_description": format!("no {code}\u{1b}[31m, sorry")});
    let failure = poll(&host(), &reply(200, &body.to_string()), &secret(code)).unwrap_err();
    assert_eq!(failure.message, "no login at github.com: invented_later no …[31m, sorry");
}

#[test]
fn a_token_comes_with_an_end_or_without_whatever_its_prefix() {
    for (body, life, refresh) in [
        (r#"{"access_token":"ghu_a","token_type":"bearer","scope":""}"#, None, None),
        (r#"{"access_token":"gho_a","scope":"read:user"}"#, None, None),
        (
            r#"{"access_token":"gho_a","expires_in":28800,"refresh_token":"ghr_a","refresh_token_expires_in":"15897600"}"#,
            Some(28_800),
            Some(15_897_600),
        ),
        (r#"{"access_token":"ghu_a","expires_in":"28800","refresh_token":null}"#, Some(28_800), None),
        (r#"{"access_token":"ghu_a","expires_in":0}"#, None, None),
    ] {
        let Poll::Granted(grant) = poll(&host(), &reply(200, body), &secret("device")).unwrap() else {
            panic!("{body}")
        };
        assert_eq!(grant.life.map(|life| life.as_secs()), life, "{body}");
        assert_eq!(grant.refresh_life.map(|life| life.as_secs()), refresh, "{body}");
        assert_eq!(grant.refresh_token.is_some(), refresh.is_some(), "{body}");
        assert_eq!(grant.expires_at_ms(), life.map(|life: u64| RECEIVED + 1000 * life as i64), "{body}");
    }
}

#[test]
fn an_answer_that_contradicts_itself_or_has_no_usable_token_is_refused() {
    for body in [
        r#"{"error":"authorization_pending","access_token":"ghu_a"}"#,
        r#"{"error":"invented_later","access_token":"ghu_a"}"#,
        r#"{"access_token":""}"#,
        r#"{"access_token":"ghu_a\nb"}"#,
        r#"{"access_token":7}"#,
        r#"{"access_token":"ghu_a","token_type":"mac"}"#,
        r#"{"access_token":"ghu_a","refresh_token":"a b"}"#,
        r#"{}"#,
        r#"[]"#,
        "access_token=ghu_a&token_type=bearer",
        "",
    ] {
        let outcome = poll(&host(), &reply(200, body), &secret("device"));
        assert_eq!(outcome.unwrap_err().code, Code::Error, "{body}");
        assert!(renewal(&host(), &reply(200, body), &secret("ghr_a")).is_err(), "{body}");
    }
}

#[test]
fn what_may_be_over_in_a_moment_is_told_from_what_is_not() {
    let page = "<html>Please log in to the network</html>";
    for (status, body, code) in [
        (500, "{}", Code::Unavailable),
        (503, r#"{"error":"overloaded"}"#, Code::Unavailable),
        (502, page, Code::Unavailable),
        (429, "{}", Code::Unavailable),
        (200, page, Code::Unavailable),
        (403, page, Code::Unavailable),
        (403, r#"{"message":"API rate limit exceeded for user"}"#, Code::Unavailable),
        (302, "", Code::Error),
        (403, r#"{"message":"no"}"#, Code::Error),
        (404, r#"{"message":"Not Found"}"#, Code::Error),
    ] {
        let outcome = poll(&host(), &reply(status, body), &secret("device"));
        assert_eq!(outcome.unwrap_err().code, code, "{status} {body}");
    }
    let pending = reply(503, r#"{"error":"authorization_pending"}"#);
    assert!(matches!(poll(&host(), &pending, &secret("device")), Ok(Poll::Pending)));
}

#[test]
fn an_answer_that_is_too_long_is_refused() {
    let mut long = reply(200, r#"{"access_token":"ghu_a"}"#);
    long.cut = true;
    assert_eq!(poll(&host(), &long, &secret("device")).unwrap_err().code, Code::Error);
}

#[test]
fn a_refresh_token_that_is_spent_ends_the_login() {
    let body = r#"{"error":"bad_refresh_token","error_description":"The refresh token passed is incorrect or expired."}"#;
    let failure = renewal(&host(), &reply(200, body), &secret("ghr_a")).unwrap_err();
    assert_eq!(
        (failure.code, failure.hint.as_deref()),
        (Code::Unauthenticated, Some("run 'copilot-token login'"))
    );
    for (status, body) in [(503, ""), (200, r#"{"error":"incorrect_client_credentials"}"#), (404, "{}")] {
        let failure = renewal(&host(), &reply(status, body), &secret("ghr_a")).unwrap_err();
        assert_ne!(failure.code, Code::Unauthenticated, "{body}");
    }
}

#[test]
fn an_account_has_a_name_that_can_be_kept() {
    let account = |status, body: &str| account(&host(), &reply(status, body), &secret("ghu_0123456789"));
    assert_eq!(account(200, r#"{"login":"Octo-Cat_acme","id":1}"#).unwrap(), "Octo-Cat_acme");
    for body in
        [r#"{"login":"../x"}"#, r#"{"login":""}"#, r#"{"login":7}"#, r#"{"login":"ghu_0123456789"}"#, "{}"]
    {
        assert_eq!(account(200, body).unwrap_err().code, Code::Error, "{body}");
    }
    for (status, code) in
        [(401, Code::Unauthenticated), (403, Code::Error), (500, Code::Unavailable), (302, Code::Error)]
    {
        assert_eq!(account(status, r#"{"message":"no"}"#).unwrap_err().code, code, "{status}");
    }
}

#[test]
fn a_revocation_is_done_with_202_only() {
    assert!(revocation(&host(), &reply(202, "")).is_ok());
    for (status, code) in
        [(200, Code::Error), (403, Code::Error), (422, Code::Error), (500, Code::Unavailable)]
    {
        assert_eq!(revocation(&host(), &reply(status, "{}")).unwrap_err().code, code, "{status}");
    }
}
