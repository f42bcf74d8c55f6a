//! The one decision that every command shares: the cached session where it will do, else the first GitHub
//! token found, exchanged by one process for all that wait. Prints nothing.

mod flight;
mod login;
mod slots;
pub mod survey;

use crate::cache::{Cache, Work, lock};
use crate::clock::Clock;
use crate::failure::{Code, Failure};
use crate::session::{EXPIRED_BELOW, Freshness, Session};
use crate::settings::{CachePlace, Settings};
use crate::trace::Trace;
use flight::Flight;
use login::Login;
use slots::Slot;

/// The source of a session in a shared cache file that names no GitHub token.
const SHARED_FILE: &str = "cache-file";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Any session with the asked validity.
    Fresh,
    /// One of an exchange that ends after now.
    New,
}

/// A session and how it came.
#[derive(Debug)]
pub struct Answer {
    pub session: Session,
    pub source: &'static str,
    /// Not of an exchange of this process or one that it waited for.
    pub cached: bool,
    /// Less than the asked validity is left, and GitHub cannot be asked.
    pub stale: bool,
}

pub struct Resolver<'a> {
    pub settings: &'a Settings,
    pub clock: &'a Clock,
    pub cache: Cache<'a>,
    pub trace: &'a Trace,
}

/// What one place came to.
enum Outcome {
    Answer(Answer),
    /// It has no GitHub token, and why.
    Nothing(String),
    /// GitHub does not exchange this kind of token (404): the next place may have another kind.
    WrongApp(Failure),
}

impl<'a> Resolver<'a> {
    pub fn new(settings: &'a Settings, clock: &'a Clock, trace: &'a Trace) -> Self {
        let integration = &settings.identity.integration_id;
        let cache = match &settings.cache {
            CachePlace::Off | CachePlace::Nowhere => Cache::none(&settings.host),
            CachePlace::Folder(folder) => Cache::in_folder(folder, &settings.host, integration),
            CachePlace::File(path) => Cache::shared(path, &settings.host, integration),
        };
        Self { settings, clock, cache, trace }
    }

    /// # Errors
    /// A [`Failure`] that says what stands in the way.
    pub fn session(&self, want: Want) -> anyhow::Result<Answer> {
        if want == Want::Fresh
            && let Some(answer) = self.nobodys()
        {
            return Ok(answer);
        }
        let mut reasons = Vec::new();
        let mut wrong_app = None;
        for slot in Slot::all(self.settings) {
            let reason = match self.ask(slot, want)? {
                Outcome::Answer(answer) => return Ok(answer),
                Outcome::Nothing(reason) => reason,
                Outcome::WrongApp(failure) if slot.is_explicit(self.settings) => return Err(failure.into()),
                Outcome::WrongApp(failure) => {
                    wrong_app = wrong_app.or(Some(failure));
                    "refused (404)".to_owned()
                }
            };
            self.trace.say(|| format!("{}: {reason}", slot.name()));
            reasons.push((slot, reason));
        }
        Err(match wrong_app {
            Some(first) => everything_refused(&first, &reasons),
            None => slots::nothing_found(self.settings, &reasons),
        }
        .into())
    }

    /// A fresh session in a shared file that belongs to no GitHub token in particular: it counts for all, so
    /// no source need be asked.
    fn nobodys(&self) -> Option<Answer> {
        let session = self.cache.nobodys_session(self.clock.now_ms())?;
        let fresh = session.freshness(self.clock.now_ms(), self.settings.min_validity) == Freshness::Fresh;
        fresh.then_some(Answer { session, source: SHARED_FILE, cached: true, stale: false })
    }

    fn ask(&self, slot: Slot, want: Want) -> anyhow::Result<Outcome> {
        let login = match self.login(slot, want)? {
            Ok(login) => login,
            Err(reason) => return Ok(Outcome::Nothing(reason)),
        };
        self.trace.say(|| format!("{}: found a GitHub token", slot.name()));
        if want == Want::Fresh
            && let Some(settled) = self.settled(&login.fingerprint, want, None)
        {
            return self.conclude(slot, &login, want, settled);
        }
        let flight = Flight { resolver: self, slot, want };
        match flight.exchange(login)? {
            Ok((login, outcome)) => self.conclude(slot, &login, want, outcome),
            Err(reason) => Ok(Outcome::Nothing(reason)),
        }
    }

