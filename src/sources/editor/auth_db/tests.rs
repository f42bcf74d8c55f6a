//! Tests the login that SQLite reads from a snapshot of `auth.db`.

use std::time::Duration;

use super::*;
use crate::sources::editor::testing::{Dice, FIXTURE, Scratch, WORK, closed, folder_of};

const TABLE_UNKNOWN: &str = "auth.db: a shape this version does not know";

fn github(folder: &Scratch) -> Result<String, String> {
    folder.find("github.com", None)
}

#[test]
fn a_table_of_another_shape_is_named_and_apps_json_not_used_instead() {
    let renamed =
        |column: &str| format!("{FIXTURE} ALTER TABLE oauth_tokens RENAME COLUMN {column} TO other;");
    let mut shapes: Vec<String> = COLUMNS.iter().map(|column| renamed(column)).collect();
    let columns = COLUMNS.join(",");
    shapes.extend([
        format!("CREATE TABLE t AS SELECT 1; CREATE VIEW oauth_tokens ({columns}) AS SELECT 1,2,3,4,5,6;"),
        // Inserted by hand: this build of SQLite may not have a module for virtual tables.
        format!(
            "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES
               ('table', 'oauth_tokens', 'oauth_tokens', 0, 'CREATE VIRTUAL TABLE oauth_tokens USING fts5({columns})');"
        ),
        FIXTURE
            .replace("token_ciphertext BLOB NOT NULL,", "token_ciphertext AS (upper(user_login)),")
            .split("INSERT")
            .next()
            .unwrap()
            .to_owned(),
        "CREATE TABLE t (x); CREATE INDEX oauth_tokens ON t (x)".to_owned(),
    ]);
    for sql in shapes {
        let folder = folder_of(&sql);
        folder.write("apps.json", include_bytes!("../../../../tests/fixtures/apps.json"));
        let said = github(&folder).unwrap_err();
        assert!(said.ends_with(TABLE_UNKNOWN), "{sql}: {said}");
    }
}

#[test]
fn more_columns_another_order_and_case_are_no_matter() {
    let folder = folder_of(
        "CREATE TABLE OAuth_Tokens (future TEXT, last_used_at, Token_Schema_Version, TOKEN_CIPHERTEXT,
           user_login, auth_authority, token_id);
         INSERT INTO oauth_tokens VALUES ('x', 5, 0, 'ghu_text', 'octocat', 'GitHub.com', 'a');",
    );
    assert_eq!(github(&folder), Ok("auth.db octocat ghu_text".to_owned()));
}

#[test]
fn files_that_are_no_database_are_named() {
    let mut dice = Dice(1);
    let random: Vec<u8> = (0..8192).map(|_| dice.below(256) as u8).collect();
    let mut future = closed(FIXTURE);
    future[18..20].copy_from_slice(&[3, 3]);
    let mut damaged_schema = closed(FIXTURE);
    damaged_schema[100..4096].fill(0xee);
    for (content, complaint) in [
        (&random[..], "not an SQLite database (or an encrypted or damaged one)"),
        (b"{\"github.com\":{}}", "not an SQLite database (or an encrypted or damaged one)"),
        (b"SQLite", "not an SQLite database (or an encrypted or damaged one)"),
        (b"SQLite format 3\0", "not an SQLite database that can be read"),
        (&future, "not an SQLite database that can be read"),
        (&damaged_schema, "the database is damaged"),
    ] {
        let apps = include_bytes!("../../../../tests/fixtures/apps.json");
        let folder = Scratch::with(&[("auth.db", content), ("apps.json", apps)]);
        let said = github(&folder).unwrap_err();
        assert!(said.ends_with(&format!("auth.db: {complaint}")), "{said}");
    }
}

#[test]
fn rows_count_for_their_own_host_alone_and_the_newest_use_wins() {
    let sql = format!(
        "{FIXTURE}
         UPDATE oauth_tokens SET auth_authority = 'GITHUB.COM', last_used_at = 9999999999999 WHERE user_login = 'octo-work';
         INSERT INTO oauth_tokens SELECT 9, 'github.com.evil.example', 'x', 'evil', '', CAST('ghu_evil' AS BLOB), 0, '', 0, 0, 99999999999999;
         INSERT INTO oauth_tokens SELECT 8, ' github.com', 'x', 'evil', '', CAST('ghu_evil' AS BLOB), 0, '', 0, 0, 99999999999999;"
    );
    assert_eq!(github(&folder_of(&sql)), Ok(format!("auth.db octo-work {WORK}")));
    // Used at the same time: the row that was added last wins.
    let sql = format!("{FIXTURE} UPDATE oauth_tokens SET last_used_at = 5;");
    assert_eq!(github(&folder_of(&sql)), Ok(format!("auth.db octo-work {WORK}")));
}

