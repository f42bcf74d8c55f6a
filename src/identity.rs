//! The headers that identify us as an editor to the exchange and the Copilot API. Pure.

use std::borrow::Cow;

use crate::credential::Access;

/// The editor that we present ourselves as. The Copilot API answers only editors, and a session token is valid only for
/// the integration that it was issued for. The defaults are those of VS Code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The user's choice; `None` for the default.
    pub integration_id: Option<String>,
    pub editor_version: Cow<'static, str>,
}

impl Identity {
    pub const USER_AGENT: &'static str = concat!("copilot-token/", env!("CARGO_PKG_VERSION"));

    /// The headers that the exchange and the Copilot API require for `access`, without the authorization.
    pub fn headers(&self, access: Access) -> [(&'static str, &str); 4] {
        [
            ("Editor-Version", &self.editor_version),
            ("Editor-Plugin-Version", "copilot-chat/0.35.0"),
            ("Copilot-Integration-Id", self.integration_id(access)),
            ("User-Agent", Self::USER_AGENT),
        ]
    }

    /// The `Copilot-Integration-Id` for `access`. The default for direct access is the only one with which the Copilot
    /// API accepts every kind of GitHub token.
    pub fn integration_id(&self, access: Access) -> &str {
        match (&self.integration_id, access) {
            (Some(chosen), _) => chosen,
            (None, Access::Exchange) => "vscode-chat",
            (None, Access::Direct) => "copilot-developer-cli",
        }
    }
}
