//! What would be used, without using it: for `status`. Asks the sources, reads the cache, never the network.

use super::{Resolver, SHARED_FILE, Slot};
use crate::cache;
use crate::cache::entry::FailedExchange;
use crate::failure::Failure;
use crate::session::Session;
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

#[derive(Default)]
pub struct Survey {
    pub sources: Vec<SourceState>,
    pub token: Option<GitHubToken>,
    pub session: Option<Session>,
    pub last_failure: Option<FailedExchange>,
    /// What ends the search, if a source is broken.
    pub broken: Option<Failure>,
}

impl Resolver<'_> {
    pub fn survey(&self) -> Survey {
        let mut survey =
            Survey { session: self.cache.nobodys_session(self.clock.now_ms()), ..Survey::default() };
        if survey.session.is_some() {
            self.trace.say(|| format!("{SHARED_FILE}: names no GitHub token, counts for any"));
        }
        let mut refused = None;
        for slot in Slot::all(self.settings) {
            let done = survey.token.is_some() || survey.broken.is_some();
            let (state, detail) =
                if done { (State::NotAsked, None) } else { self.look(slot, &mut survey, &mut refused) };
            survey.sources.push(SourceState { name: slot.name(), state, detail });
        }
        // There is one, though it will not do: what stands in the way is the last failure.
        survey.token = survey.token.or(refused);
        survey
    }

    fn look(
        &self,
        slot: Slot,
        survey: &mut Survey,
        refused: &mut Option<GitHubToken>,
    ) -> (State, Option<String>) {
        let token = match slot.find(self.settings, self.clock) {
            Ok(Found::Token(token)) => token,
            Ok(Found::Absent(reason)) => return (State::Absent, (reason != "not set").then_some(reason)),
            Ok(Found::Skipped(reason)) => return (State::Skipped, Some(reason)),
            Err(error) => {
                let failure = Failure::of(error);
                let message = failure.message.clone();
                survey.broken = Some(failure);
                return (State::Broken, Some(message));
            }
        };
        let now_ms = self.clock.now_ms();
        let fingerprint = cache::fingerprint(&token.secret);
        let failed = self.cache.failure(&fingerprint, now_ms);
        let wrong_app =
            failed.as_ref().is_some_and(|failed| failed.wrong_app && failed.is_remembered(now_ms));
        survey.last_failure = failed.or(survey.last_failure.take());
        let others = slot.other_logins(self.settings, token.login.as_deref());
        let also =
            if others.is_empty() { String::new() } else { format!("; also there: {}", others.join(", ")) };
        let detail = describe(&token) + &also;
        if wrong_app && !slot.is_explicit(self.settings) {
            refused.get_or_insert(token);
            return (State::Refused, Some(format!("{detail}: its app may not mint session tokens (404)")));
        }
        if survey.session.is_none() {
            survey.session = self.cache.session(&fingerprint, now_ms);
        }
        survey.token = Some(token);
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
