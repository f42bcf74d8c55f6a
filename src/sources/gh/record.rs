//! gh's `hosts.yml`, which lists the accounts on each host. gh rewrites the file on every login, logout and account
//! switch. The contents can stay the same, because the tokens themselves may be in a keyring.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::sources::login_state::Stamp;

/// The largest file accepted, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// The file's contents, which may include tokens, and its stamp when it was read.
pub struct Record {
    pub stamp: Stamp,
    content: Zeroizing<Vec<u8>>,
}

impl Record {
    /// `None` if the file does not exist.
    ///
    /// # Errors
    /// The file exists, but cannot be read, is not a plain file or is too large.
    pub fn read(path: &Path) -> io::Result<Option<Record>> {
        let meta = match path.metadata() {
            Ok(meta) => meta,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        if !meta.is_file() || meta.len() > LIMIT {
            return Err(io::Error::other("not a plain file, or too large"));
        }
        // One spare byte, so that the read that detects the end of the file does not grow the buffer.
        let mut content = Zeroizing::new(Vec::with_capacity(meta.len() as usize + 1));
        File::open(path)?.take(LIMIT).read_to_end(&mut content)?;
        Ok(Some(Record { stamp: Stamp::of(&meta)?, content }))
    }

    pub fn digest(&self) -> String {
        format!("{:?}", ring::digest::digest(&ring::digest::SHA256, &self.content))
    }

    /// The accounts on `host`. `None` if the file does not name the host: gh then looks only in its keyring.
    pub fn accounts(&self, host: &str) -> Option<Vec<String>> {
        accounts(&String::from_utf8_lossy(&self.content), host)
    }
}

/// Reads only the lines that matter, in the layout that gh writes: `HOST:`, below it `user: LOGIN`, and below `users:`
/// one `LOGIN:` per account.
fn accounts(record: &str, host: &str) -> Option<Vec<String>> {
    let mut lines = record.lines().map(Line::of).filter(|line| !line.key.is_empty());
    lines.by_ref().find(|line| line.indent == 0 && line.key.eq_ignore_ascii_case(host))?;
    let mut accounts: Vec<String> = Vec::new();
    // The indentation of the `users:` line, and of the logins below it.
    let (mut list, mut login) = (None, None);
    for line in lines.take_while(|line| line.indent > 0) {
        if list.is_some_and(|list| line.indent <= list) {
            list = None;
        }
        let name = match list {
            Some(_) if *login.get_or_insert(line.indent) == line.indent => line.key,
            None if line.key == "user" => line.value,
            _ => "",
        };
        if list.is_none() && line.key == "users" {
            (list, login) = (Some(line.indent), None);
        }
        if !name.is_empty() && !accounts.iter().any(|known| known == name) {
            accounts.push(name.to_owned());
        }
    }
    Some(accounts)
}

struct Line<'a> {
    indent: usize,
    /// Empty if the line is not `key: value`.
    key: &'a str,
    value: &'a str,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let text = line.trim_start_matches(' ');
        let (key, value) =
            if text.starts_with('#') { ("", "") } else { text.split_once(':').unwrap_or(("", "")) };
        let bare = |text: &'a str| text.trim().trim_matches(['"', '\'']);
        Self { indent: line.len() - text.len(), key: bare(key), value: bare(value) }
    }
}

#[cfg(test)]
mod tests {
    use super::accounts;

    #[test]
    fn the_accounts_of_one_host_are_read_as_gh_writes_them() {
        let new = "acme.ghe.com:\n    users:\n        octo-acme:\n    user: octo-acme\n\
            github.com:\n    users:\n        hubot:\n            oauth_token: gho_a:b\n        octocat:\n        \"123\":\n\
            \x20   git_protocol: https\n    user: octocat\n    oauth_token: gho_x\n";
        let old =
            "# a comment\ngithub.com:\n    oauth_token: gho_x\n    user: octocat\n    git_protocol: ssh\n";
        for (record, host, expected) in [
            (new, "github.com", Some(&["hubot", "octocat", "123"][..])),
            (new, "GitHub.com", Some(&["hubot", "octocat", "123"])),
            (new, "acme.ghe.com", Some(&["octo-acme"])),
            (new, "ghe.com", None),
            (old, "github.com", Some(&["octocat"])),
            ("github.com:\n    oauth_token: gho_x\n", "github.com", Some(&[])),
            ("github.com:\r\n    user: octocat\r\n", "github.com", Some(&["octocat"])),
            ("", "github.com", None),
            ("- github.com\n", "github.com", None),
            ("\u{0}\u{ff}", "github.com", None),
        ] {
            let seen = accounts(record, host);
            let seen: Option<Vec<_>> = seen.as_ref().map(|list| list.iter().map(String::as_str).collect());
            assert_eq!(seen.as_deref(), expected, "{host} in {record}");
        }
    }
}
