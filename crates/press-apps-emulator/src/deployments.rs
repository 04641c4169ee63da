//! App deployments: list, create, describe, update, redeploy, delete.

use std::time::Duration;

use serde_json::{Value, json};

use crate::lifecycle::as_revision_status;
use crate::metadata::Metadata;
use crate::query::{self, Listed};
use crate::reply::{Refusal, Reply};
use crate::revisions::{self, Plan, Revision};
use crate::specs;
use crate::state::{Call, Identity, State, nothing_to_change, optional_text, text};

/// A deployment as it is kept.
#[derive(Debug)]
pub(crate) struct Deployment {
    pub(crate) sequence: u64,
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) metadata: Metadata,
    pub(crate) spec_id: String,
    /// Oldest first; never empty.
    pub(crate) revisions: Vec<Revision>,
    pub(crate) removal: Removal,
}

/// Whether a deployment is being removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    /// It is not.
    None,
    /// It is until then, and gone after that, unless it fails.
    Until { end: Duration, fails: bool },
    /// It was, in vain.
    Failed,
}

impl Deployment {
    /// Brings an ended removal to its end; `false` when the deployment is gone.
    pub(crate) fn settle(&mut self, now: Duration) -> bool {
        match self.removal {
            Removal::Until { end, fails } if end <= now => {
                self.removal = Removal::Failed;
                fails
            }
            _ => true,
        }
    }

    /// Whether it keeps a spec from being deleted. One that is being deleted no longer does.
    pub(crate) fn holds(&self, spec_id: &str) -> bool {
        self.spec_id == spec_id && !self.removing()
    }

    pub(crate) fn removing(&self) -> bool {
        matches!(self.removal, Removal::Until { .. })
    }

    pub(crate) fn status(&self, now: Duration) -> &'static str {
        match self.removal {
            Removal::Until { .. } => "deleting",
            Removal::Failed => "delete_failed",
            Removal::None => {
                self.revisions.last().map_or("failed", |revision| revision.run.status(now))
            }
        }
    }

    /// Status of one of its revisions: all but the latest are superseded.
    pub(crate) fn revision_status(&self, revision: &Revision, now: Duration) -> &'static str {
        if self.revisions.last().is_some_and(|latest| latest.number == revision.number) {
            as_revision_status(self.status(now))
        } else {
            "superseded"
        }
    }

    fn render(&self, state: &State, with_blocks: bool) -> Value {
        let now = state.ticker.elapsed();
        let current = self.revisions.last();
        let mut latest = current
            .map(|revision| revision.summary(self.revision_status(revision, now)))
            .unwrap_or_default();
        if let (true, Some(revision)) = (with_blocks, current) {
            latest["blocks"] = revision.blocks(self, now);
            latest["artifact"] = json!({ "id": revision.artifact, "version": revision.number });
        }
        let current = current.map_or("", |revision| revision.version.as_str());
        let spec = state.specs.iter().find(|spec| spec.id == self.spec_id);
        json!({
            "id": self.id,
            "kind": "app",
            "metadata": self.metadata.render(self.status(now)),
            "latestRevision": latest,
            "spec": {
                "id": self.spec_id,
                "release": { "currentVersion": current, "latestVersion": spec.map_or(current, |spec| spec.latest_version()) },
            },
        })
    }
}

impl Listed for Deployment {
    fn sort_key(&self, field: &str) -> String {
        self.metadata.text(field).to_owned()
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

/// A deployment of somebody's tenant.
///
/// # Errors
///
/// 404: what belongs to others is not there.
pub(crate) fn find<'s>(
    state: &'s State,
    who: &Identity,
    id: &str,
) -> Result<&'s Deployment, Refusal> {
    let found = state
        .deployments
        .iter()
        .find(|deployment| deployment.id == id && deployment.tenant == who.tenant);
    found.ok_or_else(|| no_such(id))
}

fn find_mut<'s>(
    state: &'s mut State,
    who: &Identity,
    id: &str,
) -> Result<&'s mut Deployment, Refusal> {
    let found = state
        .deployments
        .iter_mut()
        .find(|deployment| deployment.id == id && deployment.tenant == who.tenant);
    found.ok_or_else(|| no_such(id))
}

fn no_such(id: &str) -> Refusal {
    Refusal::not_found(format!("there is no deployment `{id}`"))
}

/// `list_deployments`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = state.ticker.elapsed();
    let statuses = call.query.list("status");
    let name = call.query.last("name").unwrap_or_default();
    let mut rows: Vec<&Deployment> = state
        .deployments
        .iter()
        .filter(|deployment| deployment.tenant == call.who.tenant)
        .filter(|deployment| statuses.is_empty() || statuses.contains(&deployment.status(now)))
        .filter(|deployment| deployment.metadata.name().starts_with(name))
        .collect();
    query::sort(&mut rows, &call.query.order());
    let render = |deployment: &&Deployment| deployment.render(state, false);
    Ok(Reply::ok(query::page(&rows, call.query.paging(), "deployments", "deploymentCount", render)))
}

