//! GitHub token → session token, over HTTPS: one request, at most one more where the first could not have done
//! harm. The only user of HTTP. Knows no cache.

use std::thread;
use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

use super::http;
use super::route::Network;
use super::{certificates, response};
use crate::clock::Deadline;
use crate::credential::Credential;
use crate::failure::{Failure, WrongKind};
use crate::host::Host;
use crate::identity::Identity;
use crate::secret::Secret;
use crate::text;

/// Why no session came of it, and for whom that is worth knowing later.
#[derive(Debug)]
pub struct Refusal {
    pub failure: Failure,
    /// How long not to ask again.
    pub remember: Duration,
    pub wrong_kind: Option<WrongKind>,
    /// Whether the same request may be answered at once: a failed connection, 502, 503, 504.
    pub(super) retry: bool,
}

impl Refusal {
    pub(super) fn passing(failure: Failure) -> Self {
        Self { failure, remember: Duration::ZERO, wrong_kind: None, retry: false }
    }

    pub(super) fn retry(self) -> Self {
        Self { retry: true, ..self }
    }

    pub(super) fn remember(self, remember: Duration) -> Self {
        Self { remember, ..self }
    }
}

/// What is shorter may stand in any text by chance, in bytes.
const SECRET_TAIL: usize = 8;

/// Who asks, for whom, and how long they wait.
#[derive(Debug)]
pub struct Request<'a> {
    pub host: &'a Host,
    pub identity: &'a Identity,
    pub token: &'a Secret,
    pub deadline: Deadline,
}

impl Request<'_> {
    /// A server's words, fit for a terminal, and without the GitHub token, should they repeat it.
    pub(super) fn shown(&self, words: &str, limit: usize) -> String {
        text::one_line(&self.cleaned(words), limit)
    }

    /// The same in full, and with the editor in place of GitHub's word for it.
    pub(super) fn cleaned(&self, words: &str) -> String {
        let token = self.token.expose();
        let mut words = text::clean(words).replace(token, "…");
        // What stands behind its kind is the secret, and as good without.
        if let Some((_, tail)) = token.rsplit_once('_').filter(|(_, tail)| tail.len() >= SECRET_TAIL) {
            words = words.replace(tail, "…");
        }
        words.replace("{EDITOR}", "vscode")
    }
}

/// Exchanges the GitHub token now.
///
/// # Errors
/// Every way in which no usable session came back, each with what it means for later calls.
pub fn exchange(request: &Request) -> Result<Credential, Refusal> {
    let network = Network::read(&request.host.api_host()).map_err(Refusal::passing)?;
    let roots = certificates::roots(&network).map_err(Refusal::passing)?;
    let left = || request.deadline.left_to_work();
    let client = http::Client::new(&network, roots)?;
    match client.ask(request, left()).and_then(|reply| response::read(request, &reply)) {
        Err(refusal) if refusal.retry => {
            let pause = jitter();
            if pause >= left() {
                return Err(refusal);
            }
            thread::sleep(pause);
            client.ask(request, left()).and_then(|reply| response::read(request, &reply))
        }
        outcome => outcome,
    }
}

/// 100 to 355 ms: long enough for a restart, and not the same for everybody.
fn jitter() -> Duration {
    let mut byte = [0];
    // Without random bytes the pause is the shortest one; nothing depends on it.
    let _ = SystemRandom::new().fill(&mut byte);
    Duration::from_millis(100 + u64::from(byte[0]))
}
