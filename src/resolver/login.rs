//! Which GitHub token a place has: the token itself, or, where asking is expensive, what stands for it. One
//! process asks for all that come meanwhile.

use super::{Resolver, Slot, Want};
use crate::cache::entry::{self, Said};
use crate::cache::lock::Guard;
use crate::cache::{self, Work};
use crate::failure::Failure;
use crate::sources::{Found, GitHubToken};

/// A GitHub token, or its fingerprint alone where the token need not be known yet.
#[derive(Debug)]
pub(super) struct Login {
    pub fingerprint: String,
    pub token: Option<GitHubToken>,
    /// What stands for it, where that is not noted down yet.
    pub proof: Option<String>,
    /// The lock of its exchange, where it had to be taken before others may learn of the login.
    pub guard: Option<Guard>,
}

impl Login {
    pub fn known(fingerprint: String) -> Self {
        Self { fingerprint, token: None, proof: None, guard: None }
    }

    pub fn exchange(&self) -> Work<'_> {
        Work::Exchange(&self.fingerprint)
    }

    pub fn of(token: GitHubToken) -> Self {
        Self { fingerprint: cache::fingerprint(&token.secret), token: Some(token), proof: None, guard: None }
    }
}

impl Resolver<'_> {
    /// The GitHub token of a place, or what stands for it; the inner error says why it has none.
    pub(super) fn login(&self, slot: Slot, want: Want) -> anyhow::Result<Result<Login, String>> {
        let proof = slot.proof(self.settings, self.clock);
        let known = || self.cache.login(proof.as_deref()?, self.clock.now_ms());
        let before = known();
        if want == Want::Fresh
            && let Some(entry::Login { said: Said::Fingerprint(fingerprint), .. }) = before
        {
            return Ok(Ok(Login::known(fingerprint)));
        }
        // One process asks for all that come meanwhile. Without a lock each asks for itself.
        let _one_asks = if slot.is_expensive() { self.lock(Work::Login(slot.name())) } else { None };
        match known().filter(|login| slot.is_expensive() && login.at_ms > self.clock.started_ms()) {
            Some(entry::Login { said: Said::Fingerprint(fingerprint), .. }) => {
                Ok(Ok(Login::known(fingerprint)))
            }
            Some(entry::Login { said: Said::Absent(reason), .. }) => Ok(Err(reason)),
            Some(entry::Login { said: Said::Failed { code, message, hint }, .. }) => {
                Err(Failure::again(code, &message, hint.as_deref()).into())
            }
            None => self.find(slot, slot.is_expensive()),
        }
    }

    /// Asks the place itself. What an expensive one said is noted down at once, for those who wait to ask it too;
    /// with `hold` the lock of the exchange is taken first: whoever learns of the login then waits for the
    /// exchange, and does not ask the place again. A cheap one's is noted down with the exchange, since a call
    /// that makes none writes nothing.
    pub(super) fn find(&self, slot: Slot, hold: bool) -> anyhow::Result<Result<Login, String>> {
        slot.settle(self.settings, self.clock);
        // Taken before the question: a login that changes meanwhile must not be noted down under the new proof.
        let proof = slot.proof(self.settings, self.clock);
        let found = slot.find(self.settings, self.clock);
        let said = if slot.is_expensive() { said(&found) } else { None };
        let mut login = match found {
            Ok(Found::Token(token)) => Ok(Ok(Login::of(token))),
            Ok(Found::Absent(reason) | Found::Skipped(reason)) => Ok(Err(reason)),
            Err(error) => Err(error),
        };
        if let Ok(Ok(login)) = &mut login {
            login.guard = if hold { self.lock(login.exchange()) } else { None };
            login.proof = if slot.is_expensive() { None } else { proof.clone() };
        }
        if let (Some(proof), Some(said)) = (proof, said) {
            self.note_login(&proof, said);
        }
        login
    }

    pub(super) fn note_login(&self, proof: &str, said: Said) {
        self.note(self.cache.keep_login(proof, &entry::Login { at_ms: self.clock.now_ms(), said }));
    }
}

/// What is worth telling those who wait for the same question.
fn said(found: &anyhow::Result<Found>) -> Option<Said> {
    Some(match found {
        Ok(Found::Token(token)) => Said::Fingerprint(cache::fingerprint(&token.secret)),
        Ok(Found::Absent(reason) | Found::Skipped(reason)) => Said::Absent(reason.clone()),
        Err(error) => {
            let failure = error.downcast_ref::<Failure>()?;
            Said::Failed { code: failure.code, message: failure.message.clone(), hint: failure.hint.clone() }
        }
    })
}
