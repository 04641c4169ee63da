//! Which function carries out which operation.

use serde_json::json;

use crate::reply::{Refusal, Reply};
use crate::router::TENANT_METADATA;
use crate::state::{Call, State};
use crate::{deployments, releases, revisions, specs};

/// Carries out one operation.
pub(crate) type Handler = fn(&mut State, &Call<'_>) -> Result<Reply, Refusal>;

/// The handlers by operation id.
pub(crate) const HANDLERS: [(&str, Handler); 18] = [
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
    ("create_deployment_revision", deployments::revise),
    ("list_deployment_revisions", revisions::list),
    ("describe_deployment_revision", revisions::describe),
    (TENANT_METADATA, tenant_metadata),
];

/// The handler of an operation.
pub(crate) fn find(operation: &str) -> Option<Handler> {
    HANDLERS.iter().find(|(id, _)| *id == operation).map(|&(_, handler)| handler)
}

/// The call that the Python client makes when a session starts. It reads one optional member of the answer, which is not for
/// Press, so there is nothing to say.
fn tenant_metadata(_: &mut State, _: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::ok(json!({})))
}

#[cfg(test)]
mod tests {
    use press_apps_api::operations::OPERATIONS;

    use super::*;

    #[test]
    fn every_operation_of_the_table_has_a_handler_and_no_handler_is_spare() {
        let mut known: Vec<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
        known.push(TENANT_METADATA);
        known.sort_unstable();
        let mut handled: Vec<&str> = HANDLERS.iter().map(|&(id, _)| id).collect();
        handled.sort_unstable();
        assert_eq!(handled, known);
    }
}
