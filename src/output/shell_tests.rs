//! Checks the quoting with a small parser for each dialect, written from the manual of that dialect.

use proptest::prelude::*;

use super::*;
use crate::failure::Code;

const TOKEN: &str =
    "tid=9f0b;exp=1795437295;sku=a_b;proxy-ep=proxy.individual.githubcopilot.com;ip=2001:db8::1:0f3a";

const STATEMENTS: [Shell; 5] = [Shell::Sh, Shell::Fish, Shell::Pwsh, Shell::Nu, Shell::Dotenv];

fn variable(name: &str, value: &str) -> Variable {
    Variable { name: name.to_owned(), value: Zeroizing::new(value.to_owned()), is_asked: true }
}

fn assign_one(shell: Shell, name: &str, value: &str) -> Result<String, Failure> {
    assign(shell, &[variable(name, value)]).map(|text| text.to_string())
}

fn unset_one(shell: Shell, name: &str) -> Result<String, Failure> {
    unset(shell, [name.to_owned()].into_iter())
}

#[test]
fn each_dialect_quotes_a_session_token() {
    for (shell, expected) in [
        (Shell::Sh, format!("export A='{TOKEN}'\n")),
        (Shell::Fish, format!("set -gx A '{TOKEN}'\n")),
        (Shell::Pwsh, format!("$env:A = '{TOKEN}'\n")),
        (Shell::Nu, format!("$env.A = \"{TOKEN}\"\n")),
        (Shell::Dotenv, format!("A={TOKEN}\n")),
        (Shell::Json, format!("{{\"A\":\"{TOKEN}\"}}\n")),
    ] {
        assert_eq!(assign_one(shell, "A", TOKEN).unwrap(), expected);
    }
}

#[test]
fn quotes_and_backslashes_are_escaped_as_each_dialect_wants() {
    for (shell, value, expected) in [
        (Shell::Sh, "a'b", r"export A='a'\''b'"),
        (Shell::Sh, r"\'", r"export A='\'\'''"),
        (Shell::Sh, "", "export A=''"),
        (Shell::Sh, "!$`\"\n", "export A='!$`\"\n'"),
        (Shell::Fish, "a'b", r"set -gx A 'a\'b'"),
        (Shell::Fish, r"\", r"set -gx A '\\'"),
        (Shell::Fish, r"\'", r"set -gx A '\\\''"),
        (Shell::Pwsh, "a'b`$", "$env:A = 'a''b`$'"),
        (Shell::Pwsh, "a\u{2018}\u{2019}", "$env:A = 'a\u{2018}\u{2018}\u{2019}\u{2019}'"),
        (Shell::Pwsh, "\u{201a}\u{201b}\u{201c}", "$env:A = '\u{201a}\u{201a}\u{201b}\u{201b}\u{201c}'"),
        (Shell::Pwsh, "", "$env:A = ''"),
        (Shell::Pwsh, "a\nb'\n", "$env:A = 'a' + \"`n\" + 'b''' + \"`n\" + ''"),
        (Shell::Nu, "a\"b\\$(c)\n'\u{9b}", r#"$env.A = "a\"b\\$(c)\u{a}'\u{9b}""#),
        (Shell::Json, "a\"\n", r#"{"A":"a\"\n"}"#),
        (Shell::Dotenv, "", "A="),
        (Shell::Dotenv, "https://api.example.com:443/?a=b&c", "A=https://api.example.com:443/?a=b&c"),
    ] {
        assert_eq!(assign_one(shell, "A", value).unwrap(), format!("{expected}\n"));
    }
}

#[test]
fn a_value_that_the_dialect_cannot_hold_is_refused_without_showing_it() {
    let dotenv =
        ["s3cret x", " s3cret", "s3cret\t", "s3cret\u{a0}", "s3cret#", "$s3cret", "s3cret'", "\"s3cret\""];
    let dotenv_too = ["s3cret`", "s3cret\\", "s3crét", "s3cret\u{7f}", "s3cret\n", "s3cret\r"];
    let mut cases: Vec<(Shell, &str)> =
        dotenv.into_iter().chain(dotenv_too).map(|value| (Shell::Dotenv, value)).collect();
    cases.extend(STATEMENTS.into_iter().chain([Shell::Json]).map(|shell| (shell, "s3cret\0")));
    cases.push((Shell::Pwsh, "s3cret\r"));
    for (shell, value) in cases {
        let failure = assign_one(shell, "MY_KEY", value).unwrap_err();
        assert_eq!(failure.code, Code::Error);
        assert!(failure.message.contains("MY_KEY"), "{failure}");
        assert!(!failure.lines().contains("s3cr"), "{failure}");
    }
}

#[test]
fn a_name_that_is_none_never_reaches_a_statement() {
    for shell in STATEMENTS.into_iter().chain([Shell::Json, Shell::Github]) {
        assert_eq!(assign_one(shell, "A;id", "x").unwrap_err().code, Code::Usage);
        assert_eq!(unset_one(shell, "A;id").unwrap_err().code, Code::Usage);
    }
}

#[test]
fn unset_takes_the_variable_away_where_the_dialect_can() {
    assert_eq!(unset_one(Shell::Sh, "A").unwrap(), "unset A\n");
    assert_eq!(unset_one(Shell::Fish, "A").unwrap(), "set -eg A; or true\n");
    assert_eq!(unset_one(Shell::Pwsh, "A").unwrap(), "Remove-Item Env:A -ErrorAction SilentlyContinue\n");
    assert_eq!(unset_one(Shell::Nu, "A").unwrap(), "hide-env --ignore-errors A\n");
    for shell in [Shell::Json, Shell::Dotenv, Shell::Github] {
        assert_eq!(unset_one(shell, "A").unwrap_err().code, Code::Usage);
    }
}

#[test]
fn dotenv_leaves_out_lines_that_nobody_asked_for_and_refuses_those_that_somebody_did() {
    let mut lines = variable("OPENAI_CUSTOM_HEADERS", "A: b\nC: d");
    assert!(assign(Shell::Dotenv, std::slice::from_ref(&lines)).is_err());
    lines.is_asked = false;
    let text = assign(Shell::Dotenv, &[variable("A", "b"), lines]).unwrap();
    let comment = "# OPENAI_CUSTOM_HEADERS is left out: a dotenv file cannot hold its line breaks\n";
    assert_eq!(*text, format!("A=b\n{comment}"));
}

/// POSIX 2.2: single quotes preserve everything up to the next one; outside them, a backslash preserves one character.
/// `None` if the text is not exactly one word.
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

/// fish: inside single quotes, `\\` and `\'` are escapes and any other backslash is literal.
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

/// PowerShell: any of the five single quotes ends the string, unless another of the five follows; `+` joins strings,
/// and "`n" is a line break.
fn read_powershell(words: &str) -> Option<String> {
    let is_quote = |c: &char| "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(*c);
    let (mut out, mut rest) = (String::new(), words);
    loop {
        let mut chars = rest.strip_prefix('\'')?.chars().peekable();
        loop {
            match chars.next()? {
                c if !is_quote(&c) => out.push(c),
                _ => match chars.next_if(is_quote) {
                    Some(second) => out.push(second),
                    None => break,
                },
            }
        }
        let left: String = chars.collect();
        if left.is_empty() {
            return Some(out);
        }
        out.push('\n');
        let next = left.strip_prefix(" + \"`n\" + ")?;
        rest = &rest[rest.len() - next.len()..];
    }
}

/// Nushell's double quotes: `\"`, `\\` and `\u{…}` are the escapes that we write.
fn read_nu(word: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), word.strip_prefix('"')?);
    loop {
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => return rest.is_empty().then_some(out),
            '\\' if rest.starts_with("u{") => {
                let (hex, after) = rest[2..].split_once('}')?;
                out.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?);
                rest = after;
            }
            '\\' => {
                out.push(rest.chars().next()?);
                rest = &rest[1..];
            }
            c => out.push(c),
        }
    }
}

