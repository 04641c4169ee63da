//! Who may ask: a socket on the loopback address is reached by every page that a browser on the machine shows, so the address is no
//! protection. A page of somebody else gets here under its own name (`Host`, after its name was made to mean this machine) or says where it
//! comes from (`Origin`); both are looked at before anything else is.
//!
//! The order of the checks, the answers of refusals and the headers for pages on other ports of this machine live here; nothing of the API.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderName, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version};

use super::answer;
use crate::faults::FAULT;

/// How much of a name that was refused is said again, in characters.
const QUOTED: usize = 100;
/// How long a browser may remember the answer to a preflight, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The names and addresses that requests may be meant for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard(Vec<Host>);

/// A host without its port, in the one form in which two are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

/// What a request that may pass gets on its answer.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    /// The origin that may read the answer.
    origin: Option<HeaderValue>,
}

impl Guard {
    /// Lets one more host pass: a name or an address, with or without a port.
    ///
    /// # Errors
    ///
    /// It is neither a name nor an address.
    pub(crate) fn allow(&mut self, host: &str) -> Result<(), NoHost> {
        let bare = host.parse().map(Host::address).ok();
        let host = bare.or_else(|| Host::read(host)).ok_or_else(|| NoHost(host.to_owned()))?;
        if !self.0.contains(&host) {
            self.0.push(host);
        }
        Ok(())
    }

    /// Judges the head of a request that came in on the address `local`.
    ///
    /// # Errors
    ///
    /// The answer, when the request does not go on from here: 400 when it does not say once for whom it is, 421 when it is for somebody
    /// else, 403 when it comes from a foreign page, and 204 when a browser only asks whether it may.
    pub(crate) fn judge<B>(
        &self,
        request: &Request<B>,
        local: Option<IpAddr>,
    ) -> Result<Passed, Box<Response<Bytes>>> {
        self.meant_for_us(request, local)?;
        let origins: Vec<_> = request.headers().get_all(ORIGIN).iter().collect();
        let origin = match origins.as_slice() {
            [] => return Ok(Passed::default()),
            [one] => Host::of_origin(one).map(|host| (*one, host)),
            _ => None,
        };
        let known = |host: &Host| self.knows(host, local);
        let (value, host) = origin.filter(|(_, host)| known(host)).ok_or_else(|| {
            let said = origins.first().map(|value| quoted(value.as_bytes())).unwrap_or_default();
            refusal(
                StatusCode::FORBIDDEN,
                &format!(
                    "header `origin`: pages of `{said}` may not use this emulator, only those of this machine and of the hosts \
                     that it was started with (--allow-host NAME)"
                ),
            )
        })?;
        // Pages of other hosts may use what is their own, as behind a proxy, and read nothing across origins.
        let passed = Passed { origin: host.is_loopback().then(|| value.clone()) };
        let headers = request.headers();
        match headers.get(ACCESS_CONTROL_REQUEST_METHOD) {
            Some(method) if request.method() == Method::OPTIONS && passed.origin.is_some() => {
                let names = headers.get(ACCESS_CONTROL_REQUEST_HEADERS);
                Err(Box::new(passed.preflight(method, names)))
            }
            _ => Ok(passed),
        }
    }

    /// Whether the host that a request names is one of ours. A target may name one as well; both count.
    fn meant_for_us<B>(
        &self,
        request: &Request<B>,
        local: Option<IpAddr>,
    ) -> Result<(), Box<Response<Bytes>>> {
        let hosts: Vec<_> =
            request.headers().get_all(HOST).iter().map(HeaderValue::as_bytes).collect();
        let target = request.uri().authority().map(|authority| authority.as_str().as_bytes());
        match hosts.as_slice() {
            [_] => {}
            // Browsers always name one, so what names none is no page of somebody else.
            [] if request.version() < Version::HTTP_11 => {}
            [] => {
                return Err(refusal(
                    StatusCode::BAD_REQUEST,
                    "header `host`: expected one, found none",
                ));
            }
            _ => {
                return Err(refusal(
                    StatusCode::BAD_REQUEST,
                    "header `host`: expected one, found several",
                ));
            }
        }
        for host in hosts.into_iter().chain(target) {
            let read = std::str::from_utf8(host).ok().and_then(Host::read);
            if !read.as_ref().is_some_and(|read| self.knows(read, local)) {
                let said = quoted(host);
                let flag = read.map_or_else(|| "NAME".to_owned(), |host| host.to_string());
                let detail = format!(
                    "header `host`: this request is for `{said}`, which this emulator does not know as itself; to let it pass, start \
                     the emulator with --allow-host {flag}"
                );
                return Err(refusal(StatusCode::MISDIRECTED_REQUEST, &detail));
            }
        }
        Ok(())
    }

    fn knows(&self, host: &Host, local: Option<IpAddr>) -> bool {
        // Only a name can be made to mean another machine: the address a request came in on is ours.
        let own = local.is_some_and(|local| *host == Host::address(local));
        host.is_loopback() || own || self.0.contains(host)
    }
}

