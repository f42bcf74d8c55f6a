//! `exec --proxy`: runs a command beside the proxy. The command gets the proxy's key and base URL instead of a
//! credential.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use tokio::process::Command;
use zeroize::Zeroizing;

use super::child;
use super::exec::{OURS, not_started, stopped};
use crate::cli::{Access, Preset, Variables};
use crate::dirs::non_empty;
use crate::failure::{Code, Failure};
use crate::output::fields::{Assignment, Field};
use crate::process;
use crate::proxy::{self, Credentials, Proxy, key};
use crate::report;
use crate::resolver;
use crate::settings::Settings;
use crate::sources::env;

/// The variables that send plain HTTP, even to loopback, through the user's proxy. The last two should apply to HTTPS
/// only, but Claude Code uses them for every request.
const PROXIES: [&str; 6] =
    ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY"];
const EXEMPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// # Errors
/// [`Stopped`](crate::failure::Stopped), whose exit code distinguishes our failures from the command's.
pub fn run(
    settings: Settings,
    asked: &Variables,
    command: &[OsString],
    verbose: bool,
) -> anyhow::Result<ExitCode> {
    let failed = |error| match Failure::of(error) {
        failure if failure.code == Code::Usage => failure.into(),
        failure => stopped(OURS, failure),
    };
    let (credentials, proxy) = prepare(settings, verbose).map_err(|failure| failed(failure.into()))?;
    let mut command = prepared(&proxy, asked, command).map_err(|failure| failed(failure.into()))?;
    process::leave_to_us();
    let runtime = proxy::runtime().map_err(|e| failed(e.into()))?;
    let ended = runtime.block_on(async {
        // Before the child starts, so that an early signal is forwarded too.
        let signals = child::signals().map_err(|e| failed(e.into()))?;
        let child = command.spawn().map_err(|e| not_started(command.as_std(), &e))?;
        tokio::select! {
            served = proxy.serve(credentials, std::future::pending) => Err(match served {
                Ok(()) => failed(Failure::error("the proxy ended early").into()),
                Err(e) => failed(e.into()),
            }),
            status = child::attend(child, signals) => status.map_err(|e| failed(e.into())),
        }
    });
    runtime.shutdown_background();
    resolver::settle_renewals();
    ended.map(child::end_as)
}

fn prepare(mut settings: Settings, verbose: bool) -> Result<(Credentials, Proxy), Failure> {
    settings.access.get_or_insert(Access::Auto);
    let credentials = Credentials::new(settings, verbose.then_some(report::line));
    match credentials.get(None) {
        // GitHub may be reachable again when the command sends its first request.
        Err(failure) if failure.code != Code::Unavailable => return Err(failure),
        _ => {}
    }
    let proxy = Proxy::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), key::random)?;
    Ok((credentials, proxy))
}

fn prepared(proxy: &Proxy, asked: &Variables, words: &[OsString]) -> Result<Command, Failure> {
    let (program, arguments) =
        words.split_first().ok_or_else(|| Failure::usage("exec needs a command after --"))?;
    let mut command = Command::new(program);
    command.args(arguments);
    for name in env::OF_COPILOT {
        command.env_remove(name);
    }
    for (name, value) in variables(proxy, asked)? {
        command.env(name, value.as_str());
    }
    if let Some(list) = exemption() {
        for name in EXEMPTIONS {
            command.env(name, &list);
        }
    }
    Ok(command)
}

/// The variables for the child; a later one replaces an earlier one of the same name. No preset sets headers here,
/// because the proxy adds them. Header and expiry fields are empty: the key does not expire.
fn variables(proxy: &Proxy, asked: &Variables) -> Result<Vec<(String, Zeroizing<String>)>, Failure> {
    let value = |field| match field {
        Field::Token => proxy.key().expose().to_owned(),
        Field::BaseUrl => proxy.base_url(),
        Field::Headers | Field::ExpiresAt | Field::Expires => String::new(),
    };
    let mut chosen: Vec<(&str, String)> = Vec::new();
    for preset in &asked.preset {
        match preset {
            Preset::Openai => chosen.extend([
                ("OPENAI_API_KEY", value(Field::Token)),
                ("OPENAI_BASE_URL", value(Field::BaseUrl)),
                // The name that older programs read.
                ("OPENAI_API_BASE", value(Field::BaseUrl)),
            ]),
            Preset::Anthropic => chosen.extend([
                ("ANTHROPIC_AUTH_TOKEN", value(Field::Token)),
                ("ANTHROPIC_BASE_URL", proxy.anthropic_base_url()),
            ]),
        }
    }
    if asked.preset.is_empty() && asked.set.is_empty() {
        chosen.extend([
            ("GITHUB_COPILOT_API_TOKEN", value(Field::Token)),
            ("COPILOT_API_URL", value(Field::BaseUrl)),
        ]);
    }
    let chosen = chosen.into_iter().map(|(name, value)| Ok((name.to_owned(), Zeroizing::new(value))));
    let own = asked.set.iter().map(|text| {
        let Assignment { name, field, .. } = Assignment::parse(text)?;
        Ok((name, Zeroizing::new(value(field))))
    });
    chosen.chain(own).collect()
}

/// The user's list of hosts without a proxy, with loopback added. `None` if no proxy is set or the list exempts every
/// host.
fn exemption() -> Option<OsString> {
    PROXIES.into_iter().find_map(non_empty)?;
    let mut list = EXEMPTIONS.into_iter().find_map(non_empty).unwrap_or_default();
    if list == "*" {
        return None;
    }
    if !list.is_empty() {
        list.push(",");
    }
    list.push("127.0.0.1,localhost");
    Some(list)
}
