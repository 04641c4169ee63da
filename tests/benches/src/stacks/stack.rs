//! What the stacks share: what each can be asked, and what is the same for all that are made by hand.

use std::time::Duration;

use crate::job::Work;
use crate::{Result, plain, sample};

/// The token of every call; no server looks at it.
pub(super) const TOKEN: &str = "bench-token-0123456789";

/// One client, with the connections it keeps.
pub trait Stack {
    /// Describes one spec so many times, one call after the other.
    ///
    /// # Errors
    /// When a call fails or gives something else.
    fn describe(&mut self, times: u64) -> Result<Work>;

    /// The whole list, collected, with so many pages under way at once.
    ///
    /// # Errors
    /// When a call fails.
    fn list(&mut self, page: u64, k: u64) -> Result<Listed>;

    /// The whole list as a stream of items that are dropped as they come.
    ///
    /// # Errors
    /// When a call fails.
    fn stream(&mut self, page: u64, k: u64) -> Result<Work>;
}

/// A list that was collected. What it holds is looked at when the clock has stopped.
#[derive(Debug)]
pub enum Listed {
    /// As [`plain`] types.
    Plain(Vec<plain::Spec>),
    /// As generated types.
    Typed(Vec<press_apps_api::types::Spec>),
}

impl Listed {
    /// What was got.
    #[must_use]
    pub fn work(&self) -> Work {
        match self {
            Self::Plain(specs) => counted(specs.iter().map(|spec| &*spec.id)),
            Self::Typed(specs) => counted(specs.iter().map(|spec| &*spec.id)),
        }
    }
}

/// The runtime of every stack that needs one: on the one thread, so that the time of the process is its own.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// The HTTP client of those that are made by hand, which trusts the fixture's authority if the run has one.
pub(super) fn http_client() -> Result<::reqwest::Client> {
    let mut headers = http::HeaderMap::new();
    headers.insert(http::header::AUTHORIZATION, http::HeaderValue::from_static(TOKEN));
    let builder = ::reqwest::Client::builder()
        .default_headers(headers)
        .no_proxy()
        .pool_idle_timeout(Duration::from_secs(4))
        .tls_backend_preconfigured(trust()?);
    Ok(builder.build()?)
}

fn trust() -> Result<rustls::ClientConfig> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    let mut roots = rustls::RootCertStore::empty();
    if let Some(file) = std::env::var_os("SSL_CERT_FILE") {
        for certificate in CertificateDer::pem_file_iter(file)? {
            roots.add(certificate?)?;
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn counted<'a>(ids: impl Iterator<Item = &'a str>) -> Work {
    let mut work = Work::default();
    ids.for_each(|id| work.add(number(id)));
    work
}

/// The number in an id; of an id that is none of the fixture's, one that no checksum is right with.
pub(super) fn number(id: &str) -> u64 {
    sample::number_of(id).unwrap_or(u64::from(u32::MAX))
}

/// Holds that a describe gave what was asked for.
pub(super) fn described(work: &mut Work, id: &str) -> Result<()> {
    if id != sample::SPEC_ID {
        return Err(format!("asked for {}, got {id}", sample::SPEC_ID).into());
    }
    work.items += 1;
    Ok(())
}
