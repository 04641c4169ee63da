//! Members of objects: what came, went and was renamed, what has to be there, and members that are not named.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, breaking, compatible, decide};
use super::verdicts::{Drift, in_answers, in_requests, meaning, sides};
use super::{Compare, Place, flag, words};
use crate::walk::{Item, Side, follow};

/// A member that came as one that may be sent.
fn may_be_sent(required: bool) -> Meaning {
    if required {
        return in_requests(Drift::Other);
    }
    Meaning {
        callers: compatible("they need not send it"),
        server: decide("it may refuse or ignore it"),
    }
}

/// A member that went from what may be sent.
fn not_sent(required: bool) -> Meaning {
    Meaning {
        callers: breaking("what they send may be refused"),
        server: if required { breaking("it asks for it") } else { compatible("nobody sends it") },
    }
}

/// A member that came in answers.
fn answered(required: bool) -> Meaning {
    Meaning {
        callers: compatible("they pass over what they do not know"),
        server: if required {
            breaking("it does not send it")
        } else {
            compatible("it may leave it out")
        },
    }
}

/// A member that went from answers.
fn not_answered() -> Meaning {
    Meaning { callers: breaking("they may read it"), server: compatible("nobody reads it") }
}

fn required_names(schema: &Item<'_>) -> BTreeSet<String> {
    let names = schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn listed<'a>(schema: &Item<'a>) -> Vec<(String, Item<'a>)> {
    schema.child("properties").map(|properties| properties.children()).unwrap_or_default()
}

fn named<'a>(list: &[(String, Item<'a>)], name: &str) -> Option<Item<'a>> {
    list.iter().find(|(other, _)| other == name).map(|(_, item)| item.clone())
}

impl<'a> Compare<'a> {
    pub(super) fn members(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        let (base, head) = (listed(old), listed(new));
        let (old_required, new_required) = (required_names(old), required_names(new));
        let mut gone: Vec<_> =
            base.iter().filter(|(name, _)| named(&head, name).is_none()).cloned().collect();
        for (name, item) in head.iter().filter(|(name, _)| named(&base, name).is_none()) {
            let needed = new_required.contains(name);
            let like = |(other, before): &(String, Item<'a>)| {
                words::silent(before.value) == words::silent(item.value)
                    && old_required.contains(other) == needed
            };
            let member = self.on_its_sides(place, self.head, item);
            // A property that came where an equal one went has another name; anything more is guessing.
            if let Some(index) = gone.iter().position(like) {
                let (before, _) = gone.remove(index);
                let here = member.at(format!("{}.{before}", place.subject));
                let what = format!("was renamed to `{name}`");
                let meaning = meaning(&here, Drift::Other);
                self.push(&here, Kind::Changed, what, meaning, Level::Major);
                continue;
            }
            let here = member.at(format!("{}.{name}", place.subject));
            let kind = words::schema(item.value);
            let meaning = sides(&here, may_be_sent(needed), answered(needed));
            let (what, level) = match needed {
                true if here.in_requests() => {
                    (format!("was added: required, {kind}"), Level::Major)
                }
                true => (format!("was added: required, {kind}"), Level::Minor),
                false => (format!("was added: optional, {kind}"), Level::Minor),
            };
            self.push(&here, Kind::Added, what, meaning, level);
        }
        for (name, item) in &gone {
            let member = self.on_its_sides(place, self.base, item);
            let here = member.at(format!("{}.{name}", place.subject));
            let meaning = sides(&here, not_sent(old_required.contains(name)), not_answered());
            self.push(&here, Kind::Removed, "was removed", meaning, Level::Major);
        }
        for (name, item) in &head {
            let Some(before) = named(&base, name) else {
                continue;
            };
            let was_needed = old_required.contains(name);
            let is_needed = new_required.contains(name);
            let here = place.at(format!("{}.{name}", place.subject));
            let here = self.moved_sides(&here, (&before, was_needed), (item, is_needed));
            self.needed(&here, was_needed, is_needed);
            let optional = !was_needed && !is_needed;
            self.schema(&Place { optional, ..here }, &(before, item.clone()));
        }
        let listed: BTreeSet<&String> = base.iter().chain(&head).map(|(name, _)| name).collect();
        for name in old_required.symmetric_difference(&new_required) {
            if !listed.contains(name) {
                let here = place.at(format!("{}.{name}", place.subject));
                self.needed(&here, old_required.contains(name), new_required.contains(name));
            }
        }
    }

    fn needed(&mut self, here: &Place, was: bool, is: bool) {
        let (what, drift) = match (was, is) {
            (true, false) => ("may be left out now", Drift::Wider),
            (false, true) => ("is always there now", Drift::Narrower),
            _ => return,
        };
        self.push(here, Kind::Changed, what, meaning(here, drift), Level::Major);
    }

