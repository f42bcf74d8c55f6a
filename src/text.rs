//! Sanitises untrusted text for a terminal: one line, no control characters, no secrets.

use std::io;
use std::path::Path;

/// `text` as one line of at most `limit` bytes. Control and bidirectional formatting characters are removed, line
/// breaks and runs of white space become one space, and anything that looks like a token is masked.
pub fn one_line(text: &str, limit: usize) -> String {
    cut(redact(&clean(text)), limit)
}

/// Removes control characters (C0, C1) and invisible formatting, such as bidirectional controls, and folds white space.
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            gap = true;
        } else if c.is_control() || is_invisible_formatting(c) {
            // Removed without a gap.
        } else if c.is_whitespace() {
            gap = true;
        } else {
            if gap && !kept.is_empty() {
                kept.push(' ');
            }
            gap = false;
            kept.push(c);
        }
    }
    kept
}

/// `json` with every character that a terminal would act on as `\uXXXX`. `json` is compact: it has such characters only
/// within strings.
pub fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if acts(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// `line` without the characters that a terminal would act on. Spaces are kept.
pub fn visible(line: &str) -> String {
    line.chars().filter(|c| !acts(*c)).collect()
}

fn acts(c: char) -> bool {
    c.is_control() || is_invisible_formatting(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that reorder or hide the text around them: Unicode category Cf, and letters and symbols without a visible
/// glyph.
fn is_invisible_formatting(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}'
        | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}'
        // Hangul fillers, and the empty Braille pattern.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}')
}

/// The prefixes of GitHub tokens and of session tokens.
const TOKEN_PREFIXES: [&str; 7] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", SESSION_PREFIX];
const SESSION_PREFIX: &str = "tid=";
/// A token has at least this many characters after its prefix; a login has fewer.
const TOKEN_TAIL: usize = 20;
/// The first characters of all prefixes: one pass over a text finds the few candidates.
const INITIALS: [char; 2] = ['g', 't'];

/// Masks every token in `text` except for its prefix. A token that a user pastes in place of a name, or that a server
/// sends back, must not reach a terminal or a log.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, prefix)) = first_token(rest) {
        let secret = &rest[at + prefix.len()..];
        let session = prefix == SESSION_PREFIX;
        let end = secret.find(|c: char| !is_token_char(c, session)).unwrap_or(secret.len());
        // Trailing punctuation belongs to the sentence or to a file name, not to the token.
        let end = secret[..end].trim_end_matches(['.', '-']).len();
        out.push_str(&rest[..at + prefix.len()]);
        if end > 0 {
            out.push('…');
        }
        rest = &secret[end..];
    }
    mask_hex(&(out + rest))
}

/// GitHub's oldest tokens have no prefix: 40 hex digits.
const OLD_TOKEN: usize = 40;

fn mask_hex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let word = &rest[at..];
        let word = &word[..word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len())];
        let masked = word.len() >= OLD_TOKEN && word.bytes().all(|b| b.is_ascii_hexdigit());
        out.push_str(&rest[..at]);
        out.push_str(if masked { "…" } else { word });
        rest = &rest[at + word.len()..];
    }
    out + rest
}

fn first_token(text: &str) -> Option<(usize, &'static str)> {
    let prefix_at = |at: usize| TOKEN_PREFIXES.into_iter().find(|prefix| text[at..].starts_with(prefix));
    text.match_indices(INITIALS).find_map(|(at, _)| {
        let prefix = prefix_at(at)?;
        let within_word = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        // Within a word, only a prefix with a long tail counts: `raghu_acme` is a login.
        let tail = text[at + prefix.len()..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_');
        (!within_word || tail.count() >= TOKEN_TAIL).then_some((at, prefix))
    })
}

/// The secret part of a token: what follows the prefix, or the MAC of a session token. The fields of a session token
/// are ordinary words that other texts may contain.
pub fn secret_part(token: &str) -> &str {
    match TOKEN_PREFIXES.iter().find_map(|prefix| Some((*prefix, token.strip_prefix(prefix)?))) {
        Some((SESSION_PREFIX, fields)) => fields.rsplit(':').next().unwrap_or_default(),
        Some((_, secret)) => secret,
        None => token,
    }
}

/// Whether `text` contains a GitHub token.
pub fn holds_github_token(text: &str) -> bool {
    let mut rest = text;
    while let Some((at, prefix)) = first_token(rest) {
        rest = &rest[at + prefix.len()..];
        if prefix != SESSION_PREFIX && rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return true;
        }
    }
    false
}

fn is_token_char(c: char, session: bool) -> bool {
    // A `ghs_` token may continue as a JSON Web Token.
    c.is_ascii_alphanumeric()
        || "_-.".contains(c)
        || (session && c.is_ascii_graphic() && c != '\'' && c != '"')
}

/// `text` truncated to `limit` bytes, with an ellipsis if anything was cut.
fn cut(text: String, limit: usize) -> String {
    if text.len() <= limit {
        return text;
    }
    format!("{}…", start(&text, limit.saturating_sub('…'.len_utf8())).trim_end())
}

