//! The body of a request on its way in: how long it is waited for, and how much of it is kept. What it means is for [`body`](super::body)
//! to say.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::EXPECT;
use http::request::Parts;
use http_body_util::BodyExt;
use hyper::body::Body;
use tokio::time::timeout;

use crate::log::KEPT_OF_BODY;
use crate::reply::Refusal;

/// Largest body a request may have, in bytes.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;
/// How much of a body that nobody wants is read and thrown away, so that the sender gets to read the refusal.
const DRAIN_LIMIT: u64 = 64 * 1024 * 1024;

/// The body of a request, as far as it is wanted.
#[derive(Debug, Default)]
pub(crate) struct Received {
    /// What was kept: everything, unless it is too large or comes without a token that is known.
    pub(crate) kept: Bytes,
    /// How many bytes it has.
    pub(crate) length: u64,
}

impl From<Bytes> for Received {
    fn from(kept: Bytes) -> Self {
        Self { length: kept.len() as u64, kept }
    }
}

/// Reads a body. Without `wanted` nothing of it is kept. A sender that waits to be told to go on is told so only where the body is wanted.
///
/// # Errors
///
/// 400 when it breaks off or is not what HTTP allows, 408 when no more of it comes for as long as `patience`.
pub(crate) async fn read<B>(
    head: &Parts,
    mut body: B,
    wanted: bool,
    patience: Duration,
) -> Result<Received, Refusal>
where
    B: Body<Data = Bytes> + Unpin,
{
    let announced = body.size_hint().exact();
    let too_large = announced.is_some_and(|length| length > BODY_LIMIT as u64);
    let waits = head
        .headers
        .get(EXPECT)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    let unread = waits && (!wanted || too_large);
    if unread || announced.is_some_and(|length| length > DRAIN_LIMIT) {
        return Ok(Received { kept: Bytes::new(), length: announced.unwrap_or_default() });
    }
    let mut most = match (wanted, too_large) {
        (false, _) => 0,
        (true, true) => KEPT_OF_BODY,
        (true, false) => BODY_LIMIT,
    };
    let (mut kept, mut length) = (BytesMut::new(), 0_u64);
    loop {
        let frame = timeout(patience, body.frame()).await;
        let Some(frame) = frame.map_err(|_| slow(patience, length))? else {
            break;
        };
        let frame = frame.map_err(|_| broken(length))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        length = length.saturating_add(data.len() as u64);
        if length > BODY_LIMIT as u64 {
            most = most.min(KEPT_OF_BODY);
            kept.truncate(most);
        }
        if length > DRAIN_LIMIT {
            break;
        }
        kept.extend_from_slice(&data[..most.saturating_sub(kept.len()).min(data.len())]);
    }
    Ok(Received { kept: kept.freeze(), length })
}

fn slow(patience: Duration, length: u64) -> Refusal {
    Refusal::timed_out(format!(
        "body: no more of it came within {patience:?} after {length} bytes; send it without a pause, or none at all"
    ))
}

