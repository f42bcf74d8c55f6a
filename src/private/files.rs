//! Private files: read only what is certainly ours, written whole or not at all. Knows bytes and names, not
//! what they mean.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::platform;

/// More than an ordinary entry has, in bytes.
const USUAL_SIZE: usize = 8 * 1024;
/// The largest file that is read, in bytes: a session token has at most 8 KiB.
const MAX_SIZE: u64 = 64 * 1024;

/// The bytes of the file at `path`; `None` where there is none.
///
/// # Errors
/// Whatever is not a plain file of ours alone: a link, a device, a pipe, another owner, readable by others,
/// with a second name, too large. The reason is in the error.
pub fn read(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    // nlink is 0 if the file was replaced after we opened it: open the new one.
    for _ in 0..3 {
        let Some(file) = open(path)? else { return Ok(None) };
        let metadata = file.metadata()?;
        if !platform::is_gone(&metadata) {
            platform::check_file(&metadata)?;
            return content(file, &metadata).map(Some);
        }
    }
    Err(io::Error::other("replaced all the time"))
}

/// The bytes of the plain file at `path`, without the checks of owner and mode: to see what would be overwritten.
/// `None` where there is none.
///
/// # Errors
/// A link, a device, a pipe, a folder, more than any of ours has.
pub fn read_unchecked(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let Some(file) = open(path)? else { return Ok(None) };
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("not a plain file"));
    }
    content(file, &metadata).map(Some)
}

fn open(path: &Path) -> io::Result<Option<File>> {
    match platform::open_options().read(true).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

fn content(file: File, metadata: &Metadata) -> io::Result<Zeroizing<Vec<u8>>> {
    if metadata.len() > MAX_SIZE {
        return Err(io::Error::other("too large"));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1));
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIZE { Err(io::Error::other("too large")) } else { Ok(bytes) }
}

/// Opens the lock file at `path`, making it if need be. Never truncates, never removes.
pub fn open_lock(path: &Path) -> io::Result<File> {
    let file = match platform::open_options().read(true).write(true).open(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            // Two may come here at once: no create_new, the second opens what the first made.
            platform::open_options().read(true).write(true).create(true).truncate(false).open(path)?
        }
        other => other?,
    };
    platform::check_lock(&file)?;
    Ok(file)
}

/// Writes a temporary file to `folder` and removes it, to learn whether a result could be kept there: the folder may be
/// read-only, the disk full.
///
/// # Errors
/// It could not. `temporary` is the start of the temporary name.
pub fn try_out(folder: &Path, temporary: &str) -> io::Result<()> {
    make_folder(folder)?;
    check_room()?;
    let path = folder.join(format!("{temporary}{}", random_hex()?));
    let written = write_new(&path, &[0; USUAL_SIZE], Durability::Cached);
    let removed = fs::remove_file(&path);
    written.and(removed)
}

/// # Errors
/// A limit on the size of files (`ulimit -f`) would end the process at the first byte too many.
fn check_room() -> io::Result<()> {
    if platform::file_size_limit().is_some_and(|limit| limit < 2 * MAX_SIZE) {
        return Err(io::Error::other("files may not grow here (ulimit -f)"));
    }
    Ok(())
}

/// Whether a file must survive a crash of the machine from the moment it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A cache entry: losing it costs a request.
    Cached,
    /// Flushed to the disk, content and name: losing it would lose a login.
    Synced,
}

/// Writes `bytes` to a new file in `folder` and renames it to `name`, so that a reader sees the old content or the new
/// one. `temporary` is the start of the temporary name. A device under `name` stays, as it does for [`remove`].
pub fn replace(
    folder: &Path,
    name: &str,
    temporary: &str,
    bytes: &[u8],
    durability: Durability,
) -> io::Result<()> {
    make_folder(folder)?;
    refuse_device(&folder.join(name))?;
    check_room()?;
    let once = || {
        let path = folder.join(format!("{temporary}{}", random_hex()?));
        let written = write_new(&path, bytes, durability).and_then(|()| fs::rename(&path, folder.join(name)));
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        written
    };
    match once() {
        // `clear-cache` removes temporary files too, and may come between the two steps.
        Err(e) if e.kind() == io::ErrorKind::NotFound => once()?,
        other => other?,
    }
    if durability == Durability::Synced { platform::sync_folder(folder) } else { Ok(()) }
}

/// Writes `bytes` to a new file for the owner alone.
///
/// # Errors
/// `AlreadyExists` where there is anything of that name.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_new(path, bytes, Durability::Cached)
}

fn write_new(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = platform::open_options().write(true).create_new(true).open(path)?;
    platform::make_private(&file)?;
    file.write_all(bytes)?;
    if durability == Durability::Synced { file.sync_all() } else { Ok(()) }
}

/// Makes `folder` and what is missing above it, for the owner alone whatever the umask; checks what is there.
///
/// # Errors
/// The folder is not safe, or may not be made there.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if let Ok(metadata) = fs::metadata(folder) {
        return platform::check_folder(&metadata);
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match fs::metadata(parent) {
        Ok(metadata) => platform::check_parent(&metadata)?,
        Err(_) => make_folder(parent)?,
    }
    match platform::create_folder(folder) {
        Ok(()) => Ok(()),
        // Another process was faster.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => platform::check_folder(&fs::metadata(folder)?),
        Err(e) => Err(e),
    }
}

/// Whether files can be written to `folder`, or it can be made.
pub fn check_writable(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(metadata) => platform::check_folder(&metadata).and_then(|()| platform::check_access(folder)),
        Err(e) if e.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(folder).is_ok() => {
            Err(io::Error::other("a link to nothing"))
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let there = folder.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
            platform::check_parent(&fs::metadata(there)?)?;
            platform::check_access(there)
        }
        Err(e) => Err(e),
    }
}

/// Whether `folder` is safe enough for secrets; `Ok(false)` if it does not exist yet.
pub fn check_folder(folder: &Path) -> io::Result<bool> {
    match fs::metadata(folder) {
        Ok(metadata) => platform::check_folder(&metadata).map(|()| true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// The names in `folder`; none where there is no folder.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    }
}

/// Removes the file, link, pipe or socket at `path`; whether there was one. A folder is left alone.
pub fn remove(path: &Path) -> io::Result<bool> {
    refuse_device(path)?;
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

fn refuse_device(path: &Path) -> io::Result<()> {
    let device = fs::symlink_metadata(path).is_ok_and(|metadata| platform::is_device(metadata.file_type()));
    if device { Err(io::Error::other("a device")) } else { Ok(()) }
}

/// Whether the file at `path` was last written more than `age` before `now`.
pub fn is_older(path: &Path, now: SystemTime, age: Duration) -> bool {
    let modified = fs::symlink_metadata(path).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| now.duration_since(modified).is_ok_and(|passed| passed > age))
}

/// 128 random bits in hex.
pub fn random_hex() -> io::Result<String> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("no random bytes"))?;
    Ok(super::hex(&bytes))
}
