//! Whether a request was handed to a connection, told after the future that sent it is gone.
//!
//! The HTTP client keeps a request within that future until there is a connection for it. So when the future was dropped and the request
//! with it, nothing was sent, unless a connection had already taken it: that begins with a look at its body. Nothing here sends.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// Learns what becomes of one request.
#[derive(Default)]
pub(crate) struct Handover(Arc<AtomicBool>);

impl Handover {
    /// Of a request that was handed over.
    pub(super) fn certain() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Watches this request, which stays the same.
    pub(super) fn watch(&self, request: &mut reqwest::Request) {
        let body = request.body_mut();
        let whole = body.take().unwrap_or_default();
        *body = Some(reqwest::Body::wrap(Watched { whole, taken: Arc::clone(&self.0) }));
    }

    /// Whether a connection had the request, as far as anybody knows; asked when the future that sent it was dropped.
    pub(super) fn happened(&mut self) -> bool {
        // A request that still exists belongs to a connection, whether it was looked at or not.
        Arc::get_mut(&mut self.0).is_none_or(|taken| *taken.get_mut())
    }
}

/// A body that notes when it is taken: every protocol asks whether there is a body, or reads it, before the head is written.
struct Watched {
    whole: reqwest::Body,
    taken: Arc<AtomicBool>,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.taken.store(true, Ordering::Relaxed);
        Pin::new(&mut self.whole).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        // Dropping what holds the flag makes it visible to whoever asks afterwards.
        self.taken.store(true, Ordering::Relaxed);
        self.whole.is_end_stream()
    }

    /// No sign: layers above the connection ask for it too.
    fn size_hint(&self) -> SizeHint {
        self.whole.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched() -> (Handover, reqwest::Request) {
        let url = "http://localhost:1".parse().unwrap();
        let mut request = reqwest::Request::new(http::Method::POST, url);
        *request.body_mut() = Some("{}".into());
        let handover = Handover::default();
        handover.watch(&mut request);
        (handover, request)
    }

    #[test]
    fn a_request_that_is_gone_and_was_not_taken_was_not_handed_over() {
        let (mut handover, request) = watched();
        assert_eq!(request.body().unwrap().size_hint().exact(), Some(2));
        drop(request);
        assert!(!handover.happened());
    }

    #[test]
    fn a_request_that_still_exists_may_be_sent() {
        let (mut handover, _request) = watched();
        assert!(handover.happened());
    }

    #[test]
    fn a_request_whose_body_was_asked_for_counts_as_sent() {
        let (mut handover, request) = watched();
        assert!(!request.body().unwrap().is_end_stream());
        drop(request);
        assert!(handover.happened());
        let (mut handover, mut request) = watched();
        let mut context = Context::from_waker(std::task::Waker::noop());
        let piece = Pin::new(request.body_mut().as_mut().unwrap()).poll_frame(&mut context);
        assert!(matches!(piece, Poll::Ready(Some(Ok(frame))) if frame.is_data()));
        drop(request);
        assert!(handover.happened());
    }
}
