//! Tests each refusal by the Copilot API, recognised by its words.

use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::credential::Lifetime;
use crate::host::Host;
use crate::secret::Secret;

const SESSION: &str = "tid=1;sku=copilot_for_business_seat_quota;proxy-ep=proxy.individual.githubcopilot.com:5f0c9f3b2a7e4d1c8b6a5f4e3d2c1b0a";
const GITHUB: &str = "gho_Q7rT2wLx9VbN4kZs8HdF3mYc6PgJ1aEo5UiX";

fn checked(access: Access, status: u16, headers: &[(&'static str, &'static str)], body: &str) -> ApiCheck {
    let bearer = if access == Access::Exchange { SESSION } else { GITHUB };
    let credential = Credential {
        access,
        bearer: Secret::new(bearer.to_owned()),
        base_url: Host::github_com().default_base_url(),
        lifetime: Lifetime::Open,
        received_ms: 0,
        issued_for: None,
        plan: None,
        login: None,
    };
    let pairs =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    let headers: HeaderMap = pairs.collect();
    read(&credential, &Reply::new(status, headers, body.as_bytes().to_vec().into(), 0))
}

#[test]
fn every_refusal_of_the_copilot_api_has_its_code_its_sentence_and_its_next_step() {
    use Access::{Direct, Exchange};
    let policy = "You are not authorized to use this Copilot feature, it requires an enterprise or organization policy to be enabled";
    for (access, status, body, code, message, hint) in [
        (
            Exchange,
            400,
            "missing Editor-Version header for IDE auth",
            1,
            "misses the header Editor-Version (400): missing",
            "copilot-token headers",
        ),
        (
            Exchange,
            400,
            "unknown integration",
            1,
            "does not know this Copilot-Integration-Id (400)",
            "COPILOT_INTEGRATION_ID",
        ),
        (
            Direct,
            400,
            "checking third-party user token: bad request: Personal Access Tokens are not supported for this endpoint",
            5,
            "from {source} with this Copilot-Integration-Id (400)",
            "copilot-developer-cli",
        ),
        (
            Direct,
            400,
            "bad request: GitHub App Server-To-Server Tokens are not supported for this endpoint",
            5,
            "does not take the GitHub token",
            "copilot-developer-cli",
        ),
        (
            Exchange,
            400,
            "{\"error\":{\"message\":\"no such thing\"}}",
            1,
            "unusable answer from api.individual.githubcopilot.com (400): no such thing",
            "",
        ),
        (
            Exchange,
            401,
            "IDE token expired: unauthorized: token expired",
            4,
            "rejected the session token (401): IDE token expired",
            "copilot-token refresh",
        ),
        (
            Direct,
            401,
            "unauthorized: token expired",
            4,
            "rejected the GitHub token from {source} (401)",
            "{sign in again}",
        ),
        (
            Direct,
            401,
            "Personal Access Token does not have \"Copilot Requests\" permission",
            5,
            "lacks the permission \"Copilot Requests\" (401)",
            "personal-access-tokens",
        ),
        (
            Exchange,
            402,
            "{\"message\":\"You have no quota\",\"code\":\"quota_exceeded\"}",
            5,
            "the account's quota is used up (402): You have no quota",
            "reset",
        ),
        (Exchange, 403, policy, 5, "a policy of the enterprise or organization forbids", "administrator"),
        (
            Exchange,
            403,
            "Access to this endpoint is forbidden.",
            5,
            "forbids this use of the session token (403): Access to this endpoint is forbidden",
            "settings/copilot",
        ),
        (
            Direct,
            403,
            "unauthorized: not licensed to use Copilot",
            5,
            "the account of the GitHub token from {source} has no Copilot licence (403)",
            "organization",
        ),
        (
            Exchange,
            421,
            "Misdirected Request",
            1,
            "api.individual.githubcopilot.com serves another plan than this token's (421)",
            "copilot-token refresh",
        ),
        (Exchange, 429, "slow down", 3, "asks to wait (429)", "try again in 1m 30s"),
        (Exchange, 503, "", 3, "is not available at the moment (503)", "try again"),
        (Exchange, 302, "", 1, "redirect refused", ""),
        (Exchange, 418, "", 1, "unusable answer from api.individual.githubcopilot.com (418)", ""),
        (Exchange, 200, "{\"object\":\"list\"}", 1, "it is not a list of models", "newer"),
    ] {
        let marked = [("x-github-request-id", "0"), ("retry-after", "90")];
        let check = checked(access, status, &marked, body);
        assert_eq!(check.status, Some(status));
        let failure = check.models.unwrap_err();
        assert_eq!(failure.code.exit_code(), code, "{body}");
        assert!(failure.message.contains(message), "{}", failure.message);
        assert!(failure.hint.clone().unwrap_or_default().contains(hint), "{failure:?}");
    }
}

#[test]
fn models_are_counted_and_a_proxys_page_is_named() {
    let marked = [("x-github-request-id", "0")];
    let list = r#"{"object":"list","data":[{"id":"gpt-4.1"},{"id":"claude-opus-4.6"}]}"#;
    let check = checked(Access::Exchange, 200, &marked, list);
    assert_eq!((check.status, check.said, check.models), (Some(200), None, Ok(2)));
    for (headers, body) in [(&marked[..0], "Blocked by policy"), (&marked[..], "<html>Blocked")] {
        for status in [200, 400, 401, 403] {
            let check = checked(Access::Exchange, status, headers, body);
            let failure = check.models.unwrap_err();
            assert!(failure.message.starts_with("a proxy answered, not GitHub"), "{}", failure.message);
            assert_eq!((failure.code, check.said), (Code::Unavailable, None));
        }
    }
}

#[test]
fn what_the_api_says_is_cleaned_of_the_credential() {
    let marked = [("x-github-request-id", "0")];
    for (access, body) in [
        (Access::Exchange, format!("no \u{1b}[31m{SESSION}")),
        (Access::Exchange, format!("no {}", SESSION.rsplit(':').next().unwrap())),
        (Access::Direct, format!("{{\"error\":\"no {}\"}}", GITHUB.to_uppercase())),
    ] {
        let said = checked(access, 403, &marked, &body).said.unwrap();
        assert!(said.starts_with("no ") && said.len() < 16 && !said.contains('\u{1b}'), "{said}");
    }
    let said = checked(
        Access::Exchange,
        403,
        &marked,
        "use individual.githubcopilot.com, copilot_for_business_seat_quota",
    );
    assert_eq!(said.said.unwrap(), "use individual.githubcopilot.com, copilot_for_business_seat_quota");
}
