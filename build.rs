//! Links GCC's unwinder into the program, where the system's compiler has it as an archive. Without this the loader
//! opens and relocates `libgcc_s.so` at every call, for a function that only a backtrace needs (benches/README.md).
//! Where there is no archive, nothing changes.
#![allow(
    clippy::disallowed_methods,
    reason = "the rules are for the product; this asks cargo and the compiler"
)]

use std::env;
use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    // The archive is the host's: a build for another machine keeps the shared library.
    let native = env::var_os("HOST") == env::var_os("TARGET");
    if !native || !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    if let Some(folder) = folder_of("libgcc_eh.a") {
        println!("cargo:rustc-link-search=native={}", folder.display());
        println!("cargo:rustc-link-lib=static=gcc_eh");
    }
}

/// Where `cc` finds a library of its own; it repeats the bare name of one that it does not have.
fn folder_of(library: &str) -> Option<PathBuf> {
    let answer = Command::new("cc").arg(format!("-print-file-name={library}")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim());
    path.is_file().then(|| path.parent().map(PathBuf::from))?
}
