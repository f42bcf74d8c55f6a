//! End-to-end tests: the real program in an isolated world (`world/`), one folder per subject.
#![allow(clippy::disallowed_methods, reason = "these rules apply to the product only")]

mod architecture;
mod documents;
mod elsewhere;
mod login;
mod network;
mod sources;
mod token;
mod world;

// These need links, signals and file modes, or the programs of a Unix system.
#[cfg(unix)]
mod access;
#[cfg(unix)]
mod cache;
#[cfg(target_os = "linux")]
mod crowds;
#[cfg(unix)]
mod formats;
#[cfg(unix)]
mod online;
#[cfg(unix)]
mod proxy;
#[cfg(unix)]
mod recipes;
#[cfg(unix)]
mod safety;
#[cfg(unix)]
mod world_works;
