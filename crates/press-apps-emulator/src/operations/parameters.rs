//! The parameters of a release and of a revision: judged by the engine of the model, then kept as answers show them.

use press_apps_model::ReleaseParameters;
use serde_json::{Map, Value, json};

use super::masking::{definition, mask};
use crate::http::validation;
use crate::reply::Refusal;
use crate::store::Found;

/// Checks the definitions of a release against its blocks.
///
/// # Errors
///
/// 422 when a parameter of the app is defined in none of the blocks.
pub(crate) fn check_definitions(app: &Value, blocks: &[Found]) -> Result<(), Refusal> {
    let mut problems = engine(app, blocks).problems();
    problems.prefix("/parameters");
    validation::refuse(&problems)
}

/// The values of a revision as answers show them: by the name of the block, app values and defaults passed on to the blocks, hidden
/// ones masked. Where a block is not described its values are taken as they are.
///
/// # Errors
///
/// 422 with every finding.
pub(crate) fn resolve(app: &Value, blocks: &[Found], body: &Value) -> Result<Value, Refusal> {
    let evaluation = engine(app, blocks).evaluate(body);
    let mut shown = Map::new();
    if all_described(blocks) {
        for parameter in &evaluation {
            let (Some(block), Some(value)) = (parameter.block(), parameter.value()) else {
                continue;
            };
            let sets = shown.entry(block).or_insert_with(|| json!({}));
            sets[parameter.stage().as_str()][parameter.name()] = value.clone();
        }
    } else if let Some(given) = body.get("parameters").and_then(Value::as_object) {
        shown = given.clone();
    }
    validation::refuse(&evaluation.into_problems())?;
    hide(app, blocks, &mut shown);
    Ok(Value::Object(shown))
}

/// Masks what the block or the app says is to be hidden.
fn hide(app: &Value, blocks: &[Found], shown: &mut Map<String, Value>) {
    for (block, sets) in shown {
        let own = blocks
            .iter()
            .find(|found| found.name == *block)
            .and_then(|found| found.parameters.as_ref());
        for (set, values) in sets.as_object_mut().into_iter().flatten() {
            for (name, value) in values.as_object_mut().into_iter().flatten() {
                for definitions in own.into_iter().chain([app]) {
                    if let Some(definition) = definition(definitions, set, name) {
                        mask(definition, value);
                    }
                }
            }
        }
    }
}

fn engine(app: &Value, blocks: &[Found]) -> ReleaseParameters {
    let engine = ReleaseParameters::new(app);
    if !all_described(blocks) {
        return engine;
    }
    let described = |engine: ReleaseParameters, block: &Found| {
        engine.block(&block.name, block.parameters.as_ref().unwrap_or(&Value::Null))
    };
    blocks.iter().fold(engine.all_blocks_known(), described)
}

/// Whether the parameters of every block are known.
fn all_described(blocks: &[Found]) -> bool {
    blocks.iter().all(|block| block.parameters.is_some())
}
