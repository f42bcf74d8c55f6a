//! Asks GitHub, and caches its answer for other processes and later calls.

use std::time::Duration;

use super::flight::Outcome;
use super::holder::Holder;
use super::{Resolver, failures};
use crate::absent::Absent;
use crate::cache::notes::FailedRequest;
use crate::credential::Access;
use crate::failure::{Code, Failure, WrongKind};
use crate::github::exchange::{self, Request};
use crate::github::user;

impl Resolver<'_> {
    pub(super) fn ask_github(&self, access: Access, holder: &Holder) -> Outcome {
        let Self { settings, deadline, trace, .. } = self;
        let Some(token) = holder.bearer() else {
            return Outcome::Gone(Absent::missing("no GitHub token"));
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
        let api = settings.host.api_host();
        trace.say(|| format!("asking {api} about the GitHub token from {}", holder.source.name()));
        let asked = match access {
            Access::Exchange => exchange::exchange(&request),
            Access::Direct => user::account(&request, |account| drop(self.told.set(account.clone()))),
        };
        match asked {
            Ok(credential) => {
                self.note(self.cache.keep(&holder.fingerprint, &credential));
                Outcome::Given { credential, cached: false }
            }
            Err(refusal) => {
                let wrong_kind = refusal.wrong_kind;
                self.keep_failure(
                    access,
                    &holder.fingerprint,
                    &refusal.failure,
                    refusal.remember,
                    wrong_kind,
                );
                let failure = failures::rendered(holder.source, &refusal.failure, settings);
                trace.say(|| failure.to_string());
                Outcome::Failed { failure, wrong_kind, age: None }
            }
        }
    }

    /// Handles the failure of a source. If it gave no answer in time, a cached credential may be served, as if GitHub
    /// had given none.
    pub(super) fn source_failed(
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
        // Keep a failure that another process has just stored, such as a refusal, if it is remembered for longer than
        // ours.
        let kept = self.cache.failure(access, fingerprint, at_ms);
        if kept.is_some_and(|kept| self.deadline.is_since(kept.at_ms) && kept.said.until_ms > until_ms) {
            return;
        }
        let for_lack_of_time = self.deadline.left_to_work().is_zero();
        let timeout_ms = for_lack_of_time.then(|| millis(self.deadline.timeout()));
        let Failure { code, message, hint, .. } = failure.clone();
        let failed = FailedRequest { code, message, hint, wrong_kind, until_ms, timeout_ms };
        self.note(self.cache.keep_failure(access, fingerprint, at_ms, &failed));
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
