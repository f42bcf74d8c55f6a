//! The variables that `env` and `exec` set, with their values, all of one session.

use crate::cli::{Preset, Variables};
use crate::credential::Session;
use crate::failure::Failure;
use crate::output::fields::{self, Assignment, Field};
use crate::output::json::rfc3339;

/// Which variables were asked for.
///
/// # Errors
/// Usage, where an `-e` is not NAME=FIELD.
pub fn chosen(variables: &Variables) -> Result<Vec<Assignment>, Failure> {
    let extra = variables.set.iter().map(|text| Assignment::parse(text)).collect::<Result<_, _>>()?;
    let preset = variables.preset.map(|Preset::Openai| fields::Preset::OpenAi);
    Ok(fields::select(preset, extra))
}

pub fn value(session: &Session, field: Field) -> String {
    match field {
        Field::Token => session.token.expose().to_owned(),
        Field::BaseUrl => session.base_url.clone(),
        Field::ExpiresAt => session.expires_at().to_string(),
        Field::Expires => rfc3339(session.expires_at()),
    }
}
