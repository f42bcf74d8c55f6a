//! Single flight: one process asks GitHub; those that waited for it reuse its result, success or failure.

use std::time::Duration;

use super::holder::Holder;
use super::{Resolver, Want, failures};
use crate::cache::notes::FailedRequest;
use crate::cache::{Which, Work};
use crate::cli;
use crate::credential::{Access, Credential, EXPIRED_BELOW, Freshness};
use crate::failure::{Code, Failure, WrongKind};
use crate::github::exchange::Request;
use crate::github::{exchange, user};
use crate::private::lock::Guard;

/// How a request to GitHub ended, ours or another process's.
pub(super) enum Outcome {
    /// `cached`: before this call began.
    Given {
        credential: Credential,
        cached: bool,
    },
    Failed {
        failure: Failure,
        wrong_kind: Option<WrongKind>,
        age: Option<Age>,
    },
    /// The source has no GitHub token any longer, and why.
    Gone(String),
}

impl Outcome {
    pub(super) fn failed(failure: Failure) -> Self {
        Outcome::Failed { failure, wrong_kind: None, age: None }
    }
}

/// Of a failure that is remembered: how long ago GitHub answered, and how long it is not asked again; milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Age {
    pub ago: i64,
    pub left: i64,
}

/// The result of waiting for other processes.
pub(super) enum Turn {
    /// We hold the lock.
    Ours(Guard),
    /// There can be no lock, or nothing can be kept for others.
    Alone,
    /// Other processes are at work, and our time is over.
    Late,
}

