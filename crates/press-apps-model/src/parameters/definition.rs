//! Parameter definitions as they are read: a tolerant view of JSON, and which definition each condition means.
//!
//! Nothing here judges; the rules about definitions and the engine both read through this.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::circles;
use crate::pointer;

/// When the value of a parameter is given and used.
///
/// ```
/// use press_apps_model::Stage;
///
/// assert_eq!([Stage::Build, Stage::Run].map(Stage::as_str), ["build", "run"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Given and used at deploy time.
    Build,
    /// Given at deploy time and used at run time.
    Run,
}

impl Stage {
    pub(crate) const ALL: [Self; 2] = [Self::Build, Self::Run];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Run => "run",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Build => Self::Run,
            Self::Run => Self::Build,
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// One parameter definition.
#[derive(Clone, Copy)]
pub(crate) struct Definition<'a>(&'a Map<String, Value>);

impl<'a> Definition<'a> {
    /// The definition that `value` is, if it has a name.
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        let map = value.as_object()?;
        map.get("name")?.as_str()?;
        Some(Self(map))
    }

    pub(crate) fn name(self) -> &'a str {
        self.text("name").unwrap_or_default()
    }

    pub(crate) fn kind(self) -> Option<&'a str> {
        self.text("type")
    }

    pub(crate) fn is_required(self) -> bool {
        self.flag("required")
    }

    pub(crate) fn is_hidden(self) -> bool {
        self.flag("hideValue")
    }

    pub(crate) fn default_value(self) -> Option<&'a Value> {
        self.0.get("defaultValue").filter(|value| !value.is_null())
    }

    /// The values to choose from. One source has them as bare values instead of `{title, value}`.
    pub(crate) fn options(self) -> Vec<&'a Value> {
        let options = self.list("options").iter();
        options.map(|option| option.get("value").unwrap_or(option)).collect()
    }

    /// The titles of the options, where they have one.
    pub(crate) fn titles(self) -> impl Iterator<Item = &'a str> {
        self.list("options").iter().filter_map(|option| option.get("title")?.as_str())
    }

    pub(crate) fn conditions(self) -> &'a [Value] {
        self.list("conditions")
    }

    pub(crate) fn properties(self) -> &'a [Value] {
        self.list("properties")
    }

    fn text(self, key: &str) -> Option<&'a str> {
        self.0.get(key).and_then(Value::as_str)
    }

    fn flag(self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    fn list(self, key: &str) -> &'a [Value] {
        self.0.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A definition and its place.
pub(crate) struct Node<'a> {
    pub(crate) definition: Definition<'a>,
    pub(crate) stage: Stage,
    /// Its place within the definitions: `/run/0/properties/1`.
    pub(crate) pointer: String,
    /// Its neighbours: the scope that names in its conditions are looked up in first.
    pub(crate) scope: usize,
    /// The scope of its own properties, if it has any.
    pub(crate) inner: Option<usize>,
}

/// The names of one list of definitions.
struct Scope<'a> {
    names: BTreeMap<&'a str, usize>,
    /// Its definitions, each after those that its conditions depend on.
    order: Vec<usize>,
    outer: Option<usize>,
}

/// All definitions of one `{build, run}`, properties included.
pub(crate) struct Graph<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    scopes: Vec<Scope<'a>>,
    /// The scopes of the outermost definitions, by stage.
    stages: [usize; 2],
    /// The definitions that each depends on.
    edges: Vec<Vec<usize>>,
    /// The circles among the conditions: all members of each.
    pub(crate) circles: Vec<Vec<usize>>,
    in_circle: BTreeMap<usize, usize>,
}

impl<'a> Graph<'a> {
    pub(crate) fn of(definitions: &'a Value) -> Self {
        let mut graph = Self {
            nodes: Vec::new(),
            scopes: Vec::new(),
            stages: [0; 2],
            edges: Vec::new(),
            circles: Vec::new(),
            in_circle: BTreeMap::new(),
        };
        let mut outer = None;
        for stage in Stage::ALL {
            let list = definitions.get(stage.as_str()).and_then(Value::as_array);
            let list = list.map(Vec::as_slice).unwrap_or_default();
            // Run parameters see build parameters, whose values are known by then.
            let scope = graph.add(list, stage, &format!("/{stage}"), outer);
            graph.stages[stage as usize] = scope;
            outer = Some(scope);
        }
        graph.put_in_order();
        graph
    }

    fn put_in_order(&mut self) {
        self.edges = self.nodes.iter().map(|node| self.dependencies(node)).collect();
        let circles::Circles { order, circles } = circles::find(&self.edges);
        for node in order {
            let scope = self.nodes[node].scope;
            self.scopes[scope].order.push(node);
        }
        for (circle, members) in circles.iter().enumerate() {
            self.in_circle.extend(members.iter().map(|member| (*member, circle)));
        }
        self.circles = circles;
    }

