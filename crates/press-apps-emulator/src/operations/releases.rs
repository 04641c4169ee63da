//! Releases of an app spec: publish, describe, list.

use std::cmp::Ordering;

use press_apps_model::ReleaseVersion;
use serde_json::{Value, json};

use super::call::{Call, items, text};
use super::page::page;
use super::parameters;
use crate::reply::{Refusal, Reply};
use crate::store::{Identity, Release, State};

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
            Refusal::unprocessable(format!("{at}/config/{index}: {missing} [block-exists]"))
        })?);
        config.push(json!({
            "id": text(block, "/id"),
            "release": { "version": version },
            "autoRunOnDeploy": block.get("autoRunOnDeploy").and_then(Value::as_bool).unwrap_or(false),
        }));
    }
    let set = |name: &str| {
        parameters.and_then(|sets| sets.get(name)).cloned().unwrap_or_else(|| json!([]))
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
    let spec = state.owned_spec(call.who, id)?;
    let (version, last) = (text(call.body, "/release/version"), spec.latest_version());
    if precedence(version, last) != Some(Ordering::Greater) {
        let detail = format!(
            "/release/version: expected a version greater than the last release `{last}`, found `{version}` [greater-version]"
        );
        return Err(Refusal::unprocessable(detail));
    }
    let release = publish(state, call.who, call.body, call.body.get("parameters"), "")?;
    let reply = Reply::created(&json!({ "id": id, "release": { "version": release.version } }))?;
    state.specs.change(id, |spec| spec.releases.push(release));
    Ok(reply)
}

/// `describe_spec_release`
pub(crate) fn describe(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let spec = state.visible_spec(call.who, call.params.get("specId"))?;
    let version = call.params.get("release");
    match spec.releases.version(version) {
        Some(release) => Reply::ok(&release.detail()),
        None => {
            Err(Refusal::not_found(format!("app spec `{}` has no release `{version}`", spec.id)))
        }
    }
}

/// `list_spec_releases`
pub(crate) fn list(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let spec = state.visible_spec(call.who, call.params.get("specId"))?;
    let page = page(spec.releases.newest_first(), call.query, |_| true);
    Reply::ok(&page.shown("releases", "releaseCount", Release::summary))
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
