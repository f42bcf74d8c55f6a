//! The proxy's key: random, or from a file, so that a configuration can rely on it.

use std::io;
use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::private::{files, hex};
use crate::secret::Secret;
use crate::text;

/// Bytes of randomness.
const SIZE: usize = 32;
/// The allowed length of a key that the user chose, in characters.
const OWN: std::ops::RangeInclusive<usize> = 16..=512;

/// # Errors
/// The system gives no random bytes.
pub fn random() -> Result<Secret, Failure> {
    let mut bytes = Zeroizing::new([0; SIZE]);
    SystemRandom::new().fill(&mut *bytes).map_err(|_| Failure::error("the system gives no random bytes"))?;
    Ok(Secret::new(hex(&*bytes)))
}

/// Reads the key from the file at `path`, or creates the file with a new key if it does not exist.
///
/// # Errors
/// The file is not private (see [`files::read`]) or holds no valid key.
pub fn in_file(path: &Path) -> Result<Secret, Failure> {
    let unusable = |why: String| {
        Failure::error(format!("unusable key file {}: {why}", text::path(path)))
            .hint("name a file that does not exist, or a file of mode 0600 that this command has written")
    };
    let failed = |e: io::Error| unusable(text::reason(&e));
    let key = random()?;
    let line = Zeroizing::new(format!("{}\n", key.expose()));
    match files::create(path, line.as_bytes()) {
        Ok(()) => return Ok(key),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
        Err(e) => return Err(failed(e)),
    }
    let bytes = files::read(path).map_err(failed)?.unwrap_or_default();
    let key = std::str::from_utf8(&bytes).unwrap_or_default().trim();
    if !OWN.contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(unusable("no key in it (16 to 512 visible characters on one line)".to_owned()));
    }
    Ok(Secret::new(key.to_owned()))
}
