//! Puts into a state what a scenario says is there, through the same functions that requests go through.

use std::time::Duration;

use press_apps_model::pointer::child;
use press_apps_model::{Problem, Problems, did_you_mean};
use serde_json::Value;

use super::entry::{DeploymentEntry, SpecEntry};
use super::file::Scenario;
use crate::operations::run;
use crate::reply::Refusal;
use crate::store::{Identity, State};

/// Fills a state. What does not fit is left out and told.
pub(crate) fn fill(state: &mut State, scenario: &Scenario) -> Problems {
    // What is there at the start has settled.
    let deploy_time = std::mem::replace(&mut state.deploy_time, Duration::ZERO);
    let mut problems = Problems::new();
    for entry in &scenario.specs {
        spec(state, entry, &mut problems);
    }
    for entry in &scenario.deployments {
        deployment(state, entry, &mut problems);
    }
    state.deploy_time = deploy_time;
    problems
}

fn spec(state: &mut State, entry: &SpecEntry, problems: &mut Problems) {
    let who = Identity::of(&entry.tenant);
    if let Err(refusal) = run(state, &who, "create_spec", &[], &entry.body) {
        return problems.merge(refused(&entry.at, &refusal));
    }
    let mut id = String::new();
    state.specs.change_last(|made| {
        if let Some(given) = &entry.id {
            given.clone_into(&mut made.id);
        }
        made.id.clone_into(&mut id);
    });
    for (at, release) in &entry.releases {
        if let Err(refusal) = run(state, &who, "create_spec_release", &[("specId", &id)], release) {
            problems.merge(refused(at, &refusal));
        }
    }
}

fn deployment(state: &mut State, entry: &DeploymentEntry, problems: &mut Problems) {
    let who = Identity::of(&entry.tenant);
    let mut body = entry.body.clone();
    if let Some(name) = &entry.spec_name {
        match named(state, &who, name, &entry.at) {
            Ok(id) => body["spec"]["id"] = id.into(),
            Err(missing) => return problems.merge(missing),
        }
    }
    let name =
        body.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default().to_owned();
    state.scripts.add(&name, &entry.script);
    if let Err(refusal) = run(state, &who, "create_deployment", &[], &body) {
        return problems.merge(refused(&entry.at, &refusal));
    }
    if let Some(id) = &entry.id {
        state.deployments.change_last(|made| id.clone_into(&mut made.id));
    }
}

/// The id of a spec that somebody may see, by its name, which stands in the deployment at `at`.
fn named(state: &State, who: &Identity, name: &str, at: &str) -> Result<String, Problems> {
    let seen = || state.specs.iter().filter(|spec| spec.visible_to(who));
    if let Some(spec) = seen().find(|spec| spec.metadata.name() == name) {
        return Ok(spec.id.clone());
    }
    let problem =
        Problem::new("spec-exists", "the name of a spec that is there", format!("{name:?}"));
    let hint = did_you_mean(name, seen().map(|spec| spec.metadata.name()));
    let hint = hint.unwrap_or_else(|| {
        "the file has none of this name; `seedData: true` adds others".to_owned()
    });
    Err(problem.with_hint(hint).at(child(at, "spec")).into())
}

/// What the service said, told about the file: one finding for each that it told.
fn refused(at: &str, refusal: &Refusal) -> Problems {
    let detail = refusal.detail.as_str();
    match detail.split_once(" problems:\n") {
        Some((count, several)) if count.bytes().all(|byte| byte.is_ascii_digit()) => {
            several.lines().map(|one| finding(at, one.trim())).collect()
        }
        _ => finding(at, detail).into(),
    }
}

/// One finding of the service, which begins with its place in the body, if it has one.
fn finding(at: &str, said: &str) -> Problem {
    let (place, said) = match said.split_once(": ") {
        Some((place, said)) if place.starts_with('/') => (format!("{at}{place}"), said),
        _ => (at.to_owned(), said),
    };
    let parts = said.strip_prefix("expected ").and_then(|said| said.split_once(", found "));
    let problem = match parts {
        Some((expected, found)) => Problem::new("refused", expected.to_owned(), found.to_owned()),
        None => Problem::new("refused", "what the service takes", "what it refuses")
            .with_hint(said.to_owned()),
    };
    problem.at(place)
}
