//! Replies and refusals as HTTP answers.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

use crate::reply::{Refusal, Reply};

/// Name of the header that carries the id of a request.
pub(crate) const REQUEST_ID: &str = "x-request-id";

/// The HTTP answer for an outcome.
pub(crate) fn render(outcome: Result<Reply, Refusal>, request_id: &str) -> Response<Bytes> {
    let (status, body, allow, retry_after) = match outcome {
        Ok(reply) => (reply.status, reply.body, None, None),
        Err(Refusal { status, detail, allow, retry_after }) => {
            (status, detailed(&detail), allow, retry_after)
        }
    };
    let mut response = answer(status, Some("application/json"), body);
    if let Some(value) = allow.and_then(|allow| HeaderValue::from_str(&allow).ok()) {
        response.headers_mut().insert(ALLOW, value);
    }
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    stamp(&mut response, request_id);
    response
}

/// A refusal with a detail for a person, and nothing else.
pub(crate) fn refused(status: StatusCode, detail: &str) -> Response<Bytes> {
    answer(status, Some("application/json"), detailed(detail))
}

fn detailed(detail: &str) -> Bytes {
    Bytes::from(json!({ "detail": detail }).to_string())
}

/// An answer with the headers of any answer.
pub(crate) fn answer(
    status: StatusCode,
    content_type: Option<&str>,
    body: Bytes,
) -> Response<Bytes> {
    let length = body.len();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(value) = content_type.and_then(|text| HeaderValue::from_str(text).ok()) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// The answer to who asks for the methods of a path: no body, and so no length.
pub(crate) fn allow(methods: &str, request_id: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Ok(value) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, value);
    }
    stamp(&mut response, request_id);
    response
}

/// Writes the request id on an answer.
pub(crate) fn stamp(response: &mut Response<Bytes>, request_id: &str) {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_json_with_a_detail_and_its_allow_header() {
        let response =
            render(Err(Refusal::method("PUT is not known here", "GET, POST".to_owned())), "r-1");
        assert_eq!(response.status(), 405);
        assert_eq!(response.headers()["allow"], "GET, POST");
        assert_eq!(response.headers()["x-request-id"], "r-1");
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(response.body(), r#"{"detail":"PUT is not known here"}"#);
    }
}
