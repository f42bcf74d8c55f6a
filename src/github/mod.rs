//! Everything that speaks HTTPS to GitHub, and nothing else does. Knows no cache.

pub mod certificates;
pub mod exchange;
pub mod http;
pub mod refusal;
pub mod response;
pub mod route;
pub mod transport_error;
pub mod user;
