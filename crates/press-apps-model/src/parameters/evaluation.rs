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
#[derive(Clone, Debug)]
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

    /// [`iter`](Self::iter) as text, a line each. Values are not told, only their kind.
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

type Blocks = BTreeMap<String, Value>;

pub(super) fn evaluate(
    app: &Value,
    blocks: Option<&Blocks>,
    body: &Value,
    problems: Problems,
) -> Evaluation {
    let app = Graph::of(app);
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
    run.given(&app);
    for (node, stage, name) in app.parameters() {
        let (value, origin) = given(node);
        run.explain(&app, node, value, origin);
        if value.is_none() && !given_by_blocks(blocks, block_values, stage, name) {
            run.required(&app, node);
        }
    }

    // Without the definitions of the blocks their values cannot be judged.
    if let Some(blocks) = blocks {
        run.unknown_blocks(blocks, block_values);
        for (name, definitions) in blocks {
            let values = block_values.get(name).unwrap_or(&Value::Null);
            run.block(&app, name, &Graph::of(definitions), values);
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

/// Whether the blocks have values of their own where the app has none: each that defines the parameter, or any if they are unknown.
fn given_by_blocks(blocks: Option<&Blocks>, values: &Value, stage: Stage, name: &str) -> bool {
    let gives =
        |block: &str| values.get(block).is_some_and(|values| lookup(values, stage, name).is_some());
    match blocks {
        None => values.as_object().is_some_and(|blocks| blocks.keys().any(|block| gives(block))),
        Some(blocks) => {
            let mut defining = blocks.iter().filter(|(_, definitions)| {
                let graph = Graph::of(definitions);
                graph.member(graph.stage_scope(stage), name).is_some()
            });
            let mut any = false;
            defining.all(|(block, _)| {
                any = true;
                gives(block)
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
    /// The values given at a place: each has to be of a parameter there, and to fit it.
    fn given(&mut self, place: &Place<'_, '_>) {
        for stage in Stage::ALL {
            let values = place.values.get(stage.as_str()).and_then(Value::as_object);
            for (name, value) in values.into_iter().flatten() {
                let at = place.pointer(stage, name);
                let scope = place.graph.stage_scope(stage);
                match place.graph.member(scope, name) {
                    Some(node) => {
                        self.problems.merge(value::check(
                            place.graph,
                            node,
                            value,
                            &at,
                            place.frame(stage),
                        ));
                    }
                    None => {
                        let elsewhere = place
                            .graph
                            .member(place.graph.stage_scope(stage.other()), name)
                            .is_some();
                        let problem =
                            value::unknown(name, place.graph.members(scope).take(100).collect())
                                .at(at);
                        self.problems.push(if elsewhere {
                            problem.with_hint(format!("it is a {} parameter", stage.other()))
                        } else {
                            problem
                        });
                    }
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
            self.problems.push(value::missing_value(definition).at(at));
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

    fn unknown_blocks(&mut self, blocks: &Blocks, values: &Value) {
        let known: Vec<&str> = blocks.keys().map(String::as_str).collect();
        for name in values.as_object().into_iter().flat_map(|values| values.keys()) {
            if blocks.contains_key(name) {
                continue;
            }
            let problem = Problem::new(
                "parameter-block-exists",
                format!("the name of a block ({})", choice(&known)),
                quoted(name),
            )
            .at(pointer::child("/parameters", name));
            self.problems.push(match did_you_mean(name, known.iter().copied()) {
                Some(hint) => problem.with_hint(hint),
                None => {
                    problem.with_hint("values are given by the name of the block, not by its id")
                }
            });
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
        self.given(&place);
        for (node, stage, name) in place.parameters() {
            let (value, origin) = effective(node);
            self.explain(&place, node, value, origin);
            // What the app asks for as well is missing there, not in every block.
            let asked_by_app = app
                .graph
                .member(app.graph.stage_scope(stage), name)
                .is_some_and(|node| app.demands(node));
            if value.is_none() && !asked_by_app {
                self.required(&place, node);
            }
        }
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
    let in_app = app.graph.member(app.graph.stage_scope(stage), name);
    if let Some(in_app) =
        in_app.filter(|node| !matches!(app.frame(stage).state(*node), State::Disabled { .. }))
    {
        let found = own(app.graph, in_app, app.values);
        if found.0.is_some() {
            return found;
        }
    }
    match graph.nodes[node].definition.default_value() {
        Some(value) => (Some(value), Origin::BlockDefault),
        None => (None, Origin::Absent),
    }
}
