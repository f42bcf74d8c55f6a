//! Whom a TLS connection trusts: the platform's roots, or the certificates that `SSL_CERT_FILE` and
//! `SSL_CERT_DIR` name instead. Read only when a connection is made.

use std::fs;
use std::path::Path;

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

use crate::failure::Failure;
use crate::github::route::Network;
use crate::text;

/// # Errors
/// A file that is named but gives no certificate: without it every connection would fail with a riddle.
pub fn roots(network: &Network) -> Result<RootCerts, Failure> {
    if network.cert_file.is_none() && network.cert_folders.is_empty() {
        return Ok(RootCerts::PlatformVerifier);
    }
    let mut certificates = Vec::new();
    if let Some(path) = &network.cert_file {
        certificates = in_file(path).map_err(|why| {
            Failure::error(format!("unusable SSL_CERT_FILE {}: {why}", text::path(path))).hint(
                "name a PEM file with the certificates to trust, or unset SSL_CERT_FILE to use the system's",
            )
        })?;
    }
    for folder in &network.cert_folders {
        // As OpenSSL has it, a folder may hold anything: what is not a certificate is passed over.
        let Ok(entries) = fs::read_dir(folder) else { continue };
        certificates.extend(entries.filter_map(|entry| in_file(&entry.ok()?.path()).ok()).flatten());
    }
    if certificates.is_empty() {
        return Err(Failure::error("unusable SSL_CERT_DIR: no certificate in it")
            .hint("name a folder with PEM files, or unset SSL_CERT_DIR to use the system's certificates"));
    }
    Ok(RootCerts::from(certificates))
}

/// The certificates in the PEM file at `path`, at least one.
fn in_file(path: &Path) -> Result<Vec<Certificate<'static>>, String> {
    // A pipe under this name must not hang us, so only plain files are opened.
    if !fs::metadata(path).map_err(|e| text::reason(&e))?.is_file() {
        return Err("not a plain file".to_owned());
    }
    let pem = fs::read(path).map_err(|e| text::reason(&e))?;
    let certificates: Vec<_> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() { Err("no PEM certificate in it".to_owned()) } else { Ok(certificates) }
}
