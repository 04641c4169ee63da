//! The HTTP clients below, with everything off that would act on its own: no redirects, no retries, no cookies.
//!
//! There are two. Creates have one that keeps no connection: what a server closes while a request is on its way leaves open whether the
//! request was carried out, and a create must not be left open for so little. Everything else shares one that keeps connections for a
//! few seconds. `.netrc` is never read. What a limit means, and which attempt it ends, is decided in [`crate::request`].

use std::time::Duration;

use press_apps_api::RetryClass;

use super::proxy::Proxy;

/// The HTTP clients of a client.
pub(crate) struct Http {
    /// For everything that can be repeated, and to build requests with.
    pub(crate) shared: reqwest::Client,
    creates: reqwest::Client,
    /// How to make the same again; `None` for a client of the caller's.
    #[cfg(feature = "blocking")]
    made_by: Option<(Connection, Tls)>,
}

impl Http {
    /// One client of the caller's for everything.
    pub(super) fn supplied(client: reqwest::Client) -> Self {
        Self {
            shared: client.clone(),
            creates: client,
            #[cfg(feature = "blocking")]
            made_by: None,
        }
    }

    /// The same once more, with connections of its own; `None` if it is a client of the caller's, of which there is only the one.
    #[cfg(feature = "blocking")]
    pub(crate) fn again(&self) -> Result<Option<Self>, String> {
        let made_by = self.made_by.clone();
        made_by.map(|(connection, tls)| connection.with(tls)).transpose()
    }

    /// The client that sends the requests of a class.
    pub(crate) fn of(&self, class: RetryClass) -> &reqwest::Client {
        match class {
            RetryClass::Create => &self.creates,
            _ => &self.shared,
        }
    }
}

/// Settings of the HTTP clients.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) connect_timeout: Option<Duration>,
    /// How long a connection is kept that nobody uses.
    pub(crate) idle: Option<Duration>,
    /// Whether it talks https.
    pub(crate) secure: bool,
    pub(crate) proxy: Option<Proxy>,
}

impl Connection {
    /// Makes the HTTP clients.
    pub(crate) fn clients(self) -> Result<Http, String> {
        let tls = Tls::new(self.secure)?;
        self.with(tls)
    }

    fn with(self, tls: Tls) -> Result<Http, String> {
        let shared = match self.idle {
            Some(Duration::ZERO) => self.builder().pool_max_idle_per_host(0),
            idle => self.builder().pool_idle_timeout(idle),
        };
        let creates = self.builder().pool_max_idle_per_host(0);
        Ok(Http {
            shared: made(tls.add_to(shared))?,
            creates: made(tls.add_to(creates))?,
            #[cfg(feature = "blocking")]
            made_by: Some((self, tls)),
        })
    }

    fn builder(&self) -> reqwest::ClientBuilder {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            // Also where another crate of the build switches these on.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            // The environment was read before: an unreadable variable would be passed over here.
            .no_proxy();
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        match &self.proxy {
            Some(proxy) => builder.proxy(proxy.setting()),
            None => builder,
        }
    }
}

fn made(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, String> {
    builder.build().map_err(|error| {
        format!("the HTTP client cannot be made: {}", crate::error::Cause::of(&error).root())
    })
}

/// How both clients do TLS; with rustls they share the sessions that can be resumed.
#[derive(Clone)]
struct Tls {
    #[cfg(feature = "rustls")]
    config: rustls::ClientConfig,
}

#[cfg(feature = "rustls")]
impl Tls {
    fn new(_secure: bool) -> Result<Self, String> {
        let config = super::tls::config();
        Ok(Self { config: config.map_err(|error| format!("TLS cannot be set up: {error}"))? })
    }

    fn add_to(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.config.clone())
    }
}

/// The platform's TLS library.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
impl Tls {
    #[allow(clippy::unnecessary_wraps)] // the same signature as with rustls
    fn new(_secure: bool) -> Result<Self, String> {
        Ok(Self {})
    }

    fn add_to(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder.tls_backend_native()
    }
}

/// No TLS: fine for plain http, and said at once for anything else.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
impl Tls {
    fn new(secure: bool) -> Result<Self, String> {
        if secure {
            return Err("the base URL is https, but press-apps was built without TLS; enable its feature `rustls` or `native-tls`".into());
        }
        Ok(Self {})
    }

    fn add_to(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        builder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_for_plain_http_can_be_made_on_any_machine() {
        for idle in [None, Some(Duration::ZERO), Some(Duration::from_secs(4))] {
            let connection = Connection { connect_timeout: None, idle, secure: false, proxy: None };
            assert!(connection.clients().is_ok());
        }
    }
}
