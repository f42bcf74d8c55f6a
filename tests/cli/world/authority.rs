//! The certificate authority that the test machine trusts, created once per process, and the TLS settings of each
//! requested host, created once per host. Keys are never written to disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::time::{civil, now};

/// A defect of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    None,
    /// Issued for another host.
    WrongHost,
    Expired,
    /// Signed by an untrusted authority.
    UnknownIssuer,
}

type Issuer = CertifiedIssuer<'static, KeyPair>;

struct Authority {
    trusted: Issuer,
    stranger: Issuer,
    /// One key for all leaf certificates: generating keys takes most of the time.
    leaf_key: KeyPair,
    configs: Mutex<HashMap<(String, Flaw), Arc<ServerConfig>>>,
}

fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| Authority {
        trusted: issuer("Copilot token test authority"),
        stranger: issuer("Authority that nobody trusts"),
        leaf_key: KeyPair::generate().expect("a leaf key"),
        configs: Mutex::default(),
    })
}

/// The trusted authority's certificate, for `SSL_CERT_FILE`.
pub fn root_pem() -> String {
    authority().trusted.pem()
}

/// The same in DER, for a client in the test process.
pub fn root_der() -> CertificateDer<'static> {
    authority().trusted.der().clone()
}

/// The TLS settings of a server named `host`.
pub fn server_config(host: &str, flaw: Flaw) -> Arc<ServerConfig> {
    let authority = authority();
    let mut configs = authority.configs.lock().unwrap_or_else(PoisonError::into_inner);
    configs
        .entry((host.to_owned(), flaw))
        .or_insert_with(|| Arc::new(authority.make_config(host, flaw)))
        .clone()
}

impl Authority {
    fn make_config(&self, host: &str, flaw: Flaw) -> ServerConfig {
        let host = if flaw == Flaw::WrongHost { "elsewhere.example" } else { host };
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a host name");
        params.distinguished_name.push(DnType::CommonName, host);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        // Some platforms refuse leaf certificates valid for more than 825 days.
        let (from, to) = if flaw == Flaw::Expired { (-60, -30) } else { (-2, 30) };
        set_validity(&mut params, from, to);
        let issuer = if flaw == Flaw::UnknownIssuer { &self.stranger } else { &self.trusted };
        let leaf = params.signed_by(&self.leaf_key, issuer).expect("a leaf certificate");
        let key = PrivateKeyDer::try_from(self.leaf_key.serialize_der()).expect("a PKCS #8 key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .expect("a key that fits its certificate");
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config
    }
}

fn issuer(name: &str) -> Issuer {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_validity(&mut params, -2, 365);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a root certificate")
}

/// Valid between two midnights UTC, given in days from today.
fn set_validity(params: &mut CertificateParams, from: i64, to: i64) {
    let midnight = |days: i64| {
        let (year, month, day) = civil(now() / 86_400 + days);
        date_time_ymd(year, month, day)
    };
    (params.not_before, params.not_after) = (midnight(from), midnight(to));
}
