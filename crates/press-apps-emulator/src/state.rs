//! Everything the service remembers, and the few things all handlers ask of it.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use serde_json::Value;

use crate::clock::Ticker;
use crate::deployments::Deployment;
use crate::ids::Ids;
use crate::lifecycle::{Ending, Run};
use crate::query::Query;
use crate::registry::Registry;
use crate::reply::Refusal;
use crate::router::Params;
use crate::specs::Spec;

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) tenant: String,
    pub(crate) user: String,
}

/// A request that has been read and found well formed.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) who: &'a Identity,
    pub(crate) params: &'a Params,
    pub(crate) query: &'a Query,
    pub(crate) body: &'a Value,
}

/// The memory of the service.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) specs: Vec<Spec>,
    pub(crate) deployments: Vec<Deployment>,
    pub(crate) ids: Ids,
    pub(crate) ticker: Ticker,
    pub(crate) registry: Registry,
    pub(crate) deploy_time: Duration,
    endings: HashMap<String, VecDeque<Ending>>,
    failing_deletes: HashMap<String, u32>,
    sequence: u64,
}

impl State {
    pub(crate) fn new(ids: Ids, ticker: Ticker, registry: Registry, deploy_time: Duration) -> Self {
        Self {
            specs: Vec::new(),
            deployments: Vec::new(),
            ids,
            ticker,
            registry,
            deploy_time,
            endings: HashMap::new(),
            failing_deletes: HashMap::new(),
            sequence: 0,
        }
    }

    /// The next place in the order of creation.
    pub(crate) fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// Brings what has ended by now to its end: deployments that are deleted are gone.
    pub(crate) fn settle(&mut self) {
        let now = self.ticker.elapsed();
        self.deployments.retain_mut(|deployment| deployment.settle(now));
    }

    /// Says how the next run of a deployment of this name ends, after those said before.
    pub(crate) fn expect_ending(&mut self, name: &str, ending: Ending) {
        self.endings.entry(name.to_owned()).or_default().push_back(ending);
    }

    /// Says that one more delete of a deployment of this name fails.
    pub(crate) fn expect_failing_delete(&mut self, name: &str) {
        *self.failing_deletes.entry(name.to_owned()).or_default() += 1;
    }

    /// Starts a run of a deployment of this name now.
    pub(crate) fn start_run(&mut self, name: &str, again: bool) -> Run {
        let ending = self.endings.get_mut(name).and_then(VecDeque::pop_front).unwrap_or_default();
        Run { started: self.ticker.elapsed(), takes: self.deploy_time, ending, again }
    }

    /// Whether a delete of a deployment of this name that starts now is to fail.
    pub(crate) fn take_failing_delete(&mut self, name: &str) -> bool {
        match self.failing_deletes.get_mut(name) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

/// A text member of a body that has been checked: empty when it is not there.
pub(crate) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A text member of a body that may be left out.
pub(crate) fn optional_text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// The items of a list member; none when it is not there.
pub(crate) fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The refusal of a PATCH that would change nothing, in the words that users of the real service look for.
pub(crate) fn nothing_to_change() -> Refusal {
    Refusal::unprocessable("No changes detected")
}
