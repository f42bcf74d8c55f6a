//! Single flight: one process exchanges, whoever waited for it takes what came of it, good or bad.

use std::time::Duration;

use super::{Login, Resolver, Settled, Slot, Want};
use crate::cache::entry::{FailedExchange, Said};
use crate::exchange::{self, Refusal, Request};
use crate::failure::{Code, Failure};
use crate::session::Session;

/// What an exchange gets that had to wait its whole budget for a lock that did not come: an answer late by
/// this much is better than none.
const LAST_CHANCE: Duration = Duration::from_millis(300);

pub struct Flight<'r, 'a> {
    pub resolver: &'r Resolver<'a>,
    pub slot: Slot,
    pub want: Want,
}

impl Flight<'_, '_> {
    /// Exchanges, or takes the outcome of an exchange that ended after this process began. The login that it
    /// was for in the end comes with it; the inner error says that the place has none any more.
    pub fn exchange(&self, login: Login) -> anyhow::Result<Result<(Login, Settled), String>> {
        let mut login = login;
        // The place may turn out to hold another GitHub token than was noted down: then once more with that.
        for _ in 0..2 {
            let guard = login.guard.take().or_else(|| self.resolver.lock(login.exchange()));
            let asked_for = login.fingerprint.clone();
            let started_ms = self.resolver.clock.started_ms();
            if let Some(settled) = self.resolver.settled(&login.fingerprint, self.want, Some(started_ms)) {
                return Ok(Ok((login, settled)));
            }
            let found = if login.token.is_some() {
                login
            } else {
                match self.look_again(&login.fingerprint)? {
                    Looked::Login(found) => found,
                    Looked::Settled(settled) => return Ok(Ok((login, settled))),
                    Looked::Nothing(reason) => return Ok(Err(reason)),
                }
            };
            if found.fingerprint == asked_for {
                if let Some(proof) = &found.proof {
                    self.resolver.note_login(proof, Said::Fingerprint(asked_for));
                }
                let settled = self.ask_github(&found);
                drop(guard);
                return Ok(Ok((found, settled)));
            }
            login = found;
        }
        Err(Failure::error(format!("the login of {} changes as we look", self.slot.name())).into())
    }

    /// The cached session was known by what stands for the login; the exchange needs the GitHub token itself.
    fn look_again(&self, fingerprint: &str) -> anyhow::Result<Looked> {
        match self.resolver.find(self.slot, false) {
            Ok(Ok(login)) => Ok(Looked::Login(login)),
            Ok(Err(reason)) => Ok(Looked::Nothing(reason)),
            // A place that gives no answer in time is as good a reason for grace as GitHub is.
            Err(error) => match error.downcast_ref::<Failure>() {
                Some(failure) if failure.code == Code::Unavailable => {
                    let failed = self.failed(failure, Duration::ZERO, false);
                    self.resolver.note(self.resolver.cache.keep_failure(fingerprint, &failed));
                    Ok(Looked::Settled(Settled::Failed { failure: failure.clone(), wrong_app: false }))
                }
                _ => Err(error),
            },
        }
    }

    fn ask_github(&self, login: &Login) -> Settled {
        let Resolver { settings, clock, cache, trace, .. } = self.resolver;
        let Some(token) = &login.token else {
            return Settled::Failed {
                failure: Failure::error("no GitHub token to exchange"),
                wrong_app: false,
            };
        };
        let budget = clock.left_of(settings.timeout).max(LAST_CHANCE);
        trace.say(|| format!("asking {} for {}", settings.host.api_host(), self.slot.name()));
        let request = Request {
            host: &settings.host,
            identity: &settings.identity,
            token: &token.secret,
            source: self.slot.name(),
            clock,
            budget,
            timeout: settings.timeout,
        };
        match exchange::exchange(&request) {
            Ok(mut session) => {
                self.mark_short(&mut session);
                self.resolver.note(cache.keep_session(&login.fingerprint, &session, clock));
                cache.forget_failure(&login.fingerprint);
                Settled::Session { session, cached: false }
            }
            Err(refusal) => {
                trace.say(|| refusal.failure.message.clone());
                let Refusal { failure, remember, wrong_app, .. } = refusal;
                let failed = self.failed(&failure, remember, wrong_app);
                self.resolver.note(cache.keep_failure(&login.fingerprint, &failed));
                Settled::Failed { failure, wrong_app }
            }
        }
    }

    fn mark_short(&self, session: &mut Session) {
        let asked = self.resolver.settings.min_validity;
        session.issued_short_of = (session.life() < asked).then_some(asked.as_secs());
    }

    fn failed(&self, failure: &Failure, remember: Duration, wrong_app: bool) -> FailedExchange {
        let at_ms = self.resolver.clock.now_ms();
        let until_ms = at_ms.saturating_add(i64::try_from(remember.as_millis()).unwrap_or(0));
        let Failure { code, message, hint } = failure.clone();
        FailedExchange { code, message, hint, wrong_app, at_ms, until_ms }
    }
}

enum Looked {
    Login(Login),
    Nothing(String),
    Settled(Settled),
}
