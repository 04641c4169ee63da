//! Bodies of requests without the values that are not to be seen: those of parameters that a block or an app defines with `hideValue`.
//!
//! Answers show them masked already. A request is judged by all definitions there are, not by those of its own release alone: it may have
//! been refused, and what it named may be gone.

use std::collections::BTreeSet;

use press_apps_api::operations::{CREATE_DEPLOYMENT, CREATE_DEPLOYMENT_REVISION};
use serde_json::Value;

use crate::log::SeenRequest;
use crate::operations::MASK;
use crate::store::State;

/// What is shown in place of a body that cannot be read, as it cannot be masked.
const UNREADABLE: &str = "[not shown: it is no whole JSON, and may have values that are hidden]";

/// The names of the parameters that are hidden anywhere.
pub(super) struct Hidden<'s> {
    names: BTreeSet<&'s str>,
    state: &'s State,
}

impl<'s> Hidden<'s> {
    pub(super) fn of(state: &'s State) -> Self {
        let mut names = BTreeSet::new();
        let of_blocks = state.registry.blocks().iter().flat_map(|block| &block.releases);
        of_blocks.for_each(|(_, parameters)| collect(parameters, &mut names));
        let of_apps = state.specs.iter().flat_map(|spec| spec.releases.iter());
        of_apps.for_each(|release| collect(&release.parameters, &mut names));
        Self { names, state }
    }

    /// The body of a request as it may be shown.
    pub(super) fn body(&self, seen: &SeenRequest) -> String {
        let text = String::from_utf8_lossy(&seen.body);
        let deploys = [CREATE_DEPLOYMENT.id, CREATE_DEPLOYMENT_REVISION.id];
        if seen.body.is_empty() || !seen.operation.is_some_and(|id| deploys.contains(&id)) {
            return text.into_owned();
        }
        let Ok(mut body) = serde_json::from_slice::<Value>(&seen.body) else {
            return UNREADABLE.to_owned();
        };
        let everything = !self.defined(seen, &body);
        let masked = body.get_mut("parameters").is_some_and(|all| self.mask(all, everything));
        if masked { body.to_string() } else { text.into_owned() }
    }

    /// Whether what a request deploys is still there, and its definitions with it.
    fn defined(&self, seen: &SeenRequest, body: &Value) -> bool {
        if let Some(id) = body.pointer("/spec/id").and_then(Value::as_str) {
            return self.state.specs.get(id).is_some();
        }
        let mut ids = seen.path.split('/').skip_while(|segment| *segment != "deployments").skip(1);
        let deployment = ids.next().and_then(|id| self.state.deployments.get(id));
        deployment.is_some_and(|found| self.state.specs.get(&found.spec_id).is_some())
    }

    /// Masks the texts below hidden names, or all of them; says whether there were any.
    fn mask(&self, value: &mut Value, here: bool) -> bool {
        match value {
            Value::String(text) if here => {
                MASK.clone_into(text);
                true
            }
            Value::Array(items) => {
                items.iter_mut().fold(false, |masked, item| self.mask(item, here) | masked)
            }
            Value::Object(members) => members.iter_mut().fold(false, |masked, (name, value)| {
                self.mask(value, here || self.names.contains(name.as_str())) | masked
            }),
            _ => false,
        }
    }
}

/// The names of the definitions that hide their value, at any depth.
fn collect<'v>(definitions: &'v Value, names: &mut BTreeSet<&'v str>) {
    match definitions {
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(members) => {
            let hides = members.get("hideValue").and_then(Value::as_bool).unwrap_or(false);
            if let (true, Some(name)) = (hides, members.get("name").and_then(Value::as_str)) {
                names.insert(name);
            }
            members.values().for_each(|value| collect(value, names));
        }
        _ => {}
    }
}
