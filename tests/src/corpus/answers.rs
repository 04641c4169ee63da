//! What the service answered: every operation, in every state there is, right and wrong.

use std::collections::BTreeSet;
use std::time::Duration;

use press_apps_contract::judge::named_for;
use press_apps_emulator::seed::{
    DEPLOYMENT_DELETE_FAILED, DEPLOYMENT_DEPLOYED, DEPLOYMENT_DEPLOYING, DEPLOYMENT_FAILED,
    DEPLOYMENT_ROLLED_BACK, DEPLOYMENT_WARNING, SPEC_ARCHIVED, SPEC_PRIVATE, SPEC_PUBLIC,
    SPEC_SHARED,
};
use press_apps_emulator::{Clock, Emulator, Fault, Outcome};
use serde_json::{Value, json};

use super::bodies::fresh;
use super::seen;
use super::touched::Touched;
use crate::{
    Contract, Direction, NOBODY, PathValues, Press, Sample, WireRequest, WireResponse, api,
    contract, sample, samples, walk,
};

/// What is there from the start.
pub(super) const KNOWN: PathValues<'_> = PathValues {
    spec: SPEC_PRIVATE,
    release: "1.0.0",
    deployment: DEPLOYMENT_DEPLOYED,
    revision: "1",
};

/// The deployments that are there from the start, one in each state.
const DEPLOYMENTS: [&str; 6] = [
    DEPLOYMENT_DEPLOYED,
    DEPLOYMENT_FAILED,
    DEPLOYMENT_WARNING,
    DEPLOYMENT_DEPLOYING,
    DEPLOYMENT_ROLLED_BACK,
    DEPLOYMENT_DELETE_FAILED,
];

/// What was answered to what.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    exchanges: Vec<(WireRequest, WireResponse)>,
    samples: Vec<Sample>,
}

impl Answers {
    /// Lets the service answer.
    pub(super) fn record() -> Self {
        let mut answers = Self { samples: samples(), ..Self::default() };
        let walked = walk(&Press::new()).into_iter();
        answers.exchanges.extend(walked.map(|answered| (answered.request, answered.response)));
        answers.everything();
        answers.endings();
        answers.errors();
        answers.limits();
        answers
    }

    fn call(&mut self, press: &Press, method: &str, target: &str, body: Option<Value>) -> Value {
        let request = press.request(method, target, body.as_ref());
        self.send(press, request)
    }

    fn send(&mut self, press: &Press, request: WireRequest) -> Value {
        let response = press.call(&request);
        let body = serde_json::from_slice(&response.body).unwrap_or_default();
        self.exchanges.push((request, response));
        body
    }

    /// Whatever can be read of the data that is there from the start.
    fn everything(&mut self) {
        let press = fresh();
        let reads = api().operations().iter().filter(|operation| operation.method == "GET");
        for operation in reads {
            let mut targets = BTreeSet::new();
            for spec in [SPEC_PRIVATE, SPEC_SHARED, SPEC_PUBLIC, SPEC_ARCHIVED] {
                for deployment in DEPLOYMENTS {
                    targets.insert(PathValues { spec, deployment, ..KNOWN }.path(operation));
                }
            }
            for target in targets {
                self.call(&press, "GET", &target, None);
            }
        }
        // One with nothing but what it needs: the rest is `null`.
        let document = json!({
            "version": 1, "kind": "app", "metadata": {"name": "bare", "summary": "s"}, "release": {"version": "1.0.0"}, "config": [],
        });
        let body = json!({"spec": document.to_string()});
        let created = self.call(&press, "POST", "/v1/apps/specs/", Some(body));
        let id = created["id"].as_str().unwrap_or_default();
        self.call(&press, "GET", &format!("/v1/apps/specs/{id}"), None);
        for list in [
            "/v1/apps/specs/?status=available&status=archived&scope=shared&scope=public&featured=true&name=c&title=C",
            "/v1/apps/specs/?sort=name:desc&sort=createdAt",
            "/v1/apps/specs/?name=nobody",
            "/v1/apps/specs/?pageSize=1000",
            "/v1/apps/deployments/?status=deployed&status=warning&name=s&sort=title",
        ] {
            self.call(&press, "GET", list, None);
        }
    }

