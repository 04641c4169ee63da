//! What the component schemas say, with `allOf` flattened: the one reading that types, tables and constructors share.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use press_apps_contract::document::{Document, Node, Operation, join, reference_name};

/// Where the schema of a body stands.
const JSON: &str = "/content/application~1json/schema";

/// The component schemas of a document.
pub(super) struct Schemas<'a> {
    document: &'a Document,
}

impl<'a> Schemas<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        Self { document }
    }

    /// Every component schema with its name, sorted by name.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        self.document
            .value
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.as_str(), schema))
    }

    /// The component schema of a name.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.document.value.pointer("/components/schemas").and_then(|schemas| schemas.get(name))
    }

    /// The document they stand in.
    pub(super) fn document(&self) -> &'a Document {
        self.document
    }

    /// Every enum with its name, sorted by name.
    pub(super) fn enums(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        self.all().filter(|(_, schema)| is_open_enum(schema))
    }

    /// The description of a schema, or of the one it refers to.
    pub(super) fn description<'b>(&self, schema: &'b Value) -> Option<&'b str>
    where
        'a: 'b,
    {
        let own = schema
            .get("description")
            .and_then(Value::as_str)
            .filter(|text| !text.trim().is_empty());
        own.or_else(|| {
            self.target(schema)
                .and_then(|name| self.get(name))
                .and_then(|target| self.description(target))
        })
    }

    /// The members of an object in the order of the document, those of its `allOf` parts included.
    pub(super) fn order(&self, name: &str) -> Vec<&'a str> {
        let mut order = Vec::new();
        if let Some(node) = self.document.node(&join("/components/schemas", name)) {
            self.order_of(node, &mut order);
        }
        order
    }

    fn order_of(&self, node: &'a Node, order: &mut Vec<&'a str>) {
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            for name in self.order(reference_name(reference)) {
                if !order.contains(&name) {
                    order.push(name);
                }
            }
        }
        for part in node.get("allOf").map(Node::items).unwrap_or_default() {
            self.order_of(part, order);
        }
        for entry in node.get("properties").map(Node::entries).unwrap_or_default() {
            if !order.contains(&entry.key.as_str()) {
                order.push(&entry.key);
            }
        }
    }

    /// The parameters of an operation, those of its path included, in the order of the document.
    pub(super) fn parameters(&self, operation: &Operation<'a>) -> impl Iterator<Item = &'a Value> {
        let of_path = self
            .document
            .value
            .pointer(&join("/paths", operation.path))
            .and_then(|path| path.get("parameters"));
        [of_path, operation.value.get("parameters")]
            .into_iter()
            .flatten()
            .flat_map(|list| list.as_array().into_iter().flatten())
            .map(|parameter| self.followed(parameter))
    }

    /// The names of the query parameters of an operation.
    pub(super) fn query(&self, operation: &Operation<'a>) -> Vec<&'a str> {
        self.parameters(operation)
            .filter(|parameter| parameter.get("in").and_then(Value::as_str) == Some("query"))
            .filter_map(|parameter| parameter.get("name").and_then(Value::as_str))
            .collect()
    }

    /// The name of the schema of the request body of an operation.
    pub(super) fn request(&self, operation: &Operation<'a>) -> Option<&'a str> {
        self.target(self.request_schema(operation)?)
    }

    fn request_schema(&self, operation: &Operation<'a>) -> Option<&'a Value> {
        self.followed(operation.value.get("requestBody")?).pointer(JSON)
    }

    /// The name of the schema of the body of a success.
    pub(super) fn response(&self, operation: &Operation<'a>) -> Option<&'a str> {
        let responses = operation.value.get("responses").and_then(Value::as_object)?;
        let successes = responses.iter().filter(|(code, _)| code.starts_with('2'));
        successes
            .map(|(_, response)| self.followed(response))
            .find_map(|response| self.target(response.pointer(JSON)?))
    }

    /// A value, or what its `$ref` leads to.
    fn followed(&self, value: &'a Value) -> &'a Value {
        value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.document.resolve(reference))
            .unwrap_or(value)
    }

    /// The schema a value stands for: the target of a `$ref` or of a lone `allOf: [{ $ref }]`.
    pub(super) fn target<'b>(&self, schema: &'b Value) -> Option<&'b str> {
        let reference = schema.get("$ref").or_else(|| {
            match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
                Some([only]) => only.get("$ref"),
                _ => None,
            }
        })?;
        reference.as_str().map(reference_name)
    }

    /// A schema whose `allOf` parts are merged into one object; later parts win.
    pub(super) fn flattened(&self, schema: &Value) -> Value {
        let Some(parts) = schema.get("allOf").and_then(Value::as_array) else {
            return schema.clone();
        };
        let mut whole = Map::new();
        let mut properties = Map::new();
        let mut required = BTreeSet::new();
        let mut rules = Vec::new();
        let mut names = Map::new();
        let own = {
            let mut own = schema.clone();
            if let Some(own) = own.as_object_mut() {
                own.remove("allOf");
            }
            own
        };
        let parts = parts.iter().map(|part| {
            let target = part
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| self.document.resolve(reference));
            self.flattened(target.unwrap_or(part))
        });
        for part in parts.chain([own]) {
            let Value::Object(part) = part else { continue };
            for (key, value) in part {
                match (key.as_str(), value) {
                    ("properties", Value::Object(more)) => properties.extend(more),
                    ("required", Value::Array(more)) => {
                        required.extend(more.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    ("x-press-rules", Value::Array(more)) => rules.extend(more),
                    ("x-press-names", Value::Object(more)) => names.extend(more),
                    // The description of a part is not that of the whole.
                    (key, value) => {
                        whole.insert(key.to_owned(), value);
                    }
                }
            }
        }
        match schema.get("description") {
            Some(description) => whole.insert("description".into(), description.clone()),
            None => whole.remove("description"),
        };
        whole.insert("type".into(), json!("object"));
        whole.insert("properties".into(), Value::Object(properties));
        if !required.is_empty() {
            whole.insert("required".into(), json!(required));
        }
        if !names.is_empty() {
            whole.insert("x-press-names".into(), Value::Object(names));
        }
        if !rules.is_empty() {
            whole.insert("x-press-rules".into(), Value::Array(rules));
        }
        Value::Object(whole)
    }

    /// The names of the schemas that a request body can hold.
    pub(super) fn reachable_from_requests(&self) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        for operation in self.document.operations() {
            if let Some(schema) = self.request_schema(&operation) {
                self.reach(schema, &mut found);
            }
        }
        found
    }

    fn reach(&self, value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.reach(item, found)),
            Value::Object(members) => {
                for (key, member) in members {
                    match (key.as_str(), member.as_str()) {
                        ("$ref", Some(reference)) => {
                            let name = reference_name(reference);
                            if found.insert(name)
                                && let Some(schema) = self.get(name)
                            {
                                self.reach(schema, found);
                            }
                        }
                        ("example" | "default" | "enum", _) => {}
                        _ => self.reach(member, found),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether a schema is an enum; all enums of the document keep unknown values.
pub(super) fn is_open_enum(schema: &Value) -> bool {
    schema.get("enum").is_some()
}

/// The texts of a list of texts.
pub(super) fn texts(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