#[test]
fn a_row_without_a_token_is_no_login_and_one_with_a_strange_token_is_named() {
    let blob = |value: &str| {
        folder_of(&format!(
            "{FIXTURE} UPDATE oauth_tokens SET token_ciphertext = {value} WHERE user_login = 'octocat';"
        ))
    };
    for empty in ["x''", "''", "'  '"] {
        assert_eq!(github(&blob(empty)), Ok(format!("auth.db octo-work {WORK}")), "{empty}");
    }
    assert_eq!(github(&blob("CAST(' ghu_1' || x'0a' AS BLOB)")), Ok("auth.db octocat ghu_1".to_owned()));
    let malformed = "login octocat: its token is not one line of visible ASCII";
    for (value, complaint) in [
        ("x'ff00'", malformed),
        ("x'6768755f0061'", malformed),
        ("CAST('ghu_a' || x'0a' || 'b' AS BLOB)", malformed),
        ("4711", malformed),
        ("zeroblob(5000)", malformed),
        ("CAST('ghp_1' AS BLOB)", "login octocat: classic personal access token (ghp_): cannot be exchanged"),
        ("CAST('tid=1:a' AS BLOB)", "login octocat: session token, not a GitHub token"),
    ] {
        let said = github(&blob(value)).unwrap_err();
        assert!(said.ends_with(complaint), "{value}: {said}");
    }
}

#[test]
fn a_value_beyond_the_limit_is_named() {
    let sql = format!("{FIXTURE} UPDATE oauth_tokens SET token_ciphertext = zeroblob(2000000);");
    let said = github(&folder_of(&sql)).unwrap_err();
    assert!(said.ends_with("auth.db: too large to search"), "{said}");
}

/// A B-tree whose pages all point to the same few pages: 80 KiB that appear to hold many millions of rows.
#[test]
fn a_database_made_to_be_endless_is_given_up() {
    const PAGE: usize = 16_384;
    let mut main = closed(&format!("PRAGMA page_size = {PAGE}; {FIXTURE}"));
    let root = {
        let scratch = Scratch::with(&[("auth.db", &main)]);
        let db = Connection::open(scratch.join("auth.db")).unwrap();
        let find = "SELECT rootpage FROM sqlite_schema WHERE name = 'oauth_tokens'";
        db.query_row(find, [], |row| row.get::<_, u32>(0)).unwrap() as usize
    };
    let pages = main.len() / PAGE;
    let leaf = main[(root - 1) * PAGE..root * PAGE].to_vec();
    main[(root - 1) * PAGE..root * PAGE].copy_from_slice(&endless_page(pages + 1, PAGE));
    main.extend(endless_page(pages + 2, PAGE));
    main.extend(endless_page(pages + 3, PAGE));
    main.extend(leaf);
    main[28..32].copy_from_slice(&(pages as u32 + 3).to_be_bytes());
    let folder = Scratch::with(&[("auth.db", &main)]);
    let said = github(&folder).unwrap_err();
    assert!(said.ends_with("auth.db: too large to search"), "{said}");
    let failure = read(folder.path(), "github.com", Deadline::after(Duration::ZERO)).err().unwrap();
    assert!(failure.message.ends_with("auth.db: not searched in time"), "{failure}");
    assert_eq!(failure.hint.as_deref(), Some("allow more with --timeout"));
}

/// An interior table page with as many cells as fit, each of which points to page `child`.
fn endless_page(child: usize, size: usize) -> Vec<u8> {
    const CELL: usize = 5;
    let child = (child as u32).to_be_bytes();
    let count = (size - 12) / (CELL + 2);
    let content = size - count * CELL;
    let mut page = vec![0; size];
    page[0] = 5;
    page[3..5].copy_from_slice(&(count as u16).to_be_bytes());
    page[5..7].copy_from_slice(&(content as u16).to_be_bytes());
    page[8..12].copy_from_slice(&child);
    for cell in 0..count {
        let at = content + cell * CELL;
        page[12 + 2 * cell..14 + 2 * cell].copy_from_slice(&(at as u16).to_be_bytes());
        page[at..at + 4].copy_from_slice(&child);
        page[at + 4] = 1;
    }
    page
}
