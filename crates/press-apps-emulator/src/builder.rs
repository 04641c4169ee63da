//! The settings of a service, and how one is made from them.

use std::fmt;
use std::time::Duration;

use crate::emulator::{Emulator, StartError};
use crate::faults::{Fault, InvalidFault};
use crate::grammar::{Rate, Steps};
use crate::http::server;
use crate::lifecycle::Clock;
use crate::scenario::{InvalidScenario, Scenario};
use crate::service::Service;
use crate::settings::Settings;
use crate::store::{Block, DEFAULT_TENANT};
use crate::token::DEFAULT_TOKEN;

/// How long deploying takes in memory when nothing else is said.
const DEPLOY_TIME_IN_MEMORY: Duration = Duration::from_secs(60);

impl Emulator {
    /// Starts a service on any free port of the loopback address. Deployments settle at once, ids repeat from run to run, and
    /// timestamps stand at [`EPOCH`](crate::EPOCH).
    ///
    /// # Errors
    ///
    /// The address cannot be listened on, or this is not called within a tokio runtime.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A service without a socket, for tests: on a [`VirtualClock`](crate::VirtualClock) of its own, where deploying takes a minute and a
    /// wait of minutes ends at once. Ids repeat from run to run.
    ///
    /// `press-apps` makes a client of it, feature `emulator`: `press.client().build()?`. [`Service::exchange`] answers a request,
    /// [`Service::advance`] lets time pass. [`EmulatorBuilder::in_memory`] is the same with other settings.
    ///
    /// ```
    /// use press_apps_emulator::{Emulator, Fault};
    /// use std::time::Duration;
    ///
    /// let press = Emulator::in_memory();
    /// press.script("churn").fail_at_block(2);
    /// press.fault(Fault::on("create_spec").times(1).status(429).retry_after("1"))?;
    /// press.advance(Duration::from_secs(60));
    /// # Ok::<(), press_apps_emulator::InvalidFault>(())
    /// ```
    #[must_use]
    pub fn in_memory() -> Service {
        Self::builder().in_memory()
    }

    /// Settings for another kind of service.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }
}

impl Service {
    /// A service as [`Emulator::builder`] makes it when nothing else is said.
    #[must_use]
    pub fn new() -> Self {
        EmulatorBuilder::default().service()
    }
}

impl Default for Service {
    fn default() -> Self {
        Self::new()
    }
}

/// Settings of an emulator. Made by [`Emulator::builder`].
///
/// ```
/// use press_apps_emulator::{Clock, Emulator};
/// use std::time::Duration;
///
/// let settings = Emulator::builder()
///     .token("first-token")
///     .clock(Clock::Virtual)
///     .deploy_time(Duration::from_secs(60))
///     .seed_data(true);
/// let service = settings.service();
/// service.advance(Duration::from_secs(60));
/// ```
#[derive(Clone)]
#[must_use]
pub struct EmulatorBuilder {
    host: String,
    port: u16,
    allowed_hosts: Vec<String>,
    patience: Duration,
    settings: Settings,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            allowed_hosts: Vec::new(),
            patience: server::PATIENCE,
            settings: Settings::default(),
        }
    }
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("allowed_hosts", &self.allowed_hosts)
            .field("patience", &self.patience)
            .field("settings", &self.settings)
            .finish()
    }
}

