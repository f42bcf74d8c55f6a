//! The promises that hold whatever comes in: a base URL that may be trusted, a failure that may be printed.

use crate::failure::{Failure, LINE_LIMIT};
use crate::host::Host;
use crate::output::json::rfc3339;
use crate::credential::{self, Session};
use crate::text;

pub fn hold_session(host: &Host, session: &Session) {
    assert!(credential::is_valid_token(session.token.expose()));
    hold_url(host, &session.base_url);
    if let Some(sku) = session.sku.as_deref().map(|sku| text::one_line(sku, 100)) {
        assert!(!sku.chars().any(char::is_control) && sku.len() <= 100, "{sku:?}");
    }
    rfc3339(session.expires_at());
}

/// `https://`, and a host of GitHub's: told in other words than the product's.
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
