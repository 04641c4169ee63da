//! A deployment that is taken through its life, and what is seen of it after each event.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use press_apps_emulator::{Clock, Emulator, Service};
use serde_json::{Value, json};

use crate::support::{deployment, spec};

/// Blocks are deployed in a tick each, so a run of two takes two, and rolling back two more.
pub(crate) const TICK: Duration = Duration::from_secs(5);

/// How a run ends, in the words of `Script`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Script {
    Deployed,
    FailAtBlock,
    WarningAtBlock,
    PlatformResourceError,
    RollBack,
    RollbackFailed,
    StayDeploying,
}

impl Script {
    pub(crate) const ALL: [Self; 7] = [
        Self::Deployed,
        Self::FailAtBlock,
        Self::WarningAtBlock,
        Self::PlatformResourceError,
        Self::RollBack,
        Self::RollbackFailed,
        Self::StayDeploying,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::FailAtBlock => "fail_at_block",
            Self::WarningAtBlock => "warning_at_block",
            Self::PlatformResourceError => "platform_resource_error",
            Self::RollBack => "roll_back",
            Self::RollbackFailed => "rollback_failed",
            Self::StayDeploying => "stay_deploying",
        }
    }

    fn expect(self, service: &Service, name: &str) {
        let script = service.script(name);
        match self {
            Self::Deployed => script.deployed(),
            Self::FailAtBlock => script.fail_at_block(1),
            Self::WarningAtBlock => script.warning_at_block(2),
            Self::PlatformResourceError => script.platform_resource_error(),
            Self::RollBack => script.roll_back(),
            Self::RollbackFailed => script.rollback_failed(),
            Self::StayDeploying => script.stay_deploying(),
        };
    }
}

/// What may happen to a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    Create(Script),
    Time,
    Revision(Script),
    Redeploy(Script),
    Update,
    Delete { fails: bool },
    DeleteSpec,
}

impl Event {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Time => "time",
            Self::Revision(_) => "new revision",
            Self::Redeploy(_) => "redeploy",
            Self::Update => "update",
            Self::Delete { .. } => "delete",
            Self::DeleteSpec => "delete of its spec",
        }
    }
}

/// What is seen of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: String,
    /// Number and status of each revision, oldest first.
    pub(crate) revisions: Vec<(u64, String)>,
    /// The blocks of the latest: how often each was deployed, and its status.
    pub(crate) blocks: Vec<(u64, String)>,
}

impl Seen {
    pub(crate) fn block_statuses(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().map(|(_, status)| status.as_str())
    }
}

/// A service with one spec, in which nothing moves by itself.
pub(crate) struct World {
    service: Service,
    spec: String,
}

impl Default for World {
    fn default() -> Self {
        let service = Emulator::builder().clock(Clock::Virtual).deploy_time(2 * TICK).service();
        let (status, answer) = send(&service, "POST", "specs/", &spec("one"));
        assert_eq!(status, 201, "{answer}");
        let spec = text(&answer["id"]);
        Self { service, spec }
    }
}

impl World {
    /// Creates a deployment: its id, or the status of the refusal.
    pub(crate) fn create(&self, name: &str, script: Script) -> Result<String, u16> {
        let (status, answer) =
            self.scripted(name, script, "deployments/", &deployment(name, &self.spec));
        if status == 201 { Ok(text(&answer["id"])) } else { Err(status) }
    }

    /// Lets something happen to a deployment that is there: the status of the answer.
    pub(crate) fn happens(&self, id: &str, name: &str, event: Event) -> u16 {
        let path = format!("deployments/{id}");
        match event {
            Event::Create(_) => panic!("it is there"),
            Event::Time => {
                let _ = self.service.advance(TICK);
                200
            }
            Event::Revision(script) => {
                self.scripted(name, script, &format!("{path}/revisions"), &json!({})).0
            }
            Event::Redeploy(script) => {
                self.scripted(name, script, &format!("{path}/redeploy"), &json!({})).0
            }
            Event::Update => {
                // Always a change: how many requests there have been.
                let patch = json!({ "title": self.service.served().to_string() });
                send(&self.service, "PATCH", &path, &patch).0
            }
            Event::Delete { fails } => {
                if fails && self.seen(id).is_some_and(|seen| seen.status != "deleting") {
                    self.service.script(name).delete_failed();
                }
                send(&self.service, "DELETE", &path, &json!({})).0
            }
            Event::DeleteSpec => {
                send(&self.service, "DELETE", &format!("specs/{}", self.spec), &json!({})).0
            }
        }
    }

    /// What is seen of a deployment; `None` when there is none.
    pub(crate) fn seen(&self, id: &str) -> Option<Seen> {
        let path = format!("deployments/{id}");
        let (status, found) = send(&self.service, "GET", &path, &Value::Null);
        if status == 404 {
            return None;
        }
        let (_, list) =
            send(&self.service, "GET", &format!("{path}/revisions?pageSize=100"), &Value::Null);
        let numbered = |rows: &Value| {
            let rows = rows.as_array().expect("a list").iter();
            rows.map(|row| (row["revision"].as_u64().expect("a number"), text(&row["status"])))
                .collect()
        };
        Some(Seen {
            status: text(&found["metadata"]["status"]),
            revisions: numbered(&list["revisions"]),
            blocks: numbered(&found["latestRevision"]["blocks"]),
        })
    }

    /// A request that starts a run, unless it is refused: then the script is still there for the next.
    fn scripted(&self, name: &str, script: Script, path: &str, body: &Value) -> (u16, Value) {
        script.expect(&self.service, name);
        send(&self.service, "POST", path, body)
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn send(service: &Service, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("/v1/apps/{path}"))
        .header("authorization", service.token())
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))
        .expect("a request");
    let response = service.call(request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).expect("JSON"))
}
