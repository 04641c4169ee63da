//! What the service has seen: every request with what became of it. Kept in memory, within limits, never written anywhere.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};

/// How many requests are kept unless said; older ones are forgotten.
pub(crate) const KEPT: usize = 10_000;
/// How many bytes the requests that are kept may take together unless said.
pub(crate) const KEPT_BYTES: usize = 64 * 1024 * 1024;
/// How much of one body is kept, in bytes.
pub(crate) const KEPT_OF_BODY: usize = 64 * 1024;
/// What a request and each of its headers take besides their texts: about what the types themselves need.
const REQUEST_BYTES: usize = 512;
const HEADER_BYTES: usize = 96;

/// A request that the service has seen.
///
/// Of a body or an answer the first 64 KiB are kept; [`body_length`](Self::body_length) and
/// [`answer_length`](Self::answer_length) say how long it was. Of a request without a known token no body is kept.
///
/// `Debug` shows neither the token nor the bodies.
///
/// ```
/// use press_apps_emulator::Service;
///
/// let service = Service::new();
/// let request = http::Request::get("/v1/apps/specs/")
///     .header("authorization", service.token())
///     .body(bytes::Bytes::new())?;
/// service.call(request);
///
/// let seen = service.requests();
/// assert_eq!(seen[0].operation, Some("list_specs"));
/// assert_eq!(seen[0].status, Some(http::StatusCode::OK));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct SeenRequest {
    /// Its place among all requests, counted from 1.
    pub number: u64,
    /// Its id, as the answer carries it in `x-request-id`.
    pub request_id: String,
    /// Id of the operation, if it was one. The session-start call of the Python client is `tenant_metadata`.
    pub operation: Option<&'static str>,
    /// Method.
    pub method: String,
    /// Path as it was sent.
    pub path: String,
    /// Query as it was sent, without the question mark.
    pub query: Option<String>,
    /// Headers. The token is in there; its value is marked sensitive.
    pub headers: HeaderMap,
    /// Body, as far as it was kept.
    pub body: Bytes,
    /// How many bytes the body had.
    pub body_length: u64,
    /// Status of the answer; `None` when there was none.
    pub status: Option<StatusCode>,
    /// Body of the answer, as far as it was kept; empty when there was none.
    pub answer: Bytes,
    /// How many bytes the body of the answer had.
    pub answer_length: u64,
    /// Status that the service itself came to, whether the caller got to know or not; `None` when a fault kept the request from
    /// being carried out.
    pub committed_status: Option<StatusCode>,
    /// Name of the fault that met it, if one did.
    pub fault: Option<String>,
}

impl SeenRequest {
    /// A request that has no answer yet. Nothing of it is shared: a piece of a buffer would keep the whole buffer in memory.
    pub(crate) fn new(head: &Parts, operation: Option<&'static str>, request_id: &str) -> Self {
        Self {
            number: 0,
            request_id: request_id.to_owned(),
            operation,
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: copied(&head.headers),
            body: Bytes::new(),
            body_length: 0,
            status: None,
            answer: Bytes::new(),
            answer_length: 0,
            committed_status: None,
            fault: None,
        }
    }

    /// The same request with this body, of which `length` bytes came.
    pub(crate) fn with_body(mut self, body: &[u8], length: u64) -> Self {
        self.body = Bytes::copy_from_slice(beginning(body));
        self.body_length = length;
        self
    }

    /// The same request with the answer it got.
    pub(crate) fn answered(mut self, status: StatusCode, answer: &Bytes) -> Self {
        let kept = beginning(answer);
        self.status = Some(status);
        self.answer_length = answer.len() as u64;
        self.answer = match kept.len() == answer.len() {
            true => answer.clone(),
            false => Bytes::copy_from_slice(kept),
        };
        self
    }

    /// About how much memory it takes, in bytes.
    fn size(&self) -> usize {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| name.as_str().len() + value.len() + HEADER_BYTES);
        let texts = [self.path.len(), self.query.as_ref().map_or(0, String::len)];
        REQUEST_BYTES
            + self.body.len()
            + self.answer.len()
            + headers.sum::<usize>()
            + texts.iter().sum::<usize>()
    }
}

/// As much of a body as is kept.
fn beginning(body: &[u8]) -> &[u8] {
    &body[..body.len().min(KEPT_OF_BODY)]
}

