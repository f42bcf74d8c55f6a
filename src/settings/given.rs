//! A value that the user gave, with the option or variable that it came from, for messages.

use std::time::Duration;

use crate::dirs::non_empty;
use crate::failure::Failure;
use crate::text;

/// Longer than any caller waits, and far too short to overflow a clock.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 3600);

/// The text of a variable. `None` if it is unset or empty.
///
/// # Errors
/// A usage failure if it is not UTF-8.
pub fn variable(name: &str) -> Result<Option<String>, Failure> {
    match non_empty(name).map(|value| value.into_string()) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(_)) => Err(Failure::usage(format!("invalid value for {name}: not UTF-8"))),
    }
}

/// How much of a bad value is shown, in bytes. The reason must fit into the line too.
const SHOWN_VALUE: usize = 60;

/// A value, with the option or variable that held it.
pub struct Given {
    pub value: String,
    pub name: &'static str,
}

pub fn pick(
    option: &Option<String>,
    name: &'static str,
    variable_name: &'static str,
) -> Result<Option<Given>, Failure> {
    if let Some(value) = option {
        return Ok(Some(Given { value: value.clone(), name }));
    }
    Ok(variable(variable_name)?.map(|value| Given { value, name: variable_name }))
}

impl Given {
    pub fn bad(&self, why: impl AsRef<str>) -> Failure {
        let value = text::one_line(&self.value, SHOWN_VALUE);
        Failure::usage(format!("invalid value '{value}' for {}: {}", self.name, why.as_ref()))
    }

    pub fn duration(&self) -> Result<Duration, Failure> {
        let value = self.value.trim();
        let has_unit = value.ends_with(|c: char| c.is_ascii_alphabetic());
        let duration = humantime::parse_duration(value).ok().filter(|_| has_unit);
        duration.ok_or_else(|| self.bad("expected a number with a unit, such as 90s or 10m"))
    }

    pub fn timeout(&self) -> Result<Duration, Failure> {
        let timeout = self.duration()?;
        if timeout.is_zero() || timeout > LONGEST_TIMEOUT {
            return Err(self.bad("expected more than nothing and at most a day"));
        }
        Ok(timeout)
    }
}
