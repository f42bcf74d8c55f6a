//! `git-credential`: git's credential helper protocol. Answers only for Copilot API hosts of the chosen GitHub host.

use std::io::{self, Read};
use std::process::ExitCode;
use std::time::Duration;

use zeroize::Zeroizing;

use super::print;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::output::credential::{self, Request};
use crate::resolver::{Resolver, Want};
use crate::settings::Settings;
use crate::text;

/// The longest request, in bytes. git sends about a dozen short lines.
const MAX_REQUEST: usize = 1024 * 1024;
const CHUNK: usize = 8 * 1024;

pub fn run(resolver: &Resolver, action: &str) -> anyhow::Result<ExitCode> {
    match action {
        "capability" => print(credential::CAPABILITIES)?,
        "get" => get(resolver, &request(resolver.deadline)?)?,
        "erase" => erase(resolver, &request(resolver.deadline)?)?,
        // `store`: we issued the credential, so there is nothing to keep. gitcredentials(7) says to ignore any
        // other action.
        _ => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn get(resolver: &Resolver, request: &Request) -> anyhow::Result<()> {
    let Some(host) = host(resolver.settings, request) else { return Ok(()) };
    let somebody_else =
        request.username.as_deref().is_some_and(|name| !name.is_empty() && name != credential::USERNAME);
    if somebody_else && !request.wants_authtype {
        return Ok(());
    }
    // git asks about a trusted host for many reasons, most of them unrelated to Copilot. A host that is not a Copilot
    // API host by name is answered only if it is the base URL of a cached session or account. Checking that makes no
    // request.
    let by_name = resolver.settings.host.is_copilot_api(&host);
    if !by_name && !resolver.cache.knows_base_url(|base_url| base_url.host() == host) {
        return Ok(());
    }
    let session = resolver.credential(Want::Fresh)?.credential;
    if !by_name && session.base_url.host() != host {
        return Ok(());
    }
    let expires_at = session.expires_at().and_then(|seconds| u64::try_from(seconds).ok());
    let answer = if request.wants_authtype { credential::answer_bearer } else { credential::answer_basic };
    print(&Zeroizing::new(answer(session.bearer.expose(), expires_at)))
}

/// Drops only the credential that was refused: git also asks us to erase credentials from other helpers.
#[cold]
fn erase(resolver: &Resolver, request: &Request) -> anyhow::Result<()> {
    let Some(host) = host(resolver.settings, request) else { return Ok(()) };
    let Some(bad) = request.credential.as_ref().or(request.password.as_ref()) else { return Ok(()) };
    let named_right = resolver.settings.host.is_copilot_api(&host);
    let dropped = resolver
        .cache
        .drop_credential(bad, |base_url| named_right || base_url.host() == host)
        .map_err(|e| Failure::error(format!("cannot drop what is cached of it: {e}")))?;
    resolver.trace.say(|| format!("erase: {}", if dropped { "dropped" } else { "nothing is cached of it" }));
    Ok(())
}

/// The requested host, if session tokens may be sent to it.
fn host(settings: &Settings, request: &Request) -> Option<String> {
    if request.protocol.as_deref() != Some("https") {
        return None;
    }
    let (name, port) = credential::host_and_port(request.host.as_deref()?)?;
    let name = name.to_ascii_lowercase();
    (port.is_none_or(|port| port == 443) && settings.host.trusts(&name)).then_some(name)
}

/// Reads up to the blank line that ends a request or to the end of the input, but not beyond the time limit.
fn request(deadline: Deadline) -> anyhow::Result<Request> {
    let failed = |e: io::Error| match e.kind() {
        io::ErrorKind::TimedOut => Failure::unavailable("the credential request did not end in time")
            .hint("a request ends with an empty line: git-credential(1)"),
        _ => Failure::error(format!("reading the credential request: {}", text::reason(&e))),
    };
    let mut bytes = Zeroizing::new(Vec::new());
    let mut chunk = Zeroizing::new([0; CHUNK]);
    while !bytes.split_inclusive(|b| *b == b'\n').any(credential::ends_request) {
        wait_for_input(deadline.left()).map_err(failed)?;
        // Not smaller than std's buffer for stdin: bytes left there would be invisible to the poll.
        let read = io::stdin().lock().read(&mut *chunk).map_err(failed)?;
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(&chunk[..read]);
        if bytes.len() > MAX_REQUEST {
            return Err(Failure::error("the credential request is too long").into());
        }
    }
    Ok(credential::parse(&bytes)?)
}

/// Waits until there is input to read or the input has ended.
///
/// # Errors
/// `TimedOut` after `left`.
#[cfg(unix)]
fn wait_for_input(left: Duration) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let left = Timespec::try_from(left).map_err(io::Error::other)?;
    let stdin = io::stdin();
    match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&left)) {
        Ok(0) => Err(io::ErrorKind::TimedOut.into()),
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// Windows cannot wait for a pipe with a time limit.
#[cfg(not(unix))]
fn wait_for_input(_left: Duration) -> io::Result<()> {
    Ok(())
}
