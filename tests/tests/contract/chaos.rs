//! Hundreds of whole lives of a spec and its deployment while one answer in ten goes wrong.
//!
//! Every life ends complete or with an error that tells the truth, and nothing is on the server twice. The service is asked behind
//! the client's back, without faults, what it holds.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::future::join_all;
use press_apps::testing::{BoxFuture, Reply, Seeded, Transport};
use press_apps::types::{
    AppKind, AppSpecDocument, BlockConfig, CreateDeploymentRequest, CreateReleaseRequest,
    CreateRevisionRequest, DeploymentSpecInput, MetadataInput, ReleaseInput,
    UpdateDeploymentRequest, UpdateSpecRequest, VersionRef,
};
use press_apps::{Client, Error, Sent};
use press_apps_emulator::Fault;
use press_apps_tests::Press;
use serde_json::{Value, json};

use crate::calls::BLOCK;
use crate::world::Wire;

const LIVES: usize = 300;

/// One request in ten meets one of these. After all of them but `drop-before` and the refusals the request was carried out.
fn faults(seed: u64) -> Vec<Fault> {
    let detail = json!({"detail": "chaos"});
    let kinds = [
        Fault::any().status(500).json(detail.clone()),
        Fault::any().status(500).json(detail.clone()).after_commit(),
        Fault::any()
            .status(502)
            .html("<h1>Bad gateway</h1>")
            .after_commit(),
        Fault::any().status(503).no_body(),
        Fault::any().status(429).json(detail).retry_after("1"),
        Fault::any().drop_before(),
        Fault::any().drop_after_commit(),
        Fault::any().truncate(3),
        Fault::any().stall(),
        Fault::any().stall().after_commit(),
    ];
    (seed..)
        .zip(kinds)
        .map(|(seed, fault)| fault.probability(0.0104, seed))
        .collect()
}

/// What the calls of one life came to.
#[derive(Default)]
struct Life {
    /// Every create that was called, with what the client said of it.
    creates: Vec<(&'static str, Said)>,
    /// The first error, which ended it.
    error: Option<Error>,
    /// What the service holds of it when it is at its fullest.
    held: Held,
}

/// What the client said of a create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Done,
    NotDone,
    Perhaps,
}

/// What the service holds under the name of a life.
#[derive(Debug, Default)]
struct Held {
    specs: usize,
    releases: usize,
    deployments: usize,
    revisions: usize,
}

impl Life {
    /// Notes what became of a create, and gives its result if the life goes on.
    fn create<T>(&mut self, operation: &'static str, result: Result<T, Error>) -> Option<T> {
        let said = match &result {
            Ok(_) => Said::Done,
            Err(error) if error.may_have_been_carried_out() => Said::Perhaps,
            Err(_) => Said::NotDone,
        };
        self.creates.push((operation, said));
        self.go_on(result)
    }

    fn go_on<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.error = Some(error)).ok()
    }

    /// How often a create of this operation was surely, and at most, carried out.
    fn bounds(&self, operation: &str) -> (usize, usize) {
        let said = |wanted: &[Said]| {
            let of = self.creates.iter().filter(|(name, _)| *name == operation);
            of.filter(|(_, said)| wanted.contains(said)).count()
        };
        (said(&[Said::Done]), said(&[Said::Done, Said::Perhaps]))
    }

    /// What the service holds that the client's words do not allow.
    fn lies(&self, number: usize) -> Vec<String> {
        let sum = |operations: &[&str]| {
            let bounds = operations.iter().map(|operation| self.bounds(operation));
            bounds.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        };
        let claims = [
            ("specs", self.held.specs, sum(&["create_spec"])),
            // A spec is made with its first release, and a deployment with its first revision.
            (
                "releases",
                self.held.releases,
                sum(&["create_spec", "create_spec_release"]),
            ),
            (
                "deployments",
                self.held.deployments,
                sum(&["create_deployment"]),
            ),
            (
                "revisions",
                self.held.revisions,
                sum(&[
                    "create_deployment",
                    "redeploy",
                    "create_deployment_revision",
                ]),
            ),
        ];
        let wrong = claims
            .into_iter()
            .filter(|(_, held, (least, most))| !(least..=most).contains(&held));
        wrong
            .map(|(what, held, said)| format!("life {number}: {held} {what}, said were {said:?}"))
            .collect()
    }
}

/// A life from the spec to its removal. Ends with the first error.
async fn live(client: &Client, press: &Press, number: usize) -> Life {
    let name = format!("life-{number:04}");
    let mut life = Life::default();
    let ids = build(client, &name, &mut life).await;
    life.held = held(press, &name);
    if let Some((spec, deployment)) = ids {
        // Every second life is left on the server, so that it holds something to the end.
        if number.is_multiple_of(2) {
            let removed = client.deployment(&deployment).unwrap().delete().await;
            if life.go_on(removed).is_some() {
                let removed = client.spec(&spec).unwrap().delete().await;
                life.go_on(removed);
            }
        }
    }
    life
}

