//! `token`, `refresh` and `base-url`.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::{print, print_json};
use crate::output::json::{self, rfc3339};
use crate::resolver::{Answer, Resolver, Want};
use crate::text;

pub fn token(resolver: &Resolver, want: Want, json: bool) -> anyhow::Result<ExitCode> {
    let answer = resolver.credential(want)?;
    if json {
        print_json(&described(resolver, &answer, true))?;
    } else {
        // Allocated at its final size: a growing string would leave copies of the secret behind.
        print(&Zeroizing::new([answer.credential.bearer.expose(), "\n"].concat()))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub fn base_url(resolver: &Resolver, json: bool) -> anyhow::Result<ExitCode> {
    let answer = resolver.credential(Want::Fresh)?;
    if json {
        print_json(&described(resolver, &answer, false))?;
    } else {
        print(&[answer.credential.base_url.as_str(), "\n"].concat())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn described<'a>(resolver: &'a Resolver, answer: &'a Answer, with_token: bool) -> json::Answer<'a> {
    let session = &answer.credential;
    json::Answer {
        version: 1,
        access: session.access.name(),
        token: with_token.then(|| session.bearer.expose()),
        token_type: "Bearer",
        expires_at: session.expires_at(),
        expires: session.expires_at().map(rfc3339),
        base_url: session.base_url.as_str(),
        host: resolver.settings.host.name(),
        source: answer.source,
        sku: session.plan.as_deref().map(|sku| text::one_line(sku, 100)),
        headers: resolver.settings.identity.headers(answer.credential.access).into_iter().collect(),
        cached: answer.cached,
        stale: answer.stale,
    }
}
