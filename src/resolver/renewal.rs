//! Renews a GitHub token that `login` stored. GitHub accepts a refresh token once, and ends the old pair with it. So
//! one process spends it, never without the lock, and the new pair is on disk before anything uses it.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Resolver;
use super::flight::Outcome;
use super::holder::Holder;
use crate::clock::Deadline;
use crate::credential::Access;
use crate::failure::{Code, Failure};
use crate::github::device::{App, COPILOT_CLIENT_ID, Grant};
use crate::host::Host;
use crate::process;
use crate::sources::login::{Store, StoredLogin};
use crate::sources::{GitHubToken, Source, login_store};
use crate::text;

/// A GitHub token with fewer milliseconds left than this is renewed before GitHub is asked about it.
const DUE_MS: i64 = 300_000;
/// A GitHub token renewed fewer milliseconds ago than this is not renewed again. GitHub would not accept the next one
/// any better, nor issue it for longer.
const JUST_RENEWED_MS: i64 = 60_000;
/// The minimum wait for GitHub's answer to a renewal, however short the timeout. The old pair may have ended already,
/// and if the answer is lost, so is the login.
const AT_LEAST: Duration = Duration::from_secs(5);

impl Resolver<'_> {
    /// Whether the token belongs to a login of ours and expires soon, or has expired.
    pub(super) fn is_due(&self, holder: &Holder) -> bool {
        let due_ms = self.deadline.now_ms().saturating_add(DUE_MS);
        holder.source == Source::Login && holder.ends_at_ms().is_some_and(|at_ms| at_ms < due_ms)
    }

    /// Replaces a token that is due with a renewed one. If renewal fails, a token that has not expired is used as it
    /// is, unless the login has ended. Otherwise returns the failure.
    pub(super) fn renew_if_due(&self, access: Access, holder: &mut Holder) -> Option<Outcome> {
        let token = holder.token.as_ref().filter(|_| self.is_due(holder))?;
        let lives = token.expires_at_ms.is_some_and(|at_ms| at_ms > self.deadline.now_ms());
        match self.renewed(token, lives) {
            Ok(None) => {}
            Ok(Some(token)) => *holder = Holder::of(holder.source, token),
            Err(failure) if lives && failure.code != Code::Unauthenticated => {
                self.trace.say(|| format!("not renewed: {failure}; the GitHub token still lives"));
            }
            Err(failure) => {
                // `--online` may not renew, but processes that wait may, so its failure is not stored for them.
                if !self.only_gets.get() {
                    self.keep_failure(access, &holder.fingerprint, &failure, Duration::ZERO, None);
                }
                return Some(Outcome::failed(failure));
            }
        }
        None
    }

    /// The token to use instead of one that GitHub rejects (401). `None` if there is no other.
    ///
    /// # Errors
    /// The login has ended, or it cannot be renewed at the moment.
    pub(super) fn renewed_after_401(&self, holder: &Holder) -> Result<Option<GitHubToken>, Failure> {
        match &holder.token {
            Some(token) if holder.source == Source::Login => self.renewed(token, false),
            _ => Ok(None),
        }
    }

    /// Removes the cache entries of a GitHub token that a renewal has ended, once its successor works. `logout` would
    /// not find them.
    pub(super) fn forget_predecessor(&self, first: &str, holder: &Holder, outcome: &Outcome) {
        let renewed = holder.source == Source::Login && holder.fingerprint != first;
        if renewed && matches!(outcome, Outcome::Given { .. }) {
            self.note(self.cache.forget(first, self.deadline.now_ms()));
        }
    }

    /// The login's token to use instead of this one, renewed if necessary. `None` if there can be no other.
    fn renewed(&self, token: &GitHubToken, lives: bool) -> Result<Option<GitHubToken>, Failure> {
        let (Some(store), Some(login)) = (login_store(), &token.login) else { return Ok(None) };
        let host = &self.settings.host;
        let Some(stored) = store.read(host.name(), login)? else { return Ok(None) };
        if stored.token != token.secret {
            self.trace.say(|| "login: another process has renewed it".to_owned());
            return Ok(Some(stored.github_token()));
        }
        let passed_ms = stored.renewed_at_ms.map(|at_ms| self.deadline.now_ms().saturating_sub(at_ms));
        let just_renewed = passed_ms.is_some_and(|passed| (0..JUST_RENEWED_MS).contains(&passed));
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
        let left = self.deadline.left_to_work();
        // The rest of the time is kept for asking GitHub about the old token, if the renewal fails.
        let deadline = Deadline::after(if lives { left * 3 / 4 } else { left });
        spend(&store, host, &stored, deadline).map(|stored| Some(stored.github_token()))
    }
}

/// Spends the refresh token of `known`. If another process was faster, returns the login as stored in its file.
fn spend(
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
    let _lock = lock.ok_or_else(|| {
        Failure::unavailable("the login was not renewed in time: another process is at it")
            .hint("try again, or allow more with --timeout")
    })?;
    let Some(mut stored) = store.read(host.name(), &known.login)? else {
        return Err(Failure::unauthenticated(format!("logged out: the login of {} is gone", known.login))
            .hint("run 'copilot-token login'"));
    };
    let refresh_token = match stored.refresh_token.take() {
        Some(refresh_token) if stored.token == known.token => refresh_token,
        refresh_token => return Ok(StoredLogin { refresh_token, ..stored }),
    };
    store.try_out().map_err(|e| cannot(&e))?;
    let client_id = stored.client_id.clone().unwrap_or_else(|| COPILOT_CLIENT_ID.to_owned());
    let app = App::new(host, &client_id)?;
    // From the request to the write, neither a signal nor the end of a proxy may lose the new pair.
    let _spending = SPENDING.lock().unwrap_or_else(PoisonError::into_inner);
    let _held = process::hold();
    match app.renew(&refresh_token, Deadline::after(deadline.left().max(AT_LEAST))) {
        Ok(grant) => {
            let renewed = with(stored, grant);
            store.keep(&renewed).map_err(|e| cannot(&e))?;
            Ok(renewed)
        }
        Err(failure) => {
            if failure.code == Code::Unauthenticated {
                // Store the login without its refresh token, so that later calls do not send it again.
                let _ = store.keep(&stored);
            }
            Err(failure)
        }
    }
}

/// Held by the thread that spends a refresh token.
static SPENDING: Mutex<()> = Mutex::new(());

/// Waits for a renewal that another thread of this process has sent, and lets no other begin. For the end of a proxy: a
/// renewal has its own time limit.
pub fn settle() {
    std::mem::forget(SPENDING.lock());
}

/// The login with its new pair of tokens.
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
