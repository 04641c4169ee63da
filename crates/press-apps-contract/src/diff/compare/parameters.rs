//! Parameters of operations. One in a path is known by where it stands in the path: its name does not go over the wire.

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, compatible, decide};
use super::verdicts::{Drift, in_requests, meaning};
use super::{Compare, Pair, Place, flag, words};
use crate::walk::{Item, Operation, Side};

/// A path without the names in it.
pub(super) fn bare(path: &str) -> String {
    let segment = |segment: &str| {
        let parts: Vec<_> = segment.split('{').collect();
        let names =
            parts.iter().skip(1).map(|part| part.split_once('}').map_or("", |(_, rest)| rest));
        let rest: String = names.map(|rest| format!("{{}}{rest}")).collect();
        format!("{}{rest}", parts.first().copied().unwrap_or_default())
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// What tells a parameter from the others of its operation.
#[derive(PartialEq, Eq)]
enum Key {
    /// The n-th name in the path.
    Path(usize),
    /// Where it is and its name, which is the same in any case if it is a header's.
    Other(String, String),
}

fn key(path: &str, item: &Item<'_>) -> Key {
    let (place, name) =
        (item.text("in").unwrap_or_default(), item.text("name").unwrap_or_default());
    if place == "path"
        && let Some(at) = path.find(&format!("{{{name}}}"))
    {
        return Key::Path(path[..at].matches('{').count());
    }
    let name = if place == "header" { name.to_lowercase() } else { name.to_owned() };
    Key::Other(place.to_owned(), name)
}

/// The parameters of an operation; its own one stands for the one of its path.
fn parameters_of<'a>(document: &'a Value, operation: &Operation<'a>) -> Vec<(Key, Item<'a>)> {
    let mut out: Vec<(Key, Item<'a>)> = Vec::new();
    for item in operation.parameters(document) {
        let key = key(operation.path, &item);
        out.retain(|(other, _)| *other != key);
        out.push((key, item));
    }
    out
}

impl<'a> Compare<'a> {
    pub(super) fn parameters(&mut self, here: &Place, old: &Operation<'a>, new: &Operation<'a>) {
        let (base, head) = (parameters_of(self.base, old), parameters_of(self.head, new));
        let in_list = |list: &[(Key, Item<'a>)], key: &Key| {
            list.iter().find(|(other, _)| other == key).map(|(_, item)| item.clone())
        };
        let mut gone: Vec<_> = base
            .iter()
            .filter(|(key, _)| in_list(&head, key).is_none())
            .map(|(_, item)| item.clone())
            .collect();
        for (_, item) in head.iter().filter(|(key, _)| in_list(&base, key).is_none()) {
            let place = here.on(Side::Request, words::parameter(item));
            let like = |other: &Item<'_>| {
                other.get("in") == item.get("in")
                    && words::silent(&unnamed(other)) == words::silent(&unnamed(item))
            };
            if let Some(index) = gone.iter().position(like) {
                let before = gone.remove(index);
                let what = format!("was renamed to `{}`", item.text("name").unwrap_or_default());
                let meaning = meaning(&place, Drift::Other);
                let place = place.at(words::parameter(&before));
                self.push(&place, Kind::Changed, what, meaning, Level::Major);
                continue;
            }
            let schema = item.get("schema").map_or_else(|| "any value".to_owned(), words::schema);
            if flag(item.value, "required") {
                let what = format!("was added: required, {schema}");
                self.push(&place, Kind::Added, what, meaning(&place, Drift::Other), Level::Major);
            } else {
                let meaning = Meaning {
                    callers: compatible("they need not send it"),
                    server: decide("it may refuse or ignore it"),
                };
                let what = format!("was added: optional, {schema}");
                self.push(&place, Kind::Added, what, meaning, Level::Minor);
            }
        }
        for item in gone {
            let place = here.on(Side::Request, words::parameter(&item));
            let drift = if flag(item.value, "required") { Drift::Other } else { Drift::Narrower };
            let meaning = meaning(&place, drift);
            self.push(&place, Kind::Removed, "was removed", meaning, Level::Major);
        }
        for (key, item) in &head {
            let Some(before) = in_list(&base, key) else {
                continue;
            };
            // Shared parameters are compared once, as components.
            let shared = before.pointer == item.pointer && item.pointer.starts_with("/components/");
            if !shared {
                let place = here.on(Side::Request, words::parameter(&before));
                self.parameter(&place, &(before, item.clone()));
            }
        }
    }

    pub(super) fn parameter(&mut self, place: &Place, (old, new): &Pair<'a>) {
        let (base, head) = (old.value, new.value);
        self.texts(place, base, head, &["description", "example", "examples"]);
        self.assumed(place, base, head);
        self.rules(place, base, head);
        self.named(place, old, new);
        match (flag(base, "required"), flag(head, "required")) {
            (true, false) => self.push(
                place,
                Kind::Changed,
                "may be left out now",
                meaning(place, Drift::Wider),
                Level::Major,
            ),
            (false, true) => self.push(
                place,
                Kind::Changed,
                "is required now",
                meaning(place, Drift::Narrower),
                Level::Major,
            ),
            _ => {}
        }
        self.written(place, base, head);
        match (old.child("schema"), new.child("schema")) {
            (Some(old), Some(new)) => self.schema(place, &(old, new)),
            (None, None) => {}
            _ => {
                let what = "is written as another kind of content";
                self.push(place, Kind::Changed, what, meaning(place, Drift::Other), Level::Major);
            }
        }
        if old.get("content").is_some() && new.get("content").is_some() {
            self.content(place, &(old.clone(), new.clone()));
        }
    }

    /// Its name and where it is.
    fn named(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        let (from, to) = (old.text("in"), new.text("in"));
        let (name, now) = (old.text("name"), new.text("name"));
        if from != to {
            let what = format!("is the {} now", words::parameter(new));
            self.push(place, Kind::Changed, what, meaning(place, Drift::Other), Level::Major);
        } else if name != now {
            let what = format!("was renamed to `{}`", now.unwrap_or_default());
            let same = |text: Option<&str>| text.map(str::to_lowercase);
            let (meaning, level) = match to {
                Some("path") => (
                    Meaning::both(compatible("names in a path do not go over the wire")),
                    Level::Minor,
                ),
                Some("header") if same(name) == same(now) => {
                    (Meaning::both(compatible("names of headers have no case")), Level::Patch)
                }
                _ => (meaning(place, Drift::Other), Level::Major),
            };
            self.push(place, Kind::Changed, what, meaning, level);
        }
    }

    /// How its values are written.
    fn written(&mut self, place: &Place, base: &Value, head: &Value) {
        if flag(base, "deprecated") != flag(head, "deprecated") {
            let what = if flag(head, "deprecated") {
                "is deprecated now"
            } else {
                "is not deprecated any more"
            };
            let meaning = Meaning::both(compatible("it works as before"));
            self.push(place, Kind::Changed, what, meaning, Level::Minor);
        }
        match (flag(base, "allowEmptyValue"), flag(head, "allowEmptyValue")) {
            (false, true) => {
                let meaning = meaning(place, Drift::Wider);
                self.push(place, Kind::Changed, "may be empty now", meaning, Level::Minor);
            }
            (true, false) => {
                let meaning = meaning(place, Drift::Narrower);
                self.push(place, Kind::Changed, "may not be empty any more", meaning, Level::Minor);
            }
            _ => {}
        }
        if flag(base, "allowReserved") != flag(head, "allowReserved") {
            let more = flag(head, "allowReserved");
            let what = if more {
                "may hold reserved characters as they are now"
            } else {
                "may not hold reserved characters as they are any more"
            };
            let drift = if more { Drift::Wider } else { Drift::Narrower };
            self.push(place, Kind::Changed, what, in_requests(drift), Level::Minor);
        }
        for key in ["style", "explode"] {
            let (old, new) = (base.get(key), head.get(key));
            if old != new {
                let usual = || format!("its usual `{key}`");
                let value = |value: Option<&Value>| {
                    value.map_or_else(usual, |value| {
                        format!("`{key}` {}", words::value(Some(value)))
                    })
                };
                let what = format!("has {} instead of {}", value(new), value(old));
                self.push(place, Kind::Changed, what, meaning(place, Drift::Other), Level::Minor);
            }
        }
    }
}

/// A parameter without its name.
fn unnamed(item: &Item<'_>) -> Value {
    let mut value = item.value.clone();
    if let Some(members) = value.as_object_mut() {
        members.remove("name");
    }
    value
}
