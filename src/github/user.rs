//! What GitHub says about the account of a GitHub token: `GET /copilot_internal/user`.

use super::exchange::Request;
use super::refusal::Refusal;
use crate::credential::Credential;
use crate::failure::Failure;

/// # Errors
/// Every way in which GitHub names no usable base URL for the GitHub token.
pub fn account(_request: &Request) -> Result<Credential, Refusal> {
    Err(Failure::error("not built yet").into())
}
