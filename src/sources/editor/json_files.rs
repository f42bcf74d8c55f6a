//! `apps.json` and `hosts.json`, where editor plug-ins kept their login before `auth.db`. Never shows their contents,
//! and so not the JSON parser's messages, which quote the value that could not be read.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Entry, Kept, files};
use crate::failure::Failure;
use crate::sources::examine;

pub const APPS: &str = "apps.json";
pub const HOSTS: &str = "hosts.json";

/// The largest file accepted, in bytes. Current files have a few hundred.
const LIMIT: usize = 1 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A login. Older plug-ins used the names `login` and `access_token`.
#[derive(Deserialize)]
struct Record {
    user: Option<String>,
    login: Option<String>,
    oauth_token: Option<String>,
    access_token: Option<String>,
}

/// The logins of `host` in the file `name` of `folder`, in file order, as in the editors. `None` if the file does not
/// exist.
///
/// # Errors
/// The file cannot be read, is not JSON, or holds something other than a login under a key of `host`.
pub fn read(folder: &Path, name: &'static str, host: &str) -> Result<Option<Vec<Entry>>, Failure> {
    let path = folder.join(name);
    let Some(file) = files::open(&path)? else { return Ok(None) };
    let bytes = files::read(&file, &path, LIMIT)?;
    let entries =
        parse(&bytes, host, name == APPS).map_err(|error| files::broken(&path, complaint(&error)))?;
    Ok(Some(entries))
}

fn parse(bytes: &[u8], host: &str, keys_name_apps: bool) -> serde_json::Result<Vec<Entry>> {
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut parser = serde_json::Deserializer::from_slice(text);
    let records = Ours { host, keys_name_apps }.deserialize(&mut parser)?;
    parser.end()?;
    Ok(records.into_iter().filter_map(|(_, record)| entry(record?)).collect())
}

fn entry(record: Record) -> Option<Entry> {
    let login = [record.user, record.login].into_iter().flatten().find_map(|text| super::login(&text));
    let token = [record.oauth_token, record.access_token].into_iter().flatten().find_map(|text| {
        let text = zeroize::Zeroizing::new(text);
        examine(&text)
    })?;
    Some(Entry { login, kept: Kept::Token(token) })
}

/// Where and why the parser stopped, without the text that it read.
fn complaint(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "a shape this version does not know",
        _ => "not valid JSON",
    };
    format!("{what}, line {} column {}", error.line(), error.column())
}

/// Deserializes the records of one host, in file order, and skips every other value.
struct Ours<'a> {
    host: &'a str,
    /// Whether keys are `HOST:APP` rather than `HOST`.
    keys_name_apps: bool,
}

impl Ours<'_> {
    fn names_our_host(&self, key: &str) -> bool {
        let host = match key.rsplit_once(':') {
            Some((host, _app)) if self.keys_name_apps => host,
            _ => key,
        };
        host.eq_ignore_ascii_case(self.host)
    }
}

impl<'de> DeserializeSeed<'de> for Ours<'_> {
    type Value = Vec<(String, Option<Record>)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Ours<'_> {
    type Value = Vec<(String, Option<Record>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of logins")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut records: Self::Value = Vec::new();
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if !self.names_our_host(&key) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let record = map.next_value()?;
            // Of two equal keys, the last value counts, at the position of the first, as in the editors' own JSON
            // parser.
            match records.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known = record,
                None => records.push((key.into_owned(), record)),
            }
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests;