/// `create_deployment`
pub(crate) fn create(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = text(call.body, "/metadata/name");
    name_is_free(state, call.who, name, None)?;
    let spec_id = text(call.body, "/spec/id");
    let spec = specs::visible(state, call.who, spec_id).map_err(|refusal| Refusal {
        detail: format!("/spec/id: {}", refusal.detail),
        ..refusal
    })?;
    if spec.status != "available" {
        let detail = format!(
            "/spec/id: app spec `{spec_id}` is {}; only an available one can be deployed",
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
    let deployment = find(state, call.who, call.params.get("deploymentId"))?;
    Ok(Reply::ok(deployment.render(state, true)))
}

/// `update_deployment_metadata`
pub(crate) fn update(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let stamp = state.ticker.stamp();
    if find(state, call.who, id)?.removing() {
        return Err(Refusal::conflict(format!("deployment `{id}` is being deleted")));
    }
    if let Some(name) = optional_text(call.body, "/name") {
        name_is_free(state, call.who, name, Some(id))?;
    }
    let deployment = find_mut(state, call.who, id)?;
    deployment.metadata = deployment.metadata.patched(call.body).ok_or_else(nothing_to_change)?;
    deployment.metadata.touch(stamp, &call.who.user);
    describe(state, call)
}

/// `redeploy`
pub(crate) fn redeploy(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let now = state.ticker.elapsed();
    let deployment = find(state, call.who, id)?;
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
    if !matches!(status, "failed" | "warning")
        || !latest.any_block(now, |block| matches!(block, "failed" | "warning"))
    {
        return Err(Refusal::unprocessable(format!(
            "deployment `{id}` is {status}; only one that is failed or in warning, with a block that is too, can be redeployed"
        )));
    }
    let revision = latest.clone();
    let revision = revisions::again(state, call.who, revision, &name);
    let reply =
        json!({ "deploymentId": id, "revision": revision.number, "revisionId": revision.id });
    find_mut(state, call.who, id)?.revisions.push(revision);
    Ok(Reply::accepted(reply))
}

/// `delete_deployment`. A second delete while the first is under way is fine: it asks for what is happening.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let deployment = find(state, call.who, id)?;
    if !deployment.removing() {
        let name = deployment.metadata.name().to_owned();
        let end = state.ticker.elapsed().saturating_add(state.deploy_time);
        let fails = state.take_failing_delete(&name);
        find_mut(state, call.who, id)?.removal = Removal::Until { end, fails };
    }
    state.settle();
    Ok(Reply::ok(json!({})))
}

/// `create_deployment_revision`
pub(crate) fn revise(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let now = state.ticker.elapsed();
    let deployment = find(state, call.who, id)?;
    if deployment.removing()
        || deployment.revisions.last().is_some_and(|latest| latest.run.moving(now))
    {
        let status = deployment.status(now);
        return Err(Refusal::conflict(format!(
            "deployment `{id}` is {status}; wait until it has settled"
        )));
    }
    let name = deployment.metadata.name().to_owned();
    let latest = deployment.revisions.last().cloned();
    let spec_id = &deployment.spec_id;
    let Some(spec) = state.specs.iter().find(|spec| spec.id == *spec_id) else {
        return Err(Refusal::unprocessable(format!(
            "the app spec `{spec_id}` of deployment `{id}` is no longer there"
        )));
    };
    let plan = Plan::read(state, spec, call.body, "/blocksConfig")?;
    let revision = revisions::start(state, call.who, plan, &name, latest.as_ref());
    let reply = json!({ "id": id, "revision": revision.number });
    let deployment = find_mut(state, call.who, id)?;
    deployment.removal = Removal::None;
    deployment.revisions.push(revision);
    Ok(Reply::created(reply))
}

fn name_is_free(
    state: &State,
    who: &Identity,
    name: &str,
    except: Option<&str>,
) -> Result<(), Refusal> {
    let taken = |deployment: &&Deployment| {
        deployment.tenant == who.tenant
            && deployment.metadata.name() == name
            && Some(deployment.id.as_str()) != except
    };
    match state.deployments.iter().find(taken) {
        Some(other) => Err(Refusal::conflict(format!(
            "{}: the name `{name}` is taken by deployment `{}`; names are unique within a tenant",
            if except.is_some() { "/name" } else { "/metadata/name" },
            other.id
        ))),
        None => Ok(()),
    }
}
