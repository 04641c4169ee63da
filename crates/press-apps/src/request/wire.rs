//! One request over the network or over a transport in memory, and what was seen of its answer.
//!
//! [`Received`] keeps everything an attempt learnt, piece by piece, and outlives the future that fills it: the status survives a body that
//! breaks or stalls, and an attempt that is given up halfway. Nothing here classifies, retries or decodes.

// The injected parts are public only with feature `testing`.
#![cfg_attr(not(feature = "testing"), allow(unreachable_pub))]

use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::poll_immediate;
use http::{HeaderMap, StatusCode};

use crate::client::connecting;
use crate::error::body::ERROR_BODY_CAP;
use crate::error::{Cause, ConnectFailure};
use crate::time::{BoxFuture, Clock, within};

/// How large the body of a success may be, in bytes, if the caller does not say. A page of a hundred items is an eightieth of it.
pub(crate) const SUCCESS_BODY_CAP: usize = 8 * 1024 * 1024;

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
///     .token("any-token")
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

/// What can go wrong below HTTP: what a [`Transport`] gives back instead of an answer.
///
/// ```
/// use press_apps::testing::{Reply, TransportError};
///
/// /// A service whose connections break once the request is sent.
/// fn broken(_: http::Request<bytes::Bytes>) -> Reply {
///     Err(TransportError::broken("connection reset by peer"))
/// }
///
/// let client = press_apps::Client::builder().token("any-token").transport(broken);
/// # client.build().unwrap();
/// ```
#[derive(Debug)]
pub struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) cause: Cause,
    /// Why there is no connection, if that is known.
    pub(crate) failure: Option<ConnectFailure>,
    pub(crate) answer: Option<Box<http::Response<Bytes>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportErrorKind {
    /// The request could not even be made.
    Build,
    Connect,
    ConnectTimeout,
    /// The server ended the handshake after the request was handed over, and read nothing of it.
    Unaccepted,
    ReadTimeout,
    Broken,
    /// What came back is no HTTP.
    Malformed,
}

#[cfg_attr(not(feature = "testing"), allow(dead_code))]
impl TransportError {
    pub(super) fn new(kind: TransportErrorKind, cause: Cause) -> Self {
        Self { kind, cause, failure: None, answer: None }
    }

    /// No connection could be made, so nothing was sent.
    pub fn connect(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Connect, Cause::new(reason))
    }

    /// The connect limit passed, so nothing was sent.
    #[must_use]
    pub fn connect_timeout() -> Self {
        Self::new(TransportErrorKind::ConnectTimeout, Cause::new("operation timed out"))
    }

    /// The answer fell silent for longer than the read limit: after the request was sent, and [`after`](Self::after) a part of the answer.
    #[must_use]
    pub fn read_timeout() -> Self {
        Self::new(TransportErrorKind::ReadTimeout, Cause::new("operation timed out"))
    }

    /// The connection broke after the request was sent.
    pub fn broken(reason: impl Into<String>) -> Self {
        Self::new(TransportErrorKind::Broken, Cause::new(reason))
    }

    fn unrepeatable() -> Self {
        Self::new(TransportErrorKind::Build, Cause::new("its body can be read only once"))
    }

    /// The same error after this much of the answer had come: its status, headers, and a part of its body.
    #[must_use]
    pub fn after(mut self, answer: http::Response<Bytes>) -> Self {
        self.answer = Some(Box::new(answer));
        self
    }
}

/// What one attempt has received so far.
#[derive(Default)]
pub(crate) struct Received {
    /// Whether the request may have been handed to an open connection.
    pub(crate) handed_over: bool,
    /// Whether its connection is still being made.
    pub(crate) connecting: bool,
    /// Whether the limit of silence ended the answer.
    pub(crate) silent: bool,
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body was larger than the cap and cut.
    pub(crate) cut: bool,
    pub(crate) error: Option<TransportError>,
    /// How large the body of a success may be.
    pub(crate) most: usize,
}

impl Received {
    /// For the body of a success of at most this many bytes.
    pub(crate) fn with_room_for(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// How large the body after this head may be.
    fn cap(&self, status: StatusCode) -> usize {
        if status.is_success() { self.most } else { ERROR_BODY_CAP }
    }

    /// Adds to the body; false when the cap is reached and reading should stop.
    fn push(&mut self, chunk: &[u8], cap: usize) -> bool {
        let room = cap - self.body.len().min(cap);
        self.cut = chunk.len() > room;
        self.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        !self.cut
    }
}

/// Sends one request and keeps what comes back; `silence` is the limit between two pieces of the answer.
pub(crate) async fn exchange(
    wire: &Wire,
    clock: &dyn Clock,
    http: &reqwest::Client,
    silence: Option<Duration>,
    request: &reqwest::Request,
    received: &mut Received,
) {
    let result = match wire {
        Wire::Network => network(clock, http, silence, request, received).await,
        Wire::Memory(transport) => memory(&**transport, request, received).await,
    };
    received.error = result.err();
}

async fn network(
    clock: &dyn Clock,
    http: &reqwest::Client,
    silence: Option<Duration>,
    request: &reqwest::Request,
    received: &mut Received,
) -> Result<(), TransportError> {
    // Only a body that is a stream has no copy, and no operation has one.
    let copy = request.try_clone().ok_or_else(TransportError::unrepeatable)?;
    let mut sending = pin!(http.execute(copy));
    let response = poll_fn(|context| {
        let (poll, connecting) = connecting::observe(|| sending.as_mut().poll(context));
        received.connecting = connecting;
        received.handed_over |= !connecting;
        poll
    });
    let mut response = response.await?;
    let status = response.status();
    received.head = Some((status, std::mem::take(response.headers_mut())));
    let cap = received.cap(status);
    loop {
        let mut piece = pin!(response.chunk());
        // Most pieces are there already, and need no timer.
        let piece = match poll_immediate(piece.as_mut()).await {
            Some(piece) => piece,
            None => match within(clock, silence, piece).await {
                Some(piece) => piece,
                None => {
                    received.silent = true;
                    return Ok(());
                }
            },
        };
        match piece? {
            Some(piece) if received.push(&piece, cap) => {}
            _ => return Ok(()),
        }
    }
}

async fn memory(
    transport: &dyn Transport,
    request: &reqwest::Request,
    received: &mut Received,
) -> Result<(), TransportError> {
    received.handed_over = true;
    let (answer, result) = match transport.send(plain(request)).await {
        Ok(answer) => (Some(answer), Ok(())),
        Err(mut error) => (error.answer.take().map(|answer| *answer), Err(error)),
    };
    if let Some(answer) = answer {
        let (parts, body) = answer.into_parts();
        let cap = received.cap(parts.status);
        received.head = Some((parts.status, parts.headers));
        received.push(&body, cap);
    }
    result
}

/// The request as values of the `http` crate. Bodies of this API are always whole, never streams.
pub(crate) fn plain(request: &reqwest::Request) -> http::Request<Bytes> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_cut_at_the_cap() {
        let mut received = Received::default();
        assert!(received.push(b"abc", 5));
        assert!(received.push(b"de", 5));
        assert!(!received.push(b"f", 5));
        assert_eq!(received.body, b"abcde");
        assert!(received.cut);
    }
}
