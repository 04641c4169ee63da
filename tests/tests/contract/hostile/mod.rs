//! Whatever a server answers, the client says what it is: the table of hostile answers.
//!
//! To add a case, add a row to [`ROWS`]: what the server writes, byte for byte, and what the caller learns. Every answer comes over a real
//! socket, which is closed after it. What every row has to keep is in [`lawful`].

mod mangled;

use std::time::Duration;

use press_apps::testing::Fixed;
use press_apps::types::{AppKind, AppSpecDocument, MetadataInput, ReleaseInput, UpdateSpecRequest};
use press_apps::{Client, Error, RetryClass};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use Call::{Create, Delete, Describe, List, Release, Update};

/// The calls that are answered.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Call {
    Describe,
    List,
    Create,
    Release,
    Update,
    Delete,
}

impl Call {
    fn class(self) -> RetryClass {
        match self {
            Describe | List => RetryClass::Read,
            Create | Release => RetryClass::Create,
            Update => RetryClass::Replace,
            Delete => RetryClass::Remove,
        }
    }
}

/// A success with a body.
macro_rules! ok {
    ($body:literal) => {
        concat!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", $body).as_bytes()
    };
}

/// A status, headers and a body.
macro_rules! with {
    ($status:literal, $headers:literal, $body:literal) => {
        concat!("HTTP/1.1 ", $status, "\r\n", $headers, "\r\n", $body).as_bytes()
    };
}

/// A page around one spec or more.
macro_rules! page {
    ($counts:literal, $specs:literal) => {
        concat!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n",
            "{\"pageNumber\":1,\"pageSize\":25,\"pageCount\":1,",
            $counts,
            ",\"specs\":",
            $specs,
            "}"
        )
        .as_bytes()
    };
}

