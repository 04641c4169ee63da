//! Limits of a value: bounds, lengths, patterns and the like. They bind what callers send; answers are read whatever theirs are.

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, compatible, decide};
use super::verdicts::{Drift, in_requests, limit, meaning};
use super::{Compare, Place, flag, words};

/// Counts that allow more the lower they are, and those that allow more the higher they are.
const LEAST: [&str; 3] = ["minLength", "minItems", "minProperties"];
const MOST: [&str; 3] = ["maxLength", "maxItems", "maxProperties"];

impl<'a> Compare<'a> {
    pub(super) fn limits(&mut self, place: &Place, base: &Value, head: &Value) {
        for side in [Side::Least, Side::Most] {
            self.bound(place, base, head, side);
        }
        for (keys, side) in [(LEAST, Side::Least), (MOST, Side::Most)] {
            for key in keys {
                let count = |schema: &Value| {
                    let value = schema.get(key).and_then(Value::as_f64);
                    value.map(|value| Bound { value, excluded: false })
                };
                if let Some(drift) = side.drift(count(base), count(head)) {
                    let what = named(key, base, head);
                    self.limited(place, what, drift);
                }
            }
        }
        self.pattern(place, base, head);
        self.multiple(place, base, head);
        match (flag(base, "uniqueItems"), flag(head, "uniqueItems")) {
            (false, true) => self.limited(place, "has each item once now", Drift::Narrower),
            (true, false) => self.limited(place, "may have an item twice now", Drift::Wider),
            _ => {}
        }
        let (old, new) = (base.get("not"), head.get("not"));
        match (old, new) {
            _ if old == new => {}
            (None, _) => {
                let meaning = meaning(place, Drift::Narrower);
                self.push(place, Kind::Changed, "has `not` now", meaning, Level::Minor);
            }
            (_, None) => {
                let meaning = meaning(place, Drift::Wider);
                self.push(place, Kind::Changed, "has no `not` any more", meaning, Level::Minor);
            }
            _ => {
                let meaning = Meaning::both(decide("it may allow less or something else"));
                self.push(place, Kind::Changed, "has another `not`", meaning, Level::Minor);
            }
        }
    }

    fn limited(&mut self, place: &Place, what: impl Into<String>, drift: Drift) {
        let meaning = limit(place, in_requests(drift));
        self.push(place, Kind::Changed, what, meaning, Level::Minor);
    }

    /// `minimum` or `maximum`, with or without the bound itself.
    fn bound(&mut self, place: &Place, base: &Value, head: &Value, side: Side) {
        let (key, excluded) = side.keys();
        let (old, new) = (stated(base, key, excluded), stated(head, key, excluded));
        if old == new {
            return;
        }
        let in_words = |schema: &Value| {
            let value = schema.get(key)?;
            let mark = if flag(schema, excluded) { " (excluded)" } else { "" };
            Some(format!("{}{mark}", words::value(Some(value))))
        };
        let (before, now) = (in_words(base), in_words(head));
        let what = words::changed(&format!("`{key}`"), before.as_deref(), now.as_deref());
        let (before, now) = (implied(base, side, old), implied(head, side, new));
        let same_format = base.get("format") == head.get("format");
        match side.drift(before, now) {
            Some(drift) => self.limited(place, what, drift),
            None if same_format => {
                let meaning = Meaning::both(compatible("its format says the same"));
                self.push(place, Kind::Words, what, meaning, Level::Patch);
            }
            // Then the format says what changed.
            None => {}
        }
    }

    fn pattern(&mut self, place: &Place, base: &Value, head: &Value) {
        let (old, new) = (base.get("pattern"), head.get("pattern"));
        match (old, new) {
            _ if old == new => {}
            (None, _) => self.limited(place, named("pattern", base, head), Drift::Narrower),
            (_, None) => self.limited(place, named("pattern", base, head), Drift::Wider),
            _ => {
                let what = format!(
                    "changed its `pattern`: {}, not {}",
                    words::value(new),
                    words::value(old)
                );
                let request = Meaning::both(decide("it may allow less or something else"));
                self.push(place, Kind::Changed, what, limit(place, request), Level::Minor);
            }
        }
    }

