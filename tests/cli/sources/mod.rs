//! Where the GitHub token comes from.

#[cfg(unix)]
mod child;
pub mod editor;
#[cfg(unix)]
mod editor_trust;
mod file_inputs;
#[cfg(unix)]
mod gh_login;
#[cfg(unix)]
mod gh_login_state;
mod order;
