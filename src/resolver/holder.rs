//! Which GitHub token a source has: the token itself or, if its login state is the same as when it was last asked, only
//! the token's fingerprint.

use super::flight::Turn;
use super::{Resolver, Want};
use crate::absent::{Absent, Why};
use crate::cache::notes::{Login, NoLogin, Noted};
use crate::cache::{self, Kind, Work};
use crate::failure::Failure;
use crate::private::lock::Guard;
use crate::secret::Secret;
use crate::sources::login_state::LoginState;
use crate::sources::{Found, GitHubToken, Source};

/// How long "no login" is cached while the login state is the same, in milliseconds. Kept short, because a keyring may
/// have been locked.
const NO_LOGIN: i64 = 60_000;

/// A source with its GitHub token, or with only the token's fingerprint while the token itself is not needed.
#[derive(Debug)]
pub(super) struct Holder {
    pub source: Source,
    pub fingerprint: String,
    pub token: Option<GitHubToken>,
    /// The login state to note when GitHub is asked about the token.
    pub unnoted: Option<String>,
    /// The source's lock, held until GitHub has answered. Without it, a process that learns the fingerprint from our
    /// note could be the first to get GitHub's lock, and would have to ask the source again for the token.
    _guard: Option<Guard>,
}

/// The inner error says why the source has no GitHub token.
pub(super) type Held = Result<Holder, Absent>;

impl Holder {
    pub fn known(source: Source, fingerprint: String) -> Self {
        Self { source, fingerprint, token: None, unnoted: None, _guard: None }
    }

    pub fn of(source: Source, token: GitHubToken) -> Self {
        let fingerprint = cache::fingerprint(&token.secret);
        Self { token: Some(token), ..Self::known(source, fingerprint) }
    }

    /// When the GitHub token expires, in Unix milliseconds on the local clock, if its source knows.
    pub fn ends_at_ms(&self) -> Option<i64> {
        self.token.as_ref().and_then(|token| token.expires_at_ms)
    }

    pub fn bearer(&self) -> Option<&Secret> {
        self.token.as_ref().map(|token| &token.secret)
    }
}

impl Resolver<'_> {
    pub(super) fn holder(&self, source: Source, want: Want) -> anyhow::Result<Held> {
        let Some(state) = source.login_state(&self.query()) else { return self.find(source) };
        if want == Want::Fresh
            && let Some(held) = self.noted(source, &state)
        {
            return Ok(held);
        }
        if !source.is_expensive() {
            return self.find(source);
        }
        let turn = self.turn(Work::Source(&state.text));
        if let Some(held) = self.just_noted(source, &state.text) {
            return held;
        }
        let guard = match turn {
            Turn::Late => return Err(self.late(source.name()).into()),
            Turn::Alone => None,
            Turn::Ours(guard) => Some(guard),
        };
        Ok(self.find(source)?.map(|holder| Holder { _guard: guard, ..holder }))
    }

    /// As `holder`, but always with the token itself. A noted fingerprint does not help here; a noted absence does.
    pub(super) fn holder_with_token(&self, source: Source) -> anyhow::Result<Held> {
        let noted = source.login_state(&self.query()).and_then(|state| self.noted(source, &state));
        match noted {
            Some(Err(absent)) => Ok(Err(absent)),
            _ => self.find(source),
        }
    }

    /// What our notes say about the source, without asking it.
    pub(super) fn noted(&self, source: Source, state: &LoginState) -> Option<Held> {
        let (now_ms, covers_token, state) = (self.deadline.now_ms(), state.covers_token, state.text.as_str());
        // If the state does not cover the token, a note about it is only for processes that were waiting at the time.
        if covers_token
            && let Some(Noted { said: Login { fingerprint }, .. }) =
                self.cache.note(Kind::Login, &[state], now_ms)
        {
            return Some(Ok(Holder::known(source, fingerprint)));
        }
        match self.cache.note(Kind::NoLogin, &[state], now_ms)? {
            Noted { at_ms, said: NoLogin::Absent(absent) }
                if absent.why == Why::Certain && now_ms - at_ms < NO_LOGIN =>
            {
                Some(Err(absent))
            }
            _ => None,
        }
    }

    /// What the source told another process while we waited for that process.
    fn just_noted(&self, source: Source, state: &str) -> Option<anyhow::Result<Held>> {
        let now_ms = self.deadline.now_ms();
        if let Some(Noted { at_ms, said: Login { fingerprint } }) =
            self.cache.note(Kind::Login, &[state], now_ms)
            && self.deadline.is_since(at_ms)
        {
            return Some(Ok(Ok(Holder::known(source, fingerprint))));
        }
        let Noted { at_ms, said } = self.cache.note(Kind::NoLogin, &[state], now_ms)?;
        self.deadline.is_since(at_ms).then(|| match said {
            NoLogin::Absent(absent) => Ok(Err(absent)),
            NoLogin::Failed { code, message, hint } => {
                Err(Failure::again(code, &message, hint.as_deref()).into())
            }
        })
    }

    /// Asks the source. The answer of an expensive source is noted at once, for processes that wait to ask it too. The
    /// answer of a cheap source is noted only when GitHub is asked, so that a warm call writes nothing.
    pub(super) fn find(&self, source: Source) -> anyhow::Result<Held> {
        // Taken before the question. For an expensive source, compared again afterwards: if the login changed
        // meanwhile, the answer must not be noted under either state.
        let state = source.settled_state(&self.query()).map(|state| state.text);
        let found = source.find(&self.query());
        if let Some(state) = state.as_deref().filter(|_| source.is_expensive())
            && source.login_state(&self.query()).is_some_and(|now| now.text == state)
        {
            self.note_found(state, &found);
        }
        Ok(match found? {
            Found::Token(token) => {
                let unnoted = state.filter(|_| !source.is_expensive());
                Ok(Holder { unnoted, ..Holder::of(source, token) })
            }
            Found::Absent(absent) => Err(absent),
        })
    }

    fn note_found(&self, state: &str, found: &anyhow::Result<Found>) {
        let said = match found {
            Ok(Found::Token(token)) => return self.note_login(state, &cache::fingerprint(&token.secret)),
            Ok(Found::Absent(absent)) => NoLogin::Absent(absent.clone()),
            Err(error) => match error.downcast_ref::<Failure>() {
                Some(Failure { code, message, hint, .. }) => {
                    NoLogin::Failed { code: *code, message: message.clone(), hint: hint.clone() }
                }
                None => return,
            },
        };
        self.note(self.cache.keep_note(Kind::NoLogin, &[state], self.deadline.now_ms(), said));
    }

    pub(super) fn note_login(&self, state: &str, fingerprint: &str) {
        let said = Login { fingerprint: fingerprint.to_owned() };
        self.note(self.cache.keep_note(Kind::Login, &[state], self.deadline.now_ms(), said));
    }
}
