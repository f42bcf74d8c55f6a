//! The machine's programs: which are installed, and what every user can see of the running ones.

use std::fs;
use std::io::Write;
use std::path::Path;

/// Whether [`World::tool`](super::World::tool) can run all of these; reports the first missing one as skipped.
pub fn installed(programs: &[&str]) -> bool {
    let folders = ["/usr/local/bin", "/usr/bin", "/bin"].map(Path::new);
    let missing = programs.iter().find(|program| !folders.iter().any(|folder| folder.join(program).exists()));
    missing.inspect(|program| skipped(program)).is_none()
}

/// Reports a skipped test. Bypasses the test harness, which captures printed output.
pub fn skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// Whether a signal from a user or a terminal can end a process that a test starts. A shell without job control
/// starts background jobs with SIGINT and SIGQUIT ignored, and `nohup` ignores SIGHUP; every child inherits that.
pub fn signals_end_processes() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
    let [hangup, interrupt, quit] = [1, 2, 3].map(|number| 1_u64 << (number - 1));
    let ends = u64::from_str_radix(mask.trim(), 16).unwrap() & (hangup | interrupt | quit) == 0;
    if !ends {
        skipped("signals that are ignored here");
    }
    ends
}

/// The command line of any process that contains `text`. Always `None` without `/proc`.
pub fn on_a_command_line(text: &str) -> Option<String> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " ")).find(|line| line.contains(text))
}

/// Runs a command on a pseudo-terminal of `sys.argv[1]` columns and prints the terminal's output.
pub const ON_A_TERMINAL: &str = "\
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";
