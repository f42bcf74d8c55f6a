//! Compares the project's documents with the product: completions, manual page, help, README and docs/. Reads the
//! grammar from `src/cli.rs` and the rest from the source text, so there is no second list to maintain.

mod examples;
mod facts;
mod generated;
mod help;
mod man;
mod picture;
mod readme;
mod shells;

// The completion generator, which includes the grammar.
#[path = "../../../examples/completions.rs"]
#[allow(dead_code)]
mod completions;

use std::path::{Path, PathBuf};

use completions::cli::{Cli, PROGRAMS};

/// The path of a project file.
fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
