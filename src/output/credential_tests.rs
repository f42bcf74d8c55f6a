//! Requests as git and other clients send them, and malformed ones.

use super::*;
use crate::failure::Code;

fn shown(request: &Request) -> String {
    let plain = |text: &Option<String>| text.as_deref().unwrap_or("-").to_owned();
    let secret = |text: &Option<Secret>| text.as_ref().map_or("-", |s| s.expose()).to_owned();
    let who = format!("{}|{}|{}", plain(&request.protocol), plain(&request.host), plain(&request.username));
    let what =
        format!("{}|{}|{}", secret(&request.password), plain(&request.authtype), secret(&request.credential));
    format!("{who}|{what}|{}", request.wants_authtype)
}

#[test]
fn requests_are_read_as_git_reads_them() {
    let bearer = "capability[]=authtype\ncapability[]=state\nauthtype=Bearer\ncredential=tid=1;exp=2:ab\n\
        ephemeral=1\nprotocol=https\nhost=a.b\n";
    let cases: &[(&str, &str)] = &[
        ("", "-|-|-|-|-|-|false"),
        ("\nhost=a\n", "-|-|-|-|-|-|false"),
        ("protocol=https\nhost=a.b\n\n", "https|a.b|-|-|-|-|false"),
        ("protocol=https\nhost=a.b\n", "https|a.b|-|-|-|-|false"),
        ("protocol=https\nhost=a.b", "https|a.b|-|-|-|-|false"),
        ("protocol=https\r\nhost=a.b\r\n\r\nusername=x\r\n", "https|a.b|-|-|-|-|false"),
        ("username=u\npassword=p=q \nhost=\n", "-||u|p=q |-|-|false"),
        (bearer, "https|a.b|-|-|Bearer|tid=1;exp=2:ab|true"),
        ("host=a\nhost=b\npassword=1\npassword=2\n", "-|b|-|2|-|-|false"),
        ("capability[]=authtype\ncapability[]=\ncapability[]=state\n", "-|-|-|-|-|-|false"),
        ("capability[]=\ncapability[]=authtype\n", "-|-|-|-|-|-|true"),
        ("capability[]=AuthType\ncapability=authtype\n", "-|-|-|-|-|-|false"),
        ("wwwauth[]=Basic realm=\"x\"\n=v\nHost=c\nhost =d\nhost=a\nnew=\n", "-|a|-|-|-|-|false"),
        ("url=https://a.b:443/x?y\n", "https|a.b:443|-|-|-|-|false"),
        ("capability[]=authtype\nusername=u\npassword=p\nurl=http://a\n", "http|a|-|-|-|-|true"),
        ("url=https://u:p@a.b\nprotocol=x\n", "x|u:p@a.b|-|-|-|-|false"),
        ("url=https://\n", "https||-|-|-|-|false"),
    ];
    for (input, expected) in cases {
        assert_eq!(shown(&parse(input.as_bytes()).unwrap()), *expected, "{input:?}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_no_error_and_match_nothing() {
    let request = parse(b"path=\xff\xfe\nhost=a\xff\nprotocol=https\n").unwrap();
    assert_eq!(shown(&request), "https|a\u{fffd}|-|-|-|-|false");
}

#[test]
fn a_malformed_line_is_refused_by_its_number_and_never_repeated() {
    let cases: [(&[u8], &str); 9] = [
        (b"host=a\npassword=s3cret\0\n", "line 2 of the credential request holds a NUL"),
        (b"s3cret\0\n", "line 1 of the credential request holds a NUL"),
        (b"host=s3cret\rprotocol=https\n", "line 1 of the credential request holds a carriage return"),
        (b"host=s3cret\r\r\n", "line 1 of the credential request holds a carriage return"),
        (b"host=a\nhost=s3cret\r", "line 2 of the credential request holds a carriage return"),
        (b"unknown=s3cret\rx\n", "line 1 of the credential request holds a carriage return"),
        (b"\rhost=s3cret\n", "line 1 of the credential request holds a carriage return"),
        (b"protocol=https\ns3cret\n", "line 2 of the credential request has no ="),
        (b"url=s3cret\n", "line 1 of the credential request has a url without a scheme"),
    ];
    for (input, expected) in cases {
        let failure = parse(input).unwrap_err();
        assert_eq!((failure.message.as_str(), failure.code), (expected, Code::Error));
    }
}

#[test]
fn a_line_may_have_65535_bytes_with_its_end_and_no_more() {
    for end in ["\n", "\r\n", ""] {
        let line = |length: usize| format!("x={}{end}", "a".repeat(length - 2 - end.len()));
        assert!(parse(line(MAX_LINE).as_bytes()).is_ok(), "{end:?}");
        assert!(parse(line(MAX_LINE + 1).as_bytes()).is_err(), "{end:?}");
    }
}

#[test]
fn what_follows_the_blank_line_is_not_looked_at() {
    for blank in ["\n", "\r\n"] {
        assert!(ends_request(blank.as_bytes()));
        let request = parse(format!("host=a\n{blank}host=b\0\r\n").as_bytes()).unwrap();
        assert_eq!(request.host.as_deref(), Some("a"));
    }
    assert!(!ends_request(b"") && !ends_request(b"\r") && !ends_request(b"a=b\n"));
}

#[test]
fn debug_output_of_a_request_shows_no_value() {
    let request = parse(b"host=s3cret\nusername=s3cret\npassword=s3cret\ncredential=s3cret\n").unwrap();
    assert_eq!(format!("{request:?}"), "Request { wants_authtype: false, .. }");
}

#[test]
fn a_host_is_a_name_and_perhaps_a_port() {
    for (host, expected) in [
        ("api.githubcopilot.com", Some(("api.githubcopilot.com", None))),
        ("a.b:443", Some(("a.b", Some(443)))),
        ("a:65535", Some(("a", Some(65535)))),
        ("a:65536", None),
        ("a:0443", None),
        ("a:+443", None),
        ("a:0", None),
        ("a:", None),
        ("a:443:443", None),
        (":443", None),
        ("", None),
        ("u@a", None),
        ("u:p@a", None),
        ("u:1@a:443", None),
        ("[::1]", None),
        ("[::1]:443", None),
        ("a/b", None),
        ("a?b", None),
        ("a#b", None),
        ("a\\b", None),
        ("a%2eb", None),
        ("a b", None),
        ("a\u{7f}", None),
        (" a", None),
    ] {
        assert_eq!(host_and_port(host), expected, "{host:?}");
    }
}

#[test]
fn answers_are_what_the_interface_promises() {
    assert_eq!(
        answer_bearer("tid=1;exp=2:ab", Some(1795437295)),
        "capability[]=authtype\nauthtype=Bearer\ncredential=tid=1;exp=2:ab\nephemeral=1\n\
         password_expiry_utc=1795437295\n"
    );
    assert_eq!(
        answer_basic("tid=1;exp=2:ab", Some(1795437295)),
        "username=x-access-token\npassword=tid=1;exp=2:ab\npassword_expiry_utc=1795437295\n"
    );
    assert_eq!(CAPABILITIES, "version 0\ncapability authtype\n");
}

#[test]
fn an_answer_is_itself_a_request_that_reads_the_same() {
    let request = parse(answer_bearer("tid=1;exp=2:ab", Some(7)).as_bytes()).unwrap();
    assert_eq!(shown(&request), "-|-|-|-|Bearer|tid=1;exp=2:ab|true");
    let request = parse(answer_basic("tid=1;exp=2:ab", Some(7)).as_bytes()).unwrap();
    assert_eq!(shown(&request), "-|-|x-access-token|tid=1;exp=2:ab|-|-|false");
}