/// `docker --env-file`: the value is everything after the first `=` of the line.
fn read_docker(line: &str) -> Option<String> {
    Some(line.split_once('=')?.1.to_owned())
}

/// An unquoted value of python-dotenv: does not start with a quote, ends at white space followed by `#`, and is
/// trimmed.
fn read_python(line: &str) -> Option<String> {
    let value = line.split_once('=')?.1.trim();
    let cut = value.find(char::is_whitespace).filter(|at| value[*at..].trim_start().starts_with('#'));
    let plain = !value.starts_with(['\'', '"']) && !value.contains("${");
    plain.then(|| value[..cut.unwrap_or(value.len())].to_owned())
}

/// Text with many characters that quoting can get wrong.
fn hostile() -> impl Strategy<Value = String> {
    let special = "['\"`\\\\$!#;&|<>*?~{}()= \t\n\r\u{2018}-\u{201d}é🙂]{0,24}";
    prop_oneof![special, "\\PC{0,24}", "[!-~]{0,24}"]
}

proptest! {
    #[test]
    fn sh_reads_back_what_was_quoted(value in hostile()) {
        let text = assign_one(Shell::Sh, "A", &value).unwrap();
        let word = text.strip_prefix("export A=").unwrap().strip_suffix('\n').unwrap();
        prop_assert_eq!(read_sh(word), Some(value));
    }

    #[test]
    fn fish_reads_back_what_was_quoted(value in hostile()) {
        let text = assign_one(Shell::Fish, "A", &value).unwrap();
        let word = text.strip_prefix("set -gx A ").unwrap().strip_suffix('\n').unwrap();
        prop_assert_eq!(read_fish(word), Some(value));
    }

    #[test]
    fn powershell_reads_back_what_was_quoted(value in hostile()) {
        prop_assume!(!value.contains('\r'));
        let text = assign_one(Shell::Pwsh, "A", &value).unwrap();
        let word = text.strip_prefix("$env:A = ").unwrap().strip_suffix('\n').unwrap();
        prop_assert_eq!(read_powershell(word), Some(value));
    }

    #[test]
    fn nu_and_json_read_back_what_was_quoted(value in hostile()) {
        let text = assign_one(Shell::Nu, "A", &value).unwrap();
        prop_assert_eq!(text.lines().count(), 1);
        let word = text.strip_prefix("$env.A = ").unwrap().strip_suffix('\n').unwrap();
        prop_assert_eq!(read_nu(word), Some(value.clone()));
        let json: serde_json::Value =
            serde_json::from_str(&assign_one(Shell::Json, "A", &value).unwrap()).unwrap();
        prop_assert_eq!(json, serde_json::json!({"A": value}));
    }

    #[test]
    fn every_reader_of_dotenv_files_sees_what_was_accepted(value in hostile()) {
        if let Ok(text) = assign_one(Shell::Dotenv, "A", &value) {
            let line = text.strip_suffix('\n').unwrap();
            prop_assert!(!line.contains(['\n', '\r']));
            prop_assert_eq!(read_docker(line), Some(value.clone()));
            prop_assert_eq!(read_python(line), Some(value));
        }
    }
}
