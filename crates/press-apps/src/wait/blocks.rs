//! The blocks that a wait names as the reason of a bad end.

use std::fmt;
use std::ops::Deref;

use press_apps_api::types::BlockDeployment;
use press_apps_model::{DeploymentId, RevisionNumber};

use crate::error::body::one_line;

/// The blocks that are not as they should be at the end of a wait, and whose they are.
///
/// They stand in the order in which they were seen failing, each as it was then: a rollback that follows gives all blocks another status,
/// and the first cause would be lost. It is empty when the service shows no such block.
///
/// It is a slice of [`BlockDeployment`], and prints as one line: `train (workflow) failed, score (service) rollback_complete`.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let deployment = client.deployment("e04e308d-98dc-4443-bb02-c4ef990a3fdc")?;
/// let outcome = deployment.wait().await?;
/// if let Some(failed) = outcome.blocks() {
///     println!("revision {:?} of {}", failed.revision(), failed.deployment());
///     for block in failed {
///         println!("{} is {}", block.name, block.status);
///     }
/// }
/// # assert_eq!(outcome.blocks().unwrap().len(), 1);
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FailedBlocks {
    pub(super) deployment: DeploymentId,
    pub(super) revision: Option<RevisionNumber>,
    pub(super) blocks: Vec<BlockDeployment>,
}

impl FailedBlocks {
    /// The deployment that was waited for.
    #[must_use]
    pub fn deployment(&self) -> &DeploymentId {
        &self.deployment
    }

    /// The revision that was waited for; `None` when the service shows none.
    #[must_use]
    pub fn revision(&self) -> Option<RevisionNumber> {
        self.revision
    }

    /// Whose blocks they are: `revision 2 of deployment d-1`.
    pub(crate) fn whose(&self) -> impl fmt::Display + '_ {
        Whose(&self.deployment, self.revision)
    }
}

/// A revision of a deployment, or the deployment.
pub(crate) struct Whose<'a>(pub(crate) &'a DeploymentId, pub(crate) Option<RevisionNumber>);

impl fmt::Display for Whose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(revision) = self.1 {
            write!(f, "revision {revision} of ")?;
        }
        write!(f, "deployment {}", one_line(self.0.as_str(), 100))
    }
}

/// A block in a line for people: `train (workflow)`.
pub(super) struct Named<'a>(pub(super) &'a BlockDeployment);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&self.0.name, 100))?;
        match &self.0.kind {
            Some(kind) => write!(f, " ({})", one_line(kind.as_str(), 40)),
            None => Ok(()),
        }
    }
}

impl Deref for FailedBlocks {
    type Target = [BlockDeployment];

    fn deref(&self) -> &[BlockDeployment] {
        &self.blocks
    }
}

impl IntoIterator for FailedBlocks {
    type Item = BlockDeployment;
    type IntoIter = std::vec::IntoIter<BlockDeployment>;

    fn into_iter(self) -> Self::IntoIter {
        self.blocks.into_iter()
    }
}

impl<'a> IntoIterator for &'a FailedBlocks {
    type Item = &'a BlockDeployment;
    type IntoIter = std::slice::Iter<'a, BlockDeployment>;

    fn into_iter(self) -> Self::IntoIter {
        self.blocks.iter()
    }
}

impl fmt::Display for FailedBlocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, block) in self.blocks.iter().enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(f, "{comma}{} {}", Named(block), one_line(block.status.as_str(), 40))?;
        }
        Ok(())
    }
}
