//! The bodies and files of `tests/fixtures`: GitHub's answers, and the files of editors and other programs.

pub const GRANTED_INDIVIDUAL: &str = include_str!("../../fixtures/granted-individual.json");
pub const GRANTED_ENTERPRISE: &str = include_str!("../../fixtures/granted-enterprise.json");
/// For the tenant `acme`.
pub const GRANTED_GHE: &str = include_str!("../../fixtures/granted-ghe.json");
pub const GRANTED_MINIMAL: &str = include_str!("../../fixtures/granted-minimal.json");

pub const BAD_CREDENTIALS: &str = include_str!("../../fixtures/401-bad-credentials.json");
pub const NO_ACCESS: &str = include_str!("../../fixtures/403-no-access.json");
pub const PAT: &str = include_str!("../../fixtures/403-pat.json");
pub const RATE_LIMIT: &str = include_str!("../../fixtures/403-rate-limit.json");
pub const SUSPENDED: &str = include_str!("../../fixtures/403-suspended.json");
pub const NOT_FOUND: &str = include_str!("../../fixtures/404-not-found.json");

/// The Copilot API's list of models.
pub const MODELS: &str = include_str!("../../fixtures/models.json");

pub const DEVICE_CODE: &str = include_str!("../../fixtures/device-code.json");
pub const DEVICE_DENIED: &str = include_str!("../../fixtures/device-denied.json");
pub const DEVICE_SLOW_DOWN: &str = include_str!("../../fixtures/device-slow-down.json");
pub const DEVICE_TOKEN: &str = include_str!("../../fixtures/device-token.json");
pub const DEVICE_TOKEN_EXPIRING: &str = include_str!("../../fixtures/device-token-expiring.json");
pub const DEVICE_TOKEN_GHO: &str = include_str!("../../fixtures/device-token-gho.json");

pub const APPS_JSON: &str = include_str!("../../fixtures/apps.json");
pub const HOSTS_JSON: &str = include_str!("../../fixtures/hosts.json");
pub const AUTH_DB_SQL: &str = include_str!("../../fixtures/auth-db.sql");

pub const OPENCLAW_2026_1: &str = include_str!("../../fixtures/openclaw-2026.1.json");
pub const OPENCLAW_2026_5: &str = include_str!("../../fixtures/openclaw-2026.5.json");
pub const OPENCLAW_2026_8: &str = include_str!("../../fixtures/openclaw-2026.8.json");
