//! The base URL: read once, so that a mistake is found when the client is made and not at the first call.

use std::fmt;

use press_apps_api::operations::OPERATIONS;
use url::{Host, Url};

/// A base URL that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Without a trailing slash.
    pub(crate) url: String,
    /// The same, read: what the URL of a request begins with.
    pub(crate) base: Url,
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) secure: bool,
    /// Whether the host is this machine.
    pub(crate) here: bool,
}

impl Address {
    /// Checks a base URL, or says what is wrong with it.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| {
            format!("the base URL is not a URL ({error}); write it like https://press.peak.ai")
        })?;
        // From here on the text may hold a password, so no message shows it.
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the base URL holds a user name or password; remove it and give the token to the builder".into());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(
                "the base URL has a query or fragment; give only scheme, host and path".into()
            );
        }
        let Some(host) = url.host() else {
            return Err("the base URL has no host; write it like https://press.peak.ai".into());
        };
        let here = is_loopback(&host);
        match url.scheme() {
            "https" => {}
            "http" if allow_http || here => {}
            "http" => {
                return Err(format!(
                    "the base URL is plain http to {host}, which would show the token to everyone on the way; use https, or call `.allow_http(true)`"
                ));
            }
            // The text is not shown: it may be a token that was put there.
            _ => {
                return Err(
                    "the base URL does not start with https://; only that (and http:// to this machine) is possible".into(),
                );
            }
        }
        let base = url.as_str().trim_end_matches('/');
        if let Some(given) = own_path(url.path()) {
            return Err(format!(
                "the base URL ends in {given}, which every request adds by itself; write it as {}",
                base[..base.len() - given.len()].trim_end_matches('/')
            ));
        }
        if let Err(reason) = base.parse::<http::Uri>() {
            return Err(format!("the base URL cannot be sent ({reason})"));
        }
        Ok(Self {
            host: host.to_string(),
            port: url.port(),
            secure: url.scheme() == "https",
            here,
            url: base.to_owned(),
            base: url,
        })
    }
}

impl fmt::Display for Address {
    /// Host and port, as people name a server.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.host),
            None => f.write_str(&self.host),
        }
    }
}

/// The end of a path that is a beginning of the paths of the API, such as `/v1`: as it is written in the base URL.
fn own_path(path: &str) -> Option<&str> {
    let path = path.trim_end_matches('/');
    let own = OPERATIONS.iter().flat_map(|operation| {
        let fixed = operation.path.split('{').next().unwrap_or_default().trim_end_matches('/');
        let ends = fixed.match_indices('/').map(|(at, _)| at).chain([fixed.len()]);
        ends.filter(|end| *end > 0).map(|end| &fixed[..end])
    });
    own.filter_map(|own| {
        path.get(path.len().checked_sub(own.len())?..).filter(|end| end.eq_ignore_ascii_case(own))
    })
    .max_by_key(|end| end.len())
}

/// Whether the host is this machine, whoever is asked. Names below `localhost` are not: a name server may say anything about them.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
        }
        Host::Domain(name) => *name == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_url(text: &str, allow_http: bool) -> Result<String, String> {
        Address::parse(text, allow_http).map(|address| address.url)
    }

    #[test]
    fn slashes_at_the_end_are_dropped_and_a_path_is_kept() {
        for (text, url) in [
            ("https://press.peak.ai", "https://press.peak.ai"),
            ("https://press.peak.ai//", "https://press.peak.ai"),
            ("https://gate.example/press/", "https://gate.example/press"),
            ("HTTP://LOCALHOST:8080", "http://localhost:8080"),
            ("http://127.0.0.9:1", "http://127.0.0.9:1"),
            ("http://[::1]:1", "http://[::1]:1"),
            ("http://[::ffff:127.0.0.1]:1", "http://[::ffff:7f00:1]:1"),
            ("http://127.1", "http://127.0.0.1"),
            ("https://gate.example/v1beta", "https://gate.example/v1beta"),
            ("https://gate.example/v1/press", "https://gate.example/v1/press"),
            ("https://gate.example/my-v1", "https://gate.example/my-v1"),
            ("https://v1", "https://v1"),
        ] {
            assert_eq!(base_url(text, false).as_deref(), Ok(url));
        }
    }

    #[test]
    fn plain_http_needs_permission_unless_the_host_is_this_machine() {
        for text in [
            "http://press.peak.ai",
            "http://10.0.0.1",
            "http://localhost.example",
            "http://128.0.0.1",
            "http://x.localhost",
            "http://localhost.",
            "http://[::ffff:10.0.0.1]",
            "http://[::]",
            "http://0.0.0.0",
        ] {
            assert!(base_url(text, false).unwrap_err().contains("allow_http"), "{text}");
            assert!(base_url(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_path_that_every_request_adds_is_refused_with_the_address_that_is_meant() {
        for (text, meant) in [
            ("https://press.peak.ai/v1", "https://press.peak.ai"),
            ("https://press.peak.ai/v1//", "https://press.peak.ai"),
            ("https://gate.example/press/V1/", "https://gate.example/press"),
            ("https://press.peak.ai/v1/apps", "https://press.peak.ai"),
            ("https://press.peak.ai/v1/apps/specs/", "https://press.peak.ai"),
            ("https://gate.example/v1/v1/apps/deployments", "https://gate.example/v1"),
            ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080"),
        ] {
            let refused = base_url(text, false).unwrap_err();
            assert!(refused.ends_with(&format!("write it as {meant}")), "{text}: {refused}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_meant_is_refused_without_showing_secrets() {
        for text in [
            "",
            "press.peak.ai",
            "ftp://press.peak.ai",
            "file:///etc",
            "https://user:s3cr3t@press.peak.ai",
            "https://s3cr3t@press.peak.ai",
            "https://press.peak.ai?key=s3cr3t",
            "https://press.peak.ai#s3cr3t",
            "mailto:a@b",
            "https://a\"b",
            &format!("https://press.peak.ai/{}", "x".repeat(70_000)),
        ] {
            let refused = base_url(text, true).unwrap_err();
            assert!(!refused.contains("s3cr3t"), "{refused}");
        }
    }

    #[test]
    fn a_server_is_named_by_host_and_port() {
        let name = |text| Address::parse(text, false).unwrap().to_string();
        assert_eq!(name("https://press.peak.ai/x"), "press.peak.ai");
        assert_eq!(name("https://press.peak.ai:443"), "press.peak.ai");
        assert_eq!(name("http://127.0.0.1:8080"), "127.0.0.1:8080");
        assert_eq!(name("http://[::1]:8080"), "[::1]:8080");
    }
}
