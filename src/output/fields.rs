//! The variables that `env` and `exec` set, and the field that each holds: from `-e NAME=FIELD`, the presets or the
//! default. Knows the names of a credential's fields, not their values.

use zeroize::Zeroizing;

use super::check_name;
use crate::cli::Preset;
use crate::failure::Failure;

/// A property of a credential that a variable can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Token,
    BaseUrl,
    /// `Name: value` lines, without the authorization.
    Headers,
    /// Unix seconds; empty if unknown.
    ExpiresAt,
    /// The same moment as RFC 3339 in UTC; empty if unknown.
    Expires,
}

const FIELDS: &str = "FIELD is token, base-url, headers, expires-at or expires";

impl Field {
    const ALL: [Field; 5] = [Field::Token, Field::BaseUrl, Field::Headers, Field::ExpiresAt, Field::Expires];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Field::Token => "token",
            Field::BaseUrl => "base-url",
            Field::Headers => "headers",
            Field::ExpiresAt => "expires-at",
            Field::Expires => "expires",
        }
    }

    fn named(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// A variable and the field that it will hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    pub field: Field,
    /// Requested with `-e`. A variable of a preset or of the default is omitted if it has no suitable value; a
    /// requested one is not.
    pub is_asked: bool,
}

/// An assignment with its value.
#[derive(Debug)]
pub struct Variable {
    pub name: String,
    pub value: Zeroizing<String>,
    pub is_asked: bool,
}

impl Assignment {
    fn ours(name: &str, field: Field) -> Self {
        Self { name: name.to_owned(), field, is_asked: false }
    }

    /// Reads `NAME=FIELD`.
    ///
    /// # Errors
    /// `usage`: no `=`, an invalid variable name, or an unknown field. The message repeats the field only if it is a
    /// plain word: a user who misreads the option puts a secret there.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let Some((name, field)) = text.split_once('=') else {
            return Err(Failure::usage("-e takes NAME=FIELD").hint(FIELDS));
        };
        check_name(name)?;
        if let Some(field) = Field::named(field) {
            return Ok(Self { name: name.to_owned(), field, is_asked: true });
        }
        let is_letter = |c: char| c.is_ascii_alphabetic() || c == '-' || c == '_';
        let what = match field {
            "" => "FIELD is missing".to_owned(),
            word if word.len() <= 16 && word.chars().all(is_letter) => format!("unknown field '{word}'"),
            _ => "unknown field".to_owned(),
        };
        Err(Failure::usage(format!("-e {name}: {what}")).hint(FIELDS))
    }
}

fn preset(preset: Preset) -> [Assignment; 3] {
    let (key, base_url, headers) = match preset {
        Preset::Openai => ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_CUSTOM_HEADERS"),
        Preset::Anthropic => ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_CUSTOM_HEADERS"),
    };
    [
        Assignment::ours(key, Field::Token),
        Assignment::ours(base_url, Field::BaseUrl),
        Assignment::ours(headers, Field::Headers),
    ]
}

/// The variables that are set by default.
fn default_assignments() -> Vec<Assignment> {
    vec![
        Assignment::ours("GITHUB_COPILOT_API_TOKEN", Field::Token),
        Assignment::ours("COPILOT_API_URL", Field::BaseUrl),
        Assignment::ours("COPILOT_TOKEN_EXPIRES_AT", Field::ExpiresAt),
    ]
}

/// The variables to set, each name once: those of the presets, then those of `-e` in order; the default if there is
/// neither. A later one replaces an earlier one of the same name, as in a shell.
pub fn select(presets: &[Preset], extra: Vec<Assignment>) -> Vec<Assignment> {
    if presets.is_empty() && extra.is_empty() {
        return default_assignments();
    }
    let mut chosen: Vec<Assignment> = Vec::new();
    for assignment in presets.iter().flat_map(|name| preset(*name)).chain(extra) {
        match chosen.iter_mut().find(|earlier| earlier.name == assignment.name) {
            Some(earlier) => *earlier = assignment,
            None => chosen.push(assignment),
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Code;

    fn shown(assignments: Vec<Assignment>) -> String {
        assignments.iter().map(|a| format!("{}={} ", a.name, a.field.name())).collect()
    }

    fn parsed(specs: &[&str]) -> Vec<Assignment> {
        specs.iter().map(|spec| Assignment::parse(spec).unwrap()).collect()
    }

    #[test]
    fn each_field_is_read_by_its_name() {
        for (spec, field) in [
            ("A=token", Field::Token),
            ("A=base-url", Field::BaseUrl),
            ("A=headers", Field::Headers),
            ("A=expires-at", Field::ExpiresAt),
            ("A=expires", Field::Expires),
        ] {
            let expected = Assignment { name: "A".to_owned(), field, is_asked: true };
            assert_eq!(Assignment::parse(spec), Ok(expected));
        }
    }

    #[test]
    fn anything_but_name_and_field_is_a_usage_error_that_repeats_no_value() {
        for spec in [
            "",
            "A",
            "=token",
            "A=",
            "A=Token",
            "A=base_url",
            "A=token ",
            "A B=token",
            "A=s3cret",
            "A=sécret",
            "A=ghu_secret",
        ] {
            let failure = Assignment::parse(spec).unwrap_err();
            assert_eq!(failure.code, Code::Usage, "{spec:?}");
            assert!(failure.hint.is_some(), "{spec:?}");
            assert!(!failure.lines().contains("cret"), "{failure}");
        }
        let failure = Assignment::parse("A=url").unwrap_err();
        assert_eq!(failure.message, "-e A: unknown field 'url'");
    }

    #[test]
    fn nothing_asked_for_gives_the_default() {
        let expected =
            "GITHUB_COPILOT_API_TOKEN=token COPILOT_API_URL=base-url COPILOT_TOKEN_EXPIRES_AT=expires-at ";
        assert_eq!(shown(select(&[], Vec::new())), expected);
    }

    #[test]
    fn preset_and_single_variables_add_up_and_the_later_one_wins() {
        let openai = [Preset::Openai];
        let expected = "OPENAI_API_KEY=token OPENAI_BASE_URL=base-url OPENAI_CUSTOM_HEADERS=headers ";
        assert_eq!(shown(select(&openai, Vec::new())), expected);
        let both = select(&[Preset::Anthropic, Preset::Openai], Vec::new());
        assert_eq!(shown(both).split(' ').count(), 7);
        assert_eq!(
            shown(select(&openai, parsed(&["X=expires", "OPENAI_API_KEY=base-url"]))),
            "OPENAI_API_KEY=base-url OPENAI_BASE_URL=base-url OPENAI_CUSTOM_HEADERS=headers X=expires "
        );
        assert_eq!(shown(select(&[], parsed(&["B=token", "A=token", "B=expires"]))), "B=expires A=token ");
    }
}
