//! Finds gh and runs it: in a folder where no other user can plant files, without variables that would change its
//! output, and with a time limit.
#![expect(clippy::disallowed_methods, reason = "this file runs gh")]

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::Ask;
use crate::clock::Deadline;

/// How long to keep reading after gh has exited, if a process that it left behind still holds its output open.
const LINGER: Duration = Duration::from_millis(100);
/// How much of each output stream of gh is read, in bytes.
const MAX_OUTPUT: u64 = 16 * 1024;

/// Removed from gh's environment. gh would print the tokens as its own login; the other variables change what it prints
/// or which host it asks.
const REMOVED: [&str; 10] = [
    "COPILOT_GITHUB_TOKEN",
    "GITHUB_COPILOT_TOKEN",
    "GH_COPILOT_TOKEN",
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
    "GH_HOST",
    "GH_DEBUG",
    "GH_FORCE_TTY",
];

/// What gh printed and how it ended.
pub struct Output {
    /// `None` if the exit status is unavailable, because our parent process made us ignore SIGCHLD.
    pub status: Option<ExitStatus>,
    pub stdout: Zeroizing<Vec<u8>>,
    pub stderr: Zeroizing<Vec<u8>>,
}

/// The first `gh` in the absolute entries of `search_path`. A relative or empty entry means the current folder, where
/// another user may have planted a program.
pub fn program(search_path: Option<&OsStr>) -> Option<PathBuf> {
    let absolute = std::env::split_paths(search_path?).filter(|entry| entry.is_absolute());
    let absolute = std::env::join_paths(absolute).ok().filter(|list| !list.is_empty())?;
    let name = if cfg!(windows) { "gh.exe" } else { "gh" };
    which::which_in(name, Some(absolute), "/").ok()
}

/// Runs gh. `None` if it has not exited within `limit`; its process group is then killed.
///
/// # Errors
/// gh cannot be started, or its output cannot be read. Its process group is killed in that case too.
pub fn run(program: &Path, ask: &Ask, limit: Duration) -> io::Result<Option<Output>> {
    wait(command(program, ask).spawn()?, limit)
}

fn command(program: &Path, ask: &Ask) -> Command {
    let mut command = Command::new(program);
    command.args(["auth", "token", "--hostname", ask.host]);
    if let Some(user) = ask.user {
        command.args(["--user", user]);
    }
    for name in REMOVED {
        command.env_remove(name);
    }
    command
        .env("GH_PROMPT_DISABLED", "1")
        .env("GH_NO_UPDATE_NOTIFIER", "1")
        .current_dir(ask.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    own_group(&mut command);
    command
}

fn wait(mut child: Child, limit: Duration) -> io::Result<Option<Output>> {
    let deadline = Deadline::after(limit);
    let pipes: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|pipe| Box::new(pipe) as _),
        child.stderr.take().map(|pipe| Box::new(pipe) as _),
    ];
    let [stdout, stderr] = match pipes.map(|pipe| pipe.map(drain).transpose()) {
        [Ok(stdout), Ok(stderr)] => [stdout, stderr],
        [Err(e), _] | [_, Err(e)] => {
            kill_group(&mut child);
            return Err(e);
        }
    };
    let mut pause = Duration::from_millis(2);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if !deadline.left().is_zero() => thread::sleep(pause),
            // The exit status is unavailable, because SIGCHLD is ignored.
            Err(_) => break None,
            Ok(None) => {
                kill_group(&mut child);
                return Ok(None);
            }
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    Ok(Some(Output { status, stdout: gather(stdout), stderr: gather(stderr) }))
}

/// Reads in a thread, so that neither a full pipe nor a grandchild that holds the pipe open can block us.
fn drain(stream: Box<dyn Read + Send>) -> io::Result<Receiver<Zeroizing<Vec<u8>>>> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        let mut stream = stream.take(MAX_OUTPUT);
        loop {
            let mut chunk = Zeroizing::new(vec![0; 4096]);
            match stream.read(&mut chunk) {
                Ok(0) | Err(_) => break,
                Ok(n) => {
                    chunk.truncate(n);
                    if sender.send(chunk).is_err() {
                        break;
                    }
                }
            }
        }
    })?;
    Ok(receiver)
}

fn gather(stream: Option<Receiver<Zeroizing<Vec<u8>>>>) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_OUTPUT as usize));
    let deadline = Deadline::after(LINGER);
    while let Some(stream) = &stream {
        match stream.recv_timeout(deadline.left()) {
            Ok(chunk) => bytes.extend_from_slice(&chunk),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    bytes
}

/// Gives gh its own process group, so that its children can be killed with it.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(unix)]
fn kill_group(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.wait();
}

/// Windows has no process groups that can be killed, so only gh itself is killed.
#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(not(unix))]
fn kill_group(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
