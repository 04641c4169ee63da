//! What a status means: is something still moving, and if not, is it good?
//!
//! Waiting and timeouts are the client's; here is only the meaning of the word.

use press_apps_api::types::{
    BlockDeployment, Deployment, DeploymentStatus, LatestRevision, Revision, RevisionStatus,
    SpecStatus,
};

/// The meaning of a status.
///
/// ```
/// use press_apps_api::types::DeploymentStatus;
/// use press_apps_model::{HasStatusClass, StatusClass};
///
/// assert_eq!(
///     DeploymentStatus::RollbackComplete.class(),
///     StatusClass::Unsuccessful
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusClass {
    /// It will change by itself. So may a status that is not known here.
    InProgress,
    /// It stays as it is, and is what was asked for.
    Succeeded,
    /// It stays as it is, and is not what was asked for, or not any more.
    Unsuccessful,
}

/// The meaning of a status: implemented for the statuses of specs, deployments (and their blocks) and revisions.
///
/// The statuses are documented, their meaning is read from their names. A rollback that is complete is settled and not good: what
/// runs is not what was asked for. So is `warning`, from which the API offers a redeploy.
///
/// ```
/// use press_apps_api::types::DeploymentStatus;
/// use press_apps_model::HasStatusClass;
/// assert!(
///     DeploymentStatus::Deployed.is_terminal()
///         && DeploymentStatus::Deployed.is_success()
/// );
/// assert!(
///     DeploymentStatus::RollbackComplete.is_terminal()
///         && !DeploymentStatus::RollbackComplete.is_success()
/// );
/// assert!(DeploymentStatus::from("updating").is_in_progress());
/// ```
pub trait HasStatusClass {
    /// What it means.
    fn class(&self) -> StatusClass;

    /// Whether it will change by itself. A status that is not known here may: it is not taken for an end.
    fn is_in_progress(&self) -> bool {
        self.class() == StatusClass::InProgress
    }

    /// Whether it stays as it is.
    fn is_terminal(&self) -> bool {
        !self.is_in_progress()
    }

    /// Whether it is settled and what was asked for.
    fn is_success(&self) -> bool {
        self.class() == StatusClass::Succeeded
    }
}

impl HasStatusClass for DeploymentStatus {
    fn class(&self) -> StatusClass {
        match self {
            Self::Deployed => StatusClass::Succeeded,
            Self::DeleteFailed
            | Self::Failed
            | Self::PlatformResourceError
            | Self::RollbackComplete
            | Self::RollbackFailed
            | Self::Warning => StatusClass::Unsuccessful,
            // Deploying, redeploying, deleting, rolling back, and what is not known here.
            _ => StatusClass::InProgress,
        }
    }
}

impl HasStatusClass for RevisionStatus {
    fn class(&self) -> StatusClass {
        match self {
            Self::Deployed => StatusClass::Succeeded,
            Self::DeleteFailed
            | Self::Failed
            | Self::PlatformResourceError
            | Self::RollbackComplete
            | Self::RollbackFailed
            // A later revision has taken over.
            | Self::Superseded => StatusClass::Unsuccessful,
            _ => StatusClass::InProgress,
        }
    }
}

impl HasStatusClass for SpecStatus {
    fn class(&self) -> StatusClass {
        match self {
            Self::Available => StatusClass::Succeeded,
            Self::Unavailable | Self::Archived => StatusClass::Unsuccessful,
            _ => StatusClass::InProgress,
        }
    }
}

