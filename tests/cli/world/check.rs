//! The interface's promises for every success and failure, as assertions on a [`Run`].

use serde_json::Value;

use super::run::Run;

/// The longest line of a failure, in bytes.
const LONGEST: usize = 200;

impl Run {
    /// Asserts success with nothing on stderr; returns stdout without its newline.
    #[track_caller]
    pub fn ok(&self) -> String {
        assert_eq!(self.code, 0, "{self:#?}");
        assert_eq!(self.stderr, "", "{self:#?}");
        self.stdout.strip_suffix('\n').unwrap_or(&self.stdout).to_owned()
    }

    /// Asserts success with exactly this on stdout.
    #[track_caller]
    pub fn ok_stdout(&self, exact: &str) {
        self.ok();
        assert_eq!(self.stdout, exact, "{self:#?}");
    }

    /// Asserts success with one JSON object and a newline on stdout.
    #[track_caller]
    pub fn ok_json(&self) -> Value {
        self.ok();
        assert!(self.stdout.ends_with('\n') && self.stdout.lines().count() == 1, "one line: {self:#?}");
        let json = self.stdout_json();
        assert!(json.is_object(), "{self:#?}");
        json
    }

    /// Asserts failure with this exit code: nothing on stdout, one line and an optional hint on stderr. Returns
    /// stderr.
    #[track_caller]
    pub fn fails(&self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:#?}");
        assert_eq!(self.stdout, "", "{self:#?}");
        let text = self.stderr.strip_suffix('\n').unwrap_or_else(|| panic!("no line end: {self:#?}"));
        let lines: Vec<&str> = text.split('\n').collect();
        assert!(lines.len() <= 2, "more than a line and a hint: {self:#?}");
        assert!(lines[0].starts_with("copilot-token: "), "{self:#?}");
        assert!(!lines[0].ends_with('.'), "a full stop: {self:#?}");
        assert!(lines.get(1).is_none_or(|hint| hint.starts_with("hint: ")), "{self:#?}");
        for line in lines {
            assert!(line.len() <= LONGEST, "{} bytes: {self:#?}", line.len());
            let forbidden =
                |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!line.contains(forbidden), "a control character: {self:#?}");
        }
        self.stderr.clone()
    }

    /// Asserts that clap refused the command line: exit code 2, nothing on stdout. Returns stderr.
    #[track_caller]
    pub fn fails_usage(&self) -> String {
        assert_eq!(self.code, 2, "{self:#?}");
        assert_eq!(self.stdout, "", "{self:#?}");
        assert!(self.stderr.starts_with("error: "), "{self:#?}");
        self.stderr.clone()
    }
}
