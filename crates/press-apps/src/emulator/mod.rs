//! Test your own code: a Press service in memory, and a client of it in one line. Feature `emulator`.
//!
//! ```
//! use press_apps::emulator::{Emulator, EmulatorExt};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let press = Emulator::in_memory();
//! let client = press.client().build()?;
//! assert!(client.specs().list().await?.is_empty());
//! # Ok::<(), press_apps::Error>(())
//! # }).unwrap();
//! ```

mod clock;
#[cfg(test)]
mod tests;
pub(crate) mod transport;

pub use press_apps_emulator::{
    Block, Clock, DEFAULT_TENANT, DEFAULT_TOKEN, EPOCH, Emulator, EmulatorBuilder, Fault,
    FaultCount, InvalidFault, Script, SeenRequest, Service, StartError, VirtualClock, seed,
};

use std::sync::Arc;

use crate::client::{Client, ClientBuilder};
use crate::time::{self, FastRandom, Random, Seeded, TokioClock};

/// A client of a service of this machine. Implemented for [`Service`] and [`Emulator`], and for nothing else.
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
