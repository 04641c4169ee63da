//! Proxies of the environment: used as they are named, never for this machine, and told apart from the service when they fail.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

#[cfg(all(unix, not(target_vendor = "apple")))]
use super::certificates::{Authority, Shown};
use super::{Ended, GOOD, answers, call, head, nobody, server, without_tls};

/// A host that is not there: only a proxy can lead to it.
const FAR: &str = "https://press.invalid";
const FAR_PLAIN: &str = "http://press.invalid";

fn through(proxy: SocketAddr, operation: &str) -> Ended {
    call(FAR, operation, &[("HTTPS_PROXY", &format!("http://{proxy}"))])
}

#[test]
fn this_machine_is_never_reached_by_a_proxy() {
    let (service, seen) = answers(GOOD);
    let (proxy, asked) = answers("HTTP/1.1 500 This is the proxy\r\n\r\n");
    let proxy = format!("http://{proxy}");
    let variables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"]
        .map(|name| (name, proxy.as_str()));
    for host in ["127.0.0.1", "localhost"] {
        for operation in ["read", "create"] {
            let ended = call(&format!("http://{host}:{}", service.port()), operation, &variables);
            assert!(ended.is_ok(), "{:#}", ended.0);
        }
    }
    assert_eq!(seen.lock().unwrap().len(), 4);
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn a_dead_proxy_is_not_the_service() {
    let proxy = nobody();
    for (url, variable) in [(FAR, "HTTPS_PROXY"), (FAR_PLAIN, "HTTP_PROXY"), (FAR, "all_proxy")] {
        let ended = call(url, "create", &[(variable, &format!("http://{proxy}"))]);
        let says = format!(
            "cannot connect to press.invalid through the proxy {proxy} named in {variable} (the proxy cannot be reached: "
        );
        ended.failed(
            ("connect", "no", 4),
            &says,
            "Check the proxy and its address in the variable",
        );
    }
}

#[test]
fn a_proxy_that_refuses_the_way_is_not_the_service() {
    for (status, attempts, says, helps) in [
        (
            "403 Forbidden",
            4,
            "the proxy does not let the connection through",
            "Ask whoever runs the proxy",
        ),
        (
            "503 Service Unavailable",
            4,
            "the proxy does not let the connection through",
            "Ask whoever runs the proxy",
        ),
        (
            "407 Proxy Authentication Required",
            1,
            "the proxy wants a user name and password",
            "like http://user:password@",
        ),
    ] {
        let (proxy, asked) = answers(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n"));
        for operation in ["read", "create"] {
            let says = format!("through the proxy {proxy} named in HTTPS_PROXY ({says})");
            through(proxy, operation).failed(("connect", "no", attempts), &says, helps);
        }
        let asked = asked.lock().unwrap();
        assert!(
            asked
                .iter()
                .all(|head| head.starts_with("CONNECT press.invalid:443 ")
                    && !head.contains("canary")),
            "{asked:?}"
        );
    }
    let silent = server(|mut stream| {
        head(&mut stream);
    });
    through(silent, "create").failed(
        ("connect", "no", 4),
        "(the connection to the proxy broke: ",
        "Check the proxy",
    );
}

#[test]
fn an_answer_that_may_be_of_the_proxy_says_so() {
    for (status, kind, attempts, helps) in [
        ("403 Forbidden", "forbidden", 1, ""),
        ("407 Proxy Authentication Required", "unexpected_status", 1, "like http://user:password@"),
    ] {
        let (proxy, _) = answers(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n"));
        let ended = call(FAR_PLAIN, "create", &[("HTTP_PROXY", &format!("http://{proxy}"))]);
        let says = format!(
            "sent through the proxy {proxy} named in HTTP_PROXY, which may have answered itself"
        );
        ended.failed((kind, "yes", attempts), &says, helps);
    }
    let (proxy, _) = answers("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
    let ended = call(FAR_PLAIN, "read", &[("HTTP_PROXY", &format!("http://{proxy}"))]);
    ended.failed(("service_unavailable", "yes", 4), "which may have answered itself", "");
}

#[test]
fn a_variable_that_cannot_be_used_ends_the_client_before_anything_is_sent() {
    for (value, says) in [
        ("http://s3cr3t:99999", "the variable HTTPS_PROXY does not hold the address of a proxy"),
        ("socks5://u:s3cr3t@127.0.0.1:1080", "the variable HTTPS_PROXY names a SOCKS proxy"),
    ] {
        call(FAR, "read", &[("HTTPS_PROXY", value)]).failed(
            ("config", "no", 0),
            says,
            "nothing was sent",
        );
        let spared = call(FAR, "read", &[("HTTPS_PROXY", value), ("NO_PROXY", "press.invalid")]);
        spared.failed(("connect", "no", 4), "cannot connect to press.invalid (", "");
    }
}

/// A proxy that leads every tunnel to the same place.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn tunnel(to: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let heads = Arc::<Mutex<Vec<String>>>::default();
    let kept = heads.clone();
    let address = server(move |mut near| {
        kept.lock().unwrap().push(head(&mut near));
        near.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let (mut near_2, mut far) = (near.try_clone().unwrap(), TcpStream::connect(to).unwrap());
        let mut far_2 = far.try_clone().unwrap();
        thread::spawn(move || {
            let _ = std::io::copy(&mut far_2, &mut near_2);
            let _ = near_2.shutdown(std::net::Shutdown::Write);
        });
        let _ = std::io::copy(&mut near, &mut far);
    });
    (address, heads)
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn a_proxy_leads_to_the_service_with_its_own_credentials_and_never_sees_the_token() {
    let authority = Authority::new("tunnel");
    let service = Shown { host: "press.invalid", ..Shown::default() }.by(&authority);
    let (proxy, asked) = tunnel(service);
    let proxy = format!("user:p%40ss@{proxy}");
    for operation in ["read", "create"] {
        let ended =
            call(FAR, operation, &[("HTTPS_PROXY", &proxy), ("SSL_CERT_FILE", authority.file())]);
        assert!(ended.is_ok(), "{:#}", ended.0);
    }
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 2);
    for head in &*asked {
        assert!(head.contains("Proxy-Authorization: Basic dXNlcjpwQHNz\r\n"), "{head}");
        assert!(!head.contains("canary"), "{head}");
    }
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn a_certificate_behind_a_proxy_is_judged_as_any_other() {
    let authority = Authority::new("behind");
    let service = Shown { host: "elsewhere.example", ..Shown::default() }.by(&authority);
    let (proxy, _) = tunnel(service);
    let ended = call(
        FAR,
        "create",
        &[("HTTPS_PROXY", &format!("http://{proxy}")), ("SSL_CERT_FILE", authority.file())],
    );
    let says = format!(
        "cannot connect to press.invalid through the proxy {proxy} named in HTTPS_PROXY (its certificate is for elsewhere.example)"
    );
    ended.failed(("connect", "no", 1), &says, "Give a host");
}

#[test]
fn a_proxy_that_cannot_be_reached_by_tls_is_tried_once() {
    let plain = without_tls("HTTP/1.1 400 Bad Request\r\n\r\n");
    let ended = call(FAR, "create", &[("HTTPS_PROXY", &format!("https://{plain}"))]);
    ended.failed(
        ("connect", "no", 1),
        "(no TLS connection to the proxy can be made: ",
        "Check the scheme of the proxy's address",
    );
}
