//! `login`, `logout` and the files that they store.

mod flow;
mod outcome;
mod renewal;
mod source;

// These need file modes, links, signals or terminals.
#[cfg(unix)]
mod browser;
#[cfg(target_os = "linux")]
mod crowd;
#[cfg(unix)]
mod logout;
#[cfg(unix)]
mod store;
#[cfg(unix)]
mod terminal;

use crate::world::Run;

/// What `login` itself prints: stderr without the failure and its hint.
fn talk(run: &Run) -> Vec<&str> {
    run.stderr
        .lines()
        .filter(|line| !line.starts_with("copilot-token: ") && !line.starts_with("hint: "))
        .collect()
}

/// Returns the failure's line and its hint; asserts that there are no other failure lines.
#[track_caller]
fn failure(run: &Run, code: i32) -> String {
    assert_eq!(run.code, code, "{run:#?}");
    let lines: Vec<&str> = run.stderr.lines().filter(|line| !talk(run).contains(line)).collect();
    assert!(matches!(lines.len(), 1 | 2) && lines[0].starts_with("copilot-token: "), "{run:#?}");
    assert!(lines.iter().all(|line| line.len() <= 200), "{run:#?}");
    lines.join("\n")
}

/// Asserts that the login succeeded and was announced.
#[track_caller]
fn assert_logged_in(run: &Run, login: &str) {
    assert_eq!(run.code, 0, "{run:#?}");
    assert_eq!(run.stdout, "", "{run:#?}");
    assert!(talk(run).contains(&format!("Logged in to github.com as {login}").as_str()), "{run:#?}");
}
