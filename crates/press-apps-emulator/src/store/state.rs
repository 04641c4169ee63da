//! Everything the service remembers, and the finders of it.
//!
//! What may not be seen is not there: finders take who asks. No operation is carried out here.

use std::time::Duration;

use super::deployment::Deployment;
use super::identity::Identity;
use super::ids::Ids;
use super::registry::Registry;
use super::spec::Spec;
use super::table::Table;
use crate::lifecycle::{Change, Run, Scripts, Ticker, changes};
use crate::reply::Refusal;

/// The memory of the service.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) specs: Table<Spec>,
    pub(crate) deployments: Table<Deployment>,
    pub(crate) ids: Ids,
    pub(crate) ticker: Ticker,
    pub(crate) registry: Registry,
    pub(crate) deploy_time: Duration,
    pub(crate) scripts: Scripts,
    sequence: u64,
}

impl State {
    pub(crate) fn new(ids: Ids, ticker: Ticker, registry: Registry, deploy_time: Duration) -> Self {
        Self {
            specs: Table::default(),
            deployments: Table::default(),
            ids,
            ticker,
            registry,
            deploy_time,
            scripts: Scripts::default(),
            sequence: 0,
        }
    }

    /// The same as it is now, in which no time passes.
    pub(crate) fn frozen(&self) -> Self {
        Self { ticker: self.ticker.frozen(), ..self.clone() }
    }

    /// The next place in the order of creation.
    pub(crate) fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// Brings what has ended by now to its end: deployments that are deleted are gone.
    pub(crate) fn settle(&mut self) {
        let now = self.ticker.elapsed();
        self.deployments.settle(now, |deployment| deployment.settle(now));
    }

    /// Moves the clock forward; says what happened by that, in order.
    pub(crate) fn advance(&mut self, by: Duration) -> Vec<Change> {
        let from = self.ticker.elapsed();
        self.ticker.advance(by);
        let changes = changes::between(&self.deployments, from, self.ticker.elapsed());
        self.settle();
        changes
    }

    /// Moves the clock forward until all that can end has ended; says what happened by that, in order.
    pub(crate) fn advance_to_rest(&mut self) -> Vec<Change> {
        let left = changes::last(&self.deployments).unwrap_or_default();
        self.advance(left.saturating_sub(self.ticker.elapsed()))
    }

    /// Starts a run of a deployment of this name now.
    pub(crate) fn start_run(&mut self, name: &str, again: bool) -> Run {
        let ending = self.scripts.next_run(name);
        Run { started: self.ticker.elapsed(), takes: self.deploy_time, ending, again }
    }
}

impl State {
    /// A spec that somebody may see.
    ///
    /// # Errors
    ///
    /// 404: what may not be seen is not there.
    pub(crate) fn visible_spec(&self, who: &Identity, id: &str) -> Result<&Spec, Refusal> {
        let found = self.specs.get(id).filter(|spec| spec.visible_to(who));
        found.ok_or_else(|| Refusal::not_found(format!("there is no app spec `{id}`")))
    }

    /// A spec that somebody may change.
    ///
    /// # Errors
    ///
    /// 404 as for [`visible_spec`](Self::visible_spec), 403 when it belongs to another tenant.
    pub(crate) fn owned_spec(&self, who: &Identity, id: &str) -> Result<&Spec, Refusal> {
        let spec = self.visible_spec(who, id)?;
        if spec.tenant != who.tenant {
            return Err(Refusal::forbidden(format!(
                "app spec `{id}` belongs to another tenant; only its owner may change it"
            )));
        }
        Ok(spec)
    }

    /// A deployment of somebody's tenant.
    ///
    /// # Errors
    ///
    /// 404: what belongs to others is not there.
    pub(crate) fn deployment(&self, who: &Identity, id: &str) -> Result<&Deployment, Refusal> {
        let found = self.deployments.get(id).filter(|found| found.tenant == who.tenant);
        found.ok_or_else(|| Refusal::not_found(format!("there is no deployment `{id}`")))
    }

    /// Whether the name of a spec, which stands at `at` in a body, is free for anything but the spec `except`.
    ///
    /// # Errors
    ///
    /// 409: names are unique within a tenant.
    pub(crate) fn spec_name_is_free(
        &self,
        who: &Identity,
        (at, name): (&str, &str),
        except: Option<&str>,
    ) -> Result<(), Refusal> {
        let named = self.specs.named(&who.tenant, name).map(|spec| spec.id.as_str());
        is_free("app spec", named, (at, name), except)
    }

    /// The same for the name of a deployment.
    ///
    /// # Errors
    ///
    /// 409: names are unique within a tenant.
    pub(crate) fn deployment_name_is_free(
        &self,
        who: &Identity,
        (at, name): (&str, &str),
        except: Option<&str>,
    ) -> Result<(), Refusal> {
        let named = self.deployments.named(&who.tenant, name).map(|found| found.id.as_str());
        is_free("deployment", named, (at, name), except)
    }
}

fn is_free(
    kind: &str,
    named: Option<&str>,
    (at, name): (&str, &str),
    except: Option<&str>,
) -> Result<(), Refusal> {
    match named.filter(|id| Some(*id) != except) {
        Some(id) => Err(Refusal::conflict(format!(
            "{at}: the name `{name}` is taken by {kind} `{id}`; names are unique within a tenant"
        ))),
        None => Ok(()),
    }
}
