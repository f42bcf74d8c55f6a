//! The one decision that every command shares: the cached session where it will do, else the first GitHub
//! token found, exchanged by one process for all that wait. Prints nothing.

mod flight;
mod login;
mod slots;
pub mod status;
mod turn;

use crate::cache::Cache;
use crate::clock::Deadline;
use crate::credential::{Credential, EXPIRED_BELOW, Freshness};
use crate::failure::{Code, Failure};
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
    pub credential: Credential,
    pub source: &'static str,
    /// Not of an exchange of this process or one that it waited for.
    pub cached: bool,
    /// Less than the asked validity is left, and GitHub cannot be asked.
    pub stale: bool,
}

pub struct Resolver<'a> {
    pub settings: &'a Settings,
    pub deadline: Deadline,
    pub cache: Cache<'a>,
    pub trace: &'a Trace,
}

/// What one place came to.
enum Outcome {
    Answer(Answer),
    /// It has no GitHub token, and why.
    Nothing(String),
    /// GitHub does not exchange this kind of token (404): the next place may have another kind.
    WrongApp(Refused),
}

struct Refused {
    fingerprint: String,
    failure: Failure,
}

impl<'a> Resolver<'a> {
    pub fn new(settings: &'a Settings, deadline: Deadline, trace: &'a Trace) -> Self {
        let integration = &settings.identity.integration_id;
        let cache = match &settings.cache {
            CachePlace::Off | CachePlace::Nowhere => Cache::none(&settings.host),
            CachePlace::Folder(folder) => Cache::in_folder(folder, &settings.host, integration),
            CachePlace::File(path) => Cache::shared(path, &settings.host, integration),
        };
        Self { settings, deadline, cache, trace }
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
        let mut refused = Vec::new();
        for slot in Slot::all(self.settings) {
            let reason = match self.ask(slot, want, &refused)? {
                Outcome::Answer(answer) => return Ok(answer),
                Outcome::Nothing(reason) => reason,
                Outcome::WrongApp(it) if slot.is_explicit(self.settings) => return Err(it.failure.into()),
                Outcome::WrongApp(it) => {
                    refused.push(it);
                    "refused (404)".to_owned()
                }
            };
            self.trace.say(|| format!("{}: {reason}", slot.name()));
            reasons.push((slot, reason));
        }
        Err(match refused.first() {
            Some(first) => slots::everything_refused(&first.failure, &reasons),
            None => slots::nothing_found(self.settings, &reasons),
        }
        .into())
    }

    /// A fresh session in a shared file that belongs to no GitHub token in particular: it counts for all, so
    /// no source need be asked.
    fn nobodys(&self) -> Option<Answer> {
        let session = self.cache.nobodys_session(self.deadline.now_ms())?;
        let fresh = session.freshness(self.deadline.now_ms(), self.settings.min_validity) == Freshness::Fresh;
        fresh.then_some(Answer { credential: session, source: SHARED_FILE, cached: true, stale: false })
    }

    /// `refused` are the GitHub tokens of earlier places: the same one need not be refused twice.
    fn ask(&self, slot: Slot, want: Want, refused: &[Refused]) -> anyhow::Result<Outcome> {
        let login = match self.login(slot, want)? {
            Ok(login) => login,
            Err(reason) => return Ok(Outcome::Nothing(reason)),
        };
        self.trace.say(|| format!("{}: found a GitHub token", slot.name()));
        if let Some(Refused { failure, fingerprint }) =
            refused.iter().find(|refused| refused.fingerprint == login.fingerprint)
        {
            let again = Refused { failure: failure.clone(), fingerprint: fingerprint.clone() };
            return Ok(Outcome::WrongApp(again));
        }
        if want == Want::Fresh
            && let Some(settled) = self.settled(&login.fingerprint, want, false)
        {
            return self.conclude(slot, &login, want, settled);
        }
        let flight = Flight { resolver: self, slot, want };
        match flight.exchange(login)? {
            Ok((login, outcome)) => self.conclude(slot, &login, want, outcome),
            Err(reason) => Ok(Outcome::Nothing(reason)),
        }
    }

    /// Whether that came about after this process began, by the clock as it is: what comes from the future did not.
    fn is_news(&self, at_ms: i64, now_ms: i64) -> bool {
        (self.deadline.began_ms() + 1..=now_ms).contains(&at_ms)
    }

