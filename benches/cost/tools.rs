//! The tools that count and time, each run in a world: callgrind, strace, time, hyperfine. What is not installed
//! gives no figure.

use serde_json::Value;

use crate::world::{Cmd, World};

/// Rounds of hyperfine: the commands take turns, so that a busy moment of the machine meets all of them. So often
/// memory is looked at, too.
const ROUNDS: usize = 7;

/// A command line and what it reads.
#[derive(Clone)]
pub struct Call {
    /// What the table calls it.
    pub name: String,
    pub words: Vec<String>,
    pub stdin: &'static str,
}

impl Call {
    pub fn new<S: Into<String>>(name: impl Into<String>, words: impl IntoIterator<Item = S>) -> Self {
        Self { name: name.into(), words: words.into_iter().map(Into::into).collect(), stdin: "" }
    }
}

/// The world to run in, and the variables that every command there has.
pub struct Place<'w> {
    pub world: &'w World,
    pub variables: Vec<(&'static str, String)>,
}

impl<'w> Place<'w> {
    pub fn tool(&self, program: &str, args: &[&str]) -> Cmd<'w> {
        let cmd = self.world.tool(program, args);
        self.variables.iter().fold(cmd, |cmd, (name, value)| cmd.env(name, value))
    }

    /// The tool with its own arguments before the call's words; stdout and stderr of both. `None` without the tool.
    fn under(&self, tool: &str, args: &[&str], call: &Call) -> Option<String> {
        which::which(tool).ok()?;
        let words: Vec<&str> = args.iter().copied().chain(call.words.iter().map(String::as_str)).collect();
        let run = self.tool(tool, &words).stdin(call.stdin).run();
        Some(run.stderr)
    }

    /// Instructions in user mode, as callgrind counts them: the same in every run.
    pub fn instructions(&self, call: &Call) -> Option<u64> {
        let said = self.under("valgrind", &["--tool=callgrind", "--callgrind-out-file=/dev/null"], call)?;
        let line = said.lines().find(|line| line.contains("refs:"))?;
        line.rsplit_once(':')?.1.trim().replace(',', "").parse().ok()
    }

    /// System calls, the first `execve` and the last `exit_group` included.
    pub fn system_calls(&self, call: &Call) -> Option<usize> {
        Some(self.trace(call)?.lines().filter(|line| line.contains('(')).count())
    }

    /// The trace itself, of all processes that the call makes. In a file: it shows what was read.
    pub fn trace(&self, call: &Call) -> Option<String> {
        let file = self.world.scratch_file("trace", "");
        self.under("strace", &["-f", "-o", file.to_str()?], call)?;
        std::fs::read_to_string(file).ok()
    }

    /// The most memory that was resident, in KiB; pages of the program's own file that the kernel had at hand
    /// are counted too. A median: the kernel counts roughly.
    pub fn peak(&self, call: &Call) -> Option<u64> {
        let peak = || {
            let said = self.under("time", &["-f", "peak %M"], call)?;
            said.lines().find_map(|line| line.strip_prefix("peak "))?.parse::<f64>().ok()
        };
        middle((0..ROUNDS).filter_map(|_| peak()).collect()).map(|kibibytes| kibibytes as u64)
    }

    /// For each call the median of its rounds' medians, in seconds; `None` where hyperfine is missing or the call
    /// fails. `runs` is how often a round runs it.
    pub fn times(&self, calls: &[Call], runs: &str) -> Vec<Option<f64>> {
        let mut rounds = vec![Vec::new(); calls.len()];
        for _ in 0..ROUNDS {
            for (call, medians) in calls.iter().zip(&mut rounds) {
                medians.extend(self.median(call, runs));
            }
        }
        rounds.into_iter().map(middle).collect()
    }

    /// `None` too for a call that reads something: hyperfine feeds none before its version 1.16.
    fn median(&self, call: &Call, runs: &str) -> Option<f64> {
        which::which("hyperfine").ok().filter(|_| call.stdin.is_empty())?;
        let report = self.world.scratch_file("hyperfine.json", "");
        let line = call.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        let options = ["-N", "--style=none", "--warmup=5", "--runs", runs, "--export-json"];
        let words = [&options[..], &[report.to_str()?, &line]].concat();
        self.tool("hyperfine", &words).run();
        let report: Value = serde_json::from_str(&std::fs::read_to_string(report).ok()?).ok()?;
        report["results"][0]["median"].as_f64()
    }
}

fn middle(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// For hyperfine, which takes a command line apart as a shell would.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
