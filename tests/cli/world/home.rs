//! The world's files: a scratch home, a folder of programs, the binary's cache entries, and a `gh` that records its
//! calls. All are removed when the world is dropped.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::World;
use super::render::random_hex;
use super::run::STARTING;

/// A temporary folder, removed on drop.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        // Canonical, because the temporary folder on macOS is behind a link.
        let parent = std::env::temp_dir().canonicalize().expect("a temporary folder");
        let root = parent.join(format!("copilot-token-{}-{}", std::process::id(), random_hex(8)));
        for folder in ["home", "bin", "gh-calls"] {
            fs::create_dir_all(root.join(folder)).expect("a scratch folder");
        }
        Scratch(root)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// One call of the fake `gh`.
#[derive(Clone, Debug)]
pub struct GhCall {
    pub args: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub cwd: PathBuf,
}

impl World {
    pub fn home(&self) -> PathBuf {
        self.scratch.path("home")
    }

    /// The only folder in `PATH` by default.
    pub fn bin(&self) -> PathBuf {
        self.scratch.path("bin")
    }

    /// The file that `SSL_CERT_FILE` names.
    pub fn ca_file(&self) -> PathBuf {
        self.scratch.path("ca.pem")
    }

    /// Writes a file below the home and creates its folders.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder in the home");
        fs::write(&path, text).expect("a file in the home");
        path
    }

    /// Links the binary into the world's `bin` as `copilot-token`, so that shells and programs find it.
    #[cfg(unix)]
    pub fn install(&self) {
        std::os::unix::fs::symlink(&self.binary, self.bin().join("copilot-token")).expect("a link");
    }

    /// Writes a file outside the home.
    pub fn scratch_file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.scratch.path(name);
        fs::write(&path, text).expect("a file in the scratch folder");
        path
    }

    /// Writes an executable into the world's `bin`, starting with `#!/bin/sh`.
    pub fn script(&self, name: &str, body: &str) -> PathBuf {
        let path = self.bin().join(name);
        let _nothing_starts = STARTING.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).expect("a script");
        set_mode(&path, 0o755);
        path
    }

    /// Installs a `gh` that records its call and then runs `body`. An existing `gh` file stays unchanged, as a real
    /// gh's does when its answer changes.
    pub fn fake_gh(&self, body: &str) {
        let (new, used) = (self.scratch.path("gh-body.new"), self.scratch.path("gh-body"));
        fs::write(&new, body).expect("a script");
        fs::rename(&new, &used).expect("a script");
        if self.bin().join("gh").exists() {
            return;
        }
        let log = self.scratch.path("gh-calls");
        // Uses only shell built-ins and absolute paths: PATH may hold no other program. Each call claims a number
        // atomically.
        let script = format!(
            "log='{}'; n=1; until (set -C; : >\"$log/$n\") 2>/dev/null; do n=$((n+1)); done\n\
             pwd >\"$log/$n.cwd\"; /usr/bin/env -0 >\"$log/$n.env\"\n\
             for a; do printf '%s\\0' \"$a\"; done >\"$log/$n.args\"; unset log n a\n\
             . '{}'\n",
            log.display(),
            used.display()
        );
        self.script("gh", &script);
    }

    /// Installs a `gh` that is logged in.
    pub fn fake_gh_token(&self, github_token: &str) {
        self.secret(github_token);
        self.fake_gh(&format!("printf '%s\\n' '{github_token}'"));
    }

    /// The calls of the fake `gh` so far, in order.
    pub fn gh_calls(&self) -> Vec<GhCall> {
        let log = self.scratch.path("gh-calls");
        let text =
            |n: usize, kind: &str| fs::read_to_string(log.join(format!("{n}.{kind}"))).unwrap_or_default();
        let items = |text: String| text.split_terminator('\0').map(str::to_owned).collect::<Vec<_>>();
        (1..)
            .take_while(|n| log.join(n.to_string()).exists())
            .map(|n| GhCall {
                args: items(text(n, "args")),
                env: items(text(n, "env"))
                    .iter()
                    .filter_map(|line| line.split_once('='))
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                cwd: PathBuf::from(text(n, "cwd").trim_end_matches('\n')),
            })
            .collect()
    }

    /// gh's record of its logins.
    pub fn gh_hosts_yml(&self, text: &str) -> PathBuf {
        self.write(".config/gh/hosts.yml", text)
    }

    /// The binary's default cache folder.
    pub fn cache_dir(&self) -> PathBuf {
        let parent = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
        self.home().join(parent).join("copilot-token")
    }

    /// The names in the cache folder, sorted; empty if there is no folder.
    pub fn cache_files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.cache_dir()).into_iter().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("a name").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Rewrites each `session-*.json` of the cache in place; keeps its mode. Panics if there is none.
    pub fn edit_entries(&self, edit: impl Fn(&mut Value)) {
        let folder = self.cache_dir();
        let names = self.cache_files();
        let entries: Vec<_> =
            names.iter().filter(|n| n.starts_with("session-") && n.ends_with(".json")).collect();
        assert!(!entries.is_empty(), "no entry in {names:?}");
        for name in entries {
            let path = folder.join(name);
            let text = fs::read(&path).expect("an entry");
            let mut json = serde_json::from_slice(&text).expect("an entry in JSON");
            edit(&mut json);
            self.session_secret(json["token"].as_str().unwrap_or_default());
            fs::write(&path, serde_json::to_vec_pretty(&json).expect("JSON")).expect("an entry written");
        }
    }
}

/// Sets the permission bits on Unix.
pub fn set_mode(path: &Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions set");
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
}
