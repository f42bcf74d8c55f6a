//! `setup`: prints how to configure another program, with the user's own values filled in. Never prints a token.

use std::process::ExitCode;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::print;
use crate::failure::Failure;
use crate::host::Host;
use crate::output::recipes::{self, Own};
use crate::output::table::table;
use crate::resolver::{Resolver, Want};
use crate::settings::{Settings, default_sources};

pub fn run(resolver: &Resolver, program: Option<&str>) -> anyhow::Result<ExitCode> {
    let Some(program) = program else {
        let rows: Vec<_> =
            recipes::list().map(|(name, version)| (name.to_owned(), version.to_owned())).collect();
        print(&format!("{}\n'copilot-token setup PROGRAM' prints how to configure one.\n", table(&rows)))?;
        return Ok(ExitCode::SUCCESS);
    };
    print(&text(resolver, program)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Without a credential, the recipe keeps its placeholder and says why.
fn text(resolver: &Resolver, program: &str) -> anyhow::Result<String> {
    let mut why = None;
    let credential = if recipes::names_base_url(program) {
        resolver.credential(Want::Fresh).map_err(|error| why = Some(Failure::of(error).message)).ok()
    } else {
        None
    };
    let credential = credential.map(|answer| answer.credential);
    let access =
        credential.as_ref().map_or(crate::credential::Access::Exchange, |credential| credential.access);
    let own = Own {
        base_url: credential.as_ref().map(|credential| credential.base_url.as_str()),
        editor_version: &resolver.settings.identity.editor_version,
        integration_id: resolver.settings.identity.integration_id(access),
    };
    let mut text = recipes::section(program, &own)
        .ok_or_else(|| Failure::usage(format!("no recipe for '{program}'")))?;
    if let Some(why) = why {
        let place = "YOUR_BASE_URL is what 'copilot-token base-url' prints";
        text.push_str(&format!("\n{place}. It is not known now: {why}.\n"));
    }
    let chosen = chosen(resolver.settings);
    if !chosen.is_empty() {
        let (those, list) = ("Set these variables wherever the recipe runs copilot-token", chosen.join(" "));
        text.push_str(&format!("\n{those}: {list}\n"));
    }
    Ok(text)
}

/// The options that the values depend on, as variables: a recipe runs `copilot-token` without options.
fn chosen(settings: &Settings) -> Vec<String> {
    let named = |name: Option<PossibleValue>| name.map(|name| name.get_name().to_owned());
    let sources = settings.sources.iter().filter_map(|source| named(source.to_possible_value()));
    let is_chosen = settings.sources != default_sources(settings.user.is_some());
    [
        ("COPILOT_GH_HOST", (settings.host != Host::github_com()).then(|| settings.host.name().to_owned())),
        ("COPILOT_TOKEN_ACCESS", settings.access.and_then(|access| named(access.to_possible_value()))),
        ("COPILOT_TOKEN_USER", settings.user.clone()),
        ("COPILOT_TOKEN_SOURCES", is_chosen.then(|| sources.collect::<Vec<_>>().join(","))),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(format!("{name}={}", value?)))
    .collect()
}
