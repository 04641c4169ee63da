//! `Retry-After`, in seconds or as an HTTP date.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the service asks to wait: the longest wait that is not longer than `cap`, or, if it names none of those, the longest.
/// `None` when it does not say, or not in a form that can be read.
///
/// Several answer where several servers are in the way, as headers of their own or joined by commas. A date is measured against the
/// `Date` header of the same answer where there is one, so that a wrong clock on either side does not matter. A date that has passed is
/// no wait at all.
pub(super) fn retry_after(headers: &HeaderMap, cap: Duration, now: SystemTime) -> Option<Duration> {
    let from = headers.get(DATE).and_then(|date| date.to_str().ok()).and_then(date).unwrap_or(now);
    let texts = headers.get_all(RETRY_AFTER).into_iter().filter_map(|text| text.to_str().ok());
    let named: Vec<Duration> = texts.flat_map(|text| waits(text, from)).collect();
    let allowed = named.iter().filter(|wait| **wait <= cap).max();
    allowed.or_else(|| named.iter().max()).copied()
}

/// The waits that one header names.
fn waits(text: &str, from: SystemTime) -> Vec<Duration> {
    if let Some(until) = date(text.trim()) {
        return vec![until.duration_since(from).unwrap_or(Duration::ZERO)];
    }
    text.split(',').filter_map(|text| seconds(text.trim())).collect()
}

/// A number of seconds; a part of one counts as a whole one, since a wait that is too short would only be refused again.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    if [whole, part].iter().any(|text| text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    // More digits than fit are still "a very long time".
    let whole: u64 = whole.parse().unwrap_or(u64::MAX);
    let more = part.bytes().any(|digit| digit != b'0');
    Some(Duration::from_secs(whole.saturating_add(u64::from(more))))
}

fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    const AT: &str = "Tue, 01 Jan 2030 00:00:07 GMT";

    fn read(texts: &[&str], date: Option<&str>) -> Option<Duration> {
        let now = httpdate::parse_http_date("Tue, 01 Jan 2030 00:00:00 GMT").unwrap();
        let mut headers = HeaderMap::new();
        for text in texts {
            headers.append(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
        }
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        retry_after(&headers, Duration::from_secs(60), now)
    }

    fn secs(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }

    #[test]
    fn seconds_are_read_and_a_part_of_one_is_a_whole_one() {
        for (text, seconds) in [
            ("3", 3),
            (" 0 ", 0),
            ("1.5", 2),
            ("0.001", 1),
            ("2.000", 2),
            ("59.9", 60),
            ("99999999999999999999999", u64::MAX),
            ("18446744073709551615.5", u64::MAX),
        ] {
            assert_eq!(read(&[text], None), secs(seconds), "{text}");
        }
    }

    #[test]
    fn a_date_is_measured_from_the_answer_and_else_from_the_clock() {
        assert_eq!(read(&[AT], None), secs(7));
        assert_eq!(read(&[AT], Some("Tue, 01 Jan 2030 00:00:05 GMT")), secs(2));
        assert_eq!(read(&[AT], Some("Tue, 01 Jan 2030 01:00:00 GMT")), secs(0));
        assert_eq!(read(&[AT], Some("today")), secs(7), "no date is none");
        assert_eq!(read(&[&format!(" {AT} ")], None), secs(7));
    }

    #[test]
    fn of_several_the_longest_that_is_allowed_counts() {
        assert_eq!(read(&["1", "5", "2"], None), secs(5));
        assert_eq!(read(&["3", AT], None), secs(7));
        assert_eq!(read(&["1, 5, soon"], None), secs(5));
        assert_eq!(read(&["1", "3600"], None), secs(1), "the longer one is not allowed");
        assert_eq!(read(&["60", "61"], None), secs(60), "the longest that may be");
        assert_eq!(read(&["61", "3600"], None), secs(3600), "neither is");
        assert_eq!(read(&["soon", "4"], None), secs(4));
    }

    #[test]
    fn anything_else_is_as_good_as_nothing() {
        for text in ["", "soon", "-1", "+1", "1.", ".5", "1.5.2", "1e3", "3s", ","] {
            assert_eq!(read(&[text], None), None, "{text}");
        }
        assert_eq!(read(&[], None), None);
        let mut headers = HeaderMap::new();
        headers.append(RETRY_AFTER, HeaderValue::from_bytes(b"3\xff").unwrap());
        headers.append(RETRY_AFTER, HeaderValue::from_static("4"));
        let asked = retry_after(&headers, Duration::from_secs(60), SystemTime::UNIX_EPOCH);
        assert_eq!(asked, secs(4), "what is no text is passed over");
    }
}
