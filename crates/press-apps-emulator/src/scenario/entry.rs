//! The specs and deployments of a scenario file, read and found well formed.

use press_apps_model::{
    DeploymentId, InvalidId, Options, Problems, RequestPart, SpecId, check_body,
};
use serde_json::{Map, Value, json};

use crate::fields::{Fields, Findings, Member};
use crate::grammar::Steps;
use crate::http::body;
use crate::store::DEFAULT_TENANT;

/// A spec that is to be there.
#[derive(Clone, Debug)]
pub(crate) struct SpecEntry {
    /// Where it stands in the file.
    pub(crate) at: String,
    pub(crate) tenant: String,
    pub(crate) id: Option<String>,
    /// As `create_spec` takes it, JSON texts opened.
    pub(crate) body: Value,
    /// Its later releases, as `create_spec_release` takes them, each with its place.
    pub(crate) releases: Vec<(String, Value)>,
}

/// A deployment that is to be there.
#[derive(Clone, Debug)]
pub(crate) struct DeploymentEntry {
    /// Where it stands in the file.
    pub(crate) at: String,
    pub(crate) tenant: String,
    pub(crate) id: Option<String>,
    /// The name of its spec, when it is named instead of having an id.
    pub(crate) spec_name: Option<String>,
    /// As `create_deployment` takes it.
    pub(crate) body: Value,
    pub(crate) script: Steps,
}

impl SpecEntry {
    pub(super) fn read(member: &Member<'_>, findings: &Findings) -> Self {
        let mut fields = Fields::of(member.value, &member.at, findings);
        let (tenant, id) = owner(&mut fields, findings, |id| SpecId::new(id).err());
        let releases = fields.items("releases");
        let releases = releases.into_iter().map(|release| {
            let body = checked("create_spec_release", release.value.clone(), &release.at, findings);
            (release.at, body)
        });
        let releases = releases.collect();
        let body = checked("create_spec", Value::Object(fields.rest()), &member.at, findings);
        Self { at: member.at.clone(), tenant, id, body, releases }
    }
}

impl DeploymentEntry {
    pub(super) fn read(member: &Member<'_>, findings: &Findings) -> Self {
        let mut fields = Fields::of(member.value, &member.at, findings);
        let (tenant, id) = owner(&mut fields, findings, |id| DeploymentId::new(id).err());
        let script = fields.parsed::<Steps>("script").unwrap_or_default();
        let mut body = fields.rest();
        let spec_name = spec_name(&mut body);
        let body = checked("create_deployment", Value::Object(body), &member.at, findings);
        Self { at: member.at.clone(), tenant, id, spec_name, body, script }
    }
}

/// Whose it is, and the id it is to have.
fn owner(
    fields: &mut Fields<'_, '_>,
    findings: &Findings,
    wrong: impl Fn(&str) -> Option<InvalidId>,
) -> (String, Option<String>) {
    let tenant = fields.text("tenant").unwrap_or(DEFAULT_TENANT).to_owned();
    let id = fields.text("id").map(str::to_owned);
    if let Some(wrong) = id.as_deref().and_then(wrong) {
        findings.report(wrong.into_problem().at(fields.place("id")).within(RequestPart::Body));
    }
    (tenant, id)
}

/// The name of the spec, where it is named: `spec: churn`, or `spec: { name: churn }`. An id takes its place until it is known.
fn spec_name(body: &mut Map<String, Value>) -> Option<String> {
    let spec = body.get_mut("spec")?;
    if let Value::String(name) = spec {
        let name = std::mem::take(name);
        *spec = json!({ "id": "named" });
        return Some(name);
    }
    let members = spec.as_object_mut().filter(|members| !members.contains_key("id"))?;
    let Some(Value::String(name)) = members.remove("name") else { return None };
    members.insert("id".to_owned(), "named".into());
    Some(name)
}

/// A body that has been asked for every rule that needs no memory, JSON texts opened.
fn checked(operation: &str, mut body: Value, at: &str, findings: &Findings) -> Value {
    body::normalise(operation, &mut body);
    let mut problems: Problems = check_body(operation, &body, &Options::new().tolerant());
    problems.prefix(at);
    findings.merge(problems);
    body::open_texts(operation, &mut body);
    body
}
