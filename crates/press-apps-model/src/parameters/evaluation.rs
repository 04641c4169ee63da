//! Definitions and values put together: findings, and what every parameter will be.

use std::collections::BTreeMap;

use serde_json::Value;

use super::condition::{Frame, State};
use super::definition::{Graph, Stage};
use super::explain::{Origin, ResolvedParameter};
use super::value;
use crate::id::quoted;
use crate::pointer;
use crate::problem::{Problem, Problems};
use crate::text::{choice, did_you_mean};

/// What follows from the definitions of a release and the values of a deployment.
///
/// ```
/// use press_apps_model::ReleaseParameters;
/// use serde_json::json;
///
/// let release = ReleaseParameters::new(&json!({ "run": [
///     { "name": "rounds", "type": "number", "required": true },
/// ] }));
/// let values = json!({ "appParameters": { "run": { "rounds": 50 } } });
/// let evaluation = release.evaluate(&values);
/// assert!(evaluation.problems().is_empty());
/// println!("{}", evaluation.explain());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Evaluation {
    problems: Problems,
    parameters: Vec<ResolvedParameter>,
}

impl Evaluation {
    pub(super) fn refused(problem: Problem) -> Self {
        Self { problems: problem.into(), parameters: Vec::new() }
    }

    /// Every finding, with pointers into the body of the request.
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// Every finding, by value.
    pub fn into_problems(self) -> Problems {
        self.problems
    }

    /// Every parameter with its effective value and where that came from: those of the app first, then those of each known block.
    pub fn iter(&self) -> std::slice::Iter<'_, ResolvedParameter> {
        self.parameters.iter()
    }

    /// [`iter`](Self::iter) as text, a line each. Values are not shown, only their kind.
    #[must_use]
    pub fn explain(&self) -> String {
        self.parameters.iter().map(|parameter| format!("{parameter}\n")).collect()
    }
}

impl<'a> IntoIterator for &'a Evaluation {
    type Item = &'a ResolvedParameter;
    type IntoIter = std::slice::Iter<'a, ResolvedParameter>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The definitions of the blocks, by their names.
type Blocks<'a> = BTreeMap<&'a str, Graph<'a>>;

pub(super) fn evaluate<'a>(
    app: &'a Value,
    blocks: Option<&'a BTreeMap<String, Value>>,
    body: &'a Value,
    problems: Problems,
) -> Evaluation {
    let app = Graph::of(app);
    let blocks: Option<Blocks<'_>> = blocks.map(|blocks| {
        let graph =
            |(name, definitions): (&'a String, &'a Value)| (name.as_str(), Graph::of(definitions));
        blocks.iter().map(graph).collect()
    });
    let app_values = body.get("appParameters").unwrap_or(&Value::Null);
    let block_values = body.get("parameters").unwrap_or(&Value::Null);
    let mut run = Run { problems, parameters: Vec::new() };

    let given = |node: usize| own(&app, node, app_values);
    let build = Frame::new(&app, app.stage_scope(Stage::Build), |node| given(node).0, None);
    let frame = Frame::new(&app, app.stage_scope(Stage::Run), |node| given(node).0, Some(&build));
    let only_given = |node: usize| given_value(given(node));
    let given_build = Frame::new(&app, app.stage_scope(Stage::Build), only_given, None);
    let given_run = Frame::new(&app, app.stage_scope(Stage::Run), only_given, Some(&given_build));
    let app = Place {
        graph: &app,
        frames: [&build, &frame],
        given: [&given_build, &given_run],
        values: app_values,
        at: "/appParameters".into(),
        block: None,
    };
    run.given(&app, blocks.as_ref());
    for (node, stage, name) in app.parameters() {
        let (value, origin) = given(node);
        run.explain(&app, node, value, origin);
        if value.is_none() && !given_by_blocks(&blocks, block_values, stage, name) {
            run.required(&app, node);
        }
    }

    // Without the definitions of the blocks their values cannot be judged.
    if let Some(blocks) = &blocks {
        run.unknown_blocks(blocks, block_values);
        for (name, graph) in blocks {
            let values = block_values.get(*name).unwrap_or(&Value::Null);
            run.block(&app, name, graph, values);
        }
    }
    Evaluation { problems: run.problems, parameters: run.parameters }
}

