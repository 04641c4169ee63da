//! What a method makes that needs more than one request, or looks at the answer of one: to be awaited like a request.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::Client;
use crate::error::Error;
use crate::time::BoxFuture;

/// One request or several that together give one thing, such as [`try_collect`](crate::Request::try_collect). Await it.
///
/// Nothing is sent before it is awaited, and dropping it ends it. It is `Send`, `Unpin` and owns what it needs.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::types::Spec;
/// use press_apps::{Action, Listing};
///
/// let all: Action<Listing<Spec>> = client.specs().list().try_collect();
/// // Nothing was sent so far.
/// println!("{} specs", all.await?.len());
/// # Ok(())
/// # }).unwrap();
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct Action<T> {
    #[cfg(feature = "blocking")]
    client: Client,
    work: BoxFuture<'static, Result<T, Error>>,
}

impl<T> Action<T> {
    #[cfg_attr(not(feature = "blocking"), allow(unused_variables))]
    pub(crate) fn new(
        client: &Client,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Self {
        Self {
            #[cfg(feature = "blocking")]
            client: client.clone(),
            work: Box::pin(work),
        }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

impl<T> Future for Action<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.work.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for Action<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action").finish_non_exhaustive()
    }
}
