//! A document changed at random, for tests: whatever comes out, no task may crash on it, hang, or take it for another kind of fault.
//!
//! The same seed gives the same text. Half of the changes are of the text, as a slip of the hand makes them; the others are of the
//! values, as a wrong thought makes them, and many of those leave a document of the right form. Judges nothing.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::document::{Document, join};

/// The text of the document after a few changes.
#[must_use]
pub fn scrambled(document: &Document, seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let changes = rng.usize(1..=3);
    if rng.u8(..4) == 0 {
        let mut lines: Vec<String> = document.text.lines().map(str::to_owned).collect();
        (0..changes).for_each(|_| text_change(&mut rng, &mut lines));
        return lines.join("\n");
    }
    let mut value = document.value.clone();
    (0..changes).for_each(|_| value_change(&mut rng, &mut value));
    format!("{value:#}")
}

/// Letters that mean something to YAML, or nothing to anybody.
const SIGNS: [char; 25] = [
    '{', '}', '[', ']', ':', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', ',', '?', '-',
    ' ', '\t', '\u{7}', '\u{202e}', 'é', '0',
];

fn text_change(rng: &mut Rng, lines: &mut Vec<String>) {
    if lines.len() < 2 {
        return;
    }
    let (here, there) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
    match rng.u8(..8) {
        0 => drop(lines.remove(here)),
        1 => lines.insert(there, lines[here].clone()),
        2 => lines.swap(here, there),
        3 => lines[here].insert_str(0, "  "),
        4 => lines[here] = lines[here].trim_start().to_owned(),
        5 => {
            let mut letters: Vec<char> = lines[here].chars().collect();
            if let Some(at) = (!letters.is_empty()).then(|| rng.usize(..letters.len())) {
                letters[at] = rng.choice(SIGNS).unwrap_or(' ');
            }
            lines[here] = letters.into_iter().collect();
        }
        6 => lines.truncate(here + 1),
        _ => {
            let text = odd(rng);
            lines[here].push_str(text.as_str().unwrap_or(": - ? ["));
        }
    }
}

fn value_change(rng: &mut Rng, document: &mut Value) {
    let mut places = Vec::new();
    collect("", document, &mut places);
    let pick = |rng: &mut Rng, wanted: &dyn Fn(&str) -> bool| {
        let wanted: Vec<&String> = places.iter().filter(|place| wanted(place)).collect();
        rng.choice(wanted).cloned().unwrap_or_default()
    };
    let any = pick(rng, &|_| true);
    let other = pick(rng, &|_| true);
    match rng.u8(..10) {
        0 => remove(document, &any),
        1 => {
            let copy = document.pointer(&other).cloned().unwrap_or_default();
            set(document, &any, copy);
        }
        2 => set(document, &any, odd(rng)),
        // What stays of the right form more often than not: references, names, values of enums, keys of schemas.
        3 | 4 => {
            let reference = |place: &str| place.ends_with("/$ref");
            let (one, other) = (pick(rng, &reference), pick(rng, &reference));
            let copy = document.pointer(&other).cloned().unwrap_or_default();
            set(document, &one, copy);
        }
        5 | 6 => {
            let named = pick(rng, &|place| {
                let parent = place.rsplit('/').nth(1).unwrap_or_default();
                ["properties", "schemas", "parameters", "paths"].contains(&parent)
            });
            rename(rng, document, &named);
        }
        7 => {
            let text = pick(rng, &|place| {
                ["enum", "required", "fields", "tags"]
                    .iter()
                    .any(|key| place.rsplit('/').nth(1) == Some(key))
                    || ["/name", "/operationId", "/description", "/format", "/pattern", "/key"]
                        .iter()
                        .any(|key| place.ends_with(key))
            });
            set(document, &text, odd(rng));
        }
        8 => {
            let schema = pick(rng, &|place| {
                place
                    .rsplit('/')
                    .nth(1)
                    .is_some_and(|parent| ["properties", "schemas"].contains(&parent))
            });
            let part = odd_schema(rng);
            if let Some(Value::Object(schema)) = document.pointer_mut(&schema) {
                schema.extend(part);
            }
        }
        _ => {
            let copy = document.pointer(&other).cloned().unwrap_or_default();
            if let Some(Value::Object(members)) = document.pointer_mut(&any) {
                members.insert(name(rng), copy);
            }
        }
    }
}

