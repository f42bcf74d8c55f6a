//! What must stay the same for the editor's login to be the same: what the file system says about its files.
//! Opens no file and no database; a warm call pays for nothing else of this source.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Ask, auth_db, files, json_files, trust};
use crate::sources::login_state::{LoginState, Stamp, nanoseconds};

/// Every file whose change can change the answer. The journal matters for a database that an editor took out of
/// WAL mode. `auth.db-shm` does not matter: readers write to it, and it decides nothing.
fn files_that_count(folder: &Path) -> [PathBuf; 5] {
    let main = folder.join(auth_db::NAME);
    let real = files::behind_link(&main);
    let (log, journal) = (files::beside(&real, "-wal"), files::beside(&real, "-journal"));
    [log, journal, folder.join(json_files::APPS), folder.join(json_files::HOSTS), main]
}

/// A file that changed less than this long ago, in nanoseconds, could change again within the same tick of the
/// file system's clock and look the same (git's "racily clean" entries). Twice the kernel's slowest tick.
const RACY: i128 = 20_000_000;
/// The same for times without fractions: FAT counts in steps of two seconds.
const COARSELY_RACY: i128 = 2_000_000_000;

/// The step of our own clock, in nanoseconds.
const CLOCK_STEP: i128 = 1_000_000;

/// How long to wait until [`login_state`] can tell the last change from one a moment later. Zero if there is
/// nothing to wait for, or the wait would be long.
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

/// Whether a file system with this time counts in less than seconds.
fn is_fine(time: i128) -> bool {
    time % 1_000_000_000 != 0
}

/// Stays the same exactly as long as `ask` gets the same answer. The caller takes it *before* [`super::find`], so
/// that a change between the two shows next time, and reads `now` before that.
///
/// `None` after a change too recent to rely on, and for files that cannot be looked at or may not be believed.
pub fn login_state(ask: &Ask<'_>, now: SystemTime) -> Option<LoginState> {
    let now = nanoseconds(now);
    trust::check(&fs::metadata(ask.folder).ok()?).ok()?;
    let mut text = format!("editor {} {:?} {:?}", ask.host, ask.user.unwrap_or_default(), ask.folder);
    for path in files_that_count(ask.folder) {
        // Follows links, as reading does.
        let meta = match fs::metadata(path) {
            Ok(meta) if meta.is_file() => meta,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                text.push_str(" -");
                continue;
            }
            _ => return None,
        };
        let stamp = Stamp::of(&meta).ok()?;
        // On either side of now: the file system's clock may be ahead of ours.
        let last = stamp.modified.max(stamp.changed);
        if (now - last).abs() < if is_fine(last) { RACY } else { COARSELY_RACY } {
            return None;
        }
        text = text + " " + &stamp.text();
    }
    Some(LoginState { text, covers_token: true })
}
