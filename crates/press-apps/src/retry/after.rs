//! `Retry-After`, in seconds or as an HTTP date.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the service asks to wait; `None` when it does not say, or not in a form that can be read.
///
/// A date is measured against the `Date` header of the same answer where there is one, so that a wrong clock on either side does
/// not matter. A date that has passed is no wait at all.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are still "a very long time".
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let from = headers
        .get(DATE)
        .and_then(|date| date.to_str().ok())
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or(now);
    Some(until.duration_since(from).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(retry_after_text: &str, date: Option<&str>) -> Option<Duration> {
        let now = httpdate::parse_http_date("Tue, 01 Jan 2030 00:00:00 GMT").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry_after_text).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        retry_after(&headers, now)
    }

    #[test]
    fn seconds_are_read() {
        assert_eq!(read("3", None), Some(Duration::from_secs(3)));
        assert_eq!(read(" 0 ", None), Some(Duration::ZERO));
        assert_eq!(read("99999999999999999999999", None), Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn a_date_is_measured_from_the_answer_and_else_from_the_clock() {
        let at = "Tue, 01 Jan 2030 00:00:07 GMT";
        assert_eq!(read(at, None), Some(Duration::from_secs(7)));
        assert_eq!(read(at, Some("Tue, 01 Jan 2030 00:00:05 GMT")), Some(Duration::from_secs(2)));
        assert_eq!(read(at, Some("Tue, 01 Jan 2030 01:00:00 GMT")), Some(Duration::ZERO));
    }

    #[test]
    fn anything_else_is_as_good_as_nothing() {
        for text in ["", "soon", "-1", "1.5", "3s"] {
            assert_eq!(read(text, None), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::UNIX_EPOCH), None);
    }
}
