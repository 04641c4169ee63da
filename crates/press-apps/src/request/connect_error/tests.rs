//! The reason of each failure: of a handshake, of a proxy, and as other libraries write it.

use super::*;

#[cfg(feature = "rustls")]
#[test]
fn an_authority_that_a_supplied_client_does_not_know_is_its_own_matter() {
    let error = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
    let failure = of_rustls(&error).unwrap();
    assert!(failure.is_lasting());
    assert!(failure.to_string().ends_with("those in the settings of the supplied HTTP client"));
    assert!(failure.advice().contains("the HTTP client that was supplied"));
}

#[cfg(feature = "rustls")]
#[test]
fn each_end_of_a_handshake_has_its_reason() {
    use std::sync::Arc;

    use rustls::{
        AlertDescription as Alert, CertificateError as Wrong, Error, InvalidMessage, OtherError,
        PeerIncompatible,
    };

    use crate::client::tls::{Unreadable, Untrusted};

    let from = || Authorities { place: "a file".into(), named_by: NamedBy::Variables };
    let other = |error: Arc<dyn StdError + Send + Sync>| OtherError(error);
    let wrong = Error::InvalidCertificate;
    let now = rustls::pki_types::UnixTime::now();
    let name = || rustls::pki_types::ServerName::try_from("press.example").unwrap();
    let for_others = |presented: &[&str]| Wrong::NotValidForNameContext {
        expected: name(),
        presented: presented.iter().map(|name| (*name).to_owned()).collect(),
    };
    let hosts = |names: &[&str]| {
        ConnectFailure::WrongHost(names.iter().map(|name| (*name).to_owned()).collect())
    };
    for (error, expected) in [
        (wrong(Wrong::Expired), Some(ConnectFailure::CertificateExpired)),
        (
            wrong(Wrong::ExpiredContext { time: now, not_after: now }),
            Some(ConnectFailure::CertificateExpired),
        ),
        (wrong(Wrong::NotValidYet), Some(ConnectFailure::CertificateNotYetValid)),
        (
            wrong(Wrong::NotValidYetContext { time: now, not_before: now }),
            Some(ConnectFailure::CertificateNotYetValid),
        ),
        (wrong(Wrong::NotValidForName), Some(hosts(&[]))),
        (
            wrong(for_others(&["DnsName(\"a.example\")", "IpAddress(10.0.0.1)", "b.example"])),
            Some(hosts(&["a.example", "10.0.0.1", "b.example"])),
        ),
        (
            wrong(Wrong::Other(other(Arc::new(Untrusted(from()))))),
            Some(ConnectFailure::UnknownAuthority(from())),
        ),
        (
            wrong(Wrong::Other(other(Arc::new(io::Error::other("?"))))),
            Some(ConnectFailure::BadCertificate),
        ),
        (wrong(Wrong::BadSignature), Some(ConnectFailure::BadCertificate)),
        (
            Error::Other(other(Arc::new(Unreadable(from())))),
            Some(ConnectFailure::NoAuthorities(from())),
        ),
        (Error::Other(other(Arc::new(io::Error::other("?")))), None),
        (Error::InvalidMessage(InvalidMessage::InvalidContentType), Some(ConnectFailure::NotTls)),
        (
            Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon),
            Some(ConnectFailure::HandshakeRefused),
        ),
        (Error::DecryptError, None),
    ] {
        assert_eq!(of_rustls(&error), expected, "{error}");
    }
    for (alert, expected) in [
        (Alert::CertificateRequired, Some(ConnectFailure::ClientCertificateWanted)),
        (Alert::BadCertificate, Some(ConnectFailure::ClientCertificateWanted)),
        (Alert::NoCertificate, Some(ConnectFailure::ClientCertificateWanted)),
        (Alert::HandshakeFailure, Some(ConnectFailure::HandshakeRefused)),
        (Alert::ProtocolVersion, Some(ConnectFailure::HandshakeRefused)),
        (Alert::InsufficientSecurity, Some(ConnectFailure::HandshakeRefused)),
        (Alert::UnrecognisedName, Some(ConnectFailure::HandshakeRefused)),
        (Alert::AccessDenied, Some(ConnectFailure::HandshakeRefused)),
        (Alert::InternalError, None),
    ] {
        let error = rustls::Error::AlertReceived(alert);
        assert_eq!(of_rustls(&error), expected, "{error}");
        // What an I/O error wraps is found as well.
        let wrapped = io::Error::other(error);
        assert_eq!(chain(&wrapped).find_map(of_tls), expected, "{wrapped}");
    }
}

