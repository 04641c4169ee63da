//! What stands between here and the service: addresses in place of bodies, compression, redirects, broken connections.

use bytes::Bytes;
use press_apps::testing::{Reply, TransportError, json};
use press_apps::types::CreateReleaseRequest;
use press_apps::{Client, Error, ErrorKind, Sent, TimeoutKind};

use crate::support::{Script, Step, TOKEN, document};

async fn described(step: Step) -> Error {
    let client = Script::new([step]).client();
    client.spec("s-1").unwrap().describe().await.unwrap_err()
}

async fn created(step: Step) -> Result<String, Error> {
    let client = Script::new([step]).client();
    client.specs().create(document()).await.map(|created| created.id.clone())
}

#[tokio::test(start_paused = true)]
async fn a_create_that_is_answered_with_an_address_alone_gives_the_id_in_it() {
    for (address, id) in [
        ("/v1/apps/specs/s-9", Some("s-9")),
        ("http://localhost:1/v1/apps/specs/s-9", Some("s-9")),
        ("https://inside.example/v1/apps/specs/s-9?a=b#c", Some("s-9")),
        ("s-9", Some("s-9")),
        ("./s-9", Some("s-9")),
        ("/v1/apps/specs/s%209", Some("s 9")),
        // No id, or not of what was made.
        ("/v1/apps/specs/", None),
        ("/v1/apps/specs", None),
        ("/v1/apps/specs/s-9/", None),
        ("/v1/apps/specs/s-9/releases", None),
        ("/v1/apps/specs-9", None),
        ("/v1/apps/deployments/d-9", None),
        ("/s-9", None),
        ("/v1/apps/specs/a%2Fb", None),
        ("/v1/apps/specs/%2e%2e", None),
        ("/v1/apps/specs/%ff", None),
        ("http://[", None),
    ] {
        for body in ["", "\r\n"] {
            match created(Step::body(201, body).with("location", address)).await {
                Ok(found) => assert_eq!(Some(found.as_str()), id, "{address}"),
                Err(error) => {
                    assert!(id.is_none() && error.is_decode(), "{address}: {error}");
                    assert!(error.may_have_been_carried_out(), "{address}");
                }
            }
        }
    }
    // Only where nothing else is said, and the status says that something was made.
    for (status, body) in [(200, ""), (202, ""), (201, "{}"), (201, "null"), (201, "<html>")] {
        let step = Step::body(status, body).with("location", "/v1/apps/specs/s-9");
        assert!(created(step).await.unwrap_err().is_decode(), "{status} {body:?}");
    }
    assert!(created(Step::body(201, "")).await.unwrap_err().is_decode());
    // What a new release is called is not in its address.
    let step = Step::body(201, "").with("location", "/v1/apps/specs/s-1/releases/r-9");
    let client = Script::new([step]).client();
    let release = press_apps::types::ReleaseInput::new("2.0.0");
    let body = CreateReleaseRequest::new(release, document().config);
    let error = client.spec("s-1").unwrap().releases().create(body).await.unwrap_err();
    assert!(error.is_decode(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_was_compressed_without_being_asked_for_is_told_as_that() {
    const GZIP: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff];
    const BROTLI: &[u8] = &[0x8b, 0x03, 0x80, 0xff, 0xfe];
    const TEXT: &[u8] = b"<html><h1>Sign in</h1>";
    for (coding, body, told) in [
        (Some("gzip"), GZIP, Some("gzip")),
        (Some("br"), BROTLI, Some("br")),
        (None, GZIP, Some("gzip")),
        (Some("identity"), GZIP, Some("gzip")),
        (Some("Identity"), BROTLI, None),
        (Some(""), BROTLI, None),
        (None, BROTLI, None),
        // Some name a character set there.
        (Some("utf-8"), TEXT, None),
        (Some("gzip"), TEXT, None),
        (Some("gzip"), b"caf\xc3", None),
    ] {
        for status in [200, 502] {
            let mut step = Step::body(status, Bytes::from_static(body));
            if let Some(coding) = coding {
                step = step.with("content-encoding", coding);
            }
            let error = described(step).await;
            let said = error.to_string();
            let expected = told.map(|name| format!("compressed ({name}), which was not asked for"));
            let compressed = said.contains("compressed");
            assert_eq!(
                compressed,
                expected.as_ref().is_some_and(|told| said.contains(told)),
                "{said}"
            );
            assert_eq!(compressed, told.is_some(), "{coding:?}: {said}");
            // The words of a page that can be read are told.
            assert_eq!(error.message() == Some("Sign in"), body == TEXT, "{said}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_that_a_setting_mends_says_so() {
    let here = "http://localhost:1/v1/apps/specs/s-1";
    let slash = "Only the slash at the end of the path differs";
    let scheme = "Give the base URL with https.";
    let ours = |help: &str| [slash, scheme].into_iter().find(|advice| help.contains(advice));
    for (target, advice) in [
        ("http://localhost:1/v1/apps/specs/s-1/", Some(slash)),
        ("/v1/apps/specs/s-1/", Some(slash)),
        ("https://localhost:1/v1/apps/specs/s-1/", Some(slash)),
        ("https://localhost:1/v1/apps/specs/s-1", Some(scheme)),
        ("https://localhost/v1/apps/specs/s-1?a=b", Some(scheme)),
        ("https://elsewhere.example/v1/apps/specs/s-1", None),
        ("https://localhost:1/login", None),
        ("http://localhost:1/login", None),
        ("ftp://localhost:1/v1/apps/specs/s-1", None),
        (here, None),
        ("http://[", None),
    ] {
        for status in [301, 308] {
            let error = described(Step::body(status, "").with("location", target)).await;
            assert_eq!(error.kind(), ErrorKind::Redirect);
            assert_eq!(ours(&error.help()), advice, "{target}: {}", error.help());
            let shown = target.split(['?', '#']).next().unwrap();
            let said = format!("points to {shown}, which is not followed");
            assert!(error.to_string().contains(&said), "{error}");
        }
        // What is no redirect points nowhere, whatever its headers say.
        for status in [304, 404, 503] {
            let error = described(Step::body(status, "").with("location", target)).await;
            assert_ne!(error.kind(), ErrorKind::Redirect);
            assert_eq!(ours(&error.help()), None);
            assert!(!error.to_string().contains("points to"), "{error}");
        }
    }
    let error = described(Step::body(302, "")).await;
    assert!(error.to_string().contains("points elsewhere, which is not followed"), "{error}");
    // The list has the slash that a gateway takes away.
    let step = Step::body(308, "").with("location", "/v1/apps/specs");
    let error = Script::new([step]).client().specs().list().await.unwrap_err();
    assert_eq!(ours(&error.help()), Some(slash));
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_said_to_be_fresh_is_the_fault_of_a_cache() {
    let cache = "Nothing was asked with a condition, so a cache between here and the service";
    for status in [302, 303, 304, 305, 400, 404] {
        let error = described(Step::body(status, "")).await;
        assert_eq!(error.help().contains(cache), status == 304, "{error}");
    }
}

/// What is told, and what is done, when no answer comes or only a part of one.
#[tokio::test(start_paused = true)]
async fn each_failure_of_a_connection_says_what_was_sent_and_is_tried_again_where_that_is_safe() {
    type Fault = fn() -> TransportError;
    let timeout = ErrorKind::Timeout;
    let cases: [(Fault, ErrorKind, Sent, usize); 7] = [
        (|| TransportError::connect("refused"), ErrorKind::Connect, Sent::No, 4),
        (TransportError::connect_timeout, timeout(TimeoutKind::Connect), Sent::No, 4),
        (TransportError::read_timeout, timeout(TimeoutKind::Read), Sent::Maybe, 1),
        (|| TransportError::broken("reset"), ErrorKind::Transport, Sent::Maybe, 1),
        (
            || TransportError::read_timeout().after(json(200, r#"{"id":"#)),
            timeout(TimeoutKind::Read),
            Sent::Yes,
            1,
        ),
        (
            || TransportError::broken("reset").after(json(200, r#"{"id":"#)),
            ErrorKind::Transport,
            Sent::Yes,
            1,
        ),
        // The status is known, and says enough.
        (
            || TransportError::broken("reset").after(json(409, "{")),
            ErrorKind::Conflict,
            Sent::Yes,
            1,
        ),
    ];
    for (fault, kind, sent, creates) in cases {
        let client = Client::builder().token(TOKEN).base_url("http://localhost:1");
        let transport = move |_: http::Request<Bytes>| -> Reply { Err(fault()) };
        let client = client.transport(transport).build().unwrap();
        let create = client.specs().create(document()).await.unwrap_err();
        let read = client.spec("s-1").unwrap().describe().await.unwrap_err();
        let reads = if kind == ErrorKind::Conflict { 1 } else { 4 };
        for (error, attempts) in [(&create, creates), (&read, reads)] {
            assert_eq!((error.kind(), error.was_sent()), (kind, sent), "{error}");
            assert_eq!(error.attempts().len(), attempts, "{error}");
            let status = (sent == Sent::Yes).then_some(if reads == 1 { 409 } else { 200 });
            assert_eq!(error.status().map(|status| status.as_u16()), status, "{error}");
        }
        let uncertain = sent != Sent::No && kind != ErrorKind::Conflict;
        assert_eq!(create.may_have_been_carried_out(), uncertain, "{create}");
    }
}

/// Words are told where no answer of the operation came: no JSON, or JSON where none was promised.
#[tokio::test(start_paused = true)]
async fn the_words_of_what_is_no_answer_are_told() {
    for (body, message) in [
        ("<html><h1>Sign in</h1>", Some("Sign in")),
        ("please sign in", Some("please sign in")),
        ("", None),
        (r#"{"id":7,"detail":"x"}"#, None),
        (r#"{"detail":"x"}"#, None),
    ] {
        let error = described(Step::body(200, body)).await;
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.message(), message, "{body}");
        assert_eq!(error.body(), Some(body).filter(|body| !body.is_empty()), "{body}");
    }
    // Found at the end of a long page, too; what is kept of the page is the beginning.
    for (length, told) in [(60_000, true), (68_000, true), (70_000, false), (700_000, false)] {
        let page = format!(r#"{{"pad":"{}","error":"maintenance"}}"#, "x".repeat(length));
        let client = Script::new([Step::body(200, page.clone())]).client();
        let error = client.spec("s-1").unwrap().delete().await.unwrap_err();
        assert_eq!(error.message(), told.then_some("maintenance"), "{length}");
        assert_eq!(error.body().unwrap(), &page[..page.len().min(64 * 1024)]);
    }
}

/// A wait is asked for by what refuses.
#[tokio::test(start_paused = true)]
async fn only_a_refusal_asks_for_a_wait() {
    for (step, asked) in [
        (Step::status(503), Some(5)),
        (Step::status(429), Some(5)),
        (Step::status(404), Some(5)),
        (Step::status(302), Some(5)),
        (Step::body(200, "<html>"), None),
        (Step::body(200, r#"{"id":7}"#), None),
    ] {
        let step = step.with("retry-after", "5");
        let client = Script::new([step]).client();
        let error = client.spec("s-1").unwrap().describe().max_retries(0).await.unwrap_err();
        assert_eq!(error.retry_after().map(|asked| asked.as_secs()), asked, "{error}");
    }
    let cut = Step::body(200, "{").with("retry-after", "600");
    let script = Script::new([cut, Step::Good]);
    let spec = script.client().spec("s-1").unwrap().describe().await.unwrap();
    assert_eq!(crate::support::waits(spec.attempts()), [200], "a wait of our own");
}
