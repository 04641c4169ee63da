//! Revisions of a deployment: plan one, start it, create, describe, list.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::call::{Call, items, optional_text, text};
use super::page::page;
use super::parameters;
use crate::reply::{Refusal, Reply};
use crate::store::{BlockDeployment, Found, Identity, Removal, Revision, Spec, State};

/// What a new revision is to deploy, found and checked.
#[derive(Debug)]
pub(crate) struct Plan {
    version: String,
    notes: String,
    blocks: Vec<Found>,
    parameters: Value,
}

impl Plan {
    /// Reads the plan of a body. `selection` is the place of `includes` and `excludes`.
    ///
    /// # Errors
    ///
    /// 404 when the spec has no such release; 422 when a block is not there, excluded in vain, included twice, when no block is
    /// left, or when the parameters do not fit.
    pub(crate) fn read(
        state: &State,
        spec: &Spec,
        body: &Value,
        selection: &str,
    ) -> Result<Self, Refusal> {
        let at = if selection == "/spec" { "/spec/release/version" } else { "/release/version" };
        let release = match optional_text(body, at) {
            Some(version) => spec.releases.version(version).ok_or_else(|| {
                Refusal::not_found(format!(
                    "{at}: app spec `{}` has no release `{version}`",
                    spec.id
                ))
            })?,
            None => spec.releases.latest(),
        };
        let mut wanted: Vec<(&str, Option<&str>, String)> = Vec::new();
        for block in &release.config {
            wanted.push((
                text(block, "/id"),
                optional_text(block, "/release/version"),
                String::new(),
            ));
        }
        for (index, excluded) in items(body, &format!("{selection}/excludes")).iter().enumerate() {
            let (id, before) = (text(excluded, "/id"), wanted.len());
            let version = optional_text(excluded, "/releaseVersion");
            wanted.retain(|(known, release, _)| {
                !(*known == id && (version.is_none() || version == *release))
            });
            if wanted.len() == before {
                let of =
                    version.map_or_else(String::new, |version| format!(" in release `{version}`"));
                let detail = format!(
                    "{selection}/excludes/{index}: release `{}` has no such block `{id}`{of} [excluded-of-release]",
                    release.version
                );
                return Err(Refusal::unprocessable(detail));
            }
        }
        let mut known: HashSet<&str> = wanted.iter().map(|(id, ..)| *id).collect();
        for (index, included) in items(body, &format!("{selection}/includes")).iter().enumerate() {
            let (id, place) = (text(included, "/id"), format!("{selection}/includes/{index}: "));
            if !known.insert(id) {
                return Err(Refusal::unprocessable(format!(
                    "{place}block `{id}` is part of the deployment already [included-once]"
                )));
            }
            wanted.push((id, optional_text(included, "/releaseVersion"), place));
        }
        if wanted.is_empty() && !release.config.is_empty() {
            return Err(Refusal::unprocessable(format!(
                "{selection}/excludes: no block is left to deploy [block-left]"
            )));
        }
        let mut blocks = Vec::new();
        for (id, version, place) in wanted {
            let found = state.registry.find(id, version);
            blocks.push(found.map_err(|missing| {
                Refusal::unprocessable(format!("{place}{missing} [block-exists]"))
            })?);
        }
        Ok(Self {
            version: release.version.clone(),
            notes: text(body, "/revision/notes").to_owned(),
            parameters: parameters::resolve(&release.parameters, &blocks, body)?,
            blocks,
        })
    }
}

/// Starts deploying a plan. Blocks that the revision before has too keep their deployment.
pub(crate) fn start(
    state: &mut State,
    who: &Identity,
    plan: Plan,
    name: &str,
    before: Option<&Revision>,
) -> Revision {
    let mut blocks = Vec::new();
    for block in plan.blocks {
        let same =
            before.and_then(|before| before.blocks.iter().find(|known| known.block_id == block.id));
        let deployed = match same {
            Some(known) => BlockDeployment { revision: known.revision + 1, ..known.clone() },
            None => BlockDeployment {
                deployment_id: state.ids.resource(),
                platform_id: state.ids.resource(),
                name: format!("{name}-{}", block.name),
                kind: block.kind,
                block_id: block.id,
                revision: 1,
            },
        };
        blocks.push(deployed);
    }
    Revision {
        sequence: state.next_sequence(),
        number: before.map_or(1, |before| before.number + 1),
        id: state.ids.resource(),
        notes: plan.notes,
        version: plan.version,
        artifact: state.ids.resource(),
        run: state.start_run(name, false),
        blocks,
        parameters: plan.parameters,
        created_at: state.ticker.stamp(),
        created_by: who.user.clone(),
    }
}

/// Starts deploying what a revision deployed once more.
pub(crate) fn again(state: &mut State, who: &Identity, before: Revision, name: &str) -> Revision {
    let mut blocks = before.blocks;
    for block in &mut blocks {
        block.revision += 1;
    }
    Revision {
        sequence: state.next_sequence(),
        number: before.number + 1,
        id: state.ids.resource(),
        run: state.start_run(name, true),
        blocks,
        created_at: state.ticker.stamp(),
        created_by: who.user.clone(),
        ..before
    }
}

/// `create_deployment_revision`
pub(crate) fn create(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("deploymentId");
    let now = state.ticker.elapsed();
    let deployment = state.deployment(call.who, id)?;
    if deployment.moving(now) {
        let status = deployment.status(now);
        return Err(Refusal::conflict(format!(
            "deployment `{id}` is {status}; wait until it has settled"
        )));
    }
    let name = deployment.metadata.name().to_owned();
    let latest = deployment.revisions.latest().clone();
    let spec_id = &deployment.spec_id;
    let Some(spec) = state.specs.get(spec_id) else {
        return Err(Refusal::unprocessable(format!(
            "the app spec `{spec_id}` of deployment `{id}` is no longer there"
        )));
    };
    let plan = Plan::read(state, spec, call.body, "/blocksConfig")?;
    let revision = start(state, call.who, plan, &name, Some(&latest));
    let reply = Reply::created(&json!({ "id": id, "revision": revision.number }))?;
    state.deployments.change(id, |deployment| {
        deployment.removal = Removal::None;
        deployment.revisions.push(revision);
    });
    Ok(reply)
}

/// `describe_deployment_revision`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = state.ticker.elapsed();
    let deployment = state.deployment(call.who, call.params.get("deploymentId"))?;
    let number = call.params.get("revision");
    // They are numbered from 1 on, without a gap.
    let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match place.and_then(|place| deployment.revisions.get(place)) {
        Some(revision) => Reply::ok(&deployment.shown_revision(revision, now)),
        None => Err(Refusal::not_found(format!(
            "deployment `{}` has no revision `{number}`",
            deployment.id
        ))),
    }
}

/// `list_deployment_revisions`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = state.ticker.elapsed();
    let deployment = state.deployment(call.who, call.params.get("deploymentId"))?;
    let statuses = call.query.list("status");
    let status = |revision: &Revision| deployment.revision_status(revision, now);
    let wanted =
        |revision: &Revision| statuses.is_empty() || statuses.contains(&status(revision).as_str());
    let page = page(&deployment.revisions, call.query, wanted);
    Reply::ok(
        &page.shown("revisions", "revisionCount", |revision| revision.summary(status(revision))),
    )
}