/// The HTTP library as it is set up without this crate.
fn library() -> reqwest::ClientBuilder {
    // It may be there already.
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

/// What becomes of a request through a proxy that does this with each connection.
async fn through(proxy: impl Fn(std::net::TcpStream) + Send + 'static) -> TransportError {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || listener.incoming().flatten().for_each(proxy));
    asked(&format!("http://{address}")).await
}

/// Nobody answers there; the proxy alone would look the name up.
async fn asked(proxy: &str) -> TransportError {
    let client = library().proxy(reqwest::Proxy::all(proxy).unwrap()).build().unwrap();
    client.get("https://press.example/").send().await.unwrap_err().into()
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn what_a_proxy_does_instead_of_connecting_is_told() {
    use std::io::{BufRead as _, BufReader, Write as _};

    for (answer, expected) in [
        ("407 Proxy Authentication Required", ConnectFailure::ProxyWantsCredentials),
        ("403 Forbidden", ConnectFailure::ProxyRefuses),
        ("502 Bad Gateway", ConnectFailure::ProxyRefuses),
        ("", ConnectFailure::ProxyBroke),
    ] {
        let error = through(move |mut stream| {
            let mut head = BufReader::new(stream.try_clone().unwrap()).lines();
            while head.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            if !answer.is_empty() {
                write!(stream, "HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n").unwrap();
            }
        })
        .await;
        assert_eq!(error.kind, TransportErrorKind::Connect, "{answer}");
        assert_eq!(error.failure, Some(expected), "{answer}: {:?}", error.cause);
    }
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = asked(&format!("http://{gone}")).await;
    assert_eq!(error.kind, TransportErrorKind::Connect);
    assert_eq!(error.failure, Some(ConnectFailure::ProxyUnreachable), "{:?}", error.cause);
}

/// The request is no part of it: a query may hold what must not be logged.
#[tokio::test]
async fn an_error_of_the_library_is_kept_without_the_address() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = library().build().unwrap();
    let error = client.get(format!("http://{gone}/?name=s3cr3t")).send().await.unwrap_err();
    assert!(error.to_string().contains("s3cr3t"));
    let error = TransportError::from(error);
    assert_eq!((error.kind, error.failure), (TransportErrorKind::Connect, None));
    assert!(!format!("{:?}", error.cause).contains("s3cr3t"), "{:?}", error.cause);
    let error = client.get("no address").send().await.unwrap_err();
    assert_eq!(TransportError::from(error).kind, TransportErrorKind::Build);
}

/// A body that breaks off in this way as soon as it is sent.
struct Failing(Option<io::Error>);

impl hyper::body::Body for Failing {
    type Data = bytes::Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<io::Result<hyper::body::Frame<bytes::Bytes>>>> {
        std::task::Poll::Ready(self.0.take().map(Err))
    }
}

/// What becomes of a request whose connection fails in this way while the request is sent.
async fn sending(error: io::Error) -> TransportError {
    // Connections are made, and nobody reads.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", mute.local_addr().unwrap());
    let body = reqwest::Body::wrap(Failing(Some(error)));
    library().build().unwrap().post(url).body(body).send().await.unwrap_err().into()
}

/// The limit of an HTTP client is one that somebody set; the system gives up on a connection by itself.
#[tokio::test]
async fn a_time_that_the_system_gives_up_after_is_a_broken_connection_and_no_limit() {
    for (error, kind) in [
        (io::Error::from(io::ErrorKind::ConnectionReset), TransportErrorKind::Broken),
        (io::Error::from(io::ErrorKind::TimedOut), TransportErrorKind::ReadTimeout),
        (io::Error::new(io::ErrorKind::TimedOut, "its limit"), TransportErrorKind::ReadTimeout),
        #[cfg(target_os = "linux")]
        (io::Error::from_raw_os_error(110), TransportErrorKind::Broken),
        #[cfg(target_os = "linux")]
        (io::Error::from_raw_os_error(104), TransportErrorKind::Broken),
    ] {
        let said = error.to_string();
        let error = sending(error).await;
        assert_eq!((error.kind, error.failure), (kind, None), "{said}");
    }
}

/// With TLS 1.3 a client learns only when it already sends that it should have shown a certificate.
#[cfg(feature = "rustls")]
#[tokio::test]
async fn a_certificate_that_is_asked_for_while_the_request_is_sent_is_told_as_that() {
    use rustls::AlertDescription as Alert;

    let wanted = Some(ConnectFailure::ClientCertificateWanted);
    for (alert, kind, failure) in [
        (Alert::CertificateRequired, TransportErrorKind::Unaccepted, wanted),
        (Alert::InternalError, TransportErrorKind::Broken, None),
        (Alert::HandshakeFailure, TransportErrorKind::Broken, None),
    ] {
        let error = sending(io::Error::other(rustls::Error::AlertReceived(alert))).await;
        assert_eq!((error.kind, error.failure), (kind, failure), "{alert:?}");
    }
}

#[test]
fn each_text_of_another_library_has_its_reason() {
    let unknown = || Some(ConnectFailure::UnknownAuthority(unknown()));
    let host = || Some(ConnectFailure::WrongHost(Vec::new()));
    for (text, expected) in [
        ("CertificateExpired", Some(ConnectFailure::CertificateExpired)),
        ("hostname mismatch", host()),
        ("IP address mismatch", host()),
        ("self signed certificate in chain", unknown()),
        ("unable to get local issuer certificate", unknown()),
        ("packet length too long", Some(ConnectFailure::NotTls)),
        ("sslv3 alert bad certificate", Some(ConnectFailure::ClientCertificateWanted)),
        ("sslv3 alert handshake failure", Some(ConnectFailure::HandshakeRefused)),
        ("tlsv1 alert protocol version", Some(ConnectFailure::HandshakeRefused)),
        ("", None),
    ] {
        assert_eq!(of_text(text), expected, "{text}");
    }
}

#[test]
fn what_openssl_says_is_read() {
    let verify = "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:";
    let read = |reason: &str| of_text(&format!("{verify} ({reason})"));
    assert_eq!(read("certificate has expired"), Some(ConnectFailure::CertificateExpired));
    assert_eq!(read("certificate is not yet valid"), Some(ConnectFailure::CertificateNotYetValid));
    assert_eq!(read("Hostname mismatch"), Some(ConnectFailure::WrongHost(Vec::new())));
    assert!(matches!(read("self-signed certificate"), Some(ConnectFailure::UnknownAuthority(_))));
    assert_eq!(read("invalid CA certificate"), Some(ConnectFailure::BadCertificate));
    let alert = "error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../ssl/record/rec_layer_s3.c:1605:SSL alert number 116";
    assert_eq!(of_text(alert), Some(ConnectFailure::ClientCertificateWanted));
    let http = "error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:";
    assert_eq!(of_text(http), Some(ConnectFailure::NotTls));
    assert_eq!(of_text("connection refused"), None);
}
