//! The world of careful callers: a service where one answer in ten goes wrong, a wire that notes which logical call each request
//! belongs to, and what the client said of each call.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use press_apps::testing::{BoxFuture, Random as _, Reply, Seeded, Transport, TransportError};
use press_apps::{Attempt, Client, Error, Response, Sent};
use press_apps_emulator::Fault;
use press_apps_tests::Press;
use serde_json::{Value, json};

use crate::world::Wire;

/// How often a careful caller does one step before giving up.
const PATIENCE: usize = 5;
/// The calls of look-ups have no number of their own: they are reads.
const LOOK_UP: usize = usize::MAX;

tokio::task_local! {
    /// The number of the logical call that is under way.
    static CALL: usize;
}

/// Each of these meets one request in about 130, so all of them together one in ten.
pub(super) fn faults(seed: u64) -> Vec<Fault> {
    let said = |status| Fault::any().status(status).json(json!({"detail": "chaos"}));
    let gave_up = || Fault::any().status(504).text("gave up");
    let kinds = [
        said(429),
        said(429).retry_after("2").name("retry-after"),
        said(500),
        said(500).after_commit().name("500-after-commit"),
        Fault::any().status(502).html("<h1>Bad gateway</h1>"),
        Fault::any().status(503).no_body(),
        gave_up(),
        gave_up().after_commit().name("504-after-commit"),
        Fault::any().drop_before(),
        Fault::any().drop_after_commit(),
        Fault::any().truncate(4),
        Fault::any().stall(),
        // Longer than an attempt may take; the request is carried out when it arrives.
        Fault::any().latency(Duration::from_secs(90)),
        Fault::any()
            .status(200)
            .json(json!({"unexpected": true}))
            .after_commit()
            .name("wrong-json"),
    ];
    (seed * 1000..).zip(kinds).map(|(seed, fault)| fault.probability(0.0077, seed)).collect()
}

/// A wire that notes the call of each request. Once in two hundred times nobody listens.
#[derive(Clone)]
pub(super) struct Noted {
    pub(super) wire: Wire,
    /// The call of each request, in the order of the service's log.
    pub(super) calls: Arc<Mutex<Vec<usize>>>,
    pub(super) chance: Arc<Seeded>,
    /// Whether what failed is sent again at once, whatever it was, as by a client that knows no classes.
    pub(super) stubborn: bool,
}

impl Transport for Noted {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        if !self.stubborn {
            return self.once(request);
        }
        let noted = self.clone();
        Box::pin(async move {
            match noted.once(request.clone()).await {
                Ok(answer) if !answer.status().is_server_error() => Ok(answer),
                _ => noted.once(request).await,
            }
        })
    }
}

impl Noted {
    fn once(&self, request: http::Request<Bytes>) -> BoxFuture<'static, Reply> {
        if self.chance.unit() < 0.005 {
            return Box::pin(std::future::ready(Err(TransportError::connect(
                "connection refused",
            ))));
        }
        self.calls.lock().unwrap().push(CALL.get());
        self.wire.send(request)
    }
}

/// What the client said of one logical call.
pub(super) struct Said {
    pub(super) life: usize,
    pub(super) operation: &'static str,
    pub(super) attempts: Vec<Attempt>,
    pub(super) error: Option<Failure>,
}

/// What an error said.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) line: String,
    pub(super) help: String,
    pub(super) sent: Sent,
    /// Whether it may have happened.
    pub(super) open: bool,
    /// Whether it did, by the words of the service.
    pub(super) claimed: bool,
}

/// What all lives share.
pub(super) struct World {
    pub(super) press: Press,
    pub(super) client: Client,
    pub(super) said: Mutex<BTreeMap<usize, Said>>,
    pub(super) next: AtomicUsize,
}

