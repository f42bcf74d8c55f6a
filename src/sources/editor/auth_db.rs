//! Reads the logins in `auth.db` with SQLite, from an in-memory snapshot of the database ([`super::snapshot`]). Does
//! not trust the file: none of its views, triggers or functions run, and work and time are bounded. SQLite's own copies
//! of the data are not wiped: SQLite takes no buffers of ours and has no hook for wiping.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, Row};

use super::{Entry, Kept, files, snapshot};
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::sources::{BadToken, examine};

pub const NAME: &str = "auth.db";

/// Names every column that is read. The host must match as a whole, in any case. The most recently used login comes
/// first.
const LOGINS: &str = "SELECT user_login, token_ciphertext, token_schema_version FROM main.oauth_tokens
    WHERE auth_authority = ?1 COLLATE NOCASE ORDER BY last_used_at DESC, token_id DESC LIMIT 100";
const COLUMNS: [&str; 6] =
    ["token_id", "auth_authority", "user_login", "token_ciphertext", "token_schema_version", "last_used_at"];

/// Limits for SQLite: the length of a row and of a schema statement, in bytes, and the number of columns in a table.
/// Columns are limited because SQLite compares each of a table's indexes with all the others.
const LIMITS: [(Limit, i32); 3] = [
    (Limit::SQLITE_LIMIT_LENGTH, 64 << 10),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 64 << 10),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
];

/// The number of SQLite virtual machine instructions between two checks of the bounds.
const STEPS: i32 = 100;
/// The number of checks allowed for reading the schema: enough for thousands of tables and indexes.
const SCHEMA_CHECKS: u32 = 500;
/// The number of checks allowed for the query: enough for hundreds of thousands of rows.
const QUERY_CHECKS: u32 = 40_000;

/// Why the logins could not be read.
enum Problem {
    Sqlite(rusqlite::Error),
    /// `oauth_tokens` is not a plain table with the columns that we read.
    Shape,
}

impl Problem {
    fn is_interruption(&self) -> bool {
        matches!(self, Problem::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted))
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Problem::Sqlite(error)
    }
}

/// The logins of `host`, most recently used first. `None` if there is no database, or if it does not have the table:
/// the editor has not moved its login there yet.
///
/// # Errors
/// The database is busy, damaged, not an SQLite database or of an unknown shape, or cannot be searched in time.
pub fn read(folder: &Path, host: &str, deadline: Deadline) -> Result<Option<Vec<Entry>>, Failure> {
    let path = folder.join(NAME);
    // An empty file is a valid database without tables.
    let Some(image) = snapshot::read(&path)?.filter(|image| !image.is_empty()) else { return Ok(None) };
    query(&image, host, deadline).map_err(|problem| {
        if problem.is_interruption() && deadline.left().is_zero() {
            return files::broken(&path, "not searched in time").hint("allow more with --timeout");
        }
        files::broken(&path, complaint(&problem))
    })
}

fn query(image: &[u8], host: &str, deadline: Deadline) -> Result<Option<Vec<Entry>>, Problem> {
    let mut db = open(image)?;
    bound(&mut db, SCHEMA_CHECKS, deadline)?;
    // Preparing the first statement makes SQLite read the schema.
    db.prepare("SELECT 1 FROM main.sqlite_schema")?;
    bound(&mut db, QUERY_CHECKS, deadline)?;
    let mut found = None;
    let mut schema = db.prepare(
        "SELECT type, rootpage FROM main.sqlite_schema WHERE name = 'oauth_tokens' COLLATE NOCASE LIMIT 1",
    )?;
    let mut rows = schema.query([])?;
    if let Some(row) = rows.next()? {
        // Only a real table will do, not a view or a trigger. A virtual table, whose code would run, has root page 0.
        found = Some(row.get_ref(0)? == ValueRef::Text(b"table") && row.get_ref(1)? != ValueRef::Integer(0));
    }
    match found {
        None => return Ok(None),
        Some(true) if has_our_columns(&db)? => {}
        Some(_) => return Err(Problem::Shape),
    }
    let mut logins = db.prepare(LOGINS)?;
    let rows = logins.query_map([host], entry)?;
    Ok(Some(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?))
}

/// Opens a read-only in-memory database with every setting that SQLite's "Defense Against The Dark Arts" recommends.
fn open(image: &[u8]) -> rusqlite::Result<Connection> {
    let mut db = Connection::open_in_memory()?;
    db.deserialize_read_exact("main", image, image.len(), true)?;
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    ] {
        db.set_db_config(option, on)?;
    }
    for (limit, value) in LIMITS {
        db.set_limit(limit, value)?;
    }
    // Sorting must not spill tokens into a temporary file. Cell sizes must be checked before cells are used.
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "cell_size_check", true)?;
    Ok(db)
}

/// Interrupts SQLite after this many checks, or at the deadline.
fn bound(db: &mut Connection, checks: u32, deadline: Deadline) -> rusqlite::Result<()> {
    let mut left = checks;
    db.progress_handler(
        STEPS,
        Some(move || {
            left = left.saturating_sub(1);
            left == 0 || deadline.left().is_zero()
        }),
    )
}

/// Whether the table stores every column that we read. A generated column would run an expression from the file.
fn has_our_columns(db: &Connection) -> rusqlite::Result<bool> {
    let mut missing = COLUMNS.to_vec();
    db.pragma(None, "table_xinfo", "oauth_tokens", |row| {
        let (name, hidden) = (row.get_ref("name")?, row.get_ref("hidden")?);
        if let (ValueRef::Text(name), ValueRef::Integer(0)) = (name, hidden) {
            missing.retain(|column| !column.as_bytes().eq_ignore_ascii_case(name));
        }
        Ok(())
    })?;
    Ok(missing.is_empty())
}

/// `None` if the row holds no token, because the user has logged out.
fn entry(row: &Row<'_>) -> rusqlite::Result<Option<Entry>> {
    let (login, token, version) = (row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?);
    let kept = match (version, token) {
        (ValueRef::Integer(0), ValueRef::Blob(bytes) | ValueRef::Text(bytes)) => {
            match str::from_utf8(bytes) {
                Err(_) => Kept::Token(Err(BadToken::Malformed)),
                Ok(text) => match examine(text) {
                    None => return Ok(None),
                    Some(token) => Kept::Token(token),
                },
            }
        }
        (ValueRef::Integer(0), ValueRef::Null) => return Ok(None),
        (ValueRef::Integer(0), _) => Kept::Token(Err(BadToken::Malformed)),
        (ValueRef::Integer(1), _) => Kept::Keychain,
        _ => Kept::Unknown,
    };
    let login = login.as_str().ok().and_then(super::login);
    Ok(Some(Entry { login, kept }))
}

/// Uses our own words, because SQLite's messages quote the file.
fn complaint(problem: &Problem) -> String {
    let error = match problem {
        Problem::Shape => return "a shape this version does not know".to_owned(),
        Problem::Sqlite(error) => error,
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "not an SQLite database that can be read".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => "the database is damaged".to_owned(),
        Some(ErrorCode::OperationInterrupted | ErrorCode::TooBig) => "too large to search".to_owned(),
        Some(code) => format!("cannot be read (SQLite: {code:?})"),
        None => "cannot be read".to_owned(),
    }
}

#[cfg(test)]
mod tests;
