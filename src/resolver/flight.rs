//! Single flight: look into the cache, wait, look again, work. One process asks GitHub; those that waited for it reuse
//! its result, success or failure.

use std::time::Duration;

use super::holder::Holder;
use super::{Resolver, Want, failures};
use crate::absent::Absent;
use crate::cache::{Which, Work};
use crate::cli;
use crate::credential::{Access, Credential, EXPIRED_BELOW, Freshness};
use crate::failure::{Code, Failure, WrongKind};
use crate::private::lock::Guard;

/// The outcome of a request to GitHub, by us or by another process.
pub(super) enum Outcome {
    /// `cached`: GitHub gave it before this call began.
    Given {
        credential: Credential,
        cached: bool,
    },
    Failed {
        failure: Failure,
        wrong_kind: Option<WrongKind>,
        age: Option<Age>,
    },
    /// The source no longer has a GitHub token.
    Gone(Absent),
}

impl Outcome {
    pub(super) fn failed(failure: Failure) -> Self {
        Outcome::Failed { failure, wrong_kind: None, age: None }
    }
}

/// For a remembered failure: how long ago GitHub answered, and how long until it is asked again. In milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Age {
    pub ago: i64,
    pub left: i64,
}

/// The result of waiting for other processes.
pub(super) enum Turn {
    /// We hold the lock.
    Ours(Guard),
    /// Locking is impossible, or no result can be cached for other processes.
    Alone,
    /// Other processes are still at work, and our deadline has passed.
    Late,
}