    /// What the cache alone settles: for [`Want::Fresh`] a fresh session or a remembered failure; with
    /// `since_ms` also whatever another process brought about after that moment.
    fn settled(&self, fingerprint: &str, want: Want, since_ms: Option<i64>) -> Option<Settled> {
        let now_ms = self.clock.now_ms();
        let since = |at_ms: i64| since_ms.is_some_and(|since_ms| at_ms > since_ms);
        let will_do = |session: &Session| {
            session.freshness(now_ms, self.settings.min_validity) == Freshness::Fresh
                || self.was_just_issued_short(session, now_ms)
        };
        if let Some(session) = self.cache.session(fingerprint, now_ms) {
            let new = since(session.received_ms);
            self.trace.say(|| format!("cache entry: {}s left", session.remaining(now_ms).as_secs()));
            if new || (want == Want::Fresh && will_do(&session)) {
                return Some(Settled::Session { session, cached: !new });
            }
        }
        let failed = self.cache.failure(fingerprint, now_ms)?;
        let counts = since(failed.at_ms) || (want == Want::Fresh && failed.is_remembered(now_ms));
        if !counts {
            return None;
        }
        self.trace.say(|| format!("remembered: {}", failed.message));
        Some(Settled::Failed { failure: failed.failure(), wrong_app: failed.wrong_app })
    }

    /// Asking again within a minute would only bring the like.
    fn was_just_issued_short(&self, session: &Session, now_ms: i64) -> bool {
        let left = session.remaining(now_ms);
        let just_issued = now_ms.saturating_sub(session.received_ms) < 60_000;
        session.issued_short_of.is_some()
            && just_issued
            && left >= EXPIRED_BELOW
            && left < self.settings.min_validity
    }

    fn conclude(&self, slot: Slot, login: &Login, want: Want, settled: Settled) -> anyhow::Result<Outcome> {
        match settled {
            Settled::Session { session, cached } => {
                if session.freshness(self.clock.now_ms(), self.settings.min_validity) != Freshness::Fresh {
                    return Err(issued_short(&session, self.settings).into());
                }
                Ok(Outcome::Answer(Answer { session, source: slot.name(), cached, stale: false }))
            }
            Settled::Failed { failure, wrong_app: true } => Ok(Outcome::WrongApp(failure)),
            Settled::Failed { failure, .. } => self
                .grace(slot, &login.fingerprint, want, &failure)
                .map(Outcome::Answer)
                .ok_or(failure.into()),
        }
    }

    /// The ageing session, where GitHub cannot be asked just now and nobody insisted on a validity.
    fn grace(&self, slot: Slot, fingerprint: &str, want: Want, failure: &Failure) -> Option<Answer> {
        if failure.code != Code::Unavailable || want == Want::New || self.settings.min_validity_chosen {
            return None;
        }
        let now_ms = self.clock.now_ms();
        let session = self.cache.session(fingerprint, now_ms)?;
        if session.remaining(now_ms) < EXPIRED_BELOW {
            return None;
        }
        self.trace.say(|| format!("{}; serving the cached session token while it lives", failure.message));
        Some(Answer { session, source: slot.name(), cached: true, stale: true })
    }

    fn lock(&self, work: Work) -> Option<lock::Guard> {
        match self.cache.lock(work, self.clock, self.settings.timeout) {
            Ok(guard) => guard,
            Err(e) => {
                self.trace.say(|| format!("going on without the lock: {e}"));
                None
            }
        }
    }

    /// A cache that cannot be written costs an exchange a call, not an answer.
    fn note(&self, written: std::io::Result<()>) {
        if let Err(e) = written {
            self.trace.say(|| format!("not cached: {e}"));
        }
    }
}

/// How an exchange ended, ours or another process's.
enum Settled {
    Session { session: Session, cached: bool },
    Failed { failure: Failure, wrong_app: bool },
}

fn issued_short(session: &Session, settings: &Settings) -> Failure {
    let (life, asked) = (session.life().as_secs(), humantime::format_duration(settings.min_validity));
    let life = humantime::format_duration(std::time::Duration::from_secs(life));
    Failure::error(format!("session tokens are issued for {life} just now, less than the {asked} asked for"))
        .hint("ask for less with --min-validity")
}

/// Some place had a GitHub token, but none that is exchanged.
fn everything_refused(first: &Failure, reasons: &[(Slot, String)]) -> Failure {
    if let [(_, _)] = reasons {
        return first.clone();
    }
    let failure = Failure::no_copilot_access(format!(
        "no GitHub token that can be exchanged ({})",
        slots::listed(reasons)
    ));
    let why = "404 means that the token's app may not mint session tokens";
    failure.hint(format!(
        "{why}: sign in to Copilot once in an editor plug-in, or set COPILOT_GITHUB_TOKEN to a ghu_ token"
    ))
}
