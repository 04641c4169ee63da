//! The socket: accepts connections, reads requests, and carries out what the service says, faults included.
//!
//! No rule of the API lives here.

use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_io_timeout::TimeoutWriter;

use super::connections::{self, Connections, Counts, Use};
use super::guard::Guard;
use super::outgoing::{self, AnswerBody, Closed};
use super::stop::told;
use super::{answer, incoming};
use crate::faults::Outcome;
use crate::page::{self, Changes};
use crate::service::Service;

/// How long a connection may stand still unless said.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// How long a shutdown waits for requests under way.
const GRACE: Duration = Duration::from_secs(1);
/// How long to wait before the next try when a connection cannot be accepted (too many open files, mostly).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The service at a socket, and what stands before it: who may ask, and the page with what it is told.
pub(crate) struct Site {
    pub(crate) service: Service,
    pub(crate) guard: Guard,
    /// How long a connection may stand still.
    pub(crate) patience: Duration,
    pub(crate) changes: Changes,
}

/// Serves until told to stop.
pub(crate) async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    mut stopped: watch::Receiver<bool>,
    counts: Arc<Counts>,
) {
    let mut connections = Connections::new(counts, connections::MOST);
    let mut follow = pin!(site.changes.follow(|| page::print(&site.service)));
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connections.add(|usage| connection(stream, Arc::clone(&site), usage, stopped.clone())),
                Err(_) => {
                    connections.close_one();
                    sleep(ACCEPT_PAUSE).await;
                }
            },
            () = connections.ended() => {}
            () = follow.as_mut() => {}
            () = told(&mut stopped) => break,
        }
    }
    drop(listener);
    connections.all_ended(GRACE).await;
}

/// Serves one connection.
async fn connection(
    stream: TcpStream,
    site: Arc<Site>,
    usage: Use,
    stopped: watch::Receiver<bool>,
) {
    let (mut stop, patience) = (stopped.clone(), site.patience);
    let local = stream.local_addr().ok().map(|address| address.ip());
    let answer = service_fn(move |request| {
        enter(Arc::clone(&site), usage.clone(), local, request, stopped.clone())
    });
    let mut stream = TimeoutWriter::new(stream);
    // Reading stands still while a request is answered, so its limits are those of a head and of a body.
    stream.set_timeout(Some(patience));
    let mut http = http1::Builder::new();
    // Between two requests the limit of the next head runs already: it is how long a connection is kept.
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let mut connection = pin!(http.serve_connection(TokioIo::new(Box::pin(stream)), answer));
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
async fn enter(
    site: Arc<Site>,
    usage: Use,
    local: Option<IpAddr>,
    request: Request<Incoming>,
    stopped: watch::Receiver<bool>,
) -> Result<Response<AnswerBody>, Closed> {
    match site.guard.judge(&request, local) {
        Ok(passed) => {
            let mut response = match page::answer(&request, &site.changes, &stopped) {
                Some(response) => response,
                None => {
                    let response = exchange(&site, usage, request, stopped).await;
                    site.changes.look();
                    response?
                }
            };
            passed.mark(response.headers_mut());
            Ok(response)
        }
        Err(refused) => {
            let mut refused = *refused;
            let id = site.service.with_state(|state| state.ids.request());
            answer::stamp(&mut refused, &id);
            // Of a preflight there is nothing left to read; of what is refused there may be.
            Ok(if refused.status().is_success() {
                refused.map(outgoing::whole)
            } else {
                last(refused)
            })
        }
    }
}

/// Answers one request. An error closes the connection without an answer.
async fn exchange(
    site: &Site,
    usage: Use,
    request: Request<Incoming>,
    mut stopped: watch::Receiver<bool>,
) -> Result<Response<AnswerBody>, Closed> {
    let service = &site.service;
    let (head, body) = request.into_parts();
    // The token is asked first: of an upload that is refused anyway nothing is kept.
    let wanted = service.wants_body(&head);
    let received = incoming::read(&head, body, wanted, site.patience).await;
    let _answering = usage.answering();
    let exchange = match received {
        Ok(received) => service.handle(&head, &received, true),
        Err(refusal) => return Ok(last(service.refuse(&head, refusal))),
    };
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

/// An answer after which the connection closes.
fn last(mut response: Response<Bytes>) -> Response<AnswerBody> {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response.map(outgoing::whole)
}