/// A row: the call, the answer, then kind, status, sent and attempts (or `ok`), and a part of what the error or its help says (or of what
/// came).
type Row = (Call, &'static [u8], &'static str, &'static str);

#[rustfmt::skip] // one line per row
const ROWS: &[Row] = &[
    // What is taken although it is odd.
    (Describe, ok!("\u{feff} {\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}"), "ok", "\"a\""),
    (Describe, ok!("{\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}\n\0\0 "), "ok", "\"a\""),
    (Describe, ok!("{\"id\":\"b\",\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}"), "ok", "\"a\""),
    (Describe, ok!("{\"id\":\"cut \\ud83d\",\"x\\udead\":1,\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}"), "ok", "cut \u{fffd}"),
    (Describe, ok!("{\"id\":\"a\",\"kind\":\"app\",\"tenants\":null,\"metadata\":{\"name\":\"n\",\"status\":\"x\"},\"new\":[[{\"\":0}]]}"), "ok", "\"a\""),
    (Describe, with!("200 OK", "transfer-encoding: chunked\r\n", "1\r\n{\r\n3b\r\n\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}\r\n0\r\n\r\n"), "ok", "\"a\""),
    (Describe, with!("299 Whatever", "content-type: text/html\r\nconnection: close\r\n", "{\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}"), "ok", "\"a\""),
    (Describe, b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "not_found 404 yes 1", "404 Not Found"),
    (List, page!("\"specCount\":1.0", "[{\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}]"), "ok", "1 of Some(1)"),
    (List, page!("\"specCount\":1e2", "null"), "ok", "0 of Some(100)"),
    (List, page!("\"specCount\":-0", "[]"), "ok", "0 of Some(0)"),
    (List, page!("\"specCount\":2", "[7,{\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}}]"), "ok", "1 of Some(2), rejected at specs[0]"),
    (List, page!("\"specCount\":1", "[{\"id\":\"a\",\"kind\":\"app\",\"metadata\":[\"n\",null,null,null,null,null,null,\"x\"]}]"), "ok", "0 of Some(1), rejected at specs[0].metadata"),
    (List, page!("\"specCount\":1", "[],\"specs\":[{}]"), "ok", "0 of Some(1), rejected at specs[0]"),
    (Create, with!("201 Created", "content-length: 0\r\nlocation: /v1/apps/specs/s%2D1\r\n", ""), "ok", "\"s-1\""),
    (Create, with!("201 Created", "content-length: 0\r\nlocation: https://other.example/v1/apps/specs/s-1?x=1\r\n", ""), "ok", "\"s-1\""),
    (Update, with!("204 No Content", "", ""), "ok", "None"),
    (Update, ok!("{}"), "ok", "None"),
    (Update, ok!(" null\n"), "ok", "None"),
    (Delete, with!("204 No Content", "", ""), "ok", ""),
    (Delete, ok!("{ }"), "ok", ""),
    (Delete, ok!("\0"), "ok", ""),
    // A success that is no answer of the operation.
    (Describe, ok!("<html><title>Sign in</title>"), "decode 200 yes 1", "200 OK, but the body is no answer of this operation: it is not JSON but \"<html><title>Sign in</title>\""),
    (Create, ok!("<html><title>Sign in</title>"), "decode 200 yes 1", "it may have been carried out, or something else may be answering (a gateway, a page to sign in)"),
    (Create, ok!("<html><title>Sign in</title>"), "decode 200 yes 1", "Before you repeat it, look with `client.specs().find_by_name(name)`"),
    (Create, ok!("{\"id\":7}"), "decode 200 yes 1", "at `id`: expected a string (found 7); it may have been carried out"),
    (Create, ok!("{}"), "decode 200 yes 1", "missing field `id`"),
    (Create, ok!("[\"s-1\"]"), "decode 200 yes 1", "expected an object (found a list of 1)"),
    (Create, with!("201 Created", "content-length: 0\r\n", ""), "decode 201 yes 1", "it is empty; it may have been carried out"),
    (Create, with!("204 No Content", "", ""), "decode 204 yes 1", "it is empty"),
    (Create, with!("201 Created", "content-length: 0\r\nlocation: /v1/apps/deployments/d-1\r\n", ""), "decode 201 yes 1", "it is empty"),
    (Create, with!("201 Created", "content-length: 0\r\nlocation: /v1/apps/specs/\r\n", ""), "decode 201 yes 1", "it is empty"),
    (Create, with!("201 Created", "content-length: 0\r\nlocation: /v1/apps/specs/a/releases/b\r\n", ""), "decode 201 yes 1", "it is empty"),
    (Create, with!("201 Created", "content-length: 0\r\nlocation: /v1/apps/specs/%2e%2e\r\n", ""), "decode 201 yes 1", "it is empty"),
    (Create, with!("200 OK", "content-length: 0\r\nlocation: /v1/apps/specs/s-1\r\n", ""), "decode 200 yes 1", "it is empty"),
    (Release, with!("201 Created", "content-length: 0\r\nlocation: /v1/apps/specs/s-1/releases/1.0.0\r\n", ""), "decode 201 yes 1", "it is empty"),
    (Delete, ok!("{\"error\":\"maintenance\"}"), "decode 200 yes 1", "expected nothing or `{}` (found an object with `error`); it may have been carried out"),
    (Delete, ok!("[]"), "decode 200 yes 1", "expected nothing or `{}` (found a list of 0)"),
    (Delete, ok!("7"), "decode 200 yes 1", "(found 7)"),
    (Delete, ok!("<p>Sign in"), "decode 200 yes 1", "it is not JSON but \"<p>Sign in\""),
    (Delete, ok!("{\"half\": tru"), "decode 200 yes 4", "its JSON ends too soon"),
    (Update, ok!("{\"id\":\"a\"}"), "decode 200 yes 1", "missing field `kind`"),
    (Update, ok!("OK"), "decode 200 yes 1", "it is not JSON but \"OK\""),
    (Describe, ok!("{}"), "decode 200 yes 1", "missing field `id` (found an object with 0 members)"),
    (Describe, ok!("null"), "decode 200 yes 1", "expected an object (found null)"),
    (Describe, ok!("{\"id\":\"a\",\"kind\":\"app\",\"metadata\":[\"n\",\"x\"]}"), "decode 200 yes 1", "at `metadata`: expected an object (found a list of 2)"),
    (Describe, ok!("{\"id\":\"a\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"x\"}} {}"), "decode 200 yes 1", "its JSON is broken at line 1"),
    (Describe, ok!("\0{}"), "decode 200 yes 1", "it is not JSON"),
    (Describe, ok!("{\"id\":\"a\",}"), "decode 200 yes 1", "its JSON is broken at line 1 column 11"),
    (Describe, ok!("{'id':'a'}"), "decode 200 yes 1", "its JSON is broken at line 1 column 2"),
    (Describe, ok!("{\"id\":NaN}"), "decode 200 yes 1", "its JSON is broken"),
    (Describe, ok!("{\"id\":01}"), "decode 200 yes 1", "its JSON is broken"),
    (Describe, ok!("{\"id\":\"\u{1}\"}"), "decode 200 yes 1", "its JSON is broken"),
    (Describe, b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"id\":\"\xff\"}", "decode 200 yes 1", "it is not JSON, and not even UTF-8 text"),
    (Describe, b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\xff\xfe{\0}\0", "decode 200 yes 1", "it is not JSON, and not even UTF-8 text"),
    (Describe, b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n\x1f\x8b\x08\0", "decode 200 yes 1", "it is compressed (gzip), which was not asked for"),
    (Describe, b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\x1f\x8b\x08\0", "decode 200 yes 1", "it is compressed (gzip), which was not asked for"),
    (Create, b"HTTP/1.1 201 Created\r\ncontent-encoding: br\r\nconnection: close\r\n\r\n\x0b\x02\x80", "decode 201 yes 1", "it is compressed (br), which was not asked for"),
    (List, page!("\"specCount\":1.5", "[]"), "decode 200 yes 1", "at `specCount`: expected a whole number (found 1.5)"),
    (List, page!("\"specCount\":\"1\"", "[]"), "decode 200 yes 1", "at `specCount`: expected a whole number (found \"1\")"),
    (List, page!("\"specCount\":99999999999999999999", "[]"), "decode 200 yes 1", "at `specCount`: expected a whole number"),
    (List, page!("\"specCount\":1", "{\"0\":{}}"), "decode 200 yes 1", "at `specs`: expected a list (found an object with `0`)"),
    (List, ok!("[]"), "decode 200 yes 1", "expected an object (found a list of 0)"),
    (List, ok!("{\"specs\":[7]}"), "decode 200 yes 1", "missing field `pageNumber`"),
    (List, ok!("{\"specs\":[{\"id\":"), "decode 200 yes 4", "its JSON ends too soon"),
    // Other statuses, and what they say in whatever form.
    (Describe, with!("401 Unauthorized", "connection: close\r\n", "{\"detail\":{\"msg\":\"expired\"}}"), "unauthorized 401 yes 1", "401 Unauthorized: expired"),
    (Describe, with!("403 Forbidden", "connection: close\r\n", "{\"message\":\"not yours\"}"), "forbidden 403 yes 1", "403 Forbidden: not yours"),
    (Create, with!("422 Unprocessable Entity", "connection: close\r\n", "{\"errors\":[{\"message\":\"a\"},\"b\"]}"), "unprocessable 422 yes 1", "422 Unprocessable Entity: a; b"),
    (Create, with!("400 Bad Request", "connection: close\r\n", "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"a\"}]}"), "bad_request 400 yes 1", "400 Bad Request: a"),
    (Create, with!("413 Payload Too Large", "connection: close\r\n", "<h1>413 Request Entity Too Large</h1>"), "payload_too_large 413 yes 1", "Make the request smaller"),
    (Create, with!("500 Internal Server Error", "connection: close\r\n", "{\"a\":[{\"\":0}]}"), "internal_server_error 500 yes 1", "whether it was carried out is not known"),
    (Create, with!("503 Service Unavailable", "connection: close\r\n", "down"), "service_unavailable 503 yes 1", "503 Service Unavailable: down; whether it was carried out is not known"),
    (Describe, with!("502 Bad Gateway", "connection: close\r\n", "<html><title>502 Bad Gateway</title>"), "bad_gateway 502 yes 4", "502 Bad Gateway (4 attempts)"),
    (Describe, b"HTTP/1.1 403 Forbidden\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n\x1f\x8b\x08\xff", "forbidden 403 yes 1", "403 Forbidden, and its body is compressed (gzip), which was not asked for"),
    (Describe, with!("418 I'm a teapot", "content-length: 0\r\n", ""), "unexpected_status 418 yes 1", "something else may be answering"),
    (Describe, with!("999 Odd", "content-length: 0\r\n", ""), "unexpected_status 999 yes 1", "999"),
    (Describe, with!("304 Not Modified", "", ""), "unexpected_status 304 yes 1", "a cache between here and the service"),
    (Describe, with!("306 Switch Proxy", "content-length: 0\r\n", ""), "unexpected_status 306 yes 1", "306"),
    (Create, with!("301 Moved Permanently", "content-length: 0\r\nlocation: /v1/apps/specs\r\n", ""), "redirect 301 yes 1", "Only the slash at the end of the path differs"),
    (Create, with!("308 Permanent Redirect", "content-length: 0\r\nlocation: http://a.example/v1/apps/specs\r\n", ""), "redirect 308 yes 1", "a gateway between here and the service rewrites paths"),
    (Create, with!("302 Found", "content-length: 0\r\nlocation: https://login.example/in?next=x\r\n", ""), "redirect 302 yes 1", "302 Found points to https://login.example/in, which is not followed"),
    (Describe, with!("307 Temporary Redirect", "content-length: 0\r\n", ""), "redirect 307 yes 1", "points elsewhere"),
    // What is no answer.
    (Create, b"", "transport - maybe 1", "the connection broke before an answer"),
    (Create, b"HTTP/1.1 ", "transport - maybe 1", "the connection broke before an answer"),
    (Create, b"SSH-2.0-OpenSSH_9.2\r\n", "transport - maybe 1", "what was answered is not HTTP/1.1"),
    (Create, b"<html>no head</html>", "transport - maybe 1", "what was answered is not HTTP/1.1"),
    (Describe, b"\x15\x03\x01\0\x02\x02\x46", "transport - maybe 4", "check the scheme, the host and the port"),
    (Create, b"HTTP/1.1 two hundred\r\n\r\n", "transport - maybe 1", "what was answered is not HTTP/1.1"),
    (Create, b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "transport - maybe 1", "what was answered is not HTTP/1.1"),
    (Create, b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}", "transport - maybe 1", "what was answered is not HTTP/1.1"),
    (Create, b"HTTP/1.1 201 Created\r\ncontent-length: 20\r\n\r\n{\"id\":", "transport 201 yes 1", "the connection broke in the middle of the answer"),
    (Create, b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}", "transport 201 yes 1", "whether it was carried out is not known"),
    (Describe, b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{\"id\":", "transport 200 yes 4", "(4 attempts)"),
    (Describe, b"HTTP/1.1 404 Not Found\r\ncontent-length: 20\r\n\r\n{\"det", "not_found 404 yes 1", "404 Not Found"),
];

/// A server that writes one answer to every request and closes the connection.
async fn serve(answer: &'static [u8]) -> (String, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !is_whole(&request) && socket.read_buf(&mut request).await.unwrap_or(0) > 0 {}
            let _ = socket.write_all(answer).await;
            let _ = socket.shutdown().await;
        }
    });
    (url, task)
}

/// Whether a request is there to its end: what is closed before is broken and not answered.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url).token("a-token-of-tests").random(Fixed(0.0));
    builder.timeout(Duration::from_secs(60)).build().unwrap()
}

/// What came, in short.
async fn call(client: &Client, call: Call) -> Result<String, Error> {
    let spec = client.spec("s-1").unwrap();
    Ok(match call {
        Describe => format!("{:?}", spec.describe().await?.id),
        List => {
            let page = client.specs().list().await?;
            let rejected =
                page.rejected().iter().map(|item| format!(", rejected at {}", item.path()));
            let rejected: String = rejected.collect();
            format!("{} of {:?}{rejected}", page.items().len(), page.total())
        }
        Create => {
            let metadata = MetadataInput::new("n", "s");
            let release = ReleaseInput::new("1.0.0");
            let document = AppSpecDocument::new(
                1,
                AppKind::App,
                metadata,
                release,
                Vec::<press_apps::types::BlockConfig>::new(),
            );
            format!("{:?}", client.specs().create(document).await?.id)
        }
        Release => {
            let release = press_apps::types::CreateReleaseRequest::new(
                ReleaseInput::new("1.0.0"),
                Vec::<press_apps::types::BlockConfig>::new(),
            );
            format!("{:?}", spec.releases().create(release).await?.id)
        }
        Update => {
            let update = UpdateSpecRequest::new().featured(true);
            format!("{:?}", spec.update(update).await?.as_ref().map(|spec| &spec.id))
        }
        Delete => {
            spec.delete().await?;
            String::new()
        }
    })
}

/// What holds of every error, whatever was answered.
fn lawful(class: RetryClass, error: &Error) -> Result<(), String> {
    let line = error.to_string();
    let writes = class != RetryClass::Read;
    let uncertain = error.may_have_been_carried_out();
    let laws = [
        (line.len() < 900 && !line.contains(['\n', '\r', '\0']), "one short line"),
        (writes || !uncertain, "a read changes nothing"),
        (!uncertain || error.was_sent() != press_apps::Sent::No, "what was not sent is not done"),
        (!writes || !error.is_decode() || uncertain, "an unreadable success may have been done"),
        (uncertain == line.contains("carried out"), "the line says what the error says"),
        (error.status().is_none() || error.was_sent() == press_apps::Sent::Yes, "an answer came"),
        (error.help().ends_with('.'), "help is a sentence"),
        (class != RetryClass::Create || error.attempts().len() == 1, "a create is sent once"),
    ];
    match laws.iter().find(|(holds, _)| !holds) {
        Some((_, law)) => Err(format!("breaks the law that {law}: {line}")),
        None => Ok(()),
    }
}

/// What a call that failed looks like in the table.
fn told(error: &Error) -> String {
    let status = error.status().map_or("-".to_owned(), |status| status.as_u16().to_string());
    let (kind, sent, attempts) = (error.kind(), error.was_sent(), error.attempts().len());
    format!("{kind} {status} {sent} {attempts}")
}

#[tokio::test]
async fn every_hostile_answer_is_told_for_what_it_is() {
    let mut wrong = Vec::new();
    for (number, (called, answer, expected, says)) in ROWS.iter().enumerate() {
        let (url, server) = serve(answer).await;
        let result = call(&client(&url), *called).await;
        server.abort();
        let (found, said) = match &result {
            Ok(came) => ("ok".to_owned(), came.clone()),
            Err(error) => (told(error), format!("{error}\n{}", error.help())),
        };
        let lawful = result.as_ref().err().map_or(Ok(()), |error| lawful(called.class(), error));
        if found != *expected || !said.contains(says) || lawful.is_err() {
            let answer = String::from_utf8_lossy(answer);
            wrong.push(format!(
                "row {number}, {called:?} answered {answer:?}\n  expected {expected}: {says}\n  found    {found}: {said}\n  {lawful:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{} rows of {}:\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
    let counts = [
        ("hostile answers over a socket, each told for what it is", ROWS.len()),
        ("answers mangled at random, each told lawfully", mangled::ANSWERS as usize),
        (
            "pages with odd items, none of which loses an item that can be read",
            mangled::PAGES as usize,
        ),
        ("of all these, calls that panic or outlive their limits", 0),
    ];
    press_apps_tests::keep(
        "hostile",
        "cargo test -p press-apps-tests --test contract hostile::",
        &counts,
    );
}
