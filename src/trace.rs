//! The trace for `--verbose`: lines without secrets, kept until they are printed.

use std::sync::Mutex;

use crate::text;

#[derive(Debug, Default)]
pub struct Trace {
    /// `None` without `--verbose`.
    lines: Option<Mutex<Vec<String>>>,
}

impl Trace {
    pub fn new(wanted: bool) -> Self {
        Self { lines: wanted.then(Mutex::default) }
    }

    /// Adds a line. `line` is called only with `--verbose`.
    pub fn say(&self, line: impl FnOnce() -> String) {
        // A panic aborts the process (release profile), so no other thread meets a poisoned lock.
        if let Some(Ok(mut lines)) = self.lines.as_ref().map(Mutex::lock) {
            lines.push(text::one_line(&line(), 500));
        }
    }

    /// Takes the lines that were added since the last call.
    pub fn take_lines(&self) -> Vec<String> {
        let lines = self.lines.as_ref().and_then(|lines| lines.lock().ok());
        lines.map(|mut lines| std::mem::take(&mut *lines)).unwrap_or_default()
    }
}
