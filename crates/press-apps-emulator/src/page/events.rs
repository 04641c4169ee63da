//! The stream of changes as the body of an answer, in the form of server-sent events. An event says that there is something new to ask
//! for, and nothing more.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::http::outgoing::Closed;
use crate::http::stop::told;

/// How long the stream is silent at most: a proxy closes what is silent for too long.
const BEAT: Duration = Duration::from_secs(15);

/// The next piece of a stream, and what comes after it; nothing when it has ended.
type Next = Pin<Box<dyn Future<Output = Option<(Bytes, Source)>> + Send>>;

/// Where the versions come from, and whether the service has been told to stop.
type Source = (watch::Receiver<u64>, watch::Receiver<bool>);

/// An endless body, until the service is told to stop.
pub(crate) struct Events(Option<Next>);

impl Events {
    /// The stream of these versions.
    pub(crate) fn new(versions: watch::Receiver<u64>, stopped: watch::Receiver<bool>) -> Self {
        Self(Some(Box::pin(next((versions, stopped)))))
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

async fn next((mut versions, mut stopped): Source) -> Option<(Bytes, Source)> {
    let piece = tokio::select! {
        changed = versions.changed() => {
            changed.ok()?;
            let version = *versions.borrow_and_update();
            format!("id: {version}\ndata: {{\"version\":{version}}}\n\n")
        }
        () = told(&mut stopped) => return None,
        () = sleep_until(Instant::now() + BEAT) => ":\n\n".to_owned(),
    };
    Some((Bytes::from(piece), (versions, stopped)))
}

impl Body for Events {
    type Data = Bytes;
    type Error = Closed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Closed>>> {
        let Some(next_piece) = &mut self.0 else { return Poll::Ready(None) };
        let piece = std::task::ready!(next_piece.as_mut().poll(context));
        let (bytes, rest) = piece.map_or((None, None), |(bytes, source)| {
            (Some(bytes), Some(Box::pin(next(source)) as Next))
        });
        self.0 = rest;
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_tells_each_version_beats_in_silence_and_ends_at_a_stop() {
        let (source, mut versions) = watch::channel(3);
        versions.mark_changed();
        let (stop, stopped) = watch::channel(false);
        let mut events = Events::new(versions, stopped);
        let mut piece = async || {
            let frame = events.frame().await?.expect("no error");
            Some(String::from_utf8_lossy(&frame.into_data().expect("data")).into_owned())
        };
        assert_eq!(piece().await.as_deref(), Some("id: 3\ndata: {\"version\":3}\n\n"));
        assert_eq!(piece().await.as_deref(), Some(":\n\n"));
        source.send_replace(4);
        assert_eq!(piece().await.as_deref(), Some("id: 4\ndata: {\"version\":4}\n\n"));
        stop.send_replace(true);
        assert_eq!(piece().await, None);
        assert_eq!(piece().await, None);
    }
}
