//! Keeps the resolver's last result in memory if no cache can keep it (`--no-cache`, no home, a read-only home).
//! Otherwise the proxy would exchange for every request. A working cache is read for every request instead, because
//! other processes change it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::cache::Cache;
use crate::clock::Deadline;
use crate::credential::{Credential, Freshness};
use crate::failure::Failure;
use crate::settings::Settings;

/// How long a failure is reused.
const FAILURE: Duration = Duration::from_secs(10);

#[derive(Default)]
pub struct Memory(Mutex<Option<Kept>>);

struct Kept {
    outcome: Result<Credential, Failure>,
    at: Instant,
}

impl Memory {
    pub fn recall(&self, settings: &Settings, deadline: Deadline) -> Option<Result<Credential, Failure>> {
        let kept = self.lock();
        let Kept { outcome, at } = kept.as_ref()?;
        let stands = match outcome {
            Ok(credential) => {
                credential.freshness(deadline.now_ms(), settings.min_validity()) == Freshness::Fresh
            }
            Err(_) => at.elapsed() < FAILURE,
        };
        stands.then(|| outcome.clone())
    }

    /// `cached`: the answer came from the cache, so the cache works.
    pub fn keep(&self, outcome: &Result<Credential, Failure>, cached: bool, cache: &Cache) {
        let forgetful = !cached && (cache.path().is_none() || cache.problem().is_some());
        *self.lock() = forgetful.then(|| Kept { outcome: outcome.clone(), at: Instant::now() });
    }

    fn lock(&self) -> MutexGuard<'_, Option<Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
