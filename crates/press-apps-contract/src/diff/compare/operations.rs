//! Operations: what came, went and moved, their parameters, bodies and answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::change::{Group, Kind, Level, Meaning, breaking, compatible, decide};
use super::{Compare, Drift, Pair, Place, at_least_minor, meaning, words};
use crate::walk::{Item, Operation, Side, Walk, follow};

fn place(operation: &Operation<'_>) -> Place {
    let name = operation.name();
    Place {
        group: Group::Operation {
            path: operation.path.to_owned(),
            method: operation.method.to_uppercase(),
            name: name.clone(),
        },
        subject: name,
        used_by: BTreeSet::new(),
        optional: false,
    }
}

fn on(place: &Place, side: Side, subject: String) -> Place {
    let mut place = place.at(subject);
    if let Group::Operation { name, .. } = &place.group {
        place.used_by = BTreeSet::from([(side, name.clone())]);
    }
    place
}

impl<'a> Compare<'a> {
    pub(super) fn operations(&mut self, base: &Walk<'a>, head: &Walk<'a>) {
        let mut gone: Vec<&Operation<'a>> = Vec::new();
        for old in &base.operations {
            let same = head.operations.iter().find(|new| new.name() == old.name());
            match same.or_else(|| {
                head.operations.iter().find(|new| (new.path, new.method) == (old.path, old.method))
            }) {
                Some(new) => self.operation(old, new),
                None => gone.push(old),
            }
        }
        for old in gone {
            let meaning = Meaning {
                callers: breaking("they cannot call it any more"),
                server: compatible("nobody calls it"),
            };
            self.push(&place(old), Kind::Removed, "was removed", meaning, Level::Major);
        }
        for new in &head.operations {
            let known = base.operations.iter().any(|old| {
                old.name() == new.name() || (old.path, old.method) == (new.path, new.method)
            });
            if !known {
                let meaning = Meaning {
                    callers: compatible("they need not call it"),
                    server: breaking("it does not answer it"),
                };
                let what =
                    format!("is a new operation: {} {}", new.method.to_uppercase(), new.path);
                self.push(&place(new), Kind::Added, what, meaning, Level::Minor);
            }
        }
    }

    fn operation(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let here = place(new);
        let (base, head) = (old.item.value, new.item.value);
        if old.name() != new.name() {
            let meaning = Meaning::both(compatible("ids do not go over the wire"));
            self.push(
                &here.at(old.name()),
                Kind::Changed,
                format!("is called `{}` now", new.name()),
                meaning,
                Level::Major,
            );
        }
        if (old.path, old.method) != (new.path, new.method) {
            let (from, to) = (
                format!("{} {}", old.method.to_uppercase(), old.path),
                format!("{} {}", new.method.to_uppercase(), new.path),
            );
            let meaning = Meaning {
                callers: breaking("they call the old address"),
                server: breaking("it knows the old address"),
            };
            self.push(
                &here,
                Kind::Changed,
                format!("moved from {from} to {to}"),
                meaning,
                Level::Minor,
            );
        }
        self.texts(&here, base, head, &["summary", "description", "externalDocs"]);
        self.hints(&here, base, head, &["x-press-lookup"]);
        self.assumed(&here, base, head);
        self.rules(&here, base, head);
        self.promises(&here, base, head);
        self.parameters(&here, old, new);
        self.request_body(&here, old, new);
        self.responses(&here, old, new);
    }

