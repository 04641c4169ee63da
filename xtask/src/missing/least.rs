//! The least answer of an operation, as it would be written in the corpus.

use press_apps_contract::api::Api;
use serde_json::{Map, Value, json};

/// The least value of a schema: nothing in it that can be left out. `needed` gets the places of what has to be there.
pub(super) fn least(api: &Api, schema: &Value, at: &str, needed: &mut Vec<String>) -> Value {
    let schema = api.resolve(schema);
    if let Some(value) = schema["enum"].get(0) {
        return value.clone();
    }
    if let Some(branch) = schema["oneOf"].get(0) {
        return least(api, branch, at, needed);
    }
    match schema["type"].as_str() {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten();
            let members = required.filter_map(Value::as_str).map(|name| {
                let (at, property) = (format!("{at}/{name}"), &schema["properties"][name]);
                // The client reads an answer whose list is not there.
                if api.resolve(property)["type"] != "array" {
                    needed.push(at.clone());
                }
                (name.to_owned(), least(api, property, &at, needed))
            });
            Value::Object(members.collect::<Map<_, _>>())
        }
        Some("array") => json!([least(api, &schema["items"], &format!("{at}/0"), needed)]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ if schema["format"] == "date-time" => json!("2024-01-01T00:00:00.000Z"),
        _ => json!("x"),
    }
}
