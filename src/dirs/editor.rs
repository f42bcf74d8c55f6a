//! The folder where Copilot's editor plug-ins keep their login. Pure: the variables are parameters and paths are joined
//! as text, so that every platform's rule can be tested on every platform.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The platforms with different rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    Linux,
    MacOs,
    Windows,
}

impl Platform {
    /// The platform that this program was built for. Other Unix systems follow Linux.
    pub const fn here() -> Self {
        if cfg!(windows) {
            Platform::Windows
        } else if cfg!(target_os = "macos") {
            Platform::MacOs
        } else {
            Platform::Linux
        }
    }

    fn separator(self) -> &'static str {
        if self == Platform::Windows { "\\" } else { "/" }
    }

    /// Whether `path` is independent of the working directory, and on Windows of the current drive.
    fn is_absolute(self, path: &OsStr) -> bool {
        let bytes = path.as_encoded_bytes();
        let slash = |at: usize| matches!(bytes.get(at), Some(b'/' | b'\\'));
        match self {
            Platform::Windows => {
                let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':');
                (drive && slash(2)) || (slash(0) && slash(1))
            }
            _ => bytes.first() == Some(&b'/'),
        }
    }
}

/// The variables that the rule reads. Empty counts as unset.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vars<'a> {
    pub xdg_config_home: Option<&'a OsStr>,
    pub home: Option<&'a OsStr>,
    pub userprofile: Option<&'a OsStr>,
}

/// `$XDG_CONFIG_HOME/github-copilot` if that is absolute, on Windows too. Otherwise the platform's own folder; on macOS
/// this is in `~/.config`, as on Linux. `None` if there is no home folder.
pub fn folder(platform: Platform, vars: &Vars<'_>) -> Option<PathBuf> {
    let absolute =
        |value: Option<&'_ OsStr>| value.filter(|path| platform.is_absolute(path)).map(OsStr::to_os_string);
    if let Some(base) = absolute(vars.xdg_config_home) {
        return Some(below(platform, base, &["github-copilot"]));
    }
    match platform {
        Platform::Windows => absolute(vars.userprofile)
            .map(|base| below(platform, base, &["AppData", "Local", "github-copilot"])),
        Platform::Linux | Platform::MacOs => {
            absolute(vars.home).map(|base| below(platform, base, &[".config", "github-copilot"]))
        }
    }
}

fn below(platform: Platform, mut base: OsString, parts: &[&str]) -> PathBuf {
    for part in parts {
        let ended = match base.as_encoded_bytes().last() {
            Some(b'\\') => platform == Platform::Windows,
            last => last == Some(&b'/'),
        };
        if !ended {
            base.push(platform.separator());
        }
        base.push(part);
    }
    base.into()
}

#[cfg(test)]
mod tests {
    use super::Platform::{Linux, MacOs, Windows};
    use super::*;

    const UNIX_HOME: &str = "/home/octo";
    const PROFILE: &str = r"C:\Users\octo";

    #[test]
    fn the_folder_follows_the_editors_rule_on_every_platform() {
        let linux = Some("/home/octo/.config/github-copilot");
        let windows = Some(r"C:\Users\octo\AppData\Local\github-copilot");
        for (platform, xdg, home, profile, expected) in [
            (Linux, None, Some(UNIX_HOME), None, linux),
            (Linux, Some("/xdg"), Some(UNIX_HOME), None, Some("/xdg/github-copilot")),
            (Linux, Some("/xdg"), None, None, Some("/xdg/github-copilot")),
            (Linux, Some("/xdg/"), None, None, Some("/xdg/github-copilot")),
            (Linux, Some("/"), None, None, Some("/github-copilot")),
            (Linux, Some(r"/odd\"), None, None, Some(r"/odd\/github-copilot")),
            (Linux, Some(""), Some(UNIX_HOME), None, linux),
            (Linux, Some("relative"), Some(UNIX_HOME), None, linux),
            (Linux, Some("./xdg"), Some(UNIX_HOME), None, linux),
            (Linux, Some("~/.config"), Some(UNIX_HOME), None, linux),
            (Linux, Some(r"C:\xdg"), Some(UNIX_HOME), None, linux),
            (Linux, None, None, Some(PROFILE), None),
            (Linux, None, Some(""), None, None),
            (Linux, None, Some("octo"), None, None),
            (MacOs, None, Some("/Users/octo"), None, Some("/Users/octo/.config/github-copilot")),
            (MacOs, Some("/xdg"), Some("/Users/octo"), None, Some("/xdg/github-copilot")),
            (MacOs, Some("xdg"), Some("/Users/octo"), None, Some("/Users/octo/.config/github-copilot")),
            (Windows, None, None, Some(PROFILE), windows),
            (Windows, None, Some(UNIX_HOME), Some(PROFILE), windows),
            (Windows, Some(r"D:\xdg"), None, Some(PROFILE), Some(r"D:\xdg\github-copilot")),
            (Windows, Some(r"D:\xdg\"), None, None, Some(r"D:\xdg\github-copilot")),
            (Windows, Some("D:/xdg"), None, Some(PROFILE), Some(r"D:/xdg\github-copilot")),
            (Windows, Some(r"\\server\share"), None, None, Some(r"\\server\share\github-copilot")),
            (Windows, Some(r"D:xdg"), None, Some(PROFILE), windows),
            (Windows, Some(r"\xdg"), None, Some(PROFILE), windows),
            (Windows, Some("/xdg"), None, Some(PROFILE), windows),
            (Windows, Some(""), None, Some(PROFILE), windows),
            (Windows, None, Some(UNIX_HOME), None, None),
            (Windows, None, None, Some(""), None),
        ] {
            let vars = Vars {
                xdg_config_home: xdg.map(OsStr::new),
                home: home.map(OsStr::new),
                userprofile: profile.map(OsStr::new),
            };
            let seen = folder(platform, &vars);
            // Compared as text, because `Path` treats some differently written paths as equal.
            let seen = seen.as_ref().map(|path| path.to_str().unwrap());
            assert_eq!(seen, expected, "{platform:?} {vars:?}");
        }
    }
}
