//! Schemas inside a schema: the items of a list, JSON text, and the branches of `oneOf`, `anyOf` and `allOf`.

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, compatible, decide};
use super::verdicts::{Drift, meaning};
use super::{Compare, Place, words};
use crate::walk::Item;

impl<'a> Compare<'a> {
    /// The items of a list, and what JSON text carries.
    pub(super) fn parts(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        for (key, subject) in [
            ("items", format!("each of {}", place.subject)),
            ("x-press-json-text", format!("what {} carries", place.subject)),
        ] {
            let (what, drift) = match (old.child(key), new.child(key)) {
                (Some(before), Some(now)) => {
                    self.schema(&place.at(subject), &(before, now));
                    continue;
                }
                (None, Some(_)) => (format!("has `{key}` now"), Drift::Narrower),
                (Some(_), None) => (format!("has no `{key}` any more"), Drift::Wider),
                (None, None) => continue,
            };
            self.push(place, Kind::Changed, what, meaning(place, drift), Level::Major);
        }
    }

    pub(super) fn branches(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        if let Some((from, to)) = swapped(old, new) {
            let what = format!("has its branches in `{to}` now, not in `{from}`");
            let meaning = match (from, to) {
                ("oneOf", "anyOf") => meaning(place, Drift::Wider),
                ("anyOf", "oneOf") => meaning(place, Drift::Narrower),
                _ => Meaning::both(decide("it may allow less or something else")),
            };
            self.push(place, Kind::Changed, what, meaning, Level::Major);
            return;
        }
        for key in ["oneOf", "allOf", "anyOf"] {
            let (before, now) = (list(old, key), list(new, key));
            let only = |some: &[Item<'a>], others: &[Item<'a>]| -> Vec<Item<'a>> {
                let new = |item: &&Item<'a>| {
                    !others.iter().any(|o| words::silent(o.value) == words::silent(item.value))
                };
                some.iter().filter(new).cloned().collect()
            };
            let (mut gone, come) = (only(&before, &now), only(&now, &before));
            for item in come {
                // Two of the same type are one that changed; names are not guessed.
                let alike = gone.iter().position(|other| {
                    other.get("$ref").is_none()
                        && item.get("$ref").is_none()
                        && other.get("type") == item.get("type")
                });
                if let Some(index) = alike {
                    let subject =
                        format!("the branch {} of {}", words::schema(item.value), place.subject);
                    self.schema(&place.at(subject), &(gone.remove(index), item));
                    continue;
                }
                let what = format!("has one more branch in `{key}`: {}", words::schema(item.value));
                let drift = if key == "allOf" { Drift::Other } else { Drift::Wider };
                self.push(place, Kind::Added, what, meaning(place, drift), Level::Major);
            }
            for item in gone {
                let what = format!("has one branch less in `{key}`: {}", words::schema(item.value));
                let drift = if key == "allOf" { Drift::Other } else { Drift::Narrower };
                self.push(place, Kind::Removed, what, meaning(place, drift), Level::Major);
            }
            let same_words =
                before.iter().all(|item| now.iter().any(|new| new.value == item.value));
            let quiet = |list: &[Item<'a>]| {
                let mut quiet: Vec<_> =
                    list.iter().map(|item| words::silent(item.value).to_string()).collect();
                quiet.sort();
                quiet
            };
            if !same_words && quiet(&before) == quiet(&now) {
                let meaning = Meaning::both(compatible("words only"));
                let what = format!("has other words on a branch of `{key}`");
                self.push(place, Kind::Words, what, meaning, Level::Patch);
            }
        }
    }
}

fn list<'a>(item: &Item<'a>, key: &str) -> Vec<Item<'a>> {
    let list = item.child(key).map(|list| list.children()).unwrap_or_default();
    list.into_iter().map(|(_, item)| item).collect()
}

/// The two keys, when the same branches stand under another one.
fn swapped(old: &Item<'_>, new: &Item<'_>) -> Option<(&'static str, &'static str)> {
    let key = |item: &Item<'_>| {
        let mut keys =
            ["oneOf", "anyOf", "allOf"].into_iter().filter(|key| item.get(key).is_some());
        keys.next().filter(|_| keys.next().is_none())
    };
    let (from, to) = (key(old)?, key(new)?);
    let branches = |value: Option<&Value>| value.map(words::silent);
    (from != to && branches(old.get(from)) == branches(new.get(to))).then_some((from, to))
}