impl Passed {
    /// Writes on an answer who may read it.
    pub(crate) fn mark(&self, headers: &mut HeaderMap) {
        headers.append(VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = &self.origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            let names = [answer::REQUEST_ID, FAULT, "retry-after", "allow"].join(", ");
            if let Ok(names) = HeaderValue::from_str(&names) {
                headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
            }
        }
    }

    /// The answer to a browser that asks for a page whether it may send a request: every method and header, what they mean is for the
    /// service to say.
    fn preflight(&self, method: &HeaderValue, names: Option<&HeaderValue>) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        self.mark(headers);
        let more: [HeaderName; 2] = [ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS];
        for name in more {
            headers.append(VARY, HeaderValue::from(name));
        }
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method.clone());
        if let Some(names) = names {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
        }
        headers.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        response
    }
}

impl Host {
    /// Reads the host of `host`, `host:port`, `[address]` or `[address]:port`.
    fn read(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('[') {
            let (address, port) = rest.split_once(']')?;
            let port_is_fine = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
            let address = address.parse().ok().filter(|_| port_is_fine)?;
            return Some(Self::address(IpAddr::V6(address)));
        }
        let (host, port) = text.split_once(':').unwrap_or((text, ""));
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let is_name_letter =
            |letter: u8| letter.is_ascii_alphanumeric() || b"-._".contains(&letter);
        if host.is_empty() || !host.bytes().all(is_name_letter) || !is_port(port) {
            return None;
        }
        // Addresses in other forms (`2130706433`, `0x7f.1`) are names here, and nobody's: browsers write them out.
        Some(
            host.parse()
                .map(|address| Self::address(IpAddr::V4(address)))
                .unwrap_or(Self::Name(host)),
        )
    }

    /// Reads the host of an origin.
    fn of_origin(value: &HeaderValue) -> Option<Self> {
        let text = value.to_str().ok()?.to_ascii_lowercase();
        let authority = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
        Self::read(authority)
    }

    fn address(address: IpAddr) -> Self {
        Self::Address(address.to_canonical())
    }

    fn is_loopback(&self) -> bool {
        match self {
            Self::Address(address) => address.is_loopback(),
            Self::Name(name) => name == "localhost",
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// A text that is no host.
#[derive(Debug)]
pub(crate) struct NoHost(String);

impl fmt::Display for NoHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected a host name or an address, such as `press.test`, found `{}`",
            quoted(self.0.as_bytes())
        )
    }
}

impl std::error::Error for NoHost {}

/// Nothing, or digits.
fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What was sent, in a form that can be printed.
fn quoted(sent: &[u8]) -> String {
    String::from_utf8_lossy(sent).chars().take(QUOTED).flat_map(char::escape_debug).collect()
}

