//! A GitHub host: `github.com` or a data-residency tenant, its API, and the Copilot hosts that may receive its tokens.
//! The only source of URLs to which a secret may be sent. Pure.

use std::borrow::Cow;
use std::fmt;

/// `github.com` or `SUBDOMAIN.ghe.com`, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    name: Cow<'static, str>,
}

const DOTCOM: &str = "github.com";
const TENANT_SUFFIX: &str = ".ghe.com";
const COPILOT_DOMAIN: &str = "githubcopilot.com";

impl Host {
    pub fn github_com() -> Self {
        Self { name: DOTCOM.into() }
    }

    /// `None` for anything but `github.com` and `SUBDOMAIN.ghe.com`: no other host may receive a GitHub token.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.to_ascii_lowercase();
        let tenant = name.strip_suffix(TENANT_SUFFIX).is_some_and(is_label);
        (name == DOTCOM || tenant).then_some(Self { name: name.into() })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The host of GitHub's API.
    pub fn api_host(&self) -> String {
        format!("api.{}", self.name)
    }

    /// The URL of `path` at GitHub's API, such as `/copilot_internal/v2/token`.
    pub fn api_url(&self, path: &str) -> TrustedUrl {
        TrustedUrl(format!("https://{}{path}", self.api_host()))
    }

    /// The URL of `path` on the web site, which serves the device flow, such as `/login/device/code`.
    pub fn web_url(&self, path: &str) -> TrustedUrl {
        TrustedUrl(format!("https://{}{path}", self.name))
    }

    /// The Copilot API host if the session does not name one; both names were observed in other clients.
    pub fn default_copilot_host(&self) -> String {
        if self.is_tenant() {
            format!("copilot-api.{}", self.name)
        } else {
            format!("api.individual.{COPILOT_DOMAIN}")
        }
    }

    pub fn default_base_url(&self) -> BaseUrl {
        BaseUrl(format!("https://{}", self.default_copilot_host()))
    }

    /// The base URL for a token whose account cannot be queried (`ghs_`).
    pub fn general_base_url(&self) -> BaseUrl {
        if self.is_tenant() {
            self.default_base_url()
        } else {
            BaseUrl(format!("https://api.{COPILOT_DOMAIN}"))
        }
    }

    /// `url` in its canonical form if tokens of this host may be sent to it: `https`, a trusted host in ASCII, no user,
    /// no port but 443, no path but `/`, no query, no fragment.
    pub fn trusted(&self, url: &str) -> Option<BaseUrl> {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let name = authority.strip_suffix(":443").unwrap_or(authority).to_ascii_lowercase();
        (scheme.eq_ignore_ascii_case("https") && self.trusts(&name))
            .then(|| BaseUrl(["https://", &name].concat()))
    }

    /// Whether tokens of this host may be sent to `candidate`, a bare host name in lower case.
    pub fn trusts(&self, candidate: &str) -> bool {
        if !is_host_name(candidate) {
            return false;
        }
        let below = |domain: &str| candidate.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
        // The bare domain does not serve the API.
        below(COPILOT_DOMAIN) || (self.is_tenant() && (candidate == self.name || below(&self.name)))
    }

    /// Whether `candidate` is a Copilot API host of this GitHub host, judged only by its name. For git's credentials.
    pub fn is_copilot_api(&self, candidate: &str) -> bool {
        if self.is_tenant() && candidate == self.default_copilot_host() {
            return true;
        }
        let plan = candidate.strip_prefix("api.").and_then(|rest| rest.strip_suffix(COPILOT_DOMAIN));
        !self.is_tenant()
            && plan.is_some_and(|plan| plan.is_empty() || plan.strip_suffix('.').is_some_and(is_label))
    }

    fn is_tenant(&self) -> bool {
        self.name != DOTCOM
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A Copilot API base URL that a token of its host may be sent to: `https://HOST`, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host name alone.
    pub fn host(&self) -> &str {
        self.0.strip_prefix("https://").unwrap_or_default()
    }

    /// The URL of `path` at this API, such as `/models`.
    pub fn url(&self, path: &str) -> TrustedUrl {
        TrustedUrl([&self.0, path].concat())
    }
}

/// A URL that a secret may be sent to. Only [`Host`] and [`BaseUrl`] create one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedUrl(String);

impl TrustedUrl {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host name alone.
    pub fn host(&self) -> &str {
        self.0.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default()
    }
}

/// Whether `text` is a host name in lower case: at least two labels, within the limits of DNS. The last label starts
/// with a letter, which excludes IP addresses.
pub fn is_host_name(text: &str) -> bool {
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(is_label)
        && text.rsplit('.').next().is_some_and(|top| top.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// One label of a host name: lower-case letters, digits and inner hyphens, 63 bytes at most.
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_github_com_and_its_tenants_are_hosts() {
        for (text, name) in [
            ("github.com", "github.com"),
            ("GitHub.com", "github.com"),
            ("acme.ghe.com", "acme.ghe.com"),
            ("ACME-2.ghe.com", "acme-2.ghe.com"),
        ] {
            assert_eq!(Host::parse(text).unwrap().name(), name);
        }
        for text in [
            "",
            "ghe.com",
            ".ghe.com",
            "a.b.ghe.com",
            "-a.ghe.com",
            "a-.ghe.com",
            "a_b.ghe.com",
            "api.github.com",
            "github.com.",
            "github.com:443",
            "https://github.com",
            "github.com/",
            "evilgithub.com",
            "github.com.evil.example",
            "acme.ghe.com.evil.example",
            "acmeghe.com",
            "x@acme.ghe.com",
            "acme.ghe.com#",
            "acme.ghe.com\n",
            "é.ghe.com",
            " github.com",
            "localhost",
            "127.0.0.1",
            "ghe.corp.example",
        ] {
            assert_eq!(Host::parse(text), None, "{text:?}");
        }
        assert_eq!(Host::parse(&format!("{}.ghe.com", "a".repeat(64))), None);
    }

    #[test]
    fn urls_follow_from_the_host() {
        let tenant = Host::parse("acme.ghe.com").unwrap();
        assert_eq!(Host::github_com().api_url("/user").as_str(), "https://api.github.com/user");
        assert_eq!(tenant.api_url("/user").as_str(), "https://api.acme.ghe.com/user");
        assert_eq!(tenant.web_url("/login/device").as_str(), "https://acme.ghe.com/login/device");
        assert_eq!(Host::github_com().default_copilot_host(), "api.individual.githubcopilot.com");
        assert_eq!(tenant.default_copilot_host(), "copilot-api.acme.ghe.com");
    }

    #[test]
    fn git_is_answered_for_copilot_api_hosts_only() {
        let (dotcom, tenant) = (Host::github_com(), Host::parse("acme.ghe.com").unwrap());
        for (host, dotcom_answers, tenant_answers) in [
            ("api.githubcopilot.com", true, false),
            ("api.enterprise.githubcopilot.com", true, false),
            ("copilot-api.acme.ghe.com", false, true),
            ("githubcopilot.com", false, false),
            ("proxy.individual.githubcopilot.com", false, false),
            ("api.a.b.githubcopilot.com", false, false),
            ("api.evilgithubcopilot.com", false, false),
            ("api..githubcopilot.com", false, false),
            ("api.githubcopilot.com.evil.example", false, false),
            ("copilot-api.other.ghe.com", false, false),
            ("api.github.com", false, false),
            ("github.com", false, false),
        ] {
            assert_eq!(dotcom.is_copilot_api(host), dotcom_answers, "{host}");
            assert_eq!(tenant.is_copilot_api(host), tenant_answers, "{host}");
        }
    }
}
