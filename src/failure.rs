//! The failures that a caller can act on: a stable code, one line that says what, one that says what to do.
//! Everything else travels as a plain `anyhow` error and ends as [`Code::Error`].

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::absent::Absent;
use crate::text;

/// What a script can branch on; the names are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Anything that none of the others names.
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

/// A failure with its hint. Both lines are cleaned and cut when made, so whatever holds one may print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: Code,
    /// Lower case, no full stop, no secret; together with the program's name within [`LINE_LIMIT`] bytes.
    pub message: String,
    /// What to do, in one line, where something can be done.
    pub hint: Option<String>,
}

/// Where the GitHub token came from, in a failure of GitHub's: [`Failure::with_source`] fills it in.
pub const SOURCE: &str = "{source}";
/// How to get another GitHub token from there.
pub const SIGN_IN_AGAIN: &str = "{sign in again}";

/// The longest line on stderr in bytes, the `copilot-token: ` in front of it included.
pub const LINE_LIMIT: usize = 200;
const PREFIX: &str = "copilot-token: ";
const HINT_PREFIX: &str = "hint: ";

impl Failure {
    pub fn new(code: Code, message: impl AsRef<str>) -> Self {
        Self { code, message: line(message.as_ref(), PREFIX), hint: None }
    }

    /// Whatever stopped a command, as the failure that it is or as a plain error.
    pub fn of(error: anyhow::Error) -> Self {
        error.downcast().unwrap_or_else(|other| Self::error(format!("{other:#}")))
    }

    /// One that was written down.
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

    /// The failure of a GitHub token with today's source in place of [`SOURCE`], and what to do about it in place of
    /// [`SIGN_IN_AGAIN`]: one that was remembered may have been met elsewhere.
    pub fn with_source(&self, source: &str, sign_in_again: &str) -> Self {
        let fill = |words: &str| words.replace(SOURCE, source).replace(SIGN_IN_AGAIN, sign_in_again);
        Self::again(self.code, &fill(&self.message), self.hint.as_deref().map(fill).as_deref())
    }

    /// The same with `note` at the end of the hint, which is cut to make room.
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

    /// The one or two lines for stderr, each ended by a newline.
    pub fn lines(&self) -> String {
        let hint = self.hint.iter().map(|hint| format!("{HINT_PREFIX}{hint}\n"));
        format!("{PREFIX}{}\n", self.message) + &hint.collect::<String>()
    }
}

/// What others wrote may end in a full stop; ours does not.
fn line(words: &str, prefix: &str) -> String {
    let mut line = text::one_line(words, LINE_LIMIT - prefix.len());
    line.truncate(line.trim_end_matches(['.', ' ']).len());
    line
}

impl WrongKind {
    /// Why the search passes the token.
    pub fn absent(self) -> Absent {
        Absent::wrong_kind("refused").detail(match self {
            WrongKind::NotFound => " (404)",
            WrongKind::Forbidden => " (403)",
        })
    }
}

/// Why a GitHub token gives no session token, by its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongKind {
    /// 404: the token's app may not mint session tokens. The next source may have another kind.
    NotFound,
    /// 403: a personal access token, or one of another app. Only `--access auto` goes on.
    Forbidden,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// A failure of `exec`, whose exit codes tell ours from the command's own.
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
            kept.with_source("gh", "run 'gh auth login'").lines(),
            "copilot-token: rejected the token from gh (401)\nhint: it is revoked: run 'gh auth login'\n"
        );
        let long = kept.with_source(&"x".repeat(300), "");
        assert!(long.lines().lines().all(|line| line.len() <= LINE_LIMIT), "{long:?}");
    }

    #[test]
    fn others_words_lose_their_full_stop_and_a_hint_without_words_is_none() {
        let failure =
            Failure::error("unusable answer: Try again later. ").hint("see a.example/x.").hint("\u{1b} .");
        assert_eq!(failure.lines(), "copilot-token: unusable answer: Try again later\n");
    }
}
