//! Compares the snapshot of a database and its log with what SQLite itself reads.

use rusqlite::Connection;

use super::*;
use crate::sources::editor::testing::{ACME, Dice, FIXTURE, Live, OCTOCAT, Scratch, closed};

fn octocat() -> Result<String, String> {
    Ok(format!("auth.db octocat {OCTOCAT}"))
}

#[test]
fn rows_that_stand_only_in_the_log_are_found() {
    let live = Live::new(FIXTURE);
    assert_eq!(live.main.len(), 4096);
    let folder = live.folder();
    let before = folder.look();
    assert_eq!(folder.find("github.com", None), octocat());
    assert_eq!(folder.find("acme.ghe.com", None), Ok(format!("auth.db octo-acme {ACME}")));
    assert_eq!(folder.look(), before);
    // SQLite discards the log of an empty database.
    folder.write("auth.db", b"");
    assert_eq!(
        folder.find("github.com", None),
        Ok(format!("absent: no login in {}", folder.path().display()))
    );
}

#[test]
fn every_page_size_is_read_with_and_without_a_log() {
    for size in [512, 1024, 4096, 32_768, 65_536] {
        let sql = format!("PRAGMA page_size = {size}; {FIXTURE}");
        let live = Live::new(&sql);
        assert_eq!(live.main.len(), size);
        assert_eq!(live.folder().find("github.com", None), octocat(), "{size}");
        assert_eq!(
            Scratch::with(&[("auth.db", &closed(&sql))]).find("github.com", None),
            octocat(),
            "{size}"
        );
    }
}

#[test]
fn what_was_checkpointed_and_what_came_after_are_read_together() {
    let change = "UPDATE oauth_tokens SET token_ciphertext = CAST('ghu_new' AS BLOB) WHERE token_id = 1;";
    for checkpoint in ["PASSIVE", "FULL", "RESTART", "TRUNCATE"] {
        // RESTART leaves old frames behind the new ones, with salts that are no longer valid.
        let live = Live::new(&format!("{FIXTURE} PRAGMA wal_checkpoint({checkpoint}); {change}"));
        assert!(live.main.len() > 4096 && !live.log.is_empty());
        let new = Ok("auth.db octocat ghu_new".to_owned());
        assert_eq!(live.folder().find("github.com", None), new, "{checkpoint}");
        let without_log = Scratch::with(&[("auth.db", &live.main)]);
        assert_eq!(without_log.find("github.com", None), octocat(), "{checkpoint}");
    }
}

#[test]
fn an_uncommitted_transaction_in_the_log_is_not_believed() {
    let live = Live::new(&format!(
        "{FIXTURE} PRAGMA cache_size = 1; BEGIN;
         UPDATE oauth_tokens SET token_ciphertext = CAST('ghu_uncommitted' AS BLOB);
         CREATE TABLE filler (x); INSERT INTO filler VALUES (zeroblob(200000));"
    ));
    assert!(live.log.len() > 100_000, "nothing was spilled: {} bytes", live.log.len());
    assert_eq!(live.folder().find("github.com", None), octocat());
}

#[test]
fn a_database_that_shrank_in_the_log_is_cut() {
    let live = Live::new(&format!(
        "PRAGMA auto_vacuum = FULL; {FIXTURE} CREATE TABLE filler (x);
         INSERT INTO filler VALUES (zeroblob(200000)); PRAGMA wal_checkpoint(FULL); DELETE FROM filler;"
    ));
    assert!(live.main.len() > 200_000);
    let folder = live.folder();
    assert!(read(&folder.join("auth.db")).unwrap().unwrap().len() < 100_000);
    assert_eq!(folder.find("github.com", None), octocat());
}

#[test]
fn a_main_file_cut_anywhere_gives_no_login_and_is_named() {
    let main = closed(FIXTURE);
    let apps = include_bytes!("../../../../tests/fixtures/apps.json");
    let folder = Scratch::with(&[("auth.db", &main), ("apps.json", apps)]);
    assert_eq!(folder.find("github.com", None), octocat());
    for len in (1..main.len()).filter(|len| *len < 200 || len % 61 == 0 || len % 512 == 0) {
        folder.write("auth.db", &main[..len]);
        assert!(folder.find("github.com", None).is_err(), "{len} bytes");
    }
}

