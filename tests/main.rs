//! The one test binary: the real program in a world of its own (`world/`), a file a subject.

mod answers;
mod architecture;
#[cfg(unix)]
mod canaries;
#[cfg(unix)]
mod child;
#[cfg(unix)]
mod files;
mod network;
#[cfg(unix)]
mod pasted;
#[cfg(unix)]
mod places;
#[cfg(unix)]
mod privacy;
mod proxies;
#[cfg(unix)]
mod terminal;
mod world;
// With the shell as its binary, and the words of Unix errors.
#[cfg(unix)]
mod world_works;
