//! What the contract tests lack: calls, the least answer, recordings, snapshots, values of path parameters.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lack::{Lack, snapshot};
use super::least::least;
use super::names::{camel, method, snake};
use super::sources::RECORDINGS;
use super::subject::Subject;

const CALLS: &str = "tests/src/calls.rs";
const LEAST: &str = "tests/src/corpus/least.rs";
const BODIES: &str = "tests/src/corpus/accepted_requests.rs";
const WALK: &str = "tests/src/walk.rs";
const TARGETS: &str = "tests/src/target.rs";
/// Where the cases stand that every operation has a snapshot of.
const SNAPSHOTS: &str = "tests/src/snapshot.rs";

impl Subject<'_> {
    pub(super) fn tests(&self, missing: &mut Vec<Lack>) -> Result<(), String> {
        self.calls(missing)?;
        let id = &self.operation.id;
        for parameter in self.operation.parameters_in("path") {
            let name = &parameter.name;
            if !self.sources.text(TARGETS)?.contains(&format!("\"{name}\"")) {
                let place = self.sources.place(TARGETS, "pub struct PathValues");
                let what = format!("the path parameter `{name}` has no values");
                missing.push(self.lack(place, what, format!("pub {}: &'a str,", snake(name))));
            }
        }
        if self.operation.method != "GET"
            && !self.sources.text(WALK)?.contains(&format!("\"{id}\""))
        {
            let place = self.sources.place(WALK, "walk.other_reads(");
            let what = "the walk through every operation does not call it";
            missing.push(self.lack(place, what, format!("walk.go(\"{id}\", …);")));
        }
        if self.operation.request_schema().is_some()
            && !self.sources.text(BODIES)?.contains(&format!("\"{id}\""))
        {
            let place = self.sources.place(BODIES, "fn bodies(");
            let what = "no body is tried at its limits";
            missing.push(self.lack(place, what, format!("take(\"{id}\", …);")));
        }
        if let Some((status, schema)) = self.answer()
            && !self.sources.text(LEAST)?.contains(&format!("\"{id}\","))
        {
            let mut needed = Vec::new();
            let body = least(self.api, schema, "", &mut needed);
            let place = self.sources.place(LEAST, "    vec![");
            let add = self.least_line(status, &body, needed);
            missing.push(self.lack(place, "the least answer is not written down", add));
        }
        if !self.sources.text(RECORDINGS)?.contains(&format!("operation = \"{id}\"")) {
            let add = format!("[[not-in-python-client]]\noperation = \"{id}\"\nwhy = \"….\"");
            let what = "nothing says whether the Python client has it";
            missing.push(self.lack(self.sources.place(RECORDINGS, "[[recording]]"), what, add));
        }
        for case in self.cases()? {
            let file = format!("tests/snapshots/{}/{id}.{case}.snap", self.operation.tag);
            if !self.sources.is_file(&file) {
                let about = self.lack(String::new(), "", "").about;
                missing.push(snapshot(about, file));
            }
        }
        Ok(())
    }

    fn cases(&self) -> Result<Vec<&str>, String> {
        let text = self.sources.text(SNAPSHOTS)?;
        let list = text.split("const CASES").nth(1).and_then(|rest| rest.split(';').nth(1));
        let cases: Vec<_> =
            list.into_iter().flat_map(|list| list.split('"')).skip(1).step_by(2).collect();
        match cases.is_empty() {
            true => Err(format!("{SNAPSHOTS}: `CASES` is not where it was")),
            false => Ok(cases),
        }
    }

    /// The first success with a body of a named schema.
    fn answer(&self) -> Option<(u16, &Value)> {
        let successes = self.operation.statuses().into_iter().filter(|status| *status < 300);
        successes.into_iter().find_map(|status| {
            let response = self.operation.response(self.api, status)?;
            let schema = response.pointer("/content/application~1json/schema")?;
            schema.get("$ref").map(|_| (status, schema))
        })
    }

    fn least_line(&self, status: u16, body: &Value, needed: Vec<String>) -> String {
        let id = &self.operation.id;
        let keys = &self.operation.node["x-press-pagination"];
        if let (Some(items), Some(total)) = (keys["items"].as_str(), keys["total"].as_str()) {
            let item = &body[items][0];
            // The client reads a page without its counters.
            let start = format!("/{items}/0/");
            let needed: Vec<_> = needed.into_iter().filter(|at| at.starts_with(&start)).collect();
            return format!(
                "least(\"{id}\", {status}, page(\"{items}\", \"{total}\", &json!({item})), &{needed:?}),"
            );
        }
        format!("least(\"{id}\", {status}, json!({body}), &{needed:?}),")
    }

    fn calls(&self, missing: &mut Vec<Lack>) -> Result<(), String> {
        let id = &self.operation.id;
        let text = self.sources.text(CALLS)?;
        let written = if self.is_list() { "list" } else { "pair" };
        let begins = format!("to.{written}(\"{id}\"");
        let filters: Vec<String> = self.filters().map(|filter| snake(&filter.name)).collect();
        // What is said of an operation stands between the pair before it and its own.
        let Some(end) = text.find(&begins) else {
            let thing = match self.operation.tag.as_str() {
                "specs" | "releases" => "spec",
                _ => "deployment",
            };
            let body = if self.operation.request_schema().is_some() { "…" } else { "" };
            let call = format!("{}({body})", method(self.operation));
            let all: String = filters.iter().map(|filter| format!(".{filter}(…)")).collect();
            let sort = &self.operation.node["x-press-sort"];
            let sorted = match (sort["key"].as_str(), sort["fields"][0].as_str()) {
                (Some(key), Some(field)) => format!(".sort({key}::{}.desc())", camel(field)),
                _ => String::new(),
            };
            let paged = if self.is_list() { ".page_size(10).page(1)" } else { "" };
            let add =
                format!("to.{written}(\"{id}\", {thing}.{call}, odd.{call}{all}{sorted}{paged});");
            let place = self.sources.place(CALLS, &format!("fn {}(", self.operation.tag));
            missing.push(self.lack(place, "its calls are not written down", add));
            return Ok(());
        };
        let before = text.get(..end).unwrap_or_default();
        let start = before.rfind("to.pair(").max(before.rfind("to.list(")).unwrap_or_default();
        let to = text.get(end..).and_then(|rest| rest.find(");")).map_or(text.len(), |at| end + at);
        let own = text.get(start..to).unwrap_or_default();
        let place = || self.sources.place(CALLS, &begins);
        for filter in filters {
            let plural = [format!(".{filter}("), format!(".{filter}s("), format!(".{filter}es(")];
            if !plural.iter().any(|setter| own.contains(setter)) {
                let what = format!("the fullest request does not use the filter `{filter}`");
                missing.push(self.lack(place(), what, format!(".{filter}(…)")));
            }
        }
        let mut members = BTreeSet::new();
        if let Some(schema) = self.operation.request_schema() {
            self.optional_members(schema, &mut BTreeSet::new(), &mut members);
        }
        for member in members {
            if !text.contains(&format!(".{}(", snake(&member))) {
                let what = format!("the fullest request does not use the member `{member}`");
                missing.push(self.lack(place(), what, format!(".{}(…)", snake(&member))));
            }
        }
        Ok(())
    }

    /// The names of the members of a body that may be left out.
    fn optional_members(
        &self,
        schema: &Value,
        seen: &mut BTreeSet<String>,
        found: &mut BTreeSet<String>,
    ) {
        if let Some(reference) = schema["$ref"].as_str()
            && !seen.insert(reference.to_owned())
        {
            return;
        }
        let schema = self.api.resolve(schema);
        let required = schema["required"].as_array();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if !required.is_some_and(|names| names.iter().any(|one| one == name)) {
                found.insert(name.clone());
            }
            self.optional_members(property, seen, found);
        }
        for key in ["items", "additionalProperties", "x-press-json-text"] {
            if let Some(inner) = schema.get(key).filter(|inner| inner.is_object()) {
                self.optional_members(inner, seen, found);
            }
        }
        for key in ["oneOf", "allOf", "anyOf"] {
            for branch in schema[key].as_array().into_iter().flatten() {
                self.optional_members(branch, seen, found);
            }
        }
    }
}
