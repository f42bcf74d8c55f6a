//! Whose turn it is to work while the others wait, and how long anything may still take.

use std::time::Duration;

use super::Resolver;
use crate::cache::{Which, Work};
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::private::lock::{Guard, Waited};
use crate::settings::Settings;

/// What there is once the timeout is over, for all together, whoever had to wait in vain till then: an answer late
/// by this much is better than none.
const LAST_CHANCE: Duration = Duration::from_millis(350);
/// What an exchange or a question to gh leaves of the timeout: what came of it is to be written down while others
/// still wait for it.
const HANDOVER: Duration = Duration::from_millis(250);

/// What is left for an exchange or for asking a source.
pub fn left(settings: &Settings, clock: Deadline) -> Duration {
    let handover = HANDOVER.min(settings.timeout / 10);
    let last_chance = clock.left_of(settings.timeout + LAST_CHANCE).min(LAST_CHANCE);
    clock.left_of(settings.timeout).saturating_sub(handover).max(last_chance)
}

#[derive(Debug)]
pub enum Turn {
    /// Others wait for us.
    Ours(Guard),
    /// There is no lock, or no use in one: everybody for themselves.
    Alone,
    /// Another process is at work, and our time is over.
    Late,
}

impl Turn {
    /// Tells those who wait whether what came of it is there for them.
    pub fn done(&mut self, kept: bool) {
        if let (Turn::Ours(guard), false) = (self, kept) {
            guard.unkept();
        }
    }
}

impl Resolver<'_> {
    /// Waits for our turn, behind a holder that is at work only; the caller then looks what came of that.
    /// Those who find it stopped, or run out of time, meet at a spare lock, and one of them works for all.
    #[cold]
    pub(super) fn turn(&self, work: Work) -> Turn {
        let timeout = self.settings.timeout;
        let mut turn = Turn::Alone;
        for (which, budget) in [(Which::First, timeout), (Which::Spare, timeout + LAST_CHANCE)] {
            let why = match self.cache.lock(work, which, &self.deadline, budget) {
                Ok(Some(Waited::Held(guard))) => return Turn::Ours(guard),
                Ok(None) => return Turn::Alone,
                Ok(Some(Waited::Unkept)) => {
                    self.trace.say(|| "not waiting: what others bring about cannot be kept".to_owned());
                    return Turn::Alone;
                }
                Ok(Some(Waited::Late)) => {
                    turn = Turn::Late;
                    "its holder is still at work".to_owned()
                }
                Ok(Some(Waited::Silent)) => {
                    turn = Turn::Alone;
                    "no sign of life can be had from its holder".to_owned()
                }
                Err(e) => e.to_string(),
            };
            self.trace.say(|| format!("going on without the lock: {why}"));
        }
        turn
    }

    /// Why nothing came of waiting for another process.
    pub(super) fn late(&self, whom: &str) -> Failure {
        let waited = humantime::format_duration(self.settings.timeout);
        Failure::unavailable(format!(
            "no answer from {whom} within {waited}: another process waits for it too"
        ))
        .hint("try again, or allow more with --timeout")
    }
}