fn broken(length: u64) -> Refusal {
    Refusal::malformed(format!(
        "body: it breaks off after {length} bytes, or its length or its chunks are not what HTTP allows"
    ))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http::Request;
    use http_body_util::Full;

    use super::*;

    fn head(expects: bool) -> Parts {
        let request = Request::post("/");
        let request = if expects { request.header(EXPECT, "100-Continue") } else { request };
        request.body(()).expect("a request").into_parts().0
    }

    async fn of(length: usize, wanted: bool, expects: bool) -> (usize, u64) {
        let body = Full::new(Bytes::from(vec![b'x'; length]));
        let read = read(&head(expects), body, wanted, Duration::from_secs(1)).await;
        let received = read.expect("a whole body");
        (received.kept.len(), received.length)
    }

    #[tokio::test]
    async fn what_is_not_wanted_is_read_and_not_kept() {
        assert_eq!(of(100, true, false).await, (100, 100));
        assert_eq!(of(BODY_LIMIT, true, false).await, (BODY_LIMIT, BODY_LIMIT as u64));
        assert_eq!(of(BODY_LIMIT + 1, true, false).await, (KEPT_OF_BODY, BODY_LIMIT as u64 + 1));
        assert_eq!(of(100, false, false).await, (0, 100));
    }

    /// A body that must not be asked for.
    struct Untouched(u64);

    impl Body for Untouched {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
            panic!("the body was asked for")
        }

        fn size_hint(&self) -> hyper::body::SizeHint {
            hyper::body::SizeHint::with_exact(self.0)
        }
    }

    #[tokio::test]
    async fn a_sender_that_waits_is_not_told_to_send_what_is_refused() {
        let second = Duration::from_secs(1);
        let too_large = BODY_LIMIT as u64 + 1;
        for (length, wanted, expects) in
            [(10, false, true), (too_large, true, true), (DRAIN_LIMIT + 1, true, false)]
        {
            let read = read(&head(expects), Untouched(length), wanted, second).await;
            let received = read.expect("nothing to wait for");
            assert_eq!((received.kept.len(), received.length), (0, length));
        }
        assert_eq!(of(10, true, true).await, (10, 10));
    }

    /// A body in pieces; it counts how many were asked for.
    struct Pieces {
        piece: Bytes,
        left: usize,
        announced: Option<u64>,
        asked: usize,
    }

    impl Body for &mut Pieces {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
            self.asked += 1;
            let piece = self.left.checked_sub(1).map(|left| {
                self.left = left;
                Ok(hyper::body::Frame::data(self.piece.clone()))
            });
            std::task::Poll::Ready(piece)
        }

        fn size_hint(&self) -> hyper::body::SizeHint {
            self.announced.map_or_else(Default::default, hyper::body::SizeHint::with_exact)
        }
    }

    #[tokio::test]
    async fn a_body_in_pieces_is_kept_up_to_its_limit_and_read_up_to_another() {
        const MIB: usize = 1024 * 1024;
        for (piece, pieces, wanted, kept, asked) in [
            // The last piece and the end are asked for.
            (1000, 3, true, 3_000, 4),
            (MIB / 2, 2, true, MIB, 3),
            (MIB / 2 + 1, 2, true, 65_536, 3),
            (MIB, 3, true, 65_536, 4),
            (1000, 3, false, 0, 4),
            // What is more than 64 MiB is not read to its end.
            (MIB, 64, false, 0, 65),
            (MIB, 65, false, 0, 65),
            (MIB, 100, true, 65_536, 65),
        ] {
            let piece = Bytes::from(vec![b'x'; piece]);
            let mut body = Pieces { piece: piece.clone(), left: pieces, announced: None, asked: 0 };
            let read = read(&head(false), &mut body, wanted, Duration::from_secs(1)).await;
            let received = read.expect("a body");
            let case = format!("{pieces} times {}", piece.len());
            assert_eq!((received.kept.len(), body.asked), (kept, asked), "{case}");
            assert_eq!(received.length, (piece.len() * pieces.min(65)) as u64, "{case}");
        }
    }

    #[tokio::test]
    async fn what_is_announced_is_read_and_thrown_away_up_to_64_mib() {
        let piece = Bytes::from(vec![b'x'; 1024 * 1024]);
        for (announced, asked) in [(67_108_864, 65), (67_108_865, 0)] {
            let mut body =
                Pieces { piece: piece.clone(), left: 64, announced: Some(announced), asked: 0 };
            let read = read(&head(false), &mut body, false, Duration::from_secs(1)).await;
            let received = read.expect("a body");
            assert_eq!((received.kept.len(), received.length), (0, announced));
            assert_eq!(body.asked, asked, "{announced}");
        }
    }

    /// A body of which no more comes.
    struct Silent;

    impl Body for Silent {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
            std::task::Poll::Pending
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_not_waited_for_without_end() {
        let refused = read(&head(false), Silent, true, Duration::from_secs(30)).await;
        let refusal = refused.expect_err("too slow");
        assert_eq!(refusal.status, 408);
        assert!(refusal.detail.contains("within 30s after 0 bytes"), "{}", refusal.detail);
    }
}
