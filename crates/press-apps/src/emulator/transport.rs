//! The way from a client to a service in memory: the one place where what a service gives becomes what a client gets.

// Public only with feature `testing`.
#![cfg_attr(not(feature = "testing"), allow(unreachable_pub))]

use std::sync::Arc;

use bytes::Bytes;
use press_apps_emulator::{Outcome, Service};

use crate::request::wire::{Reply, Transport, TransportError};
use crate::time::{BoxFuture, Clock};

/// What a connection that is closed too early is told as.
const CLOSED: &str = "connection closed before message completed";

/// A service that answers without a socket, faults included.
pub(super) struct InMemory {
    service: Service,
    clock: Arc<dyn Clock>,
}

impl InMemory {
    /// The way to this service; answers that are held back are held back on this clock.
    pub(super) fn new(service: Service, clock: Arc<dyn Clock>) -> Self {
        Self { service, clock }
    }
}

impl Transport for InMemory {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let (service, clock) = (self.service.clone(), Arc::clone(&self.clock));
        Box::pin(async move {
            let exchange = service.exchange(request);
            if !exchange.latency.is_zero() {
                clock.sleep(exchange.latency).await;
            }
            reply(exchange.outcome).await
        })
    }
}

/// What a client gets of what a service gives, as it would over a socket. Of a service that never answers it never ends.
pub async fn reply(outcome: Outcome) -> Reply {
    match outcome {
        Outcome::Respond(response) => Ok(response),
        Outcome::Truncate(response, bytes) => match response.body().len() {
            // The whole body is there before the connection is closed.
            whole if whole <= bytes => Ok(response),
            _ => {
                let cut = response.map(|body| body.slice(..bytes));
                Err(TransportError::broken(CLOSED).after(cut))
            }
        },
        Outcome::Stall => std::future::pending().await,
        // Carried out or not, and whatever comes to be: the client cannot know.
        _ => Err(TransportError::broken(CLOSED)),
    }
}
