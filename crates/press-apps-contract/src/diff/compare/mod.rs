//! What differs between two documents, and what each difference means.
//!
//! One rule stands behind all verdicts. Callers are fine if every request they may send by the old document is one of the new, and every
//! answer of the new document is one they can read by the old; the server is fine if it is the other way round. Requests count as
//! closed (a service may refuse what it does not know), answers as open (callers pass over fields and enum values they do not know, and
//! check no limits). What can be written in two ways is no difference.

mod access;
mod branches;
mod enums;
mod limits;
mod members;
mod messages;
mod normal;
mod operations;
mod parameters;
mod schemas;
mod verdicts;
mod words;

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{Change, Group, Kind, Level, Meaning, compatible, decide};
use crate::walk::{Item, Side, Usage, Walk, components};

/// Everything that differs, grouped and ordered.
#[must_use]
pub fn compare(base: &Value, head: &Value) -> Vec<Change> {
    let (base, head) = (normal::normal(base), normal::normal(head));
    let (base_walk, head_walk) = (Walk::of(&base), Walk::of(&head));
    let (base_usage, head_usage) = (Usage::of(&base, &base_walk), Usage::of(&head, &head_walk));
    let mut compare = Compare {
        base: &base,
        head: &head,
        base_usage: &base_usage,
        head_usage: &head_usage,
        inside: Vec::new(),
        changes: Vec::new(),
    };
    compare.document();
    compare.operations(&base_walk, &head_walk);
    compare.components();
    let mut changes = compare.changes;
    changes.sort_by(|one, other| {
        (&one.group, std::cmp::Reverse(one.class()), &one.subject).cmp(&(
            &other.group,
            std::cmp::Reverse(other.class()),
            &other.subject,
        ))
    });
    changes
}

struct Compare<'a> {
    base: &'a Value,
    head: &'a Value,
    base_usage: &'a Usage,
    head_usage: &'a Usage,
    /// The pairs of references that are being compared by what they lead to.
    inside: Vec<(String, String)>,
    changes: Vec<Change>,
}

/// The place a comparison is at.
#[derive(Clone)]
struct Place {
    group: Group,
    subject: String,
    used_by: BTreeSet<(Side, String)>,
    /// Whether it is a property that may be left out, before and now.
    optional: bool,
}

impl Place {
    fn at(&self, subject: String) -> Self {
        Self { group: self.group.clone(), subject, used_by: self.used_by.clone(), optional: false }
    }

    /// A place within an operation, on one side of it.
    fn on(&self, side: Side, subject: String) -> Self {
        let mut place = self.at(subject);
        if let Group::Operation { name, .. } = &place.group {
            place.used_by = BTreeSet::from([(side, name.clone())]);
        }
        place
    }

    fn in_answers(&self) -> bool {
        self.used_by.iter().any(|(side, _)| *side == Side::Answer)
    }

    fn in_requests(&self) -> bool {
        self.used_by.iter().any(|(side, _)| *side == Side::Request)
    }
}

/// The same item in both documents.
type Pair<'a> = (Item<'a>, Item<'a>);

