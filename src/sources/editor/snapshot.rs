//! One consistent snapshot of `auth.db`, in memory: the main file with what the write-ahead log has committed.
//! Takes no lock and never writes: SQLite itself cannot read a WAL database without writing to `auth.db-shm`
//! (or, told that it is immutable, without missing the log), and a copy on disk would hold the GitHub token.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{files, wal};
use crate::failure::Failure;
use crate::sources::login_state::Stamp;
use crate::text;

/// Of the database and of its log, in bytes; today's have some dozen KiB.
pub const LIMIT: usize = 16 << 20;
const MAGIC: &[u8] = b"SQLite format 3\0";
const JOURNAL_MAGIC: &[u8] = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
/// Length of the database file's header, in bytes. Its last fields change with every commit outside of WAL mode.
const HEADER: usize = 100;
const UNKNOWN_SHAPE: &str = "a shape this version does not know";

/// The pauses between tries: a commit or a checkpoint of an editor takes a few milliseconds.
const PAUSES_MS: [u64; 5] = [2, 4, 8, 16, 32];

/// The database at `main`, in the form that SQLite opens in memory. `None` if there is none.
///
/// # Errors
/// Files that cannot be read, are no database, or kept changing while they were read.
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
/// The log's header is read first, then the main file, then the whole log, then the log's header again. Why that
/// is safe although an editor may commit and checkpoint all the while: a checkpoint copies into the main file
/// only pages whose frames are in the log already. So whatever the main file shows while it is read, torn pages
/// included, the frames for it are in the log *afterwards*, and laying the log over it gives the state of the
/// last commit in the log; pages without a frame have not changed. (The other way round, log first, a checkpoint
/// in between could bring pages newer than the log that was read.)
///
/// That holds as long as the log is not started over, which SQLite does only once all of it is in the main file:
/// the frames that repair our older picture of it would be gone. Starting over changes the salts in the header,
/// so the header must be the same before, within and after. Without a sound log the main file is all there is,
/// and must not have changed at all; nor may a rollback journal say that it is being changed.
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

    /// Reads the log. The inner error says why the two do not belong together.
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
            // The name still means the same file; the log repairs every other change.
            return Ok(now.identity == self.stamp.identity);
        }
        let header = files::read_start(&file, self.path, HEADER)?;
        Ok(now == self.stamp && first(&self.main, HEADER) == &**header)
    }
}

/// Both files as they were at one moment.
struct Snapshot {
    main: files::Bytes,
    log: files::Bytes,
}

impl Snapshot {
    /// Lays the committed pages over the main file; the result is a database without a log.
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
        // SQLite would read a partial page as if it ended in zeroes. If the page is missing, it reports that.
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
        // The file format versions for writing and reading: 2 requires a log, which a file in memory cannot have.
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
    // A new buffer: the old one might move when it grows, and leave a copy that nobody wipes.
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

/// From the main file's header, in bytes; 1 stands for 65,536.
fn page_size(main: &[u8]) -> Option<usize> {
    let size = usize::from(u16::from_be_bytes([*main.get(16)?, *main.get(17)?]));
    Some(if size == 1 { 65_536 } else { size }).filter(|size| wal::is_page_size(*size))
}

/// The first bytes of the file: fewer if it is shorter, none if it is missing.
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

/// Whether a rollback journal is in use. If not, it is empty, or its magic number is overwritten.
fn has_journal(path: &Path) -> Result<bool, Failure> {
    Ok(&**start_of(&files::beside(path, "-journal"), JOURNAL_MAGIC.len())? == JOURNAL_MAGIC)
}

#[cfg(test)]
mod tests;
