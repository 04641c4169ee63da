//! TLS by rustls with ring, handed over ready-made: nothing process-wide is installed or asked for.
//!
//! The certificates of the system are read when the first certificate has to be judged, not when a client is made: making one
//! does no I/O, and a machine without certificates can still talk to itself by plain http.

use std::ffi::OsString;
use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use crate::error::{Authorities, NAMED_BY_VARIABLES, NamedBy};

/// The TLS settings of a client.
pub(super) fn config() -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Platform { provider: Arc::clone(&provider), loaded: OnceLock::new() };
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// The verifier of the platform, made when it is needed.
#[derive(Debug)]
struct Platform {
    provider: Arc<CryptoProvider>,
    loaded: OnceLock<Result<Loaded, Error>>,
}

/// The verifier, and where its authorities come from.
#[derive(Debug)]
struct Loaded {
    verifier: Verifier,
    from: Authorities,
}

impl Platform {
    fn loaded(&self) -> Result<&Loaded, Error> {
        let loaded = self.loaded.get_or_init(|| {
            let from = authorities(|name| std::env::var_os(name));
            match Verifier::new(Arc::clone(&self.provider)) {
                Ok(verifier) => Ok(Loaded { verifier, from }),
                Err(_) => Err(Error::Other(OtherError(Arc::new(Unreadable(from))))),
            }
        });
        loaded.as_ref().map_err(Clone::clone)
    }

    fn verifier(&self) -> Result<&Verifier, Error> {
        self.loaded().map(|loaded| &loaded.verifier)
    }
}

/// Where the verifier of the platform takes the authorities from, as it chooses itself: what variables name, else what the system has.
fn authorities(variable: impl Fn(&str) -> Option<OsString>) -> Authorities {
    let chosen: Vec<_> = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
        .iter()
        .filter(|_| NAMED_BY_VARIABLES)
        .filter_map(|name| {
            let value = variable(name)?;
            // An empty list of folders is none, an empty file name is a file that is not there.
            let empty = value.is_empty() && *name == "SSL_CERT_DIR";
            (!empty).then(|| format!("{:?} ({name})", value.to_string_lossy()))
        })
        .collect();
    match chosen.as_slice() {
        [] => Authorities { place: of_the_system(), named_by: NamedBy::System },
        _ => Authorities { place: chosen.join(" and "), named_by: NamedBy::Variables },
    }
}

#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))] // as `NAMED_BY_VARIABLES`
fn of_the_system() -> String {
    let found = openssl_probe::probe();
    let paths = found.cert_file.into_iter().chain(found.cert_dir);
    let paths: Vec<_> = paths.map(|path| format!("{:?}", path.to_string_lossy())).collect();
    if paths.is_empty() { "the certificates of the system".into() } else { paths.join(" and ") }
}

#[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
fn of_the_system() -> String {
    "the certificates of the system".into()
}

/// No authority is known: the certificates of this place cannot be read.
#[derive(Debug)]
pub(crate) struct Unreadable(pub(crate) Authorities);

/// The authority of a certificate is not among those of this place.
#[derive(Debug)]
pub(crate) struct Untrusted(pub(crate) Authorities);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no certificates in {}", self.0.place)
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown issuer; known are those in {}", self.0.place)
    }
}

impl std::error::Error for Unreadable {}
impl std::error::Error for Untrusted {}

impl ServerCertVerifier for Platform {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Loaded { verifier, from } = self.loaded()?;
        verifier
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| match error {
                // A wrong signature: an authority of the same name is known, with another key.
                Error::InvalidCertificate(
                    CertificateError::UnknownIssuer | CertificateError::BadSignature,
                ) => {
                    let untrusted = OtherError(Arc::new(Untrusted(from.clone())));
                    Error::InvalidCertificate(CertificateError::Other(untrusted))
                }
                other => other,
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A certificate that no one signed: whatever certificates the machine has, it must not pass.
    #[test]
    fn a_certificate_of_nobody_is_refused() {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let platform = Platform { provider, loaded: OnceLock::new() };
        let name = ServerName::try_from("press.peak.ai").unwrap();
        let nobody = CertificateDer::from(vec![0x30, 0x00]);
        assert!(platform.verify_server_cert(&nobody, &[], &name, &[], UnixTime::now()).is_err());
        assert!(!platform.supported_verify_schemes().is_empty());
    }
}
