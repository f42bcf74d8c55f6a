//! Options and variables, turned once into one plain struct. What only a cold call needs (proxy, certificates) is read
//! when it is needed, by `github/route.rs`.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;

use crate::cli::{Access, Options, SourceName};
use crate::dirs::{self, non_empty, path_variable};
use crate::failure::Failure;
use crate::host::Host;
use crate::identity::Identity;
use crate::sources::file::TokenFile;
use crate::text;

/// The validity that callers may rely on without asking for it.
const MIN_VALIDITY: Duration = Duration::from_secs(300);
const TIMEOUT: Duration = Duration::from_secs(10);
/// More than any caller waits, and far from overflowing a clock.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 3600);

#[derive(Clone, Debug)]
pub struct Settings {
    pub host: Host,
    /// A `GH_HOST` that is neither github.com nor a tenant: somebody's GitHub Enterprise Server, none of ours.
    pub ignored_gh_host: Option<String>,
    /// `None` if the user chose none: the default depends on the command.
    pub access: Option<Access>,
    /// In the order to ask them, none twice.
    pub sources: Vec<SourceName>,
    pub user: Option<String>,
    pub github_token_file: Option<TokenFile>,
    /// `None` if the user chose none: then there is grace.
    pub min_validity: Option<Duration>,
    pub timeout: Duration,
    pub cache: CachePlace,
    pub identity: Identity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CachePlace {
    /// `--no-cache`.
    Off,
    /// No home folder, so nowhere to put one.
    Nowhere,
    Folder(PathBuf),
    /// One file shared with openclaw.
    File(PathBuf),
}

impl Settings {
    /// # Errors
    /// A value that cannot be meant: usage, naming the option or variable.
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

/// The app of `login`, if it is another than Copilot's.
///
/// # Errors
/// Usage for what cannot be a client id, such as a token in the wrong place.
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

/// The browser of `login --open`, by the user's choice.
pub fn browser() -> Option<OsString> {
    non_empty("BROWSER")
}

/// A terminal that cannot go back to the start of a line.
pub fn is_dumb_terminal() -> bool {
    non_empty("TERM").is_none_or(|term| term == "dumb")
}

/// The text of a variable; `None` where it is not set, or empty.
///
/// # Errors
/// Usage where it is not UTF-8.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    match non_empty(name).map(|value| value.into_string()) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(_)) => Err(Failure::usage(format!("invalid value for {name}: not UTF-8"))),
    }
}

/// The most of a bad value that is shown, in bytes: what is wrong with it must fit into the line too.
const SHOWN_VALUE: usize = 60;

/// A value and the option or variable that it was given in.
struct Given {
    value: String,
    name: &'static str,
}

fn pick(
    option: &Option<String>,
    name: &'static str,
    variable_name: &'static str,
) -> Result<Option<Given>, Failure> {
    if let Some(value) = option {
        return Ok(Some(Given { value: value.clone(), name }));
    }
    Ok(variable(variable_name)?.map(|value| Given { value, name: variable_name }))
}

impl Given {
    fn bad(&self, why: impl AsRef<str>) -> Failure {
        let value = text::one_line(&self.value, SHOWN_VALUE);
        Failure::usage(format!("invalid value '{value}' for {}: {}", self.name, why.as_ref()))
    }

    fn duration(&self) -> Result<Duration, Failure> {
        let value = self.value.trim();
        let has_unit = value.ends_with(|c: char| c.is_ascii_alphabetic());
        let duration = humantime::parse_duration(value).ok().filter(|_| has_unit);
        duration.ok_or_else(|| self.bad("expected a number with a unit, such as 90s or 10m"))
    }

    fn timeout(&self) -> Result<Duration, Failure> {
        let timeout = self.duration()?;
        if timeout.is_zero() || timeout > LONGEST_TIMEOUT {
            return Err(self.bad("expected more than nothing and at most a day"));
        }
        Ok(timeout)
    }
}

const EXPECTED_HOST: &str = "expected github.com or SUBDOMAIN.ghe.com (GitHub Enterprise Server has no Copilot of its own: use github.com)";

