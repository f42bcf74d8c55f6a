//! Private files: reads only files that are certainly ours, and writes them atomically. Knows bytes and names, not what
//! they mean.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::platform;

/// More than the size of an ordinary cache entry, in bytes.
const USUAL_SIZE: usize = 8 * 1024;
/// The largest file that is read, in bytes. A session token has at most 8 KiB.
const MAX_SIZE: u64 = 64 * 1024;

/// The contents of the file at `path`. `None` if it does not exist.
///
/// # Errors
/// It is not a plain file of ours alone: it is a symbolic link, a device or a pipe, has another owner or a second hard
/// link, is readable by others, or is too large. The error says which.
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

/// The contents of the plain file at `path`, without checks of owner and mode, to see what would be overwritten. `None`
/// if it does not exist.
///
/// # Errors
/// It is a symbolic link, a device, a pipe or a folder, or is larger than any of our files.
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

/// Opens the lock file at `path`, or creates it. Never truncates or removes it.
pub fn open_lock(path: &Path) -> io::Result<File> {
    let file = match platform::open_options().read(true).write(true).open(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            // No create_new: if two processes get here at once, the second opens the file that the first created.
            platform::open_options().read(true).write(true).create(true).truncate(false).open(path)?
        }
        other => other?,
    };
    platform::check_lock(&file)?;
    Ok(file)
}

/// Writes a temporary file to `folder` and removes it, to find out whether a result could be written there. The folder
/// may be read-only, or the disk full. `temporary` is the prefix of the file's name.
///
/// # Errors
/// No result could be written there.
pub fn try_out(folder: &Path, temporary: &str) -> io::Result<()> {
    make_folder(folder)?;
    check_room()?;
    let path = folder.join(format!("{temporary}{}", random_hex()?));
    let written = write_new(&path, &[0; USUAL_SIZE], Durability::Cached);
    let removed = fs::remove_file(&path);
    written.and(removed)
}

/// # Errors
/// The limit on the size of files (`ulimit -f`) is too low. A write beyond it would kill the process.
fn check_room() -> io::Result<()> {
    if platform::file_size_limit().is_some_and(|limit| limit < 2 * MAX_SIZE) {
        return Err(io::Error::other("files may not grow here (ulimit -f)"));
    }
    Ok(())
}

/// Whether a file must survive a crash of the machine as soon as it has been written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A cache entry: losing it costs a request.
    Cached,
    /// Contents and name are flushed to disk, because losing the file would lose a login.
    Synced,
}

/// Writes `bytes` to a new file in `folder` and renames it to `name`, so that a reader sees either the old or the new
/// contents. `temporary` is the prefix of the new file's name. Refuses to replace a device, as does [`remove`].
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
        // `clear-cache` removes temporary files too, possibly between our write and our rename.
        Err(e) if e.kind() == io::ErrorKind::NotFound => once()?,
        other => other?,
    }
    if durability == Durability::Synced { platform::sync_folder(folder) } else { Ok(()) }
}

/// Writes `bytes` to a new file that only its owner can read.
///
/// # Errors
/// `AlreadyExists` if anything of that name exists.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_new(path, bytes, Durability::Cached)
}

fn write_new(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = platform::open_options().write(true).create_new(true).open(path)?;
    platform::make_private(&file)?;
    file.write_all(bytes)?;
    if durability == Durability::Synced { file.sync_all() } else { Ok(()) }
}

/// Creates `folder` and its missing parents, for the owner only, whatever the umask. Checks a folder that exists.
///
/// # Errors
/// The folder is not safe, or may not be created there.
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

/// Checks that files can be written to `folder`, or that it can be created.
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

/// Checks that `folder` is safe enough for secrets. `Ok(false)` if it does not exist yet.
pub fn check_folder(folder: &Path) -> io::Result<bool> {
    match fs::metadata(folder) {
        Ok(metadata) => platform::check_folder(&metadata).map(|()| true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// The names in `folder`. Empty if it does not exist.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    }
}

/// Removes the file, link, pipe or socket at `path`. Returns whether there was one. A folder or a device is an error.
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
