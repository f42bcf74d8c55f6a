//! The canary rule, checked on every run: no known secret on stderr, no GitHub token on stdout, no session token on
//! stdout unless it is the answer.

use std::collections::BTreeSet;

/// Variables whose value is a GitHub token.
const TOKEN_VARIABLES: [&str; 5] =
    ["COPILOT_GITHUB_TOKEN", "GITHUB_COPILOT_TOKEN", "GH_COPILOT_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

/// Shorter values may occur in a message by chance.
const SHORTEST: usize = 8;

/// Every secret that a run could leak.
#[derive(Default)]
pub struct Secrets {
    github: BTreeSet<String>,
    session: BTreeSet<String>,
}

/// What may be on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdout {
    NoSecret,
    SessionToken,
    /// Another program's output.
    Anything,
}

impl Secrets {
    /// A GitHub token, or text with several: each word is a secret.
    pub fn add_github(&mut self, text: &str) {
        let words = text.split_whitespace().filter(|word| word.len() >= SHORTEST);
        self.github.extend(words.map(str::to_owned));
    }

    pub fn add_session(&mut self, token: &str) {
        let token = token.trim();
        if token.len() >= SHORTEST {
            self.session.insert(token.to_owned());
        }
    }

    pub fn note_variable(&mut self, name: &str, value: &str) {
        if TOKEN_VARIABLES.contains(&name) {
            self.add_github(value);
        }
    }

    /// The leaked secret, if any. The message shows no more than the test's own output does.
    pub fn betrayed(&self, stdout: &str, stderr: &str, allowed: Stdout) -> Option<String> {
        let on = |stream: &'static str, what: &str| Some(format!("a secret on {stream}: {what}"));
        // Messages are truncated, so parts of a secret count on stderr.
        let parts = self.github.iter().flat_map(|token| github_parts(token));
        let parts = parts.chain(self.session.iter().flat_map(|token| session_parts(token)));
        for part in parts {
            if stderr.contains(part) {
                return on("stderr", part);
            }
        }
        if allowed == Stdout::Anything {
            return None;
        }
        if let Some(token) = self.github.iter().find(|token| stdout.contains(token.as_str())) {
            return on("stdout", token);
        }
        if allowed == Stdout::SessionToken {
            return None;
        }
        let part =
            self.session.iter().flat_map(|token| session_parts(token)).find(|part| stdout.contains(part));
        part.and_then(|part| on("stdout", part))
    }
}

/// The whole token, its beginning and its end.
fn github_parts(token: &str) -> Vec<&str> {
    let mut parts = vec![token];
    if token.len() >= 24 {
        parts.extend(token.get(..12));
        parts.extend(token.get(token.len() - 12..));
    }
    parts
}

/// The whole token, its signature, and the fields that identify the user and the address.
fn session_parts(token: &str) -> Vec<&str> {
    let (fields, signature) = token.split_once(':').unwrap_or((token, ""));
    let mut parts = vec![token];
    parts.extend(Some(signature).filter(|signature| signature.len() >= SHORTEST));
    parts.extend(
        fields.split(';').filter(|f| f.starts_with("ip=") || (f.starts_with("tid=") && f.len() >= 12)),
    );
    parts
}

/// What a command line, without the program name, may print on stdout.
pub fn allowed(args: &[String]) -> Stdout {
    const WITH_VALUE: [&str; 11] = [
        "--access",
        "--listen",
        "--key-file",
        "--host",
        "--sources",
        "--user",
        "--github-token-file",
        "--min-validity",
        "--timeout",
        "--cache-dir",
        "--cache-file",
    ];
    let hands_out_either =
        args.windows(2).any(|two| two[0] == "--access" && ["direct", "auto"].contains(&two[1].as_str()));
    let mut words = args.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "exec" => return Stdout::Anything,
            // With direct access, the GitHub token itself is the answer.
            "token" | "refresh" | "headers" | "env" | "git-credential" if hands_out_either => {
                return Stdout::Anything;
            }
            "token" | "refresh" | "headers" | "env" | "git-credential" => return Stdout::SessionToken,
            _ if WITH_VALUE.contains(&word) => drop(words.next()),
            _ if word.starts_with('-') => {}
            _ => return Stdout::NoSecret,
        }
    }
    Stdout::NoSecret
}
