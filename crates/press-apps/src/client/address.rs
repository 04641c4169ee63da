//! The base URL: read once, so that a mistake is found when the client is made and not at the first call.

use url::{Host, Url};

/// The checked base URL without a trailing slash, or what is wrong with it.
pub(crate) fn base_url(text: &str, allow_http: bool) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| {
        format!("the base URL is not a URL ({error}); write it like https://press.peak.ai")
    })?;
    // From here on the text may hold a password, so no message shows it.
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the base URL holds a user name or password; remove it and give the token to the builder".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the base URL has a query or fragment; give only scheme, host and path".into());
    }
    let Some(host) = url.host() else {
        return Err("the base URL has no host; write it like https://press.peak.ai".into());
    };
    match url.scheme() {
        "https" => {}
        "http" if allow_http || is_loopback(&host) => {}
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
    Ok(url.as_str().trim_end_matches('/').to_owned())
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

/// Host and port of a checked base URL, for messages and spans.
pub(crate) fn server(base_url: &str) -> String {
    Url::parse(base_url)
        .ok()
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(match url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host,
            })
        })
        .unwrap_or_else(|| "the service".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert!(
                base_url(text, false).unwrap_err().contains("allow_http"),
                "{text}"
            );
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
    fn the_server_is_host_and_port() {
        assert_eq!(server("https://press.peak.ai/x"), "press.peak.ai");
        assert_eq!(server("http://127.0.0.1:8080"), "127.0.0.1:8080");
    }
}