    fn multiple(&mut self, place: &Place, base: &Value, head: &Value) {
        let step = |schema: &Value| schema.get("multipleOf").and_then(Value::as_f64);
        let of = |many: f64, one: f64| (many / one).fract() == 0.0;
        let drift = match (step(base), step(head)) {
            (old, new) if old == new => return,
            (None, _) => Drift::Narrower,
            (_, None) => Drift::Wider,
            (Some(old), Some(new)) if of(new, old) => Drift::Narrower,
            (Some(old), Some(new)) if of(old, new) => Drift::Wider,
            _ => Drift::Other,
        };
        self.limited(place, named("multipleOf", base, head), drift);
    }
}

/// What became of a key of a schema.
fn named(key: &str, base: &Value, head: &Value) -> String {
    let value = |schema: &Value| schema.get(key).map(|value| words::value(Some(value)));
    words::changed(&format!("`{key}`"), value(base).as_deref(), value(head).as_deref())
}

/// Which end of the range a limit is at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Least,
    Most,
}

/// One end of a range, and whether that value itself is out of it.
#[derive(Clone, Copy, PartialEq)]
struct Bound {
    value: f64,
    excluded: bool,
}

impl Side {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Least => ("minimum", "exclusiveMinimum"),
            Self::Most => ("maximum", "exclusiveMaximum"),
        }
    }

    /// Whether less is allowed by the new bound than by the old one, or more.
    fn drift(self, old: Option<Bound>, new: Option<Bound>) -> Option<Drift> {
        let tighter = |one: Bound, other: Bound| {
            let further = match self {
                Self::Least => one.value > other.value,
                Self::Most => one.value < other.value,
            };
            further || (one.value == other.value && one.excluded && !other.excluded)
        };
        match (old, new) {
            (None, Some(_)) => Some(Drift::Narrower),
            (Some(_), None) => Some(Drift::Wider),
            (Some(old), Some(new)) if tighter(new, old) => Some(Drift::Narrower),
            (Some(old), Some(new)) if tighter(old, new) => Some(Drift::Wider),
            _ => None,
        }
    }
}

fn stated(schema: &Value, key: &str, excluded: &str) -> Option<Bound> {
    let value = schema.get(key).and_then(Value::as_f64)?;
    Some(Bound { value, excluded: flag(schema, excluded) })
}

/// The bound that holds: the one that is stated, or the one of the format if that is tighter.
fn implied(schema: &Value, side: Side, stated: Option<Bound>) -> Option<Bound> {
    let range = schema.get("format").and_then(Value::as_str).and_then(range);
    let of_format = range.map(|(least, most)| Bound {
        value: if side == Side::Least { least } else { most },
        excluded: false,
    });
    match (stated, of_format) {
        (Some(stated), Some(of_format)) => {
            let loose = side.drift(Some(of_format), Some(stated)) == Some(Drift::Wider);
            Some(if loose { of_format } else { stated })
        }
        (stated, of_format) => stated.or(of_format),
    }
}

/// The least and the greatest value of a format of whole numbers.
pub(super) fn range(format: &str) -> Option<(f64, f64)> {
    let bits =
        |text: &str| text.parse::<i32>().ok().filter(|bits| matches!(bits, 8 | 16 | 32 | 64));
    if let Some(bits) = format.strip_prefix("uint").and_then(bits) {
        return Some((0.0, 2f64.powi(bits) - 1.0));
    }
    let bits = format.strip_prefix("int").and_then(bits)?;
    Some((-(2f64.powi(bits - 1)), 2f64.powi(bits - 1) - 1.0))
}