fn refusal(status: StatusCode, detail: &str) -> Box<Response<Bytes>> {
    Box::new(answer::refused(status, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(
        guard: &Guard,
        method: &str,
        headers: &[(&str, &str)],
    ) -> Result<Passed, Box<Response<Bytes>>> {
        let mut request = Request::builder().method(method).uri("/_emulator/events");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        guard.judge(&request.body(()).expect("a request"), Some([192, 0, 2, 7].into()))
    }

    fn code(guard: &Guard, headers: &[(&str, &str)]) -> u16 {
        judged(guard, "GET", headers).map_or_else(|answer| answer.status().as_u16(), |_| 200)
    }

    fn allowing(names: &[&str]) -> Guard {
        let mut guard = Guard::default();
        names.iter().for_each(|name| guard.allow(name).expect("a host"));
        guard
    }

    #[test]
    fn names_and_addresses_of_this_machine_pass_whatever_the_port() {
        for host in [
            "localhost",
            "localhost:8080",
            "LocalHost",
            "localhost.",
            "localhost:",
            "127.0.0.1",
            "127.0.0.1:1",
            "127.8.9.10",
            "127.0.0.1.",
            "[::1]",
            "[::1]:8080",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            // The address that the connection came in on.
            "192.0.2.7:8080",
            "[::ffff:192.0.2.7]",
        ] {
            assert_eq!(code(&Guard::default(), &[("host", host)]), 200, "{host}");
        }
    }

    #[test]
    fn every_other_host_is_misdirected_and_told_of_the_flag() {
        for host in [
            "evil.test",
            "evil.test:8080",
            "evil.test.",
            "EVIL.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "evil-localhost",
            "notlocalhost",
            "sub.localhost",
            "localhost..",
            "localhost:80:80",
            "localhost:evil",
            "localhost@evil.test",
            "evil.test@localhost",
            "user:password@localhost",
            "localhost/evil.test",
            "localhost evil.test",
            "localhost,evil.test",
            "http://localhost",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "0.0.0.0",
            "192.0.2.8",
            "::1",
            "[::1",
            "[::1]evil.test",
            "[::1]:evil",
            "[::1%eth0]",
            "[::]",
            "[localhost]",
            "[::2]",
            "",
            ".",
            ":8080",
            "l\u{f6}calhost",
        ] {
            let answer = judged(&Guard::default(), "GET", &[("host", host)]).expect_err(host);
            assert_eq!(answer.status(), 421, "{host}");
            let said = String::from_utf8_lossy(answer.body());
            assert!(said.contains("--allow-host"), "{said}");
        }
    }

    #[test]
    fn hosts_that_were_allowed_pass_in_every_form_and_no_others() {
        let guard = allowing(&["Press.Test", "192.0.2.9", "::2", "[::3]:80", "ci_runner:8080"]);
        for host in ["press.test", "PRESS.test.:99", "192.0.2.9", "[::2]:1", "[::3]", "ci_runner"] {
            assert_eq!(code(&guard, &[("host", host)]), 200, "{host}");
        }
        for host in ["press.test.evil.test", "a.press.test", "test", "192.0.2.10"] {
            assert_eq!(code(&guard, &[("host", host)]), 421, "{host}");
        }
        for wrong in ["", "http://press.test", "a b", "press.test/x", "*", "[::1", "a:b"] {
            assert!(Guard::default().allow(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_request_says_once_for_whom_it_is() {
        let guard = Guard::default();
        assert_eq!(code(&guard, &[]), 400);
        assert_eq!(code(&guard, &[("host", "localhost"), ("host", "localhost")]), 400);
        let old = |uri: &str, host: Option<&str>| {
            let mut request = Request::get(uri).version(Version::HTTP_10);
            if let Some(host) = host {
                request = request.header("host", host);
            }
            let judged = guard.judge(&request.body(()).expect("a request"), None);
            judged.map_or_else(|answer| answer.status().as_u16(), |_| 200)
        };
        assert_eq!(old("/", None), 200, "no browser leaves it away");
        assert_eq!(old("/", Some("evil.test")), 421);
        assert_eq!(old("http://evil.test/", Some("localhost")), 421, "the target counts as well");
        assert_eq!(old("http://localhost:1/", Some("evil.test")), 421);
        assert_eq!(old("http://localhost:1/", Some("localhost")), 200);
    }

    #[test]
    fn foreign_pages_are_refused() {
        let guard = allowing(&["press.test"]);
        let from = |origin: &str| code(&guard, &[("host", "localhost"), ("origin", origin)]);
        for origin in [
            "null",
            "",
            "http://evil.test",
            "https://evil.test",
            "http://localhost.evil.test",
            "http://127.0.0.1.evil.test:80",
            "http://localhost@evil.test",
            "http://localhost/",
            "http://2130706433",
            "file://",
            "file://localhost",
            "chrome-extension://localhost",
            "localhost",
            "http://localhost http://evil.test",
            "http://[::1",
        ] {
            assert_eq!(from(origin), 403, "{origin}");
        }
        for origin in
            ["http://localhost:3000", "https://LOCALHOST", "http://[::1]:1", "https://press.test"]
        {
            assert_eq!(from(origin), 200, "{origin}");
        }
        let twice =
            [("host", "localhost"), ("origin", "http://localhost"), ("origin", "http://localhost")];
        assert_eq!(code(&guard, &twice), 403);
    }

    #[test]
    fn only_pages_of_this_machine_may_read_across_origins() {
        let guard = allowing(&["press.test"]);
        let marked = |headers: &[(&str, &str)]| {
            let mut all = HeaderMap::new();
            judged(&guard, "GET", headers).expect("it passes").mark(&mut all);
            assert_eq!(all["vary"], "origin");
            all.get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned())
        };
        let origin = "http://localhost:3000";
        assert_eq!(marked(&[("host", "localhost"), ("origin", origin)]).as_deref(), Some(origin));
        assert_eq!(marked(&[("host", "press.test"), ("origin", "http://press.test")]), None);
        assert_eq!(marked(&[("host", "localhost")]), None);
    }

    #[test]
    fn a_preflight_is_answered_for_pages_of_this_machine_alone() {
        let guard = allowing(&["press.test"]);
        let ask = |origin: &str| {
            let asked = [
                ("host", "localhost"),
                ("origin", origin),
                ("access-control-request-method", "PATCH"),
                ("access-control-request-headers", "authorization, content-type"),
            ];
            judged(&guard, "OPTIONS", &asked)
        };
        let answer = ask("http://127.0.0.1:3000").expect_err("it is answered");
        assert_eq!(answer.status(), 204);
        let headers = answer.headers();
        assert_eq!(headers["access-control-allow-origin"], "http://127.0.0.1:3000");
        assert_eq!(headers["access-control-allow-methods"], "PATCH");
        assert_eq!(headers["access-control-allow-headers"], "authorization, content-type");
        assert_eq!(headers.get_all("vary").iter().count(), 3);
        assert_eq!(ask("http://evil.test").expect_err("refused").status(), 403);
        assert!(ask("http://press.test").is_ok(), "it may not read across origins");
    }

    #[test]
    fn what_was_sent_is_said_in_a_form_that_can_be_printed() {
        let host = format!("evil{}", "x".repeat(1000));
        let answer = judged(&Guard::default(), "GET", &[("host", &host)]).expect_err("refused");
        // The name of the flag is whole, so that it can be pasted.
        assert!(answer.body().len() < 1500, "{}", answer.body().len());
        assert_eq!(quoted(b"a\x1b[31m\xff"), "a\\u{1b}[31m\u{fffd}");
    }
}
