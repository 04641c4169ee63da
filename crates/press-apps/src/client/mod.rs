//! The client: settings and connections that all calls share.
//!
//! Making one does no I/O. The way of a call is in [`crate::request`]; the builders of each operation are in [`crate::ops`].

mod address;
mod builder;
mod env;
mod http;
mod proxy;
mod settings;
mod target;
#[cfg(feature = "rustls")]
pub(crate) mod tls;

pub(crate) use address::Address;
pub use builder::ClientBuilder;
#[cfg(feature = "blocking")]
pub(crate) use http::Http;
#[cfg(test)]
pub(crate) use proxy::Proxy;
pub use settings::{Setting, SettingSource, Settings};

use std::fmt;
use std::sync::Arc;

use ::http::HeaderValue;
use press_apps_api::RetryClass;

use crate::error::Error;
use crate::hooks::Hook;
use crate::redact::Redactor;
use crate::request::{Limits, Wire};
use crate::retry::{Budget, RetryPolicy, Throttle};
use crate::stage::Stage;
use crate::time::{Clock, Random};

/// A client of the Press Apps API.
///
/// Cheap to clone; clones share connections, the retry budget, and the pace that the service allows. Making one sends nothing.
///
/// ```
/// use press_apps::{Client, Stage};
///
/// let client = Client::builder().token("my token").stage(Stage::Beta).build()?;
/// assert_eq!(client.base_url(), "https://press.beta.peak.ai");
/// # Ok::<(), press_apps::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

/// What clones share.
pub(crate) struct Inner {
    pub(crate) address: Address,
    pub(crate) stage: Option<Stage>,
    pub(crate) redactor: Redactor,
    pub(crate) authorization: HeaderValue,
    pub(crate) user_agent: HeaderValue,
    pub(crate) http: http::Http,
    /// The runtime for calls without async.
    #[cfg(feature = "blocking")]
    pub(crate) blocking: crate::blocking::Blocking,
    /// The proxy on the way to the service.
    pub(crate) proxy: Option<proxy::Proxy>,
    pub(crate) wire: Wire,
    pub(crate) settings: Settings,
    pub(crate) limits: Limits,
    /// How large the body of a success may be, in bytes.
    pub(crate) max_body: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) throttle: Throttle,
    pub(crate) hooks: Vec<Arc<dyn Hook>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl Inner {
    /// The HTTP client that sends the requests of a class here.
    ///
    /// A kept connection is driven by the runtime that made it. Within a call without async that is the client's own: another one may be
    /// what the call blocks.
    pub(crate) fn http_of(&self, class: RetryClass) -> &reqwest::Client {
        #[cfg(feature = "blocking")]
        if crate::blocking::is_calling()
            && let Some(http) = self.blocking.http()
        {
            return http.of(class);
        }
        self.http.of(class)
    }

    /// The service, and the proxy on the way to it, as an error names them.
    pub(crate) fn destination(&self) -> String {
        match &self.proxy {
            Some(proxy) => format!("{} through {proxy}", self.address),
            None => self.address.to_string(),
        }
    }
}

impl Client {
    /// The base URL, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.inner.address.url
    }

    /// The stage; `None` when the base URL was given.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.inner.stage
    }

    /// What the client uses, and where each setting comes from; without the token.
    ///
    /// ```
    /// let client = press_apps::Client::builder()
    ///     .token("any-token")
    ///     .base_url("http://127.0.0.1:8080")
    ///     .build()?;
    /// println!("{}", client.settings());
    /// # assert!(client.settings().to_string().contains("base_url         http://127.0.0.1:8080 (set in code)\n"));
    /// # Ok::<(), press_apps::Error>(())
    /// ```
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// An error as it may leave the client.
    pub(crate) fn hide(&self, error: impl Into<Error>) -> Error {
        error.into().without(&self.inner.redactor)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Client");
        debug.field("base_url", &self.inner.redactor.text(self.base_url().to_owned()));
        if let Some(stage) = self.inner.stage {
            debug.field("stage", &stage);
        }
        debug.finish_non_exhaustive()
    }
}
