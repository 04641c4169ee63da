//! What an error of the HTTP library means: which kind it is of, and why there is no connection.
//!
//! The types of the library end here. rustls is read by its types; for other TLS libraries, and for the way through a proxy, whose types
//! are not public, there is only the text. What no text tells stays a failed connection without a reason.

use std::error::Error as StdError;
use std::io;

use super::wire::{TransportError, TransportErrorKind};
use crate::error::{Authorities, Cause, ConnectFailure, NamedBy};

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        let kind = if error.is_builder() {
            TransportErrorKind::Build
        } else if error.is_connect() && error.is_timeout() && !by_the_system(&error) {
            TransportErrorKind::ConnectTimeout
        } else if error.is_connect() {
            TransportErrorKind::Connect
        } else if wants_certificate(&error) {
            TransportErrorKind::Unaccepted
        } else if error.is_timeout() && !by_the_system(&error) {
            TransportErrorKind::ReadTimeout
        } else if is_malformed(&error) {
            TransportErrorKind::Malformed
        } else {
            TransportErrorKind::Broken
        };
        // The URL carries the query, and a filter may hold what must not be logged.
        let error = error.without_url();
        let mut made = Self::new(kind, Cause::of(&error));
        made.failure = match kind {
            TransportErrorKind::Connect => reason(&error),
            TransportErrorKind::Unaccepted => Some(ConnectFailure::ClientCertificateWanted),
            _ => None,
        };
        made
    }
}

/// The error and everything below it, also what an I/O error only wraps.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as &(dyn StdError + 'static)).or_else(|| error.source())
    })
}

/// Whether what came back could not be read as HTTP.
fn is_malformed(error: &reqwest::Error) -> bool {
    chain(error)
        .find_map(|error| error.downcast_ref::<hyper::Error>())
        .is_some_and(hyper::Error::is_parse)
}

/// Whether the system gave up, not a limit of ours or of the caller's HTTP client.
fn by_the_system(error: &reqwest::Error) -> bool {
    chain(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::TimedOut && error.raw_os_error().is_some())
}

/// Why there is no connection.
fn reason(error: &reqwest::Error) -> Option<ConnectFailure> {
    let tls = chain(error).find_map(of_tls);
    let tunnel =
        chain(error).map(ToString::to_string).find(|text| text.starts_with("tunnel error"));
    match tunnel {
        None => tls,
        Some(text) if text.contains("authorization required") => {
            Some(ConnectFailure::ProxyWantsCredentials)
        }
        Some(text) if text.contains("unsuccessful") => Some(ConnectFailure::ProxyRefuses),
        Some(text) if text.contains("failed to create underlying connection") => Some(match tls {
            Some(_) => ConnectFailure::ProxyNotTrusted,
            None => ConnectFailure::ProxyUnreachable,
        }),
        Some(_) => Some(ConnectFailure::ProxyBroke),
    }
}

/// Whether the server ended the handshake because no certificate was shown. With TLS 1.3 the client learns it only when it already sends;
/// the server has read nothing of that.
fn wants_certificate(error: &reqwest::Error) -> bool {
    chain(error).find_map(of_tls) == Some(ConnectFailure::ClientCertificateWanted)
}

fn of_tls(error: &(dyn StdError + 'static)) -> Option<ConnectFailure> {
    #[cfg(feature = "rustls")]
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return of_rustls(error);
    }
    of_text(&error.to_string())
}

#[cfg(feature = "rustls")]
fn of_rustls(error: &rustls::Error) -> Option<ConnectFailure> {
    use rustls::{AlertDescription as Alert, CertificateError as Wrong, Error};

    use crate::client::tls::{Unreadable, Untrusted};

    Some(match error {
        Error::InvalidCertificate(wrong) => match wrong {
            Wrong::Expired | Wrong::ExpiredContext { .. } => ConnectFailure::CertificateExpired,
            Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
                ConnectFailure::CertificateNotYetValid
            }
            Wrong::NotValidForName => ConnectFailure::WrongHost(Vec::new()),
            Wrong::NotValidForNameContext { presented, .. } => {
                ConnectFailure::WrongHost(presented.iter().map(|name| plain_name(name)).collect())
            }
            // The client's own verifier says it in another way.
            Wrong::UnknownIssuer => ConnectFailure::UnknownAuthority(unknown()),
            Wrong::Other(other) => match other.0.downcast_ref::<Untrusted>() {
                Some(Untrusted(from)) => ConnectFailure::UnknownAuthority(from.clone()),
                None => ConnectFailure::BadCertificate,
            },
            _ => ConnectFailure::BadCertificate,
        },
        Error::Other(other) => match other.0.downcast_ref::<Unreadable>() {
            Some(Unreadable(from)) => ConnectFailure::NoAuthorities(from.clone()),
            None => return None,
        },
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => ConnectFailure::NotTls,
        Error::AlertReceived(
            Alert::CertificateRequired | Alert::BadCertificate | Alert::NoCertificate,
        ) => ConnectFailure::ClientCertificateWanted,
        Error::AlertReceived(
            Alert::HandshakeFailure
            | Alert::ProtocolVersion
            | Alert::InsufficientSecurity
            | Alert::UnrecognisedName
            | Alert::AccessDenied,
        )
        | Error::PeerIncompatible(_) => ConnectFailure::HandshakeRefused,
        _ => return None,
    })
}

/// The name out of `DnsName("a.example")` or `IpAddress(10.0.0.1)`, as webpki writes what a certificate is for.
#[cfg(feature = "rustls")]
fn plain_name(name: &str) -> String {
    let inside = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inside.unwrap_or(name).trim_matches('"').to_owned()
}

/// The authorities, where the library does not tell.
fn unknown() -> Authorities {
    if cfg!(feature = "rustls") {
        return Authorities::of_http_client();
    }
    Authorities { place: "the certificates of the system".into(), named_by: NamedBy::System }
}

/// What OpenSSL and the libraries of other systems say.
fn of_text(text: &str) -> Option<ConnectFailure> {
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    if says(&["certificate has expired", "CertificateExpired"]) {
        Some(ConnectFailure::CertificateExpired)
    } else if says(&["certificate is not yet valid"]) {
        Some(ConnectFailure::CertificateNotYetValid)
    } else if says(&["hostname mismatch", "Hostname mismatch", "IP address mismatch"]) {
        Some(ConnectFailure::WrongHost(Vec::new()))
    } else if says(&[
        "self-signed certificate",
        "self signed certificate",
        "local issuer certificate",
    ]) {
        Some(ConnectFailure::UnknownAuthority(unknown()))
    } else if says(&["certificate verify failed"]) {
        Some(ConnectFailure::BadCertificate)
    } else if says(&["wrong version number", "packet length too long"]) {
        Some(ConnectFailure::NotTls)
    } else if says(&["alert certificate required", "alert bad certificate"]) {
        Some(ConnectFailure::ClientCertificateWanted)
    } else if says(&["alert handshake failure", "alert protocol version"]) {
        Some(ConnectFailure::HandshakeRefused)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
