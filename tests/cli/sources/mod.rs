//! Where the GitHub token comes from.

#[cfg(unix)]
mod child;
pub mod editor;
#[cfg(unix)]
mod gh_login;
mod order;
