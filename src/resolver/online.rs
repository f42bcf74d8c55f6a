//! What only GitHub knows: the account with its plan and quotas, and whether the Copilot API accepts the credential
//! that the other commands would hand out. Sends at most three requests, all of them GET.

use std::thread;

use super::{Resolver, Want, failures, sources_in_order};
use crate::failure::Failure;
use crate::github::exchange::Request;
use crate::github::models::{self, ApiCheck};
use crate::github::user::{self, Account};
use crate::sources::{Found, GitHubToken, Source};

/// What GitHub says, or for each part, why it could not be obtained.
pub struct Online {
    pub account: Result<Account, Failure>,
    /// Fails if there is no credential to try.
    pub api: Result<ApiCheck, Failure>,
}

impl Resolver<'_> {
    #[cold]
    pub fn online(&self) -> Online {
        self.only_gets.set(true);
        let answer = match self.credential(Want::Fresh) {
            Ok(answer) => answer,
            Err(error) => {
                let account = match self.told.get() {
                    Some(account) => Ok(account.clone()),
                    // The account may show why there is no credential.
                    None => self.living_token().and_then(|(source, token)| self.account(source, &token)),
                };
                return Online { account, api: Err(Failure::of(error)) };
            }
        };
        let source =
            sources_in_order(self.settings).into_iter().find(|source| source.name() == answer.source);
        let headers = self.settings.identity.headers(answer.credential.access);
        let (deadline, credential) = (self.deadline, &answer.credential);
        thread::scope(|scope| {
            let api = scope.spawn(move || models::check(credential, &headers, deadline));
            let account = match (self.told.get(), source) {
                (Some(account), _) => Ok(account.clone()),
                (None, Some(source)) => self.token_of(source).and_then(|token| self.account(source, &token)),
                (None, None) => {
                    Err(Failure::error(format!("{} names no GitHub token to ask about", answer.source)))
                }
            };
            let api = api.join().map_err(|_| Failure::error("the check of the Copilot API ended early"));
            let source = source.unwrap_or(Source::File);
            let api = api.map(|api| ApiCheck {
                models: api.models.map_err(|failure| failures::rendered(source, &failure, self.settings)),
                ..api
            });
            Online { account, api }
        })
    }

    fn account(&self, source: Source, token: &GitHubToken) -> Result<Account, Failure> {
        let Self { settings, deadline, .. } = self;
        let request = Request {
            host: &settings.host,
            identity: &settings.identity,
            token: &token.secret,
            deadline: *deadline,
            retry: false,
        };
        user::details(&request).map_err(|refusal| failures::rendered(source, &refusal.failure, settings))
    }

    fn first_token(&self) -> Result<(Source, GitHubToken), Failure> {
        for source in sources_in_order(self.settings) {
            // If a source is broken, GitHub is not asked about another source's account instead.
            if let Found::Token(token) = source.find(&self.query()).map_err(Failure::of)? {
                return Ok((source, token));
            }
        }
        Err(Failure::unauthenticated("no GitHub token found"))
    }

    /// The first GitHub token, unless it is known to have expired. GitHub would only reject it.
    fn living_token(&self) -> Result<(Source, GitHubToken), Failure> {
        let (source, token) = self.first_token()?;
        if token.expires_at_ms.is_some_and(|at_ms| at_ms <= self.deadline.now_ms()) {
            return Err(Failure::unauthenticated(format!(
                "the GitHub token from {} has expired",
                source.name()
            )));
        }
        Ok((source, token))
    }

    fn token_of(&self, source: Source) -> Result<GitHubToken, Failure> {
        match source.find(&self.query()).map_err(Failure::of)? {
            Found::Token(token) => Ok(token),
            Found::Absent(absent) => Err(Failure::unauthenticated(format!("{}: {absent}", source.name()))),
        }
    }
}
