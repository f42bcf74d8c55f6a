//! Turns options and variables into one plain struct, once. `github/route.rs` reads what only a cold call needs (proxy,
//! certificates) when it is needed.

mod cache_place;
mod given;

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use clap::ValueEnum;

use crate::cli::{Access, Options, SourceName};
use crate::dirs::non_empty;
use crate::failure::Failure;
use crate::host::Host;
use crate::identity::Identity;
use crate::sources::file::TokenFile;
use crate::text;
pub use cache_place::CachePlace;
use cache_place::cache_place;
use given::{Given, pick, variable};

/// The default of `--min-validity`: callers may rely on it.
const MIN_VALIDITY: Duration = Duration::from_secs(300);
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
pub struct Settings {
    pub host: Host,
    /// A `GH_HOST` that is neither github.com nor a tenant: a GitHub Enterprise Server, which has no Copilot.
    pub ignored_gh_host: Option<String>,
    /// `None` if the user chose none: the default depends on the command.
    pub access: Option<Access>,
    /// In the order in which to ask them, without duplicates.
    pub sources: Vec<SourceName>,
    pub user: Option<String>,
    pub github_token_file: Option<TokenFile>,
    /// `None` if the user chose none: an ageing token may then be used while GitHub is unavailable.
    pub min_validity: Option<Duration>,
    pub timeout: Duration,
    pub cache: CachePlace,
    pub identity: Identity,
}

impl Settings {
    /// # Errors
    /// Usage, if a value is invalid; the message names the option or variable.
    pub fn read(options: &Options) -> Result<Self, Failure> {
        let (host, ignored_gh_host) = host(options)?;
        let min_validity = pick(&options.min_validity, "--min-validity", "COPILOT_TOKEN_MIN_VALIDITY")?;
        let timeout = pick(&options.timeout, "--timeout", "COPILOT_TOKEN_TIMEOUT")?;
        let user = user(options)?;
        Ok(Self {
            host,
            ignored_gh_host,
            access: access(options)?,
            sources: sources(options, user.is_some())?,
            user,
            github_token_file: options.github_token_file.as_deref().map(token_file),
            min_validity: min_validity.as_ref().map(Given::duration).transpose()?,
            timeout: timeout.as_ref().map_or(Ok(TIMEOUT), Given::timeout)?,
            cache: cache_place(options)?,
            identity: Identity {
                integration_id: header_value("COPILOT_INTEGRATION_ID")?,
                editor_version: header_value("COPILOT_EDITOR_VERSION")?
                    .map_or(Cow::Borrowed("vscode/1.107.0"), Cow::Owned),
            },
        })
    }

    pub fn access(&self) -> Access {
        self.access.unwrap_or(Access::Exchange)
    }

    pub fn min_validity(&self) -> Duration {
        self.min_validity.unwrap_or(MIN_VALIDITY)
    }
}

/// The client id of the app for `login`, if it is not Copilot's.
///
/// # Errors
/// Usage, for a value that cannot be a client id, such as a token in the wrong place.
pub fn client_id(option: &Option<String>) -> Result<Option<String>, Failure> {
    let Some(given) = pick(option, "--client-id", "COPILOT_TOKEN_CLIENT_ID")? else { return Ok(None) };
    let plain = given.value.bytes().all(|b| b.is_ascii_graphic());
    if !plain
        || given.value.is_empty()
        || given.value.len() > 256
        || text::redact(&given.value) != given.value
    {
        return Err(given.bad("expected the client id of a GitHub app"));
    }
    Ok(Some(given.value))
}

/// The browser that the user chose for `login --open`.
pub fn browser() -> Option<OsString> {
    non_empty("BROWSER")
}

/// Whether the terminal cannot return to the start of a line.
pub fn is_dumb_terminal() -> bool {
    non_empty("TERM").is_none_or(|term| term == "dumb")
}

const EXPECTED_HOST: &str = "expected github.com or SUBDOMAIN.ghe.com (GitHub Enterprise Server has no Copilot of its own: use github.com)";

/// The chosen host, and a `GH_HOST` that was ignored because it is of another kind.
fn host(options: &Options) -> Result<(Host, Option<String>), Failure> {
    if let Some(given) = pick(&options.host, "--host", "COPILOT_GH_HOST")? {
        let name = given.value.strip_prefix("https://").unwrap_or(&given.value);
        let host = Host::parse(name.strip_suffix('/').unwrap_or(name));
        return Ok((host.ok_or_else(|| given.bad(EXPECTED_HOST))?, None));
    }
    let Some(name) = non_empty("GH_HOST") else {
        return Ok((Host::github_com(), None));
    };
    let name = name.to_string_lossy();
    Ok(Host::parse(&name).map_or_else(|| (Host::github_com(), Some(name.into_owned())), |host| (host, None)))
}

fn access(options: &Options) -> Result<Option<Access>, Failure> {
    if options.access.is_some() {
        return Ok(options.access);
    }
    let Some(value) = variable("COPILOT_TOKEN_ACCESS")? else { return Ok(None) };
    let given = Given { value, name: "COPILOT_TOKEN_ACCESS" };
    match Access::from_str(given.value.trim(), false) {
        Ok(access) => Ok(Some(access)),
        Err(_) => Err(given.bad("expected exchange, direct or auto")),
    }
}

/// With a chosen account, variables are left out unless the user names them: the account of their token is unknown.
pub fn default_sources(user_chosen: bool) -> &'static [SourceName] {
    const ALL: [SourceName; 4] = [SourceName::Env, SourceName::Login, SourceName::Editor, SourceName::Gh];
    &ALL[usize::from(user_chosen)..]
}

fn sources(options: &Options, user_chosen: bool) -> Result<Vec<SourceName>, Failure> {
    let mut list = match &options.sources {
        Some(list) => list.clone(),
        None => match variable("COPILOT_TOKEN_SOURCES")? {
            Some(value) => parse_sources(Given { value, name: "COPILOT_TOKEN_SOURCES" })?,
            None => default_sources(user_chosen).to_vec(),
        },
    };
    let mut seen = Vec::new();
    list.retain(|source| {
        !seen.contains(source) && {
            seen.push(*source);
            true
        }
    });
    Ok(list)
}

fn parse_sources(given: Given) -> Result<Vec<SourceName>, Failure> {
    let names = given.value.split(',').map(|name| SourceName::from_str(name.trim(), false));
    names.collect::<Result<_, _>>().map_err(|_| given.bad("expected any of env,login,editor,gh"))
}

/// # Errors
/// Usage, for a value that cannot be a login. It becomes an argument of `gh`, so it must not look like an option, nor
/// be a token that was pasted in the wrong place.
fn user(options: &Options) -> Result<Option<String>, Failure> {
    let Some(given) = pick(&options.user, "--user", "COPILOT_TOKEN_USER")? else { return Ok(None) };
    if !text::is_login(&given.value) {
        return Err(given.bad("expected a GitHub login"));
    }
    Ok(Some(given.value))
}

fn token_file(path: &Path) -> TokenFile {
    if path.as_os_str() == "-" { TokenFile::Stdin } else { TokenFile::Path(path.to_owned()) }
}

/// The value of a variable that becomes a header.
fn header_value(name: &'static str) -> Result<Option<String>, Failure> {
    let Some(value) = variable(name)? else { return Ok(None) };
    if value.len() > 256 || !value.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Failure::usage(format!(
            "invalid value for {name}: expected visible ASCII without spaces"
        )));
    }
    Ok(Some(value))
}
