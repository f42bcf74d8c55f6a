//! `clear-cache`: cached session tokens and remembered refusals, of every account.

use std::process::ExitCode;

use anyhow::Context;
use serde::Serialize;

use super::print_json;
use crate::resolver::Resolver;

#[derive(Serialize)]
struct Cleared {
    version: u32,
    path: Option<String>,
    /// How many session tokens were removed.
    removed: usize,
}

pub fn run(resolver: &Resolver, json: bool) -> anyhow::Result<ExitCode> {
    let path = resolver.cache.path().map(|path| path.display().to_string());
    let removed = resolver
        .cache
        .clear()
        .with_context(|| format!("cannot clear the cache {}", path.as_deref().unwrap_or("(none)")))?;
    if json {
        print_json(&Cleared { version: 1, path, removed })?;
    }
    Ok(ExitCode::SUCCESS)
}
