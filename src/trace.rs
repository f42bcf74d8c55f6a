//! What was tried, for `--verbose`: lines without secrets, kept until they are printed.

use std::cell::RefCell;

use crate::text;

#[derive(Debug, Default)]
pub struct Trace {
    /// `None` where nobody asked.
    lines: Option<RefCell<Vec<String>>>,
}

impl Trace {
    pub fn new(wanted: bool) -> Self {
        Self { lines: wanted.then(RefCell::default) }
    }

    /// `line` is only made where somebody asked.
    pub fn say(&self, line: impl FnOnce() -> String) {
        if let Some(lines) = &self.lines {
            lines.borrow_mut().push(text::one_line(&line(), 500));
        }
    }

    /// What has been said since the last time.
    pub fn take_lines(&self) -> Vec<String> {
        self.lines.as_ref().map(RefCell::take).unwrap_or_default()
    }
}
