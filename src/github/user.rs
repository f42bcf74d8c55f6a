//! What GitHub says about the account of a GitHub token: `GET /copilot_internal/user`.

use super::exchange::{Refusal, Request};
use crate::credential::Credential;
use crate::failure::Failure;

/// # Errors
/// Every way in which GitHub names no usable base URL for the GitHub token.
pub fn account(_request: &Request) -> Result<Credential, Refusal> {
    Err(Refusal::passing(Failure::error("not built yet")))
}
