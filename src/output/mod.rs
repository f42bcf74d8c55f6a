//! Answers as text for other programs: shells, dotenv files, CI steps, curl, git, people. Value in, text out:
//! nothing here reads, writes, or knows the environment or the time. What a format cannot hold is refused,
//! and a refusal names the variable or header, never its value.

pub mod actions;
pub mod credential;
pub mod fields;
pub mod headers;
pub mod json;
pub mod recipes;
pub mod shell;
pub mod table;

use crate::failure::Failure;
use crate::text;

/// Whether every dialect can assign to a variable of this name: a letter or `_`, then letters, digits, `_`.
///
/// # Errors
/// `usage`: the name came from the command line.
pub fn check_name(name: &str) -> Result<(), Failure> {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    // A token that was pasted here would be printed as the name that it is not.
    let is_token = text::redact(name) != name;
    if plain && !is_token && name.bytes().next().is_some_and(|b| !b.is_ascii_digit()) {
        return Ok(());
    }
    Err(Failure::usage(format!("'{name}' cannot be the name of a variable"))
        .hint("a name is a letter or _, then letters, digits and _"))
}

/// The refusal of a value: `what` is a noun phrase for what it holds, `format` names the format that cannot hold it.
fn cannot_hold(format: &str, name: &str, what: &str) -> Failure {
    Failure::error(format!("the value of {name} holds {what}, which {format} cannot hold"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Code;

    #[test]
    fn names_that_some_shell_would_not_take_are_usage_errors() {
        for name in ["A", "_", "a1", "OPENAI_API_KEY", "_9"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "1A", "A B", "A-B", "A=B", "É", "A;id", "A\n", "$A", "A'", "A\0", "ghu_0123456789"]
        {
            assert_eq!(check_name(name).unwrap_err().code, Code::Usage, "{name:?}");
        }
    }

    #[test]
    fn a_token_given_as_a_name_is_not_repeated() {
        let failure = check_name("tid=1;exp=2:ab").unwrap_err();
        assert!(!failure.lines().contains("exp=2"), "{failure}");
    }
}