#[test]
fn a_log_cut_anywhere_gives_an_earlier_commit_and_never_another_login() {
    let apps = include_bytes!("../../../../tests/fixtures/apps.json");
    let live = Live::new(FIXTURE);
    let folder = live.folder();
    let mut commits = 0;
    for len in (0..live.log.len()).filter(|len| *len < 200 || len % 97 == 0 || len % 4120 < 40) {
        folder.write("auth.db-wal", &live.log[..len]);
        let seen = folder.find("github.com", None);
        // The rows are added in one commit, after the commits that create the tables.
        let no_table = format!("absent: no login in {}", folder.path().display());
        let earlier = [no_table.as_str(), "absent: no login for github.com in auth.db"];
        let known = seen.as_ref().is_ok_and(|seen| earlier.contains(&seen.as_str()));
        assert!(known || seen == octocat(), "{len} bytes: {seen:?}");
        commits += usize::from(known);
    }
    assert!(commits > 0);
    folder.write("auth.db-wal", b"");
    folder.write("apps.json", apps);
    assert!(folder.find("github.com", None).unwrap().starts_with("apps.json octocat "));
}

#[test]
fn flipped_bits_never_crash_and_in_the_log_never_change_a_login() {
    let (live, main, mut dice) = (Live::new(FIXTURE), closed(FIXTURE), Dice(7));
    let folder = live.folder();
    for round in 0..300 {
        let mut log = live.log.clone();
        let at = dice.below(log.len());
        log[at] ^= 1 << dice.below(8);
        folder.write("auth.db-wal", &log);
        if let Ok(seen) = folder.find("github.com", None) {
            assert!(
                seen == octocat().unwrap() || seen.starts_with("absent"),
                "round {round} at {at}: {seen}"
            );
        }
    }
    let folder = Scratch::with(&[("auth.db", &main)]);
    for _ in 0..700 {
        let mut main = main.clone();
        for _ in 0..=dice.below(4) {
            // Half of the flips hit the structure: headers, cell pointers, the schema.
            let at = if dice.below(2) == 0 {
                dice.below(main.len())
            } else {
                dice.below(8) * 4096 % main.len() + dice.below(128)
            };
            main[at] ^= 1 << dice.below(8);
        }
        folder.write("auth.db", &main);
        let seen = folder.find("github.com", None);
        assert!(
            seen.is_err()
                || seen.is_ok_and(|seen| seen.starts_with("auth.db ") || seen.starts_with("absent"))
        );
    }
}

#[test]
fn a_rollback_journal_in_use_means_busy_and_one_at_rest_does_not() {
    let folder = Scratch::with(&[("auth.db", &closed(&FIXTURE.replace("WAL;", "DELETE;")))]);
    assert_eq!(folder.find("github.com", None), octocat());
    let mut journal = JOURNAL_MAGIC.to_vec();
    journal.resize(512, 0);
    folder.write("auth.db-journal", &journal);
    let error = read(&folder.join("auth.db")).unwrap_err();
    assert!(error.message.ends_with("auth.db: a transaction is unfinished (auth.db-journal)"), "{error}");
    assert_eq!(error.hint.as_deref(), Some("try again in a moment"));
    // The journal is gone once the main file has been read, but what was read may still be half of a commit.
    let path = folder.join("auth.db");
    let half = Half::read(&path).unwrap().unwrap();
    folder.remove("auth.db-journal");
    assert!(half.complete().unwrap().is_err());
    // An unused journal, in the journal modes PERSIST and TRUNCATE.
    for at_rest in [&[0; 512][..], b""] {
        folder.write("auth.db-journal", at_rest);
        assert_eq!(folder.find("github.com", None), octocat());
    }
}

#[test]
fn a_log_of_another_database_is_named() {
    let live = Live::new(FIXTURE);
    let other = Live::new(&format!("PRAGMA page_size = 512; {FIXTURE}"));
    let folder = Scratch::with(&[("auth.db", &live.main), ("auth.db-wal", &other.log)]);
    let said = folder.find("github.com", None).unwrap_err();
    assert!(said.ends_with("auth.db-wal: the log of another database"), "{said}");
}

