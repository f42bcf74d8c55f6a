//! The one test binary: the real program in a world of its own (`world/`), a file a subject.

mod answers;
mod clocks;
mod documents;
#[cfg(unix)]
mod flight;
mod grace;
mod memory;
#[cfg(unix)]
mod openclaw;
mod refusals;
mod sources;
mod status;
#[cfg(unix)]
mod windows;
mod world;
// With the shell as its binary, and the words of Unix errors.
#[cfg(unix)]
mod world_works;