impl Resolver<'_> {
    /// What GitHub says about the GitHub token, from the cache if that is good enough. The holder comes back with the
    /// token that was asked about in the end.
    pub(super) fn obtain(
        &self,
        access: Access,
        holder: Holder,
        want: Want,
    ) -> anyhow::Result<(Holder, Outcome)> {
        let first = holder.fingerprint.clone();
        let (mut holder, mut outcome) = self.obtain_once(access, holder, want)?;
        if let Outcome::Failed { failure: Failure { code: Code::Unauthenticated, .. }, .. } = &outcome {
            // A login of ours renews itself, once.
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
        let look = |holder: &Holder, waited: bool| {
            self.look(access, holder, want, waited).filter(|outcome| self.will_do(access, holder, outcome))
        };
        if want == Want::Fresh
            && let Some(outcome) = look(&holder, false)
        {
            return Ok((holder, outcome));
        }
        let mut may_renew = true;
        // The source may turn out to have another GitHub token than it was known for, and that may be renewed.
        for _ in 0..3 {
            let turn = self.turn(Work::GitHub(&holder.fingerprint));
            if let Some(outcome) = look(&holder, true) {
                return Ok((holder, outcome));
            }
            if matches!(turn, Turn::Late) {
                let failure = self.late(&self.settings.host.api_host());
                return Ok((holder, Outcome::failed(failure)));
            }
            let known = holder.fingerprint.clone();
            if holder.token.is_none() {
                match self.find(holder.source) {
                    Ok(Ok(found)) => holder = found,
                    Ok(Err(reason)) => return Ok((holder, Outcome::Gone(reason))),
                    Err(error) => return self.source_failed(access, holder, error),
                }
            }
            if holder.fingerprint == known
                && std::mem::take(&mut may_renew)
                && let Some(failure) = self.renew(access, &mut holder)
            {
                return Ok((holder, failure));
            }
            if holder.fingerprint == known {
                let outcome = self.ask_github(access, &holder);
                return Ok((holder, outcome));
            }
        }
        Err(Failure::error(format!("the login of {} changes all the time", holder.source.name())).into())
    }

    /// Waits for our turn. After two thirds of its time a process stops waiting for the first lock and meets the others
    /// at the spare one: the holder may be stopped.
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

    /// The failure of a process that waited for others until its time was over.
    pub(super) fn late(&self, whom: &str) -> Failure {
        let waited = humantime::format_duration(self.deadline.timeout());
        let message = format!("no answer from {whom} within {waited}: another process waits for it too");
        Failure::unavailable(message).hint("try again, or allow more with --timeout")
    }

    /// What the cache alone settles: a fresh credential or a remembered failure; after waiting, also any result newer
    /// than this call.
    fn look(&self, access: Access, holder: &Holder, want: Want, waited: bool) -> Option<Outcome> {
        let now_ms = self.deadline.now_ms();
        let is_new = |at_ms: i64| waited && self.deadline.is_since(at_ms);
        if let Some(credential) = self.cache.credential(access, &holder.fingerprint, holder.bearer(), now_ms)
        {
            self.trace.say(|| described(&credential, now_ms));
            let new = is_new(credential.received_ms);
            if new || (want == Want::Fresh && self.is_good(&credential, now_ms)) {
                return Some(Outcome::Given { credential, cached: !new });
            }
        }
        let noted = self.cache.failure(access, &holder.fingerprint, now_ms)?;
        let until_ms = noted.until_ms(self.settings.access() == cli::Access::Auto);
        let shared = is_new(noted.at_ms) && noted.is_shared_with(self.deadline.timeout());
        // A failure that is not remembered may carry a stamp that is a millisecond ahead of our clock.
        let remembered = want == Want::Fresh && noted.at_ms < until_ms && now_ms < until_ms;
        if !shared && !remembered {
            return None;
        }
        self.trace.say(|| format!("remembered: {}", noted.said.message));
        let wrong_kind = noted.said.wrong_kind;
        let failure = failures::rendered(holder.source, &noted.said.failure(), self.settings);
        let age = Age { ago: now_ms - noted.at_ms, left: until_ms - now_ms };
        Some(Outcome::Failed { failure, wrong_kind, age: (!shared).then_some(age) })
    }

    /// Fresh, or issued within the last minute for less than is asked: another exchange would return the same lifetime.
    fn is_good(&self, credential: &Credential, now_ms: i64) -> bool {
        let min_validity = self.settings.min_validity();
        let just_issued = now_ms.saturating_sub(credential.received_ms) < 60_000;
        let short = credential.issued_for.is_some_and(|life| life < min_validity);
        let alive = credential.remaining(now_ms).is_none_or(|left| left >= EXPIRED_BELOW);
        credential.freshness(now_ms, min_validity) == Freshness::Fresh || (just_issued && short && alive)
    }

    fn ask_github(&self, access: Access, holder: &Holder) -> Outcome {
        let Self { settings, deadline, cache, trace, .. } = self;
        let Some(token) = holder.bearer() else {
            return Outcome::Gone("no GitHub token".to_owned());
        };
        if let Some(state) = &holder.unnoted {
            self.note_login(state, &holder.fingerprint);
        }
        let request = Request {
            host: &settings.host,
            identity: &settings.identity,
            token,
            deadline: *deadline,
            retry: !self.only_gets.get(),
        };
        trace.say(|| {
            format!(
                "asking {} about the GitHub token from {}",
                settings.host.api_host(),
                holder.source.name()
            )
        });
        let asked = match access {
            Access::Exchange => exchange::exchange(&request),
            Access::Direct => user::account(&request, |account| drop(self.told.set(account.clone()))),
        };
        match asked {
            Ok(credential) => {
                // If we were suspended after receiving it, another process may have stored a newer one.
                let kept = cache.credential(access, &holder.fingerprint, Some(token), deadline.now_ms());
                let is_newer = |kept: &Credential| {
                    kept.received_ms > credential.received_ms && deadline.is_since(kept.received_ms)
                };
                if let Some(newer) = kept.filter(is_newer) {
                    return Outcome::Given { credential: newer, cached: false };
                }
                self.note(cache.keep(&holder.fingerprint, &credential));
                Outcome::Given { credential, cached: false }
            }
            Err(refusal) => {
                trace.say(|| refusal.failure.message.clone());
                let wrong_kind = refusal.wrong_kind;
                self.keep_failure(
                    access,
                    &holder.fingerprint,
                    &refusal.failure,
                    refusal.remember,
                    wrong_kind,
                );
                let failure = failures::rendered(holder.source, &refusal.failure, settings);
                Outcome::Failed { failure, wrong_kind, age: None }
            }
        }
    }

    /// A source that gives no answer in time is as good a reason for grace as GitHub is.
    fn source_failed(
        &self,
        access: Access,
        holder: Holder,
        error: anyhow::Error,
    ) -> anyhow::Result<(Holder, Outcome)> {
        let failure = error.downcast::<Failure>()?;
        if failure.code != Code::Unavailable {
            return Err(failure.into());
        }
        self.keep_failure(access, &holder.fingerprint, &failure, Duration::ZERO, None);
        Ok((holder, Outcome::failed(failure)))
    }

    pub(super) fn keep_failure(
        &self,
        access: Access,
        fingerprint: &str,
        failure: &Failure,
        remember: Duration,
        wrong_kind: Option<WrongKind>,
    ) {
        let at_ms = self.deadline.now_ms();
        let until_ms = at_ms.saturating_add(millis(remember));
        // Another process's refusal outlives our timeout.
        let kept = self.cache.failure(access, fingerprint, at_ms);
        if kept.is_some_and(|kept| self.deadline.is_since(kept.at_ms) && kept.said.until_ms > until_ms) {
            return;
        }
        let for_lack_of_time = self.deadline.left_to_work().is_zero();
        let timeout_ms = for_lack_of_time.then(|| millis(self.deadline.timeout()));
        let Failure { code, message, hint } = failure.clone();
        let failed = FailedRequest { code, message, hint, wrong_kind, until_ms, timeout_ms };
        self.note(self.cache.keep_failure(access, fingerprint, at_ms, &failed));
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn described(credential: &Credential, now_ms: i64) -> String {
    match credential.remaining(now_ms) {
        Some(left) => format!("cache entry: {}s left", left.as_secs()),
        None => format!("account record: {}s old", now_ms.saturating_sub(credential.received_ms) / 1000),
    }
}
