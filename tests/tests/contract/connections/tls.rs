//! Handshakes that succeed and that fail: one attempt where another would fail in the same way, and advice for each.

use std::path::Path;

use super::certificates::{Authority, Shown};
use super::{GOOD, answers, call, server, without_tls};

const BOTH: [&str; 2] = ["read", "create"];

#[test]
fn a_certificate_of_a_trusted_authority_is_taken() {
    let authority = Authority::new("good");
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let url = format!("https://{}", Shown { version, ..Shown::default() }.by(&authority));
        for operation in BOTH {
            let ended = call(&url, operation, &[("SSL_CERT_FILE", authority.file())]);
            assert!(ended.is_ok(), "{:#}", ended.0);
        }
    }
}

#[test]
fn a_certificate_that_is_not_taken_is_shown_once_and_explained() {
    let authority = Authority::new("refused");
    let expired = Shown { years: (2000, 2010), ..Shown::default() };
    let early = Shown { years: (2090, 2100), ..Shown::default() };
    let elsewhere = Shown { host: "elsewhere.example", ..Shown::default() };
    for (shown, says, helps) in [
        (expired, "(its certificate has expired)", "Check the clock"),
        (early, "(its certificate is not valid yet)", "Check the clock"),
        (
            elsewhere,
            "(its certificate is for elsewhere.example)",
            "Give a host that the certificate is for",
        ),
    ] {
        let address = shown.by(&authority);
        let says = format!("cannot connect to {address} {says}; nothing was sent");
        for operation in BOTH {
            let ended = call(
                &format!("https://{address}"),
                operation,
                &[("SSL_CERT_FILE", authority.file())],
            );
            ended.failed(("connect", "no", 1), &says, helps);
        }
    }
}

#[test]
fn the_place_of_the_trusted_authorities_is_named() {
    let (authority, other) = (Authority::new("unknown"), Authority::new("other"));
    // Made anew under the old name, as the authorities of a test environment are.
    let namesake = Authority::called("unknown", "namesake");
    let url = format!("https://{}", Shown::default().by(&authority));
    let folder = env!("CARGO_TARGET_TMPDIR").to_owned() + "/authorities";
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(other.file(), Path::new(&folder).join("other.pem")).unwrap();
    let named = |variable: &str, path: &str| format!("{path:?} ({variable})");
    let file = named("SSL_CERT_FILE", other.file());
    let dir = named("SSL_CERT_DIR", &folder);
    for (variables, place) in [
        (vec![("SSL_CERT_FILE", other.file())], file.clone()),
        (vec![("SSL_CERT_FILE", namesake.file())], named("SSL_CERT_FILE", namesake.file())),
        (vec![("SSL_CERT_DIR", folder.as_str())], dir.clone()),
        (
            vec![("SSL_CERT_FILE", other.file()), ("SSL_CERT_DIR", &folder)],
            format!("{file} and {dir}"),
        ),
    ] {
        let says = format!(
            "its certificate comes from an authority that is not trusted here; trusted are those in {place}"
        );
        let ended = call(&url, "create", &variables);
        ended.failed(
            ("connect", "no", 1),
            &says,
            &format!("Only the authorities in {place} are trusted"),
        );
    }
}

#[test]
fn a_place_without_authorities_is_named() {
    let authority = Authority::new("nowhere");
    let url = format!("https://{}", Shown::default().by(&authority));
    let empty = env!("CARGO_TARGET_TMPDIR").to_owned() + "/empty.pem";
    std::fs::write(&empty, "").unwrap();
    for file in [&empty, "/nobody/has/this.pem", ""] {
        let place = format!("{file:?} (SSL_CERT_FILE)");
        let says = format!("(no certificate of an authority can be read from {place})");
        let ended = call(&url, "read", &[("SSL_CERT_FILE", file)]);
        ended.failed(("connect", "no", 1), &says, &format!("Correct {place}"));
    }
}

#[test]
fn a_port_without_tls_is_tried_once() {
    let authority = Authority::new("plain");
    let plain = without_tls("HTTP/1.1 400 Bad Request\r\n\r\n");
    let ssh = without_tls("SSH-2.0-OpenSSH_9.9\r\n");
    for address in [plain, ssh] {
        for operation in BOTH {
            let ended = call(
                &format!("https://{address}"),
                operation,
                &[("SSL_CERT_FILE", authority.file())],
            );
            ended.failed(
                ("connect", "no", 1),
                "(what answers there does not speak TLS)",
                "Check the port of the base URL",
            );
        }
    }
}

/// With TLS 1.3 the server says so when the request is already on its way; it has read nothing of it.
#[test]
fn a_server_that_wants_a_client_certificate_is_tried_once() {
    let authority = Authority::new("client");
    for (version, sent) in [(&rustls::version::TLS12, "no"), (&rustls::version::TLS13, "maybe")] {
        let url = format!(
            "https://{}",
            Shown { wants_client: true, version, ..Shown::default() }.by(&authority)
        );
        for operation in BOTH {
            let ended = call(&url, operation, &[("SSL_CERT_FILE", authority.file())]);
            ended.failed(
                ("connect", sent, 1),
                "(it wants a client certificate)",
                "give `.http_client(..)`",
            );
        }
    }
}

/// A server that goes away in the middle of the handshake may be back a moment later.
#[test]
fn a_handshake_that_breaks_is_tried_again() {
    let authority = Authority::new("broken");
    let broken = server(|mut stream| super::drain(&mut stream));
    let ended =
        call(&format!("https://{broken}"), "create", &[("SSL_CERT_FILE", authority.file())]);
    ended.failed(("connect", "no", 4), "cannot connect to", "it is safe to try again");
}

/// The TLS library says so with a link into its documentation; `call` sees that it does not come through.
#[test]
fn an_answer_that_breaks_without_a_farewell_is_a_broken_connection() {
    let authority = Authority::new("leaves");
    let url = format!("https://{}", Shown { leaves: true, ..Shown::default() }.by(&authority));
    let ended = call(&url, "read", &[("SSL_CERT_FILE", authority.file())]);
    ended.failed(
        ("transport", "yes", 4),
        "the connection broke in the middle of the answer",
        "Try again",
    );
    assert!(ended.text("full").contains("close_notify"), "{:#}", ended.0);
}

#[test]
fn plain_http_needs_no_authorities() {
    let (address, _) = answers(GOOD);
    assert!(
        call(&format!("http://{address}"), "read", &[("SSL_CERT_FILE", "/nobody/has/this.pem")])
            .is_ok()
    );
}
