//! The low-level client of `press-apps-api` and the client of `press-apps` put the same bytes on the wire for the same arguments, and no
//! line that is written by hand gives arguments to a generated function by position.

use std::path::{Path, PathBuf};
use std::time::Duration;

use press_apps::operation::Endpoint;
use press_apps::testing::{BoxFuture, low_level};
use press_apps::{Client, Request, RetryPolicy};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::calls::{self, Subject, Visit};

const TOKEN: &str = "a-token-for-both";

/// Every call, made by each of the two clients.
struct Pairs {
    low: press_apps_api::Client,
    pairs: Vec<(&'static str, BoxFuture<'static, ()>, BoxFuture<'static, ()>)>,
}

impl Visit for Pairs {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        let (low, same) = (self.low.clone(), request.clone());
        let high = async move { drop(request.await) };
        let low = async move { low_level(&same, &low).await };
        self.pairs.push((operation, Box::pin(high), Box::pin(low)));
    }
}

/// The next request as it came, its headers sorted; answered with 404 and a closed connection.
async fn next(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let text = read(&mut stream).await;
    let answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    stream.write_all(answer.as_bytes()).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let (line, headers) = head.split_once("\r\n").unwrap();
    let mut headers: Vec<_> = headers.split("\r\n").collect();
    headers.sort_unstable();
    format!("{line}\n{}\n\n{body}", headers.join("\n"))
}

async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text.into_owned();
            }
        }
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "cut: {bytes:?}");
    }
}

/// An HTTP client with the two headers that `press-apps` adds.
fn http(user_agent: &str) -> reqwest::Client {
    let mut headers = http::HeaderMap::new();
    headers.insert("authorization", TOKEN.parse().unwrap());
    headers.insert("user-agent", user_agent.parse().unwrap());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
    builder.default_headers(headers).build().unwrap()
}

#[tokio::test]
async fn every_operation_is_the_same_bytes_through_both_crates() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let policy = RetryPolicy::off();
    let client = Client::builder().base_url(&base).token(TOKEN).retry_policy(policy);
    let client = client.timeout(Duration::from_secs(30)).build().unwrap();
    let shown = client.specs().list().build().unwrap();
    let agent = shown.headers()["user-agent"].to_str().unwrap();
    let low = press_apps_api::Client::new_with_client(&base, http(agent));
    let mut pairs = Pairs { low, pairs: Vec::new() };
    calls::least(&client, &Subject::default(), &mut pairs);
    calls::fullest(&client, &Subject::default(), &mut pairs);
    assert!(!pairs.pairs.is_empty());
    for (operation, high, low) in pairs.pairs {
        let ((), by_high) = tokio::join!(high, next(&listener));
        let ((), by_low) = tokio::join!(low, next(&listener));
        // Whether an answer may be compressed is decided by the HTTP client that the low-level one is given.
        let by_high = by_high.replacen("accept-encoding: identity\n", "", 1);
        assert_eq!(by_high, by_low, "{operation}");
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "target" && name != "generated" {
            sources(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// What measures the low-level client by calling it.
const MEASURED: [&str; 2] = ["tests/benches/src/stacks/bare.rs", "tests/tests/allocations/main.rs"];

/// Where a line of code calls a generated function of an operation with arguments.
fn positional(line: &str) -> Option<&'static str> {
    if line.trim_start().starts_with("//") {
        return None;
    }
    let called = press_apps::operations::OPERATIONS.iter().map(|operation| operation.id);
    called.into_iter().find(|id| {
        let method = line.find(&format!(".{id}(")).map(|at| &line[at + id.len() + 2..]);
        let builder = line.contains(&format!("build_{id}("));
        builder || method.is_some_and(|rest| !rest.starts_with(')'))
    })
}

#[test]
fn no_line_written_by_hand_gives_arguments_by_position() {
    assert_eq!(positional("let _ = api.list_specs(None, name).await;"), Some("list_specs"));
    assert_eq!(positional("requests::build_redeploy(http, base, id)"), Some("redeploy"));
    assert_eq!(positional("deployment.redeploy().await"), None);
    let root = press_apps_tests::root();
    let mut found = Vec::new();
    for folder in ["crates", "tests", "xtask"] {
        sources(&root.join(folder), &mut found);
    }
    let own = Path::new(file!()).file_name();
    let mut calls = Vec::new();
    for path in found.iter().filter(|path| path.file_name() != own) {
        if MEASURED.iter().any(|measured| path.ends_with(measured)) {
            continue;
        }
        for (number, line) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
            if let Some(id) = positional(line) {
                calls.push(format!("{}:{}: {id}", path.display(), number + 1));
            }
        }
    }
    assert!(calls.is_empty(), "use a handle instead:\n{}", calls.join("\n"));
}
