//! One walk through the service that uses every operation once, in the order of a life.
//!
//! What creates, changes and removes has its place in the life and is written out; reads of what there is then follow from the document.

use serde_json::{Value, json};

use crate::{Direction, PathValues, Press, WireRequest, WireResponse, api, samples};

/// One answered call.
pub struct Answered {
    /// Id of the operation.
    pub operation: &'static str,
    /// The request.
    pub request: WireRequest,
    /// The answer.
    pub response: WireResponse,
}

/// Every operation once, in the order of a life: with the documented requests, on a service that starts empty.
///
/// # Panics
///
/// When an answer is no success, or not what the document says.
#[must_use]
pub fn walk(press: &Press) -> Vec<Answered> {
    let mut walk = Walk { press, answered: Vec::new() };
    let spec_id = walk.create("create_spec", "/v1/apps/specs/", sample("create_spec"));
    let spec = format!("/v1/apps/specs/{spec_id}");
    walk.go("list_specs", "GET", "/v1/apps/specs/", None);
    walk.go("describe_spec", "GET", &spec, None);
    walk.go("update_spec_metadata", "PATCH", &spec, Some(sample("update_spec_metadata")));
    walk.create("create_spec_release", &format!("{spec}/releases"), sample("create_spec_release"));
    walk.go("describe_spec_release", "GET", &format!("{spec}/releases/2.0.0"), None);
    walk.go("list_spec_releases", "GET", &format!("{spec}/releases"), None);

    let mut body = sample("create_deployment");
    body["spec"]["id"] = json!(spec_id);
    // A deployment can be redeployed only when it failed.
    press.service().script("new-deployment").fail_at_block(1);
    let deployment_id = walk.create("create_deployment", "/v1/apps/deployments/", body);
    let deployment = format!("/v1/apps/deployments/{deployment_id}");
    walk.go("list_deployments", "GET", "/v1/apps/deployments/", None);
    walk.go("describe_deployment", "GET", &deployment, None);
    walk.go("redeploy", "POST", &format!("{deployment}/redeploy"), None);
    walk.go(
        "update_deployment_metadata",
        "PATCH",
        &deployment,
        Some(sample("update_deployment_metadata")),
    );
    walk.create(
        "create_deployment_revision",
        &format!("{deployment}/revisions"),
        sample("create_deployment_revision"),
    );
    walk.go("describe_deployment_revision", "GET", &format!("{deployment}/revisions/3"), None);
    walk.go(
        "list_deployment_revisions",
        "GET",
        &format!("{deployment}/revisions?pageSize=2"),
        None,
    );
    let values =
        PathValues { spec: &spec_id, release: "2.0.0", deployment: &deployment_id, revision: "3" };
    walk.other_reads(&values);
    walk.go("delete_deployment", "DELETE", &deployment, None);
    walk.go("delete_spec", "DELETE", &spec, None);
    walk.answered
}

struct Walk<'a> {
    press: &'a Press,
    answered: Vec<Answered>,
}

impl Walk<'_> {
    fn go(
        &mut self,
        operation: &'static str,
        method: &str,
        target: &str,
        body: Option<Value>,
    ) -> &WireResponse {
        let request = self.press.request(method, target, body.as_ref());
        let response = self.press.call(&request);
        let body = String::from_utf8_lossy(&response.body);
        assert!((200..300).contains(&response.status), "{operation}: {} {body}", response.status);
        self.answered.push(Answered { operation, request, response });
        &self.answered.last().unwrap().response
    }

    /// Every read that has no place of its own above.
    fn other_reads(&mut self, values: &PathValues<'_>) {
        for operation in api().operations().iter().filter(|operation| operation.method == "GET") {
            if !self.answered.iter().any(|answered| answered.operation == operation.id) {
                self.go(&operation.id, "GET", &values.path(operation), None);
            }
        }
    }

    fn create(&mut self, operation: &'static str, target: &str, body: Value) -> String {
        let response = self.go(operation, "POST", target, Some(body));
        let created: Value = serde_json::from_slice(&response.body).unwrap();
        created["id"].as_str().unwrap().to_owned()
    }
}

/// The documented request of an operation.
#[must_use]
pub fn sample(operation: &str) -> Value {
    let found = samples()
        .into_iter()
        .find(|sample| sample.operation == operation && sample.direction == Direction::Request);
    found.unwrap().json()
}