async fn build(client: &Client, name: &str, life: &mut Life) -> Option<(String, String)> {
    let block = |version: &str| BlockConfig::new(BLOCK, VersionRef::new(version));
    let metadata = || MetadataInput::new(name, "s");
    let document = AppSpecDocument::new(
        1,
        AppKind::App,
        metadata(),
        ReleaseInput::new("1.0.0"),
        [block("1.0.0")],
    );
    let spec = life
        .create("create_spec", client.specs().create(&document).await)?
        .id
        .clone();
    let handle = client.spec(&spec).unwrap();
    life.go_on(handle.describe().await)?;
    life.go_on(handle.update(UpdateSpecRequest::new().featured(true)).await)?;
    let release = CreateReleaseRequest::new(ReleaseInput::new("2.0.0"), [block("2.0.0")]);
    life.create(
        "create_spec_release",
        handle.releases().create(release).await,
    )?;
    life.go_on(handle.release("2.0.0").unwrap().describe().await)?;
    life.go_on(handle.releases().list().await)?;
    life.go_on(client.specs().list().name(name).await)?;

    let deployment = CreateDeploymentRequest::new(metadata(), DeploymentSpecInput::new(&spec));
    let deployment = life
        .create(
            "create_deployment",
            client.deployments().create(deployment).await,
        )?
        .id
        .clone();
    let handle = client.deployment(&deployment).unwrap();
    life.go_on(handle.describe().await)?;
    life.create("redeploy", handle.redeploy().await)?;
    life.go_on(
        handle
            .update(UpdateDeploymentRequest::new().title("t"))
            .await,
    )?;
    life.create(
        "create_deployment_revision",
        handle
            .revisions()
            .create(CreateRevisionRequest::new())
            .await,
    )?;
    life.go_on(handle.revision(1).unwrap().describe().await)?;
    life.go_on(handle.revisions().list().await)?;
    life.go_on(client.deployments().list().name(name).await)?;
    Some((spec, deployment))
}

/// Asks the service, without faults and without the client, what it holds under a name.
fn held(press: &Press, name: &str) -> Held {
    let get = |target: String| -> Value {
        let response = press.call(&press.request("GET", &target, None));
        serde_json::from_slice(&response.body).unwrap()
    };
    let mut held = Held::default();
    for spec in get(format!("/v1/apps/specs/?name={name}"))["specs"]
        .as_array()
        .unwrap()
    {
        held.specs += 1;
        let releases = get(format!(
            "/v1/apps/specs/{}/releases",
            spec["id"].as_str().unwrap()
        ));
        held.releases += releases["releases"].as_array().unwrap().len();
    }
    for deployment in get(format!("/v1/apps/deployments/?name={name}"))["deployments"]
        .as_array()
        .unwrap()
    {
        held.deployments += 1;
        let revisions = get(format!(
            "/v1/apps/deployments/{}/revisions",
            deployment["id"].as_str().unwrap()
        ));
        held.revisions += revisions["revisions"].as_array().unwrap().len();
    }
    held
}

/// All lives at once, over this wire.
async fn all_lives(press: &Press, wire: impl Transport, seed: u64) -> Vec<Life> {
    for number in 0..LIVES {
        // The first run fails, so that there is something to redeploy.
        press
            .service()
            .script(format!("life-{number:04}"))
            .fail_at_block(1);
    }
    for fault in faults(seed) {
        press.service().fault(fault);
    }
    let token = press.service().token().to_owned();
    let client = Client::builder()
        .token(token)
        .transport(wire)
        .random(Seeded::new(seed))
        .build()
        .unwrap();
    join_all((0..LIVES).map(|number| live(&client, press, number))).await
}

fn lies(lives: &[Life]) -> Vec<String> {
    lives
        .iter()
        .enumerate()
        .flat_map(|(number, life)| life.lies(number))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn in_chaos_nothing_is_done_twice_and_no_error_lies() {
    let press = Press::new();
    let lives = all_lives(&press, Wire::to(&press), 1).await;

    let lies = lies(&lives);
    assert!(lies.is_empty(), "{lies:#?}");

    // The run was worth something: most lives met faults, many were completed, some were not.
    let seen = press.service().requests();
    let spoiled = seen
        .iter()
        .filter(|request| request.fault.is_some())
        .count();
    let share = spoiled as f64 / seen.len() as f64;
    let complete = lives.iter().filter(|life| life.error.is_none()).count();
    assert!(
        (0.07..0.13).contains(&share),
        "{spoiled} of {} requests were spoiled",
        seen.len()
    );
    assert!(
        (LIVES / 3..=LIVES * 9 / 10).contains(&complete),
        "{complete} of {LIVES} lives were completed"
    );

    // The others ended cleanly: the error says what was called, how often, and what to do next.
    let mut kinds = BTreeMap::<String, usize>::new();
    for error in lives.iter().filter_map(|life| life.error.as_ref()) {
        assert!(
            error.operation().is_some() && !error.attempts().is_empty(),
            "{error:?}"
        );
        assert!(
            !error.help().is_empty() && error.was_sent() != Sent::No,
            "{error:?}"
        );
        *kinds.entry(format!("{:?}", error.kind())).or_default() += 1;
    }
    assert!(
        kinds.len() >= 4,
        "only these kinds of error were seen: {kinds:?}"
    );
}

/// A wire that sends everything again after a failure, as a client would that knows no classes.
#[derive(Clone)]
struct Stubborn {
    wire: Wire,
    again: Arc<AtomicUsize>,
}

impl Transport for Stubborn {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        let stubborn = self.clone();
        Box::pin(async move {
            let first = stubborn.wire.send(request.clone()).await;
            if first
                .as_ref()
                .is_ok_and(|answer| answer.status().as_u16() < 500)
            {
                return first;
            }
            stubborn.again.fetch_add(1, Ordering::Relaxed);
            stubborn.wire.send(request).await
        })
    }
}

/// The proof that the run above would notice: with creates made again, it does.
#[tokio::test(start_paused = true)]
async fn a_client_that_makes_creates_again_is_found_out() {
    let press = Press::new();
    let stubborn = Stubborn {
        wire: Wire::to(&press),
        again: Arc::default(),
    };
    let lives = all_lives(&press, stubborn.clone(), 1).await;
    assert!(stubborn.again.load(Ordering::Relaxed) > 100);
    let lies = lies(&lives);
    assert!(
        lies.iter().any(|lie| lie.contains("revisions")),
        "nothing was done twice: {lies:#?}"
    );
}
