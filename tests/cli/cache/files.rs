//! Cache files that are not private plain files: they are never followed, never block, never get wider permissions,
//! and the call still succeeds.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::world::{Run, World, set_mode};

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";
const NOBODY: u32 = 65_534;

/// A world with a cached session, and the paths of its entry and its lock.
fn warm() -> (World, PathBuf, PathBuf) {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let find = |start: &str| {
        let name = world.cache_files().into_iter().find(|name| name.starts_with(start)).expect("such a file");
        world.cache_dir().join(name)
    };
    let (entry, lock) = (find("session-"), find("lock"));
    (world, entry, lock)
}

fn token(world: &World) -> Run {
    world.cmd_as(TOKEN, &["token"]).run()
}

/// A name, and a function that replaces `path` with something else. It returns false if this system cannot do that.
type Trick = (&'static str, fn(&World, &Path) -> bool);

const TRICKS: [Trick; 12] = [
    ("link to a file of ours", |world, path| {
        let target = world.write("target", fs::read(path).unwrap());
        set_mode(&target, 0o600);
        fs::remove_file(path).unwrap();
        symlink(target, path).is_ok()
    }),
    ("dangling link", |world, path| {
        fs::remove_file(path).unwrap();
        symlink(world.home().join("made-through-a-link"), path).is_ok()
    }),
    ("link to a device", |_, path| {
        fs::remove_file(path).unwrap();
        symlink("/dev/zero", path).is_ok()
    }),
    ("second name", |world, path| fs::hard_link(path, world.home().join("second-name")).is_ok()),
    ("pipe", |world, path| {
        fs::remove_file(path).unwrap();
        world.tool("mkfifo", &[path.to_str().unwrap()]).run().code == 0
    }),
    ("device", |world, path| {
        fs::remove_file(path).unwrap();
        // Only root may do this.
        world.tool("mknod", &[path.to_str().unwrap(), "c", "1", "5"]).run().code == 0
    }),
    ("folder", |_, path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).is_ok()
    }),
    ("socket", |_, path| {
        fs::remove_file(path).unwrap();
        std::os::unix::net::UnixListener::bind(path).is_ok()
    }),
    ("foreign owner", |_, path| chown(path, Some(NOBODY), None).is_ok()),
    ("readable by others", |_, path| {
        set_mode(path, 0o644);
        true
    }),
    ("writable by the group", |_, path| {
        set_mode(path, 0o620);
        true
    }),
    ("huge", |_, path| {
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(10_000_000).is_ok()
    }),
];

fn state(path: &Path) -> Option<(u32, u32, u64)> {
    fs::symlink_metadata(path).ok().map(|m| (m.mode(), m.uid(), m.ino()))
}

#[test]
fn an_entry_that_is_not_ours_alone_is_not_believed() {
    for (what, play) in TRICKS {
        let (world, entry, _) = warm();
        // If the entry is read in spite of the trick, the old session token shows it.
        if !play(&world, &entry) {
            continue;
        }
        let answer = token(&world).ok();
        assert_eq!((world.exchanges(), answer.as_str()), (2, world.issued()[1].as_str()), "{what}");
        assert!(!world.home().join("made-through-a-link").exists(), "{what}");
        if let Ok(target) = fs::read_to_string(world.home().join("target")) {
            assert!(target.contains(&world.issued()[0]), "{what}: written through a link");
        }
        if what == "folder" || what == "device" {
            continue;
        }
        // Anything else is replaced by our own file, which is then used.
        let (mode, uid, _) = state(&entry).unwrap();
        assert_eq!((mode & 0o777, uid), (0o600, rustix::process::geteuid().as_raw()), "{what}");
        assert_eq!(token(&world).ok(), answer, "{what}");
        assert_eq!(world.exchanges(), 2, "{what}");
    }
}

#[test]
fn a_lock_that_is_not_ours_alone_is_left_as_it_is_and_stops_nothing() {
    for (what, play) in TRICKS {
        let (world, entry, lock) = warm();
        fs::remove_file(entry).unwrap();
        if !play(&world, &lock) {
            continue;
        }
        let before = state(&lock);
        token(&world).ok();
        assert_eq!(world.exchanges(), 2, "{what}");
        // If only the mode is wrong, it is corrected: another user could otherwise hold the lock.
        let closed = before.map(|(mode, uid, inode)| (mode & !0o777 | 0o600, uid, inode));
        let opened = what == "readable by others" || what == "writable by the group";
        assert_eq!(state(&lock), if opened { closed } else { before }, "{what}");
        assert!(!world.home().join("made-through-a-link").exists(), "{what}");
    }
}

#[test]
fn a_lock_of_no_mode_that_has_a_second_name_is_not_given_one() {
    let (world, entry, lock) = warm();
    fs::remove_file(entry).unwrap();
    fs::hard_link(&lock, world.home().join("second-name")).unwrap();
    set_mode(&lock, 0);
    token(&world).ok();
    assert_eq!(fs::metadata(&lock).unwrap().mode() & 0o777, 0);
}

#[test]
fn an_entry_of_ours_that_lacks_anything_is_damaged() {
    let keys = ["token", "expiresAt", "updatedAt", "integrationId", "sourceCredentialFingerprint", "domain"];
    for key in keys.into_iter().chain(["baseUrl", "clockOffset"]) {
        let (world, ..) = warm();
        world.edit_entries(|entry| {
            entry.as_object_mut().unwrap().remove(key).expect("such a key");
        });
        token(&world).ok();
        assert_eq!(world.exchanges(), 2, "{key}");
    }
}

