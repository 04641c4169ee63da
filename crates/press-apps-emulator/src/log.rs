//! What the service has seen: every request with the status of its answer. Kept in memory, never written anywhere.

use std::collections::VecDeque;
use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};

/// How many requests are kept; older ones are forgotten.
pub(crate) const KEPT: usize = 10_000;

/// A request that the service has seen.
///
/// `Debug` shows neither the token nor the body.
#[derive(Clone)]
#[non_exhaustive]
pub struct SeenRequest {
    /// Id of the operation, if it was one. The session-start call of the Python client is `tenant_metadata`.
    pub operation: Option<&'static str>,
    /// Method.
    pub method: String,
    /// Path as it was sent.
    pub path: String,
    /// Query as it was sent, without the question mark.
    pub query: Option<String>,
    /// Headers. The token is in there; its value is marked sensitive.
    pub headers: HeaderMap,
    /// Body. Of one that is too large only the beginning.
    pub body: Bytes,
    /// Status of the answer; `None` when there was none.
    pub status: Option<StatusCode>,
    /// Status that the service itself came to, whether the caller got to know or not; `None` when a fault kept the request from
    /// being carried out.
    pub committed_status: Option<StatusCode>,
    /// Name of the fault that met it, if one did.
    pub fault: Option<String>,
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeenRequest")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("body_bytes", &self.body.len())
            .field("status", &self.status)
            .field("committed_status", &self.committed_status)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

/// The requests seen, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log {
    seen: VecDeque<SeenRequest>,
    served: u64,
}

impl Log {
    pub(crate) fn add(&mut self, mut request: SeenRequest) {
        if let Some(token) = request.headers.get_mut(AUTHORIZATION) {
            token.set_sensitive(true);
        }
        self.served += 1;
        if self.seen.len() == KEPT {
            self.seen.pop_front();
        }
        self.seen.push_back(request);
    }

    pub(crate) fn all(&self) -> Vec<SeenRequest> {
        self.seen.iter().cloned().collect()
    }

    /// The requests that are kept, with their numbers: the first one seen has 1.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (u64, &SeenRequest)> {
        (self.first()..).zip(&self.seen)
    }

    /// The number of the oldest request that is kept.
    pub(crate) fn first(&self) -> u64 {
        self.served - u64::try_from(self.seen.len()).unwrap_or(u64::MAX) + 1
    }

    pub(crate) fn served(&self) -> u64 {
        self.served
    }
}