/// The chosen host, and a `GH_HOST` of another kind that was passed over.
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

/// With a chosen account, variables are left out unless they are named: nobody knows whose token a variable holds.
fn sources(options: &Options, user_chosen: bool) -> Result<Vec<SourceName>, Failure> {
    let mut list = match &options.sources {
        Some(list) => list.clone(),
        None => match variable("COPILOT_TOKEN_SOURCES")? {
            Some(value) => parse_sources(Given { value, name: "COPILOT_TOKEN_SOURCES" })?,
            None if user_chosen => vec![SourceName::Login, SourceName::Editor, SourceName::Gh],
            None => vec![SourceName::Env, SourceName::Login, SourceName::Editor, SourceName::Gh],
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

/// The longest login of GitHub's, in bytes: that of an enterprise-managed account with its suffix.
const LONGEST_LOGIN: usize = 39;

/// # Errors
/// Usage for what cannot be a login: it becomes an argument of `gh`, and must not look like an option there, nor be a
/// token that was pasted in the wrong place.
fn user(options: &Options) -> Result<Option<String>, Failure> {
    let Some(given) = pick(&options.user, "--user", "COPILOT_TOKEN_USER")? else { return Ok(None) };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_token = text::redact(&given.value) != given.value;
    if given.value.is_empty()
        || !given.value.chars().all(plain)
        || given.value.starts_with('-')
        || is_token
        || given.value.len() > LONGEST_LOGIN
    {
        return Err(given.bad("expected a GitHub login"));
    }
    Ok(Some(given.value))
}

fn token_file(path: &Path) -> TokenFile {
    if path.as_os_str() == "-" { TokenFile::Stdin } else { TokenFile::Path(path.to_owned()) }
}

/// Options beat variables as a whole: a variable that names a file does not compete with `--cache-dir`.
fn cache_place(options: &Options) -> Result<CachePlace, Failure> {
    if options.no_cache {
        return Ok(CachePlace::Off);
    }
    if let Some(path) = &options.cache_file {
        return cache_file(path, "--cache-file");
    }
    if let Some(path) = &options.cache_dir {
        return cache_folder(path, "--cache-dir");
    }
    if let Some(path) = path_variable("COPILOT_TOKEN_CACHE_FILE") {
        return cache_file(&path, "COPILOT_TOKEN_CACHE_FILE");
    }
    if let Some(path) = path_variable("COPILOT_TOKEN_CACHE_DIR") {
        return cache_folder(&path, "COPILOT_TOKEN_CACHE_DIR");
    }
    Ok(dirs::cache_folder().map_or(CachePlace::Nowhere, CachePlace::Folder))
}

fn cache_file(path: &Path, name: &'static str) -> Result<CachePlace, Failure> {
    if path.file_name().and_then(|name| name.to_str()).is_none() {
        return Err(bad_path(path, name, "expected the name of a file, in UTF-8"));
    }
    checked(path, name).map(CachePlace::File)
}

fn cache_folder(path: &Path, name: &'static str) -> Result<CachePlace, Failure> {
    checked(path, name).map(CachePlace::Folder)
}

/// # Errors
/// Usage for a token that was pasted where a path belongs: a folder of that name would be made.
fn checked(path: &Path, name: &'static str) -> Result<PathBuf, Failure> {
    let text = path.to_string_lossy();
    if text.is_empty() || text::redact(&text) != text {
        return Err(bad_path(path, name, "expected a path"));
    }
    Ok(path.to_owned())
}

fn bad_path(path: &Path, name: &'static str, why: &str) -> Failure {
    Given { value: path.to_string_lossy().into_owned(), name }.bad(why)
}

/// A variable that becomes a header.
fn header_value(name: &'static str) -> Result<Option<String>, Failure> {
    let Some(value) = variable(name)? else { return Ok(None) };
    if value.len() > 256 || !value.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Failure::usage(format!(
            "invalid value for {name}: expected visible ASCII without spaces"
        )));
    }
    Ok(Some(value))
}
