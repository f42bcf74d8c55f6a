//! Formats answers for other programs and for people: shells, dotenv files, CI steps, curl, git. Pure: no I/O, no
//! environment, no clock. A value that a format cannot hold is refused; the failure names the variable or header, never
//! its value.

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

/// Accepts a variable name that every dialect can set: a letter or `_`, then letters, digits and `_`.
///
/// # Errors
/// `usage`: the name came from the command line.
pub fn check_name(name: &str) -> Result<(), Failure> {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    // A token that was pasted as a name is refused: it would be printed.
    let is_token = text::redact(name) != name;
    if plain && !is_token && name.bytes().next().is_some_and(|b| !b.is_ascii_digit()) {
        return Ok(());
    }
    Err(Failure::usage(format!("'{name}' cannot be the name of a variable"))
        .hint("a name is a letter or _, then letters, digits and _"))
}

/// The failure for a value that a format cannot hold; `what` is a noun phrase for the offending part.
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
