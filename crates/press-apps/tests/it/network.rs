//! The client over real sockets of this machine: connections are reused, and nothing acts on its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use press_apps::{Client, ErrorKind, Sent};

use crate::support::{TOKEN, document};

const SPEC: &str = r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#;

/// A server that gives the same answer to every request, and closes unless the answer says otherwise. Tells of each request with the number of its connection.
fn serve(answer: impl Into<Vec<u8>>) -> (SocketAddr, Receiver<(usize, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (told, requests) = channel();
    let answer = answer.into();
    let keep = String::from_utf8_lossy(&answer).contains("connection: keep-alive");
    thread::spawn(move || {
        for (connection, stream) in listener.incoming().flatten().enumerate() {
            let (told, answer) = (told.clone(), answer.clone());
            thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while let Some(request) = read(&mut reader) {
                    // The test may be over already.
                    let _ = told.send((connection, request));
                    if answer.is_empty() {
                        return;
                    }
                    (&stream).write_all(&answer).unwrap();
                    if !keep {
                        return;
                    }
                }
            });
        }
    });
    (address, requests)
}

/// One request, head and body.
pub(crate) fn read(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8(body).unwrap())
}

fn good() -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nset-cookie: a=b\r\nconnection: keep-alive\r\n\r\n{SPEC}",
        SPEC.len()
    )
}

fn client(address: SocketAddr) -> Client {
    Client::builder().token(TOKEN).base_url(format!("http://{address}")).build().unwrap()
}

async fn fails(answer: impl Into<Vec<u8>>) -> press_apps::Error {
    let (address, _requests) = serve(answer);
    let client = client(address);
    client.spec("s-1").unwrap().describe().max_retries(0).await.unwrap_err()
}

#[tokio::test]
async fn a_connection_is_reused_and_cookies_are_not_kept() {
    let (address, requests) = serve(good());
    let client = client(address);
    for _ in 0..3 {
        assert_eq!(client.clone().spec("s-1").unwrap().describe().await.unwrap().id, "s-1");
    }
    let seen: Vec<_> = requests.try_iter().collect();
    assert_eq!(seen.iter().map(|(connection, _)| *connection).collect::<Vec<_>>(), [0, 0, 0]);
    for (_, request) in seen {
        let head = request.to_ascii_lowercase();
        assert!(head.starts_with("get /v1/apps/specs/s-1 http/1.1\r\n"), "{head}");
        assert!(head.contains(&format!("authorization: {TOKEN}\r\n")), "{head}");
        assert!(head.contains("user-agent: press-apps/"), "{head}");
        assert!(head.contains("accept: application/json\r\n"), "{head}");
        assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
        for unwanted in ["cookie", "api-version", "referer", "content-"] {
            assert!(!head.contains(unwanted), "{head}");
        }
    }
}

#[tokio::test]
async fn what_is_sent_is_what_a_dry_run_shows() {
    let (address, requests) =
        serve("HTTP/1.1 201 Created\r\ncontent-length: 12\r\n\r\n{\"id\":\"s-1\"}");
    let create = client(address).specs().create(document()).scope("shared").tenants(["t-1"]);
    let shown = create.build().unwrap();
    create.await.unwrap();
    let (_, sent) = requests.recv().unwrap();
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    assert_eq!(body.as_bytes(), shown.body());
    let mut lines: Vec<_> = head.lines().skip(1).collect();
    let mut headers: Vec<_> = shown
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.push(format!("host: {address}"));
    headers.push(format!("content-length: {}", body.len()));
    lines.sort_unstable();
    headers.sort_unstable();
    assert_eq!(lines, headers);
}

#[tokio::test]
async fn a_refused_connection_is_known_to_have_sent_nothing() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client =
        Client::builder().token(TOKEN).base_url(format!("http://{address}")).build().unwrap();
    let error = client.specs().create(document()).max_retries(0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.was_sent(), Sent::No);
    let line = error.to_string();
    assert!(line.starts_with(&format!("create_spec: cannot connect to {address} (")), "{line}");
    assert!(line.to_lowercase().contains("refused"), "{line}");
    assert!(!format!("{error:#}").contains("/v1/"), "{error:#}");
}

#[tokio::test]
async fn a_connection_that_closes_without_an_answer_may_have_carried_it_out() {
    let error = fails("").await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.was_sent(), Sent::Maybe);
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn a_body_that_ends_too_soon_keeps_its_status() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n",
    ] {
        let error = fails(answer).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert_eq!(error.status().unwrap(), 200);
    }
    let error = fails("HTTP/1.1 404 Not Found\r\ncontent-length: 100\r\n\r\ngone").await;
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.message(), Some("gone"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, visits) = serve(good());
    let error = fails(format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n"
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains(&elsewhere.to_string()), "{error}");
    assert_eq!(visits.try_iter().count(), 0);
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_broken_connection() {
    let error = fails("SSH-2.0-OpenSSH_9.9\r\n").await;
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(error.was_sent(), Sent::Maybe);
    let said = error.to_string();
    assert!(said.starts_with("describe_spec: what was answered is not HTTP/1.1"), "{said}");
    assert!(error.help().contains("check the scheme, the host and the port"), "{}", error.help());
    // A connection that only breaks is no other protocol.
    let broken = fails("").await;
    assert!(!broken.to_string().contains("not HTTP/1.1"), "{broken}");
    assert!(!broken.help().contains("check the scheme"), "{}", broken.help());
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_failed_handshake_is_known_to_have_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // Not what a client of TLS wants to hear. It may be gone already.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    let client =
        Client::builder().token(TOKEN).base_url(format!("https://{address}")).build().unwrap();
    let create = client.specs().create(document()).max_retries(0);
    let error = create.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:#}");
    assert_eq!(error.was_sent(), Sent::No);
}

#[tokio::test]
async fn a_client_of_the_caller_is_used() {
    let (address, requests) = serve(good());
    // What the callers of `reqwest` have to see to themselves.
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mine = [("x-mine", "yes")].map(|(name, value)| {
        (http::HeaderName::from_static(name), http::HeaderValue::from_static(value))
    });
    let own = reqwest::Client::builder().default_headers(mine.into_iter().collect());
    let client = Client::builder()
        .token(TOKEN)
        .base_url(format!("http://{address}"))
        .http_client(own.no_proxy().build().unwrap())
        .build()
        .unwrap();
    client.spec("s-1").unwrap().describe().await.unwrap();
    assert!(requests.recv().unwrap().1.contains("x-mine: yes"));
}
