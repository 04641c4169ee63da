//! One request over the network or over a transport in memory, and what was seen of its answer.
//!
//! The slot keeps everything an attempt learnt, piece by piece, so that the status survives a body that breaks or stalls.
//! Nothing here judges, retries or decodes.

// The injected parts are public only with feature `testing`.
#![cfg_attr(not(feature = "testing"), allow(unreachable_pub))]

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::error::Cause;
use crate::error::body::ERROR_BODY_CAP;
use crate::time::BoxFuture;

/// How large the body of a success may be, in bytes. A page of a hundred items is a thousandth of it.
pub(crate) const SUCCESS_BODY_CAP: usize = 64 * 1024 * 1024;

/// Where requests go.
#[derive(Clone)]
pub(crate) enum Wire {
    /// The network, by the client's HTTP client.
    Network,
    /// A transport in memory.
    #[cfg_attr(not(feature = "testing"), allow(dead_code))]
    Memory(Arc<dyn Transport>),
}

/// Answers requests in memory, instead of the network.
///
/// Implemented for every function from a request to an answer. For an answer that takes time, implement the trait and sleep on the
/// same clock as the client.
///
/// ```
/// use press_apps::Client;
/// use press_apps::testing::{TransportError, Reply, json};
///
/// # async fn example() -> Result<(), press_apps::Error> {
/// let client = Client::builder()
///     .token("any")
///     .transport(|request: http::Request<bytes::Bytes>| -> Reply {
///         assert_eq!(request.uri().path(), "/v1/apps/specs/s-1");
///         Ok(json(404, r#"{"detail":"no such spec"}"#))
///     })
///     .build()?;
/// let error = client.spec("s-1")?.describe().await.unwrap_err();
/// assert!(error.is_not_found());
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
/// ```
pub trait Transport: Send + Sync + 'static {
    /// The answer to `request`.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply>;
}

impl<F> Transport for F
where
    F: Fn(http::Request<Bytes>) -> Reply + Send + Sync + 'static,
{
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        Box::pin(std::future::ready(self(request)))
    }
}

/// What a transport gives back: an answer, or what went wrong.
pub type Reply = Result<http::Response<Bytes>, TransportError>;

/// What can go wrong below HTTP.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) cause: Cause,
    pub(crate) answer: Option<Box<http::Response<Bytes>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportErrorKind {
    /// The request could not even be made.
    Build,
    Connect,
    ConnectTimeout,
    ReadTimeout,
    Broken,
}

#[cfg_attr(not(feature = "testing"), allow(dead_code))]
impl TransportError {
    fn new(kind: TransportErrorKind, cause: Cause) -> Self {
        Self { kind, cause, answer: None }
    }

    /// No connection could be made, so nothing was sent.
    pub fn connect(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Connect, Cause::new(reason))
    }

    /// The connect limit passed, so nothing was sent.
    pub fn connect_timeout() -> Self {
        Self::new(TransportErrorKind::ConnectTimeout, Cause::new("operation timed out"))
    }

    /// The read limit passed after the request was sent.
    pub fn read_timeout() -> Self {
        Self::new(TransportErrorKind::ReadTimeout, Cause::new("operation timed out"))
    }

    /// The connection broke after the request was sent.
    pub fn broken(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Broken, Cause::new(reason))
    }

    /// The same fault after this much of the answer had come: its status, headers, and a part of its body.
    #[must_use]
    pub fn after(mut self, answer: http::Response<Bytes>) -> Self {
        self.answer = Some(Box::new(answer));
        self
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        let kind = if error.is_builder() {
            TransportErrorKind::Build
        } else if error.is_connect() && error.is_timeout() {
            TransportErrorKind::ConnectTimeout
        } else if error.is_connect() {
            TransportErrorKind::Connect
        } else if error.is_timeout() {
            TransportErrorKind::ReadTimeout
        } else {
            TransportErrorKind::Broken
        };
        // The URL carries the query, and a filter may hold what must not be logged.
        Self::new(kind, Cause::of(&error.without_url()))
    }
}

/// What one attempt has seen so far.
#[derive(Default)]
pub(crate) struct Received {
    /// Whether the request was handed to the wire.
    pub(crate) handed_over: bool,
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body was larger than the cap and cut.
    pub(crate) cut: bool,
    pub(crate) fault: Option<TransportError>,
}

