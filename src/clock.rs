//! The one reading of the wall clock, and the budget that everything which waits shares.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The moment the process began. Later moments are that plus what a monotonic clock has counted since, so
/// that a clock set while we wait changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started: Instant,
    wall: SystemTime,
}

impl Clock {
    /// To be called once, in `main`.
    pub fn start() -> Self {
        Self { started: Instant::now(), wall: SystemTime::now() }
    }

    /// When the process began, Unix milliseconds; negative before 1970.
    pub fn started_ms(&self) -> i64 {
        match self.wall.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
        }
    }

    /// Now, Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.started_ms().saturating_add(i64::try_from(self.started.elapsed().as_millis()).unwrap_or(0))
    }

    /// Now as the file system's kind of time.
    pub fn now(&self) -> SystemTime {
        self.wall + self.started.elapsed()
    }

    /// What is left at this moment of a budget that began with the process.
    pub fn left_of(&self, budget: Duration) -> Duration {
        budget.saturating_sub(self.started.elapsed())
    }
}
