//! Schemas: what values may look like, before and now.

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, breaking, compatible, decide};
use super::{Compare, Drift, Pair, Place, at_least_minor, meaning, sides, words};
use crate::walk::{Item, follow};

/// Bounds that allow more the lower they are, and those that allow more the higher they are.
const LEAST: &[&str] = &["minimum", "minLength", "minItems", "minProperties"];
const MOST: &[&str] = &["maximum", "maxLength", "maxItems", "maxProperties"];

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
    "minLength",
    "minItems",
    "minProperties",
    "maximum",
    "maxLength",
    "maxItems",
    "maxProperties",
];

impl<'a> Compare<'a> {
    pub(super) fn schema(&mut self, place: &Place, (old, new): &Pair<'a>) {
        let (base, head) = (old.value, new.value);
        let (old_name, new_name) = (old.text("$ref"), new.text("$ref"));
        if old_name.is_some() || new_name.is_some() {
            // The same name: compared as a component. Another name, or an inline schema: another type.
            if old_name != new_name {
                self.another_type(place, old, new);
            }
            return;
        }
        self.texts(place, base, head, &["description", "title", "example", "externalDocs"]);
        self.hints(place, base, head, &["x-press-secret", "x-press-hides"]);
        self.assumed(place, base, head);
        self.rules(place, base, head);
        if base.get("type") != head.get("type") {
            self.another_type(place, old, new);
            return;
        }
        self.value(place, base, head);
        self.values(place, base, head);
        self.bounds(place, base, head);
        self.properties(place, old, new);
        self.parts(place, old, new);
        for key in
            base.as_object().into_iter().chain(head.as_object()).flat_map(|members| members.keys())
        {
            if !KNOWN.contains(&key.as_str()) && base.get(key) != head.get(key) {
                let what = format!(
                    "changed its `{key}`: {}, not {}",
                    words::value(head.get(key)),
                    words::value(base.get(key))
                );
                let meaning = Meaning::both(decide("it may allow less or something else"));
                if !self
                    .changes
                    .iter()
                    .any(|change| change.subject == place.subject && change.what == what)
                {
                    self.push(place, Kind::Changed, what, meaning, Level::Minor);
                }
            }
        }
    }

    fn another_type(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        let what = format!(
            "changed its type from {} to {}",
            words::schema(old.value),
            words::schema(new.value)
        );
        let deep = |document: &'a Value, item: &Item<'a>| {
            words::silent(follow(document, item.clone()).value)
        };
        let kinds = (old.text("type"), new.text("type"));
        let meaning = if deep(self.base, old) == deep(self.head, new) {
            Meaning::both(compatible("the values are the same"))
        } else {
            match kinds {
                (Some("integer"), Some("number")) => meaning(place, Drift::Wider),
                (Some("number"), Some("integer")) => meaning(place, Drift::Narrower),
                _ => meaning(place, Drift::Other),
            }
        };
        self.push(place, Kind::Changed, what, meaning, Level::Major);
    }

    /// Format, `null`, default: keys that say something about the value itself.
    fn value(&mut self, place: &Place, base: &Value, head: &Value) {
        let flag = |value: &Value, key: &str| value.get(key) == Some(&Value::Bool(true));
        // What may be left out is an `Option` already.
        let level = if place.optional { Level::Minor } else { Level::Major };
        match (flag(base, "nullable"), flag(head, "nullable")) {
            (false, true) => self.push(
                place,
                Kind::Changed,
                "may be `null` now",
                meaning(place, Drift::Wider),
                level,
            ),
            (true, false) => self.push(
                place,
                Kind::Changed,
                "cannot be `null` any more",
                meaning(place, Drift::Narrower),
                level,
            ),
            _ => {}
        }
        let (old, new) = (base.get("format"), head.get("format"));
        if old != new {
            let drift = match (old.and_then(Value::as_str), new.and_then(Value::as_str)) {
                (Some("uint32"), Some("uint64" | "int64"))
                | (Some("int32"), Some("int64"))
                | (Some(_), None) => Drift::Wider,
                (Some("uint64" | "int64"), Some("uint32"))
                | (Some("int64"), Some("int32"))
                | (None, Some(_)) => Drift::Narrower,
                _ => Drift::Other,
            };
            let what =
                format!("has the format {} now, not {}", words::value(new), words::value(old));
            self.push(place, Kind::Changed, what, meaning(place, drift), Level::Major);
        }
        let (old, new) = (base.get("default"), head.get("default"));
        if old != new {
            let what = format!("is {} if left out, not {}", words::value(new), words::value(old));
            let meaning = Meaning {
                callers: decide("leaving it out means something else"),
                server: decide("leaving it out means something else"),
            };
            self.push(place, Kind::Changed, what, meaning, Level::Minor);
        }
        if flag(base, "deprecated") != flag(head, "deprecated") {
            let what = if flag(head, "deprecated") {
                "is deprecated now"
            } else {
                "is not deprecated any more"
            };
            self.push(
                place,
                Kind::Changed,
                what,
                Meaning::both(compatible("it works as before")),
                Level::Minor,
            );
        }
    }

