//! Why no connection could be made, as far as it is known, and what to do about it.
//!
//! Which error of which library means what is read in [`crate::request`]; nothing here looks at one.

use std::borrow::Cow;
use std::fmt;

/// A reason that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConnectFailure {
    CertificateExpired,
    CertificateNotYetValid,
    /// The certificate is for other hosts; these, if it names any.
    WrongHost(Vec<String>),
    /// The certificate comes from an authority that is not among those of this place.
    UnknownAuthority(Authorities),
    /// The certificate is wrong in another way.
    BadCertificate,
    /// Whom to trust cannot be read from this place.
    #[cfg_attr(not(feature = "rustls"), allow(dead_code))] // other TLS libraries do not tell
    NoAuthorities(Authorities),
    NotTls,
    ClientCertificateWanted,
    HandshakeRefused,
    ProxyWantsCredentials,
    ProxyRefuses,
    ProxyUnreachable,
    ProxyBroke,
    /// The connection to the proxy itself is https, and cannot be made.
    ProxyNotTrusted,
}

/// Whether `SSL_CERT_FILE` and `SSL_CERT_DIR` name the trusted authorities. On Windows and the systems of Apple the system alone is asked.
pub(crate) const NAMED_BY_VARIABLES: bool =
    cfg!(all(unix, not(target_vendor = "apple"), not(target_os = "android")));

/// Where the certificates of the authorities come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Authorities {
    /// The files and folders, with the variables that name them.
    pub(crate) place: String,
    pub(crate) named_by: NamedBy,
}

/// Who says which authorities are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedBy {
    System,
    Variables,
    /// The HTTP client that the caller supplied.
    HttpClient,
}

impl Authorities {
    /// Those of an HTTP client of the caller's, which nobody can look into.
    pub(crate) fn of_http_client() -> Self {
        Self {
            place: "the settings of the supplied HTTP client".into(),
            named_by: NamedBy::HttpClient,
        }
    }
}

impl ConnectFailure {
    /// Whether a second attempt would fail in the same way.
    pub(crate) fn is_lasting(&self) -> bool {
        !matches!(self, Self::ProxyRefuses | Self::ProxyUnreachable | Self::ProxyBroke)
    }

    /// Whether the cause below says more than these words.
    pub(crate) fn needs_cause(&self) -> bool {
        matches!(
            self,
            Self::BadCertificate
                | Self::HandshakeRefused
                | Self::ProxyUnreachable
                | Self::ProxyBroke
                | Self::ProxyNotTrusted
        )
    }

    /// What to do next.
    pub(crate) fn advice(&self) -> Cow<'static, str> {
        match self {
            Self::CertificateExpired => {
                "Check the clock of this machine; if it is right, whoever runs the service or the gateway before it has to renew the certificate."
            }
            Self::CertificateNotYetValid => {
                "Check the clock of this machine; if it is right, the certificate of the service or of the gateway before it was put in place too early."
            }
            Self::WrongHost(_) => {
                "Give a host that the certificate is for as the base URL; if the host is right, something else answers there (a gateway, a wrong address in DNS)."
            }
            Self::UnknownAuthority(Authorities { named_by: NamedBy::HttpClient, .. }) => {
                "Add the certificate of the authority to the HTTP client that was supplied."
            }
            Self::UnknownAuthority(from) if from.named_by == NamedBy::Variables => {
                return format!(
                    "Only the authorities in {} are trusted, in place of those of the system: add the missing one to them, or unset the variable.",
                    from.place
                )
                .into();
            }
            Self::UnknownAuthority(_) if !NAMED_BY_VARIABLES => {
                "If this network inspects https, add the certificate of its authority to those that the system trusts."
            }
            Self::UnknownAuthority(_) => {
                "If this network inspects https, name a file with the certificate of its authority in SSL_CERT_FILE; otherwise install the certificates of the system anew (the package is often named ca-certificates)."
            }
            Self::BadCertificate => {
                "Whoever runs the service or the gateway before it has to correct the certificate; to try again does not help."
            }
            Self::NoAuthorities(from) if from.named_by == NamedBy::Variables => {
                return format!(
                    "Correct {}, which has to be PEM files with certificates, or unset the variable.",
                    from.place
                )
                .into();
            }
            Self::NoAuthorities(_) if !NAMED_BY_VARIABLES => {
                "Restore the certificates that the system trusts."
            }
            Self::NoAuthorities(_) => {
                "Install the certificates of the system (the package is often named ca-certificates), or name a file with some in SSL_CERT_FILE."
            }
            Self::NotTls => {
                "Check the port of the base URL; a service with plain http has one that starts with http:// (and needs `.allow_http(true)` unless it is this machine)."
            }
            Self::ClientCertificateWanted => {
                "The service or the gateway before it only talks to those who show a certificate: give `.http_client(..)` (feature `reqwest-client`) a client with an `identity`."
            }
            Self::HandshakeRefused => {
                "Check the host and port of the base URL; the server may want a client certificate, or speak no TLS of version 1.2 or 1.3."
            }
            Self::ProxyWantsCredentials => {
                "Put the user name and password for the proxy into the variable, like http://user:password@proxy.example:3128, with special characters percent-encoded."
            }
            Self::ProxyRefuses => {
                "Ask whoever runs the proxy to let the host of the service through, or name the host in NO_PROXY if it can be reached directly."
            }
            Self::ProxyUnreachable | Self::ProxyBroke => {
                "Check the proxy and its address in the variable, or name the host of the service in NO_PROXY if it can be reached directly."
            }
            Self::ProxyNotTrusted => {
                "Check the scheme of the proxy's address in the variable (most proxies are reached by http://), and its certificate."
            }
        }
        .into()
    }
}

impl fmt::Display for ConnectFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CertificateExpired => "its certificate has expired",
            Self::CertificateNotYetValid => "its certificate is not valid yet",
            Self::WrongHost(names) if names.is_empty() => "its certificate is for another host",
            Self::WrongHost(names) => {
                let more = if names.len() > 3 { " and others" } else { "" };
                let names = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
                return write!(f, "its certificate is for {names}{more}");
            }
            Self::UnknownAuthority(from) => {
                return write!(
                    f,
                    "its certificate comes from an authority that is not trusted here; trusted are those in {}",
                    from.place
                );
            }
            Self::BadCertificate => "its certificate is not valid",
            Self::NoAuthorities(from) => {
                return write!(f, "no certificate of an authority can be read from {}", from.place);
            }
            Self::NotTls => "what answers there does not speak TLS",
            Self::ClientCertificateWanted => "it wants a client certificate",
            Self::HandshakeRefused => "it refuses the TLS handshake",
            Self::ProxyWantsCredentials => "the proxy wants a user name and password",
            Self::ProxyRefuses => "the proxy does not let the connection through",
            Self::ProxyUnreachable => "the proxy cannot be reached",
            Self::ProxyBroke => "the connection to the proxy broke",
            Self::ProxyNotTrusted => "no TLS connection to the proxy can be made",
        })
    }
}
