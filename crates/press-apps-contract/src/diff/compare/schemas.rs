//! Schemas: what values may look like, before and now.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, compatible, decide};
use super::verdicts::{Drift, meaning};
use super::{Compare, Pair, Place, flag, words};
use crate::walk::{Item, follow};

/// Keys that are looked at one by one; any other that differs is for a person to decide.
const KNOWN: &[&str] = &[
    "$ref",
    "type",
    "format",
    "nullable",
    "enum",
    "required",
    "properties",
    "items",
    "additionalProperties",
    "oneOf",
    "allOf",
    "anyOf",
    "not",
    "readOnly",
    "writeOnly",
    "xml",
    "x-press-json-text",
    "x-press-open-enum",
    "x-press-assumed",
    "x-press-rules",
    "x-press-secret",
    "x-press-hides",
    "description",
    "title",
    "example",
    "externalDocs",
    "default",
    "deprecated",
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "minItems",
    "minProperties",
    "maximum",
    "exclusiveMaximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "pattern",
    "multipleOf",
    "uniqueItems",
];

impl<'a> Compare<'a> {
    pub(super) fn schema(&mut self, place: &Place, (old, new): &Pair<'a>) {
        let (base, head) = (old.value, new.value);
        // What the names in it lead to is compared as a component.
        if base == head {
            return;
        }
        match (old.text("$ref"), new.text("$ref")) {
            (Some(before), Some(now)) => {
                self.said(place, base, head);
                self.null(place, base, head);
                self.usual(place, base, head);
                if before != now {
                    self.another_type(place, old, new);
                }
            }
            (None, None) if base.get("type") == head.get("type") => self.inside(place, old, new),
            (None, None) => {
                self.said(place, base, head);
                self.another_type(place, old, new);
            }
            // An inline schema where a name was, or the other way round.
            _ => self.another_type(place, old, new),
        }
    }

    /// What is said about a schema, be it a reference or not.
    fn said(&mut self, place: &Place, base: &Value, head: &Value) {
        self.texts(place, base, head, &["description", "title", "example", "externalDocs"]);
        self.hints(place, base, head, &["x-press-secret", "x-press-hides"]);
        self.assumed(place, base, head);
        self.rules(place, base, head);
        if flag(base, "deprecated") != flag(head, "deprecated") {
            let what = if flag(head, "deprecated") {
                "is deprecated now"
            } else {
                "is not deprecated any more"
            };
            let meaning = Meaning::both(compatible("it works as before"));
            self.push(place, Kind::Changed, what, meaning, Level::Minor);
        }
        if base.get("xml") != head.get("xml") {
            let meaning = Meaning::both(compatible("bodies are JSON"));
            self.push(place, Kind::Words, "has another `xml`", meaning, Level::Patch);
        }
    }

    /// Two schemas of the same type, neither of them a reference.
    fn inside(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        let (base, head) = (old.value, new.value);
        self.said(place, base, head);
        self.null(place, base, head);
        self.usual(place, base, head);
        self.format(place, base, head);
        self.enum_values(place, base, head);
        self.limits(place, base, head);
        self.members(place, old, new);
        self.further_members(place, old, new);
        self.parts(place, old, new);
        self.branches(place, old, new);
        let keys = base.as_object().into_iter().chain(head.as_object());
        let keys: BTreeSet<&String> = keys.flat_map(|members| members.keys()).collect();
        for key in keys {
            if !KNOWN.contains(&key.as_str()) && base.get(key) != head.get(key) {
                let what = format!(
                    "changed its `{key}`: {}, not {}",
                    words::value(head.get(key)),
                    words::value(base.get(key))
                );
                let meaning = Meaning::both(decide("it may allow less or something else"));
                self.push(place, Kind::Changed, what, meaning, Level::Minor);
            }
        }
    }

    fn another_type(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        let what = format!(
            "changed its type from {} to {}",
            words::schema(old.value),
            words::schema(new.value)
        );
        let meaning = self.of_another_type(place, old, new);
        self.push(place, Kind::Changed, what, meaning, Level::Major);
    }

    /// What another type means: as much as the values differ.
    fn of_another_type(&self, place: &Place, old: &Item<'a>, new: &Item<'a>) -> Meaning {
        let (base, head) = (led_to(self.base, old), led_to(self.head, new));
        if words::silent(&base) == words::silent(&head) {
            return Meaning::both(compatible("the values are the same"));
        }
        if is_branch(&[old.value, &base], &head) {
            return meaning(place, Drift::Wider);
        }
        if is_branch(&[new.value, &head], &base) {
            return meaning(place, Drift::Narrower);
        }
        if base.get("type") != head.get("type") {
            return meaning(place, of_types(&base, &head));
        }
        let names = [old, new].map(|item| item.text("$ref").unwrap_or_default().to_owned());
        let names = <(String, String)>::from(names);
        if self.inside.contains(&names) {
            return Meaning::both(compatible("the values are the same"));
        }
        let mut inner = Compare {
            base: self.base,
            head: self.head,
            base_usage: self.base_usage,
            head_usage: self.head_usage,
            inside: self.inside.iter().cloned().chain([names]).collect(),
            changes: Vec::new(),
        };
        let at = |item: &Item<'a>| follow_pointer(item);
        inner.inside(
            place,
            &Item { pointer: at(old), value: &base },
            &Item { pointer: at(new), value: &head },
        );
        let same = Meaning::both(compatible("the values are the same"));
        inner.changes.into_iter().map(|change| change.meaning).fold(same, Meaning::worse)
    }

