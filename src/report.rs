//! The only writer to stderr: failures, usage errors and what `--verbose` asked for. Masks whatever looks like
//! a token in what clap repeats of the command line.

use std::io::{self, Write};

use clap::CommandFactory;
use clap::error::ErrorKind;

use crate::cli::Cli;
use crate::failure::{Code, Failure, Stopped};
use crate::text;
use crate::trace::Trace;

/// Prints the failure and gives its exit code.
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
    if failure.code == Code::Usage {
        let tip = failure.hint.map(|hint| format!("\n\n  tip: {hint}")).unwrap_or_default();
        return usage(&Cli::command().error(ErrorKind::ValueValidation, failure.message + &tip));
    }
    write(&failure.lines());
    failure.code.exit_code()
}

/// Prints clap's error, or the help or version that it is in another guise, and gives the exit code.
#[cold]
pub fn usage(error: &clap::Error) -> u8 {
    let rendered = error.render().to_string();
    if error.use_stderr() {
        let lines: Vec<String> = rendered.lines().map(|line| text::redact(&text::visible(line))).collect();
        write(&(lines.join("\n") + "\n"));
        return Code::Usage.exit_code();
    }
    let mut stdout = io::stdout().lock();
    match stdout.write_all(rendered.as_bytes()).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            failure(Failure::error(format!("writing to stdout: {}", text::reason(&e))).into())
        }
        _ => 0,
    }
}

/// What was tried since the last time, where somebody asked.
pub fn trace(trace: &Trace) {
    for line in trace.take_lines() {
        write(&format!("copilot-token: {line}\n"));
    }
}

/// Nobody is left to tell where stderr cannot be written.
fn write(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
