//! Tests which frames of a log count as committed, and which only look like it.

use super::*;
use crate::sources::editor::testing::{FIXTURE, Live, OCTOCAT, Scratch};

/// Recomputes every checksum of `log`, over words of the given byte order.
fn resum(log: &mut [u8], big_endian: bool) {
    let page_size = word(log, 8) as usize;
    log[3] = log[3] & !1 | u8::from(big_endian);
    let put = |place: &mut [u8], sums: (u32, u32)| {
        place[..4].copy_from_slice(&sums.0.to_be_bytes());
        place[4..8].copy_from_slice(&sums.1.to_be_bytes());
    };
    let (header, frames) = log.split_at_mut(HEADER);
    let mut sums = checksum(big_endian, (0, 0), &header[..24]);
    put(&mut header[24..], sums);
    for frame in frames.chunks_exact_mut(FRAME_HEADER + page_size) {
        sums = checksum(big_endian, sums, &frame[..8]);
        sums = checksum(big_endian, sums, &frame[FRAME_HEADER..]);
        put(&mut frame[16..], sums);
    }
}

#[test]
fn checksums_of_either_byte_order_are_followed() {
    let live = Live::new(FIXTURE);
    for big_endian in [false, true] {
        let mut log = live.log.clone();
        resum(&mut log, big_endian);
        // SQLite writes its machine's byte order, so with that order the log is unchanged.
        assert_eq!(log == live.log, big_endian == cfg!(target_endian = "big"));
        let folder = Scratch::with(&[("auth.db", &live.main), ("auth.db-wal", &log)]);
        assert_eq!(folder.find("github.com", None), Ok(format!("auth.db octocat {OCTOCAT}")));
    }
}

#[test]
fn a_log_without_a_sound_header_counts_as_empty() {
    let log = Live::new(FIXTURE).log;
    assert!(Header::parse(&log).is_ok_and(|header| header.is_some()));
    for at in 0..HEADER {
        let mut log = log.clone();
        log[at] ^= 1;
        assert!(matches!(Header::parse(&log), Ok(None)), "byte {at}");
    }
    for len in 0..HEADER {
        assert!(matches!(Header::parse(&log[..len]), Ok(None)), "{len} bytes");
    }
}

#[test]
fn a_log_of_another_format_version_is_named() {
    let mut live = Live::new(FIXTURE);
    live.log[7] += 1;
    resum(&mut live.log, false);
    assert!(matches!(Header::parse(&live.log), Err(UnknownVersion)));
    let said = live.folder().find("github.com", None).unwrap_err();
    assert!(said.ends_with("auth.db-wal: a shape this version does not know"), "{said}");
}

#[test]
fn only_the_frames_up_to_the_last_commit_count() {
    let log = Live::new(FIXTURE).log;
    let header = Header::parse(&log).unwrap().unwrap();
    let size = FRAME_HEADER + header.page_size;
    let count = (log.len() - HEADER) / size;
    let all = committed(&header, &log).unwrap();
    assert_eq!(all.frames.len(), count);
    // A frame that lacks one byte counts as missing, and frames after the last commit are ignored.
    for cut in 0..count {
        let expected = (1..=cut).rev().find(|n| word(&log, HEADER + (n - 1) * size + 4) != 0);
        for len in [HEADER + cut * size, HEADER + (cut + 1) * size - 1] {
            assert_eq!(committed(&header, &log[..len]).map(|log| log.frames.len()), expected, "{len} bytes");
        }
    }
}

#[test]
fn a_frame_from_before_the_log_was_started_over_ends_it() {
    let log = Live::new(FIXTURE).log;
    let header = Header::parse(&log).unwrap().unwrap();
    let last = log.len() - FRAME_HEADER - header.page_size;
    let whole = committed(&header, &log).unwrap().frames.len();
    for salt in last + 8..last + 16 {
        // No checksum covers a frame's own salts.
        let mut log = log.clone();
        log[salt] ^= 1;
        assert!(committed(&header, &log).is_none_or(|log| log.frames.len() < whole), "byte {salt}");
    }
}

#[test]
fn page_numbers_beyond_all_bounds_do_no_harm() {
    let live = Live::new(FIXTURE);
    for (at, value) in [(HEADER, u32::MAX), (HEADER + 4, u32::MAX), (HEADER, 0), (HEADER, 1 << 31)] {
        let mut log = live.log.clone();
        log.truncate(HEADER + FRAME_HEADER + 4096);
        log[HEADER + 4..HEADER + 8].copy_from_slice(&2_u32.to_be_bytes());
        log[at..at + 4].copy_from_slice(&value.to_be_bytes());
        resum(&mut log, false);
        let folder = Scratch::with(&[("auth.db", &live.main), ("auth.db-wal", &log)]);
        let seen = folder.find("github.com", None);
        assert!(!matches!(&seen, Ok(text) if text.contains("ghu_")), "{seen:?}");
    }
}
