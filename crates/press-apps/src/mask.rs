//! Hiding secret values in a JSON body. What is secret is said by the document (`x-press-secret`, `x-press-hides`).
//!
//! JSON text in a string is looked into as well; where it cannot be read, all of it is hidden.

use press_apps_api::schema::{Hides, Kind, Property, Schema, Shape};
use serde_json::{Map, Value};

/// What is shown instead; the service masks in the same way.
const MASK: &str = "********";

/// Masks every secret value in a body of this schema.
pub(crate) fn mask(schema: &Schema, value: &mut Value) {
    match (&schema.shape.kind, value) {
        (_, value) if schema.secret => every_leaf(value),
        (Kind::Object { properties, additional }, Value::Object(members)) => {
            object(properties, *additional, schema.hides, members);
        }
        (_, value) => within(&schema.shape, value),
    }
}

fn within(shape: &Shape, value: &mut Value) {
    match (&shape.kind, value) {
        (Kind::Ref(schema), value) => mask(schema, value),
        (Kind::OneOf(shapes), value) => shapes.iter().for_each(|shape| within(shape, value)),
        (Kind::Array { items, .. }, Value::Array(list)) => {
            list.iter_mut().for_each(|item| within(items, item));
        }
        (Kind::Object { properties, additional }, Value::Object(members)) => {
            object(properties, *additional, None, members);
        }
        (Kind::JsonText(inner), Value::String(text)) => match serde_json::from_str(text) {
            Ok(mut value) => {
                within(inner, &mut value);
                *text = value.to_string();
            }
            Err(_) => MASK.clone_into(text),
        },
        (Kind::JsonText(inner), value) => within(inner, value),
        _ => {}
    }
}

fn object(
    properties: &[Property],
    additional: Option<&Shape>,
    hides: Option<Hides>,
    members: &mut Map<String, Value>,
) {
    let hidden = hides.filter(|hides| members.get(hides.flag) == Some(&Value::Bool(true)));
    for (name, value) in members {
        if let Some(hides) = hides
            && hides.members.contains(&name.as_str())
        {
            // Whether they are shown is for the flag alone to say.
            if hidden.is_some() {
                every_leaf(value);
            }
            continue;
        }
        let named = properties.iter().find(|property| property.name == name);
        if let Some(shape) = named.map(|property| &property.shape).or(additional) {
            within(shape, value);
        }
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

    fn masked(schema: &str, mut body: Value) -> Value {
        mask(Schema::named(schema).unwrap(), &mut body);
        body
    }

    #[test]
    fn values_are_masked_and_names_stay() {
        assert_eq!(
            masked(
                "CreateDeploymentRequest",
                json!({
                    "metadata": {"name": "n"},
                    "appParameters": {"build": {"a": 1}, "run": {"b": ["x", true], "c": null}},
                    "parameters": {"block": {"run": {"d": {"e": "f"}}}},
                })
            ),
            json!({
                "metadata": {"name": "n"},
                "appParameters": {"build": {"a": MASK}, "run": {"b": [MASK, MASK], "c": null}},
                "parameters": {"block": {"run": {"d": {"e": MASK}}}},
            })
        );
    }

    #[test]
    fn what_a_condition_compares_with_is_masked_whatever_form_it_has() {
        let basic =
            |value: Value| json!({"dependsOn": "key", "operator": "equals", "value": value});
        let definitions = |one: &Value, other: &Value| {
            let hidden =
                json!({"name": "key", "type": "string", "required": false, "hideValue": true});
            let conditions = json!([basic(one.clone()), {"conditionType": "or", "conditions": [
                basic(other.clone()),
                {"conditionType": "and", "conditions": [basic(one.clone())]},
            ]}]);
            json!({"run": [hidden, {"name": "b", "type": "string", "required": false, "conditions": conditions}]})
        };
        let mask = json!(MASK);
        for secret in
            [json!("s3cr3t"), json!(918), json!(true), json!(["s3cr3t"]), json!({"a": "s3cr3t"})]
        {
            let shown = match &secret {
                Value::Array(_) => json!([MASK]),
                Value::Object(_) => json!({"a": MASK}),
                _ => mask.clone(),
            };
            assert_eq!(
                masked(
                    "CreateReleaseRequest",
                    json!({"parameters": definitions(&secret, &secret)})
                ),
                json!({"parameters": definitions(&shown, &shown)})
            );
        }
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
        assert_eq!(
            masked("CreateReleaseRequest", json!({"parameters": definitions})),
            json!({"parameters": hidden})
        );
        assert_eq!(
            masked("CreateSpecRequest", json!({"parameters": definitions.to_string()})),
            json!({"parameters": hidden.to_string()})
        );
        assert_eq!(
            masked("CreateSpecRequest", json!({"parameters": "{ broken"})),
            json!({"parameters": MASK})
        );
        assert_eq!(masked("CreateSpecRequest", json!("text")), json!("text"));
    }
}
