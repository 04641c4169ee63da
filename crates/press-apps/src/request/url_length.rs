//! How long the URL of a request may be, and which of its values makes it too long.

use std::collections::BTreeMap;

use press_apps_api::Operation;
use press_apps_model::{Problem, RequestPart};
use url::Url;

/// The greatest number of bytes that the HTTP libraries can hold.
const LONGEST: usize = u16::MAX as usize - 1;

/// The problem of a URL that is too long to be sent: named is the id or filter that takes the most of it.
pub(super) fn problem(operation: &Operation, url: &Url) -> Option<Problem> {
    let length = url.as_str().len();
    if length <= LONGEST {
        return None;
    }
    let mut lengths: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    // The path of the base URL is before that of the operation.
    for (template, value) in operation.path.rsplit('/').zip(url.path().rsplit('/')) {
        if let Some(name) = template.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            *lengths.entry((true, name)).or_default() += value.len();
        }
    }
    for pair in url.query().unwrap_or_default().split('&') {
        let name = pair.split('=').next().unwrap_or_default();
        *lengths.entry((false, name)).or_default() += pair.len();
    }
    let ((in_path, name), most) = lengths.into_iter().max_by_key(|(_, length)| *length)?;
    let part = if in_path { RequestPart::Path } else { RequestPart::Query };
    let found = format!("one of {length} bytes, {most} of them for this");
    let problem = Problem::new("max-length", format!("a URL of at most {LONGEST} bytes"), found);
    Some(problem.at(format!("/{name}")).within(part))
}

#[cfg(test)]
mod tests {
    use press_apps_api::operations::{DESCRIBE_SPEC_RELEASE, LIST_SPECS};

    use super::*;

    fn found(operation: &Operation, url: &str) -> Option<String> {
        problem(operation, &url.parse().unwrap()).map(|problem| problem.to_string())
    }

    #[test]
    fn the_part_that_takes_the_most_is_named_with_what_it_takes() {
        let x = |count| "x".repeat(count);
        let of = |spec: usize, version: usize| {
            let url =
                format!("https://a.example/base/v1/apps/specs/{}/releases/{}", x(spec), x(version));
            found(&DESCRIBE_SPEC_RELEASE, &url)
        };
        assert_eq!(
            of(60_000, 6000).unwrap(),
            "path parameter `specId`: expected a URL of at most 65534 bytes, found one of 66047 bytes, 60000 of them for this [max-length]"
        );
        assert!(of(6000, 60_000).unwrap().starts_with("path parameter `release`: "));
        let list =
            |query: &str| found(&LIST_SPECS, &format!("https://a.example/v1/apps/specs/?{query}"));
        let long = x(33_000);
        assert!(list(&format!("name={long}")).is_none());
        // All values of one filter together, with its name each time.
        assert_eq!(
            list(&format!("name={long}&status={}&status={}", x(20_000), x(20_000))).unwrap(),
            "query parameter `status`: expected a URL of at most 65534 bytes, found one of 73054 bytes, 40014 of them for this [max-length]"
        );
        assert!(
            list(&format!("name={long}&title={long}x"))
                .unwrap()
                .starts_with("query parameter `title`: ")
        );
    }

    #[test]
    fn the_longest_url_that_can_be_sent_is_none_too_long() {
        let base = "https://a.example/v1/apps/specs/?name=";
        let of = |length: usize| {
            found(&LIST_SPECS, &format!("{base}{}", "x".repeat(length - base.len())))
        };
        assert_eq!(
            [65_533, 65_534, 65_535].map(|length| of(length).is_some()),
            [false, false, true]
        );
    }
}
