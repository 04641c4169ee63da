//! Which connection carries which request, and what a limit means that ends the making of one.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use press_apps::{Client, ClientBuilder, Error, ErrorKind, Sent, TimeoutKind};

use crate::network::read;
use crate::support::{TOKEN, document};

/// A server that keeps its connections and tells so, and drops each of them when it is used for the second time: what a client meets that
/// uses a connection while it is being closed.
#[derive(Clone, Default)]
struct Closing {
    requests: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
}

impl Closing {
    fn start(self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let server = self.clone();
                server.connections.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    if read(&mut reader).is_none() {
                        return;
                    }
                    server.requests.fetch_add(1, Ordering::SeqCst);
                    let body =
                        r#"{"id":"s-1","kind":"app","metadata":{"name":"n","status":"available"}}"#;
                    let head = format!(
                        "HTTP/1.1 201 Created\r\ncontent-length: {}\r\nconnection: keep-alive\r\n\r\n",
                        body.len()
                    );
                    stream.write_all((head + body).as_bytes()).unwrap();
                    if read(&mut reader).is_some() {
                        server.dropped.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        address
    }

    fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }
}

fn builder(address: SocketAddr) -> ClientBuilder {
    Client::builder().token(TOKEN).base_url(format!("http://{address}"))
}

#[tokio::test]
async fn no_create_meets_a_connection_that_is_being_closed() {
    let server = Closing::default();
    let client = builder(server.clone().start()).build().unwrap();
    for _ in 0..20 {
        // A read before it leaves a connection that could be used.
        client.spec("s-1").unwrap().describe().await.unwrap();
        let created = client.specs().create(document()).await.unwrap();
        assert_eq!(created.attempts().len(), 1);
    }
    assert!(server.dropped() > 0, "the server is one that drops connections");
    assert_eq!(server.requests.load(Ordering::SeqCst), 20 + 20);
}

#[tokio::test]
async fn reads_use_a_connection_again_unless_none_is_kept() {
    for (idle, connections, dropped) in
        [(Some(Duration::ZERO), 4, 0), (None, 4, 3), (Some(Duration::from_secs(4)), 4, 3)]
    {
        let server = Closing::default();
        let client = builder(server.clone().start()).idle_timeout(idle).build().unwrap();
        for _ in 0..4 {
            // What meets a dropped connection is read again.
            client.spec("s-1").unwrap().describe().await.unwrap();
        }
        assert_eq!(server.connections.load(Ordering::SeqCst), connections);
        assert_eq!(server.dropped(), dropped);
    }
}

#[tokio::test]
async fn a_client_of_the_caller_keeps_its_pool_for_creates_too() {
    let server = Closing::default();
    let address = server.clone().start();
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let own = || reqwest::Client::builder().no_proxy();
    let client = builder(address).http_client(own().build().unwrap()).build().unwrap();
    client.specs().create(document()).await.unwrap();
    let error = client.specs().create(document()).await.unwrap_err();
    assert_eq!(error.attempts().len(), 1, "no create is sent again because a connection closed");
    assert!(error.may_have_been_carried_out());
    // The way out that the documentation names.
    let own = own().pool_max_idle_per_host(0).build().unwrap();
    let client = builder(address).http_client(own).build().unwrap();
    for _ in 0..3 {
        client.specs().create(document()).await.unwrap();
    }
}

/// A place where connections are taken and TLS is never answered.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
async fn no_handshake(set: impl Fn(ClientBuilder) -> ClientBuilder) -> (Error, String) {
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = mute.local_addr().unwrap();
    let url = format!("https://{address}");
    let random = press_apps::testing::Fixed(0.0);
    let client = set(Client::builder().token(TOKEN).base_url(url).random(random)).build().unwrap();
    (client.specs().create(document()).await.unwrap_err(), address.to_string())
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_connection_that_takes_too_long_sent_nothing() {
    let (error, address) =
        no_handshake(|client| client.connect_timeout(Duration::from_millis(20))).await;
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Connect));
    assert_eq!(error.was_sent(), Sent::No);
    assert_eq!(
        error.to_string(),
        format!(
            "create_spec: no connection to {address} within 20ms (connect timeout); nothing was sent (4 attempts)"
        )
    );
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn a_limit_that_ends_the_connecting_sent_nothing() {
    let (error, address) =
        no_handshake(|client| client.attempt_timeout(Duration::from_millis(20))).await;
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Attempt));
    assert_eq!(error.was_sent(), Sent::No);
    assert!(!error.may_have_been_carried_out());
    assert_eq!(
        error.to_string(),
        format!(
            "create_spec: no connection to {address} within 20ms (attempt timeout); nothing was sent (4 attempts)"
        )
    );
    let (error, _) = no_handshake(|client| client.timeout(Duration::from_millis(20))).await;
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Operation));
    assert_eq!((error.was_sent(), error.attempts().len()), (Sent::No, 1));
}

#[tokio::test]
async fn a_limit_that_ends_the_waiting_for_an_answer_may_have_sent_it() {
    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let seen = Arc::new(Mutex::new(String::new()));
    let address = mute.local_addr().unwrap();
    let told = seen.clone();
    thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in mute.incoming().flatten() {
            *told.lock().unwrap() +=
                &read(&mut BufReader::new(stream.try_clone().unwrap())).unwrap_or_default();
            kept.push(stream);
        }
    });
    let client = builder(address).attempt_timeout(Duration::from_millis(200)).build().unwrap();
    let error = client.specs().create(document()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(TimeoutKind::Attempt));
    assert_eq!((error.was_sent(), error.attempts().len()), (Sent::Maybe, 1));
    assert!(error.may_have_been_carried_out());
    let changes = press_apps::types::UpdateDeploymentRequest::new().name("n");
    let update = client.deployment("d-1").unwrap().update(changes).max_retries(0);
    assert_eq!(update.await.unwrap_err().was_sent(), Sent::Maybe);
    assert!(seen.lock().unwrap().contains("POST "));
}
