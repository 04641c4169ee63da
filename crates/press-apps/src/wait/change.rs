//! A change that a wait has seen.

use std::fmt;
use std::time::{Duration, SystemTime};

use press_apps_api::types::{BlockDeployment, DeploymentStatus};
use press_apps_model::{HasStatusClass, RevisionNumber, StatusClass};

use super::blocks::Named;
use super::spoken::Spoken;
use crate::error::body::one_line;

/// A change of status that a wait has seen: of the deployment, or of one of its blocks.
///
/// The first poll gives one for the deployment and one for each block, with nothing in [`from`](Self::from). What one poll shows comes in
/// this order: blocks that fail, other blocks, the deployment. The service does not say when a status changed, so all times are those of
/// the polls.
///
/// It prints as one line: `12 s: block train (workflow): deploying → failed`.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// # let deployment = client.deployment("e04e308d-98dc-4443-bb02-c4ef990a3fdc")?;
/// let tell = |change: &press_apps::Change| {
///     if change.is_failure() {
///         // 12 s: block train (workflow): deploying → failed
///         eprintln!("{change}");
///     }
/// };
/// let outcome = deployment.wait().on_change(tell).await?;
/// # assert!(!outcome.is_deployed());
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The block, as it is now; `None` when it is the deployment that changed.
    pub block: Option<BlockDeployment>,
    /// The status before; `None` at the first poll.
    pub from: Option<DeploymentStatus>,
    /// The status now.
    pub to: DeploymentStatus,
    /// The revision that is waited for; `None` when the service shows none.
    pub revision: Option<RevisionNumber>,
    /// The date of the poll that showed it.
    pub seen: SystemTime,
    /// How long the wait had lasted by then.
    pub elapsed: Duration,
}

impl Change {
    /// Whether the status now is settled and not good: failed, rolled back, in warning, or in error.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.to.class() == StatusClass::Unsuccessful
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", Spoken(self.elapsed))?;
        match &self.block {
            Some(block) => write!(f, "block {}: ", Named(block))?,
            None => f.write_str("deployment: ")?,
        }
        if let Some(from) = &self.from {
            write!(f, "{} → ", one_line(from.as_str(), 40))?;
        }
        f.write_str(&one_line(self.to.as_str(), 40))
    }
}
