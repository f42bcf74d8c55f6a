//! Rules that a reader can check with grep: which files may use the environment, the clock, files, the network, child
//! processes and secrets. Reads the product's code without tests and comments.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that only some files may contain, with those files; a trailing slash means a folder.
const RULES: [(&str, &[&str]); 5] = [
    ("cfg!(test)", &[]),
    ("_TEST\"", &[]),
    ("ureq", &["github/"]),
    ("TcpStream", &["proxy/"]),
    (
        "fs::",
        &[
            "private/",
            "cache/layout.rs",
            "sources/",
            "github/certificates.rs",
            "commands/env.rs",
            "process.rs",
        ],
    ),
];

/// The files that declare an exception from a clippy rule (clippy.toml).
const EXCEPTIONS: [&str; 11] = [
    "clock.rs",
    "commands/exec.rs",
    "commands/login/browser.rs",
    "commands/login/talk.rs",
    "commands/mod.rs",
    "commands/status/rows.rs",
    "dirs.rs",
    "github/route.rs",
    "report.rs",
    "sources/env.rs",
    "sources/gh/run.rs",
];

/// The files that expose a secret, and why.
const EXPOSED: [&str; 21] = [
    "cache/entry.rs",             // into the entry
    "cache/mod.rs",               // fingerprint, write, comparison
    "commands/env.rs",            // the mask of GitHub Actions
    "commands/exec_proxy.rs",     // the proxy's key, for the child
    "commands/git_credential.rs", // the answer to git
    "commands/headers.rs",        // the answer
    "commands/serve.rs",          // the proxy's key
    "commands/token.rs",          // the answer
    "commands/variables.rs",      // the answer
    "github/device/mod.rs",       // sent as a form
    "github/exchange.rs",         // checks the session token's form and its base URL
    "github/http.rs",             // the authorization header
    "github/user.rs",             // its kind
    "github/words.rs",            // redacts it in a server's text
    "proxy/credentials.rs",       // the headers of a request
    "proxy/gate.rs",              // compares the key
    "proxy/key.rs",               // the key's file
    "sources/login/mod.rs",       // the stored login
    "sources/login/record.rs",    // the same, as JSON
    "sources/token.rs",           // its kind
    "secret.rs",
];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    let product = files.iter().filter(|path| !is_test(&name(path)));
    product.map(|path| (name(path), code(&fs::read_to_string(path).unwrap()))).collect()
}

/// A file that only the tests of a module use.
fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs") || name.ends_with("/testing.rs") || name.contains("/tests/")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The code before the tests at the end of a file, without comments.
fn code(text: &str) -> String {
    let product = text.split("#[cfg(test)]").next().unwrap_or_default();
    let said = |line: &&str| !line.trim_start().starts_with("//");
    product.lines().filter(said).collect::<Vec<_>>().join("\n")
}

fn is_allowed(name: &str, allowed: &[&str]) -> bool {
    allowed.iter().any(|place| name == *place || (place.ends_with('/') && name.starts_with(place)))
}

#[test]
fn what_can_harm_stands_only_where_it_is_looked_for() {
    let sources = sources();
    assert!(sources.len() > 30, "{}", sources.len());
    for (word, allowed) in RULES {
        for (name, code) in &sources {
            assert!(!code.contains(word) || is_allowed(name, allowed), "{word} in src/{name}");
        }
        // An unused exception is a stale rule.
        for place in allowed {
            let used = |(name, code): &(String, String)| is_allowed(name, &[place]) && code.contains(word);
            assert!(sources.iter().any(used), "{word} is no longer in src/{place}");
        }
    }
}

#[test]
fn exceptions_from_the_lints_are_few() {
    for (name, code) in sources().into_iter().filter(|(name, _)| name != "main.rs") {
        let excepted = code.contains("(clippy::disallowed_methods");
        assert_eq!(excepted, EXCEPTIONS.contains(&name.as_str()), "src/{name}");
    }
}

#[test]
fn a_secret_leaves_its_wrapper_in_few_places() {
    for (name, code) in sources() {
        let exposes = code.contains(".expose()") || code.contains("fn expose");
        assert_eq!(exposes, EXPOSED.contains(&name.as_str()), "src/{name}");
    }
}

#[test]
fn imports_point_down() {
    // From the top layer, which nothing imports, to the bottom.
    let layers: [&[&str]; 8] = [
        &["main"],
        &["commands", "report"],
        &["proxy"],
        &["resolver"],
        &["settings"],
        &["github", "cache", "sources", "dirs"],
        &["private"],
        &[
            "output",
            "cli",
            "base_url",
            "credential",
            "host",
            "identity",
            "secret",
            "absent",
            "failure",
            "text",
            "clock",
            "trace",
            "process",
            "within",
        ],
    ];
    let layer = |module: &str| layers.iter().position(|modules| modules.contains(&module));
    let mut seen = 0;
    for (name, code) in sources() {
        let module = name.split(['/', '.']).next().unwrap();
        let from = layer(module).unwrap_or_else(|| panic!("src/{name} has no layer"));
        for import in code.split("crate::").skip(1) {
            let first = import.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap();
            let to = layer(first).unwrap_or_else(|| panic!("src/{name} imports {first}, which has no layer"));
            assert!(to >= from, "src/{name} imports {first}, which lies above it");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} imports");
}

#[test]
fn no_file_is_too_long_to_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    // The published package does not contain the fuzz targets.
    for folder in
        ["src", "tests", "fuzz/src", "fuzz/fuzz_targets"].into_iter().filter(|name| root.join(name).exists())
    {
        collect(&root.join(folder), &mut files);
    }
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.lines().count() < 300, "{}: {} lines", path.display(), text.lines().count());
        assert!(text.trim_start().starts_with("//!"), "{} does not say what it is", path.display());
    }
}
