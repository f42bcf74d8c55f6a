//! Gets the credential for a request from the resolver that every command uses. The resolver blocks on locks, files and
//! GitHub, so each look-up runs on a blocking thread and serves all requests that arrive meanwhile.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue};
use tokio::sync::oneshot;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::headers::secret_value;
use super::memory::Memory;
use super::replies::Refusal;
use crate::clock::Deadline;
use crate::credential::Credential;
use crate::failure::Failure;
use crate::host::BaseUrl;
use crate::resolver::{Answer, Resolver, Want};
use crate::settings::Settings;
use crate::trace::Trace;

/// How long no new credential is fetched for an endpoint after it refused a replacement too: the cause lies elsewhere.
const USELESS: Duration = Duration::from_secs(60);

/// The headers for a request and the base URL that it may go to. Both come from the same response of GitHub.
#[derive(PartialEq)]
pub struct ProxyCredential {
    pub base_url: BaseUrl,
    /// Includes `Authorization` and `Host`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// Looks up credentials on the calling thread.
pub struct Credentials {
    settings: Settings,
    memory: Memory,
    /// Receives the trace of a look-up, line by line, if it is news.
    pub log: Option<fn(&str)>,
    last_failure: Mutex<Option<String>>,
}

impl Credentials {
    pub fn new(settings: Settings, log: Option<fn(&str)>) -> Self {
        Self { settings, memory: Memory::default(), log, last_failure: Mutex::default() }
    }

    /// Blocks. Asks GitHub only if no credential is cached, or only the `refused` one. A refresh that finished after
    /// the refusal therefore counts.
    ///
    /// # Errors
    /// Those of any command.
    pub fn get(&self, refused: Option<&ProxyCredential>) -> Result<ProxyCredential, Failure> {
        let current = self.usable(Want::Fresh)?;
        if refused == Some(&current) { self.usable(Want::New) } else { Ok(current) }
    }

    fn usable(&self, want: Want) -> Result<ProxyCredential, Failure> {
        let credential = self.credential(want)?;
        let bearer = Zeroizing::new(format!("Bearer {}", credential.bearer.expose()));
        let unusable = || Failure::error("the credential cannot be sent in a header");
        let host = HeaderValue::from_str(credential.base_url.host()).map_err(|_| unusable())?;
        let mut headers = vec![(HOST, host), (AUTHORIZATION, secret_value(&bearer).ok_or_else(unusable)?)];
        for (name, value) in self.settings.identity.headers(credential.access) {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable())?;
            headers.push((name, HeaderValue::from_str(value).map_err(|_| unusable())?));
        }
        Ok(ProxyCredential { base_url: credential.base_url, headers })
    }

    fn credential(&self, want: Want) -> Result<Credential, Failure> {
        let trace = Trace::new(self.log.is_some());
        let deadline = Deadline::after(self.settings.timeout);
        if want == Want::Fresh
            && let Some(outcome) = self.memory.recall(&self.settings, deadline)
        {
            return outcome;
        }
        let resolver = Resolver::new(&self.settings, deadline, &trace);
        let answer = resolver.credential(want).map_err(Failure::of);
        if let Some(log) = self.log
            && self.is_news(&answer)
        {
            trace.take_lines().iter().for_each(|line| log(line));
        }
        let cached = answer.as_ref().is_ok_and(|answer| answer.cached);
        let outcome = answer.map(|answer| answer.credential);
        self.memory.keep(&outcome, cached, &resolver.cache);
        outcome
    }

    /// Whether the trace of a look-up is worth its lines. Most requests find a fresh credential in the cache, or the
    /// same failure as before.
    fn is_news(&self, answer: &Result<Answer, Failure>) -> bool {
        let failure = answer.as_ref().err().map(|failure| failure.message.clone());
        let mut last = lock(&self.last_failure);
        let is_news = match answer {
            Ok(answer) => answer.stale || !answer.cached,
            Err(_) => *last != failure,
        };
        *last = failure;
        is_news
    }
}

type Outcome = Result<Arc<ProxyCredential>, Refusal>;
type Waiting = Mutex<Option<Vec<oneshot::Sender<Outcome>>>>;

/// Lets requests share one look-up of the credential.
pub struct Desk {
    credentials: Arc<Credentials>,
    /// The requests that wait for a look-up in progress: at index 0 for any valid credential, at index 1 for a refresh.
    waiting: [Arc<Waiting>; 2],
    /// When an endpoint last refused a replacement credential; absent after it accepts one. By endpoint, because one
    /// may refuse every credential while another needs a new one. By time and not by credential, because endpoints that
    /// all refuse would replace each other's credentials without end.
    useless_since: Mutex<HashMap<String, Instant>>,
}

impl Desk {
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials: Arc::new(credentials),
            waiting: Default::default(),
            useless_since: Mutex::default(),
        }
    }

    /// Time limit for connecting to the API, from DNS to the end of the TLS handshake.
    pub fn connect_timeout(&self) -> Duration {
        self.credentials.settings.timeout
    }

    pub async fn fresh(&self) -> Outcome {
        self.ask(None).await
    }

    /// A credential other than `refused`, to which `endpoint` answered 401; `None` if there is none.
    pub async fn other_than(
        &self,
        refused: &Arc<ProxyCredential>,
        endpoint: &str,
    ) -> Result<Option<Arc<ProxyCredential>>, Refusal> {
        // Another request or process may already have refreshed it.
        let current = self.ask(None).await?;
        if *current != **refused {
            return Ok(Some(current));
        }
        if lock(&self.useless_since).get(endpoint).is_some_and(|since| since.elapsed() < USELESS) {
            return Ok(None);
        }
        let new = self.ask(Some(Arc::clone(refused))).await?;
        Ok((*new != **refused).then_some(new))
    }

    /// Records whether `endpoint` accepted the credential that replaced a refused one.
    pub fn note(&self, endpoint: &str, accepted: bool) {
        let mut useless_since = lock(&self.useless_since);
        if accepted {
            useless_since.remove(endpoint);
        } else {
            useless_since.insert(endpoint.to_owned(), Instant::now());
        }
    }

    /// With `refused`, asks for a credential other than that one.
    async fn ask(&self, refused: Option<Arc<ProxyCredential>>) -> Outcome {
        let waiting = &self.waiting[usize::from(refused.is_some())];
        let (sender, outcome) = oneshot::channel();
        let first = {
            let mut list = lock(waiting);
            let first = list.is_none();
            list.get_or_insert_default().push(sender);
            first
        };
        if first {
            let (credentials, waiting) = (Arc::clone(&self.credentials), Arc::clone(waiting));
            tokio::task::spawn_blocking(move || {
                let outcome = credentials.get(refused.as_deref()).map(Arc::new).map_err(Refusal::from);
                for sender in lock(&waiting).take().unwrap_or_default() {
                    // Sending fails if the client has gone.
                    let _ = sender.send(outcome.clone());
                }
            });
        }
        outcome
            .await
            .unwrap_or_else(|_| Err(Failure::error("the look-up of the credential ended early").into()))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
