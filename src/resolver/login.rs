//! Which GitHub token a place has: the token itself, or, where asking is expensive, what stands for it. One
//! process asks for all that come meanwhile.

use super::{Resolver, Slot, Want};
use crate::cache;
use crate::cache::entry::{self, Said};
use crate::failure::Failure;
use crate::sources::{Found, GitHubToken};

/// A GitHub token, or its fingerprint alone where the token need not be known yet.
#[derive(Debug)]
pub(super) struct Login {
    pub fingerprint: String,
    pub token: Option<GitHubToken>,
}

impl Login {
    pub fn of(token: GitHubToken) -> Self {
        Self { fingerprint: cache::fingerprint(&token.secret), token: Some(token) }
    }
}

impl Resolver<'_> {
    /// The GitHub token of a place, or what stands for it; the inner error says why it has none.
    pub(super) fn login(&self, slot: Slot, want: Want) -> anyhow::Result<Result<Login, String>> {
        let proof = slot.proof(self.settings);
        let known = || self.cache.login(proof.as_deref()?, self.clock.now_ms());
        let before = known();
        if want == Want::Fresh
            && let Some(entry::Login { said: Said::Fingerprint(fingerprint), .. }) = before
        {
            return Ok(Ok(Login { fingerprint, token: None }));
        }
        // One process asks for all that come meanwhile. Without a lock each asks for itself.
        let _one_asks =
            if slot.is_expensive() { self.lock(&format!("login of {}", slot.name())) } else { None };
        match known().filter(|login| slot.is_expensive() && login.at_ms > self.clock.started_ms()) {
            Some(entry::Login { said: Said::Fingerprint(fingerprint), .. }) => {
                Ok(Ok(Login { fingerprint, token: None }))
            }
            Some(entry::Login { said: Said::Absent(reason), .. }) => Ok(Err(reason)),
            Some(entry::Login { said: Said::Failed { code, message, hint }, .. }) => {
                Err(Failure::again(code, &message, hint.as_deref()).into())
            }
            None => self.find(slot).map(|found| found.map(Login::of)),
        }
    }

    /// Asks the place itself, and notes down what it said.
    pub(super) fn find(&self, slot: Slot) -> anyhow::Result<Result<GitHubToken, String>> {
        // Taken before the question: a login that changes meanwhile must not be noted down under the new proof.
        let proof = slot.proof(self.settings);
        let found = slot.find(self.settings, self.clock);
        if let Some(proof) = proof
            && let Some(said) = said(&found)
        {
            self.note(self.cache.keep_login(&proof, &entry::Login { at_ms: self.clock.now_ms(), said }));
        }
        Ok(match found? {
            Found::Token(token) => Ok(token),
            Found::Absent(reason) | Found::Skipped(reason) => Err(reason),
        })
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
