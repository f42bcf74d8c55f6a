//! Quoting held against small readers of each dialect, written here from the dialects' own manuals.

use proptest::prelude::*;

use super::*;
use crate::failure::Code;

const TOKEN: &str =
    "tid=9f0b;exp=1795437295;sku=a_b;proxy-ep=proxy.individual.githubcopilot.com;ip=2001:db8::1:0f3a";

#[test]
fn each_dialect_quotes_a_session_token() {
    for (dialect, expected) in [
        (Dialect::Sh, format!("export A='{TOKEN}'\n")),
        (Dialect::Fish, format!("set -gx A '{TOKEN}'\n")),
        (Dialect::PowerShell, format!("$env:A = '{TOKEN}'\n")),
        (Dialect::Dotenv, format!("A={TOKEN}\n")),
    ] {
        assert_eq!(assign(dialect, "A", TOKEN).unwrap(), expected);
    }
}

#[test]
fn quotes_and_backslashes_are_escaped_as_each_dialect_wants() {
    for (dialect, value, expected) in [
        (Dialect::Sh, "a'b", r"export A='a'\''b'"),
        (Dialect::Sh, r"\'", r"export A='\'\'''"),
        (Dialect::Sh, "", "export A=''"),
        (Dialect::Sh, "!$`\"\n", "export A='!$`\"\n'"),
        (Dialect::Fish, "a'b", r"set -gx A 'a\'b'"),
        (Dialect::Fish, r"\", r"set -gx A '\\'"),
        (Dialect::Fish, r"\'", r"set -gx A '\\\''"),
        (Dialect::PowerShell, "a'b`$", "$env:A = 'a''b`$'"),
        (Dialect::PowerShell, "a\u{2018}\u{2019}", "$env:A = 'a\u{2018}\u{2018}\u{2019}\u{2019}'"),
        (
            Dialect::PowerShell,
            "\u{201a}\u{201b}\u{201c}",
            "$env:A = '\u{201a}\u{201a}\u{201b}\u{201b}\u{201c}'",
        ),
        (Dialect::Dotenv, "", "A="),
        (Dialect::Dotenv, "https://api.example.com:443/?a=b&c", "A=https://api.example.com:443/?a=b&c"),
    ] {
        assert_eq!(assign(dialect, "A", value).unwrap(), format!("{expected}\n"));
    }
}

#[test]
fn a_value_that_the_dialect_cannot_hold_is_refused_without_showing_it() {
    let dotenv =
        ["s3cret x", " s3cret", "s3cret\t", "s3cret\u{a0}", "s3cret#", "$s3cret", "s3cret'", "\"s3cret\""];
    let dotenv_too = ["s3cret`", "s3cret\\", "s3crét", "s3cret\u{7f}", "s3cret\n", "s3cret\r"];
    let mut cases: Vec<(Dialect, &str)> =
        dotenv.into_iter().chain(dotenv_too).map(|value| (Dialect::Dotenv, value)).collect();
    cases.extend([Dialect::Sh, Dialect::Fish, Dialect::PowerShell, Dialect::Dotenv].map(|d| (d, "s3cret\0")));
    cases.extend(["s3cret\n", "s3cret\r", ""].map(|value| (Dialect::PowerShell, value)));
    for (dialect, value) in cases {
        let failure = assign(dialect, "MY_KEY", value).unwrap_err();
        assert_eq!(failure.code, Code::Error);
        assert!(failure.message.contains("MY_KEY"), "{failure}");
        assert!(!failure.lines().contains("s3cr"), "{failure}");
    }
}

#[test]
fn a_name_that_is_none_never_reaches_a_statement() {
    for dialect in [Dialect::Sh, Dialect::Fish, Dialect::PowerShell, Dialect::Dotenv] {
        assert_eq!(assign(dialect, "A;id", "x").unwrap_err().code, Code::Usage);
        assert_eq!(unset(dialect, "A;id").unwrap_err().code, Code::Usage);
    }
}

#[test]
fn unset_takes_the_variable_away_where_the_dialect_can() {
    assert_eq!(unset(Dialect::Sh, "A").unwrap(), "unset A\n");
    assert_eq!(unset(Dialect::Fish, "A").unwrap(), "set -eg A; or true\n");
    assert_eq!(unset(Dialect::PowerShell, "A").unwrap(), "Remove-Item Env:A -ErrorAction SilentlyContinue\n");
    assert_eq!(unset(Dialect::Dotenv, "A").unwrap_err().code, Code::Usage);
}

/// POSIX 2.2: single quotes keep everything up to the next one; outside, a backslash keeps one character.
/// `None` where the text is not exactly one word.
fn read_sh(word: &str) -> Option<String> {
    let (mut out, mut chars, mut quoted) = (String::new(), word.chars(), false);
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (_, '\'') => quoted = !quoted,
            (true, c) => out.push(c),
            (false, '\\') => out.push(chars.next()?),
            (false, _) => return None,
        }
    }
    (!quoted).then_some(out)
}

