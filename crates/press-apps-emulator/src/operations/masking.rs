//! Values that are not to be seen: those of parameters that were defined with `hideValue`.

use serde_json::Value;

/// What stands in the place of a hidden value.
pub(crate) const MASK: &str = "********";

/// Masks a value by its definition: text that is to be hidden, and such text within objects.
pub(crate) fn mask(definition: &Value, value: &mut Value) {
    let hidden = definition.get("hideValue").and_then(Value::as_bool).unwrap_or(false);
    match value {
        Value::String(text) if hidden => MASK.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| mask(definition, item)),
        Value::Object(members) => {
            for property in
                definition.get("properties").and_then(Value::as_array).into_iter().flatten()
            {
                if let Some(member) = name(property).and_then(|name| members.get_mut(name)) {
                    mask(property, member);
                }
            }
        }
        _ => {}
    }
}

/// The definition of a parameter, by the set (`build` or `run`) and name it has.
pub(crate) fn definition<'d>(definitions: &'d Value, set: &str, wanted: &str) -> Option<&'d Value> {
    let found = definitions.get(set).and_then(Value::as_array).into_iter().flatten();
    found.into_iter().find(|definition| name(definition) == Some(wanted))
}

fn name(definition: &Value) -> Option<&str> {
    definition.get("name").and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn masked(definition: &Value, mut value: Value) -> Value {
        mask(definition, &mut value);
        value
    }

    #[test]
    fn only_hidden_text_is_masked() {
        assert_eq!(masked(&json!({ "hideValue": true }), json!("secret")), json!(MASK));
        assert_eq!(masked(&json!({ "hideValue": true }), json!(7)), json!(7));
        assert_eq!(masked(&json!({ "hideValue": false }), json!("seen")), json!("seen"));
        assert_eq!(masked(&json!({}), json!("seen")), json!("seen"));
    }

    #[test]
    fn hidden_text_within_objects_and_lists_is_masked() {
        let definition =
            json!({ "properties": [{ "name": "key", "hideValue": true }, { "name": "host" }] });
        assert_eq!(
            masked(&definition, json!([{ "key": "secret", "host": "seen" }, { "other": "seen" }])),
            json!([{ "key": MASK, "host": "seen" }, { "other": "seen" }])
        );
    }
}
