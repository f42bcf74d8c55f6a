//! `git-credential`: git's helper protocol. Answers for Copilot API hosts of the chosen GitHub host alone.

use std::io::{self, BufRead, Read};
use std::process::ExitCode;

use zeroize::Zeroizing;

use super::print;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::output::credential::{self, Request};
use crate::resolver::{Resolver, Want};
use crate::settings::Settings;
use crate::text;
use crate::within::within;

/// More than git sends: a request has a dozen short lines.
const MAX_REQUEST: u64 = 1024 * 1024;
/// The only user name that we answer with.
const USERNAME: &str = "x-access-token";

pub fn run(resolver: &Resolver, action: &str) -> anyhow::Result<ExitCode> {
    match action {
        "capability" => print(credential::CAPABILITIES)?,
        "get" => get(resolver, &request(resolver.deadline)?)?,
        "erase" => erase(resolver, &request(resolver.deadline)?)?,
        // `store`: we know it already. Any other: gitcredentials(7) wants it passed over.
        _ => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn get(resolver: &Resolver, request: &Request) -> anyhow::Result<()> {
    let Some(host) = host(resolver.settings, request) else { return Ok(()) };
    let somebody_else = request.username.as_deref().is_some_and(|name| !name.is_empty() && name != USERNAME);
    if somebody_else && !request.wants_authtype {
        return Ok(());
    }
    // A host that may be trusted is asked about for many reasons, and most are none of ours: one that is no Copilot
    // API host by its name is answered if a session has it for its base URL, and nobody is asked for that.
    let by_name = resolver.settings.host.is_copilot_api(&host);
    if !by_name && !resolver.cache.knows_base_url(|base_url| base_url.host() == host) {
        return Ok(());
    }
    let session = resolver.credential(Want::Fresh)?.credential;
    if !by_name && !(session.base_url.host() == host) {
        return Ok(());
    }
    let expires_at = session.expires_at().and_then(|seconds| u64::try_from(seconds).ok());
    let answer = if request.wants_authtype { credential::answer_bearer } else { credential::answer_basic };
    print(&Zeroizing::new(answer(session.bearer.expose(), expires_at)))
}

/// Drops what was answered and found to be bad, nothing else: git erases other helpers' credentials with us too.
#[cold]
fn erase(resolver: &Resolver, request: &Request) -> anyhow::Result<()> {
    let Some(host) = host(resolver.settings, request) else { return Ok(()) };
    let Some(bad) = request.credential.as_ref().or(request.password.as_ref()) else { return Ok(()) };
    let named_right = resolver.settings.host.is_copilot_api(&host);
    let dropped = resolver
        .cache
        .drop_session(bad.expose().as_bytes(), |base_url| named_right || base_url.host() == host)
        .map_err(|e| Failure::error(format!("cannot drop the cached session token: {e}")))?;
    resolver.trace.say(|| format!("erase: {}", if dropped { "dropped" } else { "no such session token" }));
    Ok(())
}

/// The host asked for, where it is one that session tokens may go to at all.
fn host(settings: &Settings, request: &Request) -> Option<String> {
    if request.protocol.as_deref() != Some("https") {
        return None;
    }
    let (name, port) = credential::host_and_port(request.host.as_deref()?)?;
    let name = name.to_ascii_lowercase();
    (port.is_none_or(|port| port == 443) && settings.host.trusts(&name)).then_some(name)
}

/// Reads up to the blank line that ends a request, or to the end of the input. A client that sends neither is not
/// waited for beyond the time limit.
fn request(deadline: Deadline) -> anyhow::Result<Request> {
    let failed = |e: io::Error| match e.kind() {
        io::ErrorKind::TimedOut => Failure::unavailable("the credential request did not end in time")
            .hint("a request ends with an empty line: git-credential(1)"),
        _ => Failure::error(format!("reading the credential request: {}", text::reason(&e))),
    };
    let bytes = within(deadline.left(), read_request).and_then(|read| read).map_err(failed)?;
    if bytes.len() as u64 > MAX_REQUEST {
        return Err(Failure::error("the credential request is too long").into());
    }
    Ok(credential::parse(&bytes)?)
}

fn read_request() -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let mut stdin = io::stdin().lock().take(MAX_REQUEST + 1);
    loop {
        let start = bytes.len();
        let read = stdin.read_until(b'\n', &mut bytes)?;
        if read == 0 || credential::ends_request(&bytes[start..]) {
            return Ok(bytes);
        }
    }
}
