//! Which certificates are trusted, and the cost of reading them: size and time are bounded, and the system's are read
//! once.

use std::fs::{self, File};
use std::path::Path;

#[cfg(target_os = "linux")]
use crate::world::Fault;
use crate::world::World;

const TOKEN: &str = "ghu_theTokenOfTheseTests00000000000000";
/// The system's bundle on Debian and its derivatives; the folder beside it has the same certificates as single files.
#[cfg(target_os = "linux")]
const BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";

/// A sparse file of `bytes` zeros.
fn sparse(path: &Path, bytes: u64) {
    File::create(path).unwrap().set_len(bytes).unwrap();
}

#[test]
fn a_file_of_certificates_is_read_up_to_a_bound() {
    let world = World::new();
    let path = world.home().join("huge.pem");
    sparse(&path, 3 << 30);
    let run = world.cmd_as(TOKEN, &["token"]).env("SSL_CERT_FILE", &path).run();
    let stderr = run.fails(1);
    assert!(stderr.contains("unusable SSL_CERT_FILE") && stderr.contains("larger than 4 MiB"), "{stderr}");
    assert_eq!(world.requests().len(), 0);
}

#[test]
fn a_folder_of_certificates_may_hold_anything() {
    let world = World::new();
    let folder = world.home().join("certs");
    fs::create_dir(&folder).unwrap();
    for i in 0..20 {
        sparse(&folder.join(format!("huge-{i}.pem")), 3 << 30);
    }
    fs::write(folder.join("empty.pem"), "").unwrap();
    fs::write(folder.join("no.pem"), "-----BEGIN CERTIFICATE-----\nAA\n").unwrap();
    fs::create_dir(folder.join("folder")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.join("dangling")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.join("endless.pem")).unwrap();
        // Opening a FIFO blocks until a writer opens it; here there is none.
        let fifo = world.tool("mkfifo", &[folder.join("pipe.pem").to_str().unwrap()]).run();
        assert_eq!(fifo.code, 0, "{fifo:#?}");
    }
    let run = |world: &World| {
        let cmd = world.cmd_as(TOKEN, &["token"]).env_remove("SSL_CERT_FILE");
        cmd.env("SSL_CERT_DIR", &folder).run()
    };
    assert!(run(&world).fails(1).contains("unusable SSL_CERT_DIR: no certificate in it"));
    fs::copy(world.ca_file(), folder.join("right.pem")).unwrap();
    run(&world).ok();
}

/// The trust store's files that a call opens, as strace sees them. `None` without strace or a bundle.
#[cfg(target_os = "linux")]
fn opened_of_the_store(world: &World) -> Option<Vec<String>> {
    if which::which("strace").is_err() || !Path::new(BUNDLE).exists() {
        crate::world::skipped("there is no strace, or no system's bundle where it is looked for");
        return None;
    }
    let file = world.scratch_file("trace", "");
    let binary = env!("CARGO_BIN_EXE_copilot-token");
    let words =
        ["-f", "-e", "trace=open,openat", "-o", file.to_str().unwrap(), binary, "token", "--no-cache"];
    let run = world.tool("strace", &words).env("GH_TOKEN", TOKEN).env_remove("SSL_CERT_FILE").run();
    if run.stderr.contains("PTRACE") {
        crate::world::skipped("strace may not trace here");
        return None;
    }
    assert_eq!(run.code, 3, "{run:#?}");
    let text = fs::read_to_string(file).unwrap();
    let opened = text.lines().filter(|line| line.contains("/etc/ssl/certs") && !line.contains("ENOENT"));
    Some(opened.map(str::to_owned).collect())
}

#[cfg(target_os = "linux")]
#[test]
fn the_systems_bundle_is_read_once_and_the_rest_of_the_store_only_for_an_unknown_issuer() {
    let world = World::new();
    // The server does not speak TLS, so there is no certificate to verify.
    world.fault(Fault::PlainText);
    let Some(opened) = opened_of_the_store(&world) else { return };
    assert_eq!(opened.len(), 1, "{opened:#?}");
    assert!(opened[0].contains(BUNDLE), "{opened:#?}");
    // The bundle does not contain the world's authority, so the folder is searched for it.
    let world = World::new();
    let opened = opened_of_the_store(&world).unwrap();
    assert!(opened.iter().any(|line| !line.contains(BUNDLE)), "{opened:#?}");
    assert_eq!((world.connections(), world.requests().len()), (2, 0));
}
