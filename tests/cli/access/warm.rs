//! The cost of a warm call with direct access, measured with strace: no request, no lock, no write except the answer.
//! For a variable, at most five system calls more than a warm exchange.

use std::fs;

use super::{GHO, GHU, asked, ghs, world};
use crate::world::World;

const REQUEST: &str = "protocol=https\nhost=api.business.githubcopilot.com\n\n";
const MORE: usize = 5;
/// Calls of the allocator: their number depends on the pages that it gets.
const ALLOCATOR: [&str; 6] = ["brk", "madvise", "mmap", "mprotect", "mremap", "munmap"];
const FORBIDDEN: [&str; 14] = [
    "socket", "connect", "flock", "fork", "vfork", "clone", "clone3", "execve", "unlink", "unlinkat",
    "rename", "renameat", "mkdir", "fsync",
];

/// The system calls of a warm call from the start of `main`. `None` without strace.
fn calls(world: &World, token: &str, words: &[&str]) -> Option<Vec<String>> {
    let binary = env!("CARGO_BIN_EXE_copilot-token");
    let run =
        |program: &str, args: &[&str]| world.tool(program, args).stdin(REQUEST).env("GH_TOKEN", token).run();
    run(binary, words).ok();
    let answer = run(binary, words).ok();
    if which::which("strace").is_err() {
        crate::world::skipped("strace is not installed");
        return None;
    }
    let before = asked(world);
    let file = world.scratch_file("trace", "");
    let traced = run("strace", &[&["-f", "-o", file.to_str().unwrap(), binary], words].concat());
    if traced.stderr.contains("PTRACE") {
        crate::world::skipped("strace may not trace here");
        return None;
    }
    assert_eq!((traced.code, traced.stdout.trim_end()), (0, answer.as_str()), "{traced:#?}");
    assert_eq!(asked(world), before);
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| line.contains('(')).map(str::to_owned);
    let ours: Vec<_> = lines.skip_while(|line| !line.contains("PR_SET_DUMPABLE")).skip(1).collect();
    assert!(!ours.is_empty(), "{text}");
    Some(ours)
}

fn name(line: &str) -> &str {
    line.split_once('(').map_or("", |(before, _)| before.rsplit(' ').next().unwrap_or_default())
}

fn counted(calls: &[String]) -> usize {
    calls.iter().filter(|line| !ALLOCATOR.contains(&name(line))).count()
}

#[test]
fn a_warm_direct_call_asks_locks_and_writes_nothing() {
    for words in [&["token"][..], &["base-url"], &["headers"], &["env"], &["token", "--json"]] {
        let exchange = world();
        let Some(exchange) = calls(&exchange, GHU, words) else { return };
        // `auto` finds no session token, and the reason in one more file. It also looks into existing other places.
        for (token, access, more) in
            [(GHO, "direct", MORE), (&ghs(), "direct", MORE), (GHO, "auto", MORE + 12), (GHU, "auto", MORE)]
        {
            let world = world();
            let words = [words, &["--access", access, "--sources", "env"]].concat();
            let Some(calls) = calls(&world, token, &words) else { return };
            for line in &calls {
                assert!(!FORBIDDEN.contains(&name(line)), "{line}");
                let opens = name(line).starts_with("open");
                assert!(!opens || (line.contains("O_RDONLY") && !line.contains("O_CREAT")), "{line}");
                assert!(name(line) != "write" || line.contains("write(1,"), "{line}");
            }
            let (ours, theirs) = (counted(&calls), counted(&exchange));
            assert!(ours <= theirs + more, "{words:?}: {ours} and {theirs}: {calls:#?}");
        }
    }
}
