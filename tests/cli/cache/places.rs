//! Unusable cache places: read-only or full file systems, no home, odd variables. The call still succeeds.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::world::{Cmd, World, set_mode};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

#[test]
fn a_place_that_cannot_be_written_costs_an_exchange_and_no_answer() {
    let world = World::new();
    let file = world.write("file", "x");
    let link = world.home().join("loop");
    symlink(&link, &link).unwrap();
    let long = world.home().join("x".repeat(300));
    let mut exchanges = 0;
    for place in [
        &file,
        &file.join("below"),
        &link,
        &long,
        Path::new("/dev/full/x"),
        Path::new("/proc/copilot-token"),
        Path::new("/proc/self/mem"),
        Path::new("/proc/self"),
        Path::new("/dev/null/x"),
    ] {
        for option in ["--cache-dir", "--cache-file"] {
            world.cmd_as(TOKEN, &["token", option]).arg(place).run().ok();
            exchanges += 1;
            assert_eq!(world.exchanges(), exchanges, "{option} {}", place.display());
            world.cmd_as(TOKEN, &["status", "--json", option]).arg(place).run().ok_json();
        }
    }
}

/// Runs as a user who may not write to the home.
fn as_nobody<'w>(world: &'w World, words: &[&str]) -> Cmd<'w> {
    if !rustix::process::geteuid().is_root() {
        return world.cmd_as(TOKEN, words);
    }
    let drop = ["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_copilot-token")];
    world.tool("setpriv", &[&drop, words].concat()).env("GH_TOKEN", TOKEN)
}

#[test]
fn a_read_only_home_costs_an_exchange_and_no_answer() {
    let world = World::new();
    set_mode(&world.home(), 0o555);
    as_nobody(&world, &["token"]).run().ok();
    as_nobody(&world, &["refresh"]).run().ok();
    assert_eq!(as_nobody(&world, &["clear-cache"]).run().code, 0);
    assert_eq!(world.exchanges(), 2);
    set_mode(&world.home(), 0o755);
}

#[test]
fn a_limit_on_the_size_of_files_costs_an_exchange_and_no_answer() {
    let world = World::new();
    for limit in ["0", "1", "64"] {
        let script = format!("ulimit -f {limit}; exec {} token", env!("CARGO_BIN_EXE_copilot-token"));
        let run = world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN).run();
        assert!(run.ok().starts_with("tid="));
    }
    assert!(world.cache_files().iter().all(|name| name.contains("lock")), "{:?}", world.cache_files());
}

#[test]
fn a_full_disk_costs_an_exchange_and_no_answer() {
    let world = World::new();
    let disk = world.home().join("disk");
    fs::create_dir(&disk).unwrap();
    let words = ["-t", "tmpfs", "-o", "size=4k,mode=700", "tmpfs", disk.to_str().unwrap()];
    if world.tool("mount", &words).run().code != 0 {
        crate::world::skipped("this user may not mount a disk to fill");
        return;
    }
    let _ = fs::write(disk.join("ballast"), vec![0; 8192]);
    for _ in 0..2 {
        let run = world.cmd_as(TOKEN, &["token", "--cache-dir"]).arg(&disk).run();
        let left: Vec<_> = fs::read_dir(&disk).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            left.iter().all(|name| name == "ballast" || name.to_string_lossy().contains("lock")),
            "{left:?}"
        );
        run.ok();
    }
    world.tool("umount", &[disk.to_str().unwrap()]).run();
    assert_eq!(world.exchanges(), 2);
}

#[test]
fn a_device_that_is_named_as_the_file_is_neither_replaced_nor_removed() {
    let world = World::new();
    let device = world.home().join("null");
    // Only root may create one, and only root could damage one.
    if world.tool("mknod", &["-m", "600", device.to_str().unwrap(), "c", "1", "3"]).run().code != 0 {
        crate::world::skipped("this user may not make devices");
        return;
    }
    for words in [["token"], ["refresh"]] {
        world.cmd_as(TOKEN, &words).arg("--cache-file").arg(&device).run().ok();
    }
    world.cmd(&["clear-cache", "--cache-file"]).arg(&device).run();
    use std::os::unix::fs::FileTypeExt;
    assert!(fs::symlink_metadata(&device).unwrap().file_type().is_char_device());
}

#[test]
fn variables_that_name_no_folder_are_passed_over() {
    let world = World::new();
    let first = world.cmd_as(TOKEN, &["token"]).run().ok();
    for value in ["", "relative", "./relative", "~/.cache", "."] {
        let again = world.cmd_as(TOKEN, &["token"]).env("XDG_CACHE_HOME", value).run().ok();
        assert_eq!(again, first, "{value}");
    }
    assert!(!world.home().join("relative").exists() && !world.home().join("~").exists());
    let elsewhere = world.home().join("elsewhere");
    let other = world.cmd_as(TOKEN, &["token"]).env("XDG_CACHE_HOME", &elsewhere).run().ok();
    assert!(other != first && elsewhere.join("copilot-token").is_dir());
}

#[test]
fn without_a_home_there_is_an_answer_and_no_litter() {
    let world = World::new();
    let here = world.home().join("here");
    fs::create_dir(&here).unwrap();
    for home in [None, Some(""), Some("relative"), Some("/nonexistent/home"), Some("/dev/null")] {
        let cmd = as_nobody(&world, &["token"]).cwd(&here);
        let cmd = match home {
            Some(home) => cmd.env("HOME", home),
            None => cmd.env_remove("HOME"),
        };
        cmd.run().ok();
    }
    assert_eq!(fs::read_dir(&here).unwrap().count(), 0);
}