/// What is made of blocks: a deployment (those of its latest revision), a revision, and the latest revision of a deployment.
///
/// ```
/// use press_apps_api::types::Deployment;
/// use press_apps_model::HasBlocks;
///
/// let deployment: Deployment = serde_json::from_str(
///     r#"{
///         "id": "d-1", "kind": "app",
///         "metadata": { "name": "churn", "status": "failed" },
///         "latestRevision": {
///             "id": "r-1", "revision": 1, "status": "failed",
///             "blocks": [
///                 { "name": "loader", "status": "deployed" },
///                 { "name": "model", "status": "failed" }
///             ]
///         }
///     }"#,
/// )?;
/// let failed: Vec<_> = deployment
///     .failed_blocks()
///     .map(|block| format!("{} is {}", block.name, block.status))
///     .collect();
/// assert_eq!(failed, ["model is failed"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait HasBlocks {
    /// The blocks, as the service lists them; none when it does not, as in the deployments of a list: describe one to see its blocks.
    fn blocks(&self) -> &[BlockDeployment];

    /// The blocks that are settled and not good: their statuses are of the class
    /// [`Unsuccessful`](StatusClass::Unsuccessful), such as `failed`, `warning` or `rollback_complete`.
    ///
    /// A block that still moves is not among them, nor is one whose status is not known here.
    fn failed_blocks(&self) -> impl Iterator<Item = &BlockDeployment> {
        let blocks = self.blocks().iter();
        blocks.filter(|block| block.status.class() == StatusClass::Unsuccessful)
    }
}

impl HasBlocks for Deployment {
    fn blocks(&self) -> &[BlockDeployment] {
        self.latest_revision.as_ref().map(HasBlocks::blocks).unwrap_or_default()
    }
}

impl HasBlocks for LatestRevision {
    fn blocks(&self) -> &[BlockDeployment] {
        self.blocks.as_deref().unwrap_or_default()
    }
}

impl HasBlocks for Revision {
    fn blocks(&self) -> &[BlockDeployment] {
        self.blocks.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_are_settled_and_not_good_have_failed_wherever_they_are_listed() {
        let blocks: Vec<_> = DeploymentStatus::VALUES
            .iter()
            .copied()
            .chain(["never_heard_of"])
            .map(|status| serde_json::json!({ "name": status, "status": status }))
            .collect();
        let revision =
            serde_json::json!({ "id": "r-1", "revision": 1, "status": "failed", "blocks": blocks });
        let deployment = serde_json::json!({
            "id": "d-1", "kind": "app", "metadata": { "name": "churn", "status": "failed" }, "latestRevision": revision,
        });
        fn failed(of: &impl HasBlocks) -> String {
            of.failed_blocks().map(|block| block.name.as_str()).collect::<Vec<_>>().join(" ")
        }
        let expected = "delete_failed failed platform_resource_error rollback_complete rollback_failed warning";
        let mut deployment: Deployment = serde_json::from_value(deployment).unwrap();
        assert_eq!(failed(&deployment), expected);
        assert_eq!(failed(deployment.latest_revision.as_ref().unwrap()), expected);
        assert_eq!(failed(&serde_json::from_value::<Revision>(revision).unwrap()), expected);
        deployment.latest_revision = None;
        assert_eq!(failed(&deployment), "");
    }

    /// Each status of a type, grouped by what it means, an unknown one included.
    fn table<S: HasStatusClass + for<'a> From<&'a str>>(values: &[&str]) -> String {
        let of = |class: StatusClass| {
            let statuses = values.iter().copied().chain(["never_heard_of"]);
            statuses.filter(|text| S::from(text).class() == class).collect::<Vec<_>>().join(" ")
        };
        let (moving, good, rest) = (
            of(StatusClass::InProgress),
            of(StatusClass::Succeeded),
            of(StatusClass::Unsuccessful),
        );
        format!("moving: {moving}\ngood: {good}\nnot good: {rest}")
    }

    #[test]
    fn every_deployment_status_has_a_class() {
        assert_eq!(
            table::<DeploymentStatus>(DeploymentStatus::VALUES),
            "moving: deploying deleting redeploying rollback never_heard_of\n\
             good: deployed\n\
             not good: delete_failed failed platform_resource_error rollback_complete rollback_failed warning"
        );
    }

    #[test]
    fn every_revision_status_has_a_class() {
        assert_eq!(
            table::<RevisionStatus>(RevisionStatus::VALUES),
            "moving: deleting deploying rollback never_heard_of\n\
             good: deployed\n\
             not good: delete_failed failed platform_resource_error rollback_complete rollback_failed superseded"
        );
    }

    #[test]
    fn every_spec_status_has_a_class() {
        assert_eq!(
            table::<SpecStatus>(SpecStatus::VALUES),
            "moving: never_heard_of\ngood: available\nnot good: unavailable archived"
        );
    }
}
