//! The GitHub token of the GitHub CLI's login, asked of `gh auth token`: never of a `gh` in the current folder,
//! never with variables that gh would only echo, never waiting for a prompt. The only user of child processes
//! beside `exec`.

mod output;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use zeroize::Zeroizing;

use super::Found;
use crate::failure::Failure;
use crate::text;
use output::Output;

pub const NAME: &str = "gh";

/// What gh may take; a locked keyring makes it wait for ever.
const PATIENCE: Duration = Duration::from_secs(3);
/// With less than this gh cannot be expected to answer, and is not to blame.
const AT_LEAST: Duration = Duration::from_millis(20);
/// What a process that gh left behind may keep its output open after gh itself has ended.
const LINGER: Duration = Duration::from_millis(100);
/// The most of gh's output that is read, in bytes.
const MAX_OUTPUT: u64 = 16 * 1024;
/// The most of gh's `hosts.yml` that is looked at, in bytes.
const MAX_HOSTS_FILE: u64 = 1024 * 1024;

/// gh would hand these back as its login, or change what it prints, or has no business with them.
const SCRUBBED: [&str; 10] = [
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

#[derive(Debug)]
pub struct Ask<'a> {
    pub host: &'a str,
    pub user: Option<&'a str>,
    /// `PATH`, of which only absolute entries are believed.
    pub search_path: Option<&'a OsStr>,
    /// gh's configuration folder.
    pub config: Option<&'a Path>,
    /// Where it is run.
    pub folder: &'a Path,
}

/// # Errors
/// A gh that hangs, or answers anything but one token.
#[cold]
pub fn find(ask: &Ask, budget: Duration) -> Result<Found, Failure> {
    let Some(program) = program(ask.search_path) else {
        return Ok(Found::Absent("not installed".to_owned()));
    };
    let patience = PATIENCE.min(budget);
    if patience < AT_LEAST {
        return Err(Failure::unavailable("no time is left to ask gh").hint("allow more with --timeout"));
    }
    let cannot_run =
        |e: io::Error| Failure::error(format!("cannot run {}: {}", text::path(&program), text::reason(&e)));
    let child = command(&program, ask).spawn().map_err(cannot_run)?;
    match wait(child, patience).map_err(cannot_run)? {
        None => Err(Failure::unavailable(format!("gh gave no answer within {:.1} s", patience.as_secs_f32()))
            .hint("its keyring may be locked: run 'gh auth token' to see, or leave it out with --sources env,editor")),
        Some(output) => output::judge(ask, &output),
    }
}

/// Stands for the same gh login as long as it stays the same: gh rewrites its `hosts.yml` with every login,
/// logout and switch, if only with the same words where the token itself is in a keyring. `None` where that file
/// cannot be read, though there is one.
pub fn login_state(ask: &Ask) -> Option<String> {
    let path = ask.config?.join("hosts.yml");
    let state = match hosts_file(&path)? {
        Some((content, modified)) => {
            format!("{:?} {modified:?}", ring::digest::digest(&ring::digest::SHA256, &content))
        }
        // gh has no login then; what says otherwise is a program of another kind under its name.
        // gh has no login then, and will have made one when that changes.
        None => "none".to_owned(),
    };
    Some(format!("gh {} {:?} {:?} {path:?} {state}", ask.host, ask.user, ask.search_path))
}

/// The content and when it was written; the inner `None` where there is none.
fn hosts_file(path: &Path) -> Option<Option<(Vec<u8>, SystemTime)>> {
    let metadata = match path.metadata() {
        Ok(metadata) => metadata,
        Err(e) => return (e.kind() == io::ErrorKind::NotFound).then_some(None),
    };
    if !metadata.is_file() || metadata.len() > MAX_HOSTS_FILE {
        return None;
    }
    // One byte more than there should be, so that one read finds the end.
    let mut content = Vec::with_capacity(metadata.len() as usize + 1);
    File::open(path).ok()?.take(MAX_HOSTS_FILE).read_to_end(&mut content).ok()?;
    Some(Some((content, metadata.modified().ok()?)))
}

/// The first `gh` in the absolute entries of `search_path`: a relative or empty entry is the current folder,
/// which may be anybody's.
fn program(search_path: Option<&OsStr>) -> Option<PathBuf> {
    let absolute = std::env::split_paths(search_path?).filter(|entry| entry.is_absolute());
    let absolute = std::env::join_paths(absolute).ok().filter(|list| !list.is_empty())?;
    let name = if cfg!(windows) { "gh.exe" } else { "gh" };
    which::which_in(name, Some(absolute), "/").ok()
}

fn command(program: &Path, ask: &Ask) -> Command {
    let mut command = Command::new(program);
    command.args(["auth", "token", "--hostname", ask.host]);
    if let Some(user) = ask.user {
        command.args(["--user", user]);
    }
    for name in SCRUBBED {
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

/// `None`, and nothing of it left running, where gh is not done in time.
///
/// # Errors
/// It cannot be listened to; it is ended then too.
fn wait(mut child: Child, patience: Duration) -> io::Result<Option<Output>> {
    let until = Instant::now() + patience;
    let pipes: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|pipe| Box::new(pipe) as _),
        child.stderr.take().map(|pipe| Box::new(pipe) as _),
    ];
    let [stdout, stderr] = match pipes.map(|pipe| pipe.map(drain).transpose()) {
        [Ok(stdout), Ok(stderr)] => [stdout, stderr],
        [Err(e), _] | [_, Err(e)] => {
            end_group(&mut child);
            return Err(e);
        }
    };
    let mut pause = Duration::from_millis(2);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if Instant::now() < until => thread::sleep(pause),
            // It has ended, and nobody is told how.
            Err(_) => break None,
            Ok(None) => {
                end_group(&mut child);
                return Ok(None);
            }
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    Ok(Some(Output { status, stdout: gather(stdout), stderr: gather(stderr) }))
}

/// Reads in a thread, so that neither a full pipe nor one held open by a grandchild stops us.
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
    let until = Instant::now() + LINGER;
    while let Some(stream) = &stream {
        match stream.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(chunk) => bytes.extend_from_slice(&chunk),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    bytes
}

/// A process group of its own, so that what gh starts can be ended with it.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(unix)]
fn end_group(child: &mut Child) {
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.wait();
}

/// Windows has no process groups that can be ended: the child alone is.
#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

#[cfg(not(unix))]
fn end_group(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