/// A value that somebody gave; a default is none.
fn given_value((value, origin): (Option<&Value>, Origin)) -> Option<&Value> {
    value.filter(|_| matches!(origin, Origin::App | Origin::Block))
}

/// The value that a definition gets from `values` or from its default; `null` is no value.
fn own<'a>(graph: &Graph<'a>, node: usize, values: &'a Value) -> (Option<&'a Value>, Origin) {
    let stage = graph.nodes[node].stage;
    let definition = graph.nodes[node].definition;
    let given = lookup(values, stage, definition.name());
    match (given, definition.default_value()) {
        (Some(value), _) => (Some(value), Origin::App),
        (None, Some(value)) => (Some(value), Origin::AppDefault),
        (None, None) => (None, Origin::Absent),
    }
}

fn lookup<'a>(values: &'a Value, stage: Stage, name: &str) -> Option<&'a Value> {
    values.get(stage.as_str())?.get(name).filter(|value| !value.is_null())
}

/// Whether the blocks have values of their own where the app has none, defaults included: each that defines the parameter, or any if they
/// are unknown.
fn given_by_blocks(blocks: &Option<Blocks<'_>>, values: &Value, stage: Stage, name: &str) -> bool {
    let gives =
        |block: &str| values.get(block).is_some_and(|values| lookup(values, stage, name).is_some());
    match blocks {
        None => values.as_object().is_some_and(|blocks| blocks.keys().any(|block| gives(block))),
        Some(blocks) => {
            let mut defining = blocks.iter().filter_map(|(block, graph)| {
                let node = graph.member(graph.stage_scope(stage), name)?;
                Some((block, graph.nodes[node].definition))
            });
            let mut any = false;
            defining.all(|(block, definition)| {
                any = true;
                gives(block) || definition.default_value().is_some()
            }) && any
        }
    }
}

/// One set of definitions with the values given for it.
struct Place<'g, 'a> {
    graph: &'g Graph<'a>,
    /// Build and run.
    frames: [&'g Frame<'g, 'a>; 2],
    /// The same as if there were no defaults.
    given: [&'g Frame<'g, 'a>; 2],
    values: &'a Value,
    at: String,
    block: Option<&'g str>,
}

impl<'a> Place<'_, 'a> {
    fn parameters(&self) -> Vec<(usize, Stage, &'a str)> {
        let named = |stage| {
            let scope = self.graph.stage_scope(stage);
            self.graph
                .members(scope)
                .filter_map(move |name| Some((self.graph.member(scope, name)?, stage, name)))
        };
        Stage::ALL.into_iter().flat_map(named).collect()
    }

    /// Whether a deployment has to give a value. What only a default enables is not demanded: whether the service does is not stated, and
    /// the vendor's own example leaves it out.
    fn demands(&self, node: usize) -> bool {
        let (definition, stage) = (self.graph.nodes[node].definition, self.graph.nodes[node].stage);
        let frames = [self.frame(stage), self.given[stage as usize]];
        definition.is_required() && frames.iter().all(|frame| *frame.state(node) == State::Enabled)
    }

    fn frame(&self, stage: Stage) -> &Frame<'_, 'a> {
        self.frames[stage as usize]
    }

    fn pointer(&self, stage: Stage, name: &str) -> String {
        pointer::child(&format!("{}/{stage}", self.at), name)
    }
}

struct Run {
    problems: Problems,
    parameters: Vec<ResolvedParameter>,
}

impl Run {
    /// The values given at a place: each has to be of a parameter there, and to fit it. At the app, the blocks tell whether a value was
    /// meant for one of them.
    fn given(&mut self, place: &Place<'_, '_>, blocks: Option<&Blocks<'_>>) {
        for stage in Stage::ALL {
            let values = place.values.get(stage.as_str()).and_then(Value::as_object);
            for (name, value) in values.into_iter().flatten() {
                let at = place.pointer(stage, name);
                let scope = place.graph.stage_scope(stage);
                match place.graph.member(scope, name) {
                    Some(node) => {
                        self.problems.add_all(value::check(
                            place.graph,
                            node,
                            value,
                            &at,
                            place.frame(stage),
                        ));
                    }
                    None => self.problems.add(|| unknown(place, blocks, stage, name).at(at)),
                }
            }
        }
    }

