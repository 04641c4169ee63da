//! The changes of a wait as a stream.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::stream::{FusedStream, Stream};

use super::change::Change;
use super::outcome::Outcome;
use super::watch::{Step, Watch};
use crate::client::Client;
use crate::error::Error;
use crate::list::TryNext;
use crate::time::BoxFuture;

/// The changes that a wait sees, as they are seen; from [`Wait::changes`](super::Wait::changes).
///
/// A [`Stream`] that is `Send` and `Unpin`. It ends when the deployment has settled, and [`outcome`](Self::outcome) says how; or with an
/// error, after which there is no outcome. It polls only while it is polled itself.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let mut changes =
///     client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?.wait().changes();
/// while let Some(change) = changes.try_next().await? {
///     println!("{change}");
/// }
/// if let Some(outcome) = changes.into_outcome() {
///     outcome.into_result()?;
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[must_use = "nothing is sent before it is polled"]
pub struct Changes {
    #[cfg(feature = "blocking")]
    client: Client,
    state: State,
    seen: VecDeque<Change>,
    outcome: Option<Outcome>,
}

enum State {
    Polling(BoxFuture<'static, (Watch, Result<Step, Error>)>),
    /// It could not begin.
    Wrong(Option<Error>),
    Ended,
}

impl Changes {
    #[cfg_attr(not(feature = "blocking"), allow(unused_variables))]
    pub(super) fn new(client: &Client, watch: Result<Watch, Error>) -> Self {
        let state = match watch {
            Ok(watch) => State::Polling(step(watch)),
            Err(error) => State::Wrong(Some(error)),
        };
        Self {
            #[cfg(feature = "blocking")]
            client: client.clone(),
            state,
            seen: VecDeque::new(),
            outcome: None,
        }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The next change; `None` when the deployment has settled.
    ///
    /// # Errors
    ///
    /// Those of the wait; it ends with them.
    pub fn try_next(&mut self) -> TryNext<'_, Self> {
        TryNext(self)
    }

    /// How the deployment ended; `None` until then.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// How the deployment ended; `None` when that was not seen.
    #[must_use]
    pub fn into_outcome(self) -> Option<Outcome> {
        self.outcome
    }
}

fn step(mut watch: Watch) -> BoxFuture<'static, (Watch, Result<Step, Error>)> {
    Box::pin(async move {
        let step = watch.step().await;
        (watch, step)
    })
}

impl Stream for Changes {
    type Item = Result<Change, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(change) = this.seen.pop_front() {
                return Poll::Ready(Some(Ok(change)));
            }
            let (watch, result) = match &mut this.state {
                State::Ended => return Poll::Ready(None),
                State::Wrong(error) => {
                    let error = error.take();
                    this.state = State::Ended;
                    return Poll::Ready(error.map(Err));
                }
                State::Polling(future) => std::task::ready!(future.as_mut().poll(cx)),
            };
            this.state = State::Ended;
            match result {
                Err(error) => return Poll::Ready(Some(Err(error))),
                Ok(Step { changes, outcome }) => {
                    this.seen.extend(changes);
                    if outcome.is_none() {
                        this.state = State::Polling(step(watch));
                    }
                    this.outcome = outcome;
                }
            }
        }
    }
}

impl FusedStream for Changes {
    fn is_terminated(&self) -> bool {
        self.seen.is_empty() && matches!(self.state, State::Ended)
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
