//! The least that an answer holds, written by hand: what callers can rely on, and nothing else.

use serde_json::{Value, json};

use super::bodies::{places, with, without};
use crate::{Contract, WireResponse};

/// How many items there are on all pages of a list: more than 32 bits hold, and like no other number of a page.
const TOTAL: u64 = u32::MAX as u64 + 1;

/// An answer with nothing in it that can be left out, but for the few members that only hold others.
#[derive(Debug, Clone)]
pub struct Least {
    /// The operation.
    pub operation: &'static str,
    /// Its status.
    pub status: u16,
    /// The body.
    pub body: Value,
    /// The members that callers rely on, as JSON pointers.
    pub needed: &'static [&'static str],
}

impl Least {
    fn answer(&self, body: &Value) -> WireResponse {
        WireResponse {
            status: self.status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        }
    }

    /// The body with one thing wrong in each: without a needed member, with `null` for it, with a number that is none of its kind.
    pub fn wrong(&self) -> Vec<(String, Value)> {
        let mut wrong = Vec::new();
        for at in self.needed {
            wrong.push((format!("without {at}"), without(&self.body, at)));
            wrong.push((format!("with null at {at}"), with(&self.body, at, Value::Null)));
        }
        for at in places(&self.body) {
            let name = at.rsplit('/').next().unwrap_or_default();
            if self.body.pointer(&at).is_some_and(Value::is_number) {
                // Totals may pass 32 bits, what counts pages and revisions may not.
                let beyond = match name.ends_with("Count") && name != "pageCount" {
                    true => json!(2e19),
                    false => json!(u64::from(u32::MAX) + 1),
                };
                for number in [json!(-1), beyond] {
                    wrong.push((format!("with {number} at {at}"), with(&self.body, &at, number)));
                }
            }
        }
        wrong
    }

    /// Whether the document takes it, and finds in a page what this one holds.
    pub(super) fn fits(&self, contract: &Contract) -> Result<(), String> {
        let judged = contract.response(self.operation, &self.answer(&self.body));
        judged.map_err(|findings| format!("{}, the least answer: {findings}", self.operation))?;
        let operation = contract.api().operation(self.operation);
        let keys = operation.map(|operation| &operation.node["x-press-pagination"]);
        let Some(keys) = keys.filter(|_| self.is_page()) else {
            return Ok(());
        };
        let member = |key: &str| keys[key].as_str().map_or(&Value::Null, |name| &self.body[name]);
        match (member("items").is_array(), member("total").as_u64() == Some(TOTAL)) {
            (true, true) => Ok(()),
            _ => Err(format!("{}: `x-press-pagination` is not of its page", self.operation)),
        }
    }

    fn is_page(&self) -> bool {
        self.body.get("pageNumber").is_some()
    }

    /// Whether the document refuses it with anything wrong.
    pub(super) fn refuses(&self, contract: &Contract) -> Result<(), String> {
        for (what, body) in self.wrong() {
            if contract.response(self.operation, &self.answer(&body)).is_ok() {
                return Err(format!("{}: an answer {what} is fine", self.operation));
            }
        }
        Ok(())
    }
}

