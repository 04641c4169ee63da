//! Rules about path templates.

use std::collections::BTreeMap;

use super::super::{Findings, Subject};
use crate::document::join;
use crate::walk::components;

pub(super) fn path(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(paths) = subject.document.value.get("paths").and_then(|paths| paths.as_object())
    else {
        return;
    };
    for path in paths.keys() {
        let at = join("/paths", path);
        if !path.starts_with('/') {
            findings.at(
                &at,
                format!("`{path}` does not start with `/`"),
                "paths start with a slash",
            );
        }
        if path.contains(['?', '#']) {
            findings.at(
                &at,
                format!("`{path}` has a query"),
                "declare query parameters under `parameters`",
            );
        }
        if path.contains("//") {
            findings.at(&at, format!("`{path}` has an empty segment"), "remove one of the slashes");
        }
        for segment in path.split('/') {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
            if !segment.contains(['{', '}', '?', '#']) && !segment.chars().all(plain) {
                findings.at(
                    &at,
                    format!("`{segment}` is not plain lower case"),
                    "write lower-case letters, digits and `-`: anything else is one slip from another address",
                );
            }
            let whole = segment.starts_with('{')
                && segment.ends_with('}')
                && segment.matches('{').count() == 1;
            if segment.contains(['{', '}']) && (!whole || segment.len() < 3) {
                findings.at(
                    &at,
                    format!("`{segment}` is not a parameter of a path"),
                    "write `{name}`, alone in its segment",
                );
            }
        }
    }
}

pub(super) fn trailing_slash(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(paths) = subject.document.value.get("paths").and_then(|paths| paths.as_object())
    else {
        return;
    };
    // Neighbours end alike: in a parameter, or in a word at the same depth.
    let mut neighbours: BTreeMap<Option<usize>, Vec<&str>> = BTreeMap::new();
    for path in paths.keys() {
        let plain = path.trim_end_matches('/');
        let depth = (!plain.ends_with('}')).then(|| plain.matches('/').count());
        neighbours.entry(depth).or_default().push(path);
    }
    for paths in neighbours.values() {
        let (with, without): (Vec<&str>, Vec<&str>) =
            paths.iter().partition(|path| path.ends_with('/'));
        if with.is_empty() || without.is_empty() {
            continue;
        }
        // The fewer are the odd ones; where they are even, nobody can say which.
        if with.len() <= without.len() {
            for path in &with {
                let message = format!(
                    "`{path}` ends with a slash, and its neighbour `{}` does not",
                    without[0]
                );
                findings.at(&join("/paths", path), message, "leave the slash out, unless the service asks for it: then the neighbour lacks it");
            }
        }
        if without.len() <= with.len() {
            for path in &without {
                let message = format!(
                    "`{path}` ends without a slash, and its neighbour `{}` has one",
                    with[0]
                );
                findings.at(&join("/paths", path), message, "add the slash, unless the service asks for none: then the neighbour has one too many");
            }
        }
    }
}

pub(super) fn path_clash(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(paths) = subject.document.value.get("paths").and_then(|paths| paths.as_object())
    else {
        return;
    };
    let paths: Vec<_> = paths.keys().collect();
    for (index, path) in paths.iter().enumerate() {
        for other in paths.iter().take(index).filter(|other| clash(path, other)) {
            let message = format!("`{path}` and `{other}` match the same address");
            findings.at(
                &join("/paths", path),
                message,
                "rename one of them; which of the two is meant would depend on the router",
            );
        }
    }
}

/// Whether some address fits both templates. A slash at the end makes no difference to most routers and proxies.
fn clash(one: &str, other: &str) -> bool {
    let segments =
        |path: &str| path.trim_end_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (segments(one), segments(other));
    one.len() == other.len()
        && one.iter().zip(&other).all(|(a, b)| a == b || a.starts_with('{') || b.starts_with('{'))
}

pub(super) fn path_parameter(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for operation in &subject.walk.operations {
        let name = operation.name();
        let in_template: Vec<_> = operation
            .path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .collect();
        let parameters = operation.listed_parameters(&subject.document.value);
        let declared: Vec<_> = parameters
            .iter()
            .filter(|(_, parameter)| parameter.text("in") == Some("path"))
            .collect();
        for parameter in &in_template {
            if !declared.iter().any(|(_, item)| item.text("name") == Some(parameter)) {
                let fix = format!(
                    "add a parameter `{parameter}` with `in: path`, or correct the template"
                );
                findings.at(
                    &operation.item.pointer,
                    format!("{name} does not declare `{{{parameter}}}` of its path"),
                    fix,
                );
            }
            if in_template.iter().filter(|other| *other == parameter).count() > 1 {
                findings.at(
                    &operation.path_item.pointer,
                    format!("`{{{parameter}}}` stands twice in the path"),
                    "give each its own name",
                );
            }
        }
        for (listed, item) in declared {
            let parameter = item.text("name").unwrap_or_default();
            if !in_template.contains(&parameter) {
                let fix = format!("put `{{{parameter}}}` into the path, or remove the parameter");
                findings.at(
                    listed,
                    format!("{name} declares `{parameter}`, which is not in its path"),
                    fix,
                );
            }
        }
    }
    let shared =
        components(&subject.document.value, "parameters").into_iter().map(|(_, item)| item);
    for item in subject.walk.parameters.iter().cloned().chain(shared) {
        if item.text("in") == Some("path")
            && item.get("required").and_then(serde_json::Value::as_bool) != Some(true)
        {
            findings.at(
                &item.pointer,
                "a parameter of a path is always there",
                "write `required: true`",
            );
        }
    }
}
