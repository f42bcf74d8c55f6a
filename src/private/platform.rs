//! What private files need from the operating system beyond `std`: owners, modes, hard links, file types, limits.

pub use system::*;

#[cfg(unix)]
mod system {
    use std::fs::{DirBuilder, File, FileType, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use rustix::fs::OFlags;

    /// Options that follow no symbolic link and do not block on a pipe or a device.
    pub fn open_options() -> OpenOptions {
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let mut options = OpenOptions::new();
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
        options
    }

    /// Creates `folder` with mode 0700, whatever the umask. Sets the umask instead of the mode afterwards: chmod would
    /// go by name, and a symbolic link could be there by then.
    pub fn create_folder(folder: &Path) -> io::Result<()> {
        let usual = rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        let made = DirBuilder::new().mode(0o700).create(folder);
        rustix::process::umask(usual);
        made
    }

    /// Flushes the directory entries of `folder` to disk.
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

    /// Closes a lock file to other users again, so that they cannot hold the lock. A restored backup may have opened
    /// it. This is not an error, because a lock file holds no secret. If the file has a second hard link, its mode is
    /// not ours to set.
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

    /// The folder must be ours or root's, and not writable by others unless sticky (`/tmp`). In a sticky folder, others
    /// cannot rename or remove our files; the folder's owner can.
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

    /// Checks a folder before a new one is created in it. Root with a user's `HOME` (sudo) would leave a folder there
    /// that the user cannot use.
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

    /// Checks that the kernel lets us write there. It does not on a read-only file system, or in other users' folders.
    pub fn check_access(folder: &Path) -> io::Result<()> {
        use rustix::fs::Access;
        Ok(rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
    }

    /// Restores the owner's own permissions if the umask has removed them. Only for a file that is certainly ours.
    pub fn make_private(file: &File) -> io::Result<()> {
        if file.metadata()?.mode() & 0o600 != 0o600 {
            file.set_permissions(Permissions::from_mode(0o600))?;
        }
        Ok(())
    }
}

/// On Windows, the cache folder is in the user's profile, which other users cannot read. No further checks are needed.
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

    /// NTFS journals directory entries, and a folder cannot be opened as a file.
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