    fn null(&mut self, place: &Place, base: &Value, head: &Value) {
        // What may be left out is an `Option` already.
        let level = if place.optional { Level::Minor } else { Level::Major };
        let (what, drift) = match (flag(base, "nullable"), flag(head, "nullable")) {
            (false, true) => ("may be `null` now", Drift::Wider),
            (true, false) => ("cannot be `null` any more", Drift::Narrower),
            _ => return,
        };
        self.push(place, Kind::Changed, what, meaning(place, drift), level);
    }

    /// What is meant when it is left out.
    fn usual(&mut self, place: &Place, base: &Value, head: &Value) {
        let (old, new) = (base.get("default"), head.get("default"));
        if old != new {
            let what = match (old, new) {
                (None, _) => format!("is {} if left out", words::value(new)),
                (_, None) => format!("is not {} any more if left out", words::value(old)),
                _ => format!("is {} if left out, not {}", words::value(new), words::value(old)),
            };
            let meaning = Meaning::both(decide("leaving it out means something else"));
            self.push(place, Kind::Changed, what, meaning, Level::Minor);
        }
    }

    fn format(&mut self, place: &Place, base: &Value, head: &Value) {
        let (old, new) = (base.get("format"), head.get("format"));
        if old != new {
            let value = |format: Option<&Value>| format.map(|format| words::value(Some(format)));
            let what = match (old, new) {
                (Some(_), None) => {
                    format!("has no format any more, which was {}", words::value(old))
                }
                _ => words::changed("the format", value(old).as_deref(), value(new).as_deref()),
            };
            let drift = of_formats(old.and_then(Value::as_str), new.and_then(Value::as_str));
            self.push(place, Kind::Changed, what, meaning(place, drift), Level::Major);
        }
    }
}

/// The schema that a reference leads to, with what is said beside it; any other schema itself.
fn led_to(document: &Value, item: &Item<'_>) -> Value {
    let mut schema = follow(document, item.clone()).value.clone();
    if item.text("$ref").is_some()
        && let (Some(members), Some(beside)) = (schema.as_object_mut(), item.value.as_object())
    {
        let beside = beside.iter().filter(|(key, _)| *key != "$ref");
        members.extend(beside.map(|(key, value)| (key.clone(), value.clone())));
    }
    schema
}

/// Where the schema of an item stands.
fn follow_pointer(item: &Item<'_>) -> String {
    let target = item.text("$ref").and_then(|reference| reference.strip_prefix('#'));
    target.map_or_else(|| item.pointer.clone(), str::to_owned)
}

/// Whether a schema, as it is written or as what it leads to, is one of the alternatives of another.
fn is_branch(one: &[&Value; 2], several: &Value) -> bool {
    let branches = ["oneOf", "anyOf"].into_iter().filter_map(|key| several.get(key));
    let branches = branches.filter_map(Value::as_array).flatten().map(words::silent);
    let one = one.map(words::silent);
    branches.into_iter().any(|branch| one.contains(&branch))
}

/// How the values of two types lie to each other.
fn of_types(base: &Value, head: &Value) -> Drift {
    let kind = |schema: &Value| schema.get("type").and_then(Value::as_str).map(str::to_owned);
    let any =
        |schema: &Value| ["oneOf", "anyOf", "allOf"].iter().all(|key| schema.get(key).is_none());
    match (kind(base).as_deref(), kind(head).as_deref()) {
        (Some("integer"), Some("number")) => Drift::Wider,
        (Some("number"), Some("integer")) => Drift::Narrower,
        (Some(_), None) if any(head) => Drift::Wider,
        (None, Some(_)) if any(base) => Drift::Narrower,
        _ => Drift::Other,
    }
}

/// How the values of two formats lie to each other.
fn of_formats(old: Option<&str>, new: Option<&str>) -> Drift {
    let range = |format: Option<&str>| super::limits::range(format?);
    match (range(old), range(new)) {
        (Some(before), Some(now)) if now.0 <= before.0 && before.1 <= now.1 => Drift::Wider,
        (Some(before), Some(now)) if before.0 <= now.0 && now.1 <= before.1 => Drift::Narrower,
        _ => match (old, new) {
            (Some("float"), Some("double")) | (Some(_), None) => Drift::Wider,
            (Some("double"), Some("float")) | (None, Some(_)) => Drift::Narrower,
            _ => Drift::Other,
        },
    }
}