/// Whether a flag is set.
fn flag(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

impl<'a> Compare<'a> {
    fn push(
        &mut self,
        place: &Place,
        kind: Kind,
        what: impl Into<String>,
        meaning: Meaning,
        rust: Level,
    ) {
        self.changes.push(Change {
            group: place.group.clone(),
            subject: place.subject.clone(),
            what: what.into(),
            meaning,
            rust,
            kind,
            used_by: place.used_by.clone(),
        });
    }

    /// Keys that only people read.
    fn texts(&mut self, place: &Place, base: &Value, head: &Value, keys: &[&str]) {
        for key in keys.iter().filter(|key| base.get(key) != head.get(key)) {
            let (one, another) = words::noun(key);
            let what = match (base.get(key), head.get(key)) {
                (None, _) => format!("has {one} now"),
                (_, None) => format!("has no {} any more", words::bare_noun(one)),
                _ => format!("has {another}"),
            };
            self.push(
                place,
                Kind::Words,
                what,
                Meaning::both(compatible("words only")),
                Level::Patch,
            );
        }
    }

    /// What tells clients how to treat something, and no more.
    fn hints(&mut self, place: &Place, base: &Value, head: &Value, keys: &[&str]) {
        for key in keys.iter().filter(|key| base.get(key) != head.get(key)) {
            let what = match (*key, head.get(key)) {
                ("x-press-secret", Some(_)) => "is secret now: clients mask it".to_owned(),
                ("x-press-secret", None) => "is not secret any more".to_owned(),
                ("x-press-hides", Some(new)) => {
                    let members = new["members"].as_array().into_iter().flatten();
                    let members: Vec<_> =
                        members.map(|member| words::value(Some(member))).collect();
                    format!("hides {} if {}", members.join(" and "), words::value(new.get("if")))
                }
                ("x-press-lookup", Some(new)) => format!(
                    "names what finds its outcome: {}, by {}",
                    words::value(new.get("operation")),
                    words::value(new.get("by"))
                ),
                (key, _) => format!("has no `{key}` any more"),
            };
            let meaning = Meaning::both(compatible("nothing on the wire changes"));
            self.push(place, Kind::Words, what, meaning, Level::Patch);
        }
    }

    fn assumed(&mut self, place: &Place, base: &Value, head: &Value) {
        let mark = |value: &Value| value.get("x-press-assumed").cloned();
        let flag = |value: &Value| mark(value).is_some_and(|mark| mark != Value::Bool(false));
        let what = match (flag(base), flag(head)) {
            (true, false) => "is no guess any more: it has a source",
            (false, true) => "is a guess now: it has no source",
            _ => return,
        };
        self.push(
            place,
            Kind::Words,
            what,
            Meaning::both(compatible("nothing on the wire changes")),
            Level::Patch,
        );
    }

    fn rules(&mut self, place: &Place, base: &Value, head: &Value) {
        let list = |value: &Value| -> Vec<String> {
            let rules = value.get("x-press-rules").and_then(Value::as_array);
            rules.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (old, new) = (list(base), list(head));
        for rule in new.iter().filter(|rule| !old.contains(rule)) {
            let meaning = Meaning {
                callers: decide("what was taken may be refused now"),
                server: compatible("it may be stricter than it has to be"),
            };
            self.push(
                place,
                Kind::Changed,
                format!("is checked by the rule `{rule}` now"),
                meaning,
                Level::Minor,
            );
        }
        for rule in old.iter().filter(|rule| !new.contains(rule)) {
            let meaning = Meaning {
                callers: compatible("less is refused"),
                server: decide("callers may send what it refuses"),
            };
            self.push(
                place,
                Kind::Changed,
                format!("is not checked by the rule `{rule}` any more"),
                meaning,
                Level::Minor,
            );
        }
    }

    fn document(&mut self) {
        let place = Place {
            group: Group::Document,
            subject: "the document".to_owned(),
            used_by: BTreeSet::new(),
            optional: false,
        };
        let (base, head) = (self.base, self.head);
        let info = |document: &'a Value| document.get("info").unwrap_or(&Value::Null);
        self.texts(
            &place,
            info(base),
            info(head),
            &["title", "description", "termsOfService", "contact", "license"],
        );
        self.assumed(&place, info(base), info(head));
        self.texts(&place, base, head, &["tags", "externalDocs"]);
        if base.get("openapi") != head.get("openapi") {
            let what = format!("is written in OpenAPI {} now", words::value(head.get("openapi")));
            let meaning = Meaning::both(compatible("nothing on the wire changes"));
            self.push(&place, Kind::Words, what, meaning, Level::Patch);
        }
        self.access(&place);
        for (list, name) in [("examples", "example"), ("links", "link")] {
            let (base, head) = (components(base, list), components(head, list));
            for (key, old) in &base {
                let new = head.iter().find(|(other, _)| other == key);
                if new.is_some_and(|(_, new)| new.value != old.value) {
                    let meaning = Meaning::both(compatible("words only"));
                    let place = place.at(format!("the shared {name} {key}"));
                    self.push(&place, Kind::Words, "changed", meaning, Level::Patch);
                }
            }
        }
    }

    /// Shared parameters, responses and schemas, each compared once. Request bodies and headers are compared where they are used.
    fn components(&mut self) {
        for (list, kind) in
            [("parameters", "parameter"), ("responses", "response"), ("schemas", "schema")]
        {
            let (base, head) = (components(self.base, list), components(self.head, list));
            let find = |items: &[(String, Item<'a>)], name: &str| {
                items.iter().find(|(key, _)| key == name).map(|(_, item)| item.clone())
            };
            let only = |some: &[(String, Item<'a>)],
                        others: &[(String, Item<'a>)]|
             -> Vec<(String, Item<'a>)> {
                some.iter().filter(|(name, _)| find(others, name).is_none()).cloned().collect()
            };
            let mut gone = only(&base, &head);
            for (name, item) in only(&head, &base) {
                let place = self.component(kind, &name, &item, &item);
                let renamed = gone.iter().position(|(_, old)| old.value == item.value);
                match renamed.map(|index| gone.remove(index).0) {
                    Some(old) if kind == "schema" => {
                        let meaning =
                            Meaning::both(compatible("names of schemas do not go over the wire"));
                        self.push(
                            &place.at(old),
                            Kind::Changed,
                            format!("is called `{name}` now"),
                            meaning,
                            Level::Major,
                        );
                    }
                    None if kind == "schema" => {
                        let meaning =
                            Meaning::both(compatible("what uses it is told where it is used"));
                        self.push(&place, Kind::Added, "is a new schema", meaning, Level::Minor);
                    }
                    _ => {}
                }
            }
            if kind == "schema" {
                for (name, item) in gone {
                    let place = self.component(kind, &name, &item, &item);
                    let meaning =
                        Meaning::both(compatible("what used it is told where it was used"));
                    self.push(&place, Kind::Removed, "is gone", meaning, Level::Major);
                }
            }
            for (name, old) in &base {
                let Some(new) = find(&head, name) else {
                    continue;
                };
                let place = self.component(kind, name, old, &new);
                match kind {
                    "parameter" => self.parameter(&place, &(old.clone(), new)),
                    "response" => self.response(&place, &(old.clone(), new)),
                    _ => {
                        let place = self.moved_sides(&place, (old, true), (&new, true));
                        self.schema(&place, &(old.clone(), new));
                    }
                }
            }
        }
    }

    fn component(&self, kind: &'static str, name: &str, base: &Item<'a>, head: &Item<'a>) -> Place {
        let mut used_by = self.base_usage.users(&base.pointer);
        used_by.extend(self.head_usage.users(&head.pointer));
        let subject = match kind {
            "schema" => name.to_owned(),
            "parameter" => words::parameter(base),
            _ => format!("the shared response {name}"),
        };
        Place {
            group: Group::Component { kind, name: name.to_owned() },
            subject,
            used_by,
            optional: false,
        }
    }
}
