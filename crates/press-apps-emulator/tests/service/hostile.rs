//! Requests that no honest client sends, byte by byte over a real socket: none is the service's fault, none leaves anything behind, and an
//! honest request is answered right after each.

use std::time::Duration;

use press_apps_emulator::{Emulator, EmulatorBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is sent, and the statuses of what comes back until the connection closes.
struct Case {
    name: &'static str,
    sent: Vec<u8>,
    statuses: &'static [u16],
}

fn case(name: &'static str, sent: impl AsRef<[u8]>, statuses: &'static [u16]) -> Case {
    Case { name, sent: sent.as_ref().to_vec(), statuses }
}

/// A request with a token and these further lines of the head.
fn request(line: &str, headers: &str, body: &str) -> String {
    format!("{line}\r\nhost: localhost\r\nauthorization: emulator-token\r\n{headers}\r\n{body}")
}

/// A list, after which the connection closes.
fn list() -> String {
    request("GET /v1/apps/specs/ HTTP/1.1", "connection: close\r\n", "")
}

fn create(headers: &str, body: &str) -> String {
    request("POST /v1/apps/specs/ HTTP/1.1", headers, body)
}

fn read(target: &str) -> String {
    request(&format!("GET {target} HTTP/1.1"), "connection: close\r\n", "")
}

#[rustfmt::skip]
fn heads() -> Vec<Case> {
    vec![
        case("nothing at all", "", &[]),
        case("one byte", "G", &[]),
        case("a method", "GET ", &[]),
        case("half a request line", "GET /v1/apps/sp", &[]),
        case("a request line without its end", "GET /v1/apps/specs/ HTTP/1.1", &[]),
        case("a request line alone", "GET /v1/apps/specs/ HTTP/1.1\r\n", &[]),
        case("a head cut in a name", "GET / HTTP/1.1\r\nho", &[]),
        case("a head cut in a value", "GET / HTTP/1.1\r\nhost: localhost", &[]),
        case("a head without its empty line", "GET / HTTP/1.1\r\nhost: localhost\r\n", &[]),
        case("a head cut in its last end of line", "GET / HTTP/1.1\r\nhost: localhost\r\n\r", &[]),
        case("only ends of lines", "\r\n".repeat(1_000), &[]),
        case("only line feeds", "\n".repeat(1_000), &[]),
        case("zeros", [0_u8; 512], &[400]),
        case("bytes that are no text", [0xff_u8; 512], &[400]),
        case("a TLS greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", &[400]),
        case("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[]),
        case("an SSH greeting", "SSH-2.0-OpenSSH_9.6\r\n", &[400]),
        case("a line of SMTP", "EHLO example.com\r\n", &[400]),
        case("HTTP/0.9", "GET /v1/apps/specs/\r\n", &[400]),
        case("HTTP/0.9 with an empty line", "GET /\r\n\r\n", &[400]),
        case("HTTP/1.0", request("GET /v1/apps/specs/ HTTP/1.0", "", ""), &[200]),
        case("HTTP/1.0 that keeps its connection", request("GET /v1/apps/specs/ HTTP/1.0", "connection: keep-alive\r\n", ""), &[200]),
        case("HTTP/1.0 without a host", "GET /v1/apps/specs/ HTTP/1.0\r\nauthorization: emulator-token\r\n\r\n", &[200]),
        case("HTTP/1.2", request("GET / HTTP/1.2", "", ""), &[400]),
        case("HTTP/2.0 as text", request("GET / HTTP/2.0", "", ""), &[400]),
        case("HTTP/9.9", request("GET / HTTP/9.9", "", ""), &[400]),
        case("http/1.1 in small letters", request("GET / http/1.1", "", ""), &[400]),
        case("no version number", request("GET / HTTP/", "", ""), &[400]),
        case("another protocol", request("GET / ICAP/1.0", "", ""), &[400]),
        case("spaces before the method", request(" GET / HTTP/1.1", "", ""), &[400]),
        case("two spaces in the request line", request("GET  / HTTP/1.1", "", ""), &[400]),
        case("a tab in the request line", request("GET\t/ HTTP/1.1", "", ""), &[400]),
        case("a method in small letters", request("get /v1/apps/specs/ HTTP/1.1", "connection: close\r\n", ""), &[405]),
        case("an invented method", request("BREW /v1/apps/specs/ HTTP/1.1", "connection: close\r\n", ""), &[405]),
        case("a method with a colon", request("GE:T / HTTP/1.1", "", ""), &[400]),
        case("a method with a zero", request("GE\0T / HTTP/1.1", "", ""), &[400]),
        case("a very long method", request(&format!("{} / HTTP/1.1", "M".repeat(70_000)), "connection: close\r\n", ""), &[404]),
        case("TRACE", request("TRACE /v1/apps/specs/ HTTP/1.1", "connection: close\r\n", ""), &[405]),
        case("a line feed without its return", list().replace("\r\n", "\n"), &[200]),
        case("a return without its line feed", "GET / HTTP/1.1\rhost: localhost\r\r", &[400]),
        case("a return inside a value", request("GET / HTTP/1.1", "x: a\rb\r\n", ""), &[400]),
        case("a zero inside a value", request("GET / HTTP/1.1", "x: a\0b\r\n", ""), &[400]),
        case("a zero inside a name", request("GET / HTTP/1.1", "x\0y: a\r\n", ""), &[400]),
        case("a header without a colon", request("GET / HTTP/1.1", "nonsense\r\n", ""), &[400]),
        case("a header without a name", request("GET / HTTP/1.1", ": a\r\n", ""), &[400]),
        case("a space before the colon", request("GET / HTTP/1.1", "x : a\r\n", ""), &[400]),
        case("a folded header", request("GET / HTTP/1.1", "x: a\r\n b\r\n", ""), &[400]),
        case("a first header that is folded", "GET / HTTP/1.1\r\n host: localhost\r\n\r\n", &[400]),
        case("a value that is no text", [b"GET /v1/apps/specs/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: \xff\xfe\r\n\r\n".as_slice()].concat(), &[401]),
        case("a token with spaces", request("GET /v1/apps/specs/ HTTP/1.1", "connection: close\r\n", "").replace("emulator-token", "  emulator-token  "), &[200]),
        case("two tokens", request("GET /v1/apps/specs/ HTTP/1.1", "authorization: other-token\r\nconnection: close\r\n", ""), &[200]),
        case("a huge token", list().replace("emulator-token", &"t".repeat(60_000)), &[401]),
        case("no host", "GET /docs HTTP/1.1\r\nconnection: close\r\n\r\n", &[400]),
        case("two hosts", request("GET / HTTP/1.1", "host: localhost\r\nconnection: close\r\n", ""), &[400]),
        case("a foreign host", list().replace("localhost", "evil.test"), &[421]),
        case("a header of 1 MB", request("GET / HTTP/1.1", &format!("x: {}\r\n", "a".repeat(1_000_000)), ""), &[431]),
        case("a name of 1 MB", request("GET / HTTP/1.1", &format!("{}: a\r\n", "x".repeat(1_000_000)), ""), &[431]),
        case("10,000 headers", request("GET / HTTP/1.1", &"x: a\r\n".repeat(10_000), ""), &[431]),
        case("101 headers", request("GET / HTTP/1.1", &"x: a\r\n".repeat(101), ""), &[431]),
        case("a header that never ends", format!("GET / HTTP/1.1\r\nx: {}", "a".repeat(2_000_000)), &[431]),
    ]
}

#[rustfmt::skip]
fn targets() -> Vec<Case> {
    vec![
        case("an absolute target", read("http://localhost/v1/apps/specs/"), &[200]),
        case("an absolute target of another scheme", read("ftp://localhost/v1/apps/specs/"), &[200]),
        case("an absolute target with a name and a password", read("http://a:b@localhost/v1/apps/specs/"), &[421]),
        case("an absolute target for somebody else", read("http://evil.test/v1/apps/specs/"), &[421]),
        case("an absolute target without a path", read("http://localhost"), &[200]),
        case("an absolute target with a wrong port", read("http://localhost:99999/"), &[200]),
        case("an authority alone", read("localhost:80"), &[404]),
        case("CONNECT", request("CONNECT localhost:443 HTTP/1.1", "connection: close\r\n", ""), &[404]),
        case("CONNECT with a path", request("CONNECT /v1/apps/specs/ HTTP/1.1", "connection: close\r\n", ""), &[405]),
        case("an asterisk", request("OPTIONS * HTTP/1.1", "connection: close\r\n", ""), &[204]),
        case("an asterisk to read", read("*"), &[404]),
        case("no target", request("GET HTTP/1.1", "", ""), &[400]),
        case("an empty target", request("GET  HTTP/1.1", "", ""), &[400]),
        case("a target without a slash", read("v1/apps/specs/"), &[400]),
        case("a query alone", read("?a=b"), &[400]),
        case("a fragment", read("/v1/apps/specs/#part"), &[200]),
        case("two slashes first", read("//v1/apps/specs/"), &[404]),
        case("a thousand slashes", read(&"/".repeat(1_000)), &[404]),
        case("dot segments", read("/v1/apps/specs/../deployments/"), &[404]),
        case("dot segments that are encoded", read("/v1/apps/specs/%2e%2e/releases"), &[400]),
        case("a zero that is encoded", read("/v1/apps/specs/%00"), &[400]),
        case("a slash that is encoded", read("/v1/apps/specs/a%2fb"), &[400]),
        case("half a percent sign", read("/v1/apps/specs/%"), &[404]),
        case("a percent sign and no digits", read("/v1/apps/specs/%zz"), &[404]),
        case("an encoding that is too long", read("/v1/apps/specs/%c0%af"), &[400]),
        case("bytes that are no UTF-8", read("/v1/apps/specs/%ff%fe"), &[400]),
        case("a query that is no UTF-8", read("/v1/apps/specs/?name=%ff"), &[400]),
        case("raw bytes in the target", [b"GET /v1/apps/specs/\xe2\x82 HTTP/1.1\r\n\r\n".as_slice()].concat(), &[400]),
        case("quotes and brackets in the query", read("/v1/apps/specs/?name=<\"'{}|\\^`>"), &[400]),
        case("a backslash", read("\\v1\\apps\\specs"), &[400]),
        case("a query of nothing", read("/v1/apps/specs/?"), &[200]),
        case("a query of ampersands", read(&format!("/v1/apps/specs/?{}", "&".repeat(10_000))), &[200]),
        case("10,000 unknown parameters", read(&format!("/v1/apps/specs/?{}", "a=b&".repeat(10_000))), &[400]),
        case("one field sorted by 10,000 times", read(&format!("/v1/apps/specs/?sort={}", "name,".repeat(10_000))), &[400]),
        case("a target of 60 kB", read(&format!("/v1/apps/specs/{}", "a".repeat(60_000))), &[404]),
        case("a target of 70 kB", read(&format!("/v1/apps/specs/{}", "a".repeat(70_000))), &[414]),
        case("a target of 1 MB", read(&format!("/{}", "a".repeat(1_000_000))), &[431]),
    ]
}

#[rustfmt::skip]
fn bodies() -> Vec<Case> {
    let close = "connection: close\r\n";
    let sized = |length: &str, body: &str| create(&format!("{close}content-length: {length}\r\n"), body);
    let chunked = |body: &str| create(&format!("{close}transfer-encoding: chunked\r\n"), body);
    let refused = |length: usize, body: &str| sized(&length.to_string(), body).replace("emulator-token", "wrong-token");
    let large = "x".repeat(2 * 1024 * 1024);
    vec![
        case("a body that is shorter than it says", sized("100", "{}"), &[408]),
        case("a body that is longer than it says", sized("2", "{}{}{}"), &[422]),
        case("a length of nothing", sized("", "{}"), &[400]),
        case("a length below nothing", sized("-1", "{}"), &[400]),
        case("a length with a sign", sized("+2", "{}"), &[400]),
        case("a length in hexadecimal", sized("0x2", "{}"), &[400]),
        case("a length with a point", sized("2.0", "{}"), &[400]),
        case("a length with a comma", sized("2, 2", "{}"), &[400]),
        case("a length beyond 64 bits", sized("18446744073709551616", "{}"), &[400]),
        case("the greatest length there is", sized("18446744073709551615", "{}"), &[431]),
        case("a length of 1 TB", sized("1099511627776", "{}"), &[413]),
        case("two lengths that differ", create("content-length: 2\r\ncontent-length: 3\r\n", "{}"), &[400]),
        case("two lengths that are the same", create(&format!("{close}content-length: 2\r\ncontent-length: 2\r\n"), "{}"), &[422]),
        case("2 MiB", sized(&large.len().to_string(), &large), &[413]),
        case("2 MiB in chunks", chunked(&format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len())), &[413]),
        case("2 MiB from nobody", refused(large.len(), &large), &[401]),
        case("a body that a stranger does not send", refused(100, ""), &[408]),
        case("a stranger who waits to be told to send", create("expect: 100-continue\r\ncontent-length: 5\r\n", "").replace("emulator-token", "wrong-token"), &[401]),
        case("too much, after being told to send", create("expect: 100-continue\r\ncontent-length: 9999999\r\n", ""), &[413]),
        case("an expectation that nobody has", create(&format!("{close}expect: the-unexpected\r\ncontent-length: 2\r\n"), "{}"), &[422]),
        case("an expectation without a body", request("GET /v1/apps/specs/ HTTP/1.1", "expect: 100-continue\r\nconnection: close\r\n", ""), &[200]),
        case("told to send, and silent", create("expect: 100-continue\r\ncontent-length: 5\r\n", ""), &[100, 408]),
        case("chunks", chunked("2\r\n{}\r\n0\r\n\r\n"), &[422]),
        case("chunks that stop", chunked("2\r\n{}\r\n"), &[408]),
        case("a chunk that is shorter than it says", chunked("ff\r\n{}\r\n0\r\n\r\n"), &[408]),
        case("a chunk that is longer than it says", chunked("1\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("a chunk without a size", chunked("\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("a size that is no number", chunked("zz\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("a size below nothing", chunked("-2\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("a size beyond 64 bits", chunked("fffffffffffffffff\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("the greatest size there is", chunked("ffffffffffffffff\r\n{}\r\n0\r\n\r\n"), &[408]),
        case("a size in hexadecimal with a mark", chunked("0x2\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("an extension of a chunk", chunked("2;a=b\r\n{}\r\n0\r\n\r\n"), &[422]),
        case("an extension that never ends", chunked(&format!("2;{}", "a".repeat(100_000))), &[400]),
        case("line feeds alone between chunks", chunked("2\n{}\n0\n\n"), &[400]),
        case("trailers", chunked("2\r\n{}\r\n0\r\nx: y\r\n\r\n"), &[422]),
        case("10,000 trailers", chunked(&format!("2\r\n{{}}\r\n0\r\n{}\r\n", "x: y\r\n".repeat(10_000))), &[400]),
        case("a token among the trailers", chunked("2\r\n{}\r\n0\r\nauthorization: emulator-token\r\n\r\n").replacen("emulator-token", "wrong-token", 1), &[401]),
        case("a length and chunks", create(&format!("{close}content-length: 4\r\ntransfer-encoding: chunked\r\n"), "2\r\n{}\r\n0\r\n\r\n"), &[422]),
        case("chunks and a length", create(&format!("{close}transfer-encoding: chunked\r\ncontent-length: 4\r\n"), "2\r\n{}\r\n0\r\n\r\n"), &[422]),
        case("chunked twice", create(&format!("{close}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n"), "2\r\n{}\r\n0\r\n\r\n"), &[422]),
        case("chunked, then something else", create("transfer-encoding: chunked, identity\r\n", "2\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("something else, then chunked", create(&format!("{close}transfer-encoding: gzip, chunked\r\n"), "2\r\n{}\r\n0\r\n\r\n"), &[422]),
        case("another coding alone", create("transfer-encoding: gzip\r\n", "{}"), &[400]),
        case("chunked with a vertical tab", create("transfer-encoding: \x0bchunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("chunks in HTTP/1.0", request("POST /v1/apps/specs/ HTTP/1.0", "transfer-encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), &[400]),
        case("a body of a read", request("GET /v1/apps/specs/ HTTP/1.1", "connection: close\r\ncontent-length: 7\r\n", "{\"a\":1}"), &[400]),
        case("a body of HEAD", request("HEAD /v1/apps/specs/ HTTP/1.1", "connection: close\r\ncontent-length: 2\r\n", "{}"), &[200]),
        case("brackets without end", sized("100000", &"[".repeat(100_000)), &[400]),
        case("JSON that is no UTF-8", [create(&format!("{close}content-length: 4\r\n"), "").as_bytes(), b"\"\xff\xfe\""].concat(), &[400]),
        case("another content type", create(&format!("{close}content-type: text/plain\r\ncontent-length: 2\r\n"), "{}"), &[400]),
    ]
}

#[rustfmt::skip]
fn conversations() -> Vec<Case> {
    let one = request("GET /v1/apps/specs/ HTTP/1.1", "", "");
    vec![
        case("two requests at once", format!("{one}{}", list()), &[200, 200]),
        case("fifty requests at once", format!("{}{}", one.repeat(49), list()), &[200; 50]),
        case("a request and half another", format!("{one}GET /v1/ap"), &[200]),
        case("a request and nonsense", format!("{one}\0\0\0\0"), &[200, 400]),
        case("more after the last", format!("{}{one}", list()), &[200]),
        case("a request inside the body of another", format!("{}{}", create("content-length: 2\r\n", "{}"), list()), &[422, 200]),
        case("a request in what a lying length leaves", create("content-length: 0\r\n", &list()), &[400, 200]),
        case("a body after a refusal", format!("{}{}", create("content-length: 2\r\n", "{}").replace("emulator-token", "wrong-token"), list()), &[401, 200]),
        case("an upgrade to websockets", request("GET /v1/apps/specs/ HTTP/1.1", "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x\r\n", ""), &[200]),
        case("an upgrade to HTTP/2", request("GET /v1/apps/specs/ HTTP/1.1", "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n", ""), &[200]),
        case("ends of lines between requests", format!("{one}\r\n\r\n\r\n{}", list()), &[200, 200]),
        case("close, and then keep", request("GET /v1/apps/specs/ HTTP/1.1", "connection: close\r\nconnection: keep-alive\r\n", ""), &[200]),
    ]
}

fn small() -> EmulatorBuilder {
    Emulator::builder().patience(Duration::from_millis(400)).kept_requests(20, 100_000)
}

/// The statuses of answers, one after the other.
fn statuses(answers: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(answers);
    let heads = text.match_indices("HTTP/1.").filter_map(|(at, _)| text.get(at + 9..at + 12));
    heads.filter_map(|status| status.parse().ok()).collect()
}

/// Sends it all, and gives what came back until the connection was closed.
async fn send(address: &str, sent: &[u8]) -> Vec<u8> {
    let (mut reader, mut writer) =
        TcpStream::connect(address).await.expect("a connection").into_split();
    let mut came = Vec::new();
    let mut piece = [0; 4096];
    let read = async {
        // A connection that is reset has said all it had to say.
        while let Ok(count @ 1..) = reader.read(&mut piece).await {
            came.extend_from_slice(&piece[..count]);
        }
    };
    // Whoever does not listen to the end is told before.
    let write = async { drop(writer.write_all(sent).await) };
    tokio::join!(read, write);
    came
}

#[tokio::test]
async fn no_request_is_the_service_s_fault_and_none_leaves_anything_behind() {
    let press = small().start().await.expect("an emulator");
    let address = press.base_url().trim_start_matches("http://").to_owned();
    let cases: Vec<Case> =
        [heads(), targets(), bodies(), conversations()].into_iter().flatten().collect();
    assert!(cases.len() >= 100, "{}", cases.len());
    let mut tasks = tokio::task::JoinSet::new();
    for Case { name, sent, statuses: expected } in cases {
        let address = address.clone();
        tasks.spawn(async move {
            let found = statuses(&send(&address, &sent).await);
            let honest = statuses(&send(&address, list().as_bytes()).await);
            // Who is still sending when the connection closes may lose the answer.
            let lost = found.is_empty() && sent.len() > 60_000;
            (name, found, if lost { &[] } else { expected }, honest)
        });
    }
    let mut wrong = Vec::new();
    while let Some(done) = tasks.join_next().await {
        let (name, found, expected, honest) = done.expect("no panic");
        if found != expected {
            wrong.push(format!("{name}: expected {expected:?}, found {found:?}"));
        }
        assert_eq!(honest, [200], "an honest request after {name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Each was closed; that the emulator knows it too is its next turn.
    while press.open_connections() > 0 {
        tokio::task::yield_now().await;
    }
    let kept = press.requests();
    assert!(kept.len() <= 20, "{}", kept.len());
    let bytes: usize = kept.iter().map(|seen| seen.body.len() + seen.answer.len()).sum();
    assert!(bytes <= 100_000, "{bytes}");
}
