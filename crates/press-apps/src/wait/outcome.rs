//! How a wait ended.

use std::fmt;

use press_apps_model::RevisionNumber;

use super::blocks::{FailedBlocks, Whose};
use crate::error::{Ended, Error, ErrorKind, Sent, Waited};

/// How a deployment, or the revision that was waited for, ended.
///
/// Only [`Deployed`](Self::Deployed) is what was asked for. [`into_result`](Self::into_result) makes an error of each other one, with
/// the blocks that are the reason and what can be done next.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// use press_apps::Outcome;
///
/// match client.deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?.wait().await? {
///     Outcome::Deployed => println!("it runs"),
///     Outcome::Failed { blocks } => println!("failed: {blocks}"),
///     Outcome::Superseded { by } => println!("revision {by} has taken over"),
///     other => println!("{other}"),
/// }
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// Everything runs.
    Deployed,
    /// It runs, and blocks are in warning.
    Warning {
        /// The blocks in warning.
        blocks: FailedBlocks,
    },
    /// It failed and was not rolled back.
    Failed {
        /// The blocks that failed.
        blocks: FailedBlocks,
    },
    /// A resource on the platform is missing or in error.
    PlatformResourceError {
        /// The blocks whose resource it is.
        blocks: FailedBlocks,
    },
    /// It failed and was rolled back: what was asked for does not run.
    RolledBack {
        /// The blocks that failed, and those that were rolled back.
        blocks: FailedBlocks,
    },
    /// It failed, and so did rolling it back.
    RollbackFailed {
        /// The blocks that failed, and those that could not be rolled back.
        blocks: FailedBlocks,
    },
    /// A later revision took over, so what becomes of this one is no longer reported.
    Superseded {
        /// The revision that is the latest now.
        by: RevisionNumber,
    },
    /// The deployment was deleted.
    Deleted,
    /// Deleting the deployment failed.
    DeleteFailed {
        /// The blocks that could not be deleted.
        blocks: FailedBlocks,
    },
}

impl Outcome {
    /// Whether it ended as it should: everything runs.
    #[must_use]
    pub fn is_deployed(&self) -> bool {
        matches!(self, Self::Deployed)
    }

    /// The blocks that are the reason; `None` where blocks are not.
    #[must_use]
    pub fn blocks(&self) -> Option<&FailedBlocks> {
        match self {
            Self::Warning { blocks }
            | Self::Failed { blocks }
            | Self::PlatformResourceError { blocks }
            | Self::RolledBack { blocks }
            | Self::RollbackFailed { blocks }
            | Self::DeleteFailed { blocks } => Some(blocks),
            Self::Deployed | Self::Superseded { .. } | Self::Deleted => None,
        }
    }

    /// Nothing, if everything runs.
    ///
    /// # Errors
    ///
    /// Any other outcome, each of a kind of its own ([`ErrorKind::Ended`]). It names the blocks, [`Error::failed_blocks`] gives them, and
    /// [`Error::help`] says what the service allows in that state.
    ///
    /// ```
    /// # press_apps::emulator::example(async |client, _| {
    /// client
    ///     .deployment("db283fc2-9164-4027-b09e-8c1ecedb122b")?
    ///     .wait()
    ///     .await?
    ///     .into_result()?;
    /// # Ok(())
    /// # }).unwrap();
    /// ```
    pub fn into_result(self) -> Result<(), Error> {
        let (ended, text) = match self.ended() {
            None => return Ok(()),
            Some(ended) => (ended, self.to_string()),
        };
        let mut error = Error::new(ErrorKind::Ended(ended)).detail(text);
        let inner = error.inner_mut();
        // It was the service that said so.
        inner.sent = Sent::Yes;
        inner.waited = match self {
            Self::Superseded { by } => Some(Waited::Superseded { by }),
            Self::Warning { blocks }
            | Self::Failed { blocks }
            | Self::PlatformResourceError { blocks }
            | Self::RolledBack { blocks }
            | Self::RollbackFailed { blocks }
            | Self::DeleteFailed { blocks } => Some(Waited::Blocks(blocks)),
            Self::Deployed | Self::Deleted => None,
        };
        Err(error)
    }

    fn ended(&self) -> Option<Ended> {
        Some(match self {
            Self::Deployed => return None,
            Self::Warning { .. } => Ended::Warning,
            Self::Failed { .. } => Ended::Failed,
            Self::PlatformResourceError { .. } => Ended::PlatformResourceError,
            Self::RolledBack { .. } => Ended::RolledBack,
            Self::RollbackFailed { .. } => Ended::RollbackFailed,
            Self::Superseded { .. } => Ended::Superseded,
            Self::Deleted => Ended::Deleted,
            Self::DeleteFailed { .. } => Ended::DeleteFailed,
        })
    }
}

impl fmt::Display for Outcome {
    /// One line, such as `revision 2 of deployment d-1 failed: train (workflow) failed`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (blocks, what) = match self {
            Self::Deployed => return f.write_str("deployed"),
            Self::Superseded { by } => {
                return write!(f, "superseded: revision {by} is the latest now");
            }
            Self::Deleted => return f.write_str("the deployment was deleted"),
            Self::Warning { blocks } => (blocks, "runs with a warning"),
            Self::Failed { blocks } => (blocks, "failed"),
            Self::PlatformResourceError { blocks } => {
                (blocks, "lacks a resource on the platform (platform_resource_error)")
            }
            Self::RolledBack { blocks } => (blocks, "failed and was rolled back"),
            Self::RollbackFailed { blocks } => (blocks, "failed, and rolling it back failed too"),
            Self::DeleteFailed { blocks } => {
                write!(f, "{} could not be deleted", Whose(blocks.deployment(), None))?;
                return reasons(blocks, f);
            }
        };
        write!(f, "{} {what}", blocks.whose())?;
        reasons(blocks, f)
    }
}

fn reasons(blocks: &FailedBlocks, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match blocks.is_empty() {
        true => f.write_str("; no block says why"),
        false => write!(f, ": {blocks}"),
    }
}
