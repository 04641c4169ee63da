//! Rules about parameter definitions. Values of parameters are never named in a finding, only their kind.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Site;
use crate::id::quoted;
use crate::parameters::condition::{Frame, meant};
use crate::parameters::definition::{Definition, Graph, Stage, basic_conditions};
use crate::parameters::types::{among, misfit, one_of_the_options, type_fits, type_words};
use crate::parameters::value;
use crate::pointer;
use crate::problem::Problems;
use crate::text::{choice, did_you_mean, kind};

/// `hide-value-only-on-string`
pub(super) fn hide_value_only_on_string(value: &Value, site: &Site<'_>) -> Problems {
    let Some(definition) = Definition::of(value).filter(|definition| definition.is_hidden()) else {
        return Problems::new();
    };
    match definition.kind() {
        Some("string") | None => Problems::new(),
        Some(other) => site
            .problem("a parameter of type string", format!("type {}", quoted(other)))
            .at("/hideValue")
            .with_hint("only text can be masked")
            .into(),
    }
}

/// `options-of-declared-type`
pub(super) fn options_of_declared_type(value: &Value, site: &Site<'_>) -> Problems {
    let Some((definition, declared)) = typed(value) else {
        return Problems::new();
    };
    let item = declared.strip_suffix("_array").unwrap_or(declared);
    let mut problems = Problems::new();
    for (index, option) in definition.options().into_iter().enumerate() {
        // What is no object with a value is for the schema to say.
        let is_option = value.pointer(&format!("/options/{index}/value")).is_some();
        // For a list, an option may be one item or a whole list.
        let fits =
            type_fits(declared, option) == Some(true) || type_fits(item, option) != Some(false);
        if !fits && is_option {
            problems.push(
                site.problem(type_words(item), kind(option)).at(format!("/options/{index}/value")),
            );
        }
    }
    problems
}

/// `default-of-declared-type`
pub(super) fn default_of_declared_type(value: &Value, site: &Site<'_>) -> Problems {
    let Some((definition, declared)) = typed(value) else {
        return Problems::new();
    };
    match definition.default_value() {
        Some(default) if type_fits(declared, default) == Some(false) => {
            let problem =
                site.problem(type_words(declared), misfit(declared, default)).at("/defaultValue");
            problem.with_hint(format!("the parameter is of type {declared}")).into()
        }
        Some(default) => members_of_default(value, default, site),
        None => Problems::new(),
    }
}

/// The members of an object's default, judged by the properties of the object.
fn members_of_default(value: &Value, default: &Value, site: &Site<'_>) -> Problems {
    // Alone, so that what its conditions would look at elsewhere stays open and nothing is demanded for it.
    let alone = json!({ "run": [value] });
    let graph = Graph::of(&alone);
    let scope = graph.stage_scope(Stage::Run);
    let Some(node) = graph.in_order(scope).first() else {
        return Problems::new();
    };
    let frame = Frame::new(&graph, scope, |_| None, None);
    let found = value::check(&graph, *node, default, "/defaultValue", &frame).into_iter();
    // What is wrong with the whole of it has a rule of its own.
    found
        .filter(|problem| problem.pointer() != "/defaultValue")
        .map(|problem| {
            let own = site.problem(problem.expected().to_owned(), problem.found().to_owned());
            let own = own.at(problem.pointer());
            match problem.hint() {
                Some(hint) => own.with_hint(hint.to_owned()),
                None => own,
            }
        })
        .collect()
}

/// `default-among-options`
pub(super) fn default_among_options(value: &Value, site: &Site<'_>) -> Problems {
    let Some((definition, declared)) = typed(value) else {
        return Problems::new();
    };
    let options = definition.options();
    match definition.default_value() {
        Some(default)
            if !options.is_empty()
                && type_fits(declared, default) == Some(true)
                && !among(&options, default) =>
        {
            site.problem(one_of_the_options(options.len()), "another value")
                .at("/defaultValue")
                .into()
        }
        _ => Problems::new(),
    }
}

/// `properties-only-on-object`
pub(super) fn properties_only_on_object(value: &Value, site: &Site<'_>) -> Problems {
    match typed(value) {
        Some((definition, declared))
            if !definition.properties().is_empty()
                && !matches!(declared, "object" | "object_array") =>
        {
            site.problem(
                "a parameter of type object or object_array",
                format!("type {}", quoted(declared)),
            )
            .at("/properties")
            .into()
        }
        _ => Problems::new(),
    }
}

