//! The way to the service as the environment makes it: certificates, and proxies.
//!
//! Both come from variables that belong to a whole process, so each call is made by a process of its own (`src/bin/one-call.rs`).

// Authorities made for a test can be named by variables only where those are heeded: not on Windows and macOS.
#[cfg(all(unix, not(target_vendor = "apple")))]
mod certificates;
mod proxies;
#[cfg(all(unix, not(target_vendor = "apple")))]
mod tls;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// An answer that a read and a create take.
const GOOD: &str = "HTTP/1.1 201 Created\r\ncontent-length: 70\r\nconnection: close\r\n\r\n\
    {\"id\":\"s-1\",\"kind\":\"app\",\"metadata\":{\"name\":\"n\",\"status\":\"available\"}}";

/// How a call ended.
struct Ended(Value);

/// Makes a call in a process whose only settings are these variables.
fn call(url: &str, operation: &str, variables: &[(&str, &str)]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_one-call"));
    command.args([url, operation]).env_clear();
    // What a process needs on some systems to open a socket at all.
    command.envs(
        ["SystemRoot", "PATH"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?))),
    );
    let output = command.envs(variables.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ended = Ended(serde_json::from_slice(&output.stdout).unwrap());
    for text in ["line", "full", "help"].map(|name| ended.text(name)) {
        assert!(!text.contains("docs.rs") && !text.contains("s3cr3t"), "{text}");
    }
    ended
}

impl Ended {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    fn is_ok(&self) -> bool {
        self.0["kind"] == "ok"
    }

    /// It ended with this kind of error, was sent or not, and took so many attempts; its line and its help say this.
    #[track_caller]
    fn failed(&self, (kind, sent, attempts): (&str, &str, u64), says: &str, helps: &str) {
        let found =
            (self.text("kind"), self.text("sent"), self.0["attempts"].as_u64().unwrap_or_default());
        assert_eq!(found, (kind, sent, attempts), "{:#}", self.0);
        assert!(self.text("line").contains(says), "{says}\n{:#}", self.0);
        assert!(self.text("help").contains(helps), "{helps}\n{:#}", self.0);
        assert_eq!(self.0["uncertain"], false, "{:#}", self.0);
    }
}

/// A server that does the same with each connection.
fn server(serve: impl Fn(TcpStream) + Clone + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = serve.clone();
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// A server that gives the same answer to every request, and the heads of those requests.
fn answers(answer: impl Into<String>) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let (answer, heads) = (answer.into(), Arc::<Mutex<Vec<String>>>::default());
    let kept = heads.clone();
    let address = server(move |mut stream| {
        let head = head(&mut stream);
        kept.lock().unwrap().push(head);
        // The client may have left.
        let _ = stream.write_all(answer.as_bytes());
        drain(&mut stream);
    });
    (address, heads)
}

/// A server that speaks no TLS, and says so in its own way to whatever it hears.
fn without_tls(words: &'static str) -> SocketAddr {
    server(move |mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(words.as_bytes());
        drain(&mut stream);
    })
}

/// The head of a request, up to the empty line.
fn head(stream: &mut impl Read) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// Reads what is left, so that what was written last is not lost to a reset of the connection.
fn drain(stream: &mut TcpStream) {
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = std::io::copy(stream, &mut std::io::sink());
}

/// A port where nobody listens.
fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
