//! What the fixture answers: the samples of the document, with an id that counts the items.
//!
//! A page is made of the one sample item as often as it has items, so nothing here says what compression would gain.

use std::sync::OnceLock;

use serde_json::Value;

const LIST: &str = include_str!("../../../openapi/examples/list_specs.response.json");
const SPEC: &str = include_str!("../../../openapi/examples/describe_spec.response.json");

/// The id that a describe asks for, and gets.
pub const SPEC_ID: &str = "a3e77006-86f3-4829-8c43-f21ad462dbbd";

/// All of an id but the number in it.
const PREFIX: &str = "00000000-0000-4000-8000-";
/// How many digits that number has.
const DIGITS: usize = 12;

/// The body of a describe.
#[must_use]
pub fn spec() -> &'static [u8] {
    static BODY: OnceLock<Vec<u8>> = OnceLock::new();
    BODY.get_or_init(|| compact(SPEC).to_string().into_bytes())
}

/// One page of a list of `total` items: those from `(number - 1) * size` on.
#[must_use]
pub fn page(number: u64, size: u64, total: u64) -> Vec<u8> {
    let (before, after) = item();
    let first = number.saturating_sub(1) * size;
    let count = size.min(total.saturating_sub(first));
    let pages = total.div_ceil(size);
    let head = format!(
        r#"{{"pageCount":{pages},"pageNumber":{number},"pageSize":{size},"specCount":{total},"specs":["#
    );
    let length = before.len() + PREFIX.len() + DIGITS + after.len() + 1;
    let mut body =
        Vec::with_capacity(head.len() + 2 + usize::try_from(count).unwrap_or_default() * length);
    body.extend_from_slice(head.as_bytes());
    for index in first..first + count {
        if index > first {
            body.push(b',');
        }
        body.extend_from_slice(before);
        body.extend_from_slice(PREFIX.as_bytes());
        body.extend_from_slice(&digits(index));
        body.extend_from_slice(after);
    }
    body.extend_from_slice(b"]}");
    body
}

/// The number in an id that [`page`] made.
#[must_use]
pub fn number_of(id: &str) -> Option<u64> {
    id.strip_prefix(PREFIX)?.parse().ok()
}

/// The sample item around its id.
fn item() -> &'static (Vec<u8>, Vec<u8>) {
    static ITEM: OnceLock<(Vec<u8>, Vec<u8>)> = OnceLock::new();
    ITEM.get_or_init(|| {
        let item = compact(LIST)["specs"][0].to_string();
        // The sample is a file of this repository, and a test looks for the id in it.
        let (before, after) = item.split_once(SPEC_ID).unwrap_or((item.as_str(), ""));
        (before.as_bytes().to_vec(), after.as_bytes().to_vec())
    })
}

fn digits(mut number: u64) -> [u8; DIGITS] {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
    digits
}

fn compact(sample: &str) -> Value {
    serde_json::from_str(sample).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain;

    #[test]
    fn pages_are_the_sample_with_ids_that_count() {
        let last: plain::Page = serde_json::from_slice(&page(3, 100, 250)).unwrap();
        assert_eq!((last.page_count, last.spec_count, last.specs.len()), (3, 250, 50));
        let numbers: Vec<_> = last.specs.iter().map(|spec| number_of(&spec.id)).collect();
        assert_eq!(numbers, (200..250).map(Some).collect::<Vec<_>>());
        let bytes = page(1, 100, 10_000).len();
        assert!((95_000..110_000).contains(&bytes), "{bytes}");
    }

    #[test]
    fn the_types_written_for_comparison_hold_all_of_the_samples() {
        let page = page(1, 2, 2);
        let read: plain::Page = serde_json::from_slice(&page).unwrap();
        assert_eq!(
            serde_json::to_value(read).unwrap(),
            serde_json::from_slice::<Value>(&page).unwrap()
        );
        let read: plain::Spec = serde_json::from_slice(spec()).unwrap();
        assert_eq!(read.id, SPEC_ID);
        assert_eq!(serde_json::to_value(read).unwrap(), compact(SPEC));
    }
}
