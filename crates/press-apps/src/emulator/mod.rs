//! Test your own code: a Press service in memory, and a client of it in one line. Feature `emulator`.
//!
//! ```toml
//! [dev-dependencies]
//! press-apps = { version = "0.1", features = ["emulator"] }
//! ```
//!
//! Code that takes a [`Client`] can be tested as it is. This is a test of a deployment whose second block fails; deploying takes a minute
//! of the service's time and the test a few milliseconds of yours:
//!
//! ```
//! use press_apps::emulator::{Emulator, EmulatorExt, seed};
//! use press_apps::types::{
//!     CreateDeploymentRequest, DeploymentSpecInput, MetadataInput,
//! };
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let press = Emulator::builder().seed_data(true).in_memory();
//! press.script("churn").fail_at_block(2);
//! let client = press.client().build()?;
//!
//! let spec = DeploymentSpecInput::new(seed::SPEC_PRIVATE);
//! let request = CreateDeploymentRequest::new(
//!     MetadataInput::new("churn", "Predicts churn"),
//!     spec,
//! );
//! let outcome = client.deployments().create(request).await?.wait(&client).await?;
//!
//! let failed = outcome.blocks().unwrap();
//! assert_eq!(failed[0].name, "churn-webapp-block-private");
//! # Ok::<(), press_apps::Error>(())
//! # }).unwrap();
//! ```
//!
//! `examples/test_your_code.rs` is a function that deploys and its tests: it goes well, a block fails, the service is busy, an answer is
//! lost, a copy of the data lags behind.
//!
//! # What the service does
//!
//! [`Emulator::in_memory`] is a whole service: what is created is there, names are unique, wrong requests are refused, deployments move.
//! [`EmulatorBuilder::seed_data`] puts specs and deployments of every status into it ([`seed`](mod@seed) lists them),
//! [`EmulatorBuilder::block`] makes a block spec known to it, [`EmulatorBuilder::any_block`] every one,
//! [`EmulatorBuilder::tenant_token`] gives it a second tenant: `press.client().token("theirs-12345")`. What it assumes where no source says
//! how the real service behaves is listed in the documentation of `press-apps-emulator`; a test against it proves nothing about those.
//!
//! How a deployment ends is up to the test, by its name and run after run: `press.script("churn").fail_at_block(2).roll_back()` lets the
//! first run fail and the second be rolled back; all others go well. A [`Script`] has every end.
//!
//! # What goes wrong
//!
//! [`Service::fault`] takes a [`Fault`]: where, when and what. A client of the service in memory gets what it would get over a socket.
//!
//! ```
//! use press_apps::emulator::{Emulator, EmulatorExt, Fault};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let press = Emulator::builder().seed_data(true).in_memory();
//! press.fault(Fault::on("list_specs").times(2).status(429).retry_after("30"))?;
//! let client = press.client().build()?;
//!
//! assert_eq!(client.specs().list().await?.attempts().len(), 3);
//! let clock = press.virtual_clock().expect("a service in memory has one");
//! assert!(clock.now().as_secs() >= 60); // the two waits, which took no time
//! assert!(press.unfired_faults().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! | To try | Write |
//! |---|---|
//! | a service that is busy | `Fault::any().times(3).status(429).retry_after("5")` |
//! | a gateway that gives up on a create that was carried out | `Fault::on("create_spec").status(502).html("…").after_commit()` |
//! | an answer that is lost; the request was carried out | `Fault::on("create_deployment").times(1).drop_after_commit()` |
//! | a connection that breaks before | `Fault::any().probability(0.1, 7).drop_before()` |
//! | a service that hangs | `Fault::on("describe_spec").stall()` |
//! | a service that is slow | `Fault::any().latency(Duration::from_secs(5))` |
//! | a body that is cut | `Fault::on("list_specs").nth(2).truncate(100)` |
//! | a status newer than this crate | `Fault::on("describe_deployment").set("/metadata/status", json!("paused"))` |
//! | a read that shows what was before the last change | `Fault::on("describe_deployment").times(2).stale()` |
//!
//! A name that no operation has is refused at once, with the nearest one. [`Service::unfired_faults`] names the rules that never fired: a
//! test that tries nothing. [`Service::requests`] gives what the service has seen, so that a test can count creates.
//!
//! # Time
//!
//! Service and client share one [`VirtualClock`]. When everybody waits, it jumps to the next moment at which somebody is due, so a wait of
//! 20 minutes, four retries and a limit of 180 s pass at once and at their exact times. No runtime is needed for that; the paused clock of
//! tokio has nothing to do with it, and a call made without async (`.call()`, feature `blocking`) waits as briefly.
//! [`Service::advance`] lets time pass without anybody waiting.
//!
//! Two things follow. Code under test that sleeps by itself (`tokio::time::sleep`) sleeps in real time, and moves nothing: let it
//! [`wait`](crate::DeploymentHandle::wait), or give it a clock of your own that sleeps on [`Service::virtual_clock`]. And what another
//! thread is to do *while* the client waits may come too late, since the wait takes no time: say it before, by a script or a fault.
//!
//! # Side by side
//!
//! Each service has its own data, clock and ids, so tests run in parallel as they are. Ids repeat from run to run, and so does the chance
//! in the client's waits: a test that passes passes again. [`EmulatorBuilder::seed`] gives other ones.
//!
//! # Over a socket
//!
//! `Emulator::start().await?` is the same service behind a socket, in real time, for programs and other languages; `client()` makes a
//! client of it, too. The program `press-apps-emulator` is the same from a shell.

