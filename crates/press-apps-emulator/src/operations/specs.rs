//! App specs: list, create, describe, update, delete.

use press_apps_api::types::{Scope, SpecStatus};
use serde_json::{Value, json};

use super::call::{Call, items, nothing_to_change, optional_text, text};
use super::page::page;
use super::releases;
use crate::reply::{Refusal, Reply};
use crate::store::{Metadata, Releases, Spec, State};

/// `list_specs`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let query = call.query;
    let (statuses, scopes) = (query.list("status"), query.list("scope"));
    let (name, title) =
        (query.last("name").unwrap_or_default(), query.last("title").unwrap_or_default());
    let wanted = |spec: &Spec| {
        (statuses.is_empty() || statuses.contains(&spec.status.as_str()))
            && (scopes.is_empty() || scopes.contains(&spec.scope.as_str()))
            && query.flag("featured").is_none_or(|featured| spec.featured == featured)
            && spec.metadata.text("title").starts_with(title)
    };
    let page = page(state.specs.visible_to(&call.who.tenant).named(name), query, wanted);
    Reply::ok(&page.shown("specs", "specCount", Spec::summary))
}

/// `create_spec`. The body has its JSON texts opened.
pub(crate) fn create(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let document = call.body.get("spec").unwrap_or(&Value::Null);
    let name = text(document, "/metadata/name");
    state.spec_name_is_free(call.who, ("/spec/metadata/name", name), None)?;
    let scope = optional_text(call.body, "/scope").map_or(Scope::Private, Scope::from);
    let parameters = call.body.get("parameters");
    let release = releases::publish(state, call.who, document, parameters, "/spec")?;
    let spec = Spec {
        sequence: state.next_sequence(),
        id: state.ids.resource(),
        tenant: call.who.tenant.clone(),
        metadata: Metadata::new(&document["metadata"], state.ticker.stamp(), &call.who.user),
        status: SpecStatus::Available,
        featured: call.body.get("featured").and_then(Value::as_bool).unwrap_or(false),
        scope,
        tenants: texts(call.body, "/tenants"),
        releases: Releases::new(release),
    };
    let reply = Reply::created(&json!({ "id": spec.id }))?;
    state.specs.insert(spec);
    Ok(reply)
}

/// `describe_spec`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    Reply::ok(&state.visible_spec(call.who, call.params.get("specId"))?.detail())
}

/// `update_spec_metadata`
pub(crate) fn update(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let stamp = state.ticker.stamp();
    let id = call.params.get("specId");
    let spec = state.owned_spec(call.who, id)?;
    if let Some(name) = optional_text(call.body, "/metadata/name") {
        state.spec_name_is_free(call.who, ("/metadata/name", name), Some(id))?;
    }
    let metadata = call.body.get("metadata").and_then(|patch| spec.metadata.patched(patch));
    let status = optional_text(call.body, "/metadata/status")
        .map(SpecStatus::from)
        .filter(|status| *status != spec.status);
    let featured = call
        .body
        .get("featured")
        .and_then(Value::as_bool)
        .filter(|featured| *featured != spec.featured);
    let scope = optional_text(call.body, "/scope").map_or(spec.scope.clone(), Scope::from);
    let tenants = match call.body.get("tenants") {
        Some(Value::Array(_)) => texts(call.body, "/tenants"),
        // A spec that is shared no more has nobody it is shared with.
        _ if scope != Scope::Shared => Vec::new(),
        _ => spec.tenants.clone(),
    };
    let same = scope == spec.scope && tenants == spec.tenants;
    if metadata.is_none() && status.is_none() && featured.is_none() && same {
        return Err(nothing_to_change());
    }
    state.specs.change(id, |spec| {
        spec.metadata = metadata.unwrap_or_else(|| spec.metadata.clone());
        spec.metadata.touch(stamp, &call.who.user);
        spec.status = status.unwrap_or_else(|| spec.status.clone());
        spec.featured = featured.unwrap_or(spec.featured);
        spec.scope = scope;
        spec.tenants = tenants;
    });
    describe(state, call)
}

/// `delete_spec`. Deployments that are being deleted do not keep it.
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("specId");
    state.owned_spec(call.who, id)?;
    let holders = state.deployments.made_from(id).filter(|deployment| !deployment.removing());
    let names: Vec<String> =
        holders.map(|deployment| format!("`{}`", deployment.metadata.name())).collect();
    if !names.is_empty() {
        let detail = format!(
            "app spec `{id}` has deployments ({}); delete them first [spec-without-deployments]",
            names.join(", ")
        );
        return Err(Refusal::unprocessable(detail));
    }
    state.specs.remove(id);
    Reply::ok(&json!({}))
}

fn texts(body: &Value, pointer: &str) -> Vec<String> {
    items(body, pointer).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
