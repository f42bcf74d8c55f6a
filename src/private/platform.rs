//! What private files need of the system beside what `std` has: owners, modes, names, kinds, limits.

pub use system::*;

#[cfg(unix)]
mod system {
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

    /// Makes `folder` with mode 0700 whatever the umask. The umask is changed and not the mode afterwards: that would
    /// go by name, and a link could stand there by then.
    pub fn create_folder(folder: &Path) -> io::Result<()> {
        let usual = rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        let made = DirBuilder::new().mode(0o700).create(folder);
        rustix::process::umask(usual);
        made
    }

    /// Flushes the names in `folder` to the disk.
    pub fn sync_folder(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    pub fn is_device(kind: FileType) -> bool {
        kind.is_char_device() || kind.is_block_device()
    }

    pub fn is_gone(metadata: &Metadata) -> bool {
        metadata.nlink() == 0
    }

    pub fn check_file(metadata: &Metadata) -> io::Result<()> {
        check_ours(metadata)?;
        if metadata.mode() & 0o077 != 0 {
            return Err(io::Error::other("open to others"));
        }
        check_only_name(metadata)
    }

    fn check_ours(metadata: &Metadata) -> io::Result<()> {
        if !metadata.is_file() {
            Err(io::Error::other("not a plain file"))
        } else if metadata.uid() != rustix::process::geteuid().as_raw() {
            Err(io::Error::other("owned by somebody else"))
        } else {
            Ok(())
        }
    }

    fn check_only_name(metadata: &Metadata) -> io::Result<()> {
        if metadata.nlink() == 1 { Ok(()) } else { Err(io::Error::other("has more than one name")) }
    }

    /// A lock holds no secret: one that was opened to others, by a restored backup say, is closed to them again,
    /// so that they cannot hold it. The mode of a file that goes by another name too is not ours to set.
    pub fn check_lock(file: &File) -> io::Result<()> {
        let metadata = file.metadata()?;
        check_ours(&metadata)?;
        if metadata.mode() & 0o777 != 0o600 && check_only_name(&metadata).is_ok() {
            file.set_permissions(Permissions::from_mode(0o600))?;
        }
        Ok(())
    }

    pub fn file_size_limit() -> Option<u64> {
        rustix::process::getrlimit(rustix::process::Resource::Fsize).current
    }

    /// Ours or root's, and not writable by others, unless sticky (`/tmp`): then they cannot rename or remove our files.
    /// The owner of a sticky folder can.
    pub fn check_folder(metadata: &Metadata) -> io::Result<()> {
        let mode = metadata.mode();
        let problem = if !metadata.is_dir() {
            "not a folder"
        } else if !is_ours_or_roots(metadata) {
            "owned by somebody else"
        } else if mode & 0o022 != 0 && mode & 0o1000 == 0 {
            "others may write to it"
        } else {
            return Ok(());
        };
        Err(io::Error::other(problem))
    }

    /// For a folder that another one is to be made in. Root with a user's `HOME` (sudo) would leave a folder there that
    /// the user cannot use.
    pub fn check_parent(metadata: &Metadata) -> io::Result<()> {
        let root = rustix::process::geteuid().is_root();
        if root && metadata.uid() != 0 {
            Err(io::Error::other("root makes no folder in a user's"))
        } else {
            Ok(())
        }
    }

    fn is_ours_or_roots(metadata: &Metadata) -> bool {
        [rustix::process::geteuid().as_raw(), 0].contains(&metadata.uid())
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
}

/// Windows: the cache folder lies in the user's profile, which other users cannot read; nothing to add.
#[cfg(not(unix))]
mod system {
    use std::fs::{DirBuilder, File, FileType, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    pub fn open_options() -> OpenOptions {
        OpenOptions::new()
    }

    pub fn create_folder(folder: &Path) -> io::Result<()> {
        DirBuilder::new().create(folder)
    }

    /// NTFS keeps names in its journal, and a folder cannot be opened as a file.
    pub fn sync_folder(_folder: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn check_parent(_metadata: &Metadata) -> io::Result<()> {
        Ok(())
    }

    pub fn is_device(_kind: FileType) -> bool {
        false
    }

    pub fn is_gone(_metadata: &Metadata) -> bool {
        false
    }

    pub fn check_file(metadata: &Metadata) -> io::Result<()> {
        if metadata.is_file() { Ok(()) } else { Err(io::Error::other("not a plain file")) }
    }

    pub fn check_lock(file: &File) -> io::Result<()> {
        check_file(&file.metadata()?)
    }

    pub fn file_size_limit() -> Option<u64> {
        None
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
}
