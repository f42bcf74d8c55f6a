//! Request headers as text: lines for `curl -H @-`, JSON, or a curl configuration. Keeps their order. Refuses a value
//! that would start another header.

use super::cannot_hold;
use super::json::object;
use crate::failure::Failure;

/// One `Name: value` line per header, for `curl -H @-`.
///
/// # Errors
/// `error`, naming the header: see [`check`].
pub fn lines(headers: &[(&str, &str)]) -> Result<String, Failure> {
    check(headers)?;
    Ok(headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect())
}

/// One flat JSON object of strings, followed by a newline.
///
/// # Errors
/// `error`, naming the header: see [`check`].
pub fn json(headers: &[(&str, &str)]) -> Result<String, Failure> {
    check(headers)?;
    Ok(object(headers.iter().copied()) + "\n")
}

/// One `header = "Name: value"` line per header, for `curl --config -`, after the `url` line if there is one. A
/// backslash escapes inside the quotes (curl(1)).
///
/// # Errors
/// `error`, naming the header: see [`check`].
pub fn curl(headers: &[(&str, &str)], url: Option<&str>) -> Result<String, Failure> {
    check(headers)?;
    let escaped = |value: &str| value.replace('\\', r"\\").replace('"', "\\\"").replace('\t', r"\t");
    let url = url.iter().map(|url| format!("url = \"{}\"\n", escaped(url)));
    let lines = headers.iter().map(|(name, value)| format!("header = \"{name}: {}\"\n", escaped(value)));
    Ok(url.chain(lines).collect())
}

/// Appends `path` to `base_url`, which has no trailing slash.
///
/// # Errors
/// `usage` for an invalid path. Without a leading slash, the URL could name another host.
pub fn url(base_url: &str, path: &str) -> Result<String, Failure> {
    if path.starts_with('/') && path.len() <= 2048 && path.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(format!("{base_url}{path}"));
    }
    Err(Failure::usage("invalid value for --url: expected a path of the Copilot API, such as /models"))
}

/// Refuses control characters except for tab (RFC 9110, section 5.5), an empty value (curl would remove the header),
/// and a name that curl could misread.
fn check(headers: &[(&str, &str)]) -> Result<(), Failure> {
    for (name, value) in headers {
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Failure::error(format!("'{name}' cannot be the name of a header")));
        }
        if value.trim().is_empty() {
            return Err(cannot_hold("a header", name, "no characters"));
        }
        if value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(cannot_hold("a header", name, "a control character"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADERS: [(&str, &str); 2] =
        [("Authorization", "Bearer tid=1;exp=2:ab"), ("Editor-Version", "vscode/1.107.0")];

    #[test]
    fn the_same_headers_in_each_format() {
        assert_eq!(
            lines(&HEADERS).unwrap(),
            "Authorization: Bearer tid=1;exp=2:ab\nEditor-Version: vscode/1.107.0\n"
        );
        assert_eq!(
            json(&HEADERS).unwrap(),
            "{\"Authorization\":\"Bearer tid=1;exp=2:ab\",\"Editor-Version\":\"vscode/1.107.0\"}\n"
        );
        assert_eq!(
            curl(&HEADERS, None).unwrap(),
            "header = \"Authorization: Bearer tid=1;exp=2:ab\"\nheader = \"Editor-Version: vscode/1.107.0\"\n"
        );
        assert_eq!(curl(&[("X", "a\"b\\c\td")], None).unwrap(), "header = \"X: a\\\"b\\\\c\\td\"\n");
    }

    fn no_url(headers: &[(&str, &str)]) -> Result<String, Failure> {
        curl(headers, None)
    }

    #[test]
    fn a_header_that_could_become_two_is_refused_without_showing_it() {
        for (name, value) in [
            ("X", "s3cret\r\nY: z"),
            ("X", "s3cret\n"),
            ("X", "s3cret\0"),
            ("X", "s3cret\u{1b}"),
            ("X", "s3cret\u{85}"),
            ("X", " "),
            ("X: a", "s3cret"),
            ("@X", "s3cret"),
            ("", "s3cret"),
        ] {
            for format in [lines, json, no_url] {
                let failure = format(&[HEADERS[1], (name, value)]).unwrap_err();
                assert!(!failure.lines().contains("s3cret"), "{failure}");
            }
        }
    }

    #[test]
    fn a_url_stays_on_the_host_of_its_base_url() {
        let base_url = "https://api.githubcopilot.com";
        assert_eq!(url(base_url, "/models?a=b").unwrap(), "https://api.githubcopilot.com/models?a=b");
        let text = curl(&[], Some("https://a.example/\"\\")).unwrap();
        assert_eq!(text, "url = \"https://a.example/\\\"\\\\\"\n");
        for path in
            ["", "models", "@evil.example", ".evil.example", ":8443/", "https://evil.example", "/a b", "/\n"]
        {
            assert!(url(base_url, path).is_err(), "{path:?}");
        }
    }

    /// curl's `unslashquote`: `\t`, `\n`, `\r` and `\v` are control characters; any other escaped character is literal.
    fn read_curl(line: &str) -> Option<String> {
        let mut chars = line.strip_prefix("header = \"")?.chars();
        let mut out = String::new();
        loop {
            match chars.next()? {
                '"' => return (chars.as_str() == "\n").then_some(out),
                '\\' => out.push(match chars.next()? {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    'v' => '\u{b}',
                    c => c,
                }),
                c => out.push(c),
            }
        }
    }

    proptest! {
        #[test]
        fn curl_reads_back_what_was_escaped(value in "[tnrv\"\\\\\t #=:é]{0,12}x") {
            let text = curl(&[("X", &value)], None).unwrap();
            prop_assert_eq!(read_curl(&text), Some(format!("X: {value}")));
        }
    }
}
