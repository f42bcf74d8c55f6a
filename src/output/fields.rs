//! Which variables `env` and `exec` set, and what each holds: `-e NAME=FIELD`, the presets, the default.
//! Knows the names of a session's fields, never their values.

use super::check_name;
use crate::failure::Failure;

/// One fact about a session that a variable can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Token,
    BaseUrl,
    /// Unix seconds.
    ExpiresAt,
    /// The same moment as RFC 3339 in UTC.
    Expires,
}

impl Field {
    const ALL: [Field; 4] = [Field::Token, Field::BaseUrl, Field::ExpiresAt, Field::Expires];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Field::Token => "token",
            Field::BaseUrl => "base-url",
            Field::ExpiresAt => "expires-at",
            Field::Expires => "expires",
        }
    }

    fn named(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// A variable and what it is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    pub field: Field,
}

impl Assignment {
    fn new(name: &str, field: Field) -> Self {
        Self { name: name.to_owned(), field }
    }

    /// Reads `NAME=FIELD`.
    ///
    /// # Errors
    /// `usage`: no `=`, not the name of a variable, or no such field. The field is not repeated: it is where
    /// somebody who misreads the option puts a secret.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let fields = "FIELD is token, base-url, expires-at or expires";
        let Some((name, field)) = text.split_once('=') else {
            return Err(Failure::usage("-e takes NAME=FIELD").hint(fields));
        };
        check_name(name)?;
        match Field::named(field) {
            Some(field) => Ok(Self::new(name, field)),
            None => Err(Failure::usage(format!("-e {name}: there is no such field")).hint(fields)),
        }
    }
}

/// Variables that a family of programs reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    OpenAi,
}

impl Preset {
    fn assignments(self) -> Vec<Assignment> {
        match self {
            Preset::OpenAi => vec![
                Assignment::new("OPENAI_API_KEY", Field::Token),
                Assignment::new("OPENAI_BASE_URL", Field::BaseUrl),
            ],
        }
    }
}

/// What is set where nothing is asked for.
fn default_assignments() -> Vec<Assignment> {
    vec![
        Assignment::new("GITHUB_COPILOT_API_TOKEN", Field::Token),
        Assignment::new("COPILOT_API_URL", Field::BaseUrl),
        Assignment::new("COPILOT_TOKEN_EXPIRES_AT", Field::ExpiresAt),
    ]
}

/// The variables to set, each name once: the preset's, then those of `-e` in their order, and the default
/// where there is neither. A later one of the same name replaces the earlier one, as it would in a shell.
pub fn select(preset: Option<Preset>, extra: Vec<Assignment>) -> Vec<Assignment> {
    if preset.is_none() && extra.is_empty() {
        return default_assignments();
    }
    let mut chosen = preset.map(Preset::assignments).unwrap_or_default();
    for assignment in extra {
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
            ("A=expires-at", Field::ExpiresAt),
            ("A=expires", Field::Expires),
        ] {
            assert_eq!(Assignment::parse(spec), Ok(Assignment::new("A", field)));
        }
    }

    #[test]
    fn anything_but_name_and_field_is_a_usage_error_that_repeats_no_value() {
        for spec in ["", "A", "=token", "A=", "A=Token", "A=base_url", "A=token ", "A B=token", "A=s3cret"] {
            let failure = Assignment::parse(spec).unwrap_err();
            assert_eq!(failure.code, Code::Usage, "{spec:?}");
            assert!(failure.hint.is_some(), "{spec:?}");
            assert!(!failure.lines().contains("s3cret"), "{failure}");
        }
    }

    #[test]
    fn nothing_asked_for_gives_the_default() {
        let expected =
            "GITHUB_COPILOT_API_TOKEN=token COPILOT_API_URL=base-url COPILOT_TOKEN_EXPIRES_AT=expires-at ";
        assert_eq!(shown(select(None, Vec::new())), expected);
    }

    #[test]
    fn preset_and_single_variables_add_up_and_the_later_one_wins() {
        let preset = Some(Preset::OpenAi);
        assert_eq!(shown(select(preset, Vec::new())), "OPENAI_API_KEY=token OPENAI_BASE_URL=base-url ");
        assert_eq!(
            shown(select(preset, parsed(&["X=expires", "OPENAI_API_KEY=base-url"]))),
            "OPENAI_API_KEY=base-url OPENAI_BASE_URL=base-url X=expires "
        );
        assert_eq!(shown(select(None, parsed(&["B=token", "A=token", "B=expires"]))), "B=expires A=token ");
    }
}
