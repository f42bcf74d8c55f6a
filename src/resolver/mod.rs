//! The decision that every command shares: which GitHub token, which access, and so which credential. Looks into the
//! cache, waits for another process, looks again, and only then asks GitHub. Prints nothing.

mod ask;
mod failures;
mod flight;
mod holder;
pub mod online;
mod renewal;
mod serve;
pub mod status;

use std::cell::{Cell, OnceCell};

use crate::absent::Absent;
use crate::cache::Cache;
use crate::cli;
use crate::clock::Deadline;
use crate::credential::{Access, Credential, Freshness};
use crate::failure::{Code, Failure, WrongKind};
use crate::github::user::Account;
use crate::settings::{CachePlace, Settings};
use crate::sources::{self, Source, env};
use crate::trace::Trace;
use flight::{Age, Outcome};
use holder::Holder;
pub use renewal::settle as settle_renewals;

/// The name of the source if the session token is from a shared cache file whose entry names no GitHub token.
const SHARED_FILE: &str = "cache-file";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Any credential with the requested validity.
    Fresh,
    /// A credential that GitHub gives after this call began.
    New,
}

/// A credential and where it came from.
#[derive(Debug)]
pub struct Answer {
    pub credential: Credential,
    pub source: &'static str,
    /// Whether GitHub gave it before this call began.
    pub cached: bool,
    /// Whether it is due for renewal but could not be renewed.
    pub stale: bool,
}

/// Resolves the credential for one call. `deadline` bounds every wait.
pub struct Resolver<'a> {
    pub settings: &'a Settings,
    pub deadline: Deadline,
    pub cache: Cache<'a>,
    pub trace: &'a Trace,
    /// What GitHub said about the account in this call, for `status --online`.
    told: OnceCell<Account>,
    /// Set for `status --online`, which sends only GET requests, each of them once. Nothing is retried or renewed.
    only_gets: Cell<bool>,
}

/// What the walk over the sources has found so far.
#[derive(Default)]
struct Walk {
    /// Why each source gave no credential.
    absent: Vec<(Source, Absent)>,
    refused: Vec<Refused>,
}

/// A GitHub token of a kind that GitHub does not exchange.
struct Refused {
    holder: Holder,
    failure: Failure,
    kind: WrongKind,
    age: Option<Age>,
}

impl<'a> Resolver<'a> {
    pub fn new(settings: &'a Settings, deadline: Deadline, trace: &'a Trace) -> Self {
        let integration = settings.identity.integration_id(Access::Exchange);
        let cache = match &settings.cache {
            CachePlace::Off | CachePlace::Nowhere => Cache::none(&settings.host),
            CachePlace::Folder(folder) => Cache::in_folder(folder, &settings.host, integration),
            CachePlace::File(path) => Cache::shared(path, &settings.host, integration),
        };
        Self { settings, deadline, cache, trace, told: OnceCell::new(), only_gets: Cell::new(false) }
    }

    /// # Errors
    /// A [`Failure`] that says why there is no credential.
    pub fn credential(&self, want: Want) -> anyhow::Result<Answer> {
        let mut walk = Walk::default();
        let answer = match self.settings.access() {
            cli::Access::Exchange => self.exchange(want, &mut walk)?,
            cli::Access::Direct => self.direct(want, &mut walk)?,
            cli::Access::Auto => match self.exchange(want, &mut walk)? {
                Some(answer) => Some(answer),
                None => self.direct_with_refused(want, &mut walk)?,
            },
        };
        answer.ok_or_else(|| failures::nothing_usable(self.settings, &walk).into())
    }

    /// Exchanges the first GitHub token that GitHub accepts for exchange.
    fn exchange(&self, want: Want, walk: &mut Walk) -> anyhow::Result<Option<Answer>> {
        if want == Want::Fresh
            && let Some(answer) = self.unowned()
        {
            return Ok(Some(answer));
        }
        let auto = self.settings.access() == cli::Access::Auto;
        for source in sources_in_order(self.settings) {
            let holder = match self.holder(source, want)? {
                Ok(holder) => holder,
                Err(absent) => {
                    walk.passed(self, source, absent);
                    continue;
                }
            };
            self.trace.say(|| format!("{}: found a GitHub token", source.name()));
            // If two sources hold the same GitHub token, GitHub is asked about it only once.
            let before = walk.refused.iter().find(|refused| refused.holder.fingerprint == holder.fingerprint);
            let kind = match before {
                Some(refused) => refused.kind,
                None => match self.obtain(Access::Exchange, holder, want)? {
                    (holder, Outcome::Given { credential, cached }) => {
                        return self.answer(&holder, credential, cached).map(Some);
                    }
                    (holder, Outcome::Failed { failure, wrong_kind: Some(kind), age })
                        if goes_on(kind, auto) =>
                    {
                        walk.refused.push(Refused { holder, failure, kind, age });
                        kind
                    }
                    (holder, Outcome::Failed { failure, age, .. }) => {
                        return match self.grace(Access::Exchange, &holder, want, failure.clone(), age) {
                            Err(error) if auto => {
                                self.direct_in_grace(walk, &holder, want, &failure).ok_or(error)
                            }
                            served => served,
                        }
                        .map(Some);
                    }
                    (_, Outcome::Gone(absent)) => {
                        walk.passed(self, source, absent);
                        continue;
                    }
                },
            };
            walk.passed(self, source, kind.absent());
            if is_explicit(source, self.settings) {
                // The user named this GitHub token: no other account is used in its place.
                break;
            }
        }
        Ok(None)
    }