#[test]
fn a_folder_that_others_may_write_to_is_not_used() {
    type Spoil = fn(&Path) -> bool;
    let spoils: [(&str, Spoil); 4] = [
        ("0777", |folder| {
            set_mode(folder, 0o777);
            true
        }),
        ("0770", |folder| {
            set_mode(folder, 0o770);
            true
        }),
        ("foreign", |folder| chown(folder, Some(NOBODY), None).is_ok()),
        ("a file", |folder| fs::remove_dir_all(folder).is_ok() && fs::write(folder, "x").is_ok()),
    ];
    for (what, spoil) in spoils {
        let (world, ..) = warm();
        if !spoil(&world.cache_dir()) {
            continue;
        }
        let (before, names) = (state(&world.cache_dir()), world.cache_files());
        token(&world).ok();
        token(&world).ok();
        assert_eq!(world.exchanges(), 3, "{what}");
        assert_eq!((state(&world.cache_dir()), world.cache_files()), (before, names), "{what}");
        let status = world.cmd_as(TOKEN, &["status", "--json"]).run().ok_json();
        assert_eq!(status["cache"]["usable"], false, "{what}");
    }
}

#[test]
fn whatever_lies_under_a_temporary_name_is_neither_used_nor_followed() {
    let (world, entry, _) = warm();
    let target = world.write("target", "mine");
    let name = |digit: &str| world.cache_dir().join(format!(".tmp-{}", digit.repeat(32)));
    symlink(&target, name("a")).unwrap();
    fs::create_dir(name("b")).unwrap();
    world.tool("mkfifo", &[name("c").to_str().unwrap()]).run();
    fs::write(name("d"), "x").unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().write(true).open(name("d")).unwrap().set_modified(long_ago).unwrap();
    fs::remove_file(entry).unwrap();
    token(&world).ok();
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
    // A dead writer's file is removed; the others may belong to a process at work.
    assert!(!name("d").exists() && name("b").exists());
    token(&world).ok();
    assert_eq!(world.exchanges(), 2);
    // A folder of that name is not ours and stays; everything else is removed.
    world.run(&["clear-cache"]);
    assert!(!name("a").exists() && !name("c").exists() && target.exists());
}

#[test]
fn what_dead_writers_left_goes_with_later_writes() {
    let world = World::new();
    world.cmd_as(TOKEN, &["token"]).run().ok();
    let plant = |name: &str, age: u64| {
        let file = fs::File::create(world.cache_dir().join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    };
    let key = "0123456789abcdef0123456789abcdef";
    let (old, young, dead) =
        (format!(".tmp-{key}"), format!(".tmp-{}", key.replace('0', "f")), format!("session-{key}.json"));
    plant(&old, 120);
    plant(&young, 5);
    plant(&dead, 2 * 86_400);
    plant("somebody-elses", 2 * 86_400);
    world.cmd_as(TOKEN, &["refresh"]).run().ok();
    let left = world.cache_files();
    assert!(!left.contains(&old) && !left.contains(&dead), "{left:?}");
    assert!(left.contains(&young) && left.contains(&"somebody-elses".to_owned()), "{left:?}");
    world.run(&["clear-cache"]).ok();
    let left = world.cache_files();
    assert!(!left.contains(&young) && left.contains(&"somebody-elses".to_owned()), "{left:?}");
}

#[test]
fn files_are_private_whatever_the_umask() {
    for umask in ["0", "022", "077", "0277", "0777"] {
        let world = World::new();
        let script = format!("umask {umask}; exec {} token", env!("CARGO_BIN_EXE_copilot-token"));
        let folder = world.home().join("deep/er");
        let sh = || {
            world.tool("sh", &["-c", &script]).env("GH_TOKEN", TOKEN).env("COPILOT_TOKEN_CACHE_DIR", &folder)
        };
        let first = sh().run().ok();
        assert_eq!(sh().run().ok(), first, "{umask}");
        assert_eq!(world.exchanges(), 1, "{umask}");
        for path in [folder.parent().unwrap(), &folder] {
            assert_eq!(fs::metadata(path).unwrap().mode() & 0o7777, 0o700, "{umask} {}", path.display());
        }
        let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(names.len() >= 2, "{names:?}");
        for path in names {
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600, "{umask} {}", path.display());
        }
    }
}

#[test]
fn an_entry_that_is_cut_or_bent_anywhere_is_a_miss_or_right() {
    let (world, entry, _) = warm();
    let whole = fs::read(&entry).unwrap();
    let mut fresh = world.issued()[0].clone();
    let mut exchanges = 1;
    for (n, at) in (0..whole.len()).step_by(3).enumerate() {
        let mut bytes = whole.clone();
        if n % 4 == 0 {
            bytes.truncate(at);
        } else {
            bytes[at] ^= 0x15;
        }
        let right = serde_json::from_slice::<serde_json::Value>(&bytes);
        let bent_token = right.is_ok_and(|json| json["token"] != world.issued()[0].as_str());
        fs::write(&entry, &bytes).unwrap();
        let answer = token(&world).ok();
        if world.exchanges() == exchanges {
            // Only a change in the token's own bytes can go unnoticed.
            assert!(bent_token || answer == world.issued()[0], "byte {at}: {answer}");
        } else {
            exchanges = world.exchanges();
            fresh = world.issued().pop().unwrap();
            assert_eq!(answer, fresh, "byte {at}");
        }
    }
    assert!(exchanges > whole.len() / 6 && !fresh.is_empty());
}