impl EmulatorBuilder {
    /// Where to listen: an address or a host name; an IPv6 address with or without brackets. `127.0.0.1` unless said.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port to listen on. 0, any free one, unless said.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// One more host that requests may be meant for: a name or an address; its port does not matter. Can be called more than once.
    ///
    /// A request whose `Host` is foreign gets 421, so that no page of somebody else reaches a service on the loopback address by making
    /// its own name mean this machine; one from a page of a foreign `Origin` gets 403. Loopback addresses, `localhost`, what
    /// [`host`](Self::host) says and the address that a connection came in on always pass. A service in a container is called by the
    /// container's name, and by a proxy that names its upstream itself (nginx does unless `proxy_set_header Host $host` is set) by that; both
    /// are for this method. [`start`](Self::start) fails on what is neither a name nor an address.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.allowed_hosts.push(name.into());
        self
    }

    /// One more token of the default tenant. Without any, [`DEFAULT_TOKEN`] is the one.
    ///
    /// Clients such as `press-apps` refuse tokens of fewer than 8 characters.
    pub fn token(self, token: impl Into<String>) -> Self {
        self.tenant_token(DEFAULT_TENANT, token)
    }

    /// One more token, of the tenant named. Tenants see their own specs and deployments, specs that are public, and specs shared
    /// with them.
    pub fn tenant_token(mut self, tenant: impl Into<String>, token: impl Into<String>) -> Self {
        self.settings.add_token(&tenant.into(), token);
        self
    }

    /// How long deploying and deleting take. Unless said, nothing (settled at once), and a minute [in memory](Self::in_memory).
    pub fn deploy_time(mut self, time: Duration) -> Self {
        self.settings.deploy_time = Some(time);
        self
    }

    /// How time passes. [`Clock::Fixed`] unless said.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.settings.clock = clock;
        self
    }

    /// The seed of ids. 0 unless said, so the ids of one run are those of the next.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// Ids that differ from run to run.
    pub fn random_ids(mut self) -> Self {
        self.settings.seed = None;
        self
    }

    /// Whether the service starts with the specs and deployments of [`seed`](mod@crate::seed).
    pub fn seed_data(mut self, wanted: bool) -> Self {
        self.settings.seed_data = wanted;
        self
    }

    /// Whether every block spec id is taken to exist. Parameters of blocks that nobody described are not checked.
    pub fn any_block(mut self, allowed: bool) -> Self {
        self.settings.any_block = allowed;
        self
    }

    /// One more block spec.
    pub fn block(mut self, block: Block) -> Self {
        self.settings.blocks.push(block);
        self
    }

    /// How deployments of a name end, from the start on and after every [`Service::reset`].
    pub fn script(mut self, deployment_name: impl Into<String>, steps: Steps) -> Self {
        self.settings.scripts.push((deployment_name.into(), steps));
        self
    }

    /// A rule that makes something go wrong, from the start on and after every [`Service::reset`].
    ///
    /// # Errors
    ///
    /// The rule cannot be meant ([`Fault::check`]).
    pub fn fault(mut self, fault: Fault) -> Result<Self, InvalidFault> {
        fault.check()?;
        self.settings.faults.push(fault);
        Ok(self)
    }

    /// Everything that a scenario file says. What was set before is replaced by what the file says, apart from tokens: those of a tenant
    /// that has some already are kept. What is set afterwards replaces what the file says.
    ///
    /// # Errors
    ///
    /// Every finding that shows when the service is furnished, with line and column: a name that is taken, a block that is not there,
    /// parameters that do not fit. Settings that are made afterwards can make more of the file not fit: [`start`](Self::start) tells,
    /// [`service`](Self::service) leaves it out.
    pub fn scenario(mut self, scenario: &Scenario) -> Result<Self, InvalidScenario> {
        self.settings.apply(scenario)?;
        Ok(self)
    }

    /// How many requests a token may make in which time. As many as it likes unless said.
    pub fn rate(mut self, rate: Rate) -> Self {
        self.settings.rate = Some(rate);
        self
    }

    /// How many of the last requests are kept for [`Service::requests`], and how many bytes they may take together, texts and headers
    /// included. 10,000 and 64 MiB unless said. Of one body or answer the first 64 KiB are kept.
    pub fn kept_requests(mut self, most: usize, bytes: usize) -> Self {
        (self.settings.kept_requests, self.settings.kept_bytes) = (most, bytes);
        self
    }

    /// How long a connection may stand still, behind a socket, before it is closed. 30 seconds unless said.
    ///
    /// It is the limit for the head of a request to be there as a whole, counted from when the connection is made or the answer before was
    /// sent, so it is also how long a connection is kept for the next request; for the next piece of a body, whose sender gets 408; and for
    /// the other side to take more of an answer. How long an answer is held back by a fault does not count.
    pub fn patience(mut self, limit: Duration) -> Self {
        self.patience = limit;
        self
    }

    /// The service without a socket and on a [`VirtualClock`](crate::VirtualClock) of its own, for tests. Deploying takes a minute unless
    /// [`deploy_time`](Self::deploy_time) says otherwise.
    #[must_use]
    pub fn in_memory(mut self) -> Service {
        self.settings.deploy_time.get_or_insert(DEPLOY_TIME_IN_MEMORY);
        self.clock(Clock::Virtual).service()
    }

    /// The service without a socket, on the clock that the settings say.
    #[must_use]
    pub fn service(mut self) -> Service {
        if self.settings.tokens.is_empty() {
            self = self.token(DEFAULT_TOKEN);
        }
        Service::assemble(self.settings)
    }

    /// Starts the service behind a socket.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on, a host to allow is none, this is not called within a tokio runtime, or a
    /// [`scenario`](Self::scenario) does not fit.
    pub async fn start(self) -> Result<Emulator, StartError> {
        self.settings.fits().map_err(StartError::scenario)?;
        let patience = self.patience;
        let (host, port, allowed) = (self.host.clone(), self.port, self.allowed_hosts.clone());
        Emulator::listen(self.service(), &host, port, &allowed, patience).await
    }
}
