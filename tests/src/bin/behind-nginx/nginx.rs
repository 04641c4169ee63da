//! A running nginx.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// nginx in front of a service. It ends with the value.
pub(crate) struct Nginx {
    child: Child,
    folder: PathBuf,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

/// nginx with its files in a folder.
fn nginx(folder: &Path) -> Command {
    let mut command = Command::new("nginx");
    command
        .arg("-p")
        .arg(folder)
        .arg("-c")
        .arg(folder.join("nginx.conf"))
        .args(["-e", "nginx.log"]);
    command
}

impl Nginx {
    /// Fills in the configuration, starts nginx in `folder`, and waits until it listens.
    ///
    /// # Panics
    /// When it does not.
    pub(crate) fn start(configuration: &Path, folder: &Path, service: &str) -> Self {
        let folder = std::path::absolute(folder).unwrap();
        fs::create_dir_all(&folder).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let text = fs::read_to_string(configuration).unwrap();
        let text = text.replace("@LISTEN@", &address.to_string());
        let text = text.replace("@SERVICE@", service.trim_start_matches("http://"));
        fs::write(folder.join("nginx.conf"), text).unwrap();
        let mut child = nginx(&folder).stdin(Stdio::null()).spawn().unwrap();
        for _ in 0..200 {
            if TcpStream::connect(address).is_ok() {
                return Self { child, folder, address };
            }
            if let Some(status) = child.try_wait().unwrap() {
                panic!("nginx ended with {status}; {}/nginx.log says why", folder.display());
            }
            sleep(Duration::from_millis(25));
        }
        let _ = child.kill();
        panic!("nginx does not listen");
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its worker is no child of this process, so it has to be asked.
        let asked = nginx(&self.folder).args(["-s", "stop"]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
