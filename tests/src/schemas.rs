//! The schemas of the document as JSON-schema validators: rewritten for JSON schema, closed to what they do not name, and looking into
//! JSON text. Knows no operation.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jsonschema::{Draft, Keyword, ValidationError, ValidationOptions, Validator};
use serde_json::{Map, Value, json};

use crate::Document;

/// The extension that JSON text is validated by.
pub(crate) const TEXT_KEYWORD: &str = "x-press-json-text";

/// The component schemas, rewritten for JSON schema and closed to what they do not name. Each is compiled when it is first asked for.
pub(crate) struct Schemas {
    components: Map<String, Value>,
    /// By the schema as it is asked for, and by it and all it reaches.
    compiled: Mutex<[HashMap<String, Arc<Validator>>; 2]>,
}

impl Schemas {
    pub(crate) fn of(document: &Document) -> Schemas {
        let mut components = document.schemas().clone();
        components.values_mut().for_each(close);
        Schemas { components, compiled: Mutex::default() }
    }

    /// The validator of a schema of the document. `before` may have compiled the same already.
    pub(crate) fn validator(
        &self,
        schema: &Value,
        before: Option<&Schemas>,
    ) -> Result<Arc<Validator>, String> {
        let asked = schema.to_string();
        if let Some(known) = self.compiled()[0].get(&asked) {
            return Ok(Arc::clone(known));
        }
        let mut schema = schema.clone();
        close(&mut schema);
        let whole = self.with_components(schema);
        let reached = whole.to_string();
        let known = |schemas: &Schemas| schemas.compiled()[1].get(&reached).cloned();
        let validator = match known(self).or_else(|| before.and_then(known)) {
            Some(known) => known,
            None => Arc::new(compile(&whole)?),
        };
        let mut compiled = self.compiled();
        compiled[0].insert(asked, Arc::clone(&validator));
        compiled[1].insert(reached, Arc::clone(&validator));
        Ok(validator)
    }

    fn compiled(&self) -> MutexGuard<'_, [HashMap<String, Arc<Validator>>; 2]> {
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The schema with the components that it reaches beside it, so that its references find them.
    fn with_components(&self, schema: Value) -> Value {
        let mut reached = BTreeMap::new();
        self.reach(&schema, &mut reached);
        json!({"allOf": [schema], "components": {"schemas": reached}})
    }

    fn reach(&self, node: &Value, reached: &mut BTreeMap<String, Value>) {
        match node {
            Value::Object(members) => {
                if let Some(name) = members.get("$ref").and_then(Value::as_str)
                    && let Some(name) = name.strip_prefix("#/components/schemas/")
                    && let Some(target) = self.components.get(name)
                    && reached.insert(name.to_owned(), target.clone()).is_none()
                {
                    self.reach(target, reached);
                }
                members.values().for_each(|member| self.reach(member, reached));
            }
            Value::Array(items) => items.iter().for_each(|item| self.reach(item, reached)),
            _ => {}
        }
    }
}

fn compile(whole: &Value) -> Result<Validator, String> {
    let components = whole["components"].clone();
    let built = options()
        .with_keyword(TEXT_KEYWORD, move |_: &Map<String, Value>, inner: &Value, _| {
            let inner = json!({"allOf": [inner], "components": components});
            let validator = options()
                .build(&inner)
                .map_err(|error| ValidationError::custom(error.to_string()))?;
            Ok(Box::new(JsonText(validator)) as Box<dyn for<'i> Keyword<'i>>)
        })
        .build(whole);
    built.map_err(|error| format!("no JSON schema: {error}"))
}

fn options() -> ValidationOptions<'static> {
    jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true)
}

/// The two rewrites: `nullable` becomes a list of types, and an object with named members takes no others.
fn close(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    if members.get("nullable") == Some(&Value::Bool(true))
        && let Some(kind) = members.get("type").cloned()
    {
        members.insert("type".to_owned(), json!([kind, "null"]));
    }
    let range = match members.get("format").and_then(Value::as_str) {
        Some("int32") => Some((json!(i32::MIN), json!(i32::MAX))),
        Some("int64") => Some((json!(i64::MIN), json!(i64::MAX))),
        Some("uint32") => Some((json!(0), json!(u32::MAX))),
        Some("uint64") => Some((json!(0), json!(u64::MAX))),
        _ => None,
    };
    if let Some((least, most)) = range {
        members.entry("minimum").or_insert(least);
        members.entry("maximum").or_insert(most);
    }
    if members.contains_key("properties") {
        members.entry("additionalProperties").or_insert(Value::Bool(false));
    }
    for (key, child) in members {
        match key.as_str() {
            "properties" => {
                child.as_object_mut().into_iter().flat_map(|all| all.values_mut()).for_each(close)
            }
            "oneOf" | "anyOf" | "allOf" => {
                child.as_array_mut().into_iter().flatten().for_each(close)
            }
            "items" | "additionalProperties" | "not" | TEXT_KEYWORD => close(child),
            _ => {}
        }
    }
}

/// Validates the JSON inside a JSON string.
struct JsonText(Validator);

impl<'i> Keyword<'i> for JsonText {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        let Some(text) = instance.as_str() else {
            return Ok(());
        };
        let value: Value = serde_json::from_str(text)
            .map_err(|error| ValidationError::custom(format!("is not JSON text: {error}")))?;
        match self.0.iter_errors(&value).next() {
            None => Ok(()),
            Some(error) => {
                Err(ValidationError::custom(format!("inside: {}: {error}", error.instance_path())))
            }
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.validate(instance).is_ok()
    }
}
