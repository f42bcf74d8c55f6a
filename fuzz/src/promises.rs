//! The promises that hold for every input: a base URL can be trusted, a failure can be printed.

use crate::credential::{self, Access, Credential};
use crate::failure::{Failure, LINE_LIMIT};
use crate::host::Host;
use crate::output::json::rfc3339;
use crate::text;

pub fn hold_credential(host: &Host, credential: &Credential) {
    if credential.access == Access::Exchange {
        assert!(credential::is_valid_token(credential.bearer.expose()));
    }
    hold_url(host, credential.base_url.as_str());
    if let Some(plan) = credential.plan.as_deref().map(|plan| text::one_line(plan, 100)) {
        assert!(!plan.chars().any(char::is_control) && plan.len() <= 100, "{plan:?}");
    }
    if let Some(expires_at) = credential.expires_at() {
        rfc3339(expires_at);
    }
}

/// Asserts `https://` and a host of GitHub. Deliberately does not use the product's check.
pub fn hold_url(host: &Host, url: &str) {
    let name = url.strip_prefix("https://").expect("https");
    let known = name.ends_with(".githubcopilot.com")
        || (host.name() != "github.com"
            && (name == host.name() || name.ends_with(&format!(".{}", host.name()))));
    assert!(known, "{url}");
    assert!(
        name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-'),
        "{url}"
    );
    assert!(!name.contains("..") && !name.starts_with('.'), "{url}");
}

pub fn hold_failure(failure: &Failure) {
    for line in failure.lines().lines() {
        assert!(line.len() <= LINE_LIMIT, "{line:?}");
        let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!line.contains(acts), "{line:?}");
    }
    assert!(failure.lines().lines().count() <= 2);
}
