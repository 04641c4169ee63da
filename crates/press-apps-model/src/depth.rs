//! How deep a value may nest, found without recursion. Where it is asked is not decided here.

use serde_json::Value;

use crate::problem::Problem;

/// How deep a body may nest. Deeper ones are refused before anything recurses into them.
pub(crate) const DEEPEST: usize = 100;

/// The finding about a value that nests too deep: for one that is so deep that it cannot even be read.
///
/// ```
/// let problem = press_apps_model::nested_too_deep();
/// assert_eq!(problem.rule(), "depth");
/// ```
#[must_use]
pub fn nested_too_deep() -> Problem {
    Problem::new("depth", format!("at most {DEEPEST} levels of nesting"), "more")
        .with_hint("is a part of it nested into itself?")
}

/// A finding if `value` nests deeper than [`DEEPEST`].
pub(crate) fn too_deep(value: &Value) -> Option<Problem> {
    let mut todo = vec![(value, 0)];
    while let Some((value, depth)) = todo.pop() {
        if depth > DEEPEST {
            return Some(nested_too_deep());
        }
        match value {
            Value::Array(items) => todo.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(members) => todo.extend(members.values().map(|item| (item, depth + 1))),
            _ => {}
        }
    }
    None
}