    fn required(&mut self, place: &Place<'_, '_>, node: usize) -> bool {
        let (definition, stage) =
            (place.graph.nodes[node].definition, place.graph.nodes[node].stage);
        let missing = place.demands(node);
        if missing {
            let at = place.pointer(stage, definition.name());
            let given =
                place.values.get(stage.as_str()).and_then(|values| values.get(definition.name()));
            self.problems.add(|| value::missing_value(definition, given).at(at));
        }
        missing
    }

    fn explain(
        &mut self,
        place: &Place<'_, '_>,
        node: usize,
        value: Option<&Value>,
        origin: Origin,
    ) {
        let (definition, stage) =
            (place.graph.nodes[node].definition, place.graph.nodes[node].stage);
        self.parameters.push(ResolvedParameter {
            block: place.block.map(str::to_owned),
            stage,
            name: definition.name().to_owned(),
            value: value.cloned(),
            origin,
            state: place.frame(stage).state(node).clone(),
            hidden: definition.is_hidden(),
        });
    }

    fn unknown_blocks(&mut self, blocks: &Blocks<'_>, values: &Value) {
        let known: Vec<&str> = blocks.keys().copied().collect();
        for name in values.as_object().into_iter().flat_map(|values| values.keys()) {
            if blocks.contains_key(name.as_str()) {
                continue;
            }
            let expected = match known.as_slice() {
                [] => "no values for blocks, since there are none".to_owned(),
                known => format!("the name of a block ({})", choice(known)),
            };
            let problem = || {
                let problem = Problem::new("parameter-block-exists", expected, quoted(name))
                    .at(pointer::child("/parameters", name));
                match did_you_mean(name, known.iter().copied()) {
                    Some(hint) => problem.with_hint(hint),
                    None if known.is_empty() => problem,
                    None => problem
                        .with_hint("values are given by the name of the block, not by its id"),
                }
            };
            self.problems.add(problem);
        }
    }

    fn block(&mut self, app: &Place<'_, '_>, name: &str, graph: &Graph<'_>, values: &Value) {
        let effective = |node: usize| inherited(app, graph, node, values);
        let build =
            Frame::new(graph, graph.stage_scope(Stage::Build), |node| effective(node).0, None);
        let run = Frame::new(
            graph,
            graph.stage_scope(Stage::Run),
            |node| effective(node).0,
            Some(&build),
        );
        let only_given = |node: usize| given_value(effective(node));
        let given_build = Frame::new(graph, graph.stage_scope(Stage::Build), only_given, None);
        let given_run =
            Frame::new(graph, graph.stage_scope(Stage::Run), only_given, Some(&given_build));
        let at = pointer::child("/parameters", name);
        let (frames, given) = ([&build, &run], [&given_build, &given_run]);
        let place = Place { graph, frames, given, values, at, block: Some(name) };
        self.given(&place, None);
        for (node, stage, name) in place.parameters() {
            let (value, origin) = effective(node);
            self.explain(&place, node, value, origin);
            if let (Some(value), Origin::App | Origin::AppDefault) = (value, origin) {
                self.inherited(app, &place, node, value);
            }
            // What was given to the app by mistake is told there.
            let is_misplaced = app.graph.member(app.graph.stage_scope(stage), name).is_none()
                && lookup(app.values, stage, name).is_some();
            // What the app asks for as well is missing there, not in every block.
            let asked_by_app = app
                .graph
                .member(app.graph.stage_scope(stage), name)
                .is_some_and(|node| app.demands(node));
            if value.is_none() && !asked_by_app && !is_misplaced {
                self.required(&place, node);
            }
        }
    }

