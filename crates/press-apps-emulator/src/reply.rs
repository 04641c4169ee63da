//! What the service answers: a reply when it did what was asked, a refusal when it did not.

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

/// A request carried out.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// JSON.
    pub(crate) body: Bytes,
}

impl Reply {
    /// 200 with a body.
    pub(crate) fn ok(body: &impl Serialize) -> Result<Self, Refusal> {
        Self::new(StatusCode::OK, body)
    }

    /// 201 with a body.
    pub(crate) fn created(body: &impl Serialize) -> Result<Self, Refusal> {
        Self::new(StatusCode::CREATED, body)
    }

    /// 202 with a body.
    pub(crate) fn accepted(body: &impl Serialize) -> Result<Self, Refusal> {
        Self::new(StatusCode::ACCEPTED, body)
    }

    /// Writes the body at once, from what is stored, so that nothing is copied for it.
    ///
    /// # Errors
    ///
    /// 500: it cannot be written. Nothing that is stored is like that.
    fn new(status: StatusCode, body: &impl Serialize) -> Result<Self, Refusal> {
        match serde_json::to_vec(body) {
            Ok(body) => Ok(Self { status, body: body.into() }),
            Err(error) => Err(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("the answer cannot be written: {error}"),
            )),
        }
    }
}

/// A request refused. `detail` says what was wrong, where, and what was expected.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
    /// The methods of the path, when the method was wrong.
    pub(crate) allow: Option<String>,
    /// After how many seconds to ask again, when it was too often.
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), allow: None, retry_after: None }
    }

    /// 400: the request cannot be read as what it should be.
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 401: no token, or an unknown one.
    pub(crate) fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 403: the token may not do this.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// 404: there is no such thing.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 405: the path does not know the method; `allow` lists those it knows.
    pub(crate) fn method(detail: impl Into<String>, allow: String) -> Self {
        Self { allow: Some(allow), ..Self::new(StatusCode::METHOD_NOT_ALLOWED, detail) }
    }

    /// 408: it did not come in time.
    pub(crate) fn timed_out(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, detail)
    }

    /// 409: it collides with what is there.
    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// 413: the body is too large.
    pub(crate) fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    }

    /// 429: too often; in so many seconds it is fine.
    pub(crate) fn too_often(detail: impl Into<String>, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, detail) }
    }

    /// 422: well formed, but it does not make sense here.
    pub(crate) fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }
}
