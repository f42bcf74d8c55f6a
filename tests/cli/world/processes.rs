//! The machine's programs: which are installed, and what every user of it can see of those that run.

use std::fs;
use std::io::Write;
use std::path::Path;

/// Whether [`World::tool`](super::World::tool) can run each of these; says which one is missing.
pub fn installed(programs: &[&str]) -> bool {
    let folders = ["/usr/local/bin", "/usr/bin", "/bin"].map(Path::new);
    let missing = programs.iter().find(|program| !folders.iter().any(|folder| folder.join(program).exists()));
    missing.inspect(|program| skipped(program)).is_none()
}

/// Says so, past the harness that keeps what a test prints to itself.
pub fn skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// The command line of a process on this machine that holds `text`, if there is one. Sees nothing where there
/// is no `/proc`.
pub fn on_a_command_line(text: &str) -> Option<String> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " ")).find(|line| line.contains(text))
}
