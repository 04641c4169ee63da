//! Bodies, answers, response headers and media types.

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, breaking, compatible, decide};
use super::verdicts::{Drift, meaning};
use super::{Compare, Pair, Place, flag};
use crate::walk::{Item, Operation, Side, follow};

impl<'a> Compare<'a> {
    pub(super) fn request_body(&mut self, here: &Place, old: &Operation<'a>, new: &Operation<'a>) {
        let place = here.on(Side::Request, "the request body".to_owned());
        let body = |document: &'a Value, operation: &Operation<'a>| {
            operation.item.child("requestBody").map(|body| follow(document, body))
        };
        match (body(self.base, old), body(self.head, new)) {
            (None, Some(new)) => {
                let (what, meaning) = if flag(new.value, "required") {
                    ("was added: required", meaning(&place, Drift::Other))
                } else {
                    let meaning = Meaning {
                        callers: compatible("they need not send it"),
                        server: decide("it may refuse or ignore it"),
                    };
                    ("was added: optional", meaning)
                };
                self.push(&place, Kind::Added, what, meaning, Level::Major);
            }
            (Some(old), None) => {
                let needed = flag(old.value, "required");
                let drift = if needed { Drift::Other } else { Drift::Narrower };
                let meaning = meaning(&place, drift);
                self.push(&place, Kind::Removed, "was removed", meaning, Level::Major);
            }
            (Some(old), Some(new)) => {
                self.texts(&place, old.value, new.value, &["description"]);
                self.assumed(&place, old.value, new.value);
                match (flag(old.value, "required"), flag(new.value, "required")) {
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

    pub(super) fn responses(&mut self, here: &Place, old: &Operation<'a>, new: &Operation<'a>) {
        let (base, head) = (old.responses(self.base), new.responses(self.head));
        let find = |list: &[(String, Item<'a>)], code: &str| {
            list.iter().find(|(other, _)| other == code).map(|(_, item)| item.clone())
        };
        for (code, item) in &head {
            let place = here.on(Side::Answer, format!("the answer {code}"));
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
            let place = here.on(Side::Answer, format!("the answer {code}"));
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
        if old.get("links") != new.get("links") {
            let meaning = Meaning::both(compatible("links are for tools"));
            self.push(place, Kind::Changed, "has other links", meaning, Level::Patch);
        }
        self.headers(place, old, new);
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

    fn headers(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        let list = |document: &'a Value, response: &Item<'a>| -> Vec<(String, Item<'a>)> {
            let headers = response.child("headers").map(|headers| headers.children());
            let headers = headers.unwrap_or_default().into_iter();
            headers.map(|(name, item)| (name, follow(document, item))).collect()
        };
        let (base, head) = (list(self.base, old), list(self.head, new));
        let find = |list: &[(String, Item<'a>)], name: &str| {
            let same = |(other, _): &&(String, Item<'a>)| other.eq_ignore_ascii_case(name);
            list.iter().find(same).map(|(_, item)| item.clone())
        };
        let at = |name: &str| place.at(format!("the header {name} of {}", place.subject));
        for (name, _) in base.iter().filter(|(name, _)| find(&head, name).is_none()) {
            let meaning = Meaning {
                callers: breaking("they may read it"),
                server: compatible("nobody reads it"),
            };
            self.push(&at(name), Kind::Removed, "was removed", meaning, Level::Minor);
        }
        for (name, item) in &head {
            let here = at(name);
            let needed = flag(item.value, "required");
            let Some(before) = find(&base, name) else {
                let callers = compatible("they pass over what they do not know");
                let (what, server) = if needed {
                    ("was added: always there", breaking("it does not send it"))
                } else {
                    ("was added: optional", compatible("it may leave it out"))
                };
                let meaning = Meaning { callers, server };
                self.push(&here, Kind::Added, what, meaning, Level::Minor);
                continue;
            };
            let was_needed = flag(before.value, "required");
            if was_needed != needed {
                let (what, drift) = if needed {
                    ("is always there now", Drift::Narrower)
                } else {
                    ("may be left out now", Drift::Wider)
                };
                self.push(&here, Kind::Changed, what, meaning(&here, drift), Level::Minor);
            }
            // Otherwise a header is described as a parameter is; it has no `required` that means something else.
            let (before, item) = (unneeded(&before), unneeded(item));
            if before != item {
                self.header(&here, &before, &item);
            }
        }
    }

    /// What a header holds and how it is written.
    fn header(&mut self, place: &Place, base: &Value, head: &Value) {
        let mut inner = Compare {
            base: self.base,
            head: self.head,
            base_usage: self.base_usage,
            head_usage: self.head_usage,
            inside: self.inside.clone(),
            changes: Vec::new(),
        };
        let at = |value| Item { pointer: String::new(), value };
        inner.parameter(place, &(at(base), at(head)));
        let changes = inner.changes;
        self.changes.extend(changes);
    }

    pub(super) fn content(&mut self, place: &Place, (old, new): &Pair<'a>) {
        let media = |item: &Item<'a>| {
            item.child("content").map(|content| content.children()).unwrap_or_default()
        };
        let (base, head) = (media(old), media(new));
        let only = |some: &[(String, Item<'a>)], others: &[(String, Item<'a>)]| {
            some.iter().any(|(name, _)| !others.iter().any(|(other, _)| other == name))
        };
        if let Some(drift) = Drift::of(only(&base, &head), only(&head, &base)) {
            let names = |list: &[(String, Item<'a>)]| {
                list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join("`, `")
            };
            let what = format!("is `{}`, not `{}`", names(&head), names(&base));
            self.push(place, Kind::Changed, what, meaning(place, drift), Level::Minor);
        }
        for (name, item) in &head {
            let Some((_, before)) = base.iter().find(|(other, _)| other == name) else {
                continue;
            };
            self.texts(place, before.value, item.value, &["example", "examples"]);
            if before.get("encoding") != item.get("encoding") {
                let meaning = Meaning::both(decide("its parts may be written in another way"));
                self.push(place, Kind::Changed, "has another `encoding`", meaning, Level::Minor);
            }
            let (what, drift) = match (before.child("schema"), item.child("schema")) {
                (Some(old), Some(new)) => {
                    self.schema(place, &(old, new));
                    continue;
                }
                (None, Some(_)) => ("has a schema now", Drift::Narrower),
                (Some(_), None) => ("has no schema any more", Drift::Wider),
                (None, None) => continue,
            };
            self.push(place, Kind::Changed, what, meaning(place, drift), Level::Major);
        }
    }
}

/// A header without whether it has to be there.
fn unneeded(item: &Item<'_>) -> Value {
    let mut value = item.value.clone();
    if let Some(members) = value.as_object_mut() {
        members.remove("required");
    }
    value
}
