//! The only reader of the wall clock, and the time limit of one call.
#![expect(clippy::disallowed_methods, reason = "this file reads the clock for all others")]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How far the clocks of two processes on one machine may differ after rounding and small corrections, in milliseconds.
const SLACK: i64 = 1_000;

/// The time that [`Deadline::left_to_work`] reserves at the end of a timeout.
const HANDOVER: Duration = Duration::from_millis(250);

/// When a call began and how long it may take. The current time is the start plus the monotonic time since then, so a
/// change of the wall clock has no effect. One per call, not per process: a proxy makes one for each look-up.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    /// Unix milliseconds; negative before 1970.
    began_ms: i64,
    began: Instant,
    timeout: Duration,
}

impl Deadline {
    /// Starts a call now.
    pub fn after(timeout: Duration) -> Self {
        // Read the wall clock first: an event after `began` on the monotonic clock is then never stamped before
        // `began_ms`.
        let wall = SystemTime::now();
        Self { began_ms: unix_ms(wall), began: Instant::now(), timeout }
    }

    /// The current time in Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.began_ms.saturating_add(i64::try_from(self.began.elapsed().as_millis()).unwrap_or(0))
    }

    /// The time limit of the whole call.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The time that is left until [`Deadline::timeout`]; zero after that.
    pub fn left(&self) -> Duration {
        self.timeout.saturating_sub(self.began.elapsed())
    }

    /// The time that a request or a run of gh may take. The rest is reserved for writing the result to the cache while
    /// other processes still wait for it.
    pub fn left_to_work(&self) -> Duration {
        self.left().saturating_sub(HANDOVER.min(self.timeout / 10))
    }

    /// The current time as a `SystemTime`, to compare with the timestamps of files.
    pub fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(u64::try_from(self.now_ms()).unwrap_or(0))
    }

    /// Whether an event stamped `at_ms` happened after the call began, or in the same millisecond. A timestamp from the
    /// future does not count.
    pub fn is_since(&self, at_ms: i64) -> bool {
        self.began_ms <= at_ms && at_ms <= self.now_ms().saturating_add(SLACK)
    }
}

fn unix_ms(wall: SystemTime) -> i64 {
    match wall.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_what_came_after_the_beginning_and_not_from_the_future() {
        let deadline = Deadline::after(Duration::from_secs(10));
        let began = deadline.began_ms;
        for (at_ms, news) in
            [(began - 1, false), (began, true), (began + 1, true), (deadline.now_ms() + SLACK, true)]
        {
            assert_eq!(deadline.is_since(at_ms), news, "{at_ms}");
        }
        assert!(!deadline.is_since(began + 3_600_000));
    }

    #[test]
    fn a_deadline_that_is_over_leaves_nothing() {
        assert_eq!(Deadline::after(Duration::ZERO).left(), Duration::ZERO);
        assert!(Deadline::after(Duration::from_secs(3600)).left() > Duration::from_secs(3000));
    }

    #[test]
    fn moments_before_1970_are_negative() {
        assert_eq!(unix_ms(UNIX_EPOCH - Duration::from_millis(5)), -5);
        assert_eq!(unix_ms(UNIX_EPOCH + Duration::from_millis(5)), 5);
    }
}
