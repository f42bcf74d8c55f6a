//! The proxy's own error responses, in the shape that the OpenAI and Anthropic SDKs read. Pure.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::json;

use crate::failure::{Code, Failure};

/// The `Retry-After` of an unavailable service, in seconds, unless GitHub says how long to wait.
const RETRY_SECONDS: u64 = 5;

/// Why the proxy answers instead of the Copilot API.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The `Retry-After` of a 503, in seconds.
    retry_after: u64,
}

impl Refusal {
    /// `code` is for programs, `message` for people. The message contains no secret and nothing from the request.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: RETRY_SECONDS }
    }

    /// The API, or a proxy in between, closed the connection before the response head or sent something invalid.
    pub fn broken_off(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, Code::Unavailable.name(), message)
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn response(&self) -> Response<Full<Bytes>> {
        let error = json!({"message": self.message, "type": "copilot_token_error", "code": self.code});
        let body = json!({"error": error}).to_string();
        let mut response = Response::new(Full::new(Bytes::from(body)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from(self.retry_after));
        }
        response
    }
}

/// The resolver found no credential.
impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        let status = match failure.code {
            Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Code::Unauthenticated => StatusCode::UNAUTHORIZED,
            Code::NoCopilotAccess => StatusCode::FORBIDDEN,
            Code::Error | Code::Usage => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let hint = failure.hint.map(|hint| format!(". hint: {hint}")).unwrap_or_default();
        let wait = failure.retry_after.filter(|wait| !wait.is_zero());
        let wait = wait.map(|wait| wait.as_millis().div_ceil(1000));
        let retry_after = wait.and_then(|wait| u64::try_from(wait).ok()).unwrap_or(RETRY_SECONDS);
        Self { retry_after, ..Self::new(status, failure.code.name(), failure.message + &hint) }
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[test]
    fn a_failure_tells_an_sdk_whether_to_try_again() {
        for (failure, status, retries) in [
            (Failure::unavailable("no answer").hint("check"), 503, true),
            (Failure::unauthenticated("none"), 401, false),
            (Failure::no_copilot_access("no seat"), 403, false),
            (Failure::error("untrusted"), 500, false),
        ] {
            let response = Refusal::from(failure).response();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers().contains_key(RETRY_AFTER), retries);
        }
        let response = Refusal::from(Failure::unavailable("no answer").hint("check \"it\"")).response();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&body).unwrap(),
            json!({"error": {"message": "no answer. hint: check \"it\"", "type": "copilot_token_error", "code": "unavailable"}})
        );
    }
}
