//! The variables that `env` and `exec` set, with their values, all of one session.

use crate::cli::{Preset, Variables};
use crate::credential::Credential;
use crate::failure::Failure;
use crate::output::fields::{self, Assignment, Field};
use crate::output::json::rfc3339;

/// Which variables were asked for.
///
/// # Errors
/// Usage, where an `-e` is not NAME=FIELD.
pub fn chosen(variables: &Variables) -> Result<Vec<Assignment>, Failure> {
    let extra = variables.set.iter().map(|text| Assignment::parse(text)).collect::<Result<_, _>>()?;
    let preset = variables.preset.contains(&Preset::Openai).then_some(fields::Preset::OpenAi);
    Ok(fields::select(preset, extra))
}

pub fn value(session: &Credential, field: Field) -> String {
    match field {
        Field::Token => session.bearer.expose().to_owned(),
        Field::BaseUrl => session.base_url.as_str().to_owned(),
        Field::ExpiresAt => session.expires_at().map(|seconds| seconds.to_string()).unwrap_or_default(),
        Field::Expires => session.expires_at().map(rfc3339).unwrap_or_default(),
    }
}
