//! App specs: list, create, describe, update, delete.

use serde_json::{Value, json};

use crate::metadata::Metadata;
use crate::query::{self, Listed};
use crate::releases::{self, Release};
use crate::reply::{Refusal, Reply};
use crate::state::{Call, Identity, State, items, nothing_to_change, optional_text, text};
use crate::validation;

/// An app spec as it is kept.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) sequence: u64,
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) metadata: Metadata,
    pub(crate) status: String,
    pub(crate) featured: bool,
    pub(crate) scope: String,
    pub(crate) tenants: Vec<String>,
    /// Oldest first; never empty.
    pub(crate) releases: Vec<Release>,
}

impl Spec {
    /// Whether somebody may see and deploy it: their own, public ones, and those shared with their tenant.
    fn visible_to(&self, who: &Identity) -> bool {
        let shared = self.scope == "shared" && self.tenants.contains(&who.tenant);
        self.tenant == who.tenant || self.scope == "public" || shared
    }

    /// A release by its version.
    pub(crate) fn release(&self, version: &str) -> Option<&Release> {
        self.releases.iter().find(|release| release.version == version)
    }

    /// Version of the latest release.
    pub(crate) fn latest_version(&self) -> &str {
        self.releases.last().map_or("", |release| release.version.as_str())
    }

    fn render(&self, latest_release: Value) -> Value {
        json!({
            "id": self.id,
            "kind": "app",
            "featured": self.featured,
            "scope": self.scope,
            "tenants": self.tenants,
            "metadata": self.metadata.render(&self.status),
            "latestRelease": latest_release,
        })
    }

    fn summary(&self) -> Value {
        self.render(self.releases.last().map(Release::summary).unwrap_or_default())
    }

    fn detail(&self) -> Value {
        self.render(self.releases.last().map(Release::with_config).unwrap_or_default())
    }
}

impl Listed for Spec {
    fn sort_key(&self, field: &str) -> String {
        self.metadata.text(field).to_owned()
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

/// A spec that somebody may see.
///
/// # Errors
///
/// 404: what may not be seen is not there.
pub(crate) fn visible<'s>(state: &'s State, who: &Identity, id: &str) -> Result<&'s Spec, Refusal> {
    let found = state.specs.iter().find(|spec| spec.id == id && spec.visible_to(who));
    found.ok_or_else(|| Refusal::not_found(format!("there is no app spec `{id}`")))
}

/// A spec that somebody may change.
///
/// # Errors
///
/// 404 as for [`visible`], 403 when it belongs to another tenant.
pub(crate) fn owned<'s>(
    state: &'s mut State,
    who: &Identity,
    id: &str,
) -> Result<&'s mut Spec, Refusal> {
    if visible(state, who, id)?.tenant != who.tenant {
        return Err(Refusal::forbidden(format!(
            "app spec `{id}` belongs to another tenant; only its owner may change it"
        )));
    }
    let found = state.specs.iter_mut().find(|spec| spec.id == id);
    found.ok_or_else(|| Refusal::not_found(format!("there is no app spec `{id}`")))
}

/// `list_specs`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let query = call.query;
    let (statuses, scopes) = (query.list("status"), query.list("scope"));
    let (name, title) =
        (query.last("name").unwrap_or_default(), query.last("title").unwrap_or_default());
    let mut rows: Vec<&Spec> = state
        .specs
        .iter()
        .filter(|spec| spec.visible_to(call.who))
        .filter(|spec| statuses.is_empty() || statuses.contains(&spec.status.as_str()))
        .filter(|spec| scopes.is_empty() || scopes.contains(&spec.scope.as_str()))
        .filter(|spec| query.flag("featured").is_none_or(|featured| spec.featured == featured))
        .filter(|spec| {
            spec.metadata.name().starts_with(name) && spec.metadata.text("title").starts_with(title)
        })
        .collect();
    query::sort(&mut rows, &query.order());
    Ok(Reply::ok(query::page(&rows, query.paging(), "specs", "specCount", |spec| spec.summary())))
}

