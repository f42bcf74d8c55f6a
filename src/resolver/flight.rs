//! Single flight: one process exchanges, whoever waited for it takes what came of it, good or bad.

use std::time::Duration;

use super::turn::{self, Turn};
use super::{Login, Resolver, Settled, Slot, Want};
use crate::cache::entry::{FailedExchange, Said};
use crate::credential::Credential;
use crate::failure::{Code, Failure};
use crate::github::exchange::{self, Request};
use crate::github::refusal::{Refusal, WrongKind};

pub struct Flight<'r, 'a> {
    pub resolver: &'r Resolver<'a>,
    pub slot: Slot,
    pub want: Want,
}

impl Flight<'_, '_> {
    /// Exchanges, or takes the outcome of an exchange that ended after this process began. The login that it
    /// was for in the end comes with it; the inner error says that the place has none any more.
    #[cold]
    pub fn exchange(&self, login: Login) -> anyhow::Result<Result<(Login, Settled), String>> {
        let mut login = login;
        // The place may turn out to hold another GitHub token than was noted down: then once more with that.
        for _ in 0..2 {
            let mut turn = login.turn.take().unwrap_or_else(|| self.resolver.turn(login.exchange()));
            let asked_for = login.fingerprint.clone();
            if let Some(settled) = self.resolver.settled(&asked_for, self.want, true) {
                return Ok(Ok((login, settled)));
            }
            if matches!(turn, Turn::Late) {
                let failure = self.resolver.late(&self.resolver.settings.host.api_host());
                return Ok(Ok((login, Settled::Failed { failure, wrong_app: false })));
            }
            let found = if login.token.is_some() {
                login
            } else {
                match self.look_again(&asked_for)? {
                    Looked::Login(found) => found,
                    Looked::Settled(settled) => return Ok(Ok((login, settled))),
                    Looked::Nothing(reason) => return Ok(Err(reason)),
                }
            };
            if found.fingerprint == asked_for {
                if let Some(proof) = &found.proof {
                    self.resolver.note_login(proof, Said::Fingerprint(asked_for));
                }
                let (settled, kept) = self.ask_github(&found);
                turn.done(kept);
                return Ok(Ok((found, settled)));
            }
            login = found;
        }
        Err(Failure::error(format!("the login of {} changes as we look", self.slot.name())).into())
    }

    /// The cached session was known by what stands for the login; the exchange needs the GitHub token itself.
    fn look_again(&self, fingerprint: &str) -> anyhow::Result<Looked> {
        match self.resolver.find(self.slot, None) {
            Ok(Ok(login)) => Ok(Looked::Login(login)),
            Ok(Err(reason)) => Ok(Looked::Nothing(reason)),
            // A place that gives no answer in time is as good a reason for grace as GitHub is.
            Err(error) => match error.downcast_ref::<Failure>() {
                Some(failure) if failure.code == Code::Unavailable => {
                    let failed = self.failed(failure, Duration::ZERO, false);
                    self.keep_failure(fingerprint, &failed);
                    Ok(Looked::Settled(Settled::Failed { failure: failure.clone(), wrong_app: false }))
                }
                _ => Err(error),
            },
        }
    }

    /// With it comes whether the outcome could be kept.
    fn ask_github(&self, login: &Login) -> (Settled, bool) {
        let Resolver { settings, deadline, cache, trace, .. } = self.resolver;
        let Some(token) = &login.token else {
            let failure = Failure::error("no GitHub token to exchange");
            return (Settled::Failed { failure, wrong_app: false }, true);
        };
        trace.say(|| format!("asking {} for {}", settings.host.api_host(), self.slot.name()));
        let request = Request {
            host: &settings.host,
            identity: &settings.identity,
            token: &token.secret,
            deadline: *deadline,
        };
        match exchange::exchange(&request) {
            Ok(session) => {
                // Where we were stopped with it in hand, another process has gone on meanwhile.
                let now_ms = deadline.now_ms();
                let kept = cache.session(&login.fingerprint, now_ms);
                let later =
                    |kept: &Credential| (session.received_ms + 1..=now_ms).contains(&kept.received_ms);
                if let Some(session) = kept.filter(later) {
                    return (Settled::Session { credential: session, cached: false }, true);
                }
                let kept = self.resolver.note(cache.keep_session(&login.fingerprint, &session));
                cache.forget_failure(&login.fingerprint);
                (Settled::Session { credential: session, cached: false }, kept)
            }
            Err(refusal) => {
                trace.say(|| refusal.failure.message.clone());
                let Refusal { failure, remember, wrong_kind } = refusal;
                let wrong_app = wrong_kind == Some(WrongKind::NotFound);
                let failed = self.failed(&failure, remember, wrong_app);
                let kept = self.keep_failure(&login.fingerprint, &failed);
                (Settled::Failed { failure, wrong_app }, kept)
            }
        }
    }

    /// A refusal that another process was told while we waited for an answer in vain outlives that.
    fn keep_failure(&self, fingerprint: &str, failed: &FailedExchange) -> bool {
        let Resolver { cache, .. } = self.resolver;
        let kept = cache.failure(fingerprint, failed.at_ms);
        let outlives = |kept: &FailedExchange| {
            self.resolver.is_news(kept.at_ms, failed.at_ms) && kept.until_ms > failed.until_ms
        };
        kept.as_ref().is_some_and(outlives) || self.resolver.note(cache.keep_failure(fingerprint, failed))
    }

    fn failed(&self, failure: &Failure, remember: Duration, wrong_app: bool) -> FailedExchange {
        let at_ms = self.resolver.deadline.now_ms();
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