/// Filled by the transport, read by the call, even when the attempt was given up halfway.
#[derive(Default)]
pub(crate) struct Slot(Mutex<Received>);

impl Slot {
    fn with<T>(&self, change: impl FnOnce(&mut Received) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Everything seen; the slot is empty afterwards.
    pub(crate) fn take(&self) -> Received {
        self.with(std::mem::take)
    }

    fn fault(&self, fault: TransportError) {
        self.with(|seen| seen.fault = Some(fault));
    }

    fn head(&self, status: StatusCode, headers: HeaderMap) {
        self.with(|seen| seen.head = Some((status, headers)));
    }

    /// Adds to the body; false when the cap is reached and reading should stop.
    fn push(&self, chunk: &[u8], cap: usize) -> bool {
        self.with(|seen| {
            let room = cap - seen.body.len().min(cap);
            seen.cut = chunk.len() > room;
            seen.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            !seen.cut
        })
    }

    /// The answer for the generated code to decode. Where there is none, a stand-in that it will refuse: the slot knows better.
    fn answer(&self) -> reqwest::Response {
        let (status, body) = self.with(|seen| match (&seen.head, &seen.fault) {
            (Some((status, _)), None) => (*status, Bytes::copy_from_slice(&seen.body)),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, Bytes::new()),
        });
        let mut answer = http::Response::new(body);
        *answer.status_mut() = status;
        reqwest::Response::from(answer)
    }
}

/// Sends one request and fills the slot with what comes back.
pub(crate) async fn send(
    wire: &Wire,
    http: &reqwest::Client,
    request: reqwest::Request,
    slot: &Slot,
) -> reqwest::Response {
    slot.with(|seen| seen.handed_over = true);
    match wire {
        Wire::Network => network(http, request, slot).await,
        Wire::Memory(transport) => memory(&**transport, request, slot).await,
    }
    slot.answer()
}

async fn network(http: &reqwest::Client, request: reqwest::Request, slot: &Slot) {
    let mut response = match http.execute(request).await {
        Ok(response) => response,
        Err(error) => return slot.fault(error.into()),
    };
    let status = response.status();
    slot.head(status, std::mem::take(response.headers_mut()));
    let cap = cap(status);
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if slot.push(&chunk, cap) => {}
            Ok(_) => return,
            Err(error) => return slot.fault(error.into()),
        }
    }
}

async fn memory(transport: &dyn Transport, request: reqwest::Request, slot: &Slot) {
    let (answer, fault) = match transport.send(plain(request)).await {
        Ok(answer) => (Some(answer), None),
        Err(mut fault) => (fault.answer.take().map(|answer| *answer), Some(fault)),
    };
    if let Some(answer) = answer {
        let (parts, body) = answer.into_parts();
        let cap = cap(parts.status);
        slot.head(parts.status, parts.headers);
        slot.push(&body, cap);
    }
    if let Some(fault) = fault {
        slot.fault(fault);
    }
}

/// The request as values of the `http` crate. Bodies of this API are always whole, never streams.
pub(crate) fn plain(request: reqwest::Request) -> http::Request<Bytes> {
    let body = request
        .body()
        .and_then(|body| body.as_bytes())
        .map(Bytes::copy_from_slice)
        .unwrap_or_default();
    let mut plain = http::Request::new(body);
    *plain.method_mut() = request.method().clone();
    // A URL that was parsed is always a URI too; the empty path stands for the case that cannot be.
    *plain.uri_mut() = request.url().as_str().parse().unwrap_or_default();
    *plain.headers_mut() = request.headers().clone();
    plain
}

fn cap(status: StatusCode) -> usize {
    if status.is_success() { SUCCESS_BODY_CAP } else { ERROR_BODY_CAP }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_cut_at_the_cap() {
        let slot = Slot::default();
        assert!(slot.push(b"abc", 5));
        assert!(slot.push(b"de", 5));
        assert!(!slot.push(b"f", 5));
        let seen = slot.take();
        assert_eq!(seen.body, b"abcde");
        assert!(seen.cut);
    }
}
