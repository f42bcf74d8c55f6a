//! The platform's folders: our cache and logins, the configuration of other programs, the search path. Only computes
//! paths; opens nothing.
#![expect(clippy::disallowed_methods, reason = "this file reads the environment for all others")]

mod editor;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

/// The value of a variable; an empty one counts as unset.
pub fn non_empty(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

pub fn path_variable(name: &str) -> Option<PathBuf> {
    non_empty(name).map(PathBuf::from)
}

/// Our folder in the platform's cache folder; `None` without an absolute home.
pub fn cache_folder() -> Option<PathBuf> {
    if cfg!(any(windows, target_os = "macos")) {
        let dirs = ProjectDirs::from("", "", "copilot-token")?;
        return Some(dirs.cache_dir().to_owned()).filter(|path| path.is_absolute());
    }
    // Not with `directories`: it computes every base directory, which took a twelfth of a warm call.
    match path_variable("XDG_CACHE_HOME").filter(|path| path.is_absolute()) {
        Some(caches) => Some(caches.join("copilot-token")),
        None => Some(home()?.join(".cache/copilot-token")),
    }
}

/// Where `login` stores logins: a folder in the platform's configuration folder. `None` without an absolute home.
pub fn logins_folder() -> Option<PathBuf> {
    let ours = if cfg!(any(windows, target_os = "macos")) {
        // Not the roaming folder on Windows: two machines with the same refresh token would end each other's login.
        ProjectDirs::from("", "", "copilot-token")?.config_local_dir().to_owned()
    } else {
        match path_variable("XDG_CONFIG_HOME").filter(|path| path.is_absolute()) {
            Some(configs) => configs.join("copilot-token"),
            None => home()?.join(".config/copilot-token"),
        }
    };
    Some(ours.join("logins")).filter(|path| path.is_absolute())
}

/// Where gh keeps its `hosts.yml`, by gh's own rules. A relative path starts at [`gh_folder`], where gh runs.
pub fn gh_config_folder() -> Option<PathBuf> {
    let folder = if let Some(folder) = path_variable("GH_CONFIG_DIR") {
        folder
    } else if let Some(folder) = path_variable("XDG_CONFIG_HOME") {
        folder.join("gh")
    } else if cfg!(windows) {
        path_variable("APPDATA")?.join("GitHub CLI")
    } else {
        // Without HOME, gh uses its working folder instead and ignores the user database.
        path_variable("HOME").unwrap_or_default().join(".config").join("gh")
    };
    Some(gh_folder().join(folder))
}

/// The working folder for gh: one in which nobody else can place files.
pub fn gh_folder() -> &'static Path {
    Path::new(if cfg!(windows) { "\\" } else { "/" })
}

/// Where Copilot's editor plug-ins keep their login. The folder need not exist.
pub fn editor_folder() -> Option<PathBuf> {
    let (xdg, profile, home) = (non_empty("XDG_CONFIG_HOME"), non_empty("USERPROFILE"), home());
    let vars = editor::Vars {
        xdg_config_home: xdg.as_deref(),
        home: home.as_deref().map(Path::as_os_str),
        userprofile: profile.as_deref(),
    };
    editor::folder(editor::Platform::here(), &vars)
}

/// The home folder; `None` if there is none or its path is not absolute.
pub fn home() -> Option<PathBuf> {
    let named = if cfg!(windows) { None } else { path_variable("HOME") };
    // If no variable names it, the user database may.
    let home = named.or_else(|| BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()));
    home.filter(|path| path.is_absolute())
}

/// Whether the locale's encoding is UTF-8, by the rules of setlocale(3).
pub fn locale_is_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(non_empty).unwrap_or_default();
    let locale = locale.to_string_lossy().to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// `PATH` without any check. The caller decides which entries to trust.
pub fn search_path() -> Option<OsString> {
    non_empty("PATH")
}

/// The file through which a GitHub Actions step sets variables for later steps; `None` outside GitHub Actions.
pub fn github_env() -> Option<PathBuf> {
    let in_actions = env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    path_variable("GITHUB_ENV").filter(|_| in_actions)
}
