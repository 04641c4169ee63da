//! Clock, chance and transport to inject into a client in tests.
//!
//! Outside semver: anything here may change in any release.
//!
//! Under tokio's paused clock the default clock is virtual, so waits and limits pass at once. Use a paused clock only with a transport
//! in memory: over sockets it fires limits while data is still on the way.

use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;

#[cfg(feature = "emulator")]
pub use crate::emulator::transport::reply;
pub use crate::request::wire::{Reply, Transport, TransportError};
pub use crate::time::{BoxFuture, Clock, Random, Seeded};

/// An answer with a JSON body.
///
/// # Panics
///
/// When `status` is no HTTP status.
///
/// ```
/// let answer = press_apps::testing::json(404, r#"{"detail":"no such spec"}"#);
/// assert_eq!(answer.headers()["content-type"], "application/json");
/// ```
#[must_use]
#[allow(clippy::expect_used)] // a test helper: a wrong status is a mistake in the test
pub fn json(status: u16, body: impl Into<Bytes>) -> http::Response<Bytes> {
    http::Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body.into())
        .expect("a status between 100 and 999")
}

/// Sends the operation of a request with the same arguments through the low-level client, and drops what comes back.
///
/// For the test that compares what both put on the wire.
pub fn low_level<'a, E: crate::operation::Endpoint>(
    request: &'a crate::Request<E>,
    client: &'a press_apps_api::Client,
) -> BoxFuture<'a, ()> {
    request.endpoint.low_level(client)
}

/// Chance that always falls the same way: `1.0` makes every wait as long as it can be.
///
/// ```
/// use press_apps::testing::{Fixed, Random};
///
/// assert_eq!(Fixed(0.5).unit(), 0.5);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Fixed(pub f64);

impl Random for Fixed {
    fn unit(&self) -> f64 {
        self.0
    }
}

/// tokio's clock with a date that starts where the test says.
///
/// ```
/// use std::time::SystemTime;
/// use press_apps::testing::{Clock, DatedClock};
///
/// # tokio::runtime::Builder::new_current_thread()
/// #     .enable_time()
/// #     .start_paused(true)
/// #     .build()
/// #     .unwrap()
/// #     .block_on(async {
/// let clock = DatedClock::at(SystemTime::UNIX_EPOCH);
/// assert_eq!(clock.date(), SystemTime::UNIX_EPOCH);
/// # });
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DatedClock {
    date: SystemTime,
    start: Instant,
}

impl DatedClock {
    /// A clock whose date is `date` now.
    #[must_use]
    pub fn at(date: SystemTime) -> Self {
        Self { date, start: tokio::time::Instant::now().into_std() }
    }
}

impl Clock for DatedClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn date(&self) -> SystemTime {
        self.date + self.now().saturating_duration_since(self.start)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
