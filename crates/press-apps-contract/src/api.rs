//! The API that a document describes: operations, parameters, schemas, references followed. Knows no rule and judges nothing.
//!
//! Works on plain values, so that it serves the document as well as changed copies of it.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::walk::METHODS;

/// What a document says.
#[derive(Debug, Clone)]
pub struct Api {
    root: Value,
    operations: Vec<Operation>,
}

/// One operation of the document.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// Method in capitals.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Its one tag.
    pub tag: String,
    /// Parameters of the path and of the operation, references followed.
    pub parameters: Vec<Parameter>,
    /// Status codes of its answers.
    statuses: Vec<u16>,
    /// The whole operation as the document has it.
    pub node: Value,
}

/// One parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `path` or `query`.
    pub place: String,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether a list of values is sent by repeating the name; joined by commas otherwise.
    pub repeated: bool,
    /// Ids of its rules.
    pub rules: Vec<String>,
    /// Its schema.
    pub schema: Value,
}

impl Api {
    /// Takes any document, also one that was changed on purpose.
    ///
    /// # Errors
    ///
    /// Why nothing can be judged by it: what is missing, or leads nowhere.
    pub fn of(root: Value) -> Result<Self, String> {
        check_references(&root, &root)?;
        if !root["components"]["schemas"].is_object() {
            return Err("there are no schemas".to_owned());
        }
        let operations = operations(&root)?;
        Ok(Self { root, operations })
    }

    /// The whole document.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The operations, in the order of their paths.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation with this id.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The component schemas by name.
    #[must_use]
    pub fn schemas(&self) -> &Map<String, Value> {
        static NONE: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        // That there are some was seen when the document was taken.
        self.root["components"]["schemas"].as_object().unwrap_or(&NONE)
    }

    /// Follows a reference within the document; anything else is itself.
    #[must_use]
    pub fn resolve<'a>(&'a self, node: &'a Value) -> &'a Value {
        resolve(&self.root, node)
    }
}

impl Operation {
    /// Parameters of this place, `path` or `query`.
    pub fn parameters_in(&self, place: &str) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.place == place)
    }

    /// Schema of the JSON body of the request, if it has one.
    #[must_use]
    pub fn request_schema(&self) -> Option<&Value> {
        self.node.pointer("/requestBody/content/application~1json/schema")
    }

    /// Status codes of its answers.
    #[must_use]
    pub fn statuses(&self) -> Vec<u16> {
        self.statuses.clone()
    }

    /// The answer with this status, if the document has one, references followed.
    #[must_use]
    pub fn response<'a>(&'a self, api: &'a Api, status: u16) -> Option<&'a Value> {
        let node = self.node["responses"].get(status.to_string())?;
        Some(api.resolve(node))
    }
}

fn operations(root: &Value) -> Result<Vec<Operation>, String> {
    let mut found = Vec::new();
    for (path, item) in root["paths"].as_object().ok_or("there are no paths")? {
        for method in METHODS {
            let Some(node) = item.get(method) else {
                continue;
            };
            let text = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
            let parameters = [item.get("parameters"), node.get("parameters")]
                .into_iter()
                .flatten()
                .flat_map(|list| list.as_array().into_iter().flatten())
                .map(|parameter| read_parameter(resolve(root, parameter)))
                .collect::<Result<_, _>>()?;
            let codes = node["responses"].as_object().into_iter().flatten();
            let statuses = codes
                .map(|(code, _)| code.parse().map_err(|_| format!("`{code}` is no status code")))
                .collect::<Result<_, _>>()?;
            found.push(Operation {
                id: text("operationId"),
                method: method.to_uppercase(),
                path: path.clone(),
                tag: node["tags"][0].as_str().unwrap_or_default().to_owned(),
                parameters,
                statuses,
                node: node.clone(),
            });
        }
    }
    Ok(found)
}

fn read_parameter(node: &Value) -> Result<Parameter, String> {
    let text = |key: &str| {
        let text = node[key].as_str().map(str::to_owned);
        text.ok_or_else(|| format!("a parameter has no `{key}`"))
    };
    Ok(Parameter {
        name: text("name")?,
        place: text("in")?,
        required: node["required"].as_bool().unwrap_or_default(),
        repeated: node["style"].as_str().is_none_or(|style| style == "form")
            && node["explode"].as_bool().unwrap_or(true),
        rules: rules_of(node).map(str::to_owned).collect(),
        schema: node["schema"].clone(),
    })
}

/// The ids of the rules that something of the document names.
pub fn rules_of(node: &Value) -> impl Iterator<Item = &str> {
    let list = node["x-press-rules"].as_array().into_iter().flatten();
    list.filter_map(Value::as_str)
}

/// That every reference leads to something that is no reference itself.
fn check_references(root: &Value, node: &Value) -> Result<(), String> {
    match node {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                let target = reference.strip_prefix('#').and_then(|at| root.pointer(at));
                if target.is_none_or(|target| target.get("$ref").is_some()) {
                    return Err(format!("`{reference}` leads nowhere"));
                }
            }
            members.values().try_for_each(|member| check_references(root, member))
        }
        Value::Array(items) => items.iter().try_for_each(|item| check_references(root, item)),
        _ => Ok(()),
    }
}

fn resolve<'a>(root: &'a Value, mut node: &'a Value) -> &'a Value {
    while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
        // That it leads somewhere was seen when the document was taken.
        node = reference
            .strip_prefix('#')
            .and_then(|pointer| root.pointer(pointer))
            .unwrap_or(&Value::Null);
    }
    node
}
