//! Waiting, on the virtual clock of the service in memory: nothing sleeps, and every poll is counted.

mod answers;
mod changes;
mod deleting;
mod endings;
mod failures;
mod limits;
mod old_results;

use std::time::Duration;

use press_apps::emulator::{Emulator, EmulatorExt, Fault, Service};
use press_apps::testing::Fixed;
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, CreateDeploymentRequest, CreateRevisionRequest, Created,
    DeploymentSpecInput, MetadataInput, ReleaseInput, VersionRef,
};
use press_apps::{Client, DeploymentHandle, Response};
use serde_json::{Value, json};

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// A service in memory, where deploying takes a minute, with a spec of two blocks; and a client without chance in its waits.
pub(super) struct World {
    pub(super) press: Service,
    pub(super) client: Client,
}

impl World {
    pub(super) fn new() -> Self {
        let press = Emulator::in_memory();
        let client = press.client().random(Fixed(0.0)).build().unwrap();
        Self { press, client }
    }

    /// Deploys under this name.
    pub(super) async fn create(&self, name: &str) -> Response<Created> {
        let blocks = [
            BlockConfig::new("0bddb4c6-40c5-45c3-b477-fceb2c051609", VersionRef::new("1.0.0")),
            BlockConfig::new("1jgf45hk-38h6-22h6-b460-aceb2c385790", VersionRef::new("1.0.0")),
        ];
        let (metadata, release) = (MetadataInput::new("app", "s"), ReleaseInput::new("1.0.0"));
        let document = AppSpecDocument::new(1, AppKind::App, metadata, release, blocks);
        let spec = match self.client.specs().find_by_name("app").await.unwrap() {
            Some(spec) => spec.id,
            None => self.client.specs().create(document).await.unwrap().id.clone(),
        };
        let (metadata, spec) = (MetadataInput::new(name, "s"), DeploymentSpecInput::new(spec));
        let body = CreateDeploymentRequest::new(metadata, spec);
        self.client.deployments().create(body).await.unwrap()
    }

    /// A deployment that has settled.
    pub(super) async fn settled(&self, name: &str) -> DeploymentHandle {
        let created = self.create(name).await;
        self.press.advance(10 * MINUTE);
        self.client.deployment(&created.id).unwrap()
    }

    /// How often the deployment was described, the retries of calls included.
    pub(super) fn polls(&self) -> usize {
        let described = |seen: &press_apps::emulator::SeenRequest| {
            seen.operation == Some("describe_deployment")
        };
        self.press.requests().into_iter().filter(described).count()
    }

    /// How long it has been since the service began.
    pub(super) fn now(&self) -> Duration {
        self.press.virtual_clock().unwrap().now()
    }

    /// The next answers to `describe_deployment`, one after the other; the last one again and again.
    pub(super) fn answers(&self, answers: &[Value]) {
        for (number, answer) in answers.iter().enumerate() {
            let fault = Fault::on("describe_deployment").status(200).json(answer.clone());
            let last = number + 1 == answers.len();
            self.add(if last { fault } else { fault.times(1) });
        }
    }

    /// Makes the next polls fail in this way, so many of them.
    pub(super) fn fail(&self, polls: u64, fault: Fault) {
        self.add(fault.times(polls));
    }

    fn add(&self, fault: Fault) {
        self.press.fault(fault).unwrap();
    }
}

/// A deployment as it may be answered: its status, its latest revision with its status, and its blocks.
pub(super) fn shown(status: &str, revision: (u32, &str), blocks: &[(&str, &str)]) -> Value {
    let blocks: Vec<_> = blocks
        .iter()
        .map(|(name, status)| json!({"name": name, "kind": "workflow", "status": status}))
        .collect();
    json!({
        "id": "d-1", "kind": "app", "metadata": {"name": "n", "status": status},
        "latestRevision": {"id": "r", "revision": revision.0, "status": revision.1, "blocks": blocks},
    })
}

/// A handle of the deployment that [`shown`] shows.
pub(super) fn odd(world: &World) -> DeploymentHandle {
    world.client.deployment("d-1").unwrap()
}

pub(super) fn revision() -> CreateRevisionRequest {
    CreateRevisionRequest::new().release(VersionRef::new("1.0.0"))
}
