//! The proxy (`serve`, `exec --proxy`) between real or raw clients and a strict Copilot API.

mod answers;
mod client;
mod commands;
mod exec;
mod gate;
mod limits;
mod refresh;
mod routes;
mod sdks;
mod streams;
mod uploads;

use std::net::SocketAddr;

use crate::world::{Run, Running, World};

/// Far longer than any event takes.
const TOO_LONG: std::time::Duration = std::time::Duration::from_secs(30);
const TOKEN: &str = "ghu_theTokenBehindTheProxy0000000000";

/// A running `serve`.
struct Served<'w> {
    running: Running<'w>,
    address: SocketAddr,
    key: String,
}

/// Starts `serve` with an exchangeable GitHub token and these options.
#[track_caller]
fn serve<'w>(world: &'w World, options: &[&str]) -> Served<'w> {
    started(world, world.cmd_as(TOKEN, &[&["serve"], options].concat()).spawn())
}

#[track_caller]
fn started<'w>(world: &World, running: Running<'w>) -> Served<'w> {
    world.until("the proxy says where it listens", |_| running.lines()[0].len() == 2);
    let [base_url, key] = &running.lines()[0][..] else { panic!("{:?}", running.lines()) };
    let address = base_url.strip_prefix("http://").and_then(|url| url.strip_suffix("/v1"));
    let address = address.and_then(|address| address.parse().ok());
    Served { address: address.unwrap_or_else(|| panic!("{base_url}")), key: key.clone(), running }
}

impl Served<'_> {
    /// Ends it with SIGTERM, as a supervisor does; open requests get five seconds.
    #[track_caller]
    fn end(self) -> Run {
        self.running.signal(rustix::process::Signal::TERM);
        self.running.wait()
    }
}
