//! Writes failures, usage errors and the lines of `--verbose` to stderr. Only `login` and `logout` also write there.
#![expect(clippy::disallowed_methods, reason = "this file writes to stderr, and clap's help to stdout")]

mod usage;

use std::io::{self, Write};

use crate::failure::{Code, Failure, Stopped};
use crate::text;
use crate::trace::Trace;

/// Prints the failure and returns its exit code.
#[cold]
pub fn failure(error: anyhow::Error) -> u8 {
    let error = match error.downcast::<Stopped>() {
        Ok(stopped) => {
            write(&stopped.failure.lines());
            return stopped.exit_code;
        }
        Err(other) => other,
    };
    let failure = Failure::of(error);
    match failure.code {
        Code::Usage => write(&usage::of_value(&failure)),
        _ => write(&failure.lines()),
    }
    failure.code.exit_code()
}

/// Prints clap's error about the command line and returns the exit code. clap also reports the text of `--help` and
/// `--version` as an error; that goes to stdout.
#[cold]
pub fn usage(error: clap::Error) -> u8 {
    if error.use_stderr() {
        write(&usage::of_line(error, std::env::args_os()));
        return Code::Usage.exit_code();
    }
    let mut stdout = io::stdout().lock();
    match stdout.write_all(error.render().to_string().as_bytes()).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            failure(Failure::error(format!("writing to stdout: {}", text::reason(&e))).into())
        }
        _ => 0,
    }
}

/// Prints the lines that `--verbose` collected since the last call.
pub fn trace(trace: &Trace) {
    for line in trace.take_lines() {
        write(&format!("copilot-token: {line}\n"));
    }
}

/// Prints one line of a command that continues to run.
pub fn line(line: &str) {
    write(&format!("copilot-token: {line}\n"));
}

/// An error is ignored: there is nowhere to report it.
fn write(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
