//! The cache: files that are not what they should be, places that keep nothing, the file shared with openclaw.

mod files;
mod openclaw;
mod owners;
mod places;
mod shared_file;
