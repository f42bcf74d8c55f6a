//! Makes every HTTPS request, except those that `proxy` forwards. Does not know the cache.

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
/// The version of GitHub's REST API that GitHub's own editor requests.
const API_VERSION: (&str, &str) = ("X-GitHub-Api-Version", "2025-04-01");
/// The longest answer that is read from GitHub's API, in bytes. A real one has 2,000 to 10,000.
const MAX_ANSWER: usize = 64 * 1024;
