//! A cheap proof that the editor's login is still the same: what the file system says about its files.
//! Reads no file, opens no database; this is all that a warm call pays for this source.

use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Ask, auth_db, files, json_files};

/// Every file whose change can change the answer. The journal is there for a database that an editor took out
/// of WAL mode; `auth.db-shm` is not: readers write to it, and it decides nothing.
fn files_that_count(folder: &Path) -> [PathBuf; 5] {
    let main = folder.join(auth_db::NAME);
    let real = files::behind_link(&main);
    let (log, journal) = (files::beside(&real, "-wal"), files::beside(&real, "-journal"));
    [log, journal, folder.join(json_files::APPS), folder.join(json_files::HOSTS), main]
}

/// A file changed less than this long ago, in nanoseconds, could change once more within the same tick of the
/// file system's clock and look the same (git's "racily clean" entries). Twice the kernel's slowest tick.
const RACY: i128 = 20_000_000;
/// The same where times have no fractions: FAT counts in steps of two seconds.
const COARSELY_RACY: i128 = 2_000_000_000;

/// How long to wait until [`proof`] can vouch for what has just changed. Zero where there is nothing to wait
/// for, or it is not worth it.
pub fn settles_in(ask: &Ask<'_>, now: SystemTime) -> Duration {
    let now = files::nanoseconds(now);
    let metadata = files_that_count(ask.folder).into_iter().filter_map(|path| fs::metadata(path).ok());
    let changes = metadata
        .filter_map(|meta| files::Stamp::of(&meta).ok())
        .map(|stamp| stamp.modified.max(stamp.changed));
    let ages = changes.filter(|change| is_fine(*change)).map(|change| now - change);
    let longest = ages.filter(|age| (0..RACY).contains(age)).map(|age| RACY - age).max();
    Duration::from_nanos(longest.and_then(|left| u64::try_from(left).ok()).unwrap_or(0))
}

/// Whether a file system that says so counts in less than seconds.
fn is_fine(time: i128) -> bool {
    time % 1_000_000_000 != 0
}

/// A text that stays the same exactly as long as `ask` must get the same answer. To be taken *before*
/// [`super::find`], so that a change between the two shows next time; `now` must have been read before that.
///
/// `None` where there is no such proof: a change too recent to rely on, or files that cannot be looked at.
pub fn login_state(ask: &Ask<'_>, now: SystemTime) -> Option<String> {
    let now = files::nanoseconds(now);
    let mut proof = format!("editor {} {:?} {:?}", ask.host, ask.user.unwrap_or_default(), ask.folder);
    for path in files_that_count(ask.folder) {
        // Links are followed, as when reading: what counts is the file at their end.
        let meta = match fs::metadata(path) {
            Ok(meta) if meta.is_file() => meta,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                proof.push_str(" -");
                continue;
            }
            _ => return None,
        };
        let files::Stamp { identity: (device, inode), len, modified, changed } =
            files::Stamp::of(&meta).ok()?;
        // On either side of now: the file system's clock ticks apart from ours.
        let last = modified.max(changed);
        if (now - last).abs() < if is_fine(last) { RACY } else { COARSELY_RACY } {
            return None;
        }
        write!(proof, " {device:x}:{inode:x}:{len:x}:{modified:x}:{changed:x}").ok()?;
    }
    Some(proof)
}
