//! What a server says, fit to be shown: cleaned, and without the token that it was said about.

use crate::secret::Secret;
use crate::text;

/// Shorter parts of a token may stand in any text by chance, bytes.
const SECRET_TAIL: usize = 8;

/// The words of a server that has seen this token.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub token: &'a Secret,
}

impl Words<'_> {
    /// In one line of at most `limit` bytes.
    pub fn shown(self, words: &str, limit: usize) -> String {
        text::one_line(&self.cleaned(words), limit)
    }

    /// In full, and with an editor's name in place of GitHub's placeholder.
    pub fn cleaned(self, words: &str) -> String {
        let token = self.token.expose();
        let mut words = text::clean(words).replace(token, "…");
        // The part after the prefix is the secret, and works without it.
        if let Some((_, tail)) = token.rsplit_once('_').filter(|(_, tail)| tail.len() >= SECRET_TAIL) {
            words = words.replace(tail, "…");
        }
        words.replace("{EDITOR}", "vscode")
    }
}
