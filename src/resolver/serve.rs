//! The last step: decides whether a credential is good enough to hand out, and what to serve from the cache if GitHub
//! cannot be asked.

use super::flight::Age;
use super::holder::Holder;
use super::{Answer, Resolver, Walk, Want, failures};
use crate::credential::{Access, Credential, EXPIRED_BELOW, Freshness};
use crate::failure::{Code, Failure};

impl Resolver<'_> {
    pub(super) fn answer(
        &self,
        holder: &Holder,
        credential: Credential,
        cached: bool,
    ) -> anyhow::Result<Answer> {
        let credential = credential.ending(holder.ends_at_ms());
        let min_validity = self.settings.min_validity();
        let left = credential.remaining(self.deadline.now_ms());
        let short = left.is_some_and(|left| left < min_validity);
        let expired = left.is_some_and(|left| left < EXPIRED_BELOW);
        match credential.access {
            // One that is issued for exactly what is requested has less left a millisecond later.
            Access::Exchange if short || credential.issued_for.is_some_and(|life| life <= min_validity) => {
                Err(failures::issued_short(&credential, min_validity).into())
            }
            Access::Direct if short && (expired || self.settings.min_validity.is_some()) => {
                Err(failures::not_renewed(left.unwrap_or_default(), min_validity).into())
            }
            _ => Ok(Answer { credential, source: holder.source.name(), cached, stale: short }),
        }
    }

    /// Serves the cached credential if GitHub cannot be asked at the moment, unless the caller insists on a validity or
    /// on a new one. Otherwise returns the failure.
    pub(super) fn grace(
        &self,
        access: Access,
        holder: &Holder,
        want: Want,
        failure: Failure,
        age: Option<Age>,
    ) -> anyhow::Result<Answer> {
        let now_ms = self.deadline.now_ms();
        let insists = access == Access::Exchange && self.settings.min_validity.is_some();
        let cached = match failure.code {
            Code::Unavailable if want == Want::Fresh => {
                self.cache.credential(access, &holder.fingerprint, holder.bearer(), now_ms)
            }
            _ => None,
        };
        let min_validity = self.settings.min_validity();
        let cached = cached.map(|credential| credential.ending(holder.ends_at_ms()));
        match cached.map(|credential| (credential.freshness(now_ms, min_validity), credential)) {
            Some((freshness, credential))
                if freshness == Freshness::Fresh || (freshness == Freshness::Ageing && !insists) =>
            {
                self.trace.say(|| format!("{failure}; serving what is cached"));
                let stale = freshness == Freshness::Ageing;
                Ok(Answer { credential, source: holder.source.name(), cached: true, stale })
            }
            _ => Err(failures::remembered(failure, age).into()),
        }
    }

    /// For `auto`, if GitHub cannot be asked whether it exchanges a token: serves direct access from the cache, if
    /// `auto` settled on that earlier.
    pub(super) fn direct_in_grace(
        &self,
        walk: &Walk,
        holder: &Holder,
        want: Want,
        failure: &Failure,
    ) -> Option<Answer> {
        if failure.code != Code::Unavailable {
            return None;
        }
        let mut holders = walk.refused.iter().map(|refused| &refused.holder).chain([holder]);
        holders.find_map(|holder| {
            let found = if holder.token.is_none() { self.find(holder.source).ok()?.ok() } else { None };
            let holder = found.as_ref().unwrap_or(holder);
            self.grace(Access::Direct, holder, want, failure.clone(), None).ok()
        })
    }
}
