//! What a cache file says: the file may be anybody's work.

use std::time::Duration;

use crate::cache::entry::{self, Owner};
use crate::host::Host;
use crate::promises::{hold_failure, hold_session};
use crate::credential::Session;
use crate::{NOW_MS, hosts};

const FINGERPRINT: &str = "2b2319df62ce61c92a7cb22a63970c5cb265035f100ccbd94da085e4f723ceac";

fn owner<'a>(host: &'a Host, fingerprint: Option<&'a str>) -> Owner<'a> {
    Owner { host, integration_id: "vscode-chat", fingerprint, shared: true }
}

/// The bytes of a cache file, as each kind of entry.
pub fn entry(data: &[u8]) -> bool {
    let mut believed = false;
    for host in hosts() {
        for fingerprint in [None, Some(FINGERPRINT)] {
            if let Some(session) = entry::read_session(data, owner(&host, fingerprint), NOW_MS) {
                assert!(session.is_plausible(NOW_MS));
                hold_session(&host, &session);
                let left = session.remaining(NOW_MS);
                let _ = session.freshness(NOW_MS, Duration::from_secs(300));
                // By GitHub's clock nothing is handed out for longer than a day; another program's end is believed.
                assert!(left <= Duration::from_secs(86_400) || session.clock_offset_ms == 0, "{session:?}");
                comes_back(&host, &session);
                believed = true;
            }
        }
        let _ = (entry::peek(data, &host), entry::may_go(data));
    }
    if let Some(failed) = entry::read_failure(data, NOW_MS) {
        hold_failure(&failed.failure());
        assert!(!failed.is_remembered(NOW_MS + 3_606_000));
    }
    let _ = entry::read_login(data, NOW_MS);
    believed
}

/// What is written is read as the same.
pub fn comes_back(host: &Host, session: &Session) {
    let Ok(text) = entry::write_session(session, owner(host, Some(FINGERPRINT))) else {
        panic!("not written")
    };
    let again = entry::read_session(text.expose().as_bytes(), owner(host, Some(FINGERPRINT)), NOW_MS);
    let again = again.expect("what was written is read");
    assert_eq!(again.token.expose(), session.token.expose());
    assert_eq!((&again.base_url, again.expires_at_ms), (&session.base_url, session.expires_at_ms));
}
