//! Which of the editor's files are trusted: those that only we or root can change, as in OpenSSH's StrictModes. Whether
//! other users may *read* them is the editor's concern.

use std::fs::Metadata;
use std::io;

/// # Errors
/// Another user owns the file or folder, or may write to it.
#[cfg(unix)]
pub fn check(meta: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    let us = rustix::process::geteuid().as_raw();
    if ![us, 0].contains(&meta.uid()) {
        Err(io::Error::other("owned by another user"))
    } else if meta.mode() & 0o002 != 0 || (meta.mode() & 0o020 != 0 && !is_private_group(meta.gid(), us)) {
        Err(io::Error::other("other users may write to it"))
    } else {
        Ok(())
    }
}

/// Systems with a umask of 002 give every user a private group with the user's own number, which has no other members.
#[cfg(unix)]
fn is_private_group(group: u32, us: u32) -> bool {
    group == us && us != 0 && group == rustix::process::getegid().as_raw()
}

/// On Windows, other users cannot write to a user's profile.
#[cfg(not(unix))]
pub fn check(_meta: &Metadata) -> io::Result<()> {
    Ok(())
}
