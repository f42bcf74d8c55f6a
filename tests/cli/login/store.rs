//! The files of `login`: private from the first byte, written atomically, and checked before they are trusted.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use super::{assert_logged_in, failure};
use crate::world::{SignIn, World, installed, set_mode};

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Octocat's login is valid for hours; hubot logged in earlier.
fn world_with_logins() -> (World, SignIn) {
    let world = World::new();
    let sign_in = world.sign_in();
    for login in ["hubot", "octocat"] {
        world.put_login(login, &sign_in.pair(login), 9000, |json| {
            if login == "hubot" {
                json["created_at_ms"] = 1.into();
            }
        });
    }
    (world, sign_in)
}

#[test]
fn folder_and_file_are_private_whatever_the_umask() {
    for umask in ["000", "077", "777"] {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([sign_in.granted("octocat").0]);
        world.install();
        let run = world.tool("sh", &["-c", &format!("umask {umask}; exec copilot-token login")]).run();
        assert_eq!(run.code, 0, "{run:#?}");
        assert_eq!(mode(&world.logins_dir()), 0o700);
        assert_eq!(mode(&world.login_file("octocat")), 0o600);
        let between = world.logins_dir();
        assert_eq!(mode(between.parent().unwrap()), 0o700);
        world.run(&["token"]).ok();
    }
}

#[test]
fn the_file_is_written_under_another_name_synced_and_renamed() {
    if !installed(&["strace"]) {
        return;
    }
    let world = World::new();
    let sign_in = world.sign_in();
    sign_in.polls([sign_in.granted("octocat").0]);
    world.install();
    let log = world.scratch_file("strace", "");
    let calls = "trace=openat,fsync,fdatasync,rename,renameat,renameat2";
    let words = ["-f", "-e", calls, "-o", log.to_str().unwrap(), "copilot-token", "login"];
    let run = world.tool("strace", &words).run();
    assert_eq!(run.code, 0, "{run:#?}");
    let log = fs::read_to_string(log).unwrap();
    let (before, after) = log.split_once("octocat@github.com.json\")").expect("a rename");
    assert!(before.lines().last().unwrap().contains("rename"), "{log}");
    assert!(before.contains("fsync("), "synced before it is renamed: {log}");
    assert!(after.contains("fsync("), "and so is the folder: {log}");
    assert!(!log.lines().any(|line| line.contains("octocat@github.com.json\", O_WRONLY")), "{log}");
}

#[test]
fn xdg_config_home_counts_if_it_is_absolute() {
    for (value, absolute) in [("elsewhere", false), ("", false), ("/", true)] {
        let world = World::new();
        let sign_in = world.sign_in();
        sign_in.polls([sign_in.granted("octocat").0]);
        let folder = world.home().join("configs");
        let value = if absolute { folder.display().to_string() } else { value.to_owned() };
        let run = world.cmd(&["login"]).env("XDG_CONFIG_HOME", value).run();
        assert_logged_in(&run, "octocat");
        assert_eq!(folder.join("copilot-token/logins/octocat@github.com.json").exists(), absolute);
        assert_eq!(world.login_files().is_empty(), absolute);
    }
}

type Spoil = fn(&World);

const OCTOCAT: &str = "octocat@github.com.json";

#[test]
fn a_file_that_is_not_safe_is_broken_and_not_absent() {
    let spoils: [(&str, Spoil); 8] = [
        ("open to others", |world| set_mode(&world.logins_dir().join(OCTOCAT), 0o644)),
        ("open to others", |world| set_mode(&world.logins_dir().join(OCTOCAT), 0o640)),
        ("", |world| {
            let file = world.logins_dir().join(OCTOCAT);
            let target = world.scratch_file("target", fs::read(&file).unwrap());
            set_mode(&target, 0o600);
            fs::remove_file(&file).unwrap();
            symlink(target, file).unwrap();
        }),
        ("has more than one name", |world| {
            fs::hard_link(world.logins_dir().join(OCTOCAT), world.home().join("second")).unwrap();
        }),
        ("not JSON", |world| fs::write(world.logins_dir().join(OCTOCAT), "{").unwrap()),
        ("not JSON", |world| fs::write(world.logins_dir().join(OCTOCAT), "").unwrap()),
        ("too large", |world| fs::write(world.logins_dir().join(OCTOCAT), " ".repeat(70_000)).unwrap()),
        ("not a plain file", |world| {
            fs::remove_file(world.logins_dir().join(OCTOCAT)).unwrap();
            fs::create_dir(world.logins_dir().join(OCTOCAT)).unwrap();
        }),
    ];
    for (why, spoil) in spoils {
        let (world, sign_in) = world_with_logins();
        spoil(&world);
        // No other login and no other source replaces it.
        world.fake_gh_token("gho_ofGh0000000000000000000000000000000000");
        let said = world.run(&["token"]).fails(1);
        assert!(said.contains("broken login") && said.contains(why), "{why}: {said}");
        assert!(said.contains("copilot-token logout --user octocat"), "{said}");
        world.run(&["token", "--user", "hubot"]).ok();
        let status = world.run(&["status", "--json"]).stdout_json();
        let login = status["sources"].as_array().unwrap().iter().find(|source| source["name"] == "login");
        assert_eq!(login.unwrap()["state"], "broken");
        assert_eq!(world.gh_calls().len(), 0);
        // The hint works, except for a folder: we never create one there, so only the user may remove it.
        if why != "not a plain file" {
            assert_eq!(world.run(&["logout", "--user", "octocat"]).code, 0);
            sign_in.polls([sign_in.granted("octocat").0]);
            assert_logged_in(&world.run(&["login"]), "octocat");
            world.run(&["token"]).ok();
        }
    }
}

