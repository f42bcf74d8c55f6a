//! The trust store of a TLS connection: the system's certificate authorities, or those that `SSL_CERT_FILE` and
//! `SSL_CERT_DIR` name instead. Loaded only when a connection is made. The size of what is read is bounded.

use std::fs::{self, File};
use std::io::Read;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use ureq::tls::{Certificate, RootCerts};

use crate::failure::Failure;
use crate::text;

/// The certificates that the environment names. Empty for the system's own trust store.
#[derive(Debug, Default)]
pub struct Trust {
    /// `SSL_CERT_FILE`
    pub file: Option<PathBuf>,
    /// The folders of `SSL_CERT_DIR`.
    pub folders: Vec<PathBuf>,
}

/// The largest certificate file accepted, in bytes. A system's bundle has about 250,000.
const MAX_FILE: usize = 4 * 1024 * 1024;
/// The most entries that are read from a certificate folder. A system's folder has about 500.
const MAX_ENTRIES: usize = 10_000;
/// The most that is read from all files of a folder together, in bytes.
const MAX_FOLDER: usize = 16 * 1024 * 1024;

impl Trust {
    fn is_system(&self) -> bool {
        self.file.is_none() && self.folders.is_empty()
    }
}

/// The certificates to try first: all that the environment names, or the system's bundle.
///
/// # Errors
/// A named file or folder holds no certificate: every connection would fail with an obscure error.
pub fn roots(trust: &Trust) -> Result<RootCerts, Failure> {
    if trust.is_system() {
        return Ok(bundle().map_or(RootCerts::PlatformVerifier, RootCerts::from));
    }
    let mut certificates = Vec::new();
    if let Some(path) = &trust.file {
        certificates = in_file(path).map_err(|why| {
            Failure::error(format!("unusable SSL_CERT_FILE {}: {why}", text::path(path))).hint(
                "name a PEM file with the certificates to trust, or unset SSL_CERT_FILE to use the system's",
            )
        })?;
    }
    certificates.extend(trust.folders.iter().flat_map(|folder| in_folder(folder)));
    if certificates.is_empty() {
        return Err(Failure::error("unusable SSL_CERT_DIR: no certificate in it")
            .hint("name a folder with PEM files, or unset SSL_CERT_DIR to use the system's certificates"));
    }
    Ok(RootCerts::from(certificates))
}

/// Whether [`roots`] may have returned only a part of the system's trust store. The whole store is the bundle and a
/// folder. On most systems, the folder holds the same certificates again, in about 150 files.
pub fn is_partial(trust: &Trust) -> bool {
    trust.is_system() && cfg!(all(unix, not(target_vendor = "apple")))
}

/// The TLS configuration of a long-lived connection, which may read the system's whole trust store at once.
///
/// # Errors
/// Those of [`roots`], or the system has no certificates.
pub fn client_config(trust: &Trust) -> Result<ClientConfig, Failure> {
    let unusable = |e: rustls::Error| Failure::error(format!("cannot set up TLS: {e}"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let named = if is_partial(trust) { RootCerts::PlatformVerifier } else { roots(trust)? };
    let builder =
        ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(unusable)?;
    let mut config = match named {
        RootCerts::Specific(certificates) => {
            let mut store = RootCertStore::empty();
            // As in ureq, certificates that rustls cannot use are skipped.
            store.add_parsable_certificates(
                certificates.iter().map(|certificate| CertificateDer::from_slice(certificate.der())),
            );
            builder.with_root_certificates(store).with_no_client_auth()
        }
        _ => {
            let verifier = rustls_platform_verifier::Verifier::new(provider).map_err(unusable)?;
            builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The certificates of the system's bundle, if it has one.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn bundle() -> Option<Vec<Certificate<'static>>> {
    in_file(&openssl_probe::probe().cert_file?).ok()
}

#[cfg(not(all(unix, not(target_vendor = "apple"))))]
fn bundle() -> Option<Vec<Certificate<'static>>> {
    None
}

/// As in OpenSSL, a folder may hold anything: whatever is not a certificate is skipped.
fn in_folder(folder: &Path) -> Vec<Certificate<'static>> {
    let mut certificates = Vec::new();
    let mut left = MAX_FOLDER;
    for entry in fs::read_dir(folder).into_iter().flatten().take(MAX_ENTRIES).flatten() {
        let Ok(pem) = read(&entry.path(), left.min(MAX_FILE)) else { continue };
        left -= pem.len();
        certificates.extend(parse(&pem));
    }
    certificates
}

/// The certificates in the PEM file at `path`, at least one.
fn in_file(path: &Path) -> Result<Vec<Certificate<'static>>, String> {
    let certificates = parse(&read(path, MAX_FILE)?);
    if certificates.is_empty() { Err("no PEM certificate in it".to_owned()) } else { Ok(certificates) }
}

/// The certificates in a PEM file (RFC 7468), whatever else it holds. rustls's own reader decodes in constant time,
/// which protects secrets. For a system's bundle, which is not secret, that costs several million more instructions.
fn parse(pem: &[u8]) -> Vec<Certificate<'static>> {
    let mut certificates = Vec::new();
    // The base64 text of the current certificate, and its bytes. Both buffers are reused: with new ones for each
    // certificate, musl would ask the kernel for memory and return it 150 times.
    let (mut inside, mut text, mut der) = (false, Vec::new(), Vec::new());
    for line in pem.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
        match line {
            b"-----BEGIN CERTIFICATE-----" => {
                inside = true;
                text.clear();
            }
            b"-----END CERTIFICATE-----" => {
                der.clear();
                if mem::take(&mut inside) && STANDARD.decode_vec(&text, &mut der).is_ok() {
                    certificates.push(Certificate::from_der(&der).to_owned());
                }
            }
            _ if inside => text.extend_from_slice(line),
            _ => {}
        }
    }
    certificates
}

/// Reads a plain file of at most `limit` bytes.
fn read(path: &Path, limit: usize) -> Result<Vec<u8>, String> {
    // Opening a pipe could block forever.
    let metadata = fs::metadata(path).map_err(|e| text::reason(&e))?;
    if !metadata.is_file() {
        return Err("not a plain file".to_owned());
    }
    if metadata.len() <= limit as u64 {
        let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
        let file = File::open(path).map_err(|e| text::reason(&e))?;
        file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|e| text::reason(&e))?;
        if bytes.len() <= limit {
            return Ok(bytes);
        }
    }
    Err(format!("larger than {} MiB", MAX_FILE / 1024 / 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_found_whatever_stands_around_them() {
        let pem = "Subject: x\r\n-----BEGIN CERTIFICATE-----\r\nQUJD\r\nREVG\r\n-----END CERTIFICATE-----\r\n\
            -----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n\
            -----BEGIN CERTIFICATE-----\nno base64\n-----END CERTIFICATE-----\n\
            -----BEGIN CERTIFICATE-----\n  R0hJ \n\n-----END CERTIFICATE-----\n\
            -----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nQUJD\n";
        let found = parse(pem.as_bytes());
        let found: Vec<&[u8]> = found.iter().map(Certificate::der).collect();
        assert_eq!(found, [b"ABCDEF".as_slice(), b"GHI"]);
        assert!(parse(b"").is_empty() && parse(&[0xff; 100]).is_empty());
    }
}
