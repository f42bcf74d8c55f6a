//! git's credential helper protocol, gitcredentials(7) and git-credential(1): reads what git asks, writes
//! the answers. Owns the form of both, not the decision whom to answer. Never repeats a line of the input.

use std::fmt;

use crate::failure::Failure;
use crate::secret::Secret;

/// The longest line in bytes, its end included (git-credential(1)).
pub const MAX_LINE: usize = 65_535;

/// The answer to the action `capability`.
pub const CAPABILITIES: &str = "version 0\ncapability authtype\n";

/// What git says about the credential it wants, has, or found to be bad. Text that is not UTF-8 holds
/// replacement characters, so it equals no host and no session token.
#[derive(Default)]
pub struct Request {
    pub protocol: Option<String>,
    /// With its port, where git names one: see [`host_and_port`].
    pub host: Option<String>,
    pub username: Option<String>,
    /// What `erase` of a credential that was answered with [`answer_basic`] sends back.
    pub password: Option<Secret>,
    pub authtype: Option<String>,
    /// What `erase` of a credential that was answered with [`answer_bearer`] sends back.
    pub credential: Option<Secret>,
    /// git understands an answer that is no user name and password (2.46 and later).
    pub wants_authtype: bool,
}

/// Shows no value: a user name or a host can hold a secret that somebody put there by mistake.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("wants_authtype", &self.wants_authtype).finish_non_exhaustive()
    }
}

/// Whether `line` is the blank one that ends a request: a caller need not wait for the end of its input.
pub fn ends_request(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// Reads a request up to its blank line or the end of the input; the last line may lack its LF.
/// Of a repeated key the last one counts, of a `key[]` all of them since the last empty one.
///
/// # Errors
/// `error`, naming the line by its number: too long, a NUL, a CR that is not part of the line's end, no `=`,
/// a `url` without a scheme (git refuses the last two as well).
pub fn parse(input: &[u8]) -> Result<Request, Failure> {
    let mut request = Request::default();
    for (index, line) in input.split_inclusive(|b| *b == b'\n').enumerate() {
        if ends_request(line) {
            break;
        }
        attribute(line)
            .and_then(|(key, value)| request.set(key, value))
            .map_err(|what| Failure::error(format!("line {} of the credential request {what}", index + 1)))?;
    }
    Ok(request)
}

/// Key and value of a line, or what is wrong with it.
fn attribute(line: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    if line.len() > MAX_LINE {
        return Err("is longer than 65535 bytes");
    }
    let text = line.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line)).unwrap_or(line);
    if text.contains(&b'\0') {
        return Err("holds a NUL");
    }
    // Other implementations take a CR for a line's end, and would see a key that git never sent.
    if text.contains(&b'\r') {
        return Err("holds a carriage return");
    }
    let equals = text.iter().position(|b| *b == b'=').ok_or("has no =")?;
    Ok((&text[..equals], &text[equals + 1..]))
}

impl Request {
    fn set(&mut self, key: &[u8], value: &[u8]) -> Result<(), &'static str> {
        let text = || Some(String::from_utf8_lossy(value).into_owned());
        match key {
            b"protocol" => self.protocol = text(),
            b"host" => self.host = text(),
            b"username" => self.username = text(),
            b"password" => self.password = text().map(Secret::new),
            b"authtype" => self.authtype = text(),
            b"credential" => self.credential = text().map(Secret::new),
            b"capability[]" if value.is_empty() => self.wants_authtype = false,
            b"capability[]" => self.wants_authtype |= value == b"authtype",
            b"url" => return self.set_url(&String::from_utf8_lossy(value)),
            _ => {}
        }
        Ok(())
    }

    /// `url=` stands for its parts and unsets those it lacks. git itself never sends it to a helper. A user
    /// name in it stays with the host, where [`host_and_port`] refuses it.
    fn set_url(&mut self, url: &str) -> Result<(), &'static str> {
        let (protocol, rest) = url.split_once("://").ok_or("has a url without a scheme")?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (protocol, host) = (Some(protocol.to_owned()), Some(host.to_owned()));
        (self.protocol, self.host, self.username, self.password) = (protocol, host, None, None);
        Ok(())
    }
}

/// Host name and port of git's `host`, or `None` for what is not `name` or `name:port`: user information,
/// brackets, a path, white space, nothing at all. Does not judge the name any further.
pub fn host_and_port(host: &str) -> Option<(&str, Option<u16>)> {
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(plain_port(port)?)),
        None => (host, None),
    };
    let strange = |c: char| c.is_whitespace() || c.is_control() || "@[]/\\?#%".contains(c);
    (!name.is_empty() && !name.contains(strange)).then_some((name, port))
}

/// A decimal number as one writes it: no sign, no leading zero, so that every port has one spelling.
fn plain_port(port: &str) -> Option<u16> {
    let plain = port.bytes().all(|b| b.is_ascii_digit()) && !port.starts_with('0');
    port.parse().ok().filter(|_| plain)
}

/// The answer to a git that knows user names and passwords only; `expires_at` in Unix seconds, where it is known. The
/// token was checked for line breaks when it was received.
pub fn answer_basic(token: &str, expires_at: Option<u64>) -> String {
    format!("username=x-access-token\npassword={token}\n{}", expiry(expires_at))
}

/// The answer to a git that said `capability[]=authtype`; that line comes first because the others depend on it.
/// Ephemeral: other helpers must not store it.
pub fn answer_bearer(token: &str, expires_at: Option<u64>) -> String {
    let kind = "capability[]=authtype\nauthtype=Bearer";
    format!("{kind}\ncredential={token}\nephemeral=1\n{}", expiry(expires_at))
}

fn expiry(expires_at: Option<u64>) -> String {
    expires_at.map(|seconds| format!("password_expiry_utc={seconds}\n")).unwrap_or_default()
}

#[cfg(test)]
#[path = "credential_tests.rs"]
mod tests;
