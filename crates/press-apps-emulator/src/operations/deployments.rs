//! App deployments: list, create, describe, update, redeploy, delete.

use press_apps_api::types::{DeploymentStatus, SpecStatus};
use serde_json::json;

use super::call::{Call, nothing_to_change, optional_text, text};
use super::page::page;
use super::revisions::{self, Plan};
use crate::reply::{Refusal, Reply};
use crate::store::{Deployment, Metadata, Removal, Series, ShownDeployment, Spec, State};

/// `list_deployments`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = state.ticker.elapsed();
    let statuses = call.query.list("status");
    let name = call.query.last("name").unwrap_or_default();
    let wanted = |deployment: &Deployment| {
        statuses.is_empty() || statuses.contains(&deployment.status(now).as_str())
    };
    let page = page(state.deployments.visible_to(&call.who.tenant).named(name), call.query, wanted);
    Reply::ok(&page.shown("deployments", "deploymentCount", |found| shown(state, found, false)))
}

/// `create_deployment`
pub(crate) fn create(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = text(call.body, "/metadata/name");
    state.deployment_name_is_free(call.who, ("/metadata/name", name), None)?;
    let spec_id = text(call.body, "/spec/id");
    let spec = state.visible_spec(call.who, spec_id).map_err(|refusal| Refusal {
        detail: format!("/spec/id: {}", refusal.detail),
        ..refusal
    })?;
    if spec.status != SpecStatus::Available {
        let detail = format!(
            "/spec/id: app spec `{spec_id}` is {}; only an available one can be deployed [spec-available]",
            spec.status
        );
        return Err(Refusal::unprocessable(detail));
    }
    let plan = Plan::read(state, spec, call.body, "/spec")?;
    let revision = revisions::start(state, call.who, plan, name, None);
    let deployment = Deployment {
        sequence: state.next_sequence(),
        id: state.ids.resource(),
        tenant: call.who.tenant.clone(),
        metadata: Metadata::new(&call.body["metadata"], state.ticker.stamp(), &call.who.user),
        spec_id: spec_id.to_owned(),
        revisions: Series::new(revision),
        removal: Removal::None,
    };
    let reply = Reply::created(&json!({ "id": deployment.id }))?;
    state.deployments.insert(deployment);
    Ok(reply)
}

/// `describe_deployment`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let deployment = state.deployment(call.who, call.params.get("deploymentId"))?;
    Reply::ok(&shown(state, deployment, true))
}

/// `update_deployment_metadata`
pub(crate) fn update(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let stamp = state.ticker.stamp();
    let deployment = state.deployment(call.who, id)?;
    if deployment.removing() {
        return Err(Refusal::conflict(format!("deployment `{id}` is being deleted")));
    }
    if let Some(name) = optional_text(call.body, "/name") {
        state.deployment_name_is_free(call.who, ("/name", name), Some(id))?;
    }
    let mut metadata = deployment.metadata.patched(call.body).ok_or_else(nothing_to_change)?;
    metadata.touch(stamp, &call.who.user);
    state.deployments.change(id, |deployment| deployment.metadata = metadata);
    describe(state, call)
}

/// `redeploy`
pub(crate) fn redeploy(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let now = state.ticker.elapsed();
    let deployment = state.deployment(call.who, id)?;
    let status = deployment.status(now);
    let name = deployment.metadata.name().to_owned();
    let latest = deployment.revisions.latest();
    if deployment.moving(now) {
        return Err(Refusal::conflict(format!(
            "deployment `{id}` is {status}; wait until it has settled"
        )));
    }
    let failed = |status: &DeploymentStatus| {
        matches!(status, DeploymentStatus::Failed | DeploymentStatus::Warning)
    };
    if !failed(&status) || !latest.any_block(now, failed) {
        return Err(Refusal::unprocessable(format!(
            "deployment `{id}` is {status}; only one that is failed or in warning, with a block that is too, can be redeployed [redeploy-after-failure]"
        )));
    }
    let revision = latest.clone();
    let revision = revisions::again(state, call.who, revision, &name);
    let reply =
        json!({ "deploymentId": id, "revision": revision.number, "revisionId": revision.id });
    let reply = Reply::accepted(&reply)?;
    state.deployments.change(id, |deployment| deployment.revisions.push(revision));
    Ok(reply)
}

/// `delete_deployment`. A second delete while the first is under way is fine: it asks for what is happening.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let deployment = state.deployment(call.who, id)?;
    if !deployment.removing() {
        let name = deployment.metadata.name().to_owned();
        let end = state.ticker.elapsed().saturating_add(state.deploy_time);
        let fails = state.scripts.next_delete_fails(&name);
        state.deployments.change(id, |found| found.removal = Removal::Until { end, fails });
    }
    state.settle();
    Reply::ok(&json!({}))
}

/// A deployment as answers show it.
fn shown<'s>(
    state: &'s State,
    deployment: &'s Deployment,
    with_blocks: bool,
) -> ShownDeployment<'s> {
    let latest = state.specs.get(&deployment.spec_id).map(Spec::latest_version);
    deployment.shown(latest, with_blocks, state.ticker.elapsed())
}
