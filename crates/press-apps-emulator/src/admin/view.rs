//! What the service is and what it holds, of all tenants.

use std::collections::BTreeMap;
use std::time::Duration;

use press_apps_api::operations::OPERATIONS;
use press_apps_model::Problems;
use serde_json::{Value, json};

use super::desk::{Asked, Desk};
use crate::document::DOCUMENT;
use crate::grammar::{Steps, show_time};
use crate::lifecycle::{Ending, changes};
use crate::store::{Deployment, Revision, Spec, State};
use crate::token::DEFAULT_TOKEN;

/// `GET /_emulator/state`
pub(super) fn state(desk: &mut Desk<'_>, asked: &Asked<'_>) -> Result<Value, Problems> {
    let Desk { settings, memory } = desk;
    memory.state.settle();
    let state = &memory.state;
    let document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let blocks = state.registry.blocks().iter().map(|block| {
        let releases = block.releases.iter();
        let releases = releases.map(|(version, parameters)| json!({ "version": version, "parameters": parameters }));
        json!({ "id": block.id, "name": block.name, "kind": block.kind, "releases": releases.collect::<Value>() })
    });
    let mut tenants: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, who) in &settings.tokens {
        *tenants.entry(&who.tenant).or_default() += 1;
    }
    let tokens = settings.tokens.iter();
    let tokens = tokens.map(|(token, who)| json!({ "token": token, "tenant": who.tenant }));
    let known = settings.tokens.iter().any(|(token, _)| token == DEFAULT_TOKEN);
    let scripts: BTreeMap<&str, Value> =
        state.scripts.waiting().map(|(name, steps)| (name, words(&steps))).collect();
    Ok(json!({
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "document": {
            "title": document["info"]["title"],
            "version": document["info"]["version"],
            "sha256": press_apps_api::operations::DOCUMENT_SHA256,
        },
        "address": asked.host.map(|host| format!("http://{host}")),
        "tokens": { "count": settings.tokens.len(), "default": known.then_some(DEFAULT_TOKEN), "byTenant": tenants, "known": tokens.collect::<Value>() },
        "clock": {
            "kind": settings.clock.to_string(),
            "now": state.ticker.stamp(),
            "elapsed": show_time(state.ticker.elapsed()),
        },
        "seed": settings.seed,
        "deployTime": show_time(state.deploy_time),
        "rate": settings.rate.map(|rate| rate.to_string()),
        "anyBlock": settings.any_block,
        "operations": OPERATIONS.iter().map(|operation| operation.id).collect::<Value>(),
        "blocks": blocks.collect::<Value>(),
        "scripts": scripts,
        "counts": {
            "specs": state.specs.len(),
            "deployments": state.deployments.len(),
            "requests": memory.log.served(),
            "faults": memory.faults.counts().len(),
        },
    }))
}

/// `GET /_emulator/specs`
pub(super) fn specs(desk: &mut Desk<'_>, _: &Asked<'_>) -> Result<Value, Problems> {
    desk.memory.state.settle();
    let state = &desk.memory.state;
    Ok(
        json!({ "specs": state.specs.iter().map(|spec| shown_spec(state, spec)).collect::<Value>() }),
    )
}

fn shown_spec(state: &State, spec: &Spec) -> Value {
    let releases = spec.releases.iter().map(|release| {
        json!({
            "version": release.version,
            "notes": release.notes,
            "createdAt": release.created_at,
            "blocks": release.config.iter().map(|block| &block["id"]).collect::<Vec<_>>(),
        })
    });
    json!({
        "id": spec.id,
        "tenant": spec.tenant,
        "name": spec.metadata.name(),
        "title": spec.metadata.text("title"),
        "status": spec.status,
        "scope": spec.scope,
        "tenants": spec.tenants,
        "featured": spec.featured,
        "releases": releases.collect::<Value>(),
        "deployments": state.deployments.made_from(&spec.id).count(),
    })
}

/// `GET /_emulator/deployments`
pub(super) fn deployments(desk: &mut Desk<'_>, _: &Asked<'_>) -> Result<Value, Problems> {
    desk.memory.state.settle();
    let state = &desk.memory.state;
    let rows = state.deployments.iter().map(|deployment| shown_deployment(state, deployment));
    Ok(json!({ "deployments": rows.collect::<Value>() }))
}

fn shown_deployment(state: &State, deployment: &Deployment) -> Value {
    let now = state.ticker.elapsed();
    let spec = state.specs.get(&deployment.spec_id);
    let revisions = deployment.revisions.iter().rev();
    json!({
        "id": deployment.id,
        "tenant": deployment.tenant,
        "name": deployment.metadata.name(),
        "title": deployment.metadata.text("title"),
        "status": deployment.status(now),
        "spec": {
            "id": deployment.spec_id,
            "name": spec.map(|spec| spec.metadata.name()),
            "version": deployment.revisions.latest().version,
        },
        "run": run(deployment, now),
        "script": words(&state.scripts.of(deployment.metadata.name())),
        "revisions": revisions.map(|revision| shown_revision(deployment, revision, now)).collect::<Value>(),
    })
}

/// A revision as answers show it, without the values of parameters, and with the block specs that its blocks come from.
fn shown_revision(deployment: &Deployment, revision: &Revision, now: Duration) -> Value {
    let shown = deployment.shown_revision(revision, now);
    let mut shown = serde_json::to_value(shown).unwrap_or_default();
    if let Value::Object(shown) = &mut shown {
        shown.remove("parameters");
    }
    for (row, block) in shown["blocks"].as_array_mut().into_iter().flatten().zip(&revision.blocks) {
        row["specId"] = block.block_id.as_str().into();
    }
    shown
}

/// How far it is: what moves, for how long still, and which part of the way is done. `null` when nothing moves.
fn run(deployment: &Deployment, now: Duration) -> Value {
    if !deployment.moving(now) {
        return Value::Null;
    }
    let run = deployment.revisions.latest().run;
    let end = changes::last([deployment]);
    let endless = !deployment.removing() && run.ending == Ending::Never;
    let total =
        end.map(|end| end.saturating_sub(run.started).as_secs_f64()).filter(|total| *total > 0.0);
    let done =
        total.map(|total| (now.saturating_sub(run.started).as_secs_f64() / total).clamp(0.0, 1.0));
    json!({
        "endless": endless,
        "left": end.map(|end| show_time(end.saturating_sub(now))),
        "done": done,
    })
}

/// Steps as a list, as `POST /_emulator/script` takes them.
pub(super) fn words(steps: &Steps) -> Value {
    steps.iter().map(|step| Value::from(step.to_string())).collect()
}
