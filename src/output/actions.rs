//! Output for a GitHub Actions runner: the command that masks a secret in the log, and entries for the file that
//! `$GITHUB_ENV` names. Does not open that file; the caller supplies the random bytes of the delimiter.

use super::{cannot_hold, check_name};
use crate::failure::Failure;

/// The line that makes the runner mask `secret` in all later output. Print it before anything that may show the secret.
/// Escaped as in the runner's own `ActionCommand`.
pub fn mask_command(secret: &str) -> String {
    let escaped = secret.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    format!("::add-mask::{escaped}\n")
}

/// The delimiter of an entry, in the form that GitHub's own toolkit uses. The caller passes new `random` bytes each
/// time.
pub fn delimiter(random: [u8; 16]) -> String {
    format!("ghadelimiter_{:032x}", u128::from_be_bytes(random))
}

/// The entry of the `$GITHUB_ENV` file that sets `name` for the later steps of the job.
///
/// # Errors
/// `usage` for a name that the runner would not set; `error` for a value that contains the delimiter, a NUL, or a
/// carriage return, which a Windows runner reads as part of the line ending.
pub fn env_entry(name: &str, value: &str, delimiter: &str) -> Result<String, Failure> {
    check_target(name)?;
    let misfit = [("\0", "a NUL"), ("\r", "a carriage return"), (delimiter, "the entry's own delimiter")];
    match misfit.into_iter().find(|(text, _)| value.contains(text)) {
        Some((_, what)) => Err(cannot_hold("the file of GITHUB_ENV", name, what)),
        None => Ok(format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")),
    }
}

/// Refuses a variable that a step cannot set. The runner drops `NODE_OPTIONS`, which would change how later actions
/// run, and overwrites its own `GITHUB_…` and `RUNNER_…` variables. The runner has no variable that starts with
/// `GITHUB_COPILOT_`, and one of our defaults does.
///
/// # Errors
/// `usage`: the name came from the command line.
pub fn check_target(name: &str) -> Result<(), Failure> {
    check_name(name)?;
    // Windows and the runner's block list ignore case.
    let upper = name.to_ascii_uppercase();
    let github = upper.starts_with("GITHUB_") && !upper.starts_with("GITHUB_COPILOT_");
    if github || upper.starts_with("RUNNER_") || upper == "NODE_OPTIONS" {
        let failure = Failure::usage(format!("GitHub Actions does not let a step set {name}"));
        return Err(failure.hint("choose another name with -e NAME=FIELD"));
    }
    Ok(())
}

/// The failure for a request to print what belongs in the runner's file.
pub fn wants_a_file() -> Failure {
    Failure::usage("--shell github writes a file and prints nothing")
}

/// The failure for `--unset`: the file can only add variables, and an empty value does not unset one.
pub fn cannot_unset() -> Failure {
    Failure::usage("GitHub Actions has no way to unset a variable for later steps")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Code;
    use crate::output::fields;
    use proptest::prelude::*;

    const END: &str = "ghadelimiter_000102030405060708090a0b0c0d0e0f";

    /// Parses the file as the runner does (`FileCommandManager.cs`): it skips blank lines, a line is `NAME=value` or
    /// `NAME<<END` (whichever operator comes first), and a value after `<<END` ends at a line that equals END.
    fn read_env_file(text: &str, windows: bool) -> Option<Vec<(String, String)>> {
        let unended = |line: &str| {
            let line = line.strip_suffix('\n').unwrap_or(line).to_owned();
            if windows { line.strip_suffix('\r').map(str::to_owned).unwrap_or(line) } else { line }
        };
        let mut lines = text.split_inclusive('\n');
        let mut pairs = Vec::new();
        while let Some(line) = lines.next().map(unended) {
            let equals = line.find('=').unwrap_or(usize::MAX);
            match line.find("<<") {
                _ if line.is_empty() => {}
                Some(at) if at < equals => {
                    let mut value = String::new();
                    loop {
                        let next = lines.next()?;
                        if unended(next) == line[at + 2..] {
                            break;
                        }
                        value.push_str(next);
                    }
                    pairs.push((line[..at].to_owned(), unended(&value)));
                }
                _ => pairs
                    .push((line[..equals.min(line.len())].to_owned(), line.get(equals + 1..)?.to_owned())),
            }
        }
        Some(pairs)
    }

    #[test]
    fn an_entry_is_a_heredoc_with_the_given_delimiter() {
        let random = std::array::from_fn(|i| i as u8);
        assert_eq!(delimiter(random), END);
        assert_eq!(env_entry("A", "b=c<<d", END).unwrap(), format!("A<<{END}\nb=c<<d\n{END}\n"));
    }

    #[test]
    fn the_runner_reads_entries_among_those_of_others() {
        let ours = env_entry("A", "x\n\ny", END).unwrap() + &env_entry("EMPTY", "", END).unwrap();
        let file = format!("FIRST=1<<2\n{ours}\nLAST=a=b\n");
        let expected = [("FIRST", "1<<2"), ("A", "x\n\ny"), ("EMPTY", ""), ("LAST", "a=b")];
        let expected: Vec<_> = expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        for windows in [false, true] {
            assert_eq!(read_env_file(&file, windows).as_ref(), Some(&expected));
        }
    }

    #[test]
    fn a_value_that_would_end_its_own_entry_is_refused_without_showing_it() {
        for value in [&format!("s3cret\n{END}\nPATH=/x"), "s3cret\0", "s3cret\r"] {
            let failure = env_entry("MY_KEY", value, END).unwrap_err();
            assert_eq!(failure.code, Code::Error);
            assert!(failure.message.contains("MY_KEY"), "{failure}");
            assert!(!failure.lines().contains("s3cret"), "{failure}");
        }
    }

    #[test]
    fn names_that_the_runner_keeps_are_usage_errors_and_ours_are_not_among_them() {
        for name in [
            "GITHUB_TOKEN",
            "GITHUB_ENV",
            "github_path",
            "RUNNER_TEMP",
            "NODE_OPTIONS",
            "Node_Options",
            "A B",
        ] {
            assert_eq!(check_target(name).unwrap_err().code, Code::Usage, "{name}");
            assert_eq!(env_entry(name, "x", END).unwrap_err().code, Code::Usage, "{name}");
        }
        for assignment in fields::select(&[], Vec::new()) {
            assert_eq!(check_target(&assignment.name), Ok(()), "{}", assignment.name);
        }
        assert_eq!(check_target("MY_GITHUB_TOKEN"), Ok(()));
        assert_eq!(cannot_unset().code, Code::Usage);
    }

    #[test]
    fn a_mask_is_one_line_whatever_the_secret_holds() {
        assert_eq!(mask_command("tid=1;exp=2:ab"), "::add-mask::tid=1;exp=2:ab\n");
        assert_eq!(mask_command("50%\r\n%0A::x"), "::add-mask::50%25%0D%0A%250A::x\n");
    }

    proptest! {
        #[test]
        fn the_runner_reads_back_what_was_written(value in "[\\PC\n=<]{0,24}|ghadelimiter_[0\n]{0,4}") {
            let file = env_entry("A", &value, END).unwrap();
            let expected = Some(vec![("A".to_owned(), value)]);
            prop_assert_eq!(&read_env_file(&file, false), &expected);
            prop_assert_eq!(&read_env_file(&file, true), &expected);
        }
    }
}
