//! `serve`: runs the proxy in the foreground, for programs that we do not start.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;
use zeroize::Zeroizing;

use super::{print, print_json};
use crate::cli::Access;
use crate::failure::Failure;
use crate::process;
use crate::proxy::{self, Credentials, Proxy, key};
use crate::report;
use crate::resolver;
use crate::settings::Settings;
use crate::text;

/// The default address: any free port on loopback.
const ANY_PORT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

#[derive(Serialize)]
struct Ready<'a> {
    version: u8,
    base_url: String,
    anthropic_base_url: String,
    key_file: Option<String>,
    /// Absent if a file holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
}

/// # Errors
/// The address cannot be used, or there is no key. Once it listens, it serves until a signal stops it.
pub fn run(
    mut settings: Settings,
    listen: Option<&str>,
    key_file: Option<&Path>,
    json: bool,
    verbose: bool,
) -> anyhow::Result<ExitCode> {
    settings.access.get_or_insert(Access::Auto);
    let address = listen.map_or(Ok(ANY_PORT), loopback)?;
    if key_file == Some(Path::new("-")) {
        return Err(Failure::usage("invalid value '-' for --key-file: the key needs a file")
            .hint("without --key-file, the key is the second line on stdout")
            .into());
    }
    let proxy = Proxy::listen(address, || key_file.map_or_else(key::random, key::in_file))?;
    let credentials = Credentials::new(settings, verbose.then_some(report::line));
    process::leave_to_us();
    let runtime = proxy::runtime()?;
    let served = runtime.block_on(async {
        let stop = stop()?;
        announce(&proxy, key_file, json)?;
        proxy.serve(credentials, stop).await?;
        Ok(ExitCode::SUCCESS)
    });
    // Do not wait for a look-up in progress: it may take until its timeout.
    runtime.shutdown_background();
    resolver::settle_renewals();
    served
}

fn announce(proxy: &Proxy, key_file: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let key = key_file.is_none().then(|| proxy.key().expose());
    if json {
        return print_json(&Ready {
            version: 1,
            base_url: proxy.base_url(),
            anthropic_base_url: proxy.anthropic_base_url(),
            key_file: key_file.map(|path| path.display().to_string()),
            key,
        });
    }
    let mut lines = Zeroizing::new(proxy.base_url() + "\n");
    if let Some(key) = key {
        lines.push_str(key);
        lines.push('\n');
    }
    print(&lines)
}

/// # Errors
/// Usage: not an address, or not a loopback address.
fn loopback(text: &str) -> Result<SocketAddr, Failure> {
    let bad = || {
        let value = text::one_line(text, 60);
        Failure::usage(format!(
            "invalid value '{value}' for --listen: expected a loopback address and a port"
        ))
        .hint("such as 127.0.0.1:4141; the proxy is never reachable from other machines")
    };
    let named = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let address: SocketAddr = named.as_deref().unwrap_or(text).parse().map_err(|_| bad())?;
    if address.ip().is_loopback() { Ok(address) } else { Err(bad()) }
}

/// Each call completes at the next SIGINT or SIGTERM.
#[cfg(unix)]
fn stop() -> std::io::Result<impl AsyncFnMut()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Each call completes at the next Ctrl-C.
#[cfg(not(unix))]
fn stop() -> std::io::Result<impl AsyncFnMut()> {
    Ok(async || {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
