//! The failures that a caller can act on: a stable code, one line with the reason, one line with the next step. All
//! other errors are plain `anyhow` errors and end as [`Code::Error`].

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::absent::Absent;
use crate::text;

/// What a script can branch on; the names are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Any failure without a code of its own.
    Error,
    /// A wrong option, value or variable.
    Usage,
    /// No answer, a timeout, a 5xx, a rate limit: try again later.
    Unavailable,
    /// No GitHub token, or one that GitHub does not know.
    Unauthenticated,
    /// GitHub knows the token but gives no session token for it.
    NoCopilotAccess,
}

impl Code {
    /// The process's exit code; stable.
    pub fn exit_code(self) -> u8 {
        match self {
            Code::Error => 1,
            Code::Usage => 2,
            Code::Unavailable => 3,
            Code::Unauthenticated => 4,
            Code::NoCopilotAccess => 5,
        }
    }

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Code::Error => "error",
            Code::Usage => "usage",
            Code::Unavailable => "unavailable",
            Code::Unauthenticated => "unauthenticated",
            Code::NoCopilotAccess => "no_copilot_access",
        }
    }
}

/// A failure with its hint. Both lines are sanitised and truncated on creation, so they can be printed as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: Code,
    /// Lower case, no full stop, no secret. With the program's name at most [`LINE_LIMIT`] bytes.
    pub message: String,
    /// The next step, in one line, if there is one.
    pub hint: Option<String>,
    /// How long GitHub is not asked again, if that is known.
    pub retry_after: Option<Duration>,
}

/// Placeholder for the source of the GitHub token; [`Failure::with_source`] replaces it.
pub const SOURCE: &str = "{source}";
/// Placeholder for how to get another GitHub token from that source.
pub const SIGN_IN_AGAIN: &str = "{sign in again}";
/// Placeholder for how to use `copilot-token login` instead of that source.
pub const LOGIN_INSTEAD: &str = "{login instead}";

/// The longest line on stderr in bytes, including the prefix `copilot-token: `.
pub const LINE_LIMIT: usize = 200;
const PREFIX: &str = "copilot-token: ";
const HINT_PREFIX: &str = "hint: ";

impl Failure {
    pub fn new(code: Code, message: impl AsRef<str>) -> Self {
        Self { code, message: line(message.as_ref(), PREFIX), hint: None, retry_after: None }
    }

    /// The [`Failure`] in `error`, or any other error as [`Code::Error`].
    pub fn of(error: anyhow::Error) -> Self {
        error.downcast().unwrap_or_else(|other| Self::error(format!("{other:#}")))
    }

    /// Restores a failure from its stored parts.
    pub fn again(code: Code, message: &str, hint: Option<&str>) -> Self {
        let failure = Self::new(code, message);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    pub fn hint(mut self, hint: impl AsRef<str>) -> Self {
        self.hint = Some(line(hint.as_ref(), HINT_PREFIX)).filter(|hint| !hint.is_empty());
        self
    }

    /// Replaces [`SOURCE`], [`SIGN_IN_AGAIN`] and [`LOGIN_INSTEAD`]. A remembered failure is stored with these
    /// placeholders, because the same GitHub token may now come from another source.
    pub fn with_source(&self, source: &str, sign_in_again: &str, login_instead: &str) -> Self {
        let places = [(SOURCE, source), (SIGN_IN_AGAIN, sign_in_again), (LOGIN_INSTEAD, login_instead)];
        let fill = |words: &str| {
            places.iter().fold(words.to_owned(), |words, (place, with)| words.replace(place, with))
        };
        let filled = Self::again(self.code, &fill(&self.message), self.hint.as_deref().map(fill).as_deref());
        Self { retry_after: self.retry_after, ..filled }
    }

    /// Appends `note` to the hint, which is truncated to make room.
    pub fn remembered(self, note: &str) -> Self {
        let hint = match &self.hint {
            Some(hint) => {
                let room = LINE_LIMIT - HINT_PREFIX.len() - note.len() - 2;
                format!("{}; {note}", text::one_line(hint, room))
            }
            None => note.to_owned(),
        };
        self.hint(hint)
    }

    pub fn error(message: impl AsRef<str>) -> Self {
        Self::new(Code::Error, message)
    }

    pub fn usage(message: impl AsRef<str>) -> Self {
        Self::new(Code::Usage, message)
    }

    pub fn unavailable(message: impl AsRef<str>) -> Self {
        Self::new(Code::Unavailable, message)
    }

    pub fn unauthenticated(message: impl AsRef<str>) -> Self {
        Self::new(Code::Unauthenticated, message)
    }

    pub fn no_copilot_access(message: impl AsRef<str>) -> Self {
        Self::new(Code::NoCopilotAccess, message)
    }

    /// The one or two lines for stderr, each with a newline.
    pub fn lines(&self) -> String {
        let hint = self.hint.iter().map(|hint| format!("{HINT_PREFIX}{hint}\n"));
        format!("{PREFIX}{}\n", self.message) + &hint.collect::<String>()
    }
}

/// Sanitises `words`. Text from others may end in a full stop, but our lines do not.
fn line(words: &str, prefix: &str) -> String {
    let mut line = text::one_line(words, LINE_LIMIT - prefix.len());
    line.truncate(line.trim_end_matches(['.', ' ']).len());
    line
}

impl WrongKind {
    /// Why the search skips the token.
    pub fn absent(self) -> Absent {
        Absent::wrong_kind("refused").detail(match self {
            WrongKind::NotFound => " (404)",
            WrongKind::Forbidden => " (403)",
        })
    }
}

/// Why GitHub does not exchange a token of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongKind {
    /// 404: the token's app may not get session tokens. The search goes on: the next source may have another kind.
    NotFound,
    /// 403: a personal access token, or a token of another app. The search goes on only with `--access auto`.
    Forbidden,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// A failure of `exec`, with an exit code that distinguishes it from a failure of the command.
#[derive(Debug)]
pub struct Stopped {
    pub exit_code: u8,
    pub failure: Failure,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(f)
    }
}

impl std::error::Error for Stopped {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_names_are_the_ones_serde_writes() {
        for code in
            [Code::Error, Code::Usage, Code::Unavailable, Code::Unauthenticated, Code::NoCopilotAccess]
        {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
        }
    }

    #[test]
    fn lines_stay_within_the_limit_and_hold_no_control_characters() {
        let failure = Failure::error("a\u{1b}[31m\nb ".repeat(99)).hint("é".repeat(300));
        for line in failure.lines().lines() {
            assert!(line.len() <= LINE_LIMIT, "{} bytes", line.len());
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
        assert_eq!(failure.lines().lines().count(), 2);
    }

    #[test]
    fn a_source_is_filled_in_whole_and_the_lines_stay_within_the_limit() {
        let kept = Failure::unauthenticated(format!("rejected the token from {SOURCE} (401)"))
            .hint(format!("it is revoked: {SIGN_IN_AGAIN}"));
        assert_eq!(
            kept.with_source("gh", "run 'gh auth login'", "").lines(),
            "copilot-token: rejected the token from gh (401)\nhint: it is revoked: run 'gh auth login'\n"
        );
        let long = kept.with_source(&"x".repeat(300), "", "");
        assert!(long.lines().lines().all(|line| line.len() <= LINE_LIMIT), "{long:?}");
    }

    #[test]
    fn others_words_lose_their_full_stop_and_a_hint_without_words_is_none() {
        let failure =
            Failure::error("unusable answer: Try again later. ").hint("see a.example/x.").hint("\u{1b} .");
        assert_eq!(failure.lines(), "copilot-token: unusable answer: Try again later\n");
    }
}
