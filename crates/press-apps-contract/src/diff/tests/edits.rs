//! One line an edit: what is said about it, what it means for callers and for the server, and how much Rust code minds.
//!
//! `edits.txt` has a line for every member of an OpenAPI document, in what is sent, in what is answered and in both:
//! `place | edit | what it means | what is said`. The edit is YAML: members to set, `~` to take one away, `old => new` to rename one,
//! `-` to add one to a list.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::super::{Change, Meaning, compare};
use crate::document::Document;

const EDITS: &str = include_str!("edits.txt");

/// The document that the edits are made in.
pub(super) static BASE: LazyLock<Value> = LazyLock::new(|| {
    let mut value = Document::parse_any("base.yaml", include_str!("base.yaml")).unwrap().value;
    let schemas = value.pointer_mut("/components/schemas").unwrap().as_object_mut().unwrap();
    let sample = schemas.remove("Sample").unwrap();
    for name in ["Sent", "Got", "Both"] {
        schemas.insert(name.to_owned(), sample.clone());
    }
    value
});

/// The document after one edit of a place, both written as in `edits.txt`.
pub(super) fn edited(place: &str, edit: &str) -> Value {
    let mut value = BASE.clone();
    let at = pointer(&value, place);
    for part in parts(edit) {
        if let Some((from, to)) = part.split_once(" => ") {
            let (owner, key) = whole(&at, from);
            let taken = members(&mut value, &owner).remove(&key).unwrap();
            let (owner, key) = whole(&at, to);
            members(&mut value, &owner).insert(key, taken);
            continue;
        }
        let (path, new) = part.split_once(": ").unwrap();
        let (owner, key) = whole(&at, path);
        let new = Document::parse_any("edit", format!("v: {new}")).unwrap().value["v"].take();
        match value.pointer_mut(&owner).unwrap_or_else(|| panic!("{place}: no {owner}")) {
            Value::Array(list) if key == "-" => list.push(new),
            Value::Array(list) if new.is_null() => {
                list.remove(key.parse().unwrap());
            }
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = new,
            Value::Object(members) if new.is_null() => {
                assert!(members.remove(&key).is_some(), "{place}: there is no {key}");
            }
            Value::Object(members) => {
                members.insert(key, new);
            }
            other => panic!("{place}: {path} is in {other}"),
        }
    }
    value
}

/// The changes that one edit makes.
pub(super) fn changes(place: &str, edit: &str) -> Vec<Change> {
    compare(&BASE, &edited(place, edit))
}

/// The parts of an edit: `;` outside of brackets ends one.
fn parts(edit: &str) -> Vec<&str> {
    let (mut out, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, letter) in edit.char_indices() {
        match letter {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ';' if depth == 0 => {
                out.push(edit[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(edit[start..].trim());
    out
}

/// The pointer of what holds the last part of a path, and that part.
fn whole(at: &str, path: &str) -> (String, String) {
    let (owner, key) = path.rsplit_once('/').map_or(("", path), |(owner, key)| (owner, key));
    let owner = if owner.is_empty() { at.to_owned() } else { format!("{at}/{owner}") };
    (owner, key.replace("~1", "/"))
}

fn members<'a>(value: &'a mut Value, pointer: &str) -> &'a mut Map<String, Value> {
    value.pointer_mut(pointer).unwrap().as_object_mut().unwrap()
}

fn pointer(document: &Value, place: &str) -> String {
    let (kind, name) = place.split_once(' ').unwrap_or((place, ""));
    let operation = || {
        let paths = document["paths"].as_object().unwrap();
        let found = paths.iter().find_map(|(path, item)| {
            let methods = item.as_object().unwrap();
            let (method, _) = methods.iter().find(|(_, node)| node["operationId"] == name)?;
            Some((format!("/paths/{}", path.replace('/', "~1")), method.clone()))
        });
        found.unwrap_or_else(|| panic!("there is no operation {name}"))
    };
    match kind {
        "document" => String::new(),
        "path" => operation().0,
        "op" => format!("{}/{}", operation().0, operation().1),
        "body" => format!("{}/{}/requestBody", operation().0, operation().1),
        "schema" => match name.split_once('.') {
            Some((schema, property)) => {
                format!("/components/schemas/{schema}/properties/{property}")
            }
            None => format!("/components/schemas/{name}"),
        },
        other => panic!("no place is called {other}"),
    }
}

fn line(place: &str, edit: &str) -> String {
    let changes = changes(place, edit);
    if changes.is_empty() {
        return format!("{place} | {edit} | nothing changed");
    }
    let means = changes.iter().map(|change| {
        let Meaning { callers, server } = &change.meaning;
        format!("{} {} {}", callers.class.word(), server.class.word(), change.rust.word())
    });
    let said = changes.iter().map(|change| format!("{} {}", change.subject, change.what));
    let join = |texts: Vec<String>| texts.join(" + ");
    format!("{place} | {edit} | {} | {}", join(means.collect()), join(said.collect()))
}

#[test]
fn every_edit_is_named_and_judged() {
    let mut wrong = String::new();
    for wanted in EDITS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut columns = wanted.split(" | ");
        let (place, edit) = (columns.next().unwrap(), columns.next().unwrap());
        let found = line(place, edit);
        if found != wanted {
            wrong.push_str(&format!("- {wanted}\n+ {found}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_no_change_is_none_the_other_way_round() {
    for wanted in EDITS.lines().filter(|line| line.ends_with("| nothing changed")) {
        let mut columns = wanted.split(" | ");
        let edited = edited(columns.next().unwrap(), columns.next().unwrap());
        assert_eq!(compare(&edited, &BASE), [], "{wanted}");
    }
    assert_eq!(compare(&BASE, &BASE), []);
}
