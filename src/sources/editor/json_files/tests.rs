//! Tests apps.json and hosts.json, with old and broken records.

use super::*;
use crate::sources::editor::testing::Scratch;

/// `login=token` of each entry for github.com.
fn seen(text: &str, keys_name_apps: bool) -> Vec<String> {
    let entries = parse(text.as_bytes(), "github.com", keys_name_apps).unwrap();
    let show = |entry: Entry| {
        let token = match entry.kept {
            Kept::Token(Ok(secret)) => secret.expose().to_owned(),
            Kept::Token(Err(bad)) => format!("{bad:?}"),
            Kept::Keychain | Kept::Unknown => panic!("no token"),
        };
        format!("{}={token}", entry.login.unwrap_or_default())
    };
    entries.into_iter().map(show).collect()
}

#[test]
fn records_of_every_age_are_read_and_others_are_skipped() {
    for (apps, expected) in [
        (
            r#"{"github.com:Iv1.b5":{"user":"octocat","oauth_token":"ghu_1","githubAppId":"Iv1.b5"}}"#,
            &["octocat=ghu_1"][..],
        ),
        (r#"{"github.com:x":{"login":"octocat","access_token":"ghu_1"}}"#, &["octocat=ghu_1"]),
        (
            r#"{"github.com:x":{"user":"","login":"o","oauth_token":" ","access_token":"ghu_1"}}"#,
            &["o=ghu_1"],
        ),
        (
            r#"{"github.com:x":{"user":"new","login":"old","oauth_token":"ghu_1","access_token":"ghu_2"}}"#,
            &["new=ghu_1"],
        ),
        (r#"{"github.com:x":{"oauth_token":"ghu_1","future":{"a":[1,null]}},"future":7}"#, &["=ghu_1"]),
        (r#"{"github.com":{"oauth_token":"ghu_1"}}"#, &["=ghu_1"]),
        (r#"{"GitHub.COM:x":{"oauth_token":"ghu_1"}}"#, &["=ghu_1"]),
        // In file order, not alphabetical order. The last of two equal keys counts.
        (
            r#"{"github.com:z":{"oauth_token":"ghu_1"},"github.com:a":{"oauth_token":"ghu_2"}}"#,
            &["=ghu_1", "=ghu_2"],
        ),
        (r#"{"github.com:z":{"oauth_token":"ghu_1"},"github.com:z":{"oauth_token":"ghu_2"}}"#, &["=ghu_2"]),
        // Other hosts are skipped, whatever they hold.
        (r#"{"github.com.evil.example:x":{"oauth_token":"ghu_1"},"acme.ghe.com:x":5}"#, &[]),
        (r#"{"github.com:8443:x":{"oauth_token":"ghu_1"},"notgithub.com:x":[]}"#, &[]),
        (r#"{"https://github.com:x":{"oauth_token":"ghu_1"},":github.com":{"oauth_token":"ghu_1"}}"#, &[]),
        // No login at all.
        ("{}", &[]),
        (r#"{"github.com:x":{}}"#, &[]),
        (r#"{"github.com:x":null}"#, &[]),
        (r#"{"github.com:x":{"user":"octocat","oauth_token":null}}"#, &[]),
        ("\u{feff} {\"github.com:x\":{\"oauth_token\":\"ghu_1\"}}\r\n", &["=ghu_1"]),
        // A token that cannot be exchanged.
        (r#"{"github.com:x":{"oauth_token":"ghu_1\nghu_2"}}"#, &["=Malformed"]),
        (r#"{"github.com:x":{"oauth_token":"ghp_1"}}"#, &["=ClassicPat"]),
        (r#"{"github.com:x":{"oauth_token":"tid=1;exp=2:ab"}}"#, &["=SessionToken"]),
    ] {
        assert_eq!(seen(apps, true), expected, "{apps}");
    }
}

#[test]
fn keys_of_hosts_json_are_hosts_and_nothing_more() {
    for (hosts, expected) in [
        (r#"{"github.com":{"user":"octocat","oauth_token":"ghu_1"}}"#, &["octocat=ghu_1"][..]),
        (r#"{"github.com:x":{"oauth_token":"ghu_1"},"github.com.":{"oauth_token":"ghu_1"}}"#, &[]),
    ] {
        assert_eq!(seen(hosts, false), expected, "{hosts}");
    }
}

#[test]
fn broken_files_are_named_without_their_content() {
    let (json, shape) = ("not valid JSON", "a shape this version does not know");
    for (content, complaint) in [
        ("", json),
        ("{", json),
        (r#"{"github.com:x":{"oauth_token":"ghu_secret"}"#, json),
        (r#"{"github.com:x":{"oauth_token":"ghu_secret"}} x"#, json),
        (r#"{"github.com:x":{"oauth_token":"ghu_secret",}}"#, json),
        (r#"["ghu_secret"]"#, shape),
        (r#""plain-secret""#, shape),
        (r#"{"github.com:x":"plain-secret"}"#, shape),
        (r#"{"github.com:x":{"oauth_token":["plain-secret"]}}"#, shape),
        (r#"{"github.com:x":{"user":{"plain-secret":1},"oauth_token":"ghu_secret"}}"#, shape),
    ] {
        let hosts = br#"{"github.com":{"oauth_token":"ghu_other"}}"#;
        let folder = Scratch::with(&[("apps.json", content.as_bytes()), ("hosts.json", hosts)]);
        let said = folder.find("github.com", None).unwrap_err();
        assert!(said.contains(&format!("apps.json: {complaint}, line ")), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

#[test]
fn bytes_that_are_no_text_and_files_beyond_the_limit_are_named() {
    let folder = Scratch::with(&[("apps.json", b"{\"github.com:x\":{\"user\":\"\xff\"}}")]);
    assert!(folder.find("github.com", None).unwrap_err().contains("apps.json: not valid JSON"));
    folder.write("apps.json", &[b' '; LIMIT + 1]);
    assert!(folder.find("github.com", None).unwrap_err().ends_with("apps.json: larger than 1 MiB"));
}
