//! `setup`: prints how to configure another program, with the user's own values filled in. Never prints a token.

use std::process::ExitCode;

use super::print;
use crate::failure::Failure;
use crate::output::recipes::{self, Own};
use crate::output::table::table;
use crate::resolver::{Resolver, Want};

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
    Ok(text)
}
