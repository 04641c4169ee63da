//! Where in a file a value of a request stands that was changed after it was read.
//!
//! Pure: two JSON values and a pointer. What was not changed keeps its place, what was has none. Nothing here knows files or lines.

use press_apps_api::Operation;
use press_apps_api::schema::Schema;
use serde::Serialize;
use serde_json::Value;

use crate::pointer;

/// A request as JSON, members that travel as JSON text taken out of their strings: what pointers of findings lead through.
pub(super) fn plain(request: &impl Serialize, operation: &str) -> Value {
    let mut value = serde_json::to_value(request).unwrap_or_default();
    let schema =
        Operation::by_id(operation).and_then(|operation| Schema::named(operation.request?));
    if let Some(schema) = schema {
        schema.unpack(&mut value);
    }
    value
}

/// The pointer to where a value stood before, or to where it was missing already; `None` if it was changed, added or removed.
pub(super) fn origin(before: &Value, now: &Value, pointer: &str) -> Option<String> {
    let (mut before, mut now) = (Some(before), Some(now));
    let mut origin = String::new();
    for token in pointer.split('/').skip(1) {
        let name = pointer::name(token);
        match (before, now) {
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                let index: usize = name.parse().ok()?;
                let stood = place(old, new, index)?;
                origin = pointer::item(&origin, stood);
                (before, now) = (old.get(stood), new.get(index));
            }
            (old, new) => {
                origin = pointer::child(&origin, &name);
                before = old.and_then(|old| old.get(&name));
                now = new.and_then(|new| new.get(&name));
            }
        }
    }
    (before == now).then_some(origin)
}

/// Where an item of a list stood before.
fn place(old: &[Value], new: &[Value], index: usize) -> Option<usize> {
    let item = new.get(index);
    if old.get(index) == item {
        return Some(index);
    }
    let same: Vec<usize> = (0..old.len()).filter(|place| old.get(*place) == item).collect();
    match same[..] {
        [one] => Some(one),
        // Changed itself, or one of several that are alike and were moved.
        [] if old.len() == new.len() => Some(index),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_not_changed_stands_where_it_stood() {
        let before = json!({ "a": { "b": 1, "c": 2 }, "list": [{ "id": "x", "v": 1 }, { "id": "y", "v": 1 }] });
        let at = |now: &Value, pointer: &str| origin(&before, now, pointer);
        let same = |pointer: &str| Some(pointer.to_owned());

        let now = json!({ "a": { "b": 1, "c": 3, "d~/": 4 }, "list": before["list"] });
        assert_eq!(at(&now, "/a/b"), same("/a/b"));
        assert_eq!(at(&now, "/a/c"), None);
        assert_eq!(at(&now, "/a/d~0~1"), None);
        assert_eq!(at(&now, "/a/missing~1"), same("/a/missing~1"));
        assert_eq!(at(&now, "/a"), None);
        assert_eq!(at(&now, ""), None);
        assert_eq!(at(&now, "/list/1/v"), same("/list/1/v"));
        assert_eq!(at(&json!({ "a": { "b": 1 } }), "/a/c"), None);
        assert_eq!(at(&before, ""), same(""));
    }

    #[test]
    fn items_of_a_list_are_found_where_they_stood() {
        let (x, y) = (json!({ "id": "x", "v": 1 }), json!({ "id": "y", "v": 1 }));
        let before = json!([x, y]);
        let at = |now: Value, pointer: &str| origin(&before, &now, pointer);
        let same = |pointer: &str| Some(pointer.to_owned());

        // Turned round, one put before, one taken away.
        assert_eq!(at(json!([y, x]), "/0/v"), same("/1/v"));
        assert_eq!(at(json!([{ "id": "new" }, x, y]), "/2/id"), same("/1/id"));
        assert_eq!(at(json!([{ "id": "new" }, x, y]), "/0/id"), None);
        assert_eq!(at(json!([y]), "/0/id"), same("/1/id"));
        // Changed in one member.
        assert_eq!(at(json!([x, { "id": "z", "v": 1 }]), "/1/v"), same("/1/v"));
        assert_eq!(at(json!([x, { "id": "z", "v": 1 }]), "/1/id"), None);
        // One that was put in has no place of its own, though a member of it is as one of its neighbour was.
        assert_eq!(at(json!([{ "id": "new", "v": 1 }, x, y]), "/0/v"), None);
        // Which of two that are alike was moved cannot be said; of those that were not, each is where it was.
        assert_eq!(origin(&json!([1, 1, 2]), &json!([2, 1, 1]), "/2"), None);
        assert_eq!(origin(&json!([1, 1, 2]), &json!([1, 1, 3]), "/1"), same("/1"));
    }
}
