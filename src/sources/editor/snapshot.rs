//! A consistent snapshot of `auth.db` in memory: the main file merged with the committed pages of the write-ahead log.
//! Takes no lock and never writes. SQLite itself reads a WAL database only by writing to `auth.db-shm`, or, if told
//! that the file is immutable, ignores the log. A copy on disk would hold the GitHub token.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{files, wal};
use crate::failure::Failure;
use crate::sources::login_state::Stamp;
use crate::text;

/// The largest database and the largest log accepted, in bytes. Current ones have a few dozen KiB.
pub const LIMIT: usize = 16 << 20;
const MAGIC: &[u8] = b"SQLite format 3\0";
const JOURNAL_MAGIC: &[u8] = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
/// The length of the database file's header, in bytes. Outside WAL mode, its last fields change with every commit.
const HEADER: usize = 100;
const UNKNOWN_SHAPE: &str = "a shape this version does not know";

/// The pauses between attempts. An editor's commit or checkpoint takes a few milliseconds.
const PAUSES_MS: [u64; 5] = [2, 4, 8, 16, 32];

/// The database at `main`, in a form that SQLite can open in memory. `None` if the file does not exist.
///
/// # Errors
/// A file cannot be read, is not a database, or kept changing while it was read.
pub fn read(main: &Path) -> Result<Option<files::Bytes>, Failure> {
    let main = &*files::behind_link(main);
    let mut pauses = PAUSES_MS.iter();
    loop {
        let Some(half) = Half::read(main)? else { return Ok(None) };
        match (half.complete()?, pauses.next()) {
            (Ok(snapshot), _) => return snapshot.merged(main).map(Some),
            (Err(_), Some(pause)) => sleep(Duration::from_millis(*pause)),
            (Err(why), None) => return Err(files::broken(main, why).hint("try again in a moment")),
        }
    }
}

/// The main file, and what is needed to decide later whether it can be used.
///
/// The order is: the log's header, the main file, the whole log, the log's header again. This is safe although an
/// editor may commit and checkpoint meanwhile. A checkpoint copies a page into the main file only if its frame is
/// already in the log. So if a page changes while the main file is read, even if we read it torn, its frame is in the
/// log *afterwards*. Overlaying the log then gives the state of the last commit in the log. Pages without a frame have
/// not changed. (In the other order, log first, a checkpoint in between could put pages into the main file that are
/// newer than the log that was read.)
///
/// This holds only while the log is not restarted. SQLite restarts it only once all of it is in the main file, and then
/// the frames that repair our older copy are gone. A restart changes the salts in the header, so the header must be the
/// same before, during and after. Without a valid log, the main file is all there is. It must not have changed at all,
/// and no rollback journal may be in use.
struct Half<'a> {
    path: &'a Path,
    main: files::Bytes,
    stamp: Stamp,
    log_header: files::Bytes,
    unfinished: bool,
}

impl<'a> Half<'a> {
    fn read(path: &'a Path) -> Result<Option<Self>, Failure> {
        let Some(file) = files::open(path)? else { return Ok(None) };
        let unfinished = has_journal(path)?;
        let log_header = start_of(&log_path(path), wal::HEADER)?;
        let stamp = stamp(&file, path)?;
        let main = files::read(&file, path, LIMIT)?;
        Ok(Some(Self { path, main, stamp, log_header, unfinished }))
    }

    /// Reads the log. The inner error says why the main file and the log do not match.
    fn complete(self) -> Result<Result<Snapshot, &'static str>, Failure> {
        let log_path = log_path(self.path);
        let log = match files::open(&log_path)? {
            Some(file) => files::read(&file, &log_path, LIMIT)?,
            None => files::Bytes::default(),
        };
        let same_log = first(&log, wal::HEADER) == &**self.log_header
            && start_of(&log_path, wal::HEADER)? == self.log_header;
        Ok(if self.unfinished || has_journal(self.path)? {
            Err("a transaction is unfinished (auth.db-journal)")
        } else if same_log && self.main_is_unchanged()? {
            Ok(Snapshot { main: self.main, log })
        } else {
            Err("busy: it kept changing while it was read")
        })
    }

    fn main_is_unchanged(&self) -> Result<bool, Failure> {
        let Some(file) = files::open(self.path)? else { return Ok(false) };
        let now = stamp(&file, self.path)?;
        if !matches!(wal::Header::parse(&self.log_header), Ok(None)) {
            // The path must still refer to the same file. The log repairs every other change.
            return Ok(now.identity == self.stamp.identity);
        }
        let header = files::read_start(&file, self.path, HEADER)?;
        Ok(now == self.stamp && first(&self.main, HEADER) == &**header)
    }
}

