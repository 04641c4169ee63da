//! Every object of a document by its kind, each with its JSON pointer, and who uses what.
//!
//! Works on plain values, so that it serves the document as well as changed copies of it. Judges nothing.

mod usage;

use serde_json::{Map, Value};

use crate::document::join;

pub use usage::{Side, Usage};

/// The methods OpenAPI 3.0 knows.
pub const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Something of the document and where it stands.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// JSON pointer of it.
    pub pointer: String,
    /// Its value.
    pub value: &'a Value,
}

impl<'a> Item<'a> {
    /// The member `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.value.get(key)
    }

    /// The member `key`, if it is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// The pointer of the member `key`.
    #[must_use]
    pub fn at(&self, key: &str) -> String {
        join(&self.pointer, key)
    }

    /// The member `key` with its pointer.
    #[must_use]
    pub fn child(&self, key: &str) -> Option<Self> {
        Some(Item { pointer: self.at(key), value: self.value.get(key)? })
    }

    /// The members of a mapping, or the items of a list, each with its pointer and its key.
    #[must_use]
    pub fn children(&self) -> Vec<(String, Self)> {
        let item = |key: String, value: &'a Value| {
            let pointer = join(&self.pointer, &key);
            (key, Item { pointer, value })
        };
        match self.value {
            Value::Object(members) => {
                members.iter().map(|(key, value)| item(key.clone(), value)).collect()
            }
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, value)| item(index.to_string(), value))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation<'a> {
    /// The operation object.
    pub item: Item<'a>,
    /// The path object it stands in.
    pub path_item: Item<'a>,
    /// Path template, such as `/v1/apps/specs/{specId}`.
    pub path: &'a str,
    /// Method in lower case.
    pub method: &'a str,
}

impl<'a> Operation<'a> {
    /// The operation id, or method and path when it has none.
    #[must_use]
    pub fn name(&self) -> String {
        match self.item.text("operationId") {
            Some(id) => id.to_owned(),
            None => format!("{} {}", self.method.to_uppercase(), self.path),
        }
    }

    /// The parameters of the path and of the operation, references followed; those of the operation come last.
    #[must_use]
    pub fn parameters(&self, document: &'a Value) -> Vec<Item<'a>> {
        [&self.path_item, &self.item]
            .into_iter()
            .filter_map(|owner| owner.child("parameters"))
            .flat_map(|list| list.children())
            .map(|(_, item)| follow(document, item))
            .collect()
    }

    /// The same, each with the place where the operation or path lists it.
    #[must_use]
    pub fn listed_parameters(&self, document: &'a Value) -> Vec<(String, Item<'a>)> {
        let lists =
            [&self.path_item, &self.item].into_iter().filter_map(|owner| owner.child("parameters"));
        let listed = lists.flat_map(|list| list.children());
        listed.map(|(_, item)| (item.pointer.clone(), follow(document, item))).collect()
    }

    /// The responses by status code, references followed.
    #[must_use]
    pub fn responses(&self, document: &'a Value) -> Vec<(String, Item<'a>)> {
        let responses =
            self.item.child("responses").map(|responses| responses.children()).unwrap_or_default();
        responses.into_iter().map(|(code, item)| (code, follow(document, item))).collect()
    }

    /// The first response with a code of 2xx that has JSON content: that content's schema.
    #[must_use]
    pub fn answer_schema(&self, document: &'a Value) -> Option<Item<'a>> {
        self.responses(document).into_iter().filter(|(code, _)| code.starts_with('2')).find_map(
            |(_, response)| response.child("content")?.child("application/json")?.child("schema"),
        )
    }
}

/// All objects of a document, by kind. References are in `refs` alone; what they lead to is listed once, where it stands.
#[derive(Debug, Default)]
pub struct Walk<'a> {
    /// Operations.
    pub operations: Vec<Operation<'a>>,
    /// Parameters.
    pub parameters: Vec<Item<'a>>,
    /// Request bodies.
    pub request_bodies: Vec<Item<'a>>,
    /// Responses.
    pub responses: Vec<Item<'a>>,
    /// Media types, of requests and responses.
    pub media_types: Vec<Item<'a>>,
    /// Response headers.
    pub headers: Vec<Item<'a>>,
    /// Links, each below its response.
    pub links: Vec<Item<'a>>,
    /// Named examples.
    pub examples: Vec<Item<'a>>,
    /// Schemas, nested ones too.
    pub schemas: Vec<Item<'a>>,
    /// Properties of all those schemas; the value may be a reference.
    pub properties: Vec<Property<'a>>,
    /// Objects that hold a `$ref`.
    pub refs: Vec<Item<'a>>,
}

/// One property of a schema.
#[derive(Debug, Clone)]
pub struct Property<'a> {
    /// The schema it belongs to.
    pub owner: Item<'a>,
    /// Its name.
    pub name: String,
    /// Its schema, or a reference to it.
    pub item: Item<'a>,
}

/// What kind of object is looked at.
#[derive(Clone, Copy)]
enum Kind {
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Header,
    Link,
    Example,
    Schema,
}