/// fish: inside single quotes `\\` and `\'` are escapes, any other backslash is itself.
fn read_fish(word: &str) -> Option<String> {
    let (mut out, mut chars) = (String::new(), word.strip_prefix('\'')?.chars().peekable());
    loop {
        match chars.next()? {
            '\'' => return chars.next().is_none().then_some(out),
            '\\' if matches!(chars.peek(), Some('\\' | '\'')) => out.extend(chars.next()),
            c => out.push(c),
        }
    }
}

/// PowerShell: any of the five single quotes ends the string, unless any of the five follows.
fn read_powershell(word: &str) -> Option<String> {
    let is_quote = |c: &char| "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(*c);
    let (mut out, mut chars) = (String::new(), word.strip_prefix('\'')?.chars().peekable());
    loop {
        match chars.next()? {
            c if !is_quote(&c) => out.push(c),
            _ => match chars.next_if(is_quote) {
                Some(second) => out.push(second),
                None => return chars.next().is_none().then_some(out),
            },
        }
    }
}

/// `docker --env-file`: the value is all that follows the first `=` of the line.
fn read_docker(line: &str) -> Option<String> {
    Some(line.split_once('=')?.1.to_owned())
}

/// python-dotenv's unquoted value: no quote in front, cut at white space and `#`, trimmed at both ends.
fn read_python(line: &str) -> Option<String> {
    let value = line.split_once('=')?.1.trim();
    let cut = value.find(char::is_whitespace).filter(|at| value[*at..].trim_start().starts_with('#'));
    let plain = !value.starts_with(['\'', '"']) && !value.contains("${");
    plain.then(|| value[..cut.unwrap_or(value.len())].to_owned())
}

/// Text rich in what quoting can get wrong.
fn hostile() -> impl Strategy<Value = String> {
    let special = "['\"`\\\\$!#;&|<>*?~{}()= \t\n\r\u{2018}-\u{201d}é🙂]{0,24}";
    prop_oneof![special, "\\PC{0,24}", "[!-~]{0,24}"]
}

proptest! {
    #[test]
    fn sh_reads_back_what_was_quoted(value in hostile()) {
        let text = assign(Dialect::Sh, "A", &value).unwrap();
        let word = text.strip_prefix("export A=").unwrap().strip_suffix('\n').unwrap();
        prop_assert_eq!(read_sh(word), Some(value));
    }

    #[test]
    fn fish_reads_back_what_was_quoted(value in hostile()) {
        let text = assign(Dialect::Fish, "A", &value).unwrap();
        let word = text.strip_prefix("set -gx A ").unwrap().strip_suffix('\n').unwrap();
        prop_assert_eq!(read_fish(word), Some(value));
    }

    #[test]
    fn powershell_reads_back_what_was_quoted(value in hostile()) {
        prop_assume!(!value.is_empty() && !value.contains(['\n', '\r']));
        let text = assign(Dialect::PowerShell, "A", &value).unwrap();
        let word = text.strip_prefix("$env:A = ").unwrap().strip_suffix('\n').unwrap();
        prop_assert_eq!(read_powershell(word), Some(value));
    }

    #[test]
    fn every_reader_of_dotenv_files_sees_what_was_accepted(value in hostile()) {
        if let Ok(text) = assign(Dialect::Dotenv, "A", &value) {
            let line = text.strip_suffix('\n').unwrap();
            prop_assert!(!line.contains(['\n', '\r']));
            prop_assert_eq!(read_docker(line), Some(value.clone()));
            prop_assert_eq!(read_python(line), Some(value));
        }
    }
}
