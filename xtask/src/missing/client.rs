//! What the client and the service lack: methods of handles, setters, look-ups, handlers, predicates.

use press_apps_contract::api::Parameter;
use press_apps_contract::document::reference_name;
use serde_json::Value;

use super::lack::Lack;
use super::names::{camel, method, snake};
use super::sources::item;
use super::subject::Subject;

const OPS: &str = "crates/press-apps/src/ops";
const LOOKUPS: &str = "crates/press-apps/src/error/lookup.rs";
const MODEL: &str = "crates/press-apps-model/src";
const HANDLERS: &str = "crates/press-apps-emulator/src/operations/mod.rs";
const SERVICE: &str = "crates/press-apps-emulator/src/operations";

impl Subject<'_> {
    /// The file of the operation's tag in a folder, or the folder's first file.
    fn file(&self, folder: &str) -> String {
        let own = format!("{folder}/{}.rs", self.operation.tag);
        self.sources.file_or(own, &format!("{folder}/mod.rs"))
    }

    pub(super) fn client(&self, missing: &mut Vec<Lack>) -> Result<(), String> {
        let (file, type_name) = (self.file(OPS), camel(&self.operation.id));
        let gives = format!("-> Request<{type_name}>");
        if !self.sources.below(OPS).any(|text| text.contains(&gives)) {
            let place = self.sources.place(&file, "Handle {");
            let what = format!("no handle has a method that gives `Request<{type_name}>`");
            missing.push(self.lack(place, what, self.handle_method(&type_name)));
        }
        for parameter in self.operation.parameters_in("path") {
            // Named by the component, as the type is; codegen refuses one that stands in the operation.
            let known = self.sources.below(MODEL);
            let component = self.component_of(&parameter.name);
            if let Some(name) = component
                && !known.into_iter().any(|text| text.contains(&name))
            {
                let place = format!("{MODEL}/id.rs");
                let add = format!("{name} for `{}`, as the ids there", parameter.name);
                missing.push(self.lack(place, "the path parameter has no type", add));
            }
        }
        let setters = self.sources.below(OPS);
        let start = format!("impl Request<{type_name}> {{");
        let own = setters.filter_map(|text| item(text, &start)).collect::<String>();
        for filter in self.filters() {
            let field = snake(&filter.name);
            if !own.contains(&format!("self.endpoint.{field}")) {
                let what = format!("the filter `{}` has no setter", filter.name);
                let place = self.sources.place(&file, &start);
                missing.push(self.lack(place, what, setter(&type_name, &field, filter)));
            }
        }
        let lookup = &self.operation.node["x-press-lookup"];
        if let (Some(read), Some(by)) = (lookup["operation"].as_str(), lookup["by"].as_str()) {
            let begins = format!("\"{read}\" by \"{by}\"");
            if !self.sources.text(LOOKUPS)?.contains(&begins) {
                let place = self.sources.place(LOOKUPS, "lookups! {");
                let what = "an error cannot say the code that looks for what it made";
                missing.push(self.lack(place, what, format!("{begins}: |client| client.…;")));
            }
        }
        Ok(())
    }

    fn handle_method(&self, type_name: &str) -> String {
        let name = method(self.operation);
        let arguments: Vec<_> =
            self.operation.parameters_in("path").map(|_| "self.id.clone()").collect();
        match self.operation.request_schema() {
            None => format!(
                "pub fn {name}(&self) -> Request<{type_name}> {{\n    Request::new(&self.client, {type_name}::new({}))\n}}",
                arguments.join(", ")
            ),
            Some(schema) => {
                let body = schema["$ref"].as_str().map_or("…", reference_name);
                format!(
                    "pub fn {name}(&self, body: impl Into<RequestBody<{body}>>) -> Request<{type_name}> {{\n    let id = self.id.clone();\n    Request::with_body(&self.client, body, |body| {type_name}::new(id, body))\n}}"
                )
            }
        }
    }

    /// The component that a path parameter of this name is.
    fn component_of(&self, name: &str) -> Option<String> {
        let components = self.api.root()["components"]["parameters"].as_object()?;
        let found =
            components.iter().find(|(_, node)| node["name"] == name && node["in"] == "path");
        found.map(|(component, _)| component.clone())
    }

    pub(super) fn service(&self, missing: &mut Vec<Lack>) -> Result<(), String> {
        let (id, tag) = (&self.operation.id, &self.operation.tag);
        let rows = self.sources.text(HANDLERS)?;
        let begins = format!("(\"{id}\", ");
        let name = method(self.operation);
        let row = rows.find(&begins).and_then(|at| rows.get(at + begins.len()..));
        let handler =
            row.and_then(|rest| rest.split(')').next()).and_then(|path| path.split_once("::"));
        let Some((module, function)) = handler else {
            let add = format!("(\"{id}\", {tag}::{name}),");
            let place = self.sources.place(HANDLERS, "(TENANT_METADATA,");
            missing.push(self.lack(place, "`HANDLERS` has no row", add));
            let file = self.file(SERVICE);
            let add = format!(
                "/// `{id}`\npub(crate) fn {name}(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {{\n    …\n}}"
            );
            missing.push(self.lack(file, "no function carries it out", add));
            return Ok(());
        };
        let file = format!("{SERVICE}/{module}.rs");
        let start = format!("pub(crate) fn {function}(");
        let Some(body) = item(self.sources.text(&file)?, &start) else {
            let add =
                format!("{start}state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal>");
            missing.push(self.lack(file, "no function carries it out", add));
            return Ok(());
        };
        for filter in self.filters() {
            if !body.contains(&format!("\"{}\"", filter.name)) {
                let place = self.sources.place(&file, &start);
                let what = format!("the service does not look at the filter `{}`", filter.name);
                let add = match filter.schema["type"].as_str() {
                    Some("array") => format!("call.query.list(\"{}\")", filter.name),
                    Some("boolean") => format!("call.query.flag(\"{}\")", filter.name),
                    _ => format!("call.query.last(\"{}\")", filter.name),
                };
                missing.push(self.lack(place, what, add));
            }
        }
        Ok(())
    }
}

fn setter(type_name: &str, field: &str, filter: &Parameter) -> String {
    let named = |schema: &Value| -> String {
        schema["$ref"].as_str().map_or("String", reference_name).to_owned()
    };
    let (argument, set) = match filter.schema["type"].as_str() {
        Some("array") => (
            format!("impl IntoIterator<Item = impl Into<{}>>", named(&filter.schema["items"])),
            format!("self.endpoint.{field}.extend({field}.into_iter().map(Into::into));"),
        ),
        Some("boolean") => ("bool".to_owned(), format!("self.endpoint.{field} = Some({field});")),
        Some("integer") => ("u32".to_owned(), format!("self.endpoint.{field} = Some({field});")),
        _ => (
            format!("impl Into<{}>", named(&filter.schema)),
            format!("self.endpoint.{field} = Some({field}.into());"),
        ),
    };
    format!(
        "impl Request<{type_name}> {{\n    pub fn {field}(mut self, {field}: {argument}) -> Self {{\n        {set}\n        self\n    }}\n}}"
    )
}
