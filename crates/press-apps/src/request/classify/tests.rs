//! What an error says of who may have answered, and of why nobody did.

use std::sync::Arc;

use super::*;
use crate::client::{Address, Proxy};

const PLAIN: &str = "http://press.example";
const SECURE: &str = "https://press.example";

/// A client of the service at `url`, behind a proxy or not. Nothing is connected to.
fn client(url: &str, proxy: bool) -> Client {
    let client = Client::builder().token("any-token").base_url(url).allow_http(true);
    let mut client = client.build().unwrap();
    let named = |name: &str| (proxy && name == "ALL_PROXY").then(|| "http://p.example:3128".into());
    let address = Address::parse(url, true).unwrap();
    Arc::get_mut(&mut client.inner).unwrap().proxy = Proxy::of(&address, named).unwrap();
    client
}

/// The error of an attempt without an answer.
fn unanswered(client: &Client, error: TransportError) -> Error {
    without_answer(client, Some(error), false, None).error
}

#[test]
fn a_target_is_shown_without_what_may_be_secret() {
    assert_eq!(address_only("https://login.example/a?state=s3cr3t#x"), "https://login.example/a");
    assert_eq!(address_only("https://u:s3cr3t@login.example/a"), "https://login.example/a");
    assert_eq!(address_only("/v1/elsewhere"), "/v1/elsewhere");
    assert_eq!(address_only("/v1/a@b?c=d"), "/v1/a@b");
    assert_eq!(address_only("https://login.example/a?to=b@c"), "https://login.example/a");
    assert_eq!(address_only("?s3cr3t"), "");
    let long = "x".repeat(200);
    assert_eq!(address_only(&long), long);
    assert_eq!(address_only(&format!("{long}y")), format!("{long}…"));
}

#[test]
fn the_name_of_a_compression_is_cut_where_it_is_long() {
    for (name, told) in [("x".repeat(40), "x".repeat(40)), ("x".repeat(41), "x".repeat(40) + "…")]
    {
        let headers = HeaderMap::from_iter([(CONTENT_ENCODING, name.parse().unwrap())]);
        let told = format!("compressed ({told}), which was not asked for");
        assert_eq!(coding(&headers, b"\x8b\x03\x80"), Some(told));
    }
}

/// One that only tunnels cannot answer in place of the service.
#[test]
fn a_proxy_that_sees_requests_is_named_as_who_may_have_answered() {
    let address = "http://press.example/v1/apps/specs/s-1".parse().unwrap();
    for (url, proxy, named) in
        [(PLAIN, true, true), (SECURE, true, false), (PLAIN, false, false), (SECURE, false, false)]
    {
        let client = client(url, proxy);
        let status = StatusCode::BAD_GATEWAY;
        let error = refused(&client, &address, status, HeaderMap::new(), b"down").error;
        let note = " (sent through the proxy p.example:3128 named in ALL_PROXY, which may have answered itself)";
        let note = if named { note } else { "" };
        assert_eq!(error.to_string(), format!("502 Bad Gateway: down{note}"), "{url} {proxy}");
    }
}

/// A proxy that tunnels is told apart by what the HTTP library says of it; one that sees requests takes the connection itself.
#[test]
fn without_a_connection_a_proxy_that_sees_requests_is_what_cannot_be_reached() {
    let unreachable = Some(ConnectFailure::ProxyUnreachable);
    for (url, proxy, reason) in [
        (PLAIN, true, unreachable.clone()),
        (SECURE, true, None),
        (PLAIN, false, None),
        (SECURE, false, None),
    ] {
        let client = client(url, proxy);
        let error = unanswered(&client, TransportError::connect("refused"));
        assert_eq!(error.inner().failure, reason, "{url} {proxy}");
        assert_eq!(error.kind(), ErrorKind::Connect);
        let through = error.to_string().contains("through the proxy p.example:3128");
        assert_eq!(through, proxy, "{error}");
        // A reason that is known stays, and what is no failure to connect has none.
        let mut told = TransportError::connect("no");
        told.failure = Some(ConnectFailure::ProxyWantsCredentials);
        let told = unanswered(&client, told);
        assert_eq!(told.inner().failure, Some(ConnectFailure::ProxyWantsCredentials));
        for other in [TransportError::connect_timeout(), TransportError::broken("reset")] {
            assert_eq!(unanswered(&client, other).inner().failure, None, "{url} {proxy}");
        }
    }
}

/// Each end of an attempt that brought no answer: its kind, whether it is tried again, and whether it was sent.
#[test]
fn each_end_without_an_answer_has_its_kind_and_says_whether_it_was_sent() {
    let client = client(PLAIN, false);
    let timeout = ErrorKind::Timeout;
    for (kind, expected, class, sent) in [
        (TransportErrorKind::Build, ErrorKind::Config, FailureClass::Lasting, Sent::No),
        (TransportErrorKind::Connect, ErrorKind::Connect, FailureClass::Connect, Sent::No),
        (TransportErrorKind::Unaccepted, ErrorKind::Connect, FailureClass::Lasting, Sent::Maybe),
        (
            TransportErrorKind::ConnectTimeout,
            timeout(TimeoutKind::Connect),
            FailureClass::Connect,
            Sent::No,
        ),
        (
            TransportErrorKind::ReadTimeout,
            timeout(TimeoutKind::Read),
            FailureClass::Timeout,
            Sent::Maybe,
        ),
        (TransportErrorKind::Broken, ErrorKind::Transport, FailureClass::Broken, Sent::Maybe),
        (TransportErrorKind::Malformed, ErrorKind::Transport, FailureClass::Broken, Sent::Maybe),
    ] {
        // What is said of the handing over is only asked where no error tells more.
        for handed_over in [false, true] {
            let error = TransportError::new(kind, crate::error::Cause::new("so it is"));
            let failure = without_answer(&client, Some(error), handed_over, None);
            assert_eq!(failure.error.kind(), expected, "{kind:?}");
            assert_eq!((failure.class, failure.error.was_sent()), (class, sent), "{kind:?}");
            let said = format!("{:#}", failure.error);
            assert!(said.contains("so it is"), "{said}");
            let unsendable = said.contains("the request cannot be sent");
            assert_eq!(unsendable, kind == TransportErrorKind::Build, "{said}");
            let malformed = said.contains("what was answered is not HTTP/1.1");
            assert_eq!(malformed, kind == TransportErrorKind::Malformed, "{said}");
        }
    }
    for (handed_over, sent) in [(false, Sent::No), (true, Sent::Maybe)] {
        for limit in [TimeoutKind::Attempt, TimeoutKind::Operation] {
            let failure = without_answer(&client, None, handed_over, Some(limit));
            assert_eq!(failure.error.kind(), timeout(limit));
            assert_eq!(failure.class, FailureClass::Timeout);
            assert_eq!(failure.error.was_sent(), sent);
        }
    }
    // A proxy that refuses may let the next attempt through; a certificate that has expired is still expired then.
    for (reason, class) in [
        (ConnectFailure::ProxyRefuses, FailureClass::Connect),
        (ConnectFailure::ProxyUnreachable, FailureClass::Connect),
        (ConnectFailure::ProxyBroke, FailureClass::Connect),
        (ConnectFailure::ProxyWantsCredentials, FailureClass::Lasting),
        (ConnectFailure::CertificateExpired, FailureClass::Lasting),
        (ConnectFailure::NotTls, FailureClass::Lasting),
    ] {
        let mut error = TransportError::connect("no");
        error.failure = Some(reason.clone());
        let failure = without_answer(&client, Some(error), false, None);
        assert_eq!(failure.class, class, "{reason:?}");
    }
}