    /// A value that a block has from the app has to fit the block's own definition. It is told where it was given, and once.
    fn inherited(
        &mut self,
        app: &Place<'_, '_>,
        place: &Place<'_, '_>,
        node: usize,
        value: &Value,
    ) {
        let stage = place.graph.nodes[node].stage;
        let name = place.graph.nodes[node].definition.name();
        let at = app.pointer(stage, name);
        let found = value::check(place.graph, node, value, &at, place.frame(stage));
        for problem in found {
            let is_told = self
                .problems
                .iter()
                .any(|told| (told.rule(), told.pointer()) == (problem.rule(), problem.pointer()));
            if !is_told {
                let block = quoted(place.block.unwrap_or_default());
                let hint = format!(
                    "the block {block} has it from the app, and defines it otherwise; give the block a value of its own, or the app one \
                     that fits both"
                );
                self.problems.add(|| problem.with_hint(hint));
            }
        }
    }
}

/// The finding for a value that no parameter of a place takes, with where it was meant to be given.
fn unknown(
    place: &Place<'_, '_>,
    blocks: Option<&Blocks<'_>>,
    stage: Stage,
    name: &str,
) -> Problem {
    let scope = place.graph.stage_scope(stage);
    let problem = value::unknown(name, place.graph.members(scope).take(100).collect());
    let elsewhere = place.graph.member(place.graph.stage_scope(stage.other()), name).is_some();
    let of_blocks = defining(blocks, stage, name);
    match of_blocks.first() {
        _ if elsewhere => problem.with_hint(format!("it is a {} parameter", stage.other())),
        Some(first) => problem.with_hint(format!(
            "the app defines no {}; {} {}: give it under {}",
            quoted(name),
            choice_of_blocks(&of_blocks),
            if of_blocks.len() == 1 { "does" } else { "do" },
            pointer::child(&pointer::child("/parameters", first), stage.as_str())
        )),
        None => problem,
    }
}

/// The blocks that define a parameter.
fn defining<'b>(blocks: Option<&Blocks<'b>>, stage: Stage, name: &str) -> Vec<&'b str> {
    let blocks = blocks.into_iter().flatten();
    let defining =
        blocks.filter(|(_, graph)| graph.member(graph.stage_scope(stage), name).is_some());
    defining.map(|(block, _)| *block).collect()
}

/// `block "x"`, `blocks "x" and "y"`.
fn choice_of_blocks(names: &[&str]) -> String {
    match names {
        [one] => format!("block {}", quoted(one)),
        [one, other] => format!("blocks {} and {}", quoted(one), quoted(other)),
        many => format!("{} blocks", many.len()),
    }
}

/// The value of a block's parameter: its own, the app's, the app's default, its default.
fn inherited<'a>(
    app: &Place<'_, 'a>,
    graph: &Graph<'a>,
    node: usize,
    values: &'a Value,
) -> (Option<&'a Value>, Origin) {
    let stage = graph.nodes[node].stage;
    let name = graph.nodes[node].definition.name();
    if let Some(value) = lookup(values, stage, name) {
        return (Some(value), Origin::Block);
    }
    if let Some(in_app) = app.graph.member(app.graph.stage_scope(stage), name) {
        // A value that was given reaches the block whatever the app's condition says: the block has a condition of its own.
        match own(app.graph, in_app, app.values) {
            (Some(value), Origin::App) => return (Some(value), Origin::App),
            (Some(value), origin)
                if !matches!(app.frame(stage).state(in_app), State::Disabled { .. }) =>
            {
                return (Some(value), origin);
            }
            _ => {}
        }
    }
    match graph.nodes[node].definition.default_value() {
        Some(value) => (Some(value), Origin::BlockDefault),
        None => (None, Origin::Absent),
    }
}
