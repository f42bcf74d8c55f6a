//! `headers`: what the Copilot API wants with every request.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::print;
use crate::cli::HeaderFormat;
use crate::output::headers;
use crate::resolver::{Resolver, Want};

pub fn run(resolver: &Resolver, format: HeaderFormat) -> anyhow::Result<ExitCode> {
    let answer = resolver.credential(Want::Fresh)?;
    let bearer = Zeroizing::new(format!("Bearer {}", answer.credential.bearer.expose()));
    let mut list = vec![("Authorization", bearer.as_str())];
    list.extend(resolver.settings.identity.headers(answer.credential.access));
    let text = match format {
        HeaderFormat::Lines => headers::lines(&list),
        HeaderFormat::Json => headers::json(&list),
        HeaderFormat::Curl => headers::curl(&list),
    };
    print(&Zeroizing::new(text?))?;
    Ok(ExitCode::SUCCESS)
}
