//! Revisions of a deployment: plan one, start it, describe, list.

use std::time::Duration;

use serde_json::{Value, json};

use crate::deployments::{self, Deployment};
use crate::lifecycle::Run;
use crate::parameters;
use crate::query::{self, Listed};
use crate::registry::Found;
use crate::reply::{Refusal, Reply};
use crate::specs::Spec;
use crate::state::{Call, Identity, State, items, optional_text, text};

/// A revision as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    sequence: u64,
    pub(crate) number: u64,
    pub(crate) id: String,
    notes: String,
    pub(crate) version: String,
    pub(crate) artifact: String,
    pub(crate) run: Run,
    blocks: Vec<BlockDeployment>,
    /// Values by block name, with those that are to be hidden masked already.
    parameters: Value,
    created_at: String,
    created_by: String,
}

/// A block as it is deployed.
#[derive(Clone, Debug)]
struct BlockDeployment {
    block_id: String,
    deployment_id: String,
    platform_id: String,
    name: String,
    kind: String,
    revision: u64,
}

impl Revision {
    /// The revision in a list.
    pub(crate) fn summary(&self, status: &str) -> Value {
        json!({
            "id": self.id,
            "revision": self.number,
            "notes": self.notes,
            "status": status,
            "createdAt": self.created_at,
            "createdBy": self.created_by,
        })
    }

    /// Its blocks. They are deleted with their deployment.
    pub(crate) fn blocks(&self, deployment: &Deployment, now: Duration) -> Value {
        let rows = self.blocks.iter().enumerate().map(|(index, block)| {
            let status = match deployment.status(now) {
                removal @ ("deleting" | "delete_failed") => removal,
                _ => self.block_status(index, now),
            };
            // A resource that could not be made, or was taken away by hand, has no id on the platform.
            let there = !matches!(status, "failed" | "platform_resource_error");
            json!({
                "deploymentId": block.deployment_id,
                "platformId": there.then_some(&block.platform_id),
                "kind": block.kind,
                "name": block.name,
                "revision": block.revision,
                "status": status,
            })
        });
        rows.collect()
    }

    /// Whether one of its blocks has a status like this.
    pub(crate) fn any_block(&self, now: Duration, is: impl Fn(&str) -> bool) -> bool {
        (0..self.blocks.len()).any(|index| is(self.block_status(index, now)))
    }

    fn block_status(&self, index: usize, now: Duration) -> &'static str {
        self.run.block_status(index + 1, self.blocks.len(), now)
    }

    fn detail(&self, deployment: &Deployment, now: Duration) -> Value {
        let mut all = self.summary(deployment.revision_status(self, now));
        all["blocks"] = self.blocks(deployment, now);
        all["spec"] = json!({ "id": deployment.spec_id, "release": { "version": self.version } });
        all["parameters"] = self.parameters.clone();
        all
    }
}

impl Listed for Revision {
    fn sort_key(&self, field: &str) -> String {
        match field {
            "createdAt" => self.created_at.clone(),
            "createdBy" => self.created_by.clone(),
            // `name` and `title` are documented sort fields, but a revision has neither.
            _ => String::new(),
        }
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

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
            Some(version) => spec.release(version).ok_or_else(|| {
                Refusal::not_found(format!(
                    "{at}: app spec `{}` has no release `{version}`",
                    spec.id
                ))
            })?,
            None => match spec.releases.last() {
                Some(latest) => latest,
                None => {
                    return Err(Refusal::not_found(format!(
                        "app spec `{}` has no release",
                        spec.id
                    )));
                }
            },
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
                let detail = format!(
                    "{selection}/excludes/{index}: release `{}` has no such block `{id}`",
                    release.version
                );
                return Err(Refusal::unprocessable(detail));
            }
        }
        for (index, included) in items(body, &format!("{selection}/includes")).iter().enumerate() {
            let (id, place) = (text(included, "/id"), format!("{selection}/includes/{index}: "));
            if wanted.iter().any(|(known, ..)| *known == id) {
                return Err(Refusal::unprocessable(format!(
                    "{place}block `{id}` is part of the deployment already"
                )));
            }
            wanted.push((id, optional_text(included, "/releaseVersion"), place));
        }
        if wanted.is_empty() && !release.config.is_empty() {
            return Err(Refusal::unprocessable(format!(
                "{selection}/excludes: no block is left to deploy"
            )));
        }
        let mut blocks = Vec::new();
        for (id, version, place) in wanted {
            let found = state.registry.find(id, version);
            blocks.push(
                found.map_err(|missing| Refusal::unprocessable(format!("{place}{missing}")))?,
            );
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

/// `describe_deployment_revision`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = state.ticker.elapsed();
    let deployment = deployments::find(state, call.who, call.params.get("deploymentId"))?;
    let number = call.params.get("revision");
    let found = deployment.revisions.iter().find(|revision| number.parse() == Ok(revision.number));
    match found {
        Some(revision) => Ok(Reply::ok(revision.detail(deployment, now))),
        None => Err(Refusal::not_found(format!(
            "deployment `{}` has no revision `{number}`",
            deployment.id
        ))),
    }
}

/// `list_deployment_revisions`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let now = state.ticker.elapsed();
    let deployment = deployments::find(state, call.who, call.params.get("deploymentId"))?;
    let statuses = call.query.list("status");
    let status = |revision: &Revision| deployment.revision_status(revision, now);
    let wanted = |revision: &&Revision| statuses.is_empty() || statuses.contains(&status(revision));
    let mut rows: Vec<&Revision> = deployment.revisions.iter().filter(wanted).collect();
    query::sort(&mut rows, &call.query.order());
    let render = |revision: &&Revision| revision.summary(status(revision));
    Ok(Reply::ok(query::page(&rows, call.query.paging(), "revisions", "revisionCount", render)))
}
