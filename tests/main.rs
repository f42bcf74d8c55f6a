//! The one test binary: the real program in a world of its own (`world/`), a file a subject.

mod answers;
mod documents;
mod world;
// With the shell as its binary, and the words of Unix errors.
#[cfg(unix)]
mod world_works;