    /// Deployments on their way to each end, and there.
    fn endings(&mut self) {
        let builder = Emulator::builder().clock(Clock::Virtual).seed_data(true);
        let press = Press::of(builder.deploy_time(Duration::from_secs(2)).service());
        let service = press.service().clone();
        service.script("e0").fail_at_block(2).stay_deploying();
        service.script("e1").warning_at_block(1);
        service.script("e2").roll_back();
        service.script("e3").rollback_failed();
        service.script("e4").platform_resource_error();
        service.script("e5").deployed().delete_failed();
        let mut paths = Vec::new();
        for name in 0..6 {
            let body = json!({"metadata": {"name": format!("e{name}"), "summary": "s"}, "spec": {"id": SPEC_PRIVATE}});
            let created = self.call(&press, "POST", "/v1/apps/deployments/", Some(body));
            let id = created["id"].as_str().expect("an id").to_owned();
            paths.push(format!("/v1/apps/deployments/{id}"));
        }
        for second in 0..8 {
            for path in &paths {
                self.call(&press, "GET", path, None);
                self.call(&press, "GET", &format!("{path}/revisions/1"), None);
            }
            match second {
                4 => drop(self.call(&press, "POST", &format!("{}/redeploy", paths[0]), None)),
                5 => drop(self.call(&press, "DELETE", &paths[5], None)),
                _ => {}
            }
            service.advance(Duration::from_secs(1));
        }
        let path = &paths[0];
        self.call(&press, "POST", &format!("{path}/redeploy"), None);
        self.call(&press, "POST", &format!("{path}/revisions"), Some(json!({})));
        self.call(&press, "GET", &format!("{path}/revisions"), None);
    }

    /// Each error that a request can have, of each operation that can.
    fn errors(&mut self) {
        let press = fresh();
        for operation in api().operations() {
            let (method, target) = (operation.method.as_str(), KNOWN.path(operation));
            let takes = operation.request_schema().is_some();
            let body = |body: Value| takes.then_some(body);
            let mut request = press.request(method, &target, body(json!({})).as_ref());
            request.headers.retain(|(name, _)| name != "authorization");
            self.send(&press, request);
            // What is named last is not there.
            let last = operation.parameters_in("path").last();
            if let Some(last) = last {
                let missing = KNOWN.with(&last.name, NOBODY).path(operation);
                let sample = takes.then(|| sample(&operation.id));
                self.call(&press, method, &missing, sample);
            }
            let mut request = press.request(method, &target, body(json!({"surprise": 1})).as_ref());
            if takes {
                self.send(&press, request.clone());
                request.body = vec![b' '; 2 * 1024 * 1024];
                self.send(&press, request.clone());
                request.body = b"{".to_vec();
            } else if last.is_some() {
                request.path = request
                    .path
                    .replace(SPEC_PRIVATE, "%2E%2E")
                    .replace(DEPLOYMENT_DEPLOYED, "%2E%2E");
            } else {
                request.query = "pageSize=none".to_owned();
            }
            self.send(&press, request);
        }
        let spec = format!("/v1/apps/specs/{SPEC_PRIVATE}");
        let deployment = format!("/v1/apps/deployments/{DEPLOYMENT_DEPLOYED}");
        let public = format!("/v1/apps/specs/{SPEC_PUBLIC}");
        self.call(&press, "DELETE", &public, None);
        self.call(&press, "PATCH", &public, Some(json!({"featured": true})));
        self.call(
            &press,
            "POST",
            &format!("{public}/releases"),
            Some(sample("create_spec_release")),
        );
        // What is taken, moving or in use.
        let document = json!({
            "version": 1, "kind": "app", "metadata": {"name": "churn-model", "summary": "s"}, "release": {"version": "1.0.0"},
            "config": [],
        });
        self.call(&press, "POST", "/v1/apps/specs/", Some(json!({"spec": document.to_string()})));
        self.call(&press, "PATCH", &spec, Some(json!({"metadata": {"name": "churn-model"}})));
        let body = json!({"metadata": {"name": "sca-failed", "summary": "s"}, "spec": {"id": SPEC_PRIVATE}});
        self.call(&press, "POST", "/v1/apps/deployments/", Some(body));
        self.call(&press, "PATCH", &deployment, Some(json!({"name": "sca-failed"})));
        let moving = format!("/v1/apps/deployments/{DEPLOYMENT_DEPLOYING}");
        self.call(&press, "POST", &format!("{moving}/redeploy"), None);
        self.call(&press, "POST", &format!("{moving}/revisions"), Some(json!({})));
        self.call(&press, "POST", &format!("{deployment}/redeploy"), None);
        self.call(&press, "DELETE", &spec, None);
        let body = json!({"metadata": {"name": "new", "summary": "s"}, "spec": {"id": "nobody"}});
        self.call(&press, "POST", "/v1/apps/deployments/", Some(body));
    }

