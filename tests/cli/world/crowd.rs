//! Many processes that all start before any of them can send a request. Each reads its GitHub token from its own
//! FIFO, and no token is written before every process has opened its FIFO. This needs no pause and no guess about
//! startup times.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat};

use super::render::random_hex;
use super::{Cmd, Run, Running, World};

/// Processes that wait for their GitHub tokens.
pub struct Crowd<'w> {
    world: &'w World,
    members: Vec<Member<'w>>,
}

struct Member<'w> {
    running: Running<'w>,
    fifo: PathBuf,
    github_token: String,
}

impl World {
    pub fn crowd(&self) -> Crowd<'_> {
        Crowd { world: self, members: Vec::new() }
    }

    /// Starts `count` processes with these arguments, releases them together, and waits for them.
    #[track_caller]
    pub fn crowd_of(&self, count: usize, github_token: &str, words: &[&str]) -> Vec<Run> {
        (0..count).fold(self.crowd(), |crowd, _| crowd.with(github_token, words)).run()
    }
}

impl<'w> Crowd<'w> {
    /// Starts another process with these arguments.
    #[track_caller]
    pub fn with(self, github_token: &str, words: &[&str]) -> Self {
        self.with_cmd(github_token, words, |cmd| cmd)
    }

    /// The same, modified by `prepare`.
    #[track_caller]
    pub fn with_cmd(
        mut self,
        github_token: &str,
        words: &[&str],
        prepare: impl FnOnce(Cmd<'w>) -> Cmd<'w>,
    ) -> Self {
        self.world.secret(github_token);
        let fifo = self.world.scratch.path(&format!("token-{}", random_hex(16)));
        mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a FIFO");
        // Placed before the command, because `exec` ends the options.
        let cmd = self.world.cmd(&["--github-token-file"]).arg(&fifo).args(words);
        let running = prepare(cmd).spawn();
        self.members.push(Member { running, fifo, github_token: github_token.to_owned() });
        self
    }

    /// Waits until every process has opened its FIFO, then gives each its token.
    #[track_caller]
    pub fn release(self) -> Vec<Running<'w>> {
        let open: Vec<File> = self.members.iter().map(|member| self.opened(member)).collect();
        let members = self.members.into_iter().zip(open);
        members
            .map(|(Member { running, github_token, .. }, mut fifo)| {
                // A process that has already ended reports its own failure.
                let _ = writeln!(fifo, "{github_token}");
                running
            })
            .collect()
    }

    #[track_caller]
    pub fn run(self) -> Vec<Run> {
        self.release().into_iter().map(Running::wait).collect()
    }

    /// Opens the FIFO for writing. With O_NONBLOCK this fails until the process has opened it for reading.
    #[track_caller]
    fn opened(&self, member: &Member) -> File {
        let flags = OFlags::NONBLOCK.bits() as i32;
        let mut fifo = None;
        self.world.until("every process of the crowd runs", |_| {
            fifo = OpenOptions::new().write(true).custom_flags(flags).open(&member.fifo).ok();
            fifo.is_some()
        });
        fifo.expect("seen above")
    }
}
