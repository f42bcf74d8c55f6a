//! `clear-cache`: removes the cached session tokens and remembered refusals of every account.

use std::process::ExitCode;

use serde::Serialize;

use super::print_json;
use crate::failure::Failure;
use crate::resolver::Resolver;
use crate::text;

#[derive(Serialize)]
struct Cleared {
    version: u32,
    path: Option<String>,
    /// How many session tokens were removed.
    removed: usize,
}

#[cold]
pub fn run(resolver: &Resolver, json: bool) -> anyhow::Result<ExitCode> {
    let path = resolver.cache.path().map(|path| path.display().to_string());
    let removed = resolver.cache.clear().map_err(|error| {
        let cache = resolver.cache.path().as_deref().map(text::path).unwrap_or_default();
        Failure::error(format!("cannot clear the cache {cache}: {}", text::reason(&error)))
    })?;
    if json {
        print_json(&Cleared { version: 1, path, removed })?;
    }
    Ok(ExitCode::SUCCESS)
}
