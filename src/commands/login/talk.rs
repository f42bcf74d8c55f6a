//! The messages of `login` and `logout`, all on stderr: plain lines and, on a terminal, one redrawn line with the time
//! left to enter the code.
#![expect(clippy::disallowed_methods, reason = "this file writes the messages of login to stderr")]

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use crate::settings;
use crate::text;

pub struct Talk {
    /// Whether the terminal can redraw a line.
    live: bool,
    /// The redrawn line on the screen; empty if there is none.
    shown: String,
}

impl Talk {
    pub fn new() -> Self {
        Self { live: io::stderr().is_terminal() && !settings::is_dumb_terminal(), shown: String::new() }
    }

    /// Prints `line` without the characters that a terminal would act on.
    pub fn say(&mut self, line: &str) {
        self.clear();
        write(&(text::visible(line) + "\n"));
    }

    /// Shows the time left, if the terminal can redraw a line. Short enough for any width.
    pub fn waiting(&mut self, left: Duration) {
        let line = format!("waiting, {} left", rough(left));
        if self.live && line != self.shown {
            self.clear();
            write(&line);
            self.shown = line;
        }
    }

    /// Erases the redrawn line.
    fn clear(&mut self) {
        if !self.shown.is_empty() {
            write(&format!("\r{}\r", " ".repeat(self.shown.len())));
            self.shown.clear();
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.clear();
    }
}

/// `span` in whole minutes, then tens of seconds, then seconds. A line that rarely changes is easier to follow with a
/// screen reader.
pub fn rough(span: Duration) -> String {
    let seconds = span.as_secs_f64().round() as u64;
    match seconds {
        0..=10 => format!("{seconds} s"),
        11..90 => format!("{} s", seconds.div_ceil(10) * 10),
        _ => format!("{} minutes", (seconds + 30) / 60),
    }
}

/// An error is ignored: there is nowhere to report it.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_roughly() {
        for (seconds, text) in [
            (899, "15 minutes"),
            (900, "15 minutes"),
            (119, "2 minutes"),
            (90, "2 minutes"),
            (89, "90 s"),
            (11, "20 s"),
            (10, "10 s"),
            (0, "0 s"),
        ] {
            assert_eq!(rough(Duration::from_secs(seconds)), text);
        }
    }
}
