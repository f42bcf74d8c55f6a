//! The shared part of the fuzz targets. The product is a program, so its modules are compiled in by path. Each target
//! has one function, which feeds the modules and checks the results against the promises. It returns whether any
//! input was accepted.
#![allow(dead_code, unused_imports)]

#[path = "../../src"]
mod product {
    pub mod absent;
    pub mod base_url;
    pub mod cache;
    pub mod cli;
    pub mod clock;
    pub mod credential;
    pub mod dirs;
    pub mod failure;
    pub mod github;
    pub mod host;
    pub mod identity;
    pub mod output;
    pub mod private;
    pub mod secret;
    pub mod settings;
    pub mod sources;
    pub mod text;
    pub mod within;
}
// Imported under the names that the modules use for each other.
use product::{
    absent, base_url, cache, cli, clock, credential, dirs, failure, github, host, identity, output, private,
    secret, settings, sources, text, within,
};

mod answers;
mod editor;
mod promises;
mod stored;

pub use answers::{account, answer, device, models};
pub use editor::{editor_database, editor_json};
pub use stored::entry;

use host::Host;
use output::credential as git;
use promises::{hold_failure, hold_url};

/// The current time for the fuzzed code, in Unix milliseconds.
const NOW_MS: i64 = 1_795_437_295_000;

fn hosts() -> [Host; 2] {
    [Host::github_com(), Host::parse("acme.ghe.com").expect("a tenant")]
}

/// A session token and the answer's base URL: the first line is `endpoints.api`, the second the token.
pub fn base_url(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let (endpoint, token) = text.split_once('\n').map_or((None, text), |(url, token)| (Some(url), token));
    let mut trusted = false;
    for host in hosts() {
        match base_url::resolve(&host, endpoint, token) {
            Ok(url) => {
                hold_url(&host, url.as_str());
                trusted = true;
            }
            Err(failure) => hold_failure(&failure),
        }
    }
    trusted
}

/// The input that git sends to a credential helper.
pub fn git_credential(data: &[u8]) -> bool {
    let request = match git::parse(data) {
        Ok(request) => request,
        Err(failure) => {
            hold_failure(&failure);
            return false;
        }
    };
    let named = request.host.as_deref().and_then(git::host_and_port);
    let mut answered = false;
    for host in hosts() {
        let Some((name, _port)) = named else { continue };
        let name = name.to_ascii_lowercase();
        if host.is_copilot_api(&name) {
            assert!(host.trusts(&name), "{name}");
            hold_url(&host, &format!("https://{name}"));
            answered = true;
        }
    }
    if let Some(secret) = request.credential.or(request.password) {
        assert!(!secret.expose().contains(['\n', '\0']));
    }
    answered
}

fn split(data: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let end = data.iter().position(|byte| *byte == at)?;
    Some((&data[..end], &data[end + 1..]))
}
