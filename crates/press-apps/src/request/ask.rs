//! On whose behalf the service is asked something before a request is sent. How it is asked is in [`super::check`].

use std::time::Instant;

use press_apps_api::Operation;

use super::limits::Limits;
use crate::client::Client;
use crate::retry::RetryPolicy;

/// Asks the service something on behalf of a request that is about to be sent: within its time, and as patiently.
pub struct Ask<'a> {
    pub(super) client: &'a Client,
    pub(super) limits: Limits,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) retries: Option<u32>,
    pub(super) started: Instant,
    pub(super) operation: &'static Operation,
}

impl Ask<'_> {
    /// The client to make requests with.
    pub(crate) fn client(&self) -> &Client {
        self.client
    }

    /// The request this is for.
    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }
}