    /// What the cache alone settles: for [`Want::Fresh`] a fresh session or a remembered failure; to one who has
    /// `waited` also whatever another process brought about meanwhile.
    fn settled(&self, fingerprint: &str, want: Want, waited: bool) -> Option<Settled> {
        let now_ms = self.deadline.now_ms();
        let since = |at_ms: i64| waited && self.is_news(at_ms, now_ms);
        let will_do = |session: &Credential| {
            session.freshness(now_ms, self.settings.min_validity) == Freshness::Fresh
                || self.was_just_issued_short(session, now_ms)
        };
        if let Some(session) = self.cache.session(fingerprint, now_ms) {
            let new = since(session.received_ms);
            self.trace.say(|| {
                format!("cache entry: {}s left", session.remaining(now_ms).unwrap_or_default().as_secs())
            });
            if new || (want == Want::Fresh && will_do(&session)) {
                return Some(Settled::Session { credential: session, cached: !new });
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
    fn was_just_issued_short(&self, session: &Credential, now_ms: i64) -> bool {
        let left = session.remaining(now_ms).unwrap_or_default();
        let just_issued = now_ms.saturating_sub(session.received_ms) < 60_000;
        let short = session.issued_for.is_some_and(|life| life < self.settings.min_validity);
        just_issued && short && left >= EXPIRED_BELOW
    }

    fn conclude(&self, slot: Slot, login: &Login, want: Want, settled: Settled) -> anyhow::Result<Outcome> {
        let settled = match settled {
            Settled::Failed { failure, wrong_app } => {
                Settled::Failed { failure: failure.from_source(slot.name(), sign_in_again(slot)), wrong_app }
            }
            settled => settled,
        };
        match settled {
            Settled::Session { credential: session, cached } => {
                if session.freshness(self.deadline.now_ms(), self.settings.min_validity) != Freshness::Fresh {
                    return Err(issued_short(&session, self.settings).into());
                }
                Ok(Outcome::Answer(Answer { credential: session, source: slot.name(), cached, stale: false }))
            }
            Settled::Failed { failure, wrong_app: true } => {
                Ok(Outcome::WrongApp(Refused { fingerprint: login.fingerprint.clone(), failure }))
            }
            Settled::Failed { failure, .. } => self
                .grace(slot, &login.fingerprint, want, &failure)
                .map(Outcome::Answer)
                .ok_or(failure.into()),
        }
    }

    /// The session in the cache, where GitHub cannot be asked just now: a fresh one that another process has put
    /// there meanwhile, or the ageing one, if nobody insisted on a validity.
    fn grace(&self, slot: Slot, fingerprint: &str, want: Want, failure: &Failure) -> Option<Answer> {
        if failure.code != Code::Unavailable {
            return None;
        }
        let now_ms = self.deadline.now_ms();
        let session = self.cache.session(fingerprint, now_ms)?;
        let freshness = session.freshness(now_ms, self.settings.min_validity);
        let new = self.is_news(session.received_ms, now_ms);
        if freshness == Freshness::Fresh && new {
            return Some(Answer { credential: session, source: slot.name(), cached: false, stale: false });
        }
        if want == Want::New || self.settings.min_validity_chosen || freshness == Freshness::Expired {
            return None;
        }
        self.trace.say(|| format!("{}; serving the cached session token while it lives", failure.message));
        Some(Answer {
            credential: session,
            source: slot.name(),
            cached: true,
            stale: freshness == Freshness::Ageing,
        })
    }

    /// A cache that cannot be written costs an exchange a call, not an answer. Whether it could be.
    fn note(&self, written: std::io::Result<()>) -> bool {
        if let Err(e) = &written {
            self.trace.say(|| format!("not cached: {e}"));
        }
        written.is_ok()
    }
}

/// How an exchange ended, ours or another process's.
enum Settled {
    Session { credential: Credential, cached: bool },
    Failed { failure: Failure, wrong_app: bool },
}

fn sign_in_again(slot: Slot) -> &'static str {
    match slot {
        Slot::Gh => "run 'gh auth login'",
        Slot::Editor => "sign in to Copilot in the editor again",
        _ => "replace it",
    }
}

fn issued_short(session: &Credential, settings: &Settings) -> Failure {
    let life = session.issued_for.unwrap_or_default().as_secs();
    let life = humantime::format_duration(std::time::Duration::from_secs(life));
    let asked = humantime::format_duration(settings.min_validity);
    Failure::error(format!("session tokens are issued for {life} just now, less than the {asked} asked for"))
        .hint("ask for less with --min-validity")
}
