//! Renewal of a GitHub token that `login` keeps. GitHub takes a refresh token once and ends the old pair with it: one
//! process spends it, under a lock that it cannot do without, and the new pair is on the disk before anything uses it.

use std::io;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::Resolver;
use super::flight::Outcome;
use super::holder::Holder;
use crate::clock::Deadline;
use crate::credential::Access;
use crate::failure::{Code, Failure};
use crate::github::device::{App, COPILOT_CLIENT_ID, Grant};
use crate::host::Host;
use crate::sources::login::{Store, StoredLogin};
use crate::sources::{GitHubToken, Source, login_store};
use crate::text;
use crate::within::within;

/// With fewer milliseconds left a GitHub token is renewed before GitHub is asked about it.
const DUE_MS: i64 = 300_000;
/// GitHub knows no better a token that it has issued so few milliseconds ago: another renewal after a 401 would not help.
const JUST_RENEWED_MS: i64 = 60_000;
/// How much longer than the timeout a renewal that was sent is waited for: GitHub may have ended the old pair, and then
/// an answer that nobody reads is a lost login.
const LINGER: Duration = Duration::from_secs(5);

impl Resolver<'_> {
    /// Whether the token is of a login of ours that ends soon, or has ended.
    fn is_due(&self, holder: &Holder) -> bool {
        let due_ms = self.deadline.now_ms().saturating_add(DUE_MS);
        holder.source == Source::Login && holder.ends_at_ms().is_some_and(|at_ms| at_ms < due_ms)
    }

    /// Whether a result in the cache will do. Direct access hands out the GitHub token itself: one that is due is renewed
    /// first, unless another process has just tried that.
    pub(super) fn will_do(&self, access: Access, holder: &Holder, outcome: &Outcome) -> bool {
        let old = matches!(outcome, Outcome::Given { cached: true, .. });
        access == Access::Exchange || !old || !self.is_due(holder)
    }

    /// Puts the renewed token in place of one that ends soon. The outcome if that is impossible.
    pub(super) fn renew(&self, access: Access, holder: &mut Holder) -> Option<Outcome> {
        match self.renewed(holder) {
            Ok(None) => None,
            Ok(Some(token)) => {
                *holder = Holder::of(holder.source, token);
                None
            }
            Err(failure) => {
                // Processes that wait may renew the login where `--online` may not.
                if !self.only_gets.get() {
                    self.keep_failure(access, &holder.fingerprint, &failure, Duration::ZERO, None);
                }
                Some(Outcome::failed(failure))
            }
        }
    }

    /// The token to use in place of one that is due; `None` if there is no better one: it does not renew itself, or that
    /// fails at the moment and the token still lives.
    ///
    /// # Errors
    /// The login is over, or the token has ended and cannot be renewed at the moment.
    fn renewed(&self, holder: &Holder) -> Result<Option<GitHubToken>, Failure> {
        let Some(token) = holder.token.as_ref().filter(|_| self.is_due(holder)) else { return Ok(None) };
        let lives = token.expires_at_ms.is_some_and(|at_ms| at_ms > self.deadline.now_ms());
        let left = self.deadline.left_to_work();
        // Half of the time is for GitHub's answer about the old token.
        match self.successor(token, if lives { left / 2 } else { left }, 0) {
            Err(failure) if lives && failure.code != Code::Unauthenticated => {
                self.trace.say(|| format!("not renewed: {failure}; the GitHub token still lives"));
                Ok(None)
            }
            outcome => outcome,
        }
    }

    /// The token to use in place of one that GitHub does not know (401); `None` if there is no other.
    ///
    /// # Errors
    /// The login is over, or it cannot be renewed at the moment.
    pub(super) fn renewed_after_401(&self, holder: &Holder) -> Result<Option<GitHubToken>, Failure> {
        match &holder.token {
            Some(token) if holder.source == Source::Login => {
                self.successor(token, self.deadline.left_to_work(), JUST_RENEWED_MS)
            }
            _ => Ok(None),
        }
    }

    /// Removes what belongs to a GitHub token that GitHub has ended with a renewal, once its successor has proved good:
    /// `logout` would not find it.
    pub(super) fn forget_predecessor(&self, first: &str, holder: &Holder, outcome: &Outcome) {
        let renewed = holder.source == Source::Login && holder.fingerprint != first;
        if renewed && matches!(outcome, Outcome::Given { .. }) {
            self.note(self.cache.forget(first, self.deadline.now_ms()));
        }
    }

    /// Nothing is renewed that was renewed fewer than `just_ms` milliseconds ago.
    fn successor(
        &self,
        token: &GitHubToken,
        wait: Duration,
        just_ms: i64,
    ) -> Result<Option<GitHubToken>, Failure> {
        let (Some(store), Some(login)) = (login_store(), &token.login) else { return Ok(None) };
        let host = self.settings.host.clone();
        let Some(stored) = store.read(host.name(), login)? else { return Ok(None) };
        if stored.token != token.secret {
            self.trace.say(|| "login: another process has renewed it".to_owned());
            return Ok(Some(stored.github_token()));
        }
        let renewed_ms = stored.renewed_at_ms.map(|at_ms| self.deadline.now_ms().saturating_sub(at_ms));
        let just_renewed = renewed_ms.is_some_and(|passed| (0..just_ms).contains(&passed));
        if stored.refresh_token.is_none() || just_renewed {
            return Ok(None);
        }
        if self.only_gets.get() {
            return Err(Failure::unavailable(format!(
                "the login of {login} must be renewed, which --online does not do"
            ))
            .hint("run 'copilot-token refresh', then ask again"));
        }
        self.trace.say(|| format!("login: renewing the GitHub token of {login} at {host}"));
        let deadline = Deadline::after(wait);
        // The thread goes on after `wait`: see `settle`.
        match within(wait, move || renew(&store, &host, &stored, deadline)) {
            Ok(outcome) => outcome.map(|stored| Some(stored.github_token())),
            Err(e) if e.kind() == io::ErrorKind::TimedOut => Err(not_in_time()),
            Err(e) => Err(Failure::error(format!("cannot start a thread: {}", text::reason(&e)))),
        }
    }
}

