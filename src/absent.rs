//! Why a source has no GitHub token to give. Pure.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The source is not broken, so the search goes on with the next source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    pub why: Why,
    /// A few words, such as `no login`.
    pub brief: Cow<'static, str>,
    /// Follows `brief` where there is room, with its own punctuation, such as `: auth.db has hubot`.
    detail: Cow<'static, str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The variable is not set.
    Unset,
    /// The source has no GitHub token.
    Missing,
    /// `Missing`, confirmed by the source itself: the source need not be asked again soon.
    Certain,
    /// The source has a GitHub token of a kind that GitHub does not exchange.
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
