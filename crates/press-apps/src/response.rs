//! The answer of a call: the value, and what came with it.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use press_apps_api::Operation;
use serde::{Serialize, Serializer};

use crate::error::{Attempt, Attempts};
use crate::redact::Redactor;

/// A value together with the status, headers and history of the call that gave it.
///
/// It derefs to the value, so fields are read directly: `client.spec(id)?.describe().await?.metadata`. The value itself comes out with
/// [`into_inner`](Self::into_inner) or `into()`; serialised it is the value alone.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::types::Spec;
///
/// let response =
///     client.spec("a3e77006-86f3-4829-8c43-f21ad462dbbd")?.describe().await?;
/// println!("{} {:?}", response.status(), response.request_id());
/// println!("{}", serde_json::to_string(&response)?);
/// let spec: Spec = response.into();
/// # let _ = spec;
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Response<T> {
    // No field of an answer has these names: a private field would hide one of the same name, `status` for instance.
    of_answer: T,
    of_call: Facts,
}

/// What is known of a call that succeeded.
#[derive(Clone)]
struct Facts {
    /// The id of the operation.
    operation: Option<&'static str>,
    status: StatusCode,
    headers: HeaderMap,
    attempts: Attempts,
    elapsed: Duration,
    /// What may not be shown; `None` when there is no token.
    redactor: Option<Redactor>,
    /// Made when somebody asks: the headers, with those marked as sensitive that hold the token.
    marked: OnceLock<HeaderMap>,
    /// Made when somebody asks: the request id without the token.
    request_id: OnceLock<Option<String>>,
}

impl<T> Response<T> {
    pub(crate) fn new(
        value: T,
        status: StatusCode,
        headers: HeaderMap,
        attempts: Attempts,
        elapsed: Duration,
    ) -> Self {
        let of_call = Facts {
            operation: None,
            status,
            headers,
            attempts,
            elapsed,
            redactor: None,
            marked: OnceLock::new(),
            request_id: OnceLock::new(),
        };
        Self { of_answer: value, of_call }
    }

    /// The same answer, of this operation.
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.of_call.operation = Some(operation.id);
        self
    }

    /// The id of the operation that gave it.
    pub(crate) fn operation(&self) -> Option<&'static str> {
        self.of_call.operation
    }

    /// The same answer, of a client whose token is not to be shown.
    pub(crate) fn hiding(mut self, redactor: &Redactor) -> Self {
        self.of_call.redactor = Some(redactor.clone());
        self
    }

    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.of_answer
    }

    /// The status of the last answer.
    ///
    /// A success, with one exception: when a repeated PATCH or DELETE learns that its first attempt was carried out after all, it
    /// is the 4xx that said so.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.of_call.status
    }

    /// The headers of the last answer, as the service sent them. One that holds the token is marked as sensitive, so its `Debug` hides it.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        let Facts { headers, redactor, marked, .. } = &self.of_call;
        let Some(redactor) = redactor else { return headers };
        marked.get_or_init(|| {
            let mut headers = headers.clone();
            for value in headers.values_mut() {
                value.set_sensitive(value.is_sensitive() || redactor.is_in(value.as_bytes()));
            }
            headers
        })
    }

    /// The id the service gave the request, to quote when asking for support; with `[redacted]` where it holds the token.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        let Facts { headers, redactor, request_id: shown, .. } = &self.of_call;
        let Some(redactor) = redactor else { return request_id(headers) };
        shown.get_or_init(|| request_id(headers).map(|id| redactor.text(id.to_owned()))).as_deref()
    }

    /// Every attempt; the last one is the one that succeeded.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.of_call.attempts
    }

    /// How long the whole call took, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.of_call.elapsed
    }

    /// The value, and what came with it.
    pub(crate) fn into_parts(self) -> (T, Response<()>) {
        (self.of_answer, Response { of_answer: (), of_call: self.of_call })
    }

    /// The same answer around another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response { of_answer: change(self.of_answer), of_call: self.of_call }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.of_answer
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.of_answer
    }
}

/// The value alone.
impl<T: Serialize> Serialize for Response<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.of_answer.serialize(serializer)
    }
}

// No `AsRef`: it would hide `Option::as_ref` of the answer to an update.

impl<T: std::fmt::Debug> std::fmt::Debug for Response<T> {
    /// The value and the facts of the call; no headers, which may hold cookies.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.of_call.status.as_u16())
            .field("value", &self.of_answer)
            .field("attempts", &self.attempts())
            .field("elapsed", &self.of_call.elapsed)
            .finish_non_exhaustive()
    }
}

/// The request id in the headers of an answer; the usual names, since no source names one.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "x-correlation-id", "x-amzn-requestid", "x-amz-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
        .filter(|id| !id.is_empty())
}
