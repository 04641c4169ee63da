//! Which types with methods of the public API have no example, neither on their page nor on one of their methods.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Types that need none, by how their paths begin, and why.
const EXCUSED: &[(&str, &str)] = &[
    (
        "press_apps_api::types::",
        "generated; the page of the module shows how all of them are made and read",
    ),
    (
        "press_apps_api::client::Client",
        "generated; its functions are outside semver, and the front page points to `press-apps`",
    ),
    ("press_apps_api::Client", "the same under its other path"),
    ("press_apps::operation::Unsorted", "it has no values, so nothing can be done with it"),
];

/// One line for each type with methods that has no example and no excuse.
///
/// `items` is the list of the public API, `json` what rustdoc says of the crate.
pub(super) fn missing(items: &[String], json: &Value) -> Vec<String> {
    let shown = with_example(json);
    let types = types(items);
    let lacking = types.into_iter().filter(|(path, kind)| {
        let name = path.rsplit("::").next().unwrap_or_default();
        let excused = EXCUSED.iter().any(|(begin, _)| path.starts_with(begin));
        !excused && has_methods(items, path) && !shown.contains(&(kind.as_str(), name))
    });
    let lines = lacking.map(|(path, kind)| {
        format!("the {kind} `{path}` has methods and no example: show one on its page, or excuse it in xtask/src/api/examples.rs with a reason")
    });
    lines.collect()
}

/// The types and traits of the list by path, each with its kind.
fn types(items: &[String]) -> BTreeMap<String, String> {
    let words = items.iter().filter_map(|item| {
        let mut words = item.strip_prefix("pub ")?.split([' ', '<', '(', ':']);
        let kind = words.find(|word| !matches!(*word, "unsafe" | "auto"))?;
        let rest = item.split_once(&format!("{kind} "))?.1;
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')));
        let path = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches(':');
        matches!(kind, "struct" | "enum" | "trait").then(|| (path.to_owned(), kind.to_owned()))
    });
    words.collect()
}

/// Whether a function of the list stands below a type.
fn has_methods(items: &[String], path: &str) -> bool {
    let functions = items.iter().filter_map(|item| item.split_once("fn ").map(|(_, rest)| rest));
    functions.into_iter().any(|rest| {
        let below = rest.strip_prefix(path);
        below.is_some_and(|below| below.starts_with("::") || below.starts_with('<'))
    })
}

/// Kind and name of everything that has an example, or a method that has one.
fn with_example(json: &Value) -> BTreeSet<(&str, &str)> {
    let index = json["index"].as_object();
    let items: Vec<&Value> = index.into_iter().flatten().map(|(_, item)| item).collect();
    let shows = |item: &Value| item["docs"].as_str().is_some_and(|docs| docs.contains("```"));
    let by_id = |id: &Value| index.and_then(|index| index.get(&id.to_string()));
    let mut shown = BTreeSet::new();
    for item in items {
        for kind in ["struct", "enum", "trait"] {
            let inside = &item["inner"][kind];
            let (false, Some(name)) = (inside.is_null(), item["name"].as_str()) else { continue };
            let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
            let impls = list(&inside["impls"]);
            let of_impls = impls
                .iter()
                .filter_map(&by_id)
                .flat_map(|one| list(&one["inner"]["impl"]["items"]));
            let methods = list(&inside["items"]).into_iter().chain(of_impls).collect::<Vec<_>>();
            if shows(item) || methods.iter().filter_map(&by_id).any(shows) {
                shown.insert((kind, name));
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lacking(docs: &str, of_method: &str) -> Vec<String> {
        let items = [
            "pub struct a::b::Thing<T>",
            "pub enum a::Choice",
            "pub fn a::b::Thing<T>::get(&self) -> a::Choice",
        ];
        let json = json!({ "index": {
            "1": { "name": "Thing", "docs": docs, "inner": { "struct": { "impls": [2] } } },
            "2": { "docs": null, "inner": { "impl": { "items": [3] } } },
            "3": { "name": "get", "docs": of_method, "inner": { "function": {} } },
            "4": { "name": "Choice", "docs": null, "inner": { "enum": { "impls": [] } } },
        } });
        missing(&items.map(ToOwned::to_owned), &json)
    }

    #[test]
    fn a_type_with_methods_needs_an_example_on_its_page_or_on_a_method() {
        assert!(lacking("```\nget()\n```", "Gets.").is_empty());
        assert!(lacking("A thing.", "```\nget()\n```").is_empty());
        let lines = lacking("A thing.", "Gets.");
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("the struct `a::b::Thing` has methods"), "{lines:?}");
    }
}
