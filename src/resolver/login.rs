//! Which GitHub token a place has: the token itself, or, where asking is expensive, what stands for it. One
//! process asks for all that come meanwhile.

use super::turn::Turn;
use super::{Resolver, Slot, Want};
use crate::cache::entry::{self, Said};
use crate::cache::{self, Work};
use crate::failure::Failure;
use crate::sources::{Found, GitHubToken};

/// For so long a place that is expensive to ask is believed to have no login, as long as what stands for its login
/// is the same, milliseconds. Not for longer: a keyring may have been locked.
const ABSENT: i64 = 60_000;

/// A GitHub token, or its fingerprint alone where the token need not be known yet.
#[derive(Debug)]
pub(super) struct Login {
    pub fingerprint: String,
    pub token: Option<GitHubToken>,
    /// What stands for it, where that is not noted down yet.
    pub proof: Option<String>,
    /// The turn of its exchange, where it had to be waited for before others may learn of the login.
    pub turn: Option<Turn>,
}

impl Login {
    pub fn known(fingerprint: String) -> Self {
        Self { fingerprint, token: None, proof: None, turn: None }
    }

    pub fn exchange(&self) -> Work<'_> {
        Work::Exchange(&self.fingerprint)
    }

    pub fn of(token: GitHubToken) -> Self {
        Self { fingerprint: cache::fingerprint(&token.secret), token: Some(token), proof: None, turn: None }
    }
}

/// A login, or why there is none.
type Answer = Result<Login, String>;

impl Resolver<'_> {
    /// The GitHub token of a place, or what stands for it; the inner error says why it has none.
    pub(super) fn login(&self, slot: Slot, want: Want) -> anyhow::Result<Answer> {
        let Some(proof) = slot.proof(self.settings, self.deadline) else { return self.find(slot, None) };
        if want == Want::Fresh
            && let Some(answer) = self.noted(slot, &proof)
        {
            return Ok(answer);
        }
        if !slot.is_expensive() {
            return self.find(slot, None);
        }
        let mut turn = self.turn(Work::Login(&proof));
        if let Some(said) = self.just_said(&proof) {
            return said;
        }
        if matches!(turn, Turn::Late) {
            return Err(self.late(slot.name()).into());
        }
        self.find(slot, Some(&mut turn))
    }

    /// What is known without asking.
    pub(super) fn noted(&self, slot: Slot, proof: &str) -> Option<Answer> {
        let now_ms = self.deadline.now_ms();
        if let Some(entry::Login { said: Said::Fingerprint(fingerprint), .. }) =
            self.cache.login(proof, now_ms)
        {
            return Some(Ok(Login::known(fingerprint)));
        }
        if !slot.is_expensive() {
            return None;
        }
        match self.cache.no_login(proof, now_ms)? {
            entry::Login { at_ms, said: Said::NoLogin(reason) } if now_ms - at_ms < ABSENT => {
                Some(Err(reason))
            }
            _ => None,
        }
    }

    /// What another process was told while we waited for it.
    fn just_said(&self, proof: &str) -> Option<anyhow::Result<Answer>> {
        let now_ms = self.deadline.now_ms();
        let is_new = |login: &entry::Login| self.is_news(login.at_ms, now_ms);
        let found = self.cache.login(proof, now_ms).filter(is_new);
        Some(match found.or_else(|| self.cache.no_login(proof, now_ms).filter(is_new))?.said {
            Said::Fingerprint(fingerprint) => Ok(Ok(Login::known(fingerprint))),
            Said::Absent(reason) | Said::NoLogin(reason) => Ok(Err(reason)),
            Said::Failed { code, message, hint } => {
                Err(Failure::again(code, &message, hint.as_deref()).into())
            }
        })
    }

    /// Asks the place itself. What an expensive one said is noted down at once, for those who wait to ask it too;
    /// in `turn` that of the exchange is waited for first: whoever learns of the login then waits for the
    /// exchange, and does not ask the place again. A cheap one's is noted down with the exchange, since a call
    /// that makes none writes nothing.
    pub(super) fn find(&self, slot: Slot, turn: Option<&mut Turn>) -> anyhow::Result<Answer> {
        slot.settle(self.settings, self.deadline);
        // Taken before the question: a login that changes meanwhile must not be noted down under the new proof,
        // nor under the old one, which may come back.
        let proof = slot.proof(self.settings, self.deadline);
        let found = slot.find(self.settings, self.deadline);
        let expensive = slot.is_expensive();
        let said = if expensive { said(&found) } else { None };
        let mut login = match found {
            Ok(Found::Token(token)) => Ok(Ok(Login::of(token))),
            Ok(Found::Absent(reason) | Found::NoLogin(reason) | Found::Skipped(reason)) => Ok(Err(reason)),
            Err(error) => Err(error),
        };
        if let Ok(Ok(login)) = &mut login {
            login.turn = turn.is_some().then(|| self.turn(login.exchange()));
            login.proof = if expensive { None } else { proof.clone() };
        }
        if let (Some(proof), Some(said)) = (proof, said) {
            let kept = slot.proof(self.settings, self.deadline).as_ref() == Some(&proof)
                && self.note_login(&proof, said);
            turn.into_iter().for_each(|turn| turn.done(kept));
        }
        login
    }

    /// Whether that could be written.
    pub(super) fn note_login(&self, proof: &str, said: Said) -> bool {
        self.note(self.cache.keep_login(proof, &entry::Login { at_ms: self.deadline.now_ms(), said }))
    }
}

/// What is worth telling those who wait for the same question.
fn said(found: &anyhow::Result<Found>) -> Option<Said> {
    Some(match found {
        Ok(Found::Token(token)) => Said::Fingerprint(cache::fingerprint(&token.secret)),
        Ok(Found::NoLogin(reason)) => Said::NoLogin(reason.clone()),
        Ok(Found::Absent(reason) | Found::Skipped(reason)) => Said::Absent(reason.clone()),
        Err(error) => {
            let failure = error.downcast_ref::<Failure>()?;
            Said::Failed { code: failure.code, message: failure.message.clone(), hint: failure.hint.clone() }
        }
    })
}
