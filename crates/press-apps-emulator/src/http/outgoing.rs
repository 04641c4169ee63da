//! The bodies of answers, as the socket sends them. What is in them is not decided here.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, SizeHint};

/// The body of any answer: whole, cut short, or one that comes bit by bit.
pub(crate) type AnswerBody = UnsyncBoxBody<Bytes, Closed>;

/// A body that is there already.
pub(crate) fn whole(body: Bytes) -> AnswerBody {
    Full::new(body).map_err(|never| match never {}).boxed_unsync()
}

/// A body that comes bit by bit.
pub(crate) fn streamed<B>(body: B) -> AnswerBody
where
    B: Body<Data = Bytes, Error = Closed> + Send + 'static,
{
    body.boxed_unsync()
}

/// The first `bytes` bytes of a body; then the connection closes.
pub(crate) fn cut(body: &Bytes, bytes: usize) -> AnswerBody {
    let left = Some(body.slice(..bytes.min(body.len())));
    Cut { left, flushed: false }.boxed_unsync()
}

/// The connection is to be closed.
#[derive(Debug)]
pub(crate) struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection closed on purpose")
    }
}

impl std::error::Error for Closed {}

/// A body that ends before its length, with the connection.
struct Cut {
    left: Option<Bytes>,
    flushed: bool,
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
