//! Listed values, and whether others are kept.

use serde_json::Value;

use super::super::change::{Kind, Level, Meaning, breaking, compatible};
use super::verdicts::{Drift, in_answers, in_requests, sides};
use super::{Compare, Place, flag, words};

const OPEN: &str = "x-press-open-enum";

impl<'a> Compare<'a> {
    /// An open enum binds nobody who reads: values that are not listed are kept. Callers still send listed values only.
    pub(super) fn enum_values(&mut self, place: &Place, base: &Value, head: &Value) {
        let list = |schema: &'_ Value| schema.get("enum").and_then(Value::as_array).cloned();
        let (was_open, is_open) = (flag(base, OPEN), flag(head, OPEN));
        let kept = Meaning::both(compatible("values that are not listed are kept"));
        match (list(base), list(head)) {
            (None, Some(_)) => {
                let answer = if is_open { kept } else { in_answers(Drift::Narrower) };
                let meaning = sides(place, in_requests(Drift::Narrower), answer);
                let what = "takes listed values only now";
                self.push(place, Kind::Changed, what, meaning, Level::Major);
            }
            (Some(_), None) => {
                let answer = if was_open { kept } else { in_answers(Drift::Wider) };
                let meaning = sides(place, in_requests(Drift::Wider), answer);
                self.push(place, Kind::Changed, "takes any value now", meaning, Level::Major);
            }
            (Some(old), Some(new)) => {
                for value in new.iter().filter(|value| !old.contains(value)) {
                    let request = Meaning {
                        callers: compatible("they need not send it"),
                        server: breaking("callers may send what it refuses"),
                    };
                    let answer = if was_open { kept.clone() } else { in_answers(Drift::Wider) };
                    let what = format!("can be {} now", words::value(Some(value)));
                    let meaning = sides(place, request, answer);
                    self.push(place, Kind::Added, what, meaning, Level::Minor);
                }
                for value in old.iter().filter(|value| !new.contains(value)) {
                    let answer = if is_open { kept.clone() } else { in_answers(Drift::Narrower) };
                    let what = format!("cannot be {} any more", words::value(Some(value)));
                    let meaning = sides(place, in_requests(Drift::Narrower), answer);
                    self.push(place, Kind::Removed, what, meaning, Level::Major);
                }
                if was_open != is_open {
                    let (what, drift) = if is_open {
                        ("keeps values that are not listed now", Drift::Wider)
                    } else {
                        ("keeps no values that are not listed any more", Drift::Narrower)
                    };
                    let request = Meaning::both(compatible("callers send listed values"));
                    let meaning = sides(place, request, in_answers(drift));
                    self.push(place, Kind::Changed, what, meaning, Level::Major);
                }
            }
            (None, None) => {}
        }
    }
}
