//! The proxy on the way to the service, as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name it.
//!
//! It is chosen once, when the client is made: a client talks to one address. A variable that cannot be read is an error there, because
//! to pass it over would send the token another way than was asked for. Nothing here connects, and no message shows a value.

use std::ffi::OsString;
use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;

use super::Address;

/// The variables for https, and those for plain http. The first that is not empty is the one.
const SECURE: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const PLAIN: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
/// The variables for what needs no proxy.
const NONE_FOR: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// A proxy, and who named it.
#[derive(Clone)]
pub(crate) struct Proxy {
    variable: &'static str,
    /// Host and port, without a user name or password.
    server: String,
    /// Whether it sees the requests themselves, because they are plain http.
    pub(crate) sees_requests: bool,
    setting: reqwest::Proxy,
}

impl Proxy {
    /// The proxy for `address`, if there is one; an error names a variable that cannot be used.
    pub(crate) fn of(
        address: &Address,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Option<Self>, String> {
        // Plain http is allowed to this machine because it stays there; a proxy would take it, and the token, elsewhere.
        if address.here {
            return Ok(None);
        }
        let first = |names: &[&'static str]| {
            let named = names.iter().map(|name| (*name, variable(name).unwrap_or_default()));
            named.into_iter().find(|(_, value)| !value.is_empty())
        };
        let mut names = if address.secure { SECURE.as_slice() } else { PLAIN.as_slice() };
        // A CGI program gets the header `Proxy` of its request under this name: it would be the visitor who chooses.
        if names[0] == "HTTP_PROXY" && variable("REQUEST_METHOD").is_some() {
            names = &names[1..];
        }
        let Some((name, value)) = first(names) else {
            return Ok(None);
        };
        let none_for = match first(&NONE_FOR) {
            Some((name, value)) => value.into_string().map_err(|_| {
                format!("the variable {name} is not UTF-8 text; correct or unset it")
            })?,
            None => String::new(),
        };
        let target = address.url.parse::<http::Uri>().unwrap_or_default();
        if Matcher::builder().all("http://proxy").no(none_for).build().intercept(&target).is_none()
        {
            return Ok(None);
        }
        let unreadable = || {
            format!(
                "the variable {name} does not hold the address of a proxy; write it like http://proxy.example:3128, or unset it"
            )
        };
        let value = value.into_string().map_err(|_| unreadable())?;
        let found = Matcher::builder().all(value).build().intercept(&target);
        let found = found.ok_or_else(unreadable)?;
        if found.uri().scheme_str().is_some_and(|scheme| scheme.starts_with("socks")) {
            return Err(format!(
                "the variable {name} names a SOCKS proxy, which this client cannot use; name an HTTP proxy, or set NO_PROXY for the service"
            ));
        }
        let setting = reqwest::Proxy::all(found.uri().to_string()).map_err(|_| unreadable())?;
        let setting = match found.basic_auth() {
            Some(credentials) => setting.custom_http_auth(credentials.clone()),
            None => setting,
        };
        let server = found.uri().authority().map(ToString::to_string).unwrap_or_default();
        Ok(Some(Self { variable: name, server, sees_requests: !address.secure, setting }))
    }

    pub(super) fn setting(&self) -> reqwest::Proxy {
        self.setting.clone()
    }

    /// Host and port, and the variable that names them.
    pub(super) fn named(&self) -> (&str, &'static str) {
        (&self.server, self.variable)
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {} named in {}", self.server, self.variable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let address = Address::parse(url, true).unwrap();
        let found = Proxy::of(&address, |name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(*value))
        });
        found.map(|found| found.map(|proxy| proxy.to_string()))
    }

    const FAR: &str = "https://press.peak.ai";

    #[test]
    fn the_first_variable_with_a_value_names_the_proxy() {
        let named = |url, variables: &[_]| of(url, variables).unwrap();
        for (url, variables, expected) in [
            (
                FAR,
                [("HTTPS_PROXY", "http://p:1"), ("https_proxy", "http://q:2")],
                "p:1 named in HTTPS_PROXY",
            ),
            (FAR, [("HTTPS_PROXY", ""), ("https_proxy", "http://q:2")], "q:2 named in https_proxy"),
            (FAR, [("HTTP_PROXY", "http://p:1"), ("ALL_PROXY", "q:2")], "q:2 named in ALL_PROXY"),
            (
                "http://10.0.0.1",
                [("HTTP_PROXY", "https://u:s3cr3t@p:1/x"), ("HTTPS_PROXY", "?")],
                "p:1 named in HTTP_PROXY",
            ),
        ] {
            assert_eq!(
                named(url, &variables).as_deref(),
                Some(format!("the proxy {expected}").as_str())
            );
        }
        assert_eq!(named(FAR, &[]), None);
        assert_eq!(named(FAR, &[("HTTP_PROXY", "http://p:1")]), None);
    }

    #[test]
    fn a_variable_that_cannot_be_used_is_named_and_its_value_is_not_shown() {
        for value in [
            "s3cr3t b",
            " ",
            "ftp://s3cr3t",
            "http://",
            "http://s3cr3t:99999",
            "http://u:s3cr3t@",
            "://s3cr3t",
            "http://[s3cr3t",
            "http://s3cr3t:port",
        ] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                let refused = of(FAR, &[(name, value)]).unwrap_err();
                assert!(refused.contains(&format!("the variable {name} ")), "{refused}");
                assert!(!refused.contains("s3cr3t"), "{refused}");
            }
        }
        for value in ["socks5://s3cr3t:1080", "socks5h://u:s3cr3t@p", "socks4://s3cr3t"] {
            let refused = of(FAR, &[("HTTPS_PROXY", value)]).unwrap_err();
            assert!(refused.contains("HTTPS_PROXY names a SOCKS proxy"), "{refused}");
            assert!(!refused.contains("s3cr3t"), "{refused}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_value_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStringExt as _;
        for name in ["HTTPS_PROXY", "NO_PROXY"] {
            let address = Address::parse(FAR, false).unwrap();
            let refused = Proxy::of(&address, |asked| match asked {
                asked if asked == name => Some(OsString::from_vec(vec![b'h', 0xff])),
                "ALL_PROXY" => Some("http://p:1".into()),
                _ => None,
            });
            assert!(refused.err().unwrap().contains(name));
        }
    }

    #[test]
    fn what_needs_no_proxy_does_not_look_at_the_variable() {
        for no_proxy in ["press.peak.ai", ".peak.ai", "*", "other, peak.ai"] {
            assert_eq!(
                of(FAR, &[("HTTPS_PROXY", "not a proxy"), ("NO_PROXY", no_proxy)]),
                Ok(None)
            );
        }
        assert!(of(FAR, &[("HTTPS_PROXY", "http://p"), ("NO_PROXY", "eak.ai")]).unwrap().is_some());
        for here in ["http://localhost:1", "http://127.0.0.9:1", "https://[::1]:1"] {
            assert_eq!(
                of(here, &[("ALL_PROXY", "not a proxy"), ("HTTP_PROXY", "http://p:1")]),
                Ok(None)
            );
        }
    }

    #[test]
    fn the_visitor_of_a_cgi_program_does_not_choose_the_proxy() {
        let plain = "http://10.0.0.1";
        let cgi = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "http://visitor:1")];
        assert_eq!(of(plain, &cgi), Ok(None));
        let secure = [("REQUEST_METHOD", "GET"), ("HTTPS_PROXY", "http://p:1")];
        assert!(of(FAR, &secure).unwrap().is_some());
    }
}
