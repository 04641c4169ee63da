//! Whether a request still waits for its connection, seen from outside the HTTP client.
//!
//! A layer around the connector marks each poll that leaves a connection in the making. The HTTP client polls the connector within the
//! request that needs the connection; once a kept connection is there instead, it polls it no longer, or in a task of its own. So a
//! poll of a request that ends with the mark has handed nothing over. Without the mark nothing is known, and the request counts as sent.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tower_service::Service;

thread_local! {
    /// Whether a connection is in the making; only means something within one call of [`observe`].
    static CONNECTING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `poll`, and tells whether it ended while a connection was still being made.
pub(crate) fn observe<T>(poll: impl FnOnce() -> T) -> (T, bool) {
    CONNECTING.set(false);
    let output = poll();
    (output, CONNECTING.take())
}

/// Marks what the connector does.
#[derive(Clone, Copy)]
pub(super) struct Layer;

impl<S> tower_layer::Layer<S> for Layer {
    type Service = Marked<S>;

    fn layer(&self, connector: S) -> Marked<S> {
        Marked(connector)
    }
}

/// A connector, or a connection in the making, that marks its polls.
#[derive(Clone)]
pub(super) struct Marked<T>(T);

impl<S, R> Service<R> for Marked<S>
where
    S: Service<R>,
    S::Future: Unpin,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Marked<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        Marked(self.0.call(target))
    }
}

impl<F: Future + Unpin> Future for Marked<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let poll = Pin::new(&mut self.0).poll(context);
        CONNECTING.set(poll.is_pending());
        poll
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    /// Polls both, as the HTTP client polls a kept connection and a new one.
    fn poll(mut parts: Vec<&mut (dyn Future<Output = ()> + Unpin)>) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        observe(|| parts.iter_mut().map(|part| Pin::new(part).poll(&mut context)).count()).1
    }

    #[test]
    fn only_a_poll_that_leaves_a_connection_in_the_making_is_marked() {
        let mut making = Marked(std::future::pending::<()>());
        let mut made = Marked(std::future::ready(()));
        let mut sending = std::future::pending::<()>();
        assert!(poll(vec![&mut sending, &mut making]));
        // The mark does not outlive the poll that saw it.
        assert!(!poll(vec![&mut sending]));
        assert!(!poll(vec![&mut made]));
        assert!(!poll(vec![]));
    }
}
