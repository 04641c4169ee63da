//! The operations: one file per resource, and which function carries out which.
//!
//! Requests were read and found well formed before they come here; what is judged here needs what is stored.

pub(crate) mod call;
mod deployments;
mod masking;
mod page;
mod parameters;
mod releases;
mod revisions;
mod specs;

use serde_json::{Value, json};

pub(crate) use call::Call;
pub(crate) use masking::MASK;

use crate::http::query::Query;
use crate::http::router::{Params, TENANT_METADATA};
use crate::reply::{Refusal, Reply};
use crate::store::{Identity, State};

/// Carries out one operation.
pub(crate) type Handler = fn(&mut State, &Call<'_>) -> Result<Reply, Refusal>;

/// The handlers by operation id.
const HANDLERS: &[(&str, Handler)] = &[
    ("list_specs", specs::list),
    ("create_spec", specs::create),
    ("describe_spec", specs::describe),
    ("update_spec_metadata", specs::update),
    ("delete_spec", specs::delete),
    ("create_spec_release", releases::create),
    ("list_spec_releases", releases::list),
    ("describe_spec_release", releases::describe),
    ("create_deployment", deployments::create),
    ("list_deployments", deployments::list),
    ("describe_deployment", deployments::describe),
    ("update_deployment_metadata", deployments::update),
    ("redeploy", deployments::redeploy),
    ("delete_deployment", deployments::delete),
    ("create_deployment_revision", revisions::create),
    ("list_deployment_revisions", revisions::list),
    ("describe_deployment_revision", revisions::describe),
    (TENANT_METADATA, tenant_metadata),
];

/// The handler of an operation.
pub(crate) fn find(operation: &str) -> Option<Handler> {
    HANDLERS.iter().find(|(id, _)| *id == operation).map(|&(_, handler)| handler)
}

/// Carries out one operation by itself: no request, no rules. One that is not there does nothing.
pub(crate) fn run(
    state: &mut State,
    who: &Identity,
    operation: &str,
    params: &[(&'static str, &str)],
    body: &Value,
) -> Result<Reply, Refusal> {
    let (params, query) = (Params::from_pairs(params), Query::default());
    match find(operation) {
        Some(handler) => handler(state, &Call { who, params: &params, query: &query, body }),
        None => Reply::ok(&json!({})),
    }
}

/// The call that the Python client makes when a session starts. It reads one optional member of the answer, which is not for
/// Press, so there is nothing to say.
fn tenant_metadata(_: &mut State, _: &Call<'_>) -> Result<Reply, Refusal> {
    Reply::ok(&json!({}))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use press_apps_api::operations::OPERATIONS;

    use super::*;

    #[test]
    fn every_operation_of_the_table_has_a_handler_and_no_handler_is_spare() {
        let known = OPERATIONS.iter().map(|operation| operation.id).chain([TENANT_METADATA]);
        let known: BTreeSet<&str> = known.collect();
        let handled: BTreeSet<&str> = HANDLERS.iter().map(|&(id, _)| id).collect();
        let missing: Vec<_> = known.difference(&handled).collect();
        assert!(missing.is_empty(), "add a handler to HANDLERS in operations/mod.rs: {missing:?}");
        let spare: Vec<_> = handled.difference(&known).collect();
        assert!(spare.is_empty(), "the document has no such operation: {spare:?}");
    }
}
