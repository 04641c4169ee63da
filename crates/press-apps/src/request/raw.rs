//! The text of an answer, untouched, in place of what it is read into.
//!
//! The answer is read all the same, so that what is no answer of the operation is the same error as ever; only what is given differs.

use std::fmt;
use std::future::IntoFuture;

use super::builder::Request;
use super::call::call;
use super::endpoint::Endpoint;
use super::raw_json::RawJson;
use crate::error::Error;
use crate::response::Response;
use crate::time::BoxFuture;

/// Every request: its answer as it came.
impl<E: Endpoint> Request<E> {
    /// The JSON of the answer as the service sent it, members included that this crate does not know, instead of a type.
    ///
    /// Say it last: what comes back has no setters. On a list it gives the JSON of one page. An answer that would be an error without
    /// it is the same error with it.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// let answer = client
    ///     .spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?
    ///     .describe()
    ///     .raw()
    ///     .await?;
    /// println!("{}: {}", answer.status(), answer.as_str());
    /// let all: serde_json::Value = serde_json::from_str(&answer)?;
    /// println!("{}", all["memberOfTomorrow"]);
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn raw(self) -> RawRequest<E> {
        RawRequest(self)
    }
}

/// A request whose answer is given as it came; from [`raw`](Request::raw). Await it.
///
/// Awaited, it gives a [`Response`] around a [`RawJson`], or the [`Error`] that the request would give.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let answer = client.specs().list().raw().await?;
/// println!("{} {}", answer.status(), answer.as_str());
/// # Ok(())
/// # }).unwrap();
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct RawRequest<E>(Request<E>);

impl<E> RawRequest<E> {
    #[cfg(feature = "blocking")]
    pub(crate) fn client(&self) -> &crate::Client {
        &self.0.client
    }
}

impl<E: Endpoint> IntoFuture for RawRequest<E> {
    type Output = Result<Response<RawJson>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let mut request = self.0;
        request.options.keep_text = true;
        Box::pin(async move {
            // A refusal that is a success after all shows nothing of what was asked for.
            Ok(call(&request).await?.map(|(_, text)| text.unwrap_or_default()))
        })
    }
}

impl<E: Clone> Clone for RawRequest<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E: Endpoint> fmt::Debug for RawRequest<E> {
    /// The operation alone, as of the request itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest").field("operation", &E::OPERATION.id).finish_non_exhaustive()
    }
}
