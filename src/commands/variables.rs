//! The variables that `env` and `exec` set, with values that all come from one credential.

use zeroize::Zeroizing;

use crate::cli::Variables;
use crate::credential::Credential;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::output::fields::{self, Assignment, Field, Variable};
use crate::output::json::rfc3339;

/// The variables that the options select.
///
/// # Errors
/// Usage, if an `-e` is not NAME=FIELD.
pub fn chosen(variables: &Variables) -> Result<Vec<Assignment>, Failure> {
    let extra = variables.set.iter().map(|text| Assignment::parse(text)).collect::<Result<_, _>>()?;
    Ok(fields::select(&variables.preset, extra))
}

/// Omits a variable without a value, unless the user asked for it with `-e`.
pub fn values(chosen: Vec<Assignment>, credential: &Credential, identity: &Identity) -> Vec<Variable> {
    let valued = chosen.into_iter().map(|Assignment { name, field, is_asked }| Variable {
        name,
        value: Zeroizing::new(value(credential, identity, field)),
        is_asked,
    });
    valued.filter(|variable| variable.is_asked || !variable.value.is_empty()).collect()
}

fn value(credential: &Credential, identity: &Identity, field: Field) -> String {
    match field {
        Field::Token => credential.bearer.expose().to_owned(),
        Field::BaseUrl => credential.base_url.as_str().to_owned(),
        Field::Headers => {
            let lines = identity.headers(credential.access).map(|(name, value)| format!("{name}: {value}"));
            lines.join("\n")
        }
        Field::ExpiresAt => credential.expires_at().map(|seconds| seconds.to_string()).unwrap_or_default(),
        Field::Expires => credential.expires_at().map(rfc3339).unwrap_or_default(),
    }
}
