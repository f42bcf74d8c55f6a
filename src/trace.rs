//! What was tried, for `--verbose`: lines without secrets, kept until `main` prints them.

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

    pub fn lines(&self) -> Vec<String> {
        self.lines.as_ref().map(|lines| lines.borrow().clone()).unwrap_or_default()
    }
}