/// The least answer of every operation that answers something, and the least error.
///
/// The counters of pages are not among what is needed: the client reads a page without them.
#[must_use]
pub fn least_answers() -> Vec<Least> {
    let least = |operation, status, body, needed| Least { operation, status, body, needed };
    let metadata = json!({"name": "n", "status": "surprise"});
    let metadata = |status: &str| {
        let mut metadata = metadata.clone();
        metadata["status"] = json!(status);
        metadata["tags"] = json!([{"name": "t"}]);
        metadata
    };
    let block = json!({"id": "b", "release": {"version": "1.0.0"}});
    let release = json!({"id": "r", "config": [block], "parameters": {}});
    let spec = json!({"id": "s", "kind": "app", "metadata": metadata("available"), "latestRelease": release});
    let deployed = json!({"name": "b", "status": "deployed"});
    let latest = json!({"id": "r", "revision": 1, "status": "deployed", "artifact": {"id": "a"}, "blocks": [deployed]});
    let deployment = json!({
        "id": "d", "kind": "app", "metadata": metadata("deployed"), "latestRevision": latest,
        "spec": {"id": "s", "release": {}},
    });
    let revision = json!({"id": "r", "revision": 1, "status": "deployed"});
    let mut whole_revision = revision.clone();
    whole_revision["blocks"] = json!([deployed]);
    whole_revision["spec"] = json!({"id": "s", "release": {"version": "1.0.0"}});
    whole_revision["latestRevision"] = revision.clone();
    let page = |items: &str, total: &str, item: &Value| {
        let mut page = json!({"pageNumber": 1, "pageSize": 25, "pageCount": 1});
        page[total] = json!(TOTAL);
        page[items] = json!([item]);
        page
    };
    // Callers that rely on nothing but these get on without anything that holds others.
    let bare = |status: &str| json!({"id": "x", "kind": "app", "metadata": {"name": "n", "status": status}});
    let mut without_release = bare("deployed");
    without_release["spec"] = json!({"id": "s"});
    let mut of_spec = revision.clone();
    of_spec["spec"] = json!({"id": "s"});
    vec![
        least("describe_spec", 200, bare("available"), BARE),
        least("describe_deployment", 200, bare("deployed"), BARE),
        least("describe_deployment", 200, without_release, &["/spec/id"]),
        least(
            "describe_deployment_revision",
            200,
            revision.clone(),
            &["/id", "/revision", "/status"],
        ),
        least("describe_deployment_revision", 200, of_spec, &["/spec/id"]),
        least("create_spec", 201, json!({"id": "s"}), &["/id"]),
        least(
            "create_spec_release",
            201,
            json!({"id": "s", "release": {"version": "1.0.0"}}),
            &["/id", "/release", "/release/version"],
        ),
        least("create_deployment", 201, json!({"id": "d"}), &["/id"]),
        least(
            "create_deployment_revision",
            201,
            json!({"id": "d", "revision": 2}),
            &["/id", "/revision"],
        ),
        least(
            "redeploy",
            202,
            json!({"deploymentId": "d", "revision": 2, "revisionId": "r"}),
            &["/deploymentId", "/revision", "/revisionId"],
        ),
        least("describe_spec", 200, spec.clone(), SPEC),
        least("update_spec_metadata", 200, spec.clone(), SPEC),
        least("describe_spec_release", 200, release, &["/id", "/config/0/id", "/config/0/release"]),
        least("describe_deployment", 200, deployment.clone(), DEPLOYMENT),
        least("update_deployment_metadata", 200, deployment.clone(), DEPLOYMENT),
        least(
            "describe_deployment_revision",
            200,
            whole_revision,
            &[
                "/id",
                "/revision",
                "/status",
                "/blocks/0/name",
                "/blocks/0/status",
                "/spec/id",
                "/latestRevision/id",
                "/latestRevision/revision",
                "/latestRevision/status",
            ],
        ),
        least("list_specs", 200, page("specs", "specCount", &spec), &["/specs/0/id"]),
        least(
            "list_spec_releases",
            200,
            page("releases", "releaseCount", &json!({"id": "r", "version": "1.0.0"})),
            &["/releases/0/id", "/releases/0/version"],
        ),
        least(
            "list_deployments",
            200,
            page("deployments", "deploymentCount", &deployment),
            &["/deployments/0/id"],
        ),
        least(
            "list_deployment_revisions",
            200,
            page("revisions", "revisionCount", &revision),
            &["/revisions/0/id", "/revisions/0/revision", "/revisions/0/status"],
        ),
        least("list_specs", 400, json!({}), &[]),
        least("list_specs", 400, json!({"surprise": {"of": ["tomorrow"]}}), &[]),
    ]
}

const BARE: &[&str] = &["/id", "/kind", "/metadata", "/metadata/name", "/metadata/status"];

const SPEC: &[&str] = &[
    "/id",
    "/kind",
    "/metadata",
    "/metadata/name",
    "/metadata/status",
    "/metadata/tags/0/name",
    "/latestRelease/id",
    "/latestRelease/config/0/id",
    "/latestRelease/config/0/release",
];

const DEPLOYMENT: &[&str] = &[
    "/id",
    "/kind",
    "/metadata",
    "/metadata/name",
    "/metadata/status",
    "/latestRevision/id",
    "/latestRevision/revision",
    "/latestRevision/status",
    "/latestRevision/artifact/id",
    "/latestRevision/blocks/0/name",
    "/latestRevision/blocks/0/status",
    "/spec/id",
];
