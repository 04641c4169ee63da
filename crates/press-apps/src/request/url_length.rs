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