/// Spends the refresh token of `known`, unless another process was faster; the login as it stands in its file then.
fn renew(
    store: &Store,
    host: &Host,
    known: &StoredLogin,
    deadline: Deadline,
) -> Result<StoredLogin, Failure> {
    let cannot = |e: &io::Error| {
        let folder = text::path(store.folder());
        Failure::unavailable(format!("cannot renew the login: {folder}: {}", text::reason(e)))
            .hint("the renewed login must be written there")
    };
    let lock = store.lock(deadline.left()).map_err(|e| cannot(&e))?;
    let _lock = lock.ok_or_else(not_in_time)?;
    let Some(mut stored) = store.read(host.name(), &known.login)? else {
        return Err(Failure::unauthenticated(format!("logged out: the login of {} is gone", known.login))
            .hint("run 'copilot-token login'"));
    };
    let refresh_token = match stored.refresh_token.take() {
        Some(refresh_token) if stored.token == known.token => refresh_token,
        refresh_token => return Ok(StoredLogin { refresh_token, ..stored }),
    };
    store.try_out().map_err(|e| cannot(&e))?;
    let _sent = Sent::new();
    let client_id = stored.client_id.clone().unwrap_or_else(|| COPILOT_CLIENT_ID.to_owned());
    let answer = App::new(host, &client_id)?.renew(&refresh_token, Deadline::after(deadline.left() + LINGER));
    match answer {
        Ok(grant) => {
            let renewed = with(stored, grant);
            store.keep(&renewed).map_err(|e| cannot(&e))?;
            Ok(renewed)
        }
        Err(failure) => {
            if failure.code == Code::Unauthenticated {
                // So that it is not sent again with every call. The file holds no refresh token then.
                let _ = store.keep(&stored);
            }
            Err(failure)
        }
    }
}

fn not_in_time() -> Failure {
    Failure::unavailable("the login was not renewed in time").hint("try again, or allow more with --timeout")
}

/// The login with its new pair.
fn with(stored: StoredLogin, grant: Grant) -> StoredLogin {
    StoredLogin {
        expires_at_ms: grant.expires_at_ms(),
        refresh_expires_at_ms: grant.refresh_expires_at_ms(),
        renewed_at_ms: Some(grant.received_ms),
        token: grant.token,
        refresh_token: grant.refresh_token,
        ..stored
    }
}

/// How many renewals of this process are sent and not yet on the disk.
static SENT: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

struct Sent;

impl Sent {
    fn new() -> Self {
        *SENT.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Self
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        *SENT.0.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        SENT.1.notify_all();
    }
}

/// Waits until the renewals that were sent are on the disk, or can no longer be. Before the process ends.
pub fn settle() {
    let sent = SENT.0.lock().unwrap_or_else(PoisonError::into_inner);
    // Each has a deadline of its own; the limit is for a disk that hangs.
    drop(SENT.1.wait_timeout_while(sent, 2 * LINGER, |sent| *sent > 0));
}
