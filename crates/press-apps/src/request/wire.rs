//! One request over the network or over a transport in memory, and what was seen of its answer.
//!
//! [`Received`] keeps everything an attempt learnt, piece by piece, and outlives the future that fills it: the status survives a body that
//! breaks or stalls, and an attempt that is given up halfway. Nothing here classifies, retries or decodes.

// The injected parts are public only with feature `testing`.
#![cfg_attr(not(feature = "testing"), allow(unreachable_pub))]

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::poll_immediate;
use http::{HeaderMap, StatusCode};

use super::handover::Handover;
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
    /// What became of the request; `None` before it is given to the HTTP client.
    handover: Option<Handover>,
    /// Whether the limit of silence ended the answer.
    pub(crate) silent: bool,
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
    pub(crate) body: Pieces,
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

    /// Whether the request may have been handed to a connection; asked when the future that sent it was dropped.
    pub(super) fn handed_over(&mut self) -> bool {
        self.handover.as_mut().is_some_and(Handover::happened)
    }

    /// Whether the request was given to the HTTP client and had no connection yet; asked when the future that sent it was dropped.
    pub(super) fn is_waiting(&mut self) -> bool {
        self.handover.is_some() && !self.handed_over()
    }

    /// Adds to the body; false when the cap is reached and reading should stop.
    fn push(&mut self, mut piece: Bytes, cap: usize) -> bool {
        let room = cap - self.body.len().min(cap);
        self.cut = piece.len() > room;
        piece.truncate(room);
        self.body.push(piece);
        !self.cut
    }
}

/// A body as it comes: one that comes in one piece is never copied, and of any other there is one copy.
#[derive(Default)]
pub(crate) struct Pieces {
    /// The first piece, while it is the only one.
    first: Bytes,
    all: Vec<u8>,
    /// How long the body says that it is; of what is longer than most bodies may be, only that much is believed.
    expected: usize,
}

impl Pieces {
    fn expect(&mut self, length: Option<u64>, cap: usize) {
        let most = cap.min(SUCCESS_BODY_CAP);
        self.expected =
            length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0).min(most);
    }

    fn len(&self) -> usize {
        self.first.len() + self.all.len()
    }

    fn push(&mut self, piece: Bytes) {
        if self.len() == 0 {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            let first = std::mem::take(&mut self.first);
            self.all.reserve_exact(self.expected.max(first.len() + piece.len()));
            self.all.extend_from_slice(&first);
        }
        self.all.extend_from_slice(&piece);
    }

    /// The body in one piece.
    pub(super) fn whole(mut self) -> Bytes {
        if self.all.is_empty() {
            return self.first;
        }
        if self.all.capacity() > self.all.len() + self.all.len() / 4 {
            self.all.shrink_to_fit();
        }
        self.all.into()
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
    let mut copy = request.try_clone().ok_or_else(TransportError::unrepeatable)?;
    received.handover.insert(Handover::default()).watch(&mut copy);
    let mut response = http.execute(copy).await?;
    let status = response.status();
    let cap = received.cap(status);
    received.body.expect(response.content_length(), cap);
    received.head = Some((status, std::mem::take(response.headers_mut())));
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
        let Some(piece) = piece? else { return Ok(()) };
        if !received.push(piece, cap) {
            return Ok(());
        }
    }
}

async fn memory(
    transport: &dyn Transport,
    request: &reqwest::Request,
    received: &mut Received,
) -> Result<(), TransportError> {
    received.handover = Some(Handover::certain());
    let (answer, result) = match transport.send(plain(request)).await {
        Ok(answer) => (Some(answer), Ok(())),
        Err(mut error) => (error.answer.take().map(|answer| *answer), Err(error)),
    };
    if let Some(answer) = answer {
        let (parts, body) = answer.into_parts();
        let cap = received.cap(parts.status);
        received.head = Some((parts.status, parts.headers));
        received.push(body, cap);
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
        assert!(received.push(Bytes::from_static(b"abc"), 5));
        assert!(received.push(Bytes::from_static(b"de"), 5));
        assert!(!received.push(Bytes::from_static(b"f"), 5));
        assert!(received.cut);
        assert_eq!(received.body.whole(), "abcde");
    }

    #[test]
    fn a_body_in_one_piece_is_the_piece_itself() {
        let piece = Bytes::from(vec![b'x'; 100]);
        let mut received = Received::default();
        assert!(received.push(piece.clone(), 100));
        assert_eq!(received.body.whole().as_ptr(), piece.as_ptr());
    }

    #[test]
    fn an_announced_length_is_believed_up_to_a_point() {
        let room = |length, cap| {
            let mut pieces = Pieces::default();
            pieces.expect(length, cap);
            pieces.push(Bytes::from_static(b"ab"));
            pieces.push(Bytes::from_static(b"c"));
            pieces.all.capacity()
        };
        assert_eq!(room(Some(10), 100), 10);
        assert_eq!(room(Some(u64::MAX), 50), 50);
        assert_eq!(room(Some(u64::MAX), usize::MAX), SUCCESS_BODY_CAP);
        assert_eq!(room(None, 100), 3);
    }
}