fn collect(pointer: &str, value: &Value, places: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(key, value)| (join(pointer, key), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, value)| (join(pointer, at), value)).collect()
        }
        _ => Vec::new(),
    };
    for (pointer, value) in children {
        collect(&pointer, value, places);
        places.push(pointer);
    }
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    }
}

/// The mapping or list that holds the thing at a pointer, and the thing's key in it.
fn holder<'a>(document: &'a mut Value, pointer: &str) -> Option<(&'a mut Value, String)> {
    let (parent, key) = pointer.rsplit_once('/')?;
    Some((document.pointer_mut(parent)?, key.replace("~1", "/").replace("~0", "~")))
}

fn remove(document: &mut Value, pointer: &str) {
    match holder(document, pointer) {
        Some((Value::Object(members), key)) => drop(members.remove(&key)),
        Some((Value::Array(items), key)) => {
            let at = key.parse::<usize>().ok().filter(|at| *at < items.len());
            at.into_iter().for_each(|at| drop(items.remove(at)));
        }
        _ => {}
    }
}

fn rename(rng: &mut Rng, document: &mut Value, pointer: &str) {
    if let Some((Value::Object(members), key)) = holder(document, pointer)
        && let Some(value) = members.remove(&key)
    {
        members.insert(name(rng), value);
    }
}

/// A name that is odd in some way, or clashes with another.
fn name(rng: &mut Rng) -> String {
    const NAMES: [&str; 30] = [
        "",
        " ",
        "_",
        "1",
        "a b",
        "a/b",
        "a~b",
        "é",
        "☃",
        "fn",
        "self",
        "Self",
        "Option",
        "Result",
        "new",
        "default",
        "extra",
        "type",
        "Schemas",
        "created_at",
        "createdat",
        "createdAt",
        "Spec",
        "spec",
        "SPEC",
        "/v1/apps/specs",
        "/{a}/{a}",
        "/{",
        "$ref",
        "oneOf",
    ];
    rng.choice(NAMES).unwrap_or_default().to_owned()
}

/// A value that is odd in some way.
fn odd(rng: &mut Rng) -> Value {
    let deep = (0..50).fold(json!(null), |inner, _| json!([inner]));
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!([]),
        json!({}),
        json!([null]),
        json!({ "$ref": "#" }),
        json!({ "$ref": "#/components/schemas/Spec" }),
        json!(""),
        json!(" "),
        json!(">="),
        json!("1.0"),
        json!("unknown"),
        json!("err"),
        json!("Option"),
        json!("new"),
        json!("#"),
        json!("```\nlet a = 1;"),
        json!("("),
        json!("^(a+)+$"),
        json!("\u{202e}\u{0}"),
        json!("😀".repeat(500)),
        json!("object"),
        json!("date-time"),
        json!("{a}{b}"),
        deep,
    ];
    rng.choice(values).unwrap_or_default()
}

/// Keys for a schema that change what it is.
fn odd_schema(rng: &mut Rng) -> Map<String, Value> {
    let spec = json!({ "$ref": "#/components/schemas/Spec" });
    let parts = [
        json!({ "allOf": [spec] }),
        json!({ "allOf": [spec, { "type": "string" }] }),
        json!({ "oneOf": [spec, spec] }),
        json!({ "oneOf": [{ "type": "integer" }, { "type": "integer", "format": "int32" }] }),
        json!({ "not": spec }),
        json!({ "anyOf": [spec] }),
        json!({ "oneOf": [] }),
        json!({ "enum": ["a", "A", "a-", ""] }),
        json!({ "enum": [1, null] }),
        json!({ "type": "array" }),
        json!({ "type": "object" }),
        json!({ "type": "string", "format": "date-time" }),
        json!({ "type": "integer", "minimum": -5, "maximum": 1e300 }),
        json!({ "multipleOf": 0 }),
        json!({ "exclusiveMinimum": true }),
        json!({ "nullable": true }),
        json!({ "additionalProperties": spec }),
        json!({ "additionalProperties": false }),
        json!({ "x-press-json-text": spec }),
        json!({ "x-press-names": { "name": "fn", "id": "id_" } }),
        json!({ "default": { "a": [] } }),
        json!({ "type": "array", "items": { "type": "array", "items": { "type": "object", "properties": {} } } }),
        json!({ "discriminator": { "propertyName": "a" } }),
        json!({ "title": "Option" }),
        json!({ "required": ["nothing"] }),
    ];
    match rng.choice(parts) {
        Some(Value::Object(part)) => part,
        _ => Map::new(),
    }
}
