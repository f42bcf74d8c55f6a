//! What would be used, without using it: for `status`. Asks the sources, reads the cache, never the network.

use super::{Login, Resolver, SHARED_FILE, Slot};
use crate::cache;
use crate::cache::entry::FailedExchange;
use crate::credential::Credential;
use crate::failure::Failure;
use crate::sources::{self, Found, GitHubToken};

/// How one source stands.
pub struct SourceState {
    pub name: &'static str,
    pub state: State,
    /// For people, without secrets.
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Used,
    Absent,
    /// There, but of a kind that is never exchanged.
    Skipped,
    /// There, but GitHub has refused it (404): the search goes on.
    Refused,
    /// There, but cannot be used: the search ends.
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

/// A GitHub token, as far as it is told.
pub struct Seen {
    pub source: &'static str,
    /// `ghu_`; `None` for a kind that is not known, or a token that was not looked at.
    pub kind: Option<&'static str>,
    pub login: Option<String>,
    fingerprint: String,
    /// For people, without secrets.
    detail: String,
}

impl Seen {
    fn of(token: &GitHubToken) -> Self {
        Self {
            source: token.source,
            kind: sources::kind(&token.secret),
            login: token.login.clone(),
            fingerprint: cache::fingerprint(&token.secret),
            detail: describe(token),
        }
    }
}

#[derive(Default)]
pub struct Survey {
    pub sources: Vec<SourceState>,
    pub token: Option<Seen>,
    pub session: Option<Credential>,
    pub last_failure: Option<FailedExchange>,
    /// A source that is there and broken has ended the search.
    broken: bool,
}

impl Resolver<'_> {
    /// `quick` does not ask again what is expensive to ask, as long as its login is the same.
    #[cold]
    pub fn survey(&self, quick: bool) -> Survey {
        let mut survey =
            Survey { session: self.cache.nobodys_session(self.deadline.now_ms()), ..Survey::default() };
        if survey.session.is_some() {
            self.trace.say(|| format!("{SHARED_FILE}: names no GitHub token, counts for any"));
        }
        let mut refused = None;
        for slot in Slot::all(self.settings) {
            let (state, detail) = if survey.token.is_some() || survey.broken {
                (State::NotAsked, None)
            } else {
                match self.see(slot, quick) {
                    Ok(seen) => self.judge(slot, seen, &mut survey, &mut refused),
                    Err((state, reason)) => {
                        survey.broken = state == State::Broken;
                        (state, reason)
                    }
                }
            };
            survey.sources.push(SourceState { name: slot.name(), state, detail });
        }
        // There is one, though it will not do: what stands in the way is the last failure.
        survey.token = survey.token.or(refused);
        survey
    }

    fn see(&self, slot: Slot, quick: bool) -> Result<Seen, (State, Option<String>)> {
        let proof =
            if quick && slot.is_expensive() { slot.proof(self.settings, self.deadline) } else { None };
        match proof.and_then(|proof| self.noted(slot, &proof)) {
            Some(Ok(Login { fingerprint, .. })) => {
                let detail = "its login is the same as when it was last asked".to_owned();
                return Ok(Seen { source: slot.name(), kind: None, login: None, fingerprint, detail });
            }
            Some(Err(reason)) => return Err((State::Absent, Some(reason))),
            None => {}
        }
        match slot.find(self.settings, self.deadline) {
            Ok(Found::Token(token)) => {
                let mut seen = Seen::of(&token);
                let others = slot.other_logins(self.settings, token.login.as_deref());
                if !others.is_empty() {
                    seen.detail += &format!("; also there: {}", others.join(", "));
                }
                Ok(seen)
            }
            Ok(Found::Absent(reason) | Found::NoLogin(reason)) => {
                Err((State::Absent, (reason != "not set").then_some(reason)))
            }
            Ok(Found::Skipped(reason)) => Err((State::Skipped, Some(reason))),
            Err(error) => Err((State::Broken, Some(Failure::of(error).message))),
        }
    }

    fn judge(
        &self,
        slot: Slot,
        seen: Seen,
        survey: &mut Survey,
        refused: &mut Option<Seen>,
    ) -> (State, Option<String>) {
        let now_ms = self.deadline.now_ms();
        let failed = self.cache.failure(&seen.fingerprint, now_ms);
        let wrong_app =
            failed.as_ref().is_some_and(|failed| failed.wrong_app && failed.is_remembered(now_ms));
        let failed = failed.map(|failed| {
            let Failure { message, hint, .. } =
                failed.failure().from_source(slot.name(), super::sign_in_again(slot));
            FailedExchange { message, hint, ..failed }
        });
        survey.last_failure = failed.or(survey.last_failure.take());
        let detail = seen.detail.clone();
        if wrong_app && !slot.is_explicit(self.settings) {
            refused.get_or_insert(seen);
            return (State::Refused, Some(format!("{detail}: its app may not mint session tokens (404)")));
        }
        if survey.session.is_none() {
            survey.session = self.cache.session(&seen.fingerprint, now_ms);
        }
        survey.token = Some(seen);
        (State::Used, Some(detail))
    }
}

/// Kind, login and file of a token: `ghu_… of octocat in auth.db`.
fn describe(token: &GitHubToken) -> String {
    let kind = sources::kind(&token.secret).map_or("a token".to_owned(), |kind| format!("{kind}…"));
    let login = token.login.iter().map(|login| format!(" of {login}"));
    let place = token.detail.iter().map(|place| format!(" in {place}"));
    kind + &login.chain(place).collect::<String>()
}
