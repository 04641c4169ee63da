//! Hiding parameter values in a JSON body, by where they stand.
//!
//! Values stand below `appParameters` and below `parameters` of each block; definitions stand in lists below `parameters`, and only
//! those that say `hideValue` have something to hide. JSON text in a string is looked into as well.

use serde_json::Value;

/// What is shown instead; the service masks in the same way.
const MASK: &str = "********";

/// Masks every parameter value in a request body.
pub(crate) fn mask(body: &mut Value) {
    let Value::Object(members) = body else { return };
    for (name, value) in members {
        match (name.as_str(), value) {
            ("appParameters", value) => every_leaf(value),
            ("parameters", value) => parameters(value),
            (_, _) => {}
        }
    }
}

/// The member `parameters`: values by block, or definitions, or either as JSON text.
fn parameters(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Ok(mut inner) = serde_json::from_str::<Value>(text) {
                parameters(&mut inner);
                *text = inner.to_string();
            } else {
                *value = MASK.into();
            }
        }
        Value::Object(members) => {
            for value in members.values_mut() {
                match value {
                    Value::Array(definitions) => definitions.iter_mut().for_each(definition),
                    other => every_leaf(other),
                }
            }
        }
        _ => {}
    }
}

/// A definition of a parameter.
fn definition(value: &mut Value) {
    let Value::Object(members) = value else {
        return;
    };
    if members.get("hideValue") == Some(&Value::Bool(true)) {
        for name in ["defaultValue", "options"] {
            if let Some(value) = members.get_mut(name) {
                every_leaf(value);
            }
        }
    }
    if let Some(Value::Array(nested)) = members.get_mut("properties") {
        nested.iter_mut().for_each(definition);
    }
}

/// Masks everything that is not a list or an object; names stay.
fn every_leaf(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(every_leaf),
        Value::Array(items) => items.iter_mut().for_each(every_leaf),
        Value::Null => {}
        leaf => *leaf = MASK.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn masked(mut body: Value) -> Value {
        mask(&mut body);
        body
    }

    #[test]
    fn values_are_masked_and_names_stay() {
        assert_eq!(
            masked(json!({
                "metadata": {"name": "n"},
                "appParameters": {"build": {"a": 1}, "run": {"b": ["x", true], "c": null}},
                "parameters": {"block": {"run": {"d": {"e": "f"}}}},
            })),
            json!({
                "metadata": {"name": "n"},
                "appParameters": {"build": {"a": MASK}, "run": {"b": [MASK, MASK], "c": null}},
                "parameters": {"block": {"run": {"d": {"e": MASK}}}},
            })
        );
    }

    #[test]
    fn definitions_hide_only_what_they_say_they_hide_also_inside_json_text() {
        let definitions = json!({"run": [
            {"name": "a", "hideValue": true, "defaultValue": "secret", "options": [{"title": "t", "value": "v"}]},
            {"name": "b", "defaultValue": "open"},
        ]});
        let hidden = json!({"run": [
            {"name": "a", "hideValue": true, "defaultValue": MASK, "options": [{"title": MASK, "value": MASK}]},
            {"name": "b", "defaultValue": "open"},
        ]});
        assert_eq!(masked(json!({"parameters": definitions})), json!({"parameters": hidden}));
        assert_eq!(
            masked(json!({"parameters": definitions.to_string()})),
            json!({"parameters": hidden.to_string()})
        );
        assert_eq!(masked(json!({"parameters": "{ broken"})), json!({"parameters": MASK}));
        assert_eq!(masked(json!("text")), json!("text"));
    }
}
