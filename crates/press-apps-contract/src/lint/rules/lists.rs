//! Rules about lists: pages and sort fields.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::{Findings, Subject};
use super::words::{pascal_case, texts};
use crate::walk::{Item, Operation, follow};

/// The counters that every page has, beside its items and their total.
const COUNTERS: [&str; 3] = ["pageNumber", "pageSize", "pageCount"];

/// Whether an operation gives a list: it is a GET that is paged in some way, or says so in its id.
fn is_list(document: &Value, operation: &Operation<'_>) -> bool {
    let paged = operation
        .parameters(document)
        .iter()
        .any(|item| ["pageNumber", "pageSize"].contains(&item.text("name").unwrap_or_default()));
    operation.method == "get"
        && (paged
            || operation.name().starts_with("list_")
            || operation.item.get("x-press-pagination").is_some())
}

pub(super) fn list(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    for operation in &subject.walk.operations {
        if !is_list(document, operation) {
            if let Some(item) = operation.item.child("x-press-pagination") {
                findings.at(
                    &item.pointer,
                    format!("{} is not a list", operation.name()),
                    "remove `x-press-pagination`",
                );
            }
            continue;
        }
        let at = &operation.item.pointer;
        let parameters = operation.parameters(document);
        for name in ["pageNumber", "pageSize"] {
            if !parameters
                .iter()
                .any(|item| item.text("name") == Some(name) && item.text("in") == Some("query"))
            {
                findings.at(
                    at,
                    format!("{} is a list without `{name}`", operation.name()),
                    format!("add the query parameter `{name}`"),
                );
            }
        }
        let Some(pagination) = operation.item.child("x-press-pagination") else {
            let fix = "add it with `items` and `total`; without it there is no stream of the list";
            findings.at(at, format!("{} has no `x-press-pagination`", operation.name()), fix);
            continue;
        };
        let Some(page) = operation.answer_schema(document).map(|schema| follow(document, schema))
        else {
            continue;
        };
        let mut need = |pointer: &str, name: &str, kind: &str| {
            let property = page.child("properties").and_then(|properties| properties.child(name));
            let property = property.map(|property| follow(document, property));
            let required = texts(page.get("required")).contains(&name);
            if property.is_none_or(|property| property.text("type") != Some(kind)) || !required {
                let fix = format!("the page needs a required property `{name}` of type `{kind}`");
                findings.at(
                    pointer,
                    format!("the page of {} has no such `{name}`", operation.name()),
                    fix,
                );
            }
        };
        for (key, kind) in [("items", "array"), ("total", "integer")] {
            match pagination.text(key) {
                Some(name) => need(&pagination.at(key), name, kind),
                None => need(&pagination.pointer, key, kind),
            }
        }
        for name in COUNTERS {
            need(&pagination.pointer, name, "integer");
        }
    }
}

pub(super) fn sort(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    let mut keys: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for operation in &subject.walk.operations {
        let parameter = operation
            .parameters(document)
            .into_iter()
            .find(|item| item.text("name") == Some("sort"));
        let Some(sort) = operation.item.child("x-press-sort") else {
            if is_list(document, operation) || parameter.is_some() {
                let fix = "add it with `key` and `fields`; a list that cannot be sorted has no use for pages";
                findings.at(
                    &operation.item.pointer,
                    format!("{} does not say what it can be sorted by", operation.name()),
                    fix,
                );
            }
            continue;
        };
        if parameter.is_none() {
            findings.at(
                &sort.pointer,
                format!("{} has no query parameter `sort`", operation.name()),
                "add it, or remove `x-press-sort`",
            );
        }
        let key = sort.text("key").unwrap_or_default();
        if !pascal_case(key) || document.pointer(&format!("/components/schemas/{key}")).is_some() {
            findings.at(
                &sort.at("key"),
                format!("`{key}` cannot name the set of sort fields"),
                "write a PascalCase name of its own, such as `SpecSort`",
            );
        }
        let fields = texts(sort.get("fields"));
        const END: &str = ")(:(asc|desc))?$(?!\\n)";
        let wanted = format!("^({}{END}", fields.join("|"));
        let items = parameter.and_then(|item| item.child("schema")?.child("items"));
        if let Some(items) = items {
            let said =
                items.text("pattern").and_then(|text| text.strip_prefix("^(")?.strip_suffix(END));
            let said = said.map(|said| said.split('|').collect::<BTreeSet<_>>());
            if said != Some(fields.iter().copied().collect()) {
                findings.at(
                    &items.pointer,
                    format!("the entries of `sort` are not those of {}", operation.name()),
                    format!(
                        "write `pattern: '{wanted}'`, or give the operation a parameter of its own"
                    ),
                );
            }
        }
        if fields.is_empty() {
            findings.at(
                &sort.pointer,
                format!("{} can be sorted by nothing", operation.name()),
                "list the `fields`",
            );
        }
        for (index, (_, item)) in
            sort.child("fields").map(|list| list.children()).unwrap_or_default().iter().enumerate()
        {
            let field = item.value.as_str().unwrap_or_default();
            if !answered(subject, field) {
                findings.at(
                    &item.pointer,
                    format!("no answer has a field `{field}`"),
                    "correct the name of the field",
                );
            }
            if fields.iter().take(index).any(|other| *other == field) {
                findings.at(&item.pointer, format!("`{field}` stands twice"), "remove one of them");
            }
        }
        if let Some(other) = keys.insert(key, fields.clone())
            && other != fields
        {
            findings.at(
                &sort.at("key"),
                format!("`{key}` has other fields elsewhere"),
                "give this set a key of its own, or make them equal",
            );
        }
    }
}

/// Whether some object of an answer has the property.
fn answered(subject: &Subject<'_>, field: &str) -> bool {
    let properties = subject.walk.properties.iter().filter(|property| property.name == field);
    properties
        .map(|property| &property.item)
        .any(|item: &Item<'_>| subject.usage.answers(&item.pointer))
}
