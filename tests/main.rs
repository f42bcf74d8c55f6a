//! The one test binary: the real program in a world of its own (`world/`), a file a subject.

mod answers;
mod architecture;
#[cfg(unix)]
mod canaries;
#[cfg(unix)]
mod child;
mod clocks;
mod documents;
mod editor;
mod elsewhere;
#[cfg(unix)]
mod files;
#[cfg(unix)]
mod flight;
mod grace;
mod memory;
mod network;
#[cfg(unix)]
mod openclaw;
#[cfg(unix)]
mod pasted;
#[cfg(unix)]
mod places;
#[cfg(target_os = "linux")]
mod privacy;
mod proxies;
mod refusals;
#[cfg(unix)]
mod replies;
mod sources;
mod status;
#[cfg(unix)]
mod stuck;
#[cfg(unix)]
mod terminal;
mod trusted;
mod usage;
#[cfg(target_os = "linux")]
mod warm;
mod world;

// Judged by the programs of a Unix system: shells, curl, git, Python.
#[cfg(unix)]
mod actions;
#[cfg(unix)]
mod dotenv;
#[cfg(unix)]
mod environment;
#[cfg(unix)]
mod exec;
#[cfg(unix)]
mod gh_login;
#[cfg(unix)]
mod git;
#[cfg(unix)]
mod git_credential;
#[cfg(unix)]
mod headers;
#[cfg(unix)]
mod hostile;
#[cfg(unix)]
mod openai_sdk;
#[cfg(unix)]
mod python;
#[cfg(unix)]
mod recipes;
// With the shell as its binary, and the words of Unix errors.
#[cfg(unix)]
mod world_works;
