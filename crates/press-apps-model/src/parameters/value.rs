//! Whether a given value fits the definition of its parameter. What a value is stays unsaid: only its kind is told.

use serde_json::{Map, Value};

use super::condition::{Frame, State};
use super::definition::{Definition, Graph};
use super::types::{among, misfit, one_of_the_options, type_fits, type_words};
use crate::id::quoted;
use crate::pointer;
use crate::problem::{Problem, Problems};
use crate::text::{choice, did_you_mean, kind};

/// Findings about one value, members of objects included.
pub(crate) fn check(
    graph: &Graph<'_>,
    node: usize,
    value: &Value,
    at: &str,
    frame: &Frame<'_, '_>,
) -> Problems {
    let definition = graph.nodes[node].definition;
    // `null` is no value, here as everywhere.
    let Some(declared) = definition.kind().filter(|_| !value.is_null()) else {
        return Problems::new();
    };
    if type_fits(declared, value) == Some(false) {
        let problem =
            Problem::new("parameter-type", type_words(declared), misfit(declared, value)).at(at);
        return problem.with_hint(format!("the parameter is of type {declared}")).into();
    }
    let mut problems = Problems::new();
    let options = definition.options();
    if !options.is_empty() && !among(&options, value) {
        problems.push(Problem::new("parameter-option", titles(definition), kind(value)).at(at));
    }
    let Some(inner) = graph.nodes[node].inner else {
        return problems;
    };
    match value {
        Value::Object(members) => problems.merge(check_members(graph, inner, members, at, frame)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if let Value::Object(members) = item {
                    let at = pointer::item(at, index);
                    problems.add_all(check_members(graph, inner, members, &at, frame));
                }
            }
        }
        _ => {}
    }
    problems
}

/// Findings about the members of an object value, whose definitions are those of a scope.
fn check_members(
    graph: &Graph<'_>,
    scope: usize,
    members: &Map<String, Value>,
    at: &str,
    outer: &Frame<'_, '_>,
) -> Problems {
    let given = |node: usize| {
        let definition = graph.nodes[node].definition;
        let given = members.get(definition.name()).filter(|value| !value.is_null());
        given.or(definition.default_value())
    };
    let frame = Frame::new(graph, scope, given, Some(outer));
    let mut problems = Problems::new();
    for (name, value) in members {
        let at = pointer::child(at, name);
        match graph.member(scope, name) {
            Some(node) => problems.add_all(check(graph, node, value, &at, &frame)),
            None => {
                problems.add(|| unknown(name, graph.members(scope).take(100).collect()).at(at));
            }
        }
    }
    for name in graph.members(scope) {
        let Some(node) = graph.member(scope, name) else {
            continue;
        };
        let missing = graph.nodes[node].definition.is_required() && given(node).is_none();
        if missing && *frame.state(node) == State::Enabled {
            problems.add(|| {
                let missing = missing_value(graph.nodes[node].definition, members.get(name));
                missing.at(pointer::child(at, name))
            });
        }
    }
    problems
}

/// The finding for a required parameter without a value; `given` may be `null`.
pub(crate) fn missing_value(definition: Definition<'_>, given: Option<&Value>) -> Problem {
    let words = definition.kind().map_or("a value", type_words);
    match given {
        None => Problem::new("parameter-required", words, "nothing"),
        Some(_) => {
            Problem::new("parameter-required", words, "null").with_hint("`null` is no value")
        }
    }
}

/// The finding for a name that no parameter has.
pub(crate) fn unknown(name: &str, known: Vec<&str>) -> Problem {
    let problem = Problem::new(
        "parameter-exists",
        match known.as_slice() {
            [] => "no value here".to_owned(),
            known => format!("the name of a parameter ({})", choice(known)),
        },
        quoted(name),
    );
    match did_you_mean(name, known) {
        Some(hint) => problem.with_hint(hint),
        None => problem,
    }
}

/// The options of a parameter by their titles, which are made to be shown.
fn titles(definition: Definition<'_>) -> String {
    let titles: Vec<String> = definition.titles().map(quoted).collect();
    if titles.is_empty() {
        one_of_the_options(definition.options().len())
    } else {
        format!("the value of an option ({})", choice(&titles))
    }
}
