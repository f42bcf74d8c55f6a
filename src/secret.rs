//! A string that does not print itself. `Debug` hides the text, there is no `Display`, and the bytes are overwritten on
//! drop. All code that needs the text calls [`Secret::expose`], so grep finds it.

use std::fmt;

use zeroize::Zeroize;

/// A token of any kind, or the proxy's key.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Whether it fits into a header and on one line of a file: visible ASCII, not empty, at most 4 KiB.
    pub fn is_sendable(&self) -> bool {
        (1..=4096).contains(&self.0.len()) && self.0.bytes().all(|b| b.is_ascii_graphic())
    }

    /// The text itself: for the authorization header, for the cache and login files, and for the answer on stdout.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_nothing_of_a_secret() {
        let secret = Secret::new("ghu_0123456789".to_owned());
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
        assert_eq!(secret.expose(), "ghu_0123456789");
    }
}