/// Both files, in states that match.
struct Snapshot {
    main: files::Bytes,
    log: files::Bytes,
}

impl Snapshot {
    /// Overlays the committed pages on the main file. The result is a database without a log.
    fn merged(self, path: &Path) -> Result<files::Bytes, Failure> {
        let Self { main: mut image, log } = self;
        // SQLite discards the log of an empty database.
        if image.is_empty() {
            return Ok(image);
        }
        if !image.starts_with(MAGIC) {
            return Err(files::broken(path, "not an SQLite database (or an encrypted or damaged one)"));
        }
        let log_path = log_path(path);
        let header = wal::Header::parse(&log).map_err(|_| files::broken(&log_path, UNKNOWN_SHAPE))?;
        let own_page_size = page_size(&image);
        // Drop a partial last page: SQLite would read it as if padded with zeroes, but it reports a missing page.
        if let Some(size) = own_page_size.or(header.map(|header| header.page_size)) {
            let whole = image.len() - image.len() % size;
            image.truncate(whole);
        }
        let cut_short = image.is_empty();
        if let Some(header) = header
            && let Some(committed) = wal::committed(&header, &log)
        {
            if own_page_size.is_some_and(|size| size != header.page_size) {
                return Err(files::broken(&log_path, "the log of another database"));
            }
            image = overlay(&image, header.page_size, &committed)
                .ok_or_else(|| files::broken(path, format!("larger than {} MiB", LIMIT >> 20)))?;
        } else if cut_short {
            return Err(files::broken(path, "the database is damaged"));
        }
        // The file format versions for writing and reading. 2 means WAL mode, which an in-memory database cannot have.
        for at in [18, 19] {
            if let Some(version @ 2) = image.get_mut(at) {
                *version = 1;
            }
        }
        Ok(image)
    }
}

/// `None` if the result would be larger than [`LIMIT`].
fn overlay(main: &[u8], page_size: usize, log: &wal::Committed<'_>) -> Option<files::Bytes> {
    let len = log.pages.checked_mul(page_size).filter(|len| *len <= LIMIT)?;
    // A new buffer: growing the old one could move it and leave an unwiped copy.
    let mut image = Zeroizing::new(vec![0; len]);
    let kept = main.len().min(len);
    image[..kept].copy_from_slice(&main[..kept]);
    for (number, page) in &log.frames {
        // A page past the end was committed before the database shrank.
        if let Some(place) = image.chunks_exact_mut(page_size).nth(number - 1) {
            place.copy_from_slice(page);
        }
    }
    Some(image)
}

/// The page size in the main file's header, in bytes. The value 1 means 65,536.
fn page_size(main: &[u8]) -> Option<usize> {
    let size = usize::from(u16::from_be_bytes([*main.get(16)?, *main.get(17)?]));
    Some(if size == 1 { 65_536 } else { size }).filter(|size| wal::is_page_size(*size))
}

/// The first `len` bytes of the file: fewer if it is shorter, none if it is missing.
fn start_of(path: &Path, len: usize) -> Result<files::Bytes, Failure> {
    let read = |file: File| files::read_start(&file, path, len);
    files::open(path)?.map_or_else(|| Ok(files::Bytes::default()), read)
}

fn first(bytes: &[u8], len: usize) -> &[u8] {
    &bytes[..bytes.len().min(len)]
}

fn stamp(file: &File, path: &Path) -> Result<Stamp, Failure> {
    let stamp = file.metadata().and_then(|meta| Stamp::of(&meta));
    stamp.map_err(|error| files::broken(path, text::reason(&error)))
}

fn log_path(path: &Path) -> PathBuf {
    files::beside(path, "-wal")
}

/// Whether a rollback journal is in use. An unused one is empty, or its magic number is overwritten.
fn has_journal(path: &Path) -> Result<bool, Failure> {
    Ok(&**start_of(&files::beside(path, "-journal"), JOURNAL_MAGIC.len())? == JOURNAL_MAGIC)
}

#[cfg(test)]
mod tests;
