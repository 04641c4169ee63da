//! The HTTP client below, with everything off that would act on its own: no redirects, no retries, no cookies.
//!
//! Connections are kept and reused. Proxies are taken from the environment (`HTTPS_PROXY`, `HTTP_PROXY`,
//! `NO_PROXY`), but never used for this machine. `.netrc` is never read.

use std::time::Duration;

/// Settings of the HTTP client.
pub(crate) struct Connection {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    /// Whether it talks https.
    pub(crate) secure: bool,
    /// Whether it talks to this machine.
    pub(crate) here: bool,
}

impl Connection {
    /// Makes the HTTP client.
    pub(crate) fn client(&self) -> Result<reqwest::Client, String> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        if let Some(limit) = self.read_timeout {
            builder = builder.read_timeout(limit);
        }
        if self.here {
            // Plain http is allowed to this machine because it stays there; a proxy would take it, and the token, elsewhere.
            builder = builder.no_proxy();
        }
        tls(builder, self.secure)?.build().map_err(|error| {
            format!("the HTTP client cannot be made: {}", crate::error::Cause::of(&error).root())
        })
    }
}

#[cfg(feature = "rustls")]
fn tls(builder: reqwest::ClientBuilder, _secure: bool) -> Result<reqwest::ClientBuilder, String> {
    let config = super::tls::config().map_err(|error| format!("TLS cannot be set up: {error}"))?;
    Ok(builder.tls_backend_preconfigured(config))
}

/// The platform's TLS library.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
#[allow(clippy::unnecessary_wraps)] // the same signature as with rustls
fn tls(builder: reqwest::ClientBuilder, _secure: bool) -> Result<reqwest::ClientBuilder, String> {
    Ok(builder.tls_backend_native())
}

/// No TLS: fine for plain http, and said at once for anything else.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn tls(builder: reqwest::ClientBuilder, secure: bool) -> Result<reqwest::ClientBuilder, String> {
    if secure {
        return Err("the base URL is https, but press-apps was built without TLS; enable its feature `rustls` or `native-tls`".into());
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_for_plain_http_can_be_made_on_any_machine() {
        let connection =
            Connection { connect_timeout: None, read_timeout: None, secure: false, here: true };
        assert!(connection.client().is_ok());
    }
}
