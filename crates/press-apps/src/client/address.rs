//! The base URL: read once, so that a mistake is found when the client is made and not at the first call.

use std::fmt;

use url::{Host, Url};

/// A base URL that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Without a trailing slash.
    pub(crate) url: String,
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
            other => {
                return Err(format!(
                    "the base URL starts with {other}://; only https (and http to this machine) is possible"
                ));
            }
        }
        Ok(Self {
            host: host.to_string(),
            port: url.port(),
            secure: url.scheme() == "https",
            here,
            url: url.as_str().trim_end_matches('/').to_owned(),
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

/// Whether the host is this machine.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
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
        ] {
            assert!(base_url(text, false).unwrap_err().contains("allow_http"), "{text}");
            assert!(base_url(text, true).is_ok(), "{text}");
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