#[test]
fn a_login_replaces_an_unsafe_file_and_not_what_a_link_names() {
    let (world, sign_in) = world_with_logins();
    let file = world.login_file("octocat");
    let target = world.scratch_file("precious", "precious");
    fs::remove_file(&file).unwrap();
    symlink(&target, &file).unwrap();
    sign_in.polls([sign_in.granted("octocat").0]);
    assert_logged_in(&world.run(&["login"]), "octocat");
    assert_eq!(fs::read_to_string(target).unwrap(), "precious");
    assert!(!fs::symlink_metadata(&file).unwrap().is_symlink());
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn a_folder_that_others_can_write_to_is_not_believed() {
    for bits in [0o777, 0o720] {
        let (world, _) = world_with_logins();
        set_mode(&world.logins_dir(), bits);
        let said = world.run(&["token"]).fails(1);
        assert!(said.contains("others may write to it") && said.contains("chmod 700"), "{said}");
        failure(&world.run(&["login"]), 1);
        assert_eq!(world.connections(), 0, "nobody enters a code for a login that cannot be kept");
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_noticed_before_a_person_does_anything() {
    // Root may write anywhere except below a device or in /proc.
    let world = World::new();
    world.sign_in();
    for folder in ["/proc/self", "/dev/null"] {
        let run = world.cmd(&["login"]).env("XDG_CONFIG_HOME", folder).run();
        assert!(failure(&run, 1).contains("cannot keep a login"), "{run:#?}");
    }
    let run = world.cmd(&["login"]).env_remove("HOME").env("XDG_CONFIG_HOME", "/dev/full/x").run();
    failure(&run, 1);
    assert_eq!(world.connections(), 0);
}

#[test]
fn what_killed_writers_left_goes_with_the_next_write() {
    let (world, sign_in) = world_with_logins();
    let plant = |name: &str, age: u64| {
        let path = world.logins_dir().join(name);
        let file = fs::File::create(&path).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(age)).unwrap();
        path
    };
    let left = plant(".tmp-0123456789abcdef0123456789abcdef", 120);
    let young = plant(".tmp-f123456789abcdef0123456789abcdef", 5);
    sign_in.polls([sign_in.granted("octocat").0]);
    assert_logged_in(&world.run(&["login"]), "octocat");
    assert!(!left.exists() && young.exists());
    fs::remove_file(young).unwrap();
    assert_eq!(world.login_files(), ["hubot@github.com.json", OCTOCAT]);
}

/// A small separate file system, if this machine allows mounts.
struct Mount(std::path::PathBuf);

impl Mount {
    fn new(world: &World, options: &str) -> Option<Self> {
        let path = world.home().join("mounted");
        fs::create_dir(&path).unwrap();
        let words = ["-t", "tmpfs", "-o", options, "tmpfs", path.to_str().unwrap()];
        let mounted = Command::new("mount").args(words).stderr(std::process::Stdio::null()).status();
        if !mounted.is_ok_and(|status| status.success()) {
            crate::world::skipped("mount -t tmpfs");
            return None;
        }
        Some(Self(path))
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn on_a_full_or_read_only_disk_no_refresh_token_is_spent() {
    for full in [true, false] {
        let world = World::new();
        let sign_in = world.sign_in();
        let Some(mount) = Mount::new(&world, "size=64k,mode=700") else { return };
        let (living, dead) = (sign_in.pair("octocat"), sign_in.pair("hubot"));
        world.put_login("octocat", &living, 200, |_| {});
        world.put_login("hubot", &dead, -60, |_| {});
        sign_in.ends(&dead.token);
        let logins = mount.0.join("copilot-token/logins");
        fs::create_dir_all(&logins).unwrap();
        set_mode(&logins, 0o700);
        for name in [OCTOCAT, "hubot@github.com.json"] {
            fs::copy(world.logins_dir().join(name), logins.join(name)).unwrap();
        }
        fs::write(logins.join(".lock"), "").unwrap();
        if full {
            let _ = fs::write(mount.0.join("filler"), vec![0; 1 << 20]);
        } else {
            mount.remount("ro");
        }
        let run = |user: &str| world.cmd(&["token", "--user", user]).env("XDG_CONFIG_HOME", &mount.0).run();
        run("octocat").ok();
        assert!(run("hubot").fails(3).contains("cannot renew the login"));
        assert_eq!(sign_in.sent(), Vec::<String>::new());
        let login = world.cmd(&["login"]).env("XDG_CONFIG_HOME", &mount.0).run();
        assert!(failure(&login, 1).contains("cannot keep a login"));
        // With space again, it succeeds.
        if full {
            fs::remove_file(mount.0.join("filler")).unwrap();
        } else {
            mount.remount("rw");
        }
        run("hubot").ok();
        assert_eq!(sign_in.sent(), [dead.refresh_token.as_str()]);
    }
}