/// Headers that share nothing with those they are made from. The token is marked sensitive.
fn copied(headers: &HeaderMap) -> HeaderMap {
    let mut copies = HeaderMap::with_capacity(headers.keys_len());
    for (name, value) in headers {
        if let Ok(mut copy) = HeaderValue::from_bytes(value.as_bytes()) {
            copy.set_sensitive(value.is_sensitive() || name == AUTHORIZATION);
            copies.append(name.clone(), copy);
        }
    }
    copies
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeenRequest")
            .field("number", &self.number)
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("body_length", &self.body_length)
            .field("status", &self.status)
            .field("committed_status", &self.committed_status)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

/// Requests were asked for that the service has forgotten.
///
/// ```
/// use press_apps_emulator::Service;
///
/// match Service::new().requests_since(0) {
///     Ok(requests) => println!("{} requests", requests.len()),
///     Err(gone) => println!("{gone}"), // go on from gone.known_from
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotKnown {
    /// The first request that was asked for, counted from 1.
    pub asked_from: u64,
    /// The first request that is still known; one more than have been seen when none is.
    pub known_from: u64,
}

impl fmt::Display for NotKnown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked_from, known_from } = self;
        write!(
            f,
            "the requests {asked_from} to {} are no longer known; ask for those from {known_from} on, or keep more of them",
            known_from.saturating_sub(1)
        )
    }
}

impl std::error::Error for NotKnown {}

/// The requests seen, oldest first, as far as the limits go.
#[derive(Debug)]
pub(crate) struct Log {
    seen: VecDeque<(usize, Arc<SeenRequest>)>,
    served: u64,
    bytes: usize,
    most: usize,
    most_bytes: usize,
}

impl Log {
    /// A log of at most so many requests, which take at most so many bytes.
    pub(crate) fn new(most: usize, most_bytes: usize) -> Self {
        Self { seen: VecDeque::new(), served: 0, bytes: 0, most, most_bytes }
    }

    pub(crate) fn add(&mut self, mut request: SeenRequest) {
        self.served += 1;
        request.number = self.served;
        let size = request.size();
        self.bytes += size;
        self.seen.push_back((size, Arc::new(request)));
        while self.seen.len() > self.most || self.bytes > self.most_bytes {
            let Some((size, _)) = self.seen.pop_front() else { break };
            self.bytes -= size;
        }
    }

    /// All that are known.
    pub(crate) fn all(&self) -> Vec<Arc<SeenRequest>> {
        self.seen.iter().map(|(_, request)| Arc::clone(request)).collect()
    }

