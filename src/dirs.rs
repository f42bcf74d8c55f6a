//! The folders of this platform: our cache, the configuration of others, the search path. Paths only; nothing
//! is opened here.
#![expect(clippy::disallowed_methods, reason = "this file reads the environment for all others")]

mod editor;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

/// A variable as it is; an empty one counts as not set.
pub fn non_empty(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

pub fn path_variable(name: &str) -> Option<PathBuf> {
    non_empty(name).map(PathBuf::from)
}

/// The platform's cache folder for us; `None` without an absolute home.
pub fn cache_folder() -> Option<PathBuf> {
    if cfg!(any(windows, target_os = "macos")) {
        let dirs = ProjectDirs::from("", "", "copilot-token")?;
        return Some(dirs.cache_dir().to_owned()).filter(|path| path.is_absolute());
    }
    // By hand: to learn of one folder from `directories` is to have it work out every one it knows, which was a
    // twelfth of a warm call.
    match path_variable("XDG_CACHE_HOME").filter(|path| path.is_absolute()) {
        Some(caches) => Some(caches.join("copilot-token")),
        None => Some(home()?.join(".cache/copilot-token")),
    }
}

/// The folder of what `login` keeps, in the platform's configuration folder for us; `None` without an absolute home.
pub fn logins_folder() -> Option<PathBuf> {
    let ours = if cfg!(any(windows, target_os = "macos")) {
        // Not the roaming folder of Windows: two machines with one refresh token would end each other's login.
        ProjectDirs::from("", "", "copilot-token")?.config_local_dir().to_owned()
    } else {
        match path_variable("XDG_CONFIG_HOME").filter(|path| path.is_absolute()) {
            Some(configs) => configs.join("copilot-token"),
            None => home()?.join(".config/copilot-token"),
        }
    };
    Some(ours.join("logins")).filter(|path| path.is_absolute())
}

/// Where `gh` keeps its `hosts.yml`, by gh's own rule, as it sees it from [`gh_folder`].
pub fn gh_config_folder() -> Option<PathBuf> {
    let folder = if let Some(folder) = path_variable("GH_CONFIG_DIR") {
        folder
    } else if let Some(folder) = path_variable("XDG_CONFIG_HOME") {
        folder.join("gh")
    } else if cfg!(windows) {
        path_variable("APPDATA")?.join("GitHub CLI")
    } else {
        // Without a HOME gh takes its working folder for it, whatever the user database says.
        path_variable("HOME").unwrap_or_default().join(".config").join("gh")
    };
    Some(gh_folder().join(folder))
}

/// Where gh is run: nobody plants anything there.
pub fn gh_folder() -> &'static Path {
    Path::new(if cfg!(windows) { "\\" } else { "/" })
}

/// Where Copilot's editor plug-ins keep their login, whether or not there is such a folder.
pub fn editor_folder() -> Option<PathBuf> {
    let (xdg, profile, home) = (non_empty("XDG_CONFIG_HOME"), non_empty("USERPROFILE"), home());
    let vars = editor::Vars {
        xdg_config_home: xdg.as_deref(),
        home: home.as_deref().map(Path::as_os_str),
        userprofile: profile.as_deref(),
    };
    editor::folder(editor::Platform::here(), &vars)
}

/// The home folder; `None` where there is none or it is not absolute.
pub fn home() -> Option<PathBuf> {
    let named = if cfg!(windows) { None } else { path_variable("HOME") };
    // Where no variable names it, the user database may.
    let home = named.or_else(|| BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()));
    home.filter(|path| path.is_absolute())
}

/// Whether the locale's encoding is UTF-8, by the rules of setlocale(3).
pub fn locale_is_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(non_empty).unwrap_or_default();
    let locale = locale.to_string_lossy().to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// `PATH` as it is. Its reader decides which entries to trust.
pub fn search_path() -> Option<OsString> {
    non_empty("PATH")
}

/// The file that a step of GitHub Actions hands variables on in; `None` outside of one.
pub fn github_env() -> Option<PathBuf> {
    let in_actions = env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    path_variable("GITHUB_ENV").filter(|_| in_actions)
}
