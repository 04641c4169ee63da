//! Certificates made for a test, and a server that shows them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
};

use super::{GOOD, drain, head, server};

/// An authority, and the file that names it to those who trust it.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        Self::called(name, name)
    }

    /// One that calls itself `name`, in a file of another name.
    pub(super) fn called(name: &str, file: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{file}.pem"));
        std::fs::write(&file, issuer.pem()).unwrap();
        Self { issuer, file }
    }

    pub(super) fn file(&self) -> &str {
        self.file.to_str().unwrap()
    }
}

/// What a server shows, and whom it wants to see.
pub(super) struct Shown {
    /// Whom its certificate is for.
    pub(super) host: &'static str,
    /// The years between which it is valid.
    pub(super) years: (i32, i32),
    /// Whether it wants a certificate of the client.
    pub(super) wants_client: bool,
    pub(super) version: &'static SupportedProtocolVersion,
    /// Whether it goes away in the middle of its answer, without the farewell of TLS.
    pub(super) leaves: bool,
}

impl Default for Shown {
    fn default() -> Self {
        let version = &rustls::version::TLS13;
        Self { host: "127.0.0.1", years: (2020, 2100), wants_client: false, version, leaves: false }
    }
}

impl Shown {
    /// A server that shows a certificate of `authority` and answers well.
    pub(super) fn by(self, authority: &Authority) -> SocketAddr {
        let leaves = self.leaves;
        let config = Arc::new(self.config(authority));
        server(move |stream| serve(&config, stream, leaves))
    }

    fn config(self, authority: &Authority) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([self.host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(self.years.0, 1, 1);
        params.not_after = date_time_ymd(self.years.1, 1, 1);
        let certificate = params.signed_by(&key, &authority.issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[self.version])
            .unwrap();
        let config = if self.wants_client {
            let mut known = RootCertStore::empty();
            known.add(authority.issuer.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(known.into(), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            config.with_no_client_auth()
        };
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        config.with_single_cert(vec![certificate.der().clone()], key).unwrap()
    }
}

fn serve(config: &Arc<ServerConfig>, stream: TcpStream, leaves: bool) {
    let connection = ServerConnection::new(config.clone()).unwrap();
    let mut tls = StreamOwned::new(connection, stream);
    if head(&mut tls).is_empty() {
        // A handshake that failed: the alert is written.
        return drain(&mut tls.sock);
    }
    if leaves {
        tls.write_all(&GOOD.as_bytes()[..GOOD.len() - 9]).unwrap();
        return;
    }
    tls.write_all(GOOD.as_bytes()).unwrap();
    tls.conn.send_close_notify();
    let _ = tls.flush();
    let _ = tls.sock.read(&mut [0]);
}
