//! Where the cache is, according to options and variables.

use std::path::{Path, PathBuf};

use super::given::Given;
use crate::cli::Options;
use crate::dirs::{self, path_variable};
use crate::failure::Failure;
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CachePlace {
    /// `--no-cache`.
    Off,
    /// No home folder, so nowhere to put one.
    Nowhere,
    Folder(PathBuf),
    /// One file shared with openclaw.
    File(PathBuf),
}

/// Any option beats any variable: a variable that names a file does not compete with `--cache-dir`.
pub fn cache_place(options: &Options) -> Result<CachePlace, Failure> {
    if options.no_cache {
        return Ok(CachePlace::Off);
    }
    if let Some(path) = &options.cache_file {
        return cache_file(path, "--cache-file");
    }
    if let Some(path) = &options.cache_dir {
        return cache_folder(path, "--cache-dir");
    }
    if let Some(path) = path_variable("COPILOT_TOKEN_CACHE_FILE") {
        return cache_file(&path, "COPILOT_TOKEN_CACHE_FILE");
    }
    if let Some(path) = path_variable("COPILOT_TOKEN_CACHE_DIR") {
        return cache_folder(&path, "COPILOT_TOKEN_CACHE_DIR");
    }
    Ok(dirs::cache_folder().map_or(CachePlace::Nowhere, CachePlace::Folder))
}

fn cache_file(path: &Path, name: &'static str) -> Result<CachePlace, Failure> {
    if path.file_name().and_then(|name| name.to_str()).is_none() {
        return Err(bad_path(path, name, "expected the name of a file, in UTF-8"));
    }
    checked(path, name).map(CachePlace::File)
}

fn cache_folder(path: &Path, name: &'static str) -> Result<CachePlace, Failure> {
    checked(path, name).map(CachePlace::Folder)
}

/// # Errors
/// A usage failure if a token was pasted where a path belongs. A folder of that name would be created.
fn checked(path: &Path, name: &'static str) -> Result<PathBuf, Failure> {
    let text = path.to_string_lossy();
    if text.is_empty() || text::redact(&text) != text {
        return Err(bad_path(path, name, "expected a path"));
    }
    Ok(path.to_owned())
}

fn bad_path(path: &Path, name: &'static str, why: &str) -> Failure {
    Given { value: path.to_string_lossy().into_owned(), name }.bad(why)
}