impl World {
    /// Makes one logical call, and notes what the client says of it.
    pub(super) async fn call<T>(
        &self,
        life: usize,
        operation: &'static str,
        call: impl IntoFuture<Output = Result<Response<T>, Error>>,
    ) -> Result<T, Error> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let result = CALL.scope(number, call.into_future()).await;
        let (attempts, error) = match &result {
            Ok(response) => (response.attempts(), None),
            Err(error) => {
                let failure = Failure {
                    line: error.to_string(),
                    help: error.help().into_owned(),
                    sent: error.was_sent(),
                    open: error.may_have_been_carried_out(),
                    claimed: error.status().is_some_and(|status| status.is_success()),
                };
                (error.attempts(), Some(failure))
            }
        };
        let said = Said { life, operation, attempts: attempts.to_vec(), error };
        self.said.lock().unwrap().insert(number, said);
        result.map(Response::into_inner)
    }

    /// Reads until there is an answer.
    pub(super) async fn read<T, F>(
        &self,
        life: usize,
        operation: &'static str,
        call: impl Fn() -> F,
    ) -> Result<T, Error>
    where
        F: IntoFuture<Output = Result<Response<T>, Error>>,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.call(life, operation, call()).await {
                Err(_) if tried < PATIENCE => {}
                result => return result,
            }
        }
    }

    /// Creates once: after an error that leaves it open, looks whether it is there before doing it again.
    pub(super) async fn create<T, K, F>(
        &self,
        life: usize,
        operation: &'static str,
        create: impl Fn() -> F,
        keep: impl Fn(T) -> K,
        look: impl AsyncFn() -> Result<Option<K>, Error>,
    ) -> Result<K, Error>
    where
        F: IntoFuture<Output = Result<Response<T>, Error>>,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.call(life, operation, create()).await {
                Ok(made) => return Ok(keep(made)),
                Err(error) if error.may_have_been_carried_out() => {
                    let mut looked = 0;
                    let found = loop {
                        looked += 1;
                        match CALL.scope(LOOK_UP, look()).await {
                            Err(_) if looked < PATIENCE => {}
                            found => break found?,
                        }
                    };
                    match found {
                        Some(found) => return Ok(found),
                        None if tried == PATIENCE => return Err(error),
                        None => {}
                    }
                }
                Err(error) if tried == PATIENCE => return Err(error),
                Err(_) => {}
            }
        }
    }

    /// Changes or removes something, as often as it takes. That it is done already is fine after an error that left it open.
    pub(super) async fn change<T, F>(
        &self,
        life: usize,
        operation: &'static str,
        call: impl Fn() -> F,
    ) -> Result<(), Error>
    where
        F: IntoFuture<Output = Result<Response<T>, Error>>,
    {
        let (mut tried, mut open) = (0, false);
        loop {
            tried += 1;
            match self.call(life, operation, call()).await {
                Ok(_) => return Ok(()),
                Err(error) if open && (error.is_not_found() || error.is_unprocessable()) => {
                    return Ok(());
                }
                Err(error) if tried == PATIENCE => return Err(error),
                Err(error) => open |= error.may_have_been_carried_out(),
            }
        }
    }

    /// What the service holds under the name of a life, asked without faults and without the client.
    pub(super) fn held(&self, name: &str) -> Held {
        let list = |target: String, items: &str| -> Vec<Value> {
            let response = self.press.call(&self.press.request("GET", &target, None));
            let mut page: Value = serde_json::from_slice(&response.body).unwrap();
            serde_json::from_value(page[items].take()).unwrap()
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let specs = list(format!("/v1/apps/specs/?name={name}"), "specs");
        let releases = specs.iter().flat_map(|spec| {
            let id = text(&spec["id"]);
            list(format!("/v1/apps/specs/{id}/releases"), "releases")
        });
        let deployments = list(format!("/v1/apps/deployments/?name={name}"), "deployments");
        let revisions = deployments.iter().flat_map(|deployment| {
            let id = text(&deployment["id"]);
            list(format!("/v1/apps/deployments/{id}/revisions"), "revisions")
        });
        let mut held = Held {
            specs: specs.len(),
            releases: releases.map(|release| text(&release["version"])).collect(),
            deployments: deployments.len(),
            revisions: revisions.map(|revision| text(&revision["notes"])).collect(),
        };
        held.releases.sort();
        held.revisions.sort();
        held
    }
}

/// What the service holds under a name: of releases the versions, of revisions the notes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) specs: usize,
    pub(super) releases: Vec<String>,
    pub(super) deployments: usize,
    pub(super) revisions: Vec<String>,
}
