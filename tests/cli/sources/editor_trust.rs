//! Whose files are accepted as the editor's login, and how much work a file may cause.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::editor::auth_db;
use crate::world::{Run, World, fixtures, set_mode, skipped};

const FOLDER: &str = ".config/github-copilot";

fn editor(world: &World) -> Run {
    world.cmd(&["token", "--sources", "editor"]).deadline(Duration::from_secs(10)).run()
}

fn hosts_json(world: &World) -> PathBuf {
    world.secret("ghu_hostsJsonOctocat000000000000000000000");
    world.write(&format!("{FOLDER}/hosts.json"), fixtures::HOSTS_JSON)
}

fn named(run: &Run, path: &Path, why: &str) {
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(run.fails(1).contains(&format!("{name}: {why}\nhint: ")), "{}", run.stderr);
}

/// Whether our group is private: by convention, its number then equals ours.
fn group_is_private(file: &Path) -> bool {
    let meta = fs::metadata(file).unwrap();
    meta.uid() == meta.gid() && meta.uid() != 0
}

#[test]
fn a_file_or_folder_that_others_may_write_to_is_broken_and_no_other_login_is_used() {
    let world = World::new();
    let file = hosts_json(&world);
    world.fake_gh_token("gho_fromGh00000000000000");
    let folder = file.parent().unwrap().to_owned();
    for (path, before) in [(&file, 0o644), (&folder, 0o755)] {
        for mode in [before | 0o002, before | 0o022, before | 0o020] {
            if mode & 0o002 == 0 && group_is_private(path) {
                continue;
            }
            set_mode(path, mode);
            let run = world.cmd(&["token"]).system_path().run();
            named(&run, path, "other users may write to it");
        }
        set_mode(path, before);
    }
    assert_eq!((world.connections(), world.gh_calls().len()), (0, 0));
    // Whether others may read the files is the editor's concern.
    editor(&world).ok();
}

#[test]
fn every_file_of_the_database_is_checked() {
    let world = World::new();
    if !auth_db(&world, "") {
        return;
    }
    let folder = world.home().join(FOLDER);
    fs::write(folder.join("auth.db-wal"), "").unwrap();
    fs::write(folder.join("auth.db-journal"), "").unwrap();
    for name in ["auth.db", "auth.db-wal", "auth.db-journal"] {
        set_mode(&folder.join(name), 0o666);
        named(&editor(&world), &folder.join(name), "other users may write to it");
        set_mode(&folder.join(name), 0o600);
    }
    editor(&world).ok();
}

#[test]
fn the_folder_of_the_file_behind_a_link_counts_too() {
    let world = World::new();
    let file = hosts_json(&world);
    let dotfiles = world.home().join("dotfiles");
    fs::create_dir(&dotfiles).unwrap();
    fs::rename(&file, dotfiles.join("hosts.json")).unwrap();
    std::os::unix::fs::symlink(dotfiles.join("hosts.json"), &file).unwrap();
    set_mode(&dotfiles, 0o777);
    named(&editor(&world), &dotfiles, "other users may write to it");
    set_mode(&dotfiles, 0o755);
    editor(&world).ok();
}

#[test]
fn a_file_or_folder_of_another_user_is_broken() {
    let world = World::new();
    let file = hosts_json(&world);
    let folder = file.parent().unwrap().to_owned();
    for path in [&file, &folder] {
        if chown(path, Some(65_534), None).is_err() {
            skipped("only root can give files away");
            return;
        }
        named(&editor(&world), path, "owned by another user");
        chown(path, Some(0), None).unwrap();
    }
    editor(&world).ok();
}

#[test]
fn a_remembered_login_is_not_believed_after_its_folder_was_opened_to_others() {
    let world = World::new();
    let file = hosts_json(&world);
    let folder = file.parent().unwrap();
    editor(&world).ok();
    set_mode(folder, 0o777);
    named(&editor(&world), folder, "other users may write to it");
}

#[test]
fn the_place_where_it_looked_is_named() {
    let world = World::new();
    let stderr = editor(&world).fails(4);
    assert!(stderr.contains("editor: no login in ~/.config/github-copilot"), "{stderr}");
    let elsewhere = world.cmd(&["status", "--json"]).env("XDG_CONFIG_HOME", "/xdg").run();
    let status = elsewhere.stdout_json();
    let row = status["sources"].as_array().unwrap().iter().find(|row| row["name"] == "editor").unwrap();
    assert_eq!(
        (&row["state"], &row["detail"]),
        (&"absent".into(), &"no login in /xdg/github-copilot".into())
    );
}

/// Megabytes of schema, which SQLite reads before the first row. It compares each index of a table with all others.
#[test]
fn a_database_that_is_all_schema_ends_within_the_timeout() {
    let columns: Vec<String> = (0..1900).map(|n| format!("c{n} UNIQUE")).collect();
    let wide = format!("'CREATE TABLE t' || n || '({})'", columns.join(","));
    for (count, sql) in [(100, wide.as_str()), (100_000, "'CREATE TABLE t' || n || '(a)'")] {
        let world = World::new();
        let fill = format!(
            "PRAGMA writable_schema = ON;
             WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {count})
             INSERT INTO sqlite_schema SELECT 'table', 't' || n, 't' || n, 2, {sql} FROM count;"
        );
        if !auth_db(&world, &fill) {
            return;
        }
        let size = fs::metadata(world.home().join(FOLDER).join("auth.db")).unwrap().len();
        assert!(size > 2 << 20, "{size} bytes");
        let stderr =
            world.cmd(&["token", "--timeout", "2s"]).deadline(Duration::from_secs(10)).run().fails(1);
        assert!(stderr.contains("auth.db: "), "{stderr}");
    }
}
