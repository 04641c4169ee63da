//! Releases of an app spec: publish, describe, list.

use std::cmp::Ordering;

use press_apps_model::ReleaseVersion;
use serde_json::{Value, json};

use crate::parameters;
use crate::query::{self, Direction, Listed};
use crate::reply::{Refusal, Reply};
use crate::specs;
use crate::state::{Call, Identity, State, items, text};

/// A release as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    pub(crate) sequence: u64,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) notes: String,
    pub(crate) config: Vec<Value>,
    /// The parameters of the app, `build` and `run`.
    pub(crate) parameters: Value,
    pub(crate) created_at: String,
    pub(crate) created_by: String,
}

impl Release {
    /// The release in a list.
    pub(crate) fn summary(&self) -> Value {
        json!({
            "id": self.id,
            "version": self.version,
            "notes": self.notes,
            "createdAt": self.created_at,
            "createdBy": self.created_by,
        })
    }

    /// The release with its blocks.
    pub(crate) fn with_config(&self) -> Value {
        let mut all = self.summary();
        all["config"] = json!(self.config);
        all
    }

    fn detail(&self) -> Value {
        let mut all = self.with_config();
        all["parameters"] = self.parameters.clone();
        all
    }
}

impl Listed for Release {
    fn sort_key(&self, field: &str) -> String {
        match field {
            "createdAt" => self.created_at.clone(),
            "createdBy" => self.created_by.clone(),
            _ => String::new(),
        }
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

/// Makes a release of a document with `release` and `config`. `at` is the place of the document in the body.
///
/// # Errors
///
/// 422 when a block spec or its release is not there.
pub(crate) fn publish(
    state: &mut State,
    who: &Identity,
    document: &Value,
    parameters: Option<&Value>,
    at: &str,
) -> Result<Release, Refusal> {
    let (mut config, mut blocks) = (Vec::new(), Vec::new());
    for (index, block) in items(document, "/config").iter().enumerate() {
        let version = text(block, "/release/version");
        let found = state.registry.find(text(block, "/id"), Some(version));
        blocks.push(found.map_err(|missing| {
            Refusal::unprocessable(format!("{at}/config/{index}: {missing}"))
        })?);
        config.push(json!({
            "id": text(block, "/id"),
            "release": { "version": version },
            "autoRunOnDeploy": block.get("autoRunOnDeploy").and_then(Value::as_bool).unwrap_or(false),
        }));
    }
    let set = |name: &str| {
        let given = parameters.and_then(|sets| sets.get(name));
        given.filter(|set| set.is_array()).cloned().unwrap_or_else(|| json!([]))
    };
    let parameters = json!({ "build": set("build"), "run": set("run") });
    parameters::check_definitions(&parameters, &blocks)?;
    Ok(Release {
        sequence: state.next_sequence(),
        id: state.ids.resource(),
        version: text(document, "/release/version").to_owned(),
        notes: text(document, "/release/notes").to_owned(),
        config,
        parameters,
        created_at: state.ticker.stamp(),
        created_by: who.user.clone(),
    })
}

/// `create_spec_release`
pub(crate) fn create(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.get("specId");
    let spec = specs::owned(state, call.who, id)?;
    let (version, last) = (text(call.body, "/release/version"), spec.latest_version());
    if precedence(version, last) != Some(Ordering::Greater) {
        let detail = format!(
            "/release/version: expected a version greater than the last release `{last}`, found `{version}`"
        );
        return Err(Refusal::unprocessable(detail));
    }
    let release = publish(state, call.who, call.body, call.body.get("parameters"), "")?;
    let reply = json!({ "id": id, "release": { "version": release.version } });
    specs::owned(state, call.who, id)?.releases.push(release);
    Ok(Reply::created(reply))
}

/// `describe_spec_release`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let spec = specs::visible(state, call.who, call.params.get("specId"))?;
    let version = call.params.get("release");
    match spec.release(version) {
        Some(release) => Ok(Reply::ok(release.detail())),
        None => {
            Err(Refusal::not_found(format!("app spec `{}` has no release `{version}`", spec.id)))
        }
    }
}

/// `list_spec_releases`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let spec = specs::visible(state, call.who, call.params.get("specId"))?;
    let mut rows: Vec<&Release> = spec.releases.iter().collect();
    let mut order = call.query.order();
    if order.is_empty() {
        order.push(("createdAt", Direction::Descending));
    }
    query::sort(&mut rows, &order);
    let page = query::page(&rows, call.query.paging(), "releases", "releaseCount", |release| {
        release.summary()
    });
    Ok(Reply::ok(page))
}

/// Compares two versions as semantic versioning does; build metadata does not count.
fn precedence(one: &str, two: &str) -> Option<Ordering> {
    let parse = |text: &str| ReleaseVersion::new(text).ok();
    Some(parse(one)?.cmp_precedence(&parse(two)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_precedence() {
        assert_eq!(precedence("1.10.0", "1.9.0"), Some(Ordering::Greater));
        assert_eq!(precedence("1.0.0", "1.0.0-rc.1"), Some(Ordering::Greater));
        assert_eq!(precedence("1.0.0+b", "1.0.0"), Some(Ordering::Equal));
        assert_eq!(precedence("1.0", "1.0.0"), None);
    }
}
