//! Rules about `x-press-rules`: each stands where it can be asked, and where its twins have it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::{Findings, Subject};
use super::words::{texts, words};
use crate::document::closest;
use crate::walk::{Item, follow};

pub(super) fn press_rule(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let walk = &subject.walk;
    let operations = walk.operations.iter().map(|operation| &operation.item);
    let items = operations.chain(&walk.parameters).chain(&walk.schemas);
    for rules in items.filter_map(|item| item.child("x-press-rules")) {
        let mut seen = Vec::new();
        for (_, rule) in rules.children() {
            let id = rule.value.as_str().unwrap_or_default();
            let known = subject.surroundings.rules.as_ref();
            if !words(id, '-') {
                findings.at(
                    &rule.pointer,
                    format!("`{id}` is not kebab-case"),
                    "rule ids are lower-case words joined by `-`",
                );
            } else if let Some(known) = known.filter(|known| !known.contains_key(id)) {
                let near = closest(id, known.keys().map(String::as_str));
                let fix = near.map_or_else(
                    || "write it in crates/press-apps-model, or correct the id".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                findings.at(&rule.pointer, format!("no rule `{id}` is implemented"), fix);
            }
            if seen.contains(&id) {
                findings.at(
                    &rule.pointer,
                    format!("the rule `{id}` stands twice"),
                    "remove one of them",
                );
            }
            seen.push(id);
        }
    }
    places(subject, findings);
    kinds(subject, findings);
    twins(subject, findings);
}

/// Every rule of something, by its own place in the list.
fn rules_of<'a>(item: &Item<'a>) -> Vec<Item<'a>> {
    item.child("x-press-rules")
        .map(|rules| rules.children())
        .unwrap_or_default()
        .into_iter()
        .map(|(_, rule)| rule)
        .collect()
}

/// A rule about paths stands on a parameter of a path, one about queries on one of the query, one about files nowhere.
fn places(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let Some(known) = &subject.surroundings.rules else {
        return;
    };
    let parameters =
        subject.walk.parameters.iter().map(|item| (item, item.text("in").unwrap_or_default()));
    // A schema that a parameter refers to stands where the parameter does.
    let referred: BTreeMap<&str, &str> = subject
        .walk
        .parameters
        .iter()
        .filter_map(|item| {
            let target = item.child("schema")?.text("$ref")?.strip_prefix('#')?;
            Some((target, item.text("in").unwrap_or_default()))
        })
        .collect();
    let place_of = |pointer: &str| referred.get(pointer).copied().unwrap_or("body");
    let schemas = subject.walk.schemas.iter().map(|item| (item, place_of(&item.pointer)));
    for (item, place) in parameters.chain(schemas) {
        for rule in rules_of(item) {
            let id = rule.value.as_str().unwrap_or_default();
            let looks_at = known.get(id).map(String::as_str).unwrap_or_default();
            let here = match place {
                "path" => "a parameter of a path",
                "query" => "a parameter of the query",
                _ => "a schema",
            };
            let fits = match looks_at {
                "paths" => place == "path",
                "queries" => place == "query",
                "bodies" => place != "query",
                "parameter values" => place == "body",
                "files" => false,
                _ => true,
            };
            if !fits {
                findings.at(
                    &rule.pointer,
                    format!("the rule `{id}` looks at {looks_at}, and this is {here}"),
                    "remove it, or put it where it belongs",
                );
            }
        }
    }
}

/// A rule stands on values of one kind. Nothing can be said of a boolean that its type does not say.
fn kinds(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = &subject.document.value;
    let mut uses: BTreeMap<&str, Vec<(&str, Item<'_>)>> = BTreeMap::new();
    for item in subject.walk.parameters.iter().chain(&subject.walk.schemas) {
        let schema =
            item.child("schema").map_or_else(|| item.clone(), |schema| follow(document, schema));
        let kind = schema.text("type").unwrap_or("any");
        for rule in rules_of(item) {
            if let Some(id) = rule.value.as_str() {
                uses.entry(id).or_default().push((kind, rule));
            }
        }
    }
    for (id, uses) in uses {
        let count = |kind: &str| uses.iter().filter(|(other, _)| *other == kind).count();
        let most = uses.iter().map(|(kind, _)| count(kind)).max().unwrap_or_default();
        // Where two kinds are even, a number is the stranger of the two.
        let usual: BTreeSet<&str> = uses
            .iter()
            .map(|(kind, _)| *kind)
            .filter(|kind| count(kind) == most && *kind != "boolean")
            .collect();
        let numbers = ["integer", "number"];
        let others = usual.iter().any(|kind| !numbers.contains(kind));
        for (kind, rule) in &uses {
            let strange =
                !usual.contains(kind) || usual.len() > 1 && (!others || numbers.contains(kind));
            if strange {
                findings.at(
                    &rule.pointer,
                    format!("the rule `{id}` stands on a value of type `{kind}`, which it does not look at"),
                    "remove it here, or correct the type",
                );
            }
        }
    }
}

/// Two things of one name, shape and description have the same rules.
fn twins(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let bare = |value: &Value, more: &str| {
        let mut value = value.clone();
        if let Some(members) = value.as_object_mut() {
            for key in ["x-press-rules", "x-press-assumed", more] {
                members.remove(key);
            }
        }
        value.to_string()
    };
    let mut families: BTreeMap<String, Vec<Item<'_>>> = BTreeMap::new();
    let requested = subject
        .walk
        .properties
        .iter()
        .filter(|property| subject.usage.requests(&property.item.pointer));
    for property in requested.filter(|property| property.item.get("description").is_some()) {
        let key = format!("{} {}", property.name, bare(property.item.value, ""));
        families.entry(key).or_default().push(property.item.clone());
    }
    for parameter in
        subject.walk.parameters.iter().filter(|parameter| parameter.text("in") == Some("path"))
    {
        let schema =
            parameter.get("schema").map(|schema| bare(schema, "description")).unwrap_or_default();
        families.entry(format!("path {schema}")).or_default().push(parameter.clone());
    }
    for family in families.values() {
        let rules: BTreeSet<&str> =
            family.iter().flat_map(|item| texts(item.get("x-press-rules"))).collect();
        for rule in rules {
            let (with, without): (Vec<_>, Vec<_>) =
                family.iter().partition(|item| texts(item.get("x-press-rules")).contains(&rule));
            // What a path names may be held to more than what others name.
            let of_path = family[0].get("in").is_some();
            if of_path && with.len() < without.len() {
                continue;
            }
            if with.len() < without.len() {
                for item in
                    rules_of(with[0]).iter().filter(|item| item.value.as_str() == Some(rule))
                {
                    findings.at(
                        &item.pointer,
                        format!(
                            "the rule `{rule}` stands here and not on {} like this",
                            without[0].pointer
                        ),
                        "remove it here, or add it to all of them",
                    );
                }
                continue;
            }
            for item in without {
                findings.at(
                    &item.pointer,
                    format!(
                        "the rule `{rule}` is missing here; {} like this has it",
                        with[0].pointer
                    ),
                    "add it to `x-press-rules`, or say in the descriptions how the two differ",
                );
            }
        }
    }
}
