//! `headers`: prints the headers that the Copilot API requires with every request.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::print;
use crate::cli::HeaderFormat;
use crate::failure::Failure;
use crate::output::headers;
use crate::resolver::{Resolver, Want};

pub fn run(resolver: &Resolver, format: HeaderFormat, path: Option<&str>) -> anyhow::Result<ExitCode> {
    if path.is_some() && format != HeaderFormat::Curl {
        return Err(Failure::usage("--url goes with --format curl").into());
    }
    // Refuse an invalid path before any request.
    path.map(|path| headers::url("", path)).transpose()?;
    let credential = resolver.credential(Want::Fresh)?.credential;
    let bearer = Zeroizing::new(format!("Bearer {}", credential.bearer.expose()));
    let mut list = vec![("Authorization", bearer.as_str())];
    list.extend(resolver.settings.identity.headers(credential.access));
    let text = match format {
        HeaderFormat::Lines => headers::lines(&list),
        HeaderFormat::Json => headers::json(&list),
        HeaderFormat::Curl => {
            let url = path.map(|path| headers::url(credential.base_url.as_str(), path)).transpose()?;
            headers::curl(&list, url.as_deref())
        }
    };
    print(&Zeroizing::new(text?))?;
    Ok(ExitCode::SUCCESS)
}