    /// The requests that are kept, with their numbers: the first one seen has 1.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (u64, &SeenRequest)> {
        self.seen.iter().map(|(_, seen)| (seen.number, &**seen))
    }

    /// The number of the oldest request that is kept.
    pub(crate) fn first(&self) -> u64 {
        self.served - u64::try_from(self.seen.len()).unwrap_or(u64::MAX) + 1
    }

    /// Those after the first `count`.
    ///
    /// # Errors
    ///
    /// One of them is no longer known.
    pub(crate) fn since(&self, count: u64) -> Result<Vec<Arc<SeenRequest>>, NotKnown> {
        let forgotten = self.first() - 1;
        let Some(skipped) = count.checked_sub(forgotten) else {
            return Err(NotKnown { asked_from: count + 1, known_from: forgotten + 1 });
        };
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        Ok(self.seen.iter().skip(skipped).map(|(_, request)| Arc::clone(request)).collect())
    }

    /// How many have been seen.
    pub(crate) fn served(&self) -> u64 {
        self.served
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn seen(path: &str, body: usize) -> SeenRequest {
        let (head, ()) = Request::post(path).body(()).expect("a request").into_parts();
        SeenRequest::new(&head, None, "r-1").with_body(&vec![b'x'; body], body as u64)
    }

    #[test]
    fn what_is_past_the_ring_is_not_known() {
        let mut log = Log::new(1_000, KEPT_BYTES);
        (0..1_500).for_each(|_| log.add(seen("/", 0)));
        assert_eq!(log.served(), 1_500);
        let not_known = NotKnown { asked_from: 500, known_from: 501 };
        assert_eq!(log.since(499).err(), Some(not_known));
        let numbers = |found: Vec<Arc<SeenRequest>>| {
            (found.first().map(|seen| seen.number), found.last().map(|seen| seen.number))
        };
        assert_eq!(log.since(500).map(numbers), Ok((Some(501), Some(1_500))));
        assert_eq!(log.since(1_499).map(numbers), Ok((Some(1_500), Some(1_500))));
        assert_eq!(log.since(1_500).map(|found| found.len()), Ok(0));
        assert_eq!(log.since(u64::MAX).map(|found| found.len()), Ok(0));
        assert_eq!(
            log.since(0).err().map(|error| error.to_string()).as_deref(),
            Some(
                "the requests 1 to 500 are no longer known; ask for those from 501 on, or keep more of them"
            )
        );
    }

    #[test]
    fn as_many_are_kept_as_was_said_not_one_more_or_less() {
        let kept = |log: &Log| log.all().iter().map(|seen| seen.number).collect::<Vec<_>>();
        for (most, expected) in [
            (0, vec![]),
            (1, vec![4]),
            (3, vec![2, 3, 4]),
            (4, vec![1, 2, 3, 4]),
            (5, vec![1, 2, 3, 4]),
        ] {
            let mut log = Log::new(most, KEPT_BYTES);
            (0..4).for_each(|_| log.add(seen("/", 0)));
            assert_eq!(kept(&log), expected, "{most}");
            assert_eq!((log.served(), log.first()), (4, expected.first().copied().unwrap_or(5)));
            assert!(log.numbered().map(|(number, _)| number).eq(expected));
        }
        // The same in bytes: three of one size.
        let size = seen("/", 100).size();
        for (bytes, expected) in [
            (size - 1, vec![]),
            (size, vec![3]),
            (2 * size - 1, vec![3]),
            (2 * size, vec![2, 3]),
            (3 * size - 1, vec![2, 3]),
            (3 * size, vec![1, 2, 3]),
        ] {
            let mut log = Log::new(10, bytes);
            (0..3).for_each(|_| log.add(seen("/", 100)));
            assert_eq!(kept(&log), expected, "{bytes} of {size}");
        }
    }

    #[test]
    fn every_text_of_a_request_counts_with_its_length() {
        let plain = seen("/", 0).size();
        assert!(plain > 0);
        assert_eq!(seen("/four", 0).size(), plain + 4);
        assert_eq!(seen("/?query", 0).size(), plain + 5);
        assert_eq!(seen("/", 10).size(), plain + 10);
        let answer = Bytes::from_static(b"answer");
        assert_eq!(seen("/", 0).answered(StatusCode::OK, &answer).size(), plain + 6);
        let mut with_header = seen("/", 0);
        with_header.headers.append("x-a", HeaderValue::from_static("value"));
        assert_eq!(with_header.size(), plain + 8 + HEADER_BYTES);
    }

    #[test]
    fn the_bytes_are_limited_whatever_they_are_in() {
        let long = format!("/{}", "x".repeat(30_000));
        let many = |log: &mut Log, request: &dyn Fn() -> SeenRequest| {
            (0..200).for_each(|_| log.add(request()));
            assert!(log.bytes <= 1_000_000 && log.seen.len() < 200, "{}", log.bytes);
            let real: usize = log.seen.iter().map(|(_, seen)| seen.size()).sum();
            assert_eq!(log.bytes, real);
        };
        let mut log = Log::new(KEPT, 1_000_000);
        many(&mut log, &|| seen("/", KEPT_OF_BODY));
        many(&mut log, &|| seen(&long, 0));
        many(&mut log, &|| {
            let mut request = seen("/", 0);
            for number in 0..100 {
                let name = http::HeaderName::from_bytes(format!("x-{number}").as_bytes());
                let value = HeaderValue::from_str(&"v".repeat(100));
                request.headers.append(name.expect("a name"), value.expect("a value"));
            }
            request
        });
        many(&mut log, &|| seen("/", 0).answered(StatusCode::OK, &Bytes::from(vec![b'a'; 50_000])));
    }

    #[test]
    fn one_request_that_is_larger_than_the_limit_is_forgotten_at_once() {
        let mut log = Log::new(10, 1_000);
        log.add(seen("/", 0));
        log.add(seen("/", 2_000));
        assert_eq!((log.all().len(), log.served(), log.bytes), (0, 2, 0));
        assert_eq!(log.since(1).err(), Some(NotKnown { asked_from: 2, known_from: 3 }));
    }

    #[test]
    fn a_body_is_cut_and_its_length_is_told() {
        let request = seen("/", KEPT_OF_BODY + 1).with_body(&vec![0; 100_000], 1 << 30);
        assert_eq!((request.body.len(), request.body_length), (KEPT_OF_BODY, 1 << 30));
        let answer = Bytes::from(vec![b'a'; 100_000]);
        let request = request.answered(StatusCode::OK, &answer);
        assert_eq!((request.answer.len(), request.answer_length), (KEPT_OF_BODY, 100_000));
        for (length, kept) in [(65_535, 65_535), (65_536, 65_536), (65_537, 65_536)] {
            let answer = Bytes::from(vec![b'a'; length]);
            let request = seen("/", length).answered(StatusCode::OK, &answer);
            assert_eq!((request.body.len(), request.body_length), (kept, length as u64));
            assert_eq!((request.answer.len(), request.answer_length), (kept, length as u64));
        }
    }
}
