//! A GitHub host: `github.com` or a data-residency tenant, its API, and the Copilot hosts that may be trusted
//! with its session tokens. Pure; knows nothing of answers or files.

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

    /// `None` for everything but `github.com` and `SUBDOMAIN.ghe.com`: a GitHub token goes nowhere else.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.to_ascii_lowercase();
        let tenant = name.strip_suffix(TENANT_SUFFIX).is_some_and(is_label);
        (name == DOTCOM || tenant).then_some(Self { name: name.into() })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The host that GitHub's API answers on.
    pub fn api_host(&self) -> String {
        format!("api.{}", self.name)
    }

    /// Where a GitHub token is exchanged.
    pub fn exchange_url(&self) -> String {
        format!("https://{}/copilot_internal/v2/token", self.api_host())
    }

    /// The Copilot API host where the session says nothing: github.md gives both from observed clients.
    pub fn default_copilot_host(&self) -> String {
        if self.is_tenant() {
            format!("copilot-api.{}", self.name)
        } else {
            format!("api.individual.{COPILOT_DOMAIN}")
        }
    }

    /// Whether session tokens of this host may be sent to `candidate`, a bare host name in lower case.
    pub fn trusts(&self, candidate: &str) -> bool {
        if !is_host_name(candidate) {
            return false;
        }
        let below = |domain: &str| candidate.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
        // The bare domain is a web site of nobody's business; only names below it serve the API.
        below(COPILOT_DOMAIN) || (self.is_tenant() && (candidate == self.name || below(&self.name)))
    }

    /// Whether `candidate` is by its name alone a Copilot API host of this GitHub host, for git's credentials.
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

/// At least two labels, within DNS's limits, and no address: the last label starts with a letter.
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
        assert_eq!(Host::github_com().exchange_url(), "https://api.github.com/copilot_internal/v2/token");
        assert_eq!(tenant.exchange_url(), "https://api.acme.ghe.com/copilot_internal/v2/token");
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