/// A definition of a known type.
fn typed(value: &Value) -> Option<(Definition<'_>, &str)> {
    let definition = Definition::of(value)?;
    let declared = definition.kind()?;
    type_fits(declared, &Value::Null)?;
    Some((definition, declared))
}

/// `unique-parameter-names`
pub(super) fn unique_parameter_names(value: &Value, site: &Site<'_>) -> Problems {
    let graph = Graph::of(value);
    let mut seen: BTreeSet<(usize, &str)> = BTreeSet::new();
    graph
        .nodes
        .iter()
        .filter(|node| !seen.insert((node.scope, node.definition.name())))
        .map(|node| {
            site.problem("a name that no neighbour has", quoted(node.definition.name()))
                .at(pointer::child(&node.pointer, "name"))
        })
        .collect()
}

/// `conditions-only-on-run`
pub(super) fn conditions_only_on_run(value: &Value, site: &Site<'_>) -> Problems {
    let graph = Graph::of(value);
    let build = graph.nodes.iter().filter(|node| node.stage == Stage::Build);
    build
        .filter(|node| !node.definition.conditions().is_empty())
        .map(|node| {
            site.problem("no conditions on a build parameter", "conditions")
                .at(pointer::child(&node.pointer, "conditions"))
                .with_hint("only run parameters can be enabled by conditions")
        })
        .collect()
}

/// `condition-parameter-exists`
pub(super) fn condition_parameter_exists(value: &Value, site: &Site<'_>) -> Problems {
    let graph = Graph::of(value);
    let mut problems = Problems::new();
    // Build parameters have no conditions at all.
    for node in graph.nodes.iter().filter(|node| node.stage == Stage::Run) {
        for (at, condition) in basic_conditions(node.definition.conditions()) {
            let Some(name) = condition.get("dependsOn").and_then(Value::as_str) else {
                continue;
            };
            if graph.resolve(node.scope, name).is_some() || name.is_empty() {
                continue;
            }
            problems.add(|| {
                let known: Vec<&str> = graph
                    .visible(node.scope)
                    .take(100)
                    .filter(|name| *name != node.definition.name())
                    .collect();
                let problem = site
                    .problem(
                        format!("the name of another parameter ({})", choice(&known)),
                        quoted(name),
                    )
                    .at(format!("{}/conditions{at}/dependsOn", node.pointer));
                match did_you_mean(name, known) {
                    Some(hint) => problem.with_hint(hint),
                    None => problem,
                }
            });
        }
    }
    problems
}

/// `condition-without-cycle`: one finding for each circle, at the first of its parameters.
pub(super) fn condition_without_cycle(value: &Value, site: &Site<'_>) -> Problems {
    let graph = Graph::of(value);
    let mut problems = Problems::new();
    for circle in &graph.circles {
        let Some(first) = circle.first() else { continue };
        problems.push(
            site.problem("conditions that do not depend on themselves", graph.round(circle))
                .at(pointer::child(&graph.nodes[*first].pointer, "conditions"))
                .with_hint("take one of these conditions away"),
        );
    }
    problems
}

/// `condition-value-of-declared-type`
pub(super) fn condition_value_of_declared_type(value: &Value, site: &Site<'_>) -> Problems {
    let graph = Graph::of(value);
    let mut problems = Problems::new();
    for node in &graph.nodes {
        for (at, condition) in basic_conditions(node.definition.conditions()) {
            let name = condition.get("dependsOn").and_then(Value::as_str);
            let target = name.and_then(|name| graph.resolve(node.scope, name));
            let declared = target.and_then(|target| graph.nodes[target].definition.kind());
            let (Some(declared), Some(value)) = (declared, condition.get("value")) else {
                continue;
            };
            let is_scalar = !(value.is_null() || value.is_array() || value.is_object());
            // One source has text alone here, so a number or truth value may be written as text.
            let meant = value.as_str().and_then(meant);
            let fits = [Some(value), meant.as_ref()]
                .into_iter()
                .flatten()
                .any(|value| type_fits(declared, value) != Some(false));
            let operator = condition.get("operator").and_then(Value::as_str);
            // That something is not equal to a list or an object is useless, and no mistake.
            let is_judged =
                matches!(declared, "boolean" | "string" | "number") || operator == Some("equals");
            if is_scalar && !fits && is_judged {
                problems.push(
                    site.problem(type_words(declared), kind(value))
                        .at(format!("{}/conditions{at}/value", node.pointer))
                        .with_hint(format!(
                            "{} is of type {declared}, so this can never be equal",
                            quoted(name.unwrap_or_default())
                        )),
                );
            }
        }
    }
    problems
}
