//! The system calls of a call that the cache answers (P6), traced with strace: it only looks at files and writes the
//! answer. `benches/run` counts instructions.

use std::fs;

use crate::world::{World, fixtures};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";
const REQUEST: &str = "protocol=https\nhost=api.individual.githubcopilot.com\n\n";

/// Calls of the allocator. Their number depends on the pages that it gets; the benchmark measures their cost.
const ALLOCATOR: [&str; 6] = ["brk", "madvise", "mmap", "mprotect", "mremap", "munmap"];
/// Read-only calls.
const LOOKS: [&str; 12] = [
    "access",
    "close",
    "fstat",
    "getdents64",
    "geteuid",
    "lstat",
    "newfstatat",
    "ppoll",
    "read",
    "stat",
    "statx",
    "readlink",
];
/// Calls of the runtime to exit, or to restore a process's signals.
const ENDS: [&str; 4] = ["exit_group", "rt_sigaction", "rt_sigprocmask", "sigaltstack"];

/// The system calls of a warm call from the start of `main`, without those of the loader and the runtime. `None`
/// without strace.
fn trace(world: &World, words: &[&str], token: Option<&str>) -> Option<Vec<String>> {
    let warm = |program: &str, args: &[&str]| {
        let cmd = world.tool(program, args).stdin(REQUEST);
        token.iter().fold(cmd, |cmd, token| cmd.env("GH_TOKEN", token)).run()
    };
    let binary = env!("CARGO_BIN_EXE_copilot-token");
    warm(binary, words).ok();
    let answer = warm(binary, words).ok();
    if which::which("strace").is_err() {
        crate::world::skipped("strace is not installed");
        return None;
    }
    let exchanges = world.exchanges();
    let file = world.scratch_file("trace", "");
    let run = warm("strace", &[&["-f", "-o", file.to_str().unwrap(), binary], words].concat());
    if run.stderr.contains("PTRACE") {
        crate::world::skipped("strace may not trace here");
        return None;
    }
    assert_eq!((run.code, run.stdout.trim_end()), (0, answer.as_str()), "{run:#?}");
    assert_eq!(world.exchanges(), exchanges);
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| line.contains('(')).map(str::to_owned);
    let ours: Vec<_> = lines.skip_while(|line| !line.contains("PR_SET_DUMPABLE")).skip(1).collect();
    assert!(!ours.is_empty(), "{text}");
    Some(ours)
}

/// Asserts that a trace only looks at files, opens `opens` of them, writes once, and makes at most `most` system
/// calls, the allocator's excluded.
#[track_caller]
fn assert_cheap(calls: &[String], opens: usize, most: usize) {
    let (mut counted, mut all) = ((0, 0), 0);
    for line in calls {
        // The name follows the process id; the arguments follow the name.
        let (pid_and_name, arguments) = line.split_once('(').unwrap();
        let name = pid_and_name.rsplit(' ').next().unwrap();
        all += usize::from(!ALLOCATOR.contains(&name));
        match name {
            "open" | "openat" => {
                let read_only = line.contains("O_RDONLY") && !line.contains("O_CREAT");
                assert!(read_only, "{line}");
                counted.0 += 1;
            }
            "write" => {
                assert!(arguments.starts_with("1,"), "{line}");
                counted.1 += 1;
            }
            // `git-credential` waits for its request at most until its timeout.
            "poll" | "ppoll" => assert!(arguments.contains("fd=0"), "{line}"),
            // F_SETFD, and F_GETFD for a check of the standard library.
            "fcntl" | "fcntl64" => assert!(arguments.contains("ETFD"), "{line}"),
            _ => assert!([&ALLOCATOR[..], &LOOKS, &ENDS].concat().contains(&name), "{line}"),
        }
    }
    assert_eq!(counted, (opens, 1), "opened and written: {calls:#?}");
    assert!(all <= most, "{all} system calls: {calls:#?}");
}

/// For a token in a variable: the folder and its owner (2); the entry opened, inspected, read to its end and closed
/// (6, or 7 with musl or the standard library's checks); the answer (1); the exit (2).
const MOST: usize = 12;

#[test]
fn a_warm_answer_looks_at_one_file_and_does_nothing_else() {
    for words in [&["token"][..], &["base-url"], &["headers"], &["env"], &["git-credential", "get"]] {
        let Some(calls) = trace(&World::new(), words, Some(TOKEN)) else { return };
        let reads_request = usize::from(words[0] == "git-credential");
        assert_cheap(&calls, 1, MOST + 3 * reads_request);
    }
}

#[test]
fn a_warm_answer_through_the_whole_command_line_does_no_more() {
    for words in
        [&["token", "--json"][..], &["token", "--min-validity", "6m"], &["env", "--preset", "openai"]]
    {
        let Some(calls) = trace(&World::new(), words, Some(TOKEN)) else { return };
        assert_cheap(&calls, 1, MOST);
    }
}

#[test]
fn a_warm_exec_does_nothing_before_the_command_takes_over() {
    let Some(calls) = trace(&World::new(), &["exec", "--", "/bin/true"], Some(TOKEN)) else { return };
    let until = calls.iter().position(|line| line.contains("execve(")).unwrap();
    // A stand-in for the answer that other commands write. The calls that restore the command's signals replace the
    // exit.
    let answer = "1 write(1, \"\", 0) = 0".to_owned();
    assert_cheap(&[&calls[..until], &[answer]].concat(), 1, MOST);
}

#[test]
fn a_warm_answer_for_ghs_login_starts_no_gh() {
    let world = World::new();
    world.gh_hosts_yml("github.com:\n    user: octocat\n");
    world.fake_gh_token("gho_fromGh00000000000000");
    let Some(calls) = trace(&world, &["token"], None) else { return };
    assert_eq!(world.gh_calls().len(), 1);
    // Reads gh's record of its logins, the cached answer of gh, and the entry: eight calls for each additional file.
    // Also looks for our own login, for an editor's login, which precedes gh's, and at gh itself.
    assert_cheap(&calls, 3, MOST + 2 * 8 + 2 + 4 + 3);
}

#[test]
fn a_warm_answer_for_an_editors_login_opens_none_of_its_files() {
    let world = World::new();
    world.write(".config/github-copilot/apps.json", fixtures::APPS_JSON);
    world.secret("ghu_appsJsonOctocat0000000000000000000000");
    let Some(calls) = trace(&world, &["token"], None) else { return };
    // Reads the cached editor login and the entry: eight calls for one additional file. Also looks for our own login,
    // then at the editor's folder, its owner, and each possible file in it.
    assert_cheap(&calls, 2, MOST + 8 + 3 + 9);
}

#[test]
fn a_warm_answer_for_a_login_of_ours_costs_no_more_than_for_an_editors() {
    let world = World::new();
    let pair = world.sign_in().pair("octocat");
    world.put_login("octocat", &pair, 9000, |_| {});
    let Some(calls) = trace(&world, &["token"], None) else { return };
    // Opens the folder, the login in it, and the entry.
    assert_cheap(&calls, 3, MOST + 8 + 3 + 9);
}
