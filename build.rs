//! Links GCC's unwinder statically if the system's compiler ships it as an archive. Otherwise the dynamic loader opens
//! and relocates `libgcc_s.so` on every call, for a function that only a backtrace needs (benches/README.md). Without
//! the archive, the build is unchanged.
#![allow(
    clippy::disallowed_methods,
    reason = "these rules are for the product; a build script asks cargo and the compiler"
)]

use std::env;
use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    // The archive is for the host, so a cross build keeps the shared library.
    let native = env::var_os("HOST") == env::var_os("TARGET");
    if !native || !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    if let Some(folder) = folder_of("libgcc_eh.a") {
        println!("cargo:rustc-link-search=native={}", folder.display());
        println!("cargo:rustc-link-lib=static=gcc_eh");
    }
}

/// The folder where `cc` finds one of its own libraries. For a library that it does not have, `cc` prints the bare
/// name.
fn folder_of(library: &str) -> Option<PathBuf> {
    let answer = Command::new("cc").arg(format!("-print-file-name={library}")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim());
    path.is_file().then(|| path.parent().map(PathBuf::from))?
}
