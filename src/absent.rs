//! Why a source gives no GitHub token (pure).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Nothing is broken: the search goes on with the next source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    pub why: Why,
    /// A few words: `no login`.
    pub brief: Cow<'static, str>,
    /// What follows them where there is room, with its own punctuation: `: auth.db has hubot`.
    detail: Cow<'static, str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The variable is not set.
    Unset,
    /// The source has no GitHub token.
    Missing,
    /// The same, and the source has said so itself: it need not be asked again at once.
    Certain,
    /// The source has a GitHub token of a kind that gives no session token.
    WrongKind,
}

impl Absent {
    pub const UNSET: Absent =
        Absent { why: Why::Unset, brief: Cow::Borrowed("not set"), detail: Cow::Borrowed("") };

    pub fn missing(brief: impl Into<Cow<'static, str>>) -> Self {
        Self { why: Why::Missing, brief: brief.into(), detail: Cow::Borrowed("") }
    }

    pub fn certain(brief: impl Into<Cow<'static, str>>) -> Self {
        Self { why: Why::Certain, ..Self::missing(brief) }
    }

    pub fn wrong_kind(brief: impl Into<Cow<'static, str>>) -> Self {
        Self { why: Why::WrongKind, ..Self::missing(brief) }
    }

    pub fn detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.brief, self.detail)
    }
}
