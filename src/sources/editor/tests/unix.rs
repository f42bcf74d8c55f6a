//! Tests that need a second process, a FIFO or a symbolic link. The second process is SQLite's own shell: within one
//! process, closing a file would drop the locks that a connection holds on it.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::symlink;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::super::{auth_db, testing::Live};
use super::*;
use crate::clock::Deadline;

/// Plays the editor: a process that keeps the database open.
struct Editor {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Editor {
    /// `None` if `sqlite3` is not installed. Writes that to stderr directly, because the test harness captures
    /// `eprintln!`.
    fn open(folder: &Scratch, sql: &str) -> Option<(Self, ChildStdin)> {
        let started = Command::new("sqlite3")
            .args(["-batch", "-bail"])
            .arg(folder.join("auth.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut child) = started else {
            let _ = writeln!(std::io::stderr(), "SKIPPED: sqlite3");
            return None;
        };
        let mut input = child.stdin.take().unwrap();
        let mut editor = Self { answers: BufReader::new(child.stdout.take().unwrap()), child };
        writeln!(input, "{sql}\nSELECT 'ready';").unwrap();
        input.flush().unwrap();
        editor.wait_until_ready();
        Some((editor, input))
    }

    fn wait_until_ready(&mut self) {
        let mut line = String::new();
        while line.trim() != "ready" {
            line.clear();
            assert!(self.answers.read_line(&mut line).unwrap() > 0, "sqlite3 gave up");
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_database_that_another_process_holds_open_is_read_and_left_as_it_is() {
    let folder = Scratch::new();
    let Some((_editor, _input)) = Editor::open(&folder, &format!("{FIXTURE} PRAGMA wal_autocheckpoint = 0;"))
    else {
        return;
    };
    let before = folder.look();
    let names: Vec<_> = before.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [".", "auth.db", "auth.db-shm", "auth.db-wal"]);
    for _ in 0..20 {
        assert_eq!(folder.find("github.com", None), Ok(format!("auth.db octocat {OCTOCAT}")));
    }
    assert_eq!(folder.look(), before);
}

#[test]
fn a_transaction_that_another_process_has_begun_is_neither_seen_nor_waited_for() {
    let folder = Scratch::new();
    let begin = "BEGIN EXCLUSIVE; UPDATE oauth_tokens SET token_ciphertext = CAST('ghu_new' AS BLOB);";
    let Some((mut editor, mut input)) = Editor::open(&folder, &format!("{FIXTURE} {begin}")) else { return };
    assert_eq!(folder.find("github.com", None), Ok(format!("auth.db octocat {OCTOCAT}")));
    writeln!(input, "COMMIT; SELECT 'ready';").unwrap();
    editor.wait_until_ready();
    assert_eq!(folder.find("github.com", None), Ok("auth.db octocat ghu_new".to_owned()));
}

/// Every commit changes two rows, one at each end of a file that takes a while to read. Every few commits, the log is
/// checkpointed and restarted. Whenever the snapshot is taken, the two rows must match.
#[test]
fn while_another_process_writes_every_answer_is_one_that_was_committed() {
    const SPREAD: &str = "PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 40;
        UPDATE oauth_tokens SET token_ciphertext = CAST('ghu_0' AS BLOB), scopes = hex(zeroblob(3000)) WHERE token_id = 1;
        CREATE TABLE filler (x); INSERT INTO filler VALUES (zeroblob(100000));
        UPDATE oauth_tokens SET token_ciphertext = CAST('ghu_0' AS BLOB), scopes = hex(zeroblob(3000)) WHERE token_id = 2;";
    let folder = Scratch::new();
    let Some((_editor, mut input)) = Editor::open(&folder, &format!("{FIXTURE} {SPREAD}")) else { return };
    let stop = AtomicBool::new(false);
    let write = || {
        for n in 1.. {
            let set = format!("UPDATE oauth_tokens SET token_ciphertext = CAST('ghu_{n}' AS BLOB);");
            if stop.load(Ordering::Relaxed) || writeln!(input, "{set}").is_err() {
                break;
            }
            thread::sleep(Duration::from_micros(50));
        }
    };
    let answers: Vec<_> = thread::scope(|scope| {
        scope.spawn(write);
        let answers =
            (0..200).map(|_| auth_db::read(folder.path(), "github.com", Deadline::after(LONG))).collect();
        stop.store(true, Ordering::Relaxed);
        answers
    });
    let mut states = HashSet::new();
    for answer in answers {
        match answer {
            Ok(entries) => {
                let kept: Vec<_> = entries.unwrap().into_iter().map(|entry| entry.kept).collect();
                let [Kept::Token(Ok(one)), Kept::Token(Ok(other))] = &kept[..] else {
                    panic!("{}", kept.len())
                };
                assert_eq!(one.expose(), other.expose());
                states.insert(one.expose().to_owned());
            }
            Err(failure) => assert!(failure.message.contains("busy"), "{failure}"),
        }
    }
    assert!(states.len() > 1, "nothing was written meanwhile");
    let names: Vec<_> = folder.look().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [".", "auth.db", "auth.db-shm", "auth.db-wal"]);
}

#[test]
fn a_fifo_in_place_of_any_file_is_named_and_not_waited_for() {
    for name in ["auth.db", "auth.db-wal", "auth.db-journal", "apps.json", "hosts.json"] {
        let folder = Scratch::new();
        if name.starts_with("auth.db-") {
            folder.write("auth.db", &testing::closed(FIXTURE));
        }
        let made = Command::new("mkfifo").arg(folder.join(name)).status().unwrap();
        assert!(made.success());
        let said = folder.find("github.com", None).unwrap_err();
        assert!(said.ends_with(&format!("{name}: not a regular file")), "{said}");
        assert_eq!(login_state(&folder.ask("github.com", None), SystemTime::now()), None);
    }
}

#[test]
fn files_may_be_links_as_dotfiles_often_are() {
    let elsewhere = Live::new(FIXTURE).folder();
    let folder = Scratch::new();
    symlink(elsewhere.join("auth.db"), folder.join("auth.db")).unwrap();
    // SQLite keeps the log beside the file, not beside the link, so a log beside the file must be used.
    assert_eq!(folder.find("github.com", None), Ok(format!("auth.db octocat {OCTOCAT}")));
    let take =
        || login_state(&folder.ask("github.com", None), SystemTime::now() + Duration::from_secs(60)).unwrap();
    let before = take();
    elsewhere.write("auth.db-wal", b"");
    assert_ne!(take(), before);
    // A dangling link counts as a missing file.
    let folder = Scratch::new();
    symlink(elsewhere.join("gone"), folder.join("auth.db")).unwrap();
    folder.write("apps.json", APPS);
    assert_eq!(folder.find("github.com", None).unwrap(), FROM_APPS);
    // A loop of links counts as a broken file.
    symlink(folder.join("ring"), folder.join("ring")).unwrap();
    folder.remove("auth.db");
    symlink(folder.join("ring"), folder.join("auth.db")).unwrap();
    assert!(folder.find("github.com", None).is_err());
}
