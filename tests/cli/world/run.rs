//! Runs the real binary in the world's home and environment; no variable of the test machine is inherited. Checks the
//! canary rule on every finished run.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::RwLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::World;
use super::canary::{Stdout, allowed};
use super::tail::Tail;

/// Locked for reading while a process starts and for writing while a script is written. A forked child briefly
/// inherits the script's descriptor, and a file that is open for writing cannot be executed (ETXTBSY).
pub static STARTING: RwLock<()> = RwLock::new(());

/// A command line to run.
pub struct Cmd<'w> {
    world: &'w World,
    command: Command,
    words: Vec<String>,
    /// What stdout may contain, if the program is not the binary.
    allowed: Option<Stdout>,
    stdin: Stdin,
    deadline: Duration,
}

enum Stdin {
    Null,
    Text(Vec<u8>),
    Held,
}

impl<'w> Cmd<'w> {
    pub(super) fn new(world: &'w World, program: &Path, allowed: Option<Stdout>) -> Self {
        let mut command = Command::new(program);
        command.env_clear().current_dir(world.home());
        command.env("HOME", world.home()).env("PATH", world.bin());
        command.env("HTTPS_PROXY", world.proxy_url()).env("SSL_CERT_FILE", world.ca_file());
        // Six times the default, so that a busy machine does not time out. Tests of the timeout set --timeout.
        command.env("COPILOT_TOKEN_TIMEOUT", "1m");
        if cfg!(windows) {
            command
                .env("USERPROFILE", world.home())
                .envs(std::env::var_os("SystemRoot").map(|v| ("SystemRoot", v)));
        }
        Cmd {
            world,
            command,
            words: Vec::new(),
            allowed,
            stdin: Stdin::Null,
            deadline: Duration::from_secs(180),
        }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        let arg = arg.as_ref();
        self.words.push(arg.to_string_lossy().into_owned());
        self.command.arg(arg);
        self
    }

    pub fn args<S: AsRef<OsStr>>(self, args: impl IntoIterator<Item = S>) -> Self {
        args.into_iter().fold(self, Cmd::arg)
    }

    /// Sets a variable; the value of a token variable is registered as a secret.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.world.server.shared.secrets().note_variable(name, &value.as_ref().to_string_lossy());
        self.command.env(name, value);
        self
    }

    pub fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Adds the machine's programs to PATH, after the world's own.
    pub fn system_path(self) -> Self {
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.world.bin().display());
        self.env("PATH", path)
    }

    /// Sets stdin; the default is null.
    pub fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = Stdin::Text(text.into());
        self
    }

    /// Sets stdin to a pipe that stays open and empty: a reader blocks.
    pub fn stdin_held(mut self) -> Self {
        self.stdin = Stdin::Held;
        self
    }

    /// Sets the working folder; the default is the home.
    pub fn cwd(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Kills the run and fails the test after this time; the default is three minutes.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    #[track_caller]
    pub fn run(self) -> Run {
        self.spawn().wait()
    }

    /// Starts the process without waiting for it.
    #[track_caller]
    pub fn spawn(mut self) -> Running<'w> {
        self.note_stdin();
        let stdin = if matches!(self.stdin, Stdin::Null) { Stdio::null() } else { Stdio::piped() };
        self.command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (started, program) = (Instant::now(), PathBuf::from(self.command.get_program()));
        let mut child = {
            let _starting = STARTING.read().unwrap_or_else(|poisoned| poisoned.into_inner());
            self.command.spawn().unwrap_or_else(|error| panic!("starting {}: {error}", program.display()))
        };
        if let Stdin::Text(text) = &mut self.stdin {
            let (text, mut pipe) = (std::mem::take(text), child.stdin.take().expect("a pipe"));
            // A process that does not read its stdin closes the pipe, which is no error.
            thread::spawn(move || drop(pipe.write_all(&text)));
        }
        let (sender, streams) = channel();
        let so_far = [Tail::default(), Tail::default()];
        let pipes: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("a pipe")), Box::new(child.stderr.take().expect("a pipe"))];
        for (which, mut pipe) in pipes.into_iter().enumerate() {
            let sender = sender.clone();
            let tail = so_far[which].clone();
            thread::spawn(move || {
                let bytes = tail.read_to_end(&mut pipe);
                let _ = sender.send((which, bytes, Instant::now()));
            });
        }
        let allowed = self.allowed.unwrap_or_else(|| allowed(&self.words));
        Running {
            world: self.world,
            words: self.words,
            allowed,
            child,
            streams,
            so_far,
            started,
            deadline: self.deadline,
        }
    }

    /// A GitHub token on stdin is a secret too.
    fn note_stdin(&self) {
        let line = self.words.join("=");
        if let (Stdin::Text(text), true) =
            (&self.stdin, line.contains("--github-token-file=-") || line.contains("--with-token"))
        {
            self.world.secret(&String::from_utf8_lossy(text));
        }
    }
}