    /// What the operation says about itself.
    fn promises(&mut self, here: &Place, base: &Value, head: &Value) {
        if base.get("deprecated") != head.get("deprecated") {
            let what = if head.get("deprecated") == Some(&Value::Bool(true)) {
                "is deprecated now"
            } else {
                "is not deprecated any more"
            };
            self.push(
                here,
                Kind::Changed,
                what,
                Meaning::both(compatible("it works as before")),
                Level::Minor,
            );
        }
        if base.get("tags") != head.get("tags") {
            let tag = head.get("tags").and_then(|tags| tags.get(0));
            let meaning = Meaning::both(compatible("tags do not go over the wire"));
            self.push(
                here,
                Kind::Changed,
                format!("belongs to the group {} now", words::value(tag)),
                meaning,
                Level::Patch,
            );
        }
        let (old, new) = (base.get("x-press-retry"), head.get("x-press-retry"));
        if old != new {
            let what = format!(
                "changed its retry class from {} to {}",
                words::value(old),
                words::value(new)
            );
            let meaning = Meaning {
                callers: decide("clients repeat other failures"),
                server: decide("it may be asked more than once"),
            };
            self.push(here, Kind::Changed, what, meaning, Level::Minor);
        }
        if base.get("security").map(words::silent) != head.get("security").map(words::silent) {
            let meaning = Meaning {
                callers: decide("other credentials may be asked for"),
                server: compatible("it answers as before"),
            };
            self.push(here, Kind::Changed, "asks for other credentials", meaning, Level::Minor);
        }
        let (old, new) = (base.get("x-press-pagination"), head.get("x-press-pagination"));
        if old != new {
            let what = match (old, new) {
                (None, _) => "is a paged list now".to_owned(),
                (_, None) => "is not a paged list any more".to_owned(),
                (Some(old), Some(new)) => {
                    let part = |page: &Value, key: &str| words::value(page.get(key));
                    let keys =
                        ["items", "total"].into_iter().filter(|key| old.get(key) != new.get(key));
                    let parts = keys.map(|key| {
                        format!(
                            "the {key} of its pages from {} to {}",
                            part(old, key),
                            part(new, key)
                        )
                    });
                    format!("moved {}", parts.collect::<Vec<_>>().join(" and "))
                }
            };
            let meaning = Meaning {
                callers: breaking("they read pages the old way"),
                server: breaking("it makes pages the old way"),
            };
            self.push(here, Kind::Changed, what, meaning, Level::Major);
        }
        self.sort(here, base, head);
    }