    /// The definitions that the conditions of a node depend on.
    fn dependencies(&self, node: &Node<'a>) -> Vec<usize> {
        basic_conditions(node.definition.conditions())
            .iter()
            .filter_map(|(_, condition)| condition.get("dependsOn")?.as_str())
            .filter_map(|name| self.resolve(node.scope, name))
            .collect()
    }

    fn add(&mut self, list: &'a [Value], stage: Stage, at: &str, outer: Option<usize>) -> usize {
        let scope = self.scopes.len();
        self.scopes.push(Scope { names: BTreeMap::new(), order: Vec::new(), outer });
        for (index, value) in list.iter().enumerate() {
            let Some(definition) = Definition::of(value) else {
                continue;
            };
            let node = self.nodes.len();
            let pointer = pointer::item(at, index);
            let properties = pointer::child(&pointer, "properties");
            self.nodes.push(Node { definition, stage, pointer, scope, inner: None });
            self.scopes[scope].names.entry(definition.name()).or_insert(node);
            if !definition.properties().is_empty() {
                let inner = self.add(definition.properties(), stage, &properties, Some(scope));
                self.nodes[node].inner = Some(inner);
            }
        }
        scope
    }

    /// The definition that `name` means in a scope: a neighbour, or one further out.
    pub(crate) fn resolve(&self, scope: usize, name: &str) -> Option<usize> {
        let mut scope = Some(scope);
        while let Some(at) = scope {
            if let Some(node) = self.scopes[at].names.get(name) {
                return Some(*node);
            }
            scope = self.scopes[at].outer;
        }
        None
    }

    /// Every name that can be seen from a scope.
    pub(crate) fn visible(&self, scope: usize) -> impl Iterator<Item = &'a str> + '_ {
        let mut at = Some(scope);
        std::iter::from_fn(move || {
            let scope = &self.scopes[at?];
            at = scope.outer;
            Some(scope.names.keys().copied())
        })
        .flatten()
    }

    /// The definitions of one scope, each after those that its conditions depend on.
    pub(crate) fn in_order(&self, scope: usize) -> &[usize] {
        &self.scopes[scope].order
    }

    /// The circle of conditions that a definition is in.
    pub(crate) fn circle_of(&self, node: usize) -> Option<&[usize]> {
        self.in_circle.get(&node).map(|circle| self.circles[*circle].as_slice())
    }

    /// The names along the shortest way round a circle, back to the first, and who else is in it.
    pub(crate) fn round(&self, circle: &[usize]) -> String {
        const MOST: usize = 8;
        let name = |node: &usize| self.nodes[*node].definition.name();
        let names = |nodes: &[usize]| {
            let mut names: Vec<&str> = nodes.iter().take(MOST).map(name).collect();
            if nodes.len() > MOST {
                names.push("…");
            }
            names
        };
        let way = circles::shortest(&self.edges, circle);
        let mut round = names(&way);
        round.extend(way.first().map(name));
        let others: Vec<usize> =
            circle.iter().copied().filter(|node| !way.contains(node)).collect();
        match others.as_slice() {
            [] => round.join(" → "),
            others => format!("{}, and with them {}", round.join(" → "), names(others).join(", ")),
        }
    }

    /// What `name` means in exactly this scope.
    pub(crate) fn member(&self, scope: usize, name: &str) -> Option<usize> {
        self.scopes[scope].names.get(name).copied()
    }

    /// The names of exactly this scope.
    pub(crate) fn members(&self, scope: usize) -> impl Iterator<Item = &'a str> + '_ {
        self.scopes[scope].names.keys().copied()
    }

    /// The scope of the outermost definitions of a stage.
    pub(crate) fn stage_scope(&self, stage: Stage) -> usize {
        self.stages[stage as usize]
    }
}

/// Every basic condition in a list of conditions, with its place in the list, composites looked into.
pub(crate) fn basic_conditions(conditions: &[Value]) -> Vec<(String, &Map<String, Value>)> {
    let mut found = Vec::new();
    let mut todo: Vec<(String, &Value)> = Vec::new();
    todo.extend(
        conditions.iter().enumerate().rev().map(|(index, value)| (pointer::item("", index), value)),
    );
    while let Some((at, value)) = todo.pop() {
        let Some(members) = value.as_object() else {
            continue;
        };
        if let Some(Value::Array(parts)) = members.get("conditions") {
            let parts_at = pointer::child(&at, "conditions");
            todo.extend(
                parts
                    .iter()
                    .enumerate()
                    .rev()
                    .map(|(index, part)| (pointer::item(&parts_at, index), part)),
            );
        } else {
            found.push((at, members));
        }
    }
    found
}
