//! A running service behind a socket.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::http::connections::Counts;
use crate::http::guard::{Guard, NoHost};
use crate::http::server::{self, Site};
use crate::page::Changes;
use crate::scenario::InvalidScenario;
use crate::service::Service;

/// A Press service that listens on a socket. Dropping it stops it.
///
/// It derefs to its [`Service`], so time, scripts, faults and the requests seen are reached directly: `press.advance(..)`,
/// `press.script(..)`, `press.fault(..)`, `press.requests()`.
///
/// ```
/// use press_apps_emulator::Emulator;
///
/// # let _ = rustls::crypto::ring::default_provider().install_default();
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let press = Emulator::start().await?;
/// let specs = reqwest::Client::new()
///     .get(format!("{}/v1/apps/specs/", press.base_url()))
///     .header("authorization", press.token())
///     .send()
///     .await?;
/// assert_eq!(specs.status(), 200);
/// press.shutdown().await;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Emulator {
    service: Service,
    base_url: String,
    connections: Arc<Counts>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Emulator {
    pub(crate) async fn listen(
        service: Service,
        host: &str,
        port: u16,
        allowed: &[String],
        patience: Duration,
    ) -> Result<Self, StartError> {
        let mut guard = Guard::default();
        for name in allowed {
            guard.allow(name).map_err(|wrong| StartError(Reason::AllowHost(wrong)))?;
        }
        let runtime = Handle::try_current().map_err(|_| StartError(Reason::NoRuntime))?;
        // In a URL an IPv6 address stands in brackets, for the system it does not.
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let address = match bare.contains(':') {
            true => format!("[{bare}]:{port}"),
            false => format!("{bare}:{port}"),
        };
        let cannot = |source| StartError(Reason::Listen { address: address.clone(), source });
        let listener = TcpListener::bind((bare, port)).await.map_err(cannot)?;
        let mut bound = listener.local_addr().map_err(cannot)?;
        // What it listens on is what it is called by; what it can listen on is a host.
        let _ = guard.allow(bare);
        if bound.ip().is_unspecified() {
            // One listens on every address, but one cannot call "every address".
            bound.set_ip(if bound.is_ipv4() {
                [127, 0, 0, 1].into()
            } else {
                std::net::Ipv6Addr::LOCALHOST.into()
            });
        }
        let connections = Arc::new(Counts::default());
        let (stop, stopped) = watch::channel(false);
        let site = Site { service: service.clone(), guard, patience, changes: Changes::default() };
        let counts = Arc::clone(&connections);
        let task = runtime.spawn(server::serve(listener, Arc::new(site), stopped, counts));
        Ok(Self { service, base_url: format!("http://{bound}"), connections, stop, task })
    }

    /// Where it listens, without a slash at the end: `http://127.0.0.1:41234`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The service behind the socket, to be called without it.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// How many connections have been accepted so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.accepted.load(Ordering::Relaxed)
    }

    /// How many connections are open. When there are 1,000 and one more comes, the oldest one that has no request to be answered is closed.
    #[must_use]
    pub fn open_connections(&self) -> u64 {
        self.connections.open.load(Ordering::Relaxed)
    }

    /// Stops it: requests under way are answered, stalled ones are let go, and connections are closed. Takes a second at most.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Deref for Emulator {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Why an emulator did not start.
///
/// ```
/// use press_apps_emulator::Emulator;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let error =
///     Emulator::builder().host("192.0.2.1").port(8080).start().await.unwrap_err();
/// println!("{error}"); // cannot listen on 192.0.2.1:8080: …
/// # });
/// ```
#[derive(Debug)]
pub struct StartError(Reason);

#[derive(Debug)]
enum Reason {
    NoRuntime,
    AllowHost(NoHost),
    Scenario(InvalidScenario),
    Listen { address: String, source: io::Error },
}

impl StartError {
    pub(crate) fn scenario(invalid: InvalidScenario) -> Self {
        Self(Reason::Scenario(invalid))
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::NoRuntime => f.write_str(
                "cannot start outside a tokio runtime; call it from an async main or test",
            ),
            Reason::AllowHost(wrong) => write!(f, "a host to allow: {wrong}"),
            Reason::Scenario(invalid) => invalid.fmt(f),
            Reason::Listen { address, source } if source.kind() == io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "cannot listen on {address}: the port is in use; choose another, or 0 for any free one"
                )
            }
            Reason::Listen { address, source } => write!(f, "cannot listen on {address}: {source}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::NoRuntime | Reason::Scenario(_) => None,
            Reason::AllowHost(wrong) => Some(wrong),
            Reason::Listen { source, .. } => Some(source),
        }
    }
}