    /// Direct access with the first GitHub token found.
    fn direct(&self, want: Want, walk: &mut Walk) -> anyhow::Result<Option<Answer>> {
        for source in sources_in_order(self.settings) {
            match self.holder_with_token(source)? {
                Ok(holder) => return self.direct_with(holder, want).map(Some),
                Err(absent) => walk.passed(self, source, absent),
            }
        }
        Ok(None)
    }

    /// Direct access with the first of the refused GitHub tokens whose account has Copilot.
    fn direct_with_refused(&self, want: Want, walk: &mut Walk) -> anyhow::Result<Option<Answer>> {
        let mut without_copilot = None;
        for Refused { holder, failure, .. } in std::mem::take(&mut walk.refused) {
            self.trace.say(|| format!("auto: direct access with {}: {failure}", holder.source.name()));
            match self.direct_with(holder, want) {
                Err(error) if code_of(&error) == Some(Code::NoCopilotAccess) => {
                    self.trace.say(|| error.to_string());
                    without_copilot.get_or_insert(error);
                }
                other => return other.map(Some),
            }
        }
        without_copilot.map_or(Ok(None), Err)
    }

    fn direct_with(&self, holder: Holder, want: Want) -> anyhow::Result<Answer> {
        let gone = |absent: Absent| Failure::unauthenticated(format!("the GitHub token is gone: {absent}"));
        let holder = if holder.token.is_some() { holder } else { self.find(holder.source)?.map_err(gone)? };
        match self.obtain(Access::Direct, holder, want)? {
            (holder, Outcome::Given { credential, cached }) => self.answer(&holder, credential, cached),
            (holder, Outcome::Failed { failure, age, .. }) => {
                self.grace(Access::Direct, &holder, want, failure, age)
            }
            (_, Outcome::Gone(absent)) => Err(gone(absent).into()),
        }
    }

    /// A fresh session token from a shared file whose entry names no GitHub token. It counts for all of them, so no
    /// source is asked.
    fn unowned(&self) -> Option<Answer> {
        let now_ms = self.deadline.now_ms();
        let credential = self.cache.unowned_session(now_ms)?;
        let fresh = credential.freshness(now_ms, self.settings.min_validity()) == Freshness::Fresh;
        fresh.then_some(Answer { credential, source: SHARED_FILE, cached: true, stale: false })
    }

    fn query(&self) -> sources::Query<'_> {
        sources::Query {
            host: self.settings.host.name(),
            user: self.settings.user.as_deref(),
            token_file: self.settings.github_token_file.as_ref(),
            deadline: self.deadline,
        }
    }

    /// Traces a failed cache write. It costs the next call a request, but does not fail this call.
    fn note(&self, written: std::io::Result<()>) {
        if let Err(e) = written {
            self.trace.say(|| format!("not cached: {e}"));
        }
    }
}

impl Walk {
    fn passed(&mut self, resolver: &Resolver, source: Source, absent: Absent) {
        resolver.trace.say(|| format!("{}: {absent}", source.name()));
        self.absent.push((source, absent));
    }
}

/// Whether the search continues after a refusal of this kind.
fn goes_on(kind: WrongKind, auto: bool) -> bool {
    auto || kind == WrongKind::NotFound
}

fn code_of(error: &anyhow::Error) -> Option<Code> {
    error.downcast_ref::<Failure>().map(|failure| failure.code)
}

/// The sources in search order. Each variable is a separate source.
fn sources_in_order(settings: &Settings) -> Vec<Source> {
    if settings.github_token_file.is_some() {
        return vec![Source::File];
    }
    let mut all = Vec::with_capacity(env::VARIABLES.len() + settings.sources.len());
    for name in &settings.sources {
        match name {
            cli::SourceName::Env => all.extend(env::VARIABLES.map(Source::Variable)),
            cli::SourceName::Login => all.push(Source::Login),
            cli::SourceName::Editor => all.push(Source::Editor),
            cli::SourceName::Gh => all.push(Source::Gh),
        }
    }
    all
}

/// Whether the user named this source and no other.
fn is_explicit(source: Source, settings: &Settings) -> bool {
    matches!(source, Source::File | Source::Variable(env::EXPLICIT)) || settings.sources.len() == 1
}
