//! What a call needs to know of an operation. The endpoints are generated from the document; nothing here knows one of them.

use press_apps_api::Operation;
use serde::de::DeserializeOwned;
use url::Url;

use super::items::Unlisted;
use crate::error::ListProblem;
use crate::redact::Redactor;

/// One operation of the API with all its arguments: what is inside a [`Request`](super::Request).
///
/// Implemented for the types in [`operation`](crate::operation), one per operation, and for no others.
///
/// A function over any request names it as its bound:
///
/// ```
/// use press_apps::operation::Endpoint;
/// use press_apps::{Error, Request, Response};
///
/// /// Sends a request, and prints how it went.
/// async fn told<E: Endpoint>(
///     request: Request<E>,
/// ) -> Result<Response<E::Output>, Error> {
///     let id = request.operation().id;
///     let result = request.await;
///     println!("{id}: {}", if result.is_ok() { "done" } else { "failed" });
///     result
/// }
/// # press_apps::emulator::example(async |client, _| {
/// assert_eq!(told(client.specs().list()).await?.len(), 4);
/// # Ok(())
/// # }).unwrap();
/// ```
pub trait Endpoint: sealed::Sealed + Clone + Send + Sync + 'static {
    /// What a successful call gives.
    type Output: Send + 'static;

    /// What the body of a success is read as.
    #[doc(hidden)]
    type Wire: DeserializeOwned + Send + 'static;

    /// The operation's row in the table made from the document.
    #[doc(hidden)]
    const OPERATION: &'static Operation;

    /// The HTTP request for these arguments, without the headers of this crate.
    #[doc(hidden)]
    fn build(&self, http: &reqwest::Client, base: &Url) -> reqwest::Result<reqwest::Request>;

    /// The output, from what the service answered; nothing when the answer is not enough for one.
    #[doc(hidden)]
    fn output(answer: Answer<Self::Wire>) -> Option<Self::Output>;

    /// The output of a list, read item by item so that one that cannot be read does not cost the others; `None` if this is no list.
    #[doc(hidden)]
    #[must_use]
    fn by_item<'t>(
        _text: &'t str,
        _redactor: &Redactor,
    ) -> Option<Result<Self::Output, Unlisted<'t>>> {
        None
    }

    /// What is wrong with the arguments although each of them is right.
    #[doc(hidden)]
    fn refuse(&self) -> Option<ListProblem> {
        None
    }

    /// What is wrong with a success, as only the arguments can tell.
    #[doc(hidden)]
    fn check(&self, _output: &mut Self::Output) -> Option<ListProblem> {
        None
    }

    /// Sends the same arguments through the low-level client, for the test that compares the bytes of both.
    #[cfg(feature = "testing")]
    #[doc(hidden)]
    fn low_level<'a>(
        &'a self,
        client: &'a press_apps_api::Client,
    ) -> crate::time::BoxFuture<'a, ()>;
}

pub(crate) mod sealed {
    //! Keeps others from adding operations.

    /// Implemented here alone.
    pub trait Sealed {}
}

/// The body of a success.
#[derive(Debug)]
pub enum Answer<T> {
    /// What the document says.
    Value(T),
    /// Nothing, `null` or `{}`.
    Blank,
}

impl<T> Answer<T> {
    /// For an operation that promises a value.
    pub(crate) fn required(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Blank => None,
        }
    }

    /// For an operation that has done its work, whether the service shows the result or not.
    pub(crate) fn optional(self) -> Option<Option<T>> {
        match self {
            Self::Value(value) => Some(Some(value)),
            Self::Blank => Some(None),
        }
    }

    /// For an operation that promises nothing: what says something comes from somewhere else.
    pub(crate) fn nothing(self) -> Option<()> {
        matches!(self, Self::Blank).then_some(())
    }
}
