//! Finds a Python for the tests of its packages: the one that CI created (`.ci/python-env`), else the machine's.

use std::ffi::OsString;
use std::process::Command;

use crate::world::skipped;

/// The path of an interpreter that has this module; reports the test as skipped if there is none.
pub fn with_module(module: &str) -> Option<String> {
    let made = std::env::var_os("COPILOT_TOKEN_TEST_PYTHON");
    // Asks Python for its own path: a name in our PATH means nothing in the world's.
    let script = format!("import {module}, sys; print(sys.executable, end='')");
    let ask = |python: OsString| Command::new(python).args(["-c", &script]).output().ok();
    let mut answers = made.into_iter().chain([OsString::from("python3")]).filter_map(ask);
    let found = answers.find(|answer| answer.status.success());
    if found.is_none() {
        skipped(&format!("the Python module {module}"));
    }
    found.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned())
}
