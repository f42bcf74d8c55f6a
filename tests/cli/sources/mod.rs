//! Where the GitHub token comes from.

#[cfg(unix)]
mod child;
pub mod editor;
mod file_inputs;
#[cfg(unix)]
mod gh_login;
mod order;
