//! Scripts: how deployments end that are still to come.

use super::run::Ending;
use crate::grammar::{Step, Steps};
use crate::service::Service;

/// How deployments of one name end. Each call says how one more run ends, in order; when all are used up, runs end well.
///
/// A run is a new deployment, a new revision, or a redeploy.
///
/// ```
/// use press_apps_emulator::Service;
///
/// let press = Service::new();
/// // The first run of `churn` fails at its second block, the next is rolled back.
/// press.script("churn").fail_at_block(2).roll_back();
/// // Text says the same, as in flags and files.
/// press.script("score").steps(&"fail:2,rollback".parse()?);
/// # Ok::<(), press_apps_emulator::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Script {
    service: Service,
    name: String,
}

impl Service {
    /// Says how deployments of a name end.
    pub fn script(&self, deployment_name: impl Into<String>) -> Script {
        Script { service: self.clone(), name: deployment_name.into() }
    }
}

#[expect(
    clippy::must_use_candidate,
    reason = "each says something for good; what comes back only lets one say more"
)]
impl Script {
    /// The run ends well.
    pub fn deployed(&self) -> &Self {
        self.then(Ending::Deployed)
    }

    /// Block `n` (counted from 1) fails, and so does the deployment.
    pub fn fail_at_block(&self, n: usize) -> &Self {
        self.then(Ending::FailedAt(n))
    }

    /// Block `n` (counted from 1) ends in a warning, and so does the deployment.
    pub fn warning_at_block(&self, n: usize) -> &Self {
        self.then(Ending::WarningAt(n))
    }

    /// The run fails and is rolled back.
    pub fn roll_back(&self) -> &Self {
        self.then(Ending::RolledBack)
    }

    /// The run fails, and so does rolling it back.
    pub fn rollback_failed(&self) -> &Self {
        self.then(Ending::RollbackFailed)
    }

    /// The run ends with a resource of the first block gone.
    pub fn platform_resource_error(&self) -> &Self {
        self.then(Ending::PlatformResourceError)
    }

    /// The run never ends.
    pub fn stay_deploying(&self) -> &Self {
        self.then(Ending::Never)
    }

    /// One delete fails.
    pub fn delete_failed(&self) -> &Self {
        self.steps(&Step::DeleteFailed.into())
    }

    /// All of these, in order.
    pub fn steps(&self, steps: &Steps) -> &Self {
        self.service.with_state(|state| state.scripts.add(&self.name, steps));
        self
    }

    fn then(&self, ending: Ending) -> &Self {
        self.steps(&Step::Run(ending).into())
    }
}