/// The longest prefix of `text` within `limit` bytes that ends at a character.
pub fn start(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    &text[..end]
}

/// `value` encoded for a form or a query: RFC 3986's unreserved characters as they are, every other byte as `%XX`.
pub fn percent_encoded(value: &str) -> String {
    let mut out = String::with_capacity(3 * value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Whether `text` can be the login of a GitHub account: at most 39 characters, those of an enterprise's `_SHORTCODE`
/// included. Nothing that looks like an option or like a token: a login becomes an argument of gh and a file name.
pub fn is_login(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    plain && (1..=39).contains(&text.len()) && !text.starts_with('-') && redact(text) == text
}

/// The reason of a system error in a few words, without its number.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        _ if error.raw_os_error().is_none() => error.to_string(),
        // An error without a kind of its own is called "uncategorized": use its text instead.
        kind if kind.to_string().starts_with("uncategorized") => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
        kind => kind.to_string(),
    }
}

/// The longest path shown in full, in bytes: a longer one would push the reason off the line.
const SHOWN_PATH: usize = 100;

/// `path` for a message, cut to its file name if it is long.
pub fn path(path: &Path) -> String {
    let text = path.display().to_string();
    if text.len() <= SHOWN_PATH {
        return text;
    }
    let name = path.file_name().map_or(text, |name| format!("…/{}", name.display()));
    cut(name, SHOWN_PATH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_removed() {
        for (dirty, clean_text) in [
            ("plain text", "plain text"),
            ("  two\r\nlines\n", "two lines"),
            ("\u{1b}[31mred\u{1b}[0m", "[31mred[0m"),
            ("\u{1b}]0;title\u{7}x", "]0;titlex"),
            ("a\u{9b}31mb\u{90}c", "a31mbc"),
            ("user\u{202e}gnp.exe\u{202c}", "usergnp.exe"),
            ("a\u{2066}b\u{2069}c\u{200b}d", "abcd"),
            ("a\u{180e}b\u{3164}c\u{115f}d\u{2800}e\u{e0001}f", "abcdef"),
            ("nul\0del\u{7f}", "nuldel"),
            ("line\u{2028}separator", "line separator"),
            ("é 漢字 🙂", "é 漢字 🙂"),
        ] {
            assert_eq!(clean(dirty), clean_text);
        }
    }

    #[test]
    fn json_holds_nothing_that_a_terminal_would_act_on_and_means_the_same() {
        let text = "a\u{1b}[m\u{9b}31m\u{7f}\u{202e}\u{e0041}\u{2028}\" \\é🙂\n";
        let json = escape_json(&serde_json::to_string(text).unwrap());
        assert!(!json.chars().any(|c| c.is_control() || is_invisible_formatting(c)), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn tokens_are_masked_wherever_they_stand() {
        assert!(TOKEN_PREFIXES.iter().all(|prefix| prefix.starts_with(INITIALS)));
        for (text, masked) in [
            ("reading ghu_abcDEF123: no such file", "reading ghu_…: no such file"),
            ("reading ghu_abcDEF123.", "reading ghu_…."),
            ("ghs_1_eyJh.eyJp.a-b_c: no", "ghs_…: no"),
            ("github_pat_11AA_bb'", "github_pat_…'"),
            ("x ghp_1 y gho_2", "x ghp_… y gho_…"),
            ("classic token (ghp_): no", "classic token (ghp_): no"),
            ("'tid=1;exp=2;sku=a:b' rest", "'tid=…' rest"),
            ("nothing here", "nothing here"),
            ("login raghu_acme", "login raghu_acme"),
            ("login ghu_acme", "login ghu_…"),
            ("xghu_0123456789abcdef0123", "xghu_…"),
            ("user 0123456789abcdef0123456789ABCDEF01234567: no", "user …: no"),
            ("0123456789abcdef", "0123456789abcdef"),
        ] {
            assert_eq!(redact(text), masked);
        }
    }

    #[test]
    fn a_form_field_holds_nothing_that_ends_it() {
        assert_eq!(percent_encoded("Iv1.b507-_~"), "Iv1.b507-_~");
        assert_eq!(percent_encoded("a b&c=d%é:/+"), "a%20b%26c%3Dd%25%C3%A9%3A%2F%2B");
    }

    #[test]
    fn a_login_can_be_part_of_a_file_name_and_an_argument() {
        for login in ["octocat", "Octo-Cat_acme", &"a".repeat(39)] {
            assert!(is_login(login), "{login}");
        }
        let token = "ghu_0123456789abcdefghijABCDEFGHIJ";
        for other in ["", "../x", "a b", "a@b", "é", "--user", token, &"a".repeat(40)] {
            assert!(!is_login(other), "{other}");
        }
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(cut("abcdef".to_owned(), 6), "abcdef");
        assert_eq!(cut("abcdefg".to_owned(), 6), "abc…");
        for limit in 3..20 {
            assert!(cut("é".repeat(40), limit).len() <= limit);
        }
    }
}