    fn sort(&mut self, here: &Place, base: &Value, head: &Value) {
        let list = |operation: &Value| -> Vec<String> {
            let fields = operation.pointer("/x-press-sort/fields").and_then(Value::as_array);
            fields.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (base_key, head_key) =
            (base.pointer("/x-press-sort/key"), head.pointer("/x-press-sort/key"));
        if base_key != head_key {
            let what = format!(
                "calls its set of sort fields {}, not {}",
                words::value(head_key),
                words::value(base_key)
            );
            self.push(
                here,
                Kind::Changed,
                what,
                Meaning::both(compatible("the name does not go over the wire")),
                Level::Major,
            );
        }
        let (old, new) = (list(base), list(head));
        let here = on(here, Side::Request, here.subject.clone());
        for field in new.iter().filter(|field| !old.contains(field)) {
            self.push(
                &here,
                Kind::Added,
                format!("can be sorted by `{field}` now"),
                meaning(&here, Drift::Wider),
                Level::Minor,
            );
        }
        for field in old.iter().filter(|field| !new.contains(field)) {
            self.push(
                &here,
                Kind::Removed,
                format!("cannot be sorted by `{field}` any more"),
                meaning(&here, Drift::Narrower),
                Level::Major,
            );
        }
    }

    fn parameters(&mut self, here: &Place, old: &Operation<'a>, new: &Operation<'a>) {
        let (base, head) = (old.parameters(self.base), new.parameters(self.head));
        let key = |item: &Item<'_>| {
            (item.text("name").map(str::to_owned), item.text("in").map(str::to_owned))
        };
        let mut gone: Vec<_> = base
            .iter()
            .filter(|item| !head.iter().any(|other| key(other) == key(item)))
            .cloned()
            .collect();
        for item in head.iter().filter(|item| !base.iter().any(|other| key(other) == key(item))) {
            let place = on(here, Side::Request, words::parameter(item));
            let like = |other: &Item<'_>| {
                other.get("in") == item.get("in")
                    && words::silent(&unnamed(other)) == words::silent(&unnamed(item))
            };
            if let Some(index) = gone.iter().position(like) {
                let before = gone.remove(index);
                let what = format!("was renamed to `{}`", item.text("name").unwrap_or_default());
                // The name of a path parameter is only in the template.
                let meaning = match item.text("in") {
                    Some("path") => {
                        Meaning::both(compatible("names in a path do not go over the wire"))
                    }
                    _ => meaning(&place, Drift::Other),
                };
                let level =
                    if item.text("in") == Some("path") { Level::Minor } else { Level::Major };
                self.push(
                    &place.at(words::parameter(&before)),
                    Kind::Changed,
                    what,
                    meaning,
                    level,
                );
                continue;
            }
            let schema = item.get("schema").map_or_else(|| "any value".to_owned(), words::schema);
            if item.get("required") == Some(&Value::Bool(true)) {
                let what = format!("was added: required, {schema}");
                self.push(&place, Kind::Added, what, meaning(&place, Drift::Other), Level::Major);
            } else {
                let meaning = Meaning {
                    callers: compatible("they need not send it"),
                    server: decide("it may refuse or ignore it"),
                };
                self.push(
                    &place,
                    Kind::Added,
                    format!("was added: optional, {schema}"),
                    meaning,
                    Level::Minor,
                );
            }
        }
        for item in gone {
            let place = on(here, Side::Request, words::parameter(&item));
            self.push(
                &place,
                Kind::Removed,
                "was removed",
                meaning(&place, Drift::Narrower),
                Level::Major,
            );
        }
        for item in &head {
            let Some(before) = base.iter().find(|other| key(other) == key(item)) else {
                continue;
            };
            // Shared parameters are compared once, as components.
            let shared = before.pointer == item.pointer && item.pointer.starts_with("/components/");
            if !shared {
                self.parameter(
                    &on(here, Side::Request, words::parameter(item)),
                    &(before.clone(), item.clone()),
                );
            }
        }
    }

    pub(super) fn parameter(&mut self, place: &Place, (old, new): &Pair<'a>) {
        let (base, head) = (old.value, new.value);
        self.texts(place, base, head, &["description", "example", "examples"]);
        self.assumed(place, base, head);
        self.rules(place, base, head);
        if (base.get("name"), base.get("in")) != (head.get("name"), head.get("in")) {
            let what = format!("was the {}", words::parameter(old));
            self.push(place, Kind::Changed, what, meaning(place, Drift::Other), Level::Major);
        }
        let required = |value: &Value| value.get("required") == Some(&Value::Bool(true));
        match (required(base), required(head)) {
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
        for key in ["style", "explode", "allowReserved", "allowEmptyValue", "deprecated"] {
            let (old, new) = (base.get(key), head.get(key));
            if old != new {
                let what =
                    format!("has `{key}` {} instead of {}", words::value(new), words::value(old));
                self.push(place, Kind::Changed, what, meaning(place, Drift::Other), Level::Minor);
            }
        }
        if let (Some(old), Some(new)) = (old.child("schema"), new.child("schema")) {
            self.schema(place, &(old, new));
        }
    }

    fn request_body(&mut self, here: &Place, old: &Operation<'a>, new: &Operation<'a>) {
        let place = on(here, Side::Request, "the request body".to_owned());
        let body = |document: &'a Value, operation: &Operation<'a>| {
            operation.item.child("requestBody").map(|body| follow(document, body))
        };
        match (body(self.base, old), body(self.head, new)) {
            (None, Some(_)) => self.push(
                &place,
                Kind::Added,
                "was added",
                meaning(&place, Drift::Other),
                Level::Major,
            ),
            (Some(_), None) => self.push(
                &place,
                Kind::Removed,
                "was removed",
                meaning(&place, Drift::Other),
                Level::Major,
            ),
            (Some(old), Some(new)) => {
                self.texts(&place, old.value, new.value, &["description"]);
                let required = |item: &Item<'_>| item.get("required") == Some(&Value::Bool(true));
                match (required(&old), required(&new)) {
                    (true, false) => self.push(
                        &place,
                        Kind::Changed,
                        "may be left out now",
                        meaning(&place, Drift::Wider),
                        Level::Major,
                    ),
                    (false, true) => self.push(
                        &place,
                        Kind::Changed,
                        "is required now",
                        meaning(&place, Drift::Narrower),
                        Level::Minor,
                    ),
                    _ => {}
                }
                self.content(&place, &(old, new));
            }
            (None, None) => {}
        }
    }

    fn responses(&mut self, here: &Place, old: &Operation<'a>, new: &Operation<'a>) {
        let (base, head) = (old.responses(self.base), new.responses(self.head));
        let find = |list: &[(String, Item<'a>)], code: &str| {
            list.iter().find(|(other, _)| other == code).map(|(_, item)| item.clone())
        };
        for (code, item) in &head {
            let place = on(here, Side::Answer, format!("the answer {code}"));
            match find(&base, code) {
                None if code.starts_with('2') => {
                    let meaning = Meaning {
                        callers: breaking("they may wait for the old code"),
                        server: compatible("it answers as it may"),
                    };
                    self.push(&place, Kind::Added, "was added", meaning, Level::Minor);
                }
                None => {
                    let meaning = Meaning {
                        callers: compatible("errors are one kind for callers"),
                        server: compatible("it answers as it may"),
                    };
                    self.push(&place, Kind::Added, "was added", meaning, Level::Minor);
                }
                Some(before) => {
                    let shared =
                        before.pointer == item.pointer && item.pointer.starts_with("/components/");
                    if !shared {
                        self.response(&place, &(before, item.clone()));
                    }
                }
            }
        }
        for (code, _) in base.iter().filter(|(code, _)| find(&head, code).is_none()) {
            let place = on(here, Side::Answer, format!("the answer {code}"));
            let callers = match code.starts_with('2') {
                true => breaking("they may wait for it"),
                false => compatible("they do not get it any more"),
            };
            let meaning = Meaning { callers, server: breaking("it may answer it") };
            self.push(&place, Kind::Removed, "was removed", meaning, Level::Minor);
        }
    }

    pub(super) fn response(&mut self, place: &Place, (old, new): &Pair<'a>) {
        self.texts(place, old.value, new.value, &["description"]);
        self.assumed(place, old.value, new.value);
        let names =
            |item: &Item<'_>, key: &str| item.get(key).map(words::silent).unwrap_or_default();
        if names(old, "links") != names(new, "links") {
            let meaning = Meaning::both(compatible("links are for tools"));
            self.push(place, Kind::Changed, "has other links", meaning, Level::Patch);
        }
        if names(old, "headers") != names(new, "headers") {
            let meaning = Meaning {
                callers: decide("they may read a header that is gone"),
                server: decide("it may have to send a header"),
            };
            self.push(place, Kind::Changed, "has other headers", meaning, Level::Minor);
        }
        match (old.child("content"), new.child("content")) {
            (None, Some(_)) => {
                let meaning = Meaning {
                    callers: compatible("they do not read it"),
                    server: breaking("it sends no body"),
                };
                self.push(place, Kind::Added, "has a body now", meaning, Level::Major);
            }
            (Some(_), None) => {
                let meaning = Meaning {
                    callers: breaking("they read the body"),
                    server: compatible("its body is not read"),
                };
                self.push(place, Kind::Removed, "has no body any more", meaning, Level::Major);
            }
            _ => self.content(place, &(old.clone(), new.clone())),
        }
    }

    fn content(&mut self, place: &Place, (old, new): &Pair<'a>) {
        let media = |item: &Item<'a>| {
            item.child("content").map(|content| content.children()).unwrap_or_default()
        };
        let (base, head) = (media(old), media(new));
        let names = |list: &[(String, Item<'a>)]| {
            list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        if names(&base) != names(&head) {
            let what =
                format!("is `{}`, not `{}`", names(&head).join("`, `"), names(&base).join("`, `"));
            let meaning = meaning(place, Drift::Other);
            let level = at_least_minor(&meaning);
            self.push(place, Kind::Changed, what, meaning, level);
        }
        for (name, item) in &head {
            let Some((_, before)) = base.iter().find(|(other, _)| other == name) else {
                continue;
            };
            self.texts(place, before.value, item.value, &["example", "examples"]);
            if let (Some(old), Some(new)) = (before.child("schema"), item.child("schema")) {
                self.schema(place, &(old, new));
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