#[test]
fn files_beyond_the_limit_are_named_and_not_read_in() {
    let folder = Live::new(FIXTURE).folder();
    for name in ["auth.db-wal", "auth.db"] {
        File::options().write(true).open(folder.join(name)).unwrap().set_len(LIMIT as u64 + 1).unwrap();
        let said = folder.find("github.com", None).unwrap_err();
        assert!(said.ends_with(&format!("{name}: larger than 16 MiB")), "{said}");
    }
}

/// A database with 32 rows, about one per page, and a change to all of them.
const ROWS: &str = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (n, x);
    INSERT INTO t VALUES (0, hex(zeroblob(1500))); INSERT INTO t SELECT * FROM t; INSERT INTO t SELECT * FROM t;
    INSERT INTO t SELECT * FROM t; INSERT INTO t SELECT * FROM t; INSERT INTO t SELECT * FROM t;";
const CHANGE: &str = "UPDATE t SET n = n + 1;";

/// The smallest and the largest `n`, which are equal after every commit.
fn range(image: &[u8]) -> (i64, i64) {
    let mut db = Connection::open_in_memory().unwrap();
    db.deserialize_read_exact("main", image, image.len(), true).unwrap();
    db.query_row("SELECT min(n), max(n) FROM t", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn what_an_editor_does_between_the_two_halves_is_seen_whole_or_not_believed() {
    let checkpoint = |mode: &str| format!("PRAGMA wal_checkpoint({mode});");
    let (passive, restart, truncate) = (checkpoint("PASSIVE"), checkpoint("RESTART"), checkpoint("TRUNCATE"));
    for (first, between, expected) in [
        ("", String::new(), Some(0)),
        // Commits and checkpoints that keep the log: the log repairs the copy. After a complete checkpoint, the next
        // commit restarts the log.
        ("", CHANGE.to_owned(), Some(1)),
        (CHANGE, passive.clone(), Some(1)),
        (&passive, CHANGE.repeat(3), None),
        (CHANGE, format!("{CHANGE}{passive}"), Some(2)),
        (CHANGE, restart.clone(), Some(1)),
        // The log is restarted, truncated or removed.
        (CHANGE, format!("{CHANGE}{restart}{CHANGE}"), None),
        (CHANGE, truncate.clone(), None),
        (CHANGE, format!("{truncate}{CHANGE}"), None),
        (CHANGE, "PRAGMA journal_mode = DELETE;".to_owned(), None),
        // A log is created where there was none.
        (&truncate, CHANGE.to_owned(), None),
        (&truncate, format!("{CHANGE}{truncate}"), None),
        // No log at all: a commit goes straight to the main file.
        ("PRAGMA journal_mode = DELETE;", CHANGE.to_owned(), None),
        ("PRAGMA journal_mode = DELETE;", String::new(), Some(0)),
    ] {
        let folder = Scratch::new();
        let path = folder.join("auth.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(&format!("{ROWS}{first}")).unwrap();
        let half = Half::read(&path).unwrap().unwrap();
        db.execute_batch(&between).unwrap();
        let seen = half.complete().unwrap().ok().map(|snapshot| range(&snapshot.merged(&path).unwrap()));
        assert_eq!(seen, expected.map(|n| (n, n)), "{first} | {between}");
    }
}

#[test]
fn a_main_file_caught_in_the_middle_of_a_checkpoint_is_repaired_by_the_log() {
    let before = Live::new(&format!("{ROWS} PRAGMA wal_checkpoint(RESTART); {CHANGE}"));
    let change = format!("{ROWS} PRAGMA wal_checkpoint(RESTART); {CHANGE} PRAGMA wal_checkpoint(PASSIVE);");
    let after = Live::new(&change);
    assert_ne!(before.main, after.main);
    let mut dice = Dice(3);
    for _ in 0..50 {
        let mut main = before.main.clone();
        // Pages are torn too, as in the middle of a write.
        for (old, new) in main.chunks_mut(512).zip(after.main.chunks(512)) {
            if dice.below(2) == 0 {
                old.copy_from_slice(new);
            }
        }
        let folder = Scratch::with(&[("auth.db", &main), ("auth.db-wal", &before.log)]);
        assert_eq!(range(&read(&folder.join("auth.db")).unwrap().unwrap()), (1, 1));
    }
}