    /// A member that is only sent or only answered is not there on the other side.
    fn on_its_sides(&self, place: &Place, document: &'a Value, item: &Item<'a>) -> Place {
        let target = follow(document, item.clone());
        let set = |key: &str| flag(item.value, key) || flag(target.value, key);
        let mut place = place.clone();
        place.used_by.retain(|(side, _)| match side {
            Side::Request => !set("readOnly"),
            Side::Answer => !set("writeOnly"),
        });
        place
    }

    /// Tells when a member is sent or answered though it was not, or the other way round; gives the place with the sides it has kept.
    pub(super) fn moved_sides(
        &mut self,
        here: &Place,
        (old, was_needed): (&Item<'a>, bool),
        (new, is_needed): (&Item<'a>, bool),
    ) -> Place {
        let before = self.on_its_sides(here, self.base, old);
        let now = self.on_its_sides(here, self.head, new);
        let found = [
            (before.in_requests(), now.in_requests(), Side::Request),
            (before.in_answers(), now.in_answers(), Side::Answer),
        ];
        for (was, is, side) in found {
            let (what, meaning) = match (was, is, side) {
                (false, true, Side::Request) => ("may be sent now", may_be_sent(is_needed)),
                (true, false, Side::Request) => ("may not be sent any more", not_sent(was_needed)),
                (false, true, Side::Answer) => ("is answered now", answered(is_needed)),
                (true, false, Side::Answer) => ("is not answered any more", not_answered()),
                _ => continue,
            };
            self.push(here, Kind::Changed, what, meaning, Level::Minor);
        }
        let used_by = before.used_by.intersection(&now.used_by).cloned().collect();
        Place { used_by, ..here.clone() }
    }

    /// Members that are not named: refused, passed over, or kept with what they hold.
    pub(super) fn further_members(&mut self, place: &Place, old: &Item<'a>, new: &Item<'a>) {
        const KEY: &str = "additionalProperties";
        let (before, now) = (Further::of(old.get(KEY)), Further::of(new.get(KEY)));
        if before == now {
            if let (Further::OfKind, Some(old), Some(new)) =
                (before, old.child(KEY), new.child(KEY))
            {
                let subject = format!("each further member of {}", place.subject);
                self.schema(&place.at(subject), &(old, new));
            }
            return;
        }
        let kind = words::schema(new.get(KEY).unwrap_or(&Value::Null));
        let passed_over = Meaning::both(compatible("callers pass over what they do not know"));
        // What is kept has a type in Rust.
        let kept = |further: Further| matches!(further, Further::Any | Further::OfKind);
        let level = if kept(before) || kept(now) { Level::Major } else { Level::Minor };
        let (what, request, answer) = match (before, now) {
            (Further::Any, Further::OfKind) | (Further::OfKind, Further::Any) => {
                let drift = if now == Further::Any { Drift::Wider } else { Drift::Narrower };
                let what = format!("keeps further members of another kind now: {kind}");
                (what, in_requests(drift), in_answers(drift))
            }
            (_, Further::Refused) | (Further::Any | Further::OfKind, _) => {
                let what = if now == Further::Refused {
                    "is closed to members that are not named now"
                } else {
                    "keeps no members that are not named any more"
                };
                let request = match now {
                    Further::Refused => in_requests(Drift::Narrower),
                    _ => Meaning {
                        callers: decide("what they send may be refused"),
                        server: compatible("it takes what it gets"),
                    },
                };
                let answer = match before {
                    Further::Any => Meaning {
                        callers: decide("they may read them"),
                        server: compatible("nobody reads them"),
                    },
                    Further::OfKind => not_answered(),
                    _ => passed_over,
                };
                (what.to_owned(), request, answer)
            }
            (Further::Refused, Further::Unsaid) => (
                "is not closed to members that are not named any more".to_owned(),
                in_requests(Drift::Wider),
                passed_over,
            ),
            (_, _) => {
                let request = match before {
                    Further::Refused => in_requests(Drift::Wider),
                    _ => may_be_sent(false),
                };
                (format!("keeps members that are not named now: {kind}"), request, passed_over)
            }
        };
        let meaning = sides(place, request, answer);
        self.push(place, Kind::Changed, what, meaning, level);
    }
}

/// What an object says about members that it does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Further {
    /// Nothing.
    Unsaid,
    /// There are none.
    Refused,
    /// They are kept, whatever they hold.
    Any,
    /// They are kept, and all hold the same kind of value.
    OfKind,
}

impl Further {
    fn of(value: Option<&Value>) -> Self {
        match value {
            None => Self::Unsaid,
            Some(Value::Bool(false)) => Self::Refused,
            Some(Value::Object(schema)) if !schema.is_empty() => Self::OfKind,
            Some(_) => Self::Any,
        }
    }
}
