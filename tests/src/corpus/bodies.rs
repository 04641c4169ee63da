//! Bodies that are changed one place at a time, on a service that knows something.

use press_apps_contract::schemas::TEXT_KEYWORD;
use press_apps_emulator::{Clock, Emulator, EmulatorBuilder};
use serde_json::Value;

use crate::{Press, api};

fn builder() -> EmulatorBuilder {
    Emulator::builder().clock(Clock::Virtual).seed_data(true)
}

/// A service with the data of `press_apps_emulator::seed`.
pub(super) fn fresh() -> Press {
    Press::of(builder().service())
}

/// The same, but every block spec is there.
pub(super) fn with_any_block() -> Press {
    Press::of(builder().any_block(true).service())
}

/// The members of the body of an operation that are JSON texts on the wire, as the document says.
#[must_use]
pub fn text_members(operation: &str) -> Vec<&'static str> {
    let schema = api().operation(operation).and_then(|operation| operation.request_schema());
    let schema = schema.map(|schema| api().resolve(schema));
    let properties = schema.and_then(|schema| schema["properties"].as_object());
    let texts = properties.into_iter().flatten();
    texts
        .filter(|(_, one)| one.get(TEXT_KEYWORD).is_some())
        .map(|(name, _)| name.as_str())
        .collect()
}

/// The body as it goes over the wire: some members become texts.
pub(super) fn with_texts(operation: &str, mut body: Value) -> Value {
    for name in text_members(operation) {
        if let Some(value) = body.get_mut(name).filter(|value| !value.is_string()) {
            *value = value.to_string().into();
        }
    }
    body
}

/// The body as it is meant: its texts are read.
pub(super) fn without_texts(operation: &str, body: &[u8]) -> Value {
    let mut body: Value = serde_json::from_slice(body).unwrap_or_default();
    for name in text_members(operation) {
        if let Some(value) = body.get_mut(name)
            && let Some(text) = value.as_str()
        {
            *value = serde_json::from_str(text).expect("JSON text");
        }
    }
    body
}

/// Every place in a value below its root, outermost first.
pub(super) fn places(value: &Value) -> Vec<String> {
    fn look(value: &Value, at: &str, found: &mut Vec<String>) {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(members) => {
                members.iter().map(|(name, member)| (name.clone(), member)).collect()
            }
            Value::Array(items) => {
                items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
            }
            _ => Vec::new(),
        };
        for (name, child) in children {
            let at = format!("{at}/{name}");
            found.push(at.clone());
            look(child, &at, found);
        }
    }
    let mut found = Vec::new();
    look(value, "", &mut found);
    found
}

/// The value without the member or item at a place.
pub(super) fn without(value: &Value, at: &str) -> Value {
    let mut copy = value.clone();
    let (owner, name) = at.rsplit_once('/').expect("a place below the root");
    match copy.pointer_mut(owner) {
        Some(Value::Object(members)) => drop(members.remove(name)),
        Some(Value::Array(items)) => drop(items.remove(name.parse().expect("an index"))),
        _ => panic!("{at} is not there"),
    }
    copy
}

/// The value with another one at a place.
pub(super) fn with(value: &Value, at: &str, other: Value) -> Value {
    let mut copy = value.clone();
    *copy.pointer_mut(at).expect("the place is there") = other;
    copy
}