    /// What a service with limits answers: with a word about when to try again, and without.
    fn limits(&mut self) {
        let press = fresh();
        let limit = || Fault::any().status(429).json(json!({}));
        for fault in [limit().retry_after("120"), limit()] {
            press.service().clear_faults();
            press.service().fault(fault).expect("a rule for every operation");
            let request = press.request("GET", "/v1/apps/specs/", None);
            match press.exchange(request.to_http()).outcome {
                Outcome::Respond(response) => {
                    self.exchanges.push((request, WireResponse::from(&response)));
                }
                other => panic!("an answer, not {other:?}"),
            }
        }
    }

    /// Whether the document takes all of it that belongs to operations that were touched.
    pub(super) fn fit(&self, contract: &Contract, touched: &Touched) -> Result<(), String> {
        let all = self.exchanges.iter();
        for (request, response) in all.filter(|(request, _)| touched.has(operation_of(request))) {
            let judged = contract.exchange(request, response);
            judged
                .map_err(|findings| format!("{} {}: {findings}", request.method, request.path))?;
            if is_cut(request, response) && !says_cut(contract, request) {
                return Err(format!(
                    "{}: fewer items than asked for, and no rule says so",
                    request.path
                ));
            }
        }
        Ok(())
    }

    /// Marks what the answers and the samples of the operations that were touched show.
    pub(super) fn look(&self, contract: &Contract, touched: &Touched, seen: &mut BTreeSet<String>) {
        let document = contract.api();
        let all = self.exchanges.iter();
        for (request, response) in all.filter(|(request, _)| touched.has(operation_of(request))) {
            let operation = contract.operation_of(&request.method, &request.path);
            if let Some(operation) = operation {
                seen.insert(format!("{} {}", operation.id, response.status));
            }
            let answer = operation.and_then(|one| one.response(document, response.status));
            if let Some(schema) =
                answer.and_then(|one| one.pointer("/content/application~1json/schema"))
            {
                seen::look(document, schema, &response.body, seen);
            }
        }
        // Samples belong to operations of the document as it was; those that are still there have them.
        let samples = self.samples.iter();
        for sample in samples.filter(|sample| touched.has(&sample.operation)) {
            let operation = document.operations().iter().find(|one| one.id == sample.operation);
            let Some(operation) = operation else { continue };
            let schema = match sample.direction {
                Direction::Request => operation.request_schema(),
                Direction::Response(status) => operation
                    .response(document, status)
                    .and_then(|one| one.pointer("/content/application~1json/schema")),
            };
            if let Some(schema) = schema {
                seen::look(document, schema, &sample.raw, seen);
            }
        }
    }
}

/// Whether a page is smaller than it was asked to be.
fn is_cut(request: &WireRequest, response: &WireResponse) -> bool {
    let asked = request.decoded_query().into_iter().find(|(name, _)| name == "pageSize");
    let asked = asked.and_then(|(_, size)| size.parse::<u64>().ok());
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    asked.zip(body["pageSize"].as_u64()).is_some_and(|(asked, given)| given < asked)
}

fn says_cut(contract: &Contract, request: &WireRequest) -> bool {
    let operation = contract.operation_of(&request.method, &request.path);
    operation.is_some_and(|operation| {
        named_for(contract.api(), operation, "query", "/pageSize").contains("page-size-cut")
    })
}

/// The operation that a request was a call of before anything was changed; empty if it was none.
fn operation_of(request: &WireRequest) -> &'static str {
    let known = contract().operation_of(&request.method, &request.path);
    known.map_or("", |operation| &operation.id)
}
