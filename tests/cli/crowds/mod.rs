//! Many processes at once.

mod flight;
mod stuck;
