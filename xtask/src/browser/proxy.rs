//! A proxy that serves everything below a prefix and takes the prefix away, as gateways do.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

/// The prefix.
pub(super) const PREFIX: &str = "/tools/press";

/// Starts one before a service at an address such as `127.0.0.1:8080`; gives its port. It ends with this program.
pub(super) fn start(service: &str) -> io::Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let service = service.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let service = service.clone();
            // One request a connection; a browser that is told so opens the next.
            thread::spawn(move || pass(&stream, &service));
        }
    });
    Ok(port)
}

fn pass(browser: &TcpStream, service: &str) -> io::Result<()> {
    let mut reader = BufReader::new(browser.try_clone()?);
    let mut head = String::new();
    reader.read_line(&mut head)?;
    let Some((method, path)) = head.split_once(' ') else { return Ok(()) };
    let Some(path) = path.strip_prefix(PREFIX) else {
        return write!(
            &*browser,
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
    };
    let mut upstream = TcpStream::connect(service)?;
    write!(upstream, "{method} {path}connection: close\r\n")?;
    let mut rest = upstream.try_clone()?;
    thread::spawn(move || io::copy(&mut reader, &mut rest));
    io::copy(&mut upstream, &mut &*browser)?;
    browser.shutdown(Shutdown::Both)
}
