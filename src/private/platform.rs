//! What the cache's files need of the system beside what `std` has: owners, modes, names, kinds, limits.

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

    pub fn dir_builder() -> DirBuilder {
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        builder
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

    pub fn check_only_name(metadata: &Metadata) -> io::Result<()> {
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
mod system {
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

    pub fn is_gone(_metadata: &Metadata) -> bool {
        false
    }

    pub fn check_file(metadata: &Metadata) -> io::Result<()> {
        if metadata.is_file() { Ok(()) } else { Err(io::Error::other("not a plain file")) }
    }

    pub fn check_only_name(_metadata: &Metadata) -> io::Result<()> {
        Ok(())
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

    pub fn make_folder_private(_folder: &Path) -> io::Result<()> {
        Ok(())
    }
}
