//! The socket: accepts connections, reads requests, and carries out what the service says, faults included.
//!
//! No rule of the API lives here.

use std::convert::Infallible;
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::faults::Outcome;
use crate::service::{BODY_LIMIT, Service};

/// How long a shutdown waits for requests under way.
const GRACE: Duration = Duration::from_secs(1);
/// How long to wait before the next try when a connection cannot be accepted (too many open files, mostly).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How much of a body that is too large is read and thrown away, so that the sender gets to read the refusal.
const DRAIN_LIMIT: usize = 64 * 1024 * 1024;

/// Serves until told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    service: Service,
    mut stopped: watch::Receiver<bool>,
    connections: Arc<AtomicU64>,
) {
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.fetch_add(1, Ordering::Relaxed);
                    running.spawn(connection(stream, service.clone(), stopped.clone()));
                }
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = running.join_next() => {}
            () = told(&mut stopped) => break,
        }
    }
    drop(listener);
    let _ = timeout(GRACE, async { while running.join_next().await.is_some() {} }).await;
}

/// Waits until the emulator is told to stop, or is gone.
async fn told(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Serves one connection.
async fn connection(stream: TcpStream, service: Service, stopped: watch::Receiver<bool>) {
    let mut stop = stopped.clone();
    let answer = service_fn(move |request| exchange(service.clone(), request, stopped.clone()));
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    // An error is a caller that went away, or a fault that was asked for: nothing to report.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Answers one request. An error closes the connection without an answer.
async fn exchange(
    service: Service,
    request: Request<Incoming>,
    mut stopped: watch::Receiver<bool>,
) -> Result<Response<Either<Full<Bytes>, Cut>>, Closed> {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts, read(body).await?);
    let exchange = service.exchange(request);
    if !exchange.latency.is_zero() {
        tokio::select! {
            () = sleep(exchange.latency) => {}
            () = told(&mut stopped) => return Err(Closed),
        }
    }
    match exchange.outcome {
        Outcome::Respond(response) => Ok(response.map(|body| Either::Left(Full::new(body)))),
        Outcome::Truncate(response, bytes) => {
            Ok(response.map(|body| Either::Right(Cut::new(&body, bytes))))
        }
        Outcome::DropBefore | Outcome::DropAfter => Err(Closed),
        Outcome::Stall => {
            told(&mut stopped).await;
            Err(Closed)
        }
    }
}

/// The body of a request; of one that is too large just enough to see that it is.
async fn read(mut body: Incoming) -> Result<Bytes, Closed> {
    let (mut kept, mut seen) = (BytesMut::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Closed)?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        seen = seen.saturating_add(data.len());
        if seen > DRAIN_LIMIT {
            return Err(Closed);
        }
        let room = (BODY_LIMIT + 1).saturating_sub(kept.len()).min(data.len());
        kept.extend_from_slice(&data[..room]);
    }
    Ok(kept.freeze())
}

/// The connection is to be closed.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection closed on purpose")
    }
}

impl std::error::Error for Closed {}

impl From<Infallible> for Closed {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// A body that ends before its length, with the connection.
struct Cut {
    left: Option<Bytes>,
    flushed: bool,
}

impl Cut {
    fn new(body: &Bytes, bytes: usize) -> Self {
        Self { left: Some(body.slice(..bytes.min(body.len()))), flushed: false }
    }
}

impl Body for Cut {
    type Data = Bytes;
    type Error = Closed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Closed>>> {
        if let Some(bytes) = self.left.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.flushed {
            // Waiting once lets what is there go out; an error at once would take it along.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Closed)))
    }

    fn is_end_stream(&self) -> bool {
        false
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
