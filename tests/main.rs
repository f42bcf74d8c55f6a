//! The one test binary: the real program in a world of its own (`world/`), a file a subject.

mod answers;
mod world;

// Judged by the programs of a Unix system: shells, curl, git, Python.
#[cfg(unix)]
mod actions;
#[cfg(unix)]
mod dotenv;
#[cfg(unix)]
mod environment;
#[cfg(unix)]
mod headers;
#[cfg(unix)]
mod hostile;
// With the shell as its binary, and the words of Unix errors.
#[cfg(unix)]
mod world_works;
