//! The one reading of the wall clock, and the time limit of one call.
#![expect(clippy::disallowed_methods, reason = "the one reading of the wall clock")]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Clocks of two processes on one machine may differ by this much after rounding and small corrections, milliseconds.
const SLACK: i64 = 1_000;

/// The end of a timeout that [`Deadline::left_to_work`] keeps back.
const HANDOVER: Duration = Duration::from_millis(250);

/// When a call began and how long it may take. A later moment is the beginning plus what a monotonic clock has counted
/// since, so a wall clock that is set meanwhile changes nothing. One per call: a proxy makes one per request.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    /// Unix milliseconds; negative before 1970.
    began_ms: i64,
    began: Instant,
    timeout: Duration,
}

impl Deadline {
    /// A call that begins now.
    pub fn after(timeout: Duration) -> Self {
        // The wall clock first: an event that the monotonic clock places after the beginning is then never stamped
        // before it.
        let wall = SystemTime::now();
        Self { began_ms: unix_ms(wall), began: Instant::now(), timeout }
    }

    /// Now, Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.began_ms.saturating_add(i64::try_from(self.began.elapsed().as_millis()).unwrap_or(0))
    }

    /// Everything together, from the beginning.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// What is left of [`Deadline::timeout`]; zero once it is over.
    pub fn left(&self) -> Duration {
        self.timeout.saturating_sub(self.began.elapsed())
    }

    /// What a request or a question to gh may take: the rest is for writing the result down while others wait for it.
    pub fn left_to_work(&self) -> Duration {
        self.left().saturating_sub(HANDOVER.min(self.timeout / 10))
    }

    /// Now as the file system's kind of time.
    pub fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(u64::try_from(self.now_ms()).unwrap_or(0))
    }

    /// Whether something stamped `at_ms` happened after the call began, or within the same millisecond. A stamp from the
    /// future did not.
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
