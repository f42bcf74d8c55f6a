//! Shows what would be used, without using it, for `status`. Asks the sources and reads the cache, never the network.

use super::{Resolver, SHARED_FILE, failures, goes_on, is_explicit, sources_in_order};
use crate::absent::Why;
use crate::cache;
use crate::cache::notes::{FailedRequest, Noted};
use crate::cli;
use crate::credential::{Access, Credential};
use crate::failure::Failure;
use crate::secret::Secret;
use crate::sources::{self, Found, GitHubToken, Source};

/// The state of one source.
pub struct SourceStatus {
    pub name: &'static str,
    pub state: State,
    /// For people, without secrets.
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Used,
    Absent,
    /// It has a token, but of a kind that is never exchanged.
    Skipped,
    /// It has a token, but GitHub does not exchange it. The search continues.
    Refused,
    /// It is there, but cannot be used. The search ends.
    Broken,
    NotAsked,
}

impl State {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::Used => "used",
            State::Absent => "absent",
            State::Skipped => "skipped",
            State::Refused => "refused",
            State::Broken => "broken",
            State::NotAsked => "not_asked",
        }
    }
}

/// A GitHub token, as far as it may be shown.
pub struct Seen {
    pub source: &'static str,
    /// The prefix, such as `ghu_`. `None` if the kind is unknown, or if the token was not read.
    pub kind: Option<&'static str>,
    pub login: Option<String>,
    fingerprint: String,
    /// When the token expires, in Unix milliseconds on the local clock, if its source knows.
    ends_at_ms: Option<i64>,
    /// For people, without secrets.
    detail: String,
}

/// What a call would use.
#[derive(Default)]
pub struct Status {
    pub sources: Vec<SourceStatus>,
    pub token: Option<Seen>,
    /// From the cache, fresh or not.
    pub credential: Option<Credential>,
    /// How the last request about the token failed, including the source's name.
    pub last_failure: Option<Noted<FailedRequest>>,
    /// The next step for the user, if a source is broken or GitHub has refused its token.
    pub next: Option<String>,
}

impl Resolver<'_> {
    /// With `quick`, an expensive source is not asked again while its login state is the same.
    #[cold]
    pub fn status(&self, quick: bool) -> Status {
        let mut status = Status { credential: self.unowned_credential(), ..Status::default() };
        let mut refused = None;
        let mut over = false;
        for source in sources_in_order(self.settings) {
            let (state, detail) =
                if over { (State::NotAsked, None) } else { self.see(source, quick, &mut status) };
            if state == State::Refused {
                refused = refused.or(status.token.take());
            }
            over |= matches!(state, State::Used | State::Broken);
            status.sources.push(SourceStatus { name: source.name(), state, detail });
        }
        // There is a token, although it cannot be exchanged. It may work for direct access, and the last failure says
        // what is wrong.
        if status.token.is_none() {
            status.token = refused;
            if self.settings.access() == cli::Access::Auto
                && let Some(seen) = &status.token
            {
                status.credential = status.credential.or_else(|| self.cached(Access::Direct, seen));
            }
        }
        status
    }

    fn unowned_credential(&self) -> Option<Credential> {
        if self.settings.access() == cli::Access::Direct {
            return None;
        }
        let credential = self.cache.unowned_session(self.deadline.now_ms())?;
        self.trace.say(|| format!("{SHARED_FILE}: names no GitHub token, counts for any"));
        Some(credential)
    }

    /// Examines one source, and stores what it finds in `status`.
    fn see(&self, source: Source, quick: bool, status: &mut Status) -> (State, Option<String>) {
        let seen = match self.seen(source, quick, status) {
            Ok(seen) => seen,
            Err(nothing) => return nothing,
        };
        let access = match self.settings.access() {
            cli::Access::Direct => Access::Direct,
            cli::Access::Exchange | cli::Access::Auto => Access::Exchange,
        };
        let now_ms = self.deadline.now_ms();
        let failed = self.cache.failure(access, &seen.fingerprint, now_ms);
        let auto = self.settings.access() == cli::Access::Auto;
        let remembered = failed.as_ref().is_some_and(|failed| now_ms < failed.until_ms(auto));
        let kind = failed.as_ref().and_then(|failed| failed.said.wrong_kind);
        let refused = kind.filter(|kind| remembered && goes_on(*kind, auto));
        if let Some(Noted { at_ms, mut said }) = failed {
            let failure = failures::rendered(source, &said.failure(), self.settings);
            said.message = failure.message;
            if remembered {
                status.next = failure.hint;
            }
            status.last_failure = Some(Noted { at_ms, said });
        }
        let mut detail = seen.detail.clone();
        let passed = refused.filter(|_| !is_explicit(source, self.settings));
        match passed {
            Some(kind) => detail = format!("{detail}: {}", kind.absent()),
            None => status.credential = status.credential.take().or_else(|| self.cached(access, &seen)),
        }
        status.token = Some(seen);
        (if passed.is_some() { State::Refused } else { State::Used }, Some(detail))
    }

    fn cached(&self, access: Access, seen: &Seen) -> Option<Credential> {
        // `status` never shows the token, so an empty one is enough.
        let hidden = Secret::new(String::new());
        let now_ms = self.deadline.now_ms();
        let credential = self.cache.credential(access, &seen.fingerprint, Some(&hidden), now_ms)?;
        Some(credential.ending(seen.ends_at_ms))
    }

    fn seen(
        &self,
        source: Source,
        quick: bool,
        status: &mut Status,
    ) -> Result<Seen, (State, Option<String>)> {
        let state = if quick && source.is_expensive() { source.login_state(&self.query()) } else { None };
        match state.and_then(|state| self.noted(source, &state)) {
            Some(Ok(holder)) => {
                let detail = "its login is the same as when it was last asked".to_owned();
                let fingerprint = holder.fingerprint;
                return Ok(Seen {
                    source: source.name(),
                    kind: None,
                    login: None,
                    fingerprint,
                    ends_at_ms: None,
                    detail,
                });
            }
            Some(Err(absent)) => return Err((State::Absent, Some(absent.to_string()))),
            None => {}
        }
        match source.find_with_others(&self.query()) {
            Ok((Found::Token(token), others)) => {
                let mut seen = Seen::of(&token);
                if !others.is_empty() {
                    seen.detail += &format!("; also there: {}", others.join(", "));
                }
                Ok(seen)
            }
            Ok((Found::Absent(absent), _)) => Err(match absent.why {
                Why::Unset => (State::Absent, None),
                Why::Missing | Why::Certain => (State::Absent, Some(absent.to_string())),
                Why::WrongKind => (State::Skipped, Some(absent.to_string())),
            }),
            Err(error) => {
                let failure = Failure::of(error);
                status.next = failure.hint;
                Err((State::Broken, Some(failure.message)))
            }
        }
    }
}

impl Seen {
    fn of(token: &GitHubToken) -> Self {
        let kind = sources::kind(&token.secret);
        let shown = kind.map_or("a token".to_owned(), |kind| format!("{kind}…"));
        let login = token.login.iter().map(|login| format!(" of {login}"));
        let joint = if token.source == sources::login::NAME { "," } else { " in" };
        let place = token.detail.iter().map(|detail| format!("{joint} {detail}"));
        Self {
            source: token.source,
            kind,
            login: token.login.clone(),
            fingerprint: cache::fingerprint(&token.secret),
            ends_at_ms: token.expires_at_ms,
            detail: shown + &login.chain(place).collect::<String>(),
        }
    }
}
