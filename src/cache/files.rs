//! Private files: read only what is certainly ours, written whole or not at all. Knows bytes and names, not
//! what they mean.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// The largest file that is read, in bytes: a session token has at most 8 KiB.
const MAX_SIZE: u64 = 64 * 1024;

/// The bytes of the file at `path`; `None` where there is none.
///
/// # Errors
/// Whatever is not a plain file of ours alone: a link, a device, a pipe, another owner, readable by others,
/// with a second name, too large. The reason is in the error.
pub fn read(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let file = match platform::open_options().read(true).open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let metadata = file.metadata()?;
    platform::check_file(&metadata)?;
    if metadata.len() > MAX_SIZE {
        return Err(io::Error::other("too large"));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1));
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIZE { Err(io::Error::other("too large")) } else { Ok(Some(bytes)) }
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
    platform::check_file(&file.metadata()?)?;
    platform::make_private(&file)?;
    Ok(file)
}

/// Writes `bytes` to a fresh file in `folder` and renames it to `name`, so that a reader sees the old content
/// or the new one. `temporary` is the start of the temporary name; what earlier writers left under it goes.
/// A device under that name stays, as it does for [`remove`]: `--cache-file /dev/null` must not cost root its own.
pub fn replace(folder: &Path, name: &str, temporary: &str, bytes: &[u8]) -> io::Result<()> {
    make_folder(folder)?;
    refuse_device(&folder.join(name))?;
    let path = folder.join(format!("{temporary}{}", random_hex()?));
    let written = write_new(&path, bytes).and_then(|()| fs::rename(&path, folder.join(name)));
    if written.is_err() {
        let _ = fs::remove_file(&path);
    }
    written
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = platform::open_options().write(true).create_new(true).open(path)?;
    platform::make_private(&file)?;
    file.write_all(bytes)
}

/// Makes `folder` and what is missing above it, for the owner alone whatever the umask; checks what is there.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if let Ok(metadata) = fs::metadata(folder) {
        return platform::check_folder(&metadata);
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty() && !parent.exists())
    {
        make_folder(parent)?;
    }
    match platform::dir_builder().create(folder) {
        Ok(()) => platform::make_folder_private(folder),
        // Another process was quicker.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => platform::check_folder(&fs::metadata(folder)?),
        Err(e) => Err(e),
    }
}

/// Whether files can be written to `folder`, or it can be made.
pub fn check_writable(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(metadata) => platform::check_folder(&metadata).and_then(|()| platform::check_access(folder)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let there = folder.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
            platform::check_access(there)
        }
        Err(e) => Err(e),
    }
}

/// Whether `folder` is fit to keep secrets in; `Ok(false)` where it is not there yet.
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

/// Whether the file at `path` was last written so long before `now` that nobody is at it any more.
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

#[cfg(unix)]
mod platform {
    use std::fs::{DirBuilder, File, FileType, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use rustix::fs::OFlags;

    /// Follows no link, and does not hang on a pipe or a device.
    pub fn open_options() -> OpenOptions {
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let mut options = OpenOptions::new();
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
        options
    }

    pub fn dir_builder() -> DirBuilder {
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        builder
    }

    pub fn is_device(kind: FileType) -> bool {
        kind.is_char_device() || kind.is_block_device()
    }

    pub fn check_file(metadata: &Metadata) -> io::Result<()> {
        let problem = if !metadata.is_file() {
            "not a plain file"
        } else if metadata.uid() != rustix::process::geteuid().as_raw() {
            "owned by somebody else"
        } else if metadata.mode() & 0o077 != 0 {
            "open to others"
        } else if metadata.nlink() != 1 {
            "has more than one name"
        } else {
            return Ok(());
        };
        Err(io::Error::other(problem))
    }

    /// Ours, and nobody else may put names into it, or at least (`/tmp`) not take ours away.
    pub fn check_folder(metadata: &Metadata) -> io::Result<()> {
        let mode = metadata.mode();
        let sticky = mode & 0o1000 != 0;
        let problem = if !metadata.is_dir() {
            "not a folder"
        } else if metadata.uid() != rustix::process::geteuid().as_raw() && !sticky {
            "owned by somebody else"
        } else if mode & 0o022 != 0 && !sticky {
            "others may write to it"
        } else {
            return Ok(());
        };
        Err(io::Error::other(problem))
    }

    /// Whether the kernel lets us write there: not on a read-only file system, not in others' folders.
    pub fn check_access(folder: &Path) -> io::Result<()> {
        use rustix::fs::Access;
        Ok(rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
    }

    /// Undoes a umask that takes the owner's own rights away. For a file that is ours beyond doubt.
    pub fn make_private(file: &File) -> io::Result<()> {
        if file.metadata()?.mode() & 0o600 != 0o600 {
            file.set_permissions(Permissions::from_mode(0o600))?;
        }
        Ok(())
    }

    pub fn make_folder_private(folder: &Path) -> io::Result<()> {
        std::fs::set_permissions(folder, Permissions::from_mode(0o700))
    }
}

/// Windows: the cache folder lies in the user's profile, which other users cannot read; nothing to add.
#[cfg(not(unix))]
mod platform {
    use std::fs::{DirBuilder, File, FileType, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    pub fn open_options() -> OpenOptions {
        OpenOptions::new()
    }

    pub fn dir_builder() -> DirBuilder {
        DirBuilder::new()
    }

    pub fn is_device(_kind: FileType) -> bool {
        false
    }

    pub fn check_file(metadata: &Metadata) -> io::Result<()> {
        if metadata.is_file() { Ok(()) } else { Err(io::Error::other("not a plain file")) }
    }

    pub fn check_folder(metadata: &Metadata) -> io::Result<()> {
        if metadata.is_dir() { Ok(()) } else { Err(io::Error::other("not a folder")) }
    }

    pub fn check_access(_folder: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn make_private(_file: &File) -> io::Result<()> {
        Ok(())
    }

    pub fn make_folder_private(_folder: &Path) -> io::Result<()> {
        Ok(())
    }
}
