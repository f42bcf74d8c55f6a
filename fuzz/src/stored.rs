//! The content of a cache file, which any program may have written.

use std::time::Duration;

use crate::cache::entry::{self, Owner};
use crate::cache::notes::{self, Account, Login, NoLogin};
use crate::credential::{Credential, Lifetime};
use crate::host::Host;
use crate::promises::{hold_credential, hold_failure};
use crate::secret::Secret;
use crate::{NOW_MS, hosts};

const FINGERPRINT: &str = "2b2319df62ce61c92a7cb22a63970c5cb265035f100ccbd94da085e4f723ceac";

fn owner<'a>(host: &'a Host, fingerprint: Option<&'a str>) -> Owner<'a> {
    Owner { host, integration_id: "vscode-chat", fingerprint, shared: true }
}

/// The bytes of a cache file, read as each kind of entry and note.
pub fn entry(data: &[u8]) -> bool {
    let mut believed = false;
    for host in hosts() {
        for fingerprint in [None, Some(FINGERPRINT)] {
            if let Some(session) = entry::read_session(data, owner(&host, fingerprint), NOW_MS) {
                let Lifetime::Until(expiry) = session.lifetime else { panic!("it has an end") };
                assert!(expiry.is_plausible(NOW_MS));
                hold_credential(&host, &session);
                let left = expiry.remaining(NOW_MS);
                let _ = session.freshness(NOW_MS, Duration::from_secs(300));
                // With GitHub's clock known, a lifetime is a day at most; another program's expiry is trusted.
                assert!(left <= Duration::from_secs(86_400) || expiry.clock_offset_ms == 0, "{session:?}");
                comes_back(&host, &session);
                believed = true;
            }
        }
        let bearer = Secret::new("gho_0123456789".to_owned());
        if let Some(noted) = notes::read::<Account>(data, "note", NOW_MS)
            && let Some(credential) = noted.said.credential(&host, &bearer, noted.at_ms)
        {
            hold_credential(&host, &credential);
            believed = true;
        }
        let _ = (entry::peek(data, &host), entry::is_replaceable(data));
    }
    if let Some(failed) = notes::read_failure(data, "note", NOW_MS) {
        hold_failure(&failed.said.failure());
        hold_failure(&failed.said.failure().with_source("gh", "again", "log in"));
        assert!(failed.until_ms(true) <= NOW_MS + 3_606_000);
        believed = true;
    }
    believed |= notes::read::<Login>(data, "note", NOW_MS).is_some();
    believed | notes::read::<NoLogin>(data, "note", NOW_MS).is_some()
}

/// Asserts that a written session reads back unchanged.
pub fn comes_back(host: &Host, session: &Credential) {
    let Ok(text) = entry::write_session(session, owner(host, Some(FINGERPRINT))) else {
        panic!("not written")
    };
    let again = entry::read_session(text.expose().as_bytes(), owner(host, Some(FINGERPRINT)), NOW_MS);
    let again = again.expect("what was written is read");
    assert_eq!(again.bearer.expose(), session.bearer.expose());
    assert_eq!((&again.base_url, again.lifetime), (&session.base_url, session.lifetime));
}
