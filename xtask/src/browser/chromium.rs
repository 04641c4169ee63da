//! A Chromium without a window, driven over the DevTools protocol: JSON messages through its own pipes, so no port and no other library.

use std::cell::{Cell, RefCell};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Names it is installed under.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// A browser that answers nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Takes the pipes of the protocol, which have to be the files 3 and 4, from those that a program has anyway.
const START: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// A running browser. It ends with the value.
pub(super) struct Browser {
    child: Child,
    orders: RefCell<ChildStdin>,
    messages: Receiver<Value>,
    last: Cell<u64>,
    /// What pages complained about: errors nobody caught, and what their policy kept from them.
    complaints: RefCell<Vec<String>>,
}

impl Browser {
    /// Starts the one that is installed, with its data in `folder`; names that end in `.test` mean this machine. Nothing when there is none.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn start(folder: &Path) -> Result<Option<Self>, String> {
        if !cfg!(unix) {
            return Ok(None);
        }
        let here = |name: &&&str| {
            let mut ask = Command::new(name);
            ask.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            ask.status().is_ok_and(|status| status.success())
        };
        let Some(program) = NAMES.iter().find(here) else { return Ok(None) };
        let mut command = Command::new("sh");
        command.args(["-c", START, program]);
        command.args([
            "--headless=new",
            // In a container there is no other user to become, and little shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--no-first-run",
            "--remote-debugging-pipe",
            "--host-resolver-rules=MAP *.test 127.0.0.1",
            "--no-proxy-server",
        ]);
        command.arg(format!("--user-data-dir={}", folder.display())).arg("about:blank");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("{program}: {error}"))?;
        let (Some(orders), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{program}: it has no pipes"));
        };
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(answers).split(0) {
                let read = message.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
                let Some(message) = read else { break };
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let (last, complaints) = (Cell::new(0), RefCell::default());
        Ok(Some(Self { child, orders: RefCell::new(orders), messages, last, complaints }))
    }

    /// Gives an order, of a tab or of the whole browser, and waits for its result.
    pub(super) fn order(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, String> {
        let id = self.last.get() + 1;
        self.last.set(id);
        let mut order = json!({ "id": id, "method": method });
        order["params"] = params;
        if let Some(session) = session {
            order["sessionId"] = session.into();
        }
        let sent = self.orders.borrow_mut().write_all(format!("{order}\0").as_bytes());
        sent.map_err(|error| format!("{method}: {error}"))?;
        loop {
            let message = self.messages.recv_timeout(PATIENCE);
            let message = message.map_err(|_| format!("{method}: the browser does not answer"))?;
            if message["id"] == id {
                return match message.get("error") {
                    Some(error) => Err(format!("{method}: {}", error["message"])),
                    None => Ok(message["result"].clone()),
                };
            }
            self.note(&message);
        }
    }

    /// Keeps what a page complains about.
    fn note(&self, message: &Value) {
        let params = &message["params"];
        let complaint = match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => {
                &params["exceptionDetails"]["exception"]["description"]
            }
            Some("Log.entryAdded") if params["entry"]["source"] == "security" => {
                &params["entry"]["text"]
            }
            _ => return,
        };
        self.complaints.borrow_mut().push(complaint.to_string());
    }

    /// What pages complained about so far.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.complaints.take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.order(None, "Browser.close", json!({}));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
