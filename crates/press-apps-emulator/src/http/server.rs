//! The socket: accepts connections, reads requests, and carries out what the service says, faults included.
//!
//! No rule of the API lives here.

use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::answer;
use super::guard::Guard;
use super::outgoing::{self, AnswerBody, Closed};
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
    guard: Arc<Guard>,
    mut stopped: watch::Receiver<bool>,
    connections: Arc<AtomicU64>,
) {
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.fetch_add(1, Ordering::Relaxed);
                    running.spawn(connection(stream, service.clone(), Arc::clone(&guard), stopped.clone()));
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
async fn connection(
    stream: TcpStream,
    service: Service,
    guard: Arc<Guard>,
    stopped: watch::Receiver<bool>,
) {
    let mut stop = stopped.clone();
    let local = stream.local_addr().ok().map(|address| address.ip());
    let answer = service_fn(move |request| {
        guarded(service.clone(), Arc::clone(&guard), local, request, stopped.clone())
    });
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

/// Answers one request, if whoever sends it may ask here.
async fn guarded(
    service: Service,
    guard: Arc<Guard>,
    local: Option<IpAddr>,
    request: Request<Incoming>,
    stopped: watch::Receiver<bool>,
) -> Result<Response<AnswerBody>, Closed> {
    match guard.judge(&request, local) {
        Ok(passed) => {
            let mut response = exchange(service, request, stopped).await?;
            passed.mark(response.headers_mut());
            Ok(response)
        }
        Err(mut refused) => {
            let id = service.with_state(|state| state.ids.request());
            answer::stamp(&mut refused, &id);
            Ok(refused.map(outgoing::whole))
        }
    }
}

/// Answers one request. An error closes the connection without an answer.
async fn exchange(
    service: Service,
    request: Request<Incoming>,
    mut stopped: watch::Receiver<bool>,
) -> Result<Response<AnswerBody>, Closed> {
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
        Outcome::Respond(response) => Ok(response.map(outgoing::whole)),
        Outcome::Truncate(response, bytes) => Ok(response.map(|body| outgoing::cut(&body, bytes))),
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