mod clock;
mod example;
#[cfg(test)]
mod tests;
pub(crate) mod transport;

#[doc(inline)]
pub use press_apps_emulator::{
    Block, Clock, DEFAULT_TENANT, DEFAULT_TOKEN, EPOCH, Emulator, EmulatorBuilder, Fault,
    FaultCount, InvalidFault, Script, SeenRequest, Service, StartError, VirtualClock, seed,
};

#[doc(hidden)]
pub use example::example;

use std::sync::Arc;

use crate::client::{Client, ClientBuilder};
use crate::time::{self, FastRandom, Random, Seeded, TokioClock};

/// A client of a service of this machine. Implemented for [`Service`] and [`Emulator`], and for nothing else.
///
/// ```
/// # press_apps::emulator::example(async |_, _| {
/// use std::time::Duration;
/// use press_apps::emulator::{Emulator, EmulatorExt};
///
/// let press = Emulator::builder().seed_data(true).in_memory();
/// let client = press.client().timeout(Duration::from_secs(5)).build()?;
/// assert_eq!(client.specs().list().await?.len(), 4);
/// # Ok(())
/// # }).unwrap();
/// ```
pub trait EmulatorExt: sealed::Sealed {
    /// Settings of a client whose requests this service answers: its address and token are set, everything else is as
    /// [`Client::builder`] says.
    ///
    /// Of a [`Service`]: no socket. Its [faults](Service::fault) come as they would over one. If it goes by a [`VirtualClock`], as
    /// [`Emulator::in_memory`] does, so does the client: its waits, limits and latencies pass at once and move the deployments of the
    /// service. The chance in its waits has the seed of the service, so a run is like the last one.
    ///
    /// Of an [`Emulator`]: over its socket, in real time. Deployments of an emulator with a virtual clock move by
    /// [`advance`](Service::advance) alone.
    fn client(&self) -> ClientBuilder;
}

impl EmulatorExt for Service {
    fn client(&self) -> ClientBuilder {
        let clock: Arc<dyn time::Clock> = match self.virtual_clock() {
            Some(clock) => Arc::new(clock::Shared::of(clock)),
            None => Arc::new(TokioClock),
        };
        let random: Arc<dyn Random> = match self.seed() {
            Some(seed) => Arc::new(Seeded::new(seed)),
            None => Arc::new(FastRandom),
        };
        let transport = transport::InMemory::new(self.clone(), Arc::clone(&clock));
        Client::builder()
            .base_url("http://localhost")
            .token(self.token())
            .in_memory(transport, clock, random)
    }
}

impl EmulatorExt for Emulator {
    fn client(&self) -> ClientBuilder {
        Client::builder().base_url(self.base_url()).token(self.token())
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Service {}
    impl Sealed for super::Emulator {}
}