impl Resolver<'_> {
    /// What GitHub says about the GitHub token, from the cache if that is good enough. Also returns the holder with the
    /// token that GitHub was asked about last.
    pub(super) fn obtain(
        &self,
        access: Access,
        holder: Holder,
        want: Want,
    ) -> anyhow::Result<(Holder, Outcome)> {
        let first = holder.fingerprint.clone();
        let (mut holder, mut outcome) = self.obtain_once(access, holder, want)?;
        if let Outcome::Failed { failure: Failure { code: Code::Unauthenticated, .. }, .. } = &outcome {
            // A login of ours is renewed, once.
            match self.renewed_after_401(&holder) {
                Ok(None) => {}
                Ok(Some(token)) => {
                    (holder, outcome) = self.obtain_once(access, Holder::of(holder.source, token), want)?;
                }
                Err(failure) => outcome = Outcome::failed(failure),
            }
        }
        self.forget_predecessor(&first, &holder, &outcome);
        Ok((holder, outcome))
    }

    fn obtain_once(
        &self,
        access: Access,
        mut holder: Holder,
        want: Want,
    ) -> anyhow::Result<(Holder, Outcome)> {
        if want == Want::Fresh
            && let Some(outcome) = self.look(access, &holder, want, false)
        {
            return Ok((holder, outcome));
        }
        let api = self.settings.host.api_host();
        if self.deadline.left().is_zero() {
            // A renewal may have taken all of it.
            let failure = Failure::unavailable(format!("no time is left to ask {api}"));
            return Ok((holder, Outcome::failed(failure.hint("try again, or allow more with --timeout"))));
        }
        let turn = self.turn(Work::GitHub(&holder.fingerprint));
        if let Some(outcome) = self.look(access, &holder, want, true) {
            return Ok((holder, outcome));
        }
        if matches!(turn, Turn::Late) {
            return Ok((holder, Outcome::failed(self.late(&api))));
        }
        let known = holder.fingerprint.clone();
        if holder.token.is_none() {
            match self.find(holder.source) {
                Ok(Ok(found)) => holder = found,
                Ok(Err(absent)) => return Ok((holder, Outcome::Gone(absent))),
                Err(error) => return self.source_failed(access, holder, error),
            }
        }
        if holder.fingerprint == known
            && let Some(failed) = self.renew_if_due(access, &mut holder)
        {
            return Ok((holder, failed));
        }
        if holder.fingerprint != known {
            // The source now has another GitHub token, with its own lock and cache entry. This recursion ends: the
            // holder has its token now, and no token is renewed twice.
            drop(turn);
            return self.obtain_once(access, holder, want);
        }
        let outcome = self.ask_github(access, &holder);
        Ok((holder, outcome))
    }

    /// Waits for our turn. After two thirds of its timeout, a process stops waiting for the first lock, because its
    /// holder may be suspended. It then waits for the spare lock, as do the others.
    #[cold]
    pub(super) fn turn(&self, work: Work) -> Turn {
        let kept_back = self.deadline.timeout() / 3;
        for (which, kept_back) in [(Which::First, kept_back), (Which::Spare, Duration::ZERO)] {
            match self.cache.lock(work, which, self.deadline.left().saturating_sub(kept_back)) {
                Ok(Some(guard)) => return Turn::Ours(guard),
                Ok(None) => {
                    self.trace.say(|| "another process is at work; no longer waiting for it".to_owned())
                }
                Err(e) => {
                    self.trace.say(|| format!("going on without a lock: {e}"));
                    return Turn::Alone;
                }
            }
        }
        Turn::Late
    }

    /// The failure of a process whose deadline passed while it waited for others.
    pub(super) fn late(&self, whom: &str) -> Failure {
        let waited = humantime::format_duration(self.deadline.timeout());
        let message = format!("no answer from {whom} within {waited}: another process waits for it too");
        Failure::unavailable(message).hint("try again, or allow more with --timeout")
    }

    /// What the cache alone can answer: a fresh credential or a remembered failure. After waiting, also any result
    /// newer than the start of this call.
    fn look(&self, access: Access, holder: &Holder, want: Want, waited: bool) -> Option<Outcome> {
        let now_ms = self.deadline.now_ms();
        let is_new = |at_ms: i64| waited && self.deadline.is_since(at_ms);
        if let Some(credential) = self.cache.credential(access, &holder.fingerprint, holder.bearer(), now_ms)
        {
            self.trace.say(|| described(&credential, now_ms));
            let new = is_new(credential.received_ms);
            // Direct access hands out the GitHub token itself, so a token that is due for renewal is renewed first.
            let due = access == Access::Direct && self.is_due(holder);
            if new || (want == Want::Fresh && !due && self.is_good(&credential, now_ms)) {
                return Some(Outcome::Given { credential, cached: !new });
            }
        }
        let noted = self.cache.failure(access, &holder.fingerprint, now_ms)?;
        let until_ms = noted.until_ms(self.settings.access() == cli::Access::Auto);
        let shared = is_new(noted.at_ms) && noted.is_shared_with(self.deadline.timeout());
        // The timestamp of a failure may be a millisecond ahead of our clock. Comparing it with `until_ms` rules out a
        // failure that is not remembered.
        let remembered = want == Want::Fresh && noted.at_ms < until_ms && now_ms < until_ms;
        if !shared && !remembered {
            return None;
        }
        let wrong_kind = noted.said.wrong_kind;
        let failure = failures::rendered(holder.source, &noted.said.failure(), self.settings);
        self.trace.say(|| format!("remembered: {failure}"));
        let age = Age { ago: now_ms - noted.at_ms, left: until_ms - now_ms };
        let left = u64::try_from(age.left).ok().filter(|left| *left > 0);
        let failure = Failure { retry_after: left.map(Duration::from_millis), ..failure };
        Some(Outcome::Failed { failure, wrong_kind, age: (!shared).then_some(age) })
    }

    /// Whether the credential is fresh, or was issued within the last minute for no more than requested: another exchange
    /// would return the same lifetime.
    fn is_good(&self, credential: &Credential, now_ms: i64) -> bool {
        let min_validity = self.settings.min_validity();
        let just_issued = now_ms.saturating_sub(credential.received_ms) < 60_000;
        let short = credential.issued_for.is_some_and(|life| life <= min_validity);
        let alive = credential.remaining(now_ms).is_none_or(|left| left >= EXPIRED_BELOW);
        credential.freshness(now_ms, min_validity) == Freshness::Fresh || (just_issued && short && alive)
    }
}

fn described(credential: &Credential, now_ms: i64) -> String {
    match credential.remaining(now_ms) {
        Some(left) => format!("cache entry: {}s left", left.as_secs()),
        None => format!("account record: {}s old", now_ms.saturating_sub(credential.received_ms) / 1000),
    }
}
