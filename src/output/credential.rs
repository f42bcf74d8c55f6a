//! git's credential helper protocol, gitcredentials(7) and git-credential(1): parses requests and formats answers. Does
//! not decide which requests to answer. Failures never repeat a line of the input.

use std::fmt;

use crate::failure::Failure;
use crate::secret::Secret;

/// The longest line in bytes, including its line ending (git-credential(1)).
pub const MAX_LINE: usize = 65_535;

/// The answer to the action `capability`.
pub const CAPABILITIES: &str = "version 0\ncapability authtype\n";

/// What git says about the credential to get, store or erase. Invalid UTF-8 becomes replacement characters, so it
/// equals no host and no session token.
#[derive(Default)]
pub struct Request {
    pub protocol: Option<String>,
    /// Includes the port if git gives one: see [`host_and_port`].
    pub host: Option<String>,
    pub username: Option<String>,
    /// On `erase`, the token that [`answer_basic`] returned.
    pub password: Option<Secret>,
    pub authtype: Option<String>,
    /// On `erase`, the token that [`answer_bearer`] returned.
    pub credential: Option<Secret>,
    /// git accepts an answer other than user name and password (2.46 and later).
    pub wants_authtype: bool,
}

/// Shows no value: a user name or a host may contain a secret by mistake.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("wants_authtype", &self.wants_authtype).finish_non_exhaustive()
    }
}

/// Whether `line` is the blank line that ends a request. After it, a caller need not wait for the end of the input.
pub fn ends_request(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// Parses a request up to its blank line or the end of the input; the last line may lack its LF. For a repeated key the
/// last value counts; for a `key[]`, all values since the last empty one.
///
/// # Errors
/// `error` with the number of the line: it is too long, contains a NUL or a CR outside the line ending, has no `=`, or
/// is a `url` without a scheme (git refuses the last two as well).
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

/// Key and value of a line, or what is wrong with the line.
fn attribute(line: &[u8]) -> Result<(&[u8], &[u8]), &'static str> {
    if line.len() > MAX_LINE {
        return Err("is longer than 65535 bytes");
    }
    let text = line.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line)).unwrap_or(line);
    if text.contains(&b'\0') {
        return Err("holds a NUL");
    }
    // Other implementations read a CR as a line ending, and would see a key that git never sent.
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

    /// `url=` sets all of its parts and unsets those it lacks. git itself never sends it to a helper. A user name in
    /// the URL stays in the host, and [`host_and_port`] refuses that.
    fn set_url(&mut self, url: &str) -> Result<(), &'static str> {
        let (protocol, rest) = url.split_once("://").ok_or("has a url without a scheme")?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (protocol, host) = (Some(protocol.to_owned()), Some(host.to_owned()));
        (self.protocol, self.host, self.username, self.password) = (protocol, host, None, None);
        Ok(())
    }
}

/// Splits git's `host` into name and port. `None` unless it is `name` or `name:port`: user information, brackets, a
/// path, white space and an empty name are refused. The name is not checked any further.
pub fn host_and_port(host: &str) -> Option<(&str, Option<u16>)> {
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(plain_port(port)?)),
        None => (host, None),
    };
    let strange = |c: char| c.is_whitespace() || c.is_control() || "@[]/\\?#%".contains(c);
    (!name.is_empty() && !name.contains(strange)).then_some((name, port))
}

/// A decimal number without sign or leading zero, so that every port has one spelling.
fn plain_port(port: &str) -> Option<u16> {
    let plain = port.bytes().all(|b| b.is_ascii_digit()) && !port.starts_with('0');
    port.parse().ok().filter(|_| plain)
}

/// The only user name in our answers.
pub const USERNAME: &str = "x-access-token";

/// The answer to a git that supports only user names and passwords. `expires_at` is in Unix seconds, if known. The
/// token contains no line break: that was checked when it was received.
pub fn answer_basic(token: &str, expires_at: Option<u64>) -> String {
    format!("username={USERNAME}\npassword={token}\n{}", expiry(expires_at))
}

/// The answer to a git that sent `capability[]=authtype`. That line comes first because the others depend on it.
/// `ephemeral` tells other helpers not to store the credential.
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
