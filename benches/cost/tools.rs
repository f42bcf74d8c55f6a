//! The measuring tools, each run in a world: callgrind, strace, time, and the kernel's own counters. A missing tool
//! gives no figure.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::world::{Cmd, World};

/// How often faults and memory are measured; the median counts, because the kernel's numbers vary.
const LOOKS: usize = 7;

/// A command line and its stdin.
#[derive(Clone)]
pub struct Call {
    /// The call's name in the table.
    pub name: String,
    pub words: Vec<String>,
    pub stdin: &'static str,
}

impl Call {
    pub fn new<S: Into<String>>(name: impl Into<String>, words: impl IntoIterator<Item = S>) -> Self {
        Self { name: name.into(), words: words.into_iter().map(Into::into).collect(), stdin: "" }
    }
}

/// Where a call runs: a world, and variables in addition to the world's own. Without `SSL_CERT_FILE` among them, the
/// system's own store is trusted.
pub struct Place<'w> {
    pub world: &'w World,
    pub variables: Vec<(&'static str, String)>,
}

impl<'w> Place<'w> {
    /// A place that trusts the world's own authority.
    pub fn new(world: &'w World, mut variables: Vec<(&'static str, String)>) -> Self {
        variables.push(("SSL_CERT_FILE", world.ca_file().to_string_lossy().into_owned()));
        Self { world, variables }
    }

    pub fn tool(&self, program: &str, args: &[&str]) -> Cmd<'w> {
        // With a locale set, `cat` makes twice as many system calls.
        let cmd = self.world.tool(program, args).env_remove("SSL_CERT_FILE").env("LC_ALL", "C");
        self.variables.iter().fold(cmd, |cmd, (name, value)| cmd.env(name, value))
    }

    /// The call alone in the same environment, with its output discarded: for timing, nothing else may run.
    pub fn command(&self, call: &Call) -> Command {
        let mut command = Command::new(&call.words[0]);
        let bin = self.world.bin();
        command.args(&call.words[1..]).env_clear().current_dir(self.world.home());
        command.env("HOME", self.world.home()).env("HTTPS_PROXY", self.world.proxy_url()).env("LC_ALL", "C");
        command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let stdin =
            File::open(self.world.scratch_file("stdin", call.stdin)).map_or(Stdio::null(), Stdio::from);
        command.stdin(stdin).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Whether the call works here: a call that fails is not measured.
    pub fn works(&self, call: &Call) -> bool {
        self.command(call).status().is_ok_and(|status| status.success())
    }

    /// Runs the call under a tool and returns the stderr of both. `None` if the tool is missing or the call fails.
    fn under(&self, tool: &str, args: &[&str], call: &Call) -> Option<String> {
        which::which(tool).ok()?;
        let words: Vec<&str> = args.iter().copied().chain(call.words.iter().map(String::as_str)).collect();
        let run = self.tool(tool, &words).stdin(call.stdin).run();
        (run.code == 0).then_some(run.stderr)
    }

    /// Instructions in user mode, counted by callgrind: nearly the same in every run.
    pub fn instructions(&self, call: &Call) -> Option<u64> {
        let said = self.under("valgrind", &["--tool=callgrind", "--callgrind-out-file=/dev/null"], call)?;
        let line = said.lines().find(|line| line.contains("refs:"))?;
        line.rsplit_once(':')?.1.trim().replace(',', "").parse().ok()
    }

    /// Writes the instructions that the call runs and the data that it reads to `file`.
    pub fn profile(&self, call: &Call, file: &Path) -> Option<()> {
        let out = format!("--log-file={}", file.display());
        self.under("valgrind", &["--tool=lackey", "--trace-mem=yes", &out], call).map(|_| ())
    }

    /// System calls of all threads, including the first `execve` and the last `exit_group`.
    pub fn system_calls(&self, call: &Call) -> Option<u64> {
        // Written to a file: the trace shows the data that was read.
        let file = self.world.scratch_file("trace", "");
        self.under("strace", &["-f", "-o", file.to_str()?, "-e", "signal=none"], call)?;
        let trace = fs::read_to_string(file).ok()?;
        let begins = |line: &&str| line.contains('(') && !line.contains("resumed>");
        Some(trace.lines().filter(begins).count() as u64)
    }

    /// Peak resident memory in KiB. Includes pages of the program's file that were already in the page cache.
    pub fn peak(&self, call: &Call) -> Option<u64> {
        let peak = || {
            let said = self.under("time", &["-f", "peak %M"], call)?;
            said.lines().find_map(|line| line.strip_prefix("peak "))?.parse().ok()
        };
        middle((0..LOOKS).filter_map(|_| peak()).collect())
    }

    /// Page faults without disk access (minor faults), from the start of the process.
    pub fn faults(&self, call: &Call) -> Option<u64> {
        self.works(call).then(|| middle((0..LOOKS).filter_map(|_| faults(self.command(call))).collect()))?
    }
}

/// The minor faults of a process. The kernel keeps its counters while it is a zombie, until its parent waits for it.
fn faults(mut command: Command) -> Option<u64> {
    let mut child = command.spawn().ok()?;
    let counted = loop {
        let Ok(stat) = fs::read_to_string(format!("/proc/{}/stat", child.id())) else { break None };
        // The program's name may contain spaces and brackets, so fields are counted after its last bracket.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        if fields.first() == Some(&"Z") {
            break fields.get(7)?.parse().ok();
        }
        std::thread::yield_now();
    };
    child.wait().ok()?;
    counted
}

/// Drops a program from the page cache and runs it once. Writing the file leaves it cached in pieces whose size
/// depends on the writer, and that size decides how much one fault maps.
pub fn fault_in_again(program: &Path) {
    let file = format!("if={}", program.display());
    let _ = Command::new("dd").args([&file, "iflag=nocache", "count=0"]).stderr(Stdio::null()).status();
    let _ = Command::new(program).arg("--version").stdout(Stdio::null()).status();
}

fn middle(mut numbers: Vec<u64>) -> Option<u64> {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied()
}
