//! Other users' folders: no cache is read from, written to or created in them.

use std::fs;
use std::path::Path;

use crate::world::{World, set_mode};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";

/// Gives the file or folder to another user. Only root may do this.
fn give_away(path: &Path) -> bool {
    let given = std::os::unix::fs::chown(path, Some(12_345), Some(12_345)).is_ok();
    if !given {
        crate::world::skipped("only root can give a folder to another user");
    }
    given
}

#[test]
fn root_makes_no_cache_folder_in_the_home_of_a_user() {
    let world = World::new();
    let home = world.home().join("theirs");
    fs::create_dir(&home).unwrap();
    if !give_away(&home) {
        return;
    }
    let cache = home.join(".cache/copilot-token");
    for _ in 0..2 {
        world.cmd_as(TOKEN, &["token", "--cache-dir"]).arg(&cache).run().ok();
    }
    assert_eq!((world.exchanges(), fs::read_dir(&home).unwrap().count()), (2, 0));
    let status = world.cmd_as(TOKEN, &["status", "--json", "--cache-dir"]).arg(&cache).run().ok_json();
    assert_eq!(status["cache"]["usable"], false);
}

#[test]
fn a_sticky_folder_counts_only_if_it_is_ours_or_roots() {
    for theirs in [false, true] {
        let world = World::new();
        let folder = world.home().join("shared");
        fs::create_dir(&folder).unwrap();
        set_mode(&folder, 0o1777);
        if theirs && !give_away(&folder) {
            return;
        }
        for option in ["--cache-dir", "--cache-file"] {
            let path = if option == "--cache-dir" { folder.clone() } else { folder.join("token.json") };
            for _ in 0..2 {
                world.cmd_as(TOKEN, &["token", option]).arg(&path).run().ok();
            }
        }
        let kept = fs::read_dir(&folder).unwrap().count() > 0;
        assert_eq!((world.exchanges(), kept), if theirs { (4, false) } else { (2, true) });
    }
}
