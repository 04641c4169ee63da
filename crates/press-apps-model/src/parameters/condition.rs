//! Which parameters are enabled: conditions, evaluated over the effective values of one place.
//!
//! All conditions of a parameter have to hold. A condition on a parameter that has no value, or is itself disabled, does not hold,
//! whatever its operator. What cannot be judged (an operator that is not known here, a circle) stays undetermined, and nothing is
//! demanded of such a parameter.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::definition::Graph;
use super::number::same;
use crate::id::quoted;
use crate::text::choice;

/// Whether a parameter is enabled.
///
/// ```
/// # use press_apps_model::ReleaseParameters;
/// # use serde_json::json;
/// # let release = ReleaseParameters::new(&json!({ "run": [
/// #     { "name": "rounds", "type": "number", "required": false, "defaultValue": 10 },
/// # ] }));
/// use press_apps_model::State;
///
/// let evaluation = release.evaluate(&json!({}));
/// assert_eq!(evaluation.iter().next().unwrap().state(), &State::Enabled);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It has no conditions, or all of them hold.
    Enabled,
    /// A condition does not hold.
    Disabled {
        /// The condition, without the value it compares with.
        by: String,
    },
    /// It cannot be said.
    Undetermined {
        /// Why not.
        why: String,
    },
}

/// The parameters of one scope with their effective values and states, and the scope around it.
pub(crate) struct Frame<'g, 'a> {
    graph: &'g Graph<'a>,
    scope: usize,
    cells: BTreeMap<usize, (Option<&'g Value>, State)>,
    outer: Option<&'g Self>,
}

impl<'g, 'a> Frame<'g, 'a> {
    /// `value_of` gives the value that each definition of the scope would have if it is enabled.
    pub(crate) fn new(
        graph: &'g Graph<'a>,
        scope: usize,
        value_of: impl Fn(usize) -> Option<&'g Value>,
        outer: Option<&'g Self>,
    ) -> Self {
        let mut frame = Self { graph, scope, cells: BTreeMap::new(), outer };
        // Each comes after those its conditions look at.
        for &node in graph.in_order(scope) {
            let state = frame.judge(node);
            frame.cells.insert(node, (value_of(node), state));
        }
        frame
    }

    pub(crate) fn state(&self, node: usize) -> &State {
        const ENABLED: &State = &State::Enabled;
        self.cell(node).map_or(ENABLED, |(_, state)| state)
    }

    fn cell(&self, node: usize) -> Option<&(Option<&'g Value>, State)> {
        if self.graph.nodes[node].scope == self.scope {
            self.cells.get(&node)
        } else {
            self.outer.and_then(|outer| outer.cell(node))
        }
    }

    fn judge(&self, node: usize) -> State {
        if let Some(circle) = self.graph.circle_of(node) {
            return State::Undetermined {
                why: format!("its conditions go round in a circle: {}", self.graph.round(circle)),
            };
        }
        let conditions = self.graph.nodes[node].definition.conditions();
        verdict(conditions.iter().map(|condition| self.holds(condition)), Join::All).into()
    }

    fn holds(&self, condition: &Value) -> Verdict {
        let Some(members) = condition.as_object() else {
            return Verdict::Unknown("a condition is no object".to_owned());
        };
        match members.get("conditions").and_then(Value::as_array) {
            Some(parts) => {
                let join = match members.get("conditionType").and_then(Value::as_str) {
                    Some("AND") => Join::All,
                    Some("OR") => Join::Any,
                    other => {
                        return Verdict::Unknown(format!(
                            "the condition type {} is not known",
                            quoted(other.unwrap_or_default())
                        ));
                    }
                };
                verdict(parts.iter().map(|part| self.holds(part)), join)
            }
            None => self.compares(members),
        }
    }

    fn compares(&self, condition: &Map<String, Value>) -> Verdict {
        let text = |key: &str| condition.get(key).and_then(Value::as_str).unwrap_or_default();
        let (name, operator) = (text("dependsOn"), text("operator"));
        let Some(target) = self.graph.resolve(self.scope, name) else {
            return Verdict::Unknown(format!("{} is not defined", quoted(name)));
        };
        let wanted = condition.get("value").unwrap_or(&Value::Null);
        let fails = |why: &str| {
            Verdict::Fails(format!("{} {operator} … does not hold, it {why}", quoted(name)))
        };
        match self.cell(target) {
            Some((_, State::Undetermined { .. })) | None => {
                Verdict::Unknown(format!("whether {} is enabled cannot be said", quoted(name)))
            }
            Some((_, State::Disabled { .. })) => fails("is disabled"),
            Some((None, _)) => fails("has no value"),
            Some((Some(value), State::Enabled)) => match operator {
                "equals" if equals(value, wanted) => Verdict::Holds,
                "not-equals" if !equals(value, wanted) => Verdict::Holds,
                "equals" => fails("has another value"),
                "not-equals" => fails("has that value"),
                other => Verdict::Unknown(format!("the operator {} is not known", quoted(other))),
            },
        }
    }
}

/// Whether a value is what a condition compares with, which may be written as text: one source has text alone there.
fn equals(value: &Value, wanted: &Value) -> bool {
    same(value, wanted)
        || wanted
            .as_str()
            .filter(|_| value.is_number() || value.is_boolean())
            .and_then(meant)
            .is_some_and(|wanted| same(value, &wanted))
}

/// The number or truth value that a text is.
pub(crate) fn meant(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(|value: &Value| value.is_number() || value.is_boolean())
}

enum Verdict {
    Holds,
    Fails(String),
    Unknown(String),
}

impl From<Verdict> for State {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Holds => Self::Enabled,
            Verdict::Fails(by) => Self::Disabled { by },
            Verdict::Unknown(why) => Self::Undetermined { why },
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Join {
    All,
    Any,
}

/// Several verdicts as one. What decides wins over what cannot be judged.
fn verdict(parts: impl Iterator<Item = Verdict>, join: Join) -> Verdict {
    let (mut failed, mut unknown) = (Vec::new(), None);
    for part in parts {
        match part {
            Verdict::Holds if join == Join::Any => return Verdict::Holds,
            Verdict::Fails(by) if join == Join::All => return Verdict::Fails(by),
            Verdict::Holds => {}
            Verdict::Fails(by) => failed.push(by),
            Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
        }
    }
    match (unknown, join) {
        (Some(why), _) => Verdict::Unknown(why),
        (None, Join::All) => Verdict::Holds,
        (None, Join::Any) if failed.is_empty() => Verdict::Fails("one of no conditions".to_owned()),
        (None, Join::Any) => Verdict::Fails(choice(&failed)),
    }
}