    /// Enum values, and whether others are kept.
    fn values(&mut self, place: &Place, base: &Value, head: &Value) {
        let open = |value: &Value| value.get("x-press-open-enum") == Some(&Value::Bool(true));
        let (old, new) = (
            base.get("enum").and_then(Value::as_array),
            head.get("enum").and_then(Value::as_array),
        );
        match (old, new) {
            (None, Some(_)) => {
                self.push(
                    place,
                    Kind::Changed,
                    "takes listed values only now",
                    meaning(place, Drift::Narrower),
                    Level::Major,
                );
            }
            (Some(_), None) => self.push(
                place,
                Kind::Changed,
                "takes any value now",
                meaning(place, Drift::Wider),
                Level::Major,
            ),
            (Some(old), Some(new)) => {
                for value in new.iter().filter(|value| !old.contains(value)) {
                    let request = meaning(place, Drift::Wider);
                    let answer = match open(base) {
                        true => Meaning {
                            callers: compatible("values they do not know are kept"),
                            server: compatible("it need not use it"),
                        },
                        false => meaning(place, Drift::Wider),
                    };
                    let request =
                        Meaning { callers: compatible("they need not send it"), ..request };
                    let meaning = sides(place, request, answer);
                    self.push(
                        place,
                        Kind::Added,
                        format!("can be {} now", words::value(Some(value))),
                        meaning,
                        Level::Minor,
                    );
                }
                for value in old.iter().filter(|value| !new.contains(value)) {
                    let what = format!("cannot be {} any more", words::value(Some(value)));
                    self.push(
                        place,
                        Kind::Removed,
                        what,
                        meaning(place, Drift::Narrower),
                        Level::Major,
                    );
                }
                if open(base) != open(head) {
                    let what = if open(head) {
                        "keeps values that are not listed now"
                    } else {
                        "keeps no values that are not listed any more"
                    };
                    let meaning = Meaning {
                        callers: decide("new values are read another way"),
                        server: compatible("it sends what it sent"),
                    };
                    self.push(place, Kind::Changed, what, meaning, Level::Major);
                }
            }
            (None, None) => {}
        }
    }

    fn bounds(&mut self, place: &Place, base: &Value, head: &Value) {
        for (keys, sign) in [(LEAST, 1.0), (MOST, -1.0)] {
            for key in keys {
                let number = |value: &Value| {
                    value.get(key).and_then(Value::as_f64).map(|number| number * sign)
                };
                let drift = match (number(base), number(head)) {
                    (Some(old), Some(new)) if old < new => Drift::Narrower,
                    (Some(old), Some(new)) if old > new => Drift::Wider,
                    (None, Some(_)) => Drift::Narrower,
                    (Some(_), None) => Drift::Wider,
                    _ => continue,
                };
                let what = format!(
                    "has `{key}` {} now, not {}",
                    words::value(head.get(key)),
                    words::value(base.get(key))
                );
                let meaning = meaning(place, drift);
                let level = at_least_minor(&meaning);
                self.push(place, Kind::Changed, what, meaning, level);
            }
        }
    }

