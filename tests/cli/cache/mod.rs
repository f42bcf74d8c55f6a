//! The cache: unsafe files, places that cannot be written, the file shared with openclaw.

mod files;
mod openclaw;
mod owners;
mod places;
mod shared_file;
