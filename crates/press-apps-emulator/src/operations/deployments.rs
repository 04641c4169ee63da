//! App deployments: list, create, describe, update, redeploy, delete.

use press_apps_api::types::{DeploymentStatus, SpecStatus};
use serde_json::json;

use super::call::{Call, nothing_to_change, optional_text, text};
use super::page::page;
use super::revisions::{self, Plan};
use crate::reply::{Refusal, Reply};
use crate::store::{Deployment, Metadata, Removal, State, sort};

/// `list_deployments`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = state.ticker.elapsed();
    let statuses = call.query.list("status");
    let name = call.query.last("name").unwrap_or_default();
    let mut rows: Vec<&Deployment> = state
        .deployments
        .iter()
        .filter(|deployment| deployment.tenant == call.who.tenant)
        .filter(|deployment| {
            statuses.is_empty() || statuses.contains(&deployment.status(now).as_str())
        })
        .filter(|deployment| deployment.metadata.name().starts_with(name))
        .collect();
    sort(&mut rows, &call.query.order());
    let render = |deployment: &&Deployment| shown(state, deployment, false);
    Ok(Reply::ok(page(&rows, call.query.paging(), "deployments", "deploymentCount", render)))
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
        revisions: vec![revision],
        removal: Removal::None,
    };
    let id = deployment.id.clone();
    state.deployments.push(deployment);
    Ok(Reply::created(json!({ "id": id })))
}

/// `describe_deployment`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let deployment = state.deployment(call.who, call.params.get("deploymentId"))?;
    Ok(Reply::ok(shown(state, deployment, true)))
}

/// `update_deployment_metadata`
pub(crate) fn update(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let stamp = state.ticker.stamp();
    if state.deployment(call.who, id)?.removing() {
        return Err(Refusal::conflict(format!("deployment `{id}` is being deleted")));
    }
    if let Some(name) = optional_text(call.body, "/name") {
        state.deployment_name_is_free(call.who, ("/name", name), Some(id))?;
    }
    let deployment = state.deployment_mut(call.who, id)?;
    deployment.metadata = deployment.metadata.patched(call.body).ok_or_else(nothing_to_change)?;
    deployment.metadata.touch(stamp, &call.who.user);
    describe(state, call)
}

/// `redeploy`
pub(crate) fn redeploy(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let now = state.ticker.elapsed();
    let deployment = state.deployment(call.who, id)?;
    let status = deployment.status(now);
    let name = deployment.metadata.name().to_owned();
    let Some(latest) = deployment.revisions.last() else {
        return Err(Refusal::unprocessable(format!(
            "deployment `{id}` has no revision to run again"
        )));
    };
    if deployment.removing() || latest.run.moving(now) {
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
    state.deployment_mut(call.who, id)?.revisions.push(revision);
    Ok(Reply::accepted(reply))
}

/// `delete_deployment`. A second delete while the first is under way is fine: it asks for what is happening.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let deployment = state.deployment(call.who, id)?;
    if !deployment.removing() {
        let name = deployment.metadata.name().to_owned();
        let end = state.ticker.elapsed().saturating_add(state.deploy_time);
        let fails = state.scripts.next_delete_fails(&name);
        state.deployment_mut(call.who, id)?.removal = Removal::Until { end, fails };
    }
    state.settle();
    Ok(Reply::ok(json!({})))
}

/// A deployment as answers show it.
fn shown(state: &State, deployment: &Deployment, with_blocks: bool) -> serde_json::Value {
    let spec = state.specs.iter().find(|spec| spec.id == deployment.spec_id);
    let latest = spec.map(|spec| spec.latest_version());
    deployment.render(latest, with_blocks, state.ticker.elapsed())
}
