//! Everything that speaks HTTPS to GitHub, and nothing else does. Knows no cache.

pub mod certificates;
pub mod device;
pub mod exchange;
pub mod http;
mod lifetime;
pub mod models;
pub mod proxy_setting;
pub mod quota;
pub mod refusal;
mod response;
pub mod route;
pub mod transport_error;
pub mod user;
mod words;

const ACCEPT_JSON: (&str, &str) = ("Accept", "application/json");
/// The version of GitHub's REST API that its own editor asks for (github.md).
const API_VERSION: (&str, &str) = ("X-GitHub-Api-Version", "2025-04-01");
/// The longest answer of GitHub's API that is read, in bytes; a real one has two to ten thousand.
const MAX_ANSWER: usize = 64 * 1024;