impl<'a> Walk<'a> {
    /// Lists everything in `document`.
    #[must_use]
    pub fn of(document: &'a Value) -> Self {
        let mut walk = Self::default();
        let root = Item { pointer: String::new(), value: document };
        for (path, path_item) in
            root.child("paths").map(|paths| paths.children()).unwrap_or_default()
        {
            walk.each(&path_item, "parameters", Kind::Parameter);
            for (method, item) in path_item.children() {
                if METHODS.contains(&method.as_str()) {
                    walk.operation(document, &path, &method, &path_item, item);
                }
            }
        }
        let components = root.child("components");
        for (key, kind) in [
            ("parameters", Kind::Parameter),
            ("requestBodies", Kind::RequestBody),
            ("responses", Kind::Response),
            ("headers", Kind::Header),
            ("links", Kind::Link),
            ("examples", Kind::Example),
            ("schemas", Kind::Schema),
        ] {
            if let Some(components) = &components {
                walk.each(components, key, kind);
            }
        }
        walk
    }

    fn operation(
        &mut self,
        document: &'a Value,
        path: &str,
        method: &str,
        path_item: &Item<'a>,
        item: Item<'a>,
    ) {
        self.each(&item, "parameters", Kind::Parameter);
        if let Some(body) = item.child("requestBody") {
            self.visit(body, Kind::RequestBody);
        }
        self.each(&item, "responses", Kind::Response);
        let key = |map: Option<&'a Map<String, Value>>, key: &str| {
            map?.get_key_value(key).map(|(key, _)| key.as_str())
        };
        let paths = document.get("paths").and_then(Value::as_object);
        if let (Some(path), Some(method)) =
            (key(paths, path), key(path_item.value.as_object(), method))
        {
            self.operations.push(Operation { item, path_item: path_item.clone(), path, method });
        }
    }

    fn each(&mut self, owner: &Item<'a>, key: &str, kind: Kind) {
        for (_, item) in owner.child(key).map(|list| list.children()).unwrap_or_default() {
            self.visit(item, kind);
        }
    }

    fn visit(&mut self, item: Item<'a>, kind: Kind) {
        if item.text("$ref").is_some() {
            self.refs.push(item);
            return;
        }
        match kind {
            Kind::Parameter | Kind::Header => {
                self.child(&item, "schema", Kind::Schema);
                self.each(&item, "examples", Kind::Example);
                self.each(&item, "content", Kind::MediaType);
            }
            Kind::RequestBody => self.each(&item, "content", Kind::MediaType),
            Kind::Response => {
                self.each(&item, "headers", Kind::Header);
                self.each(&item, "content", Kind::MediaType);
                self.each(&item, "links", Kind::Link);
            }
            Kind::MediaType => {
                self.child(&item, "schema", Kind::Schema);
                self.each(&item, "examples", Kind::Example);
            }
            Kind::Link | Kind::Example => {}
            Kind::Schema => {
                for key in ["allOf", "oneOf", "anyOf"] {
                    self.each(&item, key, Kind::Schema);
                }
                for (name, property) in
                    item.child("properties").map(|list| list.children()).unwrap_or_default()
                {
                    self.properties.push(Property {
                        owner: item.clone(),
                        name,
                        item: property.clone(),
                    });
                    self.visit(property, Kind::Schema);
                }
                for key in ["not", "items", "additionalProperties", "x-press-json-text"] {
                    self.child(&item, key, Kind::Schema);
                }
            }
        }
        self.list(kind).push(item);
    }

    fn child(&mut self, owner: &Item<'a>, key: &str, kind: Kind) {
        if let Some(item) = owner.child(key)
            && item.value.is_object()
        {
            self.visit(item, kind);
        }
    }

    fn list(&mut self, kind: Kind) -> &mut Vec<Item<'a>> {
        match kind {
            Kind::Parameter => &mut self.parameters,
            Kind::RequestBody => &mut self.request_bodies,
            Kind::Response => &mut self.responses,
            Kind::MediaType => &mut self.media_types,
            Kind::Header => &mut self.headers,
            Kind::Link => &mut self.links,
            Kind::Example => &mut self.examples,
            Kind::Schema => &mut self.schemas,
        }
    }
}

/// Follows references, up to a few in a row; a reference that leads nowhere is given back as it is.
#[must_use]
pub fn follow<'a>(document: &'a Value, mut item: Item<'a>) -> Item<'a> {
    for _ in 0..8 {
        let Some(pointer) = item.text("$ref").and_then(|reference| reference.strip_prefix('#'))
        else {
            return item;
        };
        let Some(value) = document.pointer(pointer) else {
            return item;
        };
        item = Item { pointer: pointer.to_owned(), value };
    }
    item
}

/// The components of one kind, such as `schemas`.
#[must_use]
pub fn components<'a>(document: &'a Value, kind: &str) -> Vec<(String, Item<'a>)> {
    let pointer = join("/components", kind);
    document.pointer(&pointer).map(|value| Item { pointer, value }.children()).unwrap_or_default()
}
