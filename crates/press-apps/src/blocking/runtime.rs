//! The runtime of a client for calls without async: sockets and timers, on a thread of their own.
//!
//! It is made and dropped on that thread, so no caller ever drops a runtime where that is not allowed. Nothing here polls a call.

use std::sync::{Mutex, OnceLock, PoisonError, mpsc};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::client::Http;

/// What a client and its clones keep for calls without async.
#[derive(Default)]
pub(crate) struct Blocking {
    runtime: OnceLock<Runtime>,
    /// Held while it starts, so that it starts once.
    starting: Mutex<()>,
}

/// A runtime that runs.
pub(crate) struct Runtime {
    pub(super) handle: Handle,
    /// HTTP clients whose connections it drives; `None` if the caller supplied the one there is.
    http: Option<Http>,
    /// Dropping it ends the thread.
    _running: oneshot::Sender<()>,
}

impl Blocking {
    /// The runtime, started if it does not run yet. If it cannot, the next call tries again.
    pub(super) fn runtime(&self, http: &Http) -> Result<&Runtime, String> {
        let _starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        match self.runtime.get() {
            Some(runtime) => Ok(runtime),
            None => {
                let runtime = Runtime::start(http)?;
                Ok(self.runtime.get_or_init(|| runtime))
            }
        }
    }

    /// The HTTP clients of the runtime, if it runs and has its own.
    pub(crate) fn http(&self) -> Option<&Http> {
        self.runtime.get()?.http.as_ref()
    }
}

impl Runtime {
    fn start(http: &Http) -> Result<Self, String> {
        let http = http.again()?;
        let (running, ended) = oneshot::channel::<()>();
        let (tell, told) = mpsc::channel();
        let run = move || match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => {
                let _ = tell.send(Ok(runtime.handle().clone()));
                let _ = runtime.block_on(ended);
                // A look-up of an address that still hangs is not waited for.
                runtime.shutdown_background();
            }
            Err(error) => drop(tell.send(Err(error))),
        };
        let started = thread::Builder::new().name("press-apps".to_owned()).spawn(run);
        let handle = started.and_then(|_| {
            told.recv().unwrap_or_else(|_| Err(std::io::Error::other("its thread ended")))
        });
        let handle = handle
            .map_err(|error| format!("the runtime of the client cannot be started: {error}"))?;
        Ok(Self { handle, http, _running: running })
    }
}