/// `create_spec`. The body has its JSON texts opened.
pub(crate) fn create(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let document = call.body.get("spec").unwrap_or(&Value::Null);
    let name = text(document, "/metadata/name");
    name_is_free(state, call.who, name, None)?;
    let scope = optional_text(call.body, "/scope").unwrap_or("private").to_owned();
    let parameters = call.body.get("parameters");
    let release = releases::publish(state, call.who, document, parameters, "/spec")?;
    let spec = Spec {
        sequence: state.next_sequence(),
        id: state.ids.resource(),
        tenant: call.who.tenant.clone(),
        metadata: Metadata::new(&document["metadata"], state.ticker.stamp(), &call.who.user),
        status: "available".to_owned(),
        featured: call.body.get("featured").and_then(Value::as_bool).unwrap_or(false),
        scope,
        tenants: texts(call.body, "/tenants"),
        releases: vec![release],
    };
    let id = spec.id.clone();
    state.specs.push(spec);
    Ok(Reply::created(json!({ "id": id })))
}

/// `describe_spec`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    visible(state, call.who, call.params.get("specId")).map(|spec| Reply::ok(spec.detail()))
}

/// `update_spec_metadata`
pub(crate) fn update(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let stamp = state.ticker.stamp();
    let id = call.params.get("specId");
    owned(state, call.who, id)?;
    if let Some(name) = optional_text(call.body, "/metadata/name") {
        name_is_free(state, call.who, name, Some(id))?;
    }
    let spec = owned(state, call.who, id)?;
    validation::spec_change(call.body, &spec.scope)?;
    let metadata = call.body.get("metadata").and_then(|patch| spec.metadata.patched(patch));
    let status =
        optional_text(call.body, "/metadata/status").filter(|status| *status != spec.status);
    let featured = call
        .body
        .get("featured")
        .and_then(Value::as_bool)
        .filter(|featured| *featured != spec.featured);
    let scope = optional_text(call.body, "/scope").unwrap_or(&spec.scope).to_owned();
    let tenants = match call.body.get("tenants") {
        Some(Value::Array(_)) => texts(call.body, "/tenants"),
        // A spec that is shared no more has nobody it is shared with.
        _ if scope != "shared" => Vec::new(),
        _ => spec.tenants.clone(),
    };
    let same = scope == spec.scope && tenants == spec.tenants;
    if metadata.is_none() && status.is_none() && featured.is_none() && same {
        return Err(nothing_to_change());
    }
    spec.metadata = metadata.unwrap_or_else(|| spec.metadata.clone());
    spec.metadata.touch(stamp, &call.who.user);
    spec.status = status.unwrap_or(&spec.status).to_owned();
    spec.featured = featured.unwrap_or(spec.featured);
    spec.scope = scope;
    spec.tenants = tenants;
    Ok(Reply::ok(spec.detail()))
}

/// `delete_spec`
pub(crate) fn delete(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("specId");
    owned(state, call.who, id)?;
    let holders = state.deployments.iter().filter(|deployment| deployment.holds(id));
    let names: Vec<String> =
        holders.map(|deployment| format!("`{}`", deployment.metadata.name())).collect();
    if !names.is_empty() {
        let detail =
            format!("app spec `{id}` has deployments ({}); delete them first", names.join(", "));
        return Err(Refusal::unprocessable(detail));
    }
    state.specs.retain(|spec| spec.id != id);
    Ok(Reply::ok(json!({})))
}

fn name_is_free(
    state: &State,
    who: &Identity,
    name: &str,
    except: Option<&str>,
) -> Result<(), Refusal> {
    let taken = |spec: &&Spec| {
        spec.tenant == who.tenant
            && spec.metadata.name() == name
            && Some(spec.id.as_str()) != except
    };
    match state.specs.iter().find(taken) {
        Some(spec) => Err(Refusal::conflict(format!(
            "/metadata/name: the name `{name}` is taken by app spec `{}`; names are unique within a tenant",
            spec.id
        ))),
        None => Ok(()),
    }
}

fn texts(body: &Value, pointer: &str) -> Vec<String> {
    items(body, pointer).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
