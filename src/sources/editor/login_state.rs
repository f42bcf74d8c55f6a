//! The editor's login state, from the metadata of its files. Opens no file and no database. A warm call uses nothing
//! else of this source.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Ask, auth_db, files, json_files, trust};
use crate::sources::login_state::{LoginState, Stamp, nanoseconds};

/// Every file whose change can change the answer. The journal matters if an editor has switched the database out of WAL
/// mode. `auth.db-shm` does not matter: readers write to it too, and the answer does not depend on it.
fn files_that_count(folder: &Path) -> [PathBuf; 5] {
    let main = folder.join(auth_db::NAME);
    let real = files::behind_link(&main);
    let (log, journal) = (files::beside(&real, "-wal"), files::beside(&real, "-journal"));
    [log, journal, folder.join(json_files::APPS), folder.join(json_files::HOSTS), main]
}

/// In nanoseconds. A file that changed less than this long ago could change again within the same tick of the file
/// system's clock, and keep its timestamp (git's "racily clean" entries). Twice the kernel's slowest tick.
const RACY: i128 = 20_000_000;
/// The same for timestamps in whole seconds: FAT has a resolution of two seconds.
const COARSELY_RACY: i128 = 2_000_000_000;

/// The resolution of our own clock, in nanoseconds.
const CLOCK_STEP: i128 = 1_000_000;

/// How long to wait until another change would get a new timestamp, so that [`login_state`] can rely on the current
/// one. Zero if no wait is needed, or if it would be long.
pub fn settles_in(ask: &Ask<'_>, now: SystemTime) -> Duration {
    if !ask.folder.is_dir() {
        return Duration::ZERO;
    }
    let now = nanoseconds(now);
    let metadata = files_that_count(ask.folder).into_iter().filter_map(|path| fs::metadata(path).ok());
    let changes =
        metadata.filter_map(|meta| Stamp::of(&meta).ok()).map(|stamp| stamp.modified.max(stamp.changed));
    let ages = changes.filter(|change| is_fine(*change)).map(|change| now - change);
    let settled = RACY + CLOCK_STEP;
    let longest = ages.filter(|age| (-CLOCK_STEP..settled).contains(age)).map(|age| settled - age).max();
    Duration::from_nanos(longest.and_then(|left| u64::try_from(left).ok()).unwrap_or(0))
}

/// Whether this timestamp shows that the file system has a resolution finer than a second.
fn is_fine(time: i128) -> bool {
    time % 1_000_000_000 != 0
}

/// Stays the same as long as none of the files that determine the answer to `ask` change. The caller reads `now`, then
/// takes this state, then calls [`super::find`], so that a change in between shows on the next call.
///
/// `None` if a file changed too recently to rely on its timestamp, cannot be examined, or is not trusted.
pub fn login_state(ask: &Ask<'_>, now: SystemTime) -> Option<LoginState> {
    let now = nanoseconds(now);
    trust::check(&fs::metadata(ask.folder).ok()?).ok()?;
    let mut text = format!("editor {} {:?} {:?}", ask.host, ask.user.unwrap_or_default(), ask.folder);
    for path in files_that_count(ask.folder) {
        // Follows symbolic links, as reading does.
        let meta = match fs::metadata(path) {
            Ok(meta) if meta.is_file() => meta,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                text.push_str(" -");
                continue;
            }
            _ => return None,
        };
        let stamp = Stamp::of(&meta).ok()?;
        // In both directions: the file system's clock may be ahead of ours.
        let last = stamp.modified.max(stamp.changed);
        if (now - last).abs() < if is_fine(last) { RACY } else { COARSELY_RACY } {
            return None;
        }
        text = text + " " + &stamp.text();
    }
    Some(LoginState { text, covers_token: true })
}
