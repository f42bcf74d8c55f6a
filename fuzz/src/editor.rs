//! The files in which an editor keeps its login, written to a scratch folder and read by the product.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use crate::failure::Failure;
use crate::promises::hold_failure;
use crate::sources::{Found, editor};

/// One folder per process; each input overwrites its files.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("copilot-token-fuzz-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a scratch folder");
        folder
    })
}

/// More time than a search needs.
const LEFT: Duration = Duration::from_secs(5);

/// Whether a GitHub token was found.
fn find() -> bool {
    let mut believed = false;
    for (host, user) in [("github.com", None), ("github.com", Some("octocat")), ("acme.ghe.com", None)] {
        let ask = editor::Ask { folder: folder(), home: None, host, user };
        match editor::find(&ask, LEFT) {
            Ok(Found::Token(found)) => {
                assert!(found.secret.expose().bytes().all(|b| b.is_ascii_graphic()));
                believed = true;
            }
            Ok(_) => {}
            Err(error) => match error.downcast::<Failure>() {
                Ok(failure) => hold_failure(&failure),
                Err(other) => panic!("no failure: {other:#}"),
            },
        }
        let _ = editor::find_with_others(&ask, LEFT);
    }
    believed
}

/// `apps.json` or `hosts.json`; the first byte chooses.
pub fn editor_json(data: &[u8]) -> bool {
    let Some((choice, text)) = data.split_first() else { return false };
    let _ = fs::remove_file(folder().join("auth.db"));
    for (name, used) in [("apps.json", choice & 1 == 0), ("hosts.json", choice & 1 == 1)] {
        let path = folder().join(name);
        if used { fs::write(path, text).expect("a file") } else { drop(fs::remove_file(path)) }
    }
    find()
}

/// `auth.db` and its log: four bytes for the length of the first, then both. The log's checksums are recomputed,
/// because a mutation would otherwise never get past them.
pub fn editor_database(data: &[u8]) -> bool {
    let Some((length, rest)) = data.split_first_chunk::<4>() else { return false };
    let (main, log) = rest.split_at((u32::from_le_bytes(*length) as usize).min(rest.len()));
    let mut log = log.to_vec();
    mend(&mut log);
    fs::write(folder().join("auth.db"), main).expect("a file");
    fs::write(folder().join("auth.db-wal"), log).expect("a file");
    find()
}

/// Recomputes the checksums of the header and of every frame (sqlite.org/fileformat2.html, section 4).
fn mend(log: &mut [u8]) {
    if log.len() < 32 {
        return;
    }
    let big_endian = log[3] & 1 == 1;
    let page = u32::from_be_bytes([log[8], log[9], log[10], log[11]]) as usize;
    let mut sum = checksum(big_endian, (0, 0), &log[..24]);
    put(log, 24, sum);
    let salt: [u8; 8] = log[16..24].try_into().expect("eight bytes");
    if !(512..=65_536).contains(&page) {
        return;
    }
    let mut at = 32;
    while at + 24 + page <= log.len() {
        log[at + 8..at + 16].copy_from_slice(&salt);
        sum = checksum(big_endian, sum, &log[at..at + 8]);
        sum = checksum(big_endian, sum, &log[at + 24..at + 24 + page]);
        put(log, at + 16, sum);
        at += 24 + page;
    }
}

fn put(log: &mut [u8], at: usize, sum: (u32, u32)) {
    log[at..at + 4].copy_from_slice(&sum.0.to_be_bytes());
    log[at + 4..at + 8].copy_from_slice(&sum.1.to_be_bytes());
}

fn checksum(big_endian: bool, (mut one, mut two): (u32, u32), bytes: &[u8]) -> (u32, u32) {
    let word = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        if big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    };
    for eight in bytes.chunks_exact(8) {
        one = one.wrapping_add(word(&eight[..4])).wrapping_add(two);
        two = two.wrapping_add(word(&eight[4..])).wrapping_add(one);
    }
    (one, two)
}
