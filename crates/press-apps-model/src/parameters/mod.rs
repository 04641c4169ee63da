//! The parameter engine: what a release asks for, what a deployment gives, and what follows from the two.
//!
//! The rules about definitions alone are in [`rules`](crate::rules); here definitions and values meet. Nothing is fetched: the caller
//! brings the definitions of the release, and those of its blocks where they are known.
//!
#![doc = include_str!("decisions.md")]

mod circles;
pub(crate) mod condition;
pub(crate) mod definition;
mod evaluation;
mod explain;
pub(crate) mod number;
pub(crate) mod types;
pub(crate) mod value;

use std::collections::BTreeMap;

use press_apps_api::schema::{Kind, Schema, Shape};
use serde::Serialize;
use serde_json::Value;

pub use condition::State;
pub use definition::Stage;
pub use evaluation::Evaluation;
pub use explain::{Origin, ResolvedParameter};

use crate::check::structure;
use crate::id::quoted;
use crate::options::Options;
use crate::problem::{Problem, Problems};
use definition::Graph;

/// The parameters that a release asks for: those of the app, and those of its blocks where they are known.
///
/// A release answers with the definitions of the app alone; the caller may know those of the blocks from elsewhere. While no block is
/// named the blocks are unknown: values for blocks are then taken as they are, and only those for the app are judged.
///
/// ```
/// use press_apps_model::{Origin, ReleaseParameters};
/// # use serde_json::json;
/// let release = ReleaseParameters::new(&json!({ "run": [
///     { "name": "agg_type", "type": "string", "required": true,
///       "options": [
///         { "title": "Average", "value": "AVG" },
///         { "title": "Greatest", "value": "MAX" },
///       ] },
///     { "name": "rounds", "type": "number", "required": false,
///       "defaultValue": 10 },
/// ] }));
///
/// let evaluation = release
///     .evaluate(&json!({ "appParameters": { "run": { "agg_type": "AVG" } } }));
/// assert!(evaluation.problems().is_empty());
/// let rounds =
///     evaluation.iter().find(|parameter| parameter.name() == "rounds").unwrap();
/// assert_eq!(
///     (rounds.value(), rounds.origin()),
///     (Some(&json!(10)), Origin::AppDefault)
/// );
///
/// let evaluation = release
///     .evaluate(&json!({ "appParameters": { "run": { "agg_typ": "AVG" } } }));
/// assert_eq!(evaluation.problems().to_string(), "2 problems:
///   /appParameters/run/agg_typ: expected the name of a parameter \
/// (agg_type or rounds), found \"agg_typ\"; \
/// did you mean \"agg_type\"? [parameter-exists]
///   /appParameters/run/agg_type: expected text, \
/// found nothing [parameter-required]");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ReleaseParameters {
    app: Value,
    blocks: Option<BTreeMap<String, Value>>,
    unreadable: Problems,
}

impl ReleaseParameters {
    /// The parameters of the app: `ParameterDefinitions`, JSON of that form, or the JSON text of it. `null` (`&()`) is none.
    pub fn new(app: &impl Serialize) -> Self {
        let mut release = Self { app: Value::Null, blocks: None, unreadable: Problems::new() };
        release.app = release.read("app", app);
        release
    }

    /// Adds a block with its parameters, by the name that values are given under.
    #[must_use]
    pub fn block(mut self, name: impl Into<String>, definitions: &impl Serialize) -> Self {
        let name = name.into();
        let definitions = self.read(&name, definitions);
        self.blocks.get_or_insert_default().insert(name, definitions);
        self
    }

    /// Says that there are no more blocks than those added, even if that is none.
    #[must_use]
    pub fn all_blocks_known(mut self) -> Self {
        self.blocks.get_or_insert_default();
        self
    }

    fn read(&mut self, whose: &str, definitions: &impl Serialize) -> Value {
        let unreadable = |found| Problem::new("type", "parameter definitions", found);
        let unreadable = match serde_json::to_value(definitions).map(opened) {
            Ok(Some(value)) => match structure::too_deep(&value) {
                None => return value,
                Some(problem) => problem,
            },
            Ok(None) => unreadable("text that is not JSON"),
            Err(_) => unreadable("something that is not JSON"),
        };
        self.unreadable.push(
            unreadable.with_hint(format!("the definitions of {} cannot be used", quoted(whose))),
        );
        Value::Null
    }

    /// Findings about the definitions of the app, with pointers into `ParameterDefinitions`. Where the blocks are known, an app parameter
    /// has to be defined in one of them.
    pub fn problems(&self) -> Problems {
        let mut problems = self.unreadable.clone();
        if let (Some(schema), false) = (Schema::named("ParameterDefinitions"), self.app.is_null()) {
            let shape = Shape::new(Kind::Ref(schema));
            problems.add_all(structure::check(&shape, &self.app, &Options::new().tolerant(), &[]));
        }
        let Some(blocks) = &self.blocks else {
            return problems;
        };
        let app = Graph::of(&self.app);
        let blocks: Vec<Graph<'_>> = blocks.values().map(Graph::of).collect();
        for stage in Stage::ALL {
            for name in app.members(app.stage_scope(stage)) {
                let defined = blocks
                    .iter()
                    .any(|block| block.member(block.stage_scope(stage), name).is_some());
                let Some(node) = app.member(app.stage_scope(stage), name) else {
                    continue;
                };
                if !defined {
                    problems.add(|| {
                        Problem::new("app-parameter-in-block", format!("a {stage} parameter of one of the blocks"), quoted(name))
                            .at(format!("{}/name", app.nodes[node].pointer))
                            .with_hint("a parameter of the app passes its value on to the blocks that define it")
                    });
                }
            }
        }
        problems
    }

    /// What follows from the values of a request: a deployment or revision to create, or its body as JSON (`appParameters`,
    /// `parameters`). Pointers of findings start at the body.
    pub fn evaluate(&self, request: &impl Serialize) -> Evaluation {
        match serde_json::to_value(request) {
            Ok(body) => match structure::too_deep(&body) {
                None => evaluation::evaluate(
                    &self.app,
                    self.blocks.as_ref(),
                    &body,
                    self.unreadable.clone(),
                ),
                Some(problem) => Evaluation::refused(problem),
            },
            Err(_) => {
                Evaluation::refused(Problem::new("type", "an object", "something that is not JSON"))
            }
        }
    }
}

/// The definitions inside JSON text, as `create_spec` sends them.
fn opened(definitions: Value) -> Option<Value> {
    match definitions {
        Value::String(text) => serde_json::from_str(&text).ok(),
        value => Some(value),
    }
}

impl std::fmt::Debug for ReleaseParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Defaults may be secret.
        let blocks = self.blocks.as_ref().map(|blocks| blocks.keys().collect::<Vec<_>>());
        f.debug_struct("ReleaseParameters").field("blocks", &blocks).finish_non_exhaustive()
    }
}