/// A started process, killed on drop unless it has been waited for.
pub struct Running<'w> {
    world: &'w World,
    words: Vec<String>,
    allowed: Stdout,
    child: Child,
    streams: Receiver<(usize, Vec<u8>, Instant)>,
    so_far: [Tail; 2],
    started: Instant,
    deadline: Duration,
}

impl Running<'_> {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process is blocked on a lock (flock).
    #[cfg(target_os = "linux")]
    pub fn waits_for_a_lock(&self) -> bool {
        let locks = std::fs::read_to_string("/proc/locks").expect("the kernel's list of locks");
        let pid = self.pid().to_string();
        // 7: -> FLOCK  ADVISORY  WRITE 4711 fe:00:1234 0 EOF
        locks.lines().any(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            fields.get(1..3) == Some(&["->", "FLOCK"]) && fields.get(5) == Some(&pid.as_str())
        })
    }

    /// The complete lines on stdout and on stderr so far.
    pub fn lines(&self) -> [Vec<String>; 2] {
        [self.so_far[0].lines(), self.so_far[1].lines()]
    }

    /// Sends SIGSTOP.
    #[cfg(unix)]
    pub fn stop(&self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// Sends SIGCONT.
    #[cfg(unix)]
    pub fn go_on(&self) {
        self.signal(rustix::process::Signal::CONT);
    }

    #[cfg(unix)]
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        // The process may have ended; its id stays reserved until it is waited for.
        let _ = rustix::process::kill_process(pid, signal);
    }

    /// Closes the held stdin.
    pub fn release(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Sends SIGKILL, as `kill -9` does.
    pub fn kill(&mut self) {
        // An error means that it has ended.
        let _ = self.child.kill();
    }

    /// Waits until the process has ended and both streams are closed. Panics at the deadline, or if a secret leaked.
    #[track_caller]
    pub fn wait(mut self) -> Run {
        let (mut output, mut ended) = ([Vec::new(), Vec::new()], self.started);
        for _ in 0..2 {
            let left = self.deadline.saturating_sub(self.started.elapsed());
            let Ok((which, bytes, at)) = self.streams.recv_timeout(left) else {
                panic!("{:?} was not over after {:?}", self.words, self.deadline);
            };
            output[which] = bytes;
            ended = ended.max(at);
        }
        let status = self.child.wait().expect("a process of our own");
        let [stdout_bytes, stderr_bytes] = output;
        let run = Run {
            words: std::mem::take(&mut self.words),
            // A process ended by a signal has no exit code.
            code: status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&stdout_bytes).into_owned(),
            stdout_bytes,
            stderr: String::from_utf8_lossy(&stderr_bytes).into_owned(),
            elapsed: ended - self.started,
        };
        let betrayed = self.world.server.shared.secrets().betrayed(&run.stdout, &run.stderr, self.allowed);
        if let Some(betrayed) = betrayed {
            panic!("{betrayed}\n{run:#?}");
        }
        run
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The result of a run; `check.rs` has the assertions on it.
#[derive(Debug)]
pub struct Run {
    pub words: Vec<String>,
    /// -1 if a signal ended it.
    pub code: i32,
    pub stdout: String,
    pub stdout_bytes: Vec<u8>,
    pub stderr: String,
    /// Time from the start until both streams are closed.
    pub elapsed: Duration,
}

impl Run {
    /// Stdout as JSON, whatever the exit code.
    #[track_caller]
    pub fn stdout_json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self:#?}"))
    }
}