    fn properties(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        let list = |item: &Item<'a>| {
            item.child("properties").map(|properties| properties.children()).unwrap_or_default()
        };
        let required = |item: &Item<'a>, name: &str| {
            let names = item.get("required").and_then(Value::as_array);
            names.into_iter().flatten().any(|value| value.as_str() == Some(name))
        };
        let (base, head) = (list(old), list(new));
        let find = |list: &[(String, Item<'a>)], name: &str| {
            list.iter().find(|(other, _)| other == name).map(|(_, item)| item.clone())
        };
        let mut gone: Vec<_> =
            base.iter().filter(|(name, _)| find(&head, name).is_none()).cloned().collect();
        for (name, item) in head.iter().filter(|(name, _)| find(&base, name).is_none()) {
            let needed = required(new, name);
            let like = |(other, before): &(String, Item<'a>)| {
                words::silent(before.value) == words::silent(item.value)
                    && required(old, other) == needed
            };
            let here = place.at(format!("{}.{name}", place.subject));
            // A property that came where an equal one went has another name; anything more is guessing.
            if let Some(index) = gone.iter().position(like) {
                let (before, _) = gone.remove(index);
                let here = place.at(format!("{}.{before}", place.subject));
                self.push(
                    &here,
                    Kind::Changed,
                    format!("was renamed to `{name}`"),
                    meaning(place, Drift::Other),
                    Level::Major,
                );
                continue;
            }
            let kind = words::schema(item.value);
            if needed {
                let request = meaning(place, Drift::Other);
                let answer = Meaning {
                    callers: compatible("they pass over what they do not know"),
                    server: breaking("it does not send it"),
                };
                let level = if place.in_requests() { Level::Major } else { Level::Minor };
                self.push(
                    &here,
                    Kind::Added,
                    format!("was added: required, {kind}"),
                    sides(place, request, answer),
                    level,
                );
            } else {
                let request = Meaning {
                    callers: compatible("they need not send it"),
                    server: decide("it may refuse or ignore it"),
                };
                let answer = Meaning {
                    callers: compatible("they pass over what they do not know"),
                    server: compatible("it may leave it out"),
                };
                self.push(
                    &here,
                    Kind::Added,
                    format!("was added: optional, {kind}"),
                    sides(place, request, answer),
                    Level::Minor,
                );
            }
        }
        for (name, _) in &gone {
            let here = place.at(format!("{}.{name}", place.subject));
            let request = match required(old, name) {
                true => Meaning {
                    callers: breaking("what they send may be refused"),
                    server: breaking("it asks for it"),
                },
                false => Meaning {
                    callers: breaking("what they send may be refused"),
                    server: compatible("nobody sends it"),
                },
            };
            let answer = Meaning {
                callers: breaking("they may read it"),
                server: compatible("nobody reads it"),
            };
            self.push(
                &here,
                Kind::Removed,
                "was removed",
                sides(place, request, answer),
                Level::Major,
            );
        }
        for (name, item) in &head {
            let Some(before) = find(&base, name) else {
                continue;
            };
            let here = place.at(format!("{}.{name}", place.subject));
            match (required(old, name), required(new, name)) {
                (true, false) => self.push(
                    &here,
                    Kind::Changed,
                    "may be left out now",
                    meaning(place, Drift::Wider),
                    Level::Major,
                ),
                (false, true) => self.push(
                    &here,
                    Kind::Changed,
                    "is always there now",
                    meaning(place, Drift::Narrower),
                    Level::Major,
                ),
                _ => {}
            }
            let optional = !required(old, name) && !required(new, name);
            self.schema(&Place { optional, ..here }, &(before, item.clone()));
        }
    }

    /// Schemas inside this one: items, further members, branches, JSON text.
    fn parts(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        for (key, subject) in [
            ("items", format!("each of {}", place.subject)),
            ("additionalProperties", format!("each further member of {}", place.subject)),
            ("x-press-json-text", format!("what {} carries", place.subject)),
        ] {
            match (old.child(key), new.child(key)) {
                (Some(before), Some(now)) if before.value.is_object() && now.value.is_object() => {
                    self.schema(&place.at(subject), &(before, now))
                }
                // Whether members that are not named are kept is told apart from whether they may be sent.
                (before, now)
                    if key == "additionalProperties" && before.is_some() != now.is_some() =>
                {
                    let what = if now.is_some() {
                        "keeps members that are not named now"
                    } else {
                        "keeps no members that are not named any more"
                    };
                    let meaning = Meaning::both(decide("it may be meant as a permission"));
                    self.push(place, Kind::Changed, what, meaning, Level::Major);
                }
                (before, now)
                    if before.as_ref().map(|item| item.value)
                        != now.as_ref().map(|item| item.value) =>
                {
                    let what = match (&before, &now) {
                        (None, _) => format!("has `{key}` now"),
                        (_, None) => format!("has no `{key}` any more"),
                        _ => format!("has another `{key}`"),
                    };
                    self.push(
                        place,
                        Kind::Changed,
                        what,
                        meaning(place, Drift::Other),
                        Level::Major,
                    );
                }
                _ => {}
            }
        }
        for key in ["oneOf", "allOf", "anyOf"] {
            let list = |item: &Item<'a>| {
                item.get(key)
                    .and_then(Value::as_array)
                    .map(|list| list.iter().map(words::silent).collect::<Vec<_>>())
            };
            let (before, now) = (list(old).unwrap_or_default(), list(new).unwrap_or_default());
            for branch in now.iter().filter(|branch| !before.contains(branch)) {
                let what = format!("has one more branch in `{key}`: {}", words::schema(branch));
                self.push(
                    place,
                    Kind::Added,
                    what,
                    meaning(place, if key == "allOf" { Drift::Other } else { Drift::Wider }),
                    Level::Major,
                );
            }
            for branch in before.iter().filter(|branch| !now.contains(branch)) {
                let what = format!("has one branch less in `{key}`: {}", words::schema(branch));
                self.push(
                    place,
                    Kind::Removed,
                    what,
                    meaning(place, if key == "allOf" { Drift::Other } else { Drift::Narrower }),
                    Level::Major,
                );
            }
        }
    }
}
