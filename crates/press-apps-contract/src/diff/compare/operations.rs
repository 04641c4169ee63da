//! Operations: what came, went and moved, and what they say about themselves.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::change::{Group, Kind, Level, Meaning, breaking, compatible, decide};
use super::parameters::bare;
use super::verdicts::{Drift, meaning};
use super::{Compare, Place, words};
use crate::walk::{Operation, Side, Walk};

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

/// What callers call: a name in a path does not go over the wire.
fn address(operation: &Operation<'_>) -> (String, String) {
    (bare(operation.path), operation.method.to_owned())
}

impl<'a> Compare<'a> {
    pub(super) fn operations(&mut self, base: &Walk<'a>, head: &Walk<'a>) {
        let mut gone: Vec<&Operation<'a>> = Vec::new();
        for old in &base.operations {
            let same = head.operations.iter().find(|new| new.name() == old.name());
            match same.or_else(|| head.operations.iter().find(|new| address(new) == address(old))) {
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
        self.paths(base, head);
        for new in &head.operations {
            let known = base
                .operations
                .iter()
                .any(|old| old.name() == new.name() || address(old) == address(new));
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

    /// What is said about a path, once for all its operations.
    fn paths(&mut self, base: &Walk<'a>, head: &Walk<'a>) {
        let mut told = BTreeSet::new();
        for new in &head.operations {
            let old = base.operations.iter().find(|old| bare(old.path) == bare(new.path));
            if let Some(old) = old.filter(|_| told.insert(new.path)) {
                let place = Place {
                    group: Group::Document,
                    subject: format!("the path {}", new.path),
                    used_by: BTreeSet::new(),
                    optional: false,
                };
                let (base, head) = (old.path_item.value, new.path_item.value);
                self.texts(&place, base, head, &["summary", "description"]);
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
        if address(old) != address(new) {
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
        self.access_of(&here, old, new);
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
        if base.get("callbacks") != head.get("callbacks") {
            let meaning = Meaning {
                callers: decide("they may be called in another way"),
                server: decide("it may have to call in another way"),
            };
            self.push(here, Kind::Changed, "has other `callbacks`", meaning, Level::Minor);
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
        if base_key != head_key && base_key.is_some() && head_key.is_some() {
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
        let here = here.on(Side::Request, here.subject.clone());
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
}
