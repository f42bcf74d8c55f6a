//! Who we say we are: the headers that the exchange and the Copilot API want. Pure.

use std::borrow::Cow;

/// The editor that we present ourselves as: the Copilot API answers to editors only, and a session token is
/// scoped to the integration that it was issued for. The defaults are what GitHub's own editor sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub integration_id: Cow<'static, str>,
    pub editor_version: Cow<'static, str>,
}

impl Identity {
    pub const USER_AGENT: &'static str = concat!("copilot-token/", env!("CARGO_PKG_VERSION"));

    /// The headers that both the exchange and the Copilot API want, without the authorization.
    pub fn headers(&self) -> [(&'static str, &str); 4] {
        [
            ("Editor-Version", &self.editor_version),
            ("Editor-Plugin-Version", "copilot-chat/0.35.0"),
            ("Copilot-Integration-Id", &self.integration_id),
            ("User-Agent", Self::USER_AGENT),
        ]
    }
}
