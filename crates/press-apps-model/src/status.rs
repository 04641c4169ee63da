//! What a status means: is something still moving, and if not, is it good?
//!
//! Waiting and timeouts are the client's; here is only the meaning of the word.

use press_apps_api::types::{DeploymentStatus, RevisionStatus, SpecStatus};

/// The meaning of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Meaning {
    /// It will change by itself. So may a status that is not known here.
    Moving,
    /// It stays as it is, and is what was asked for.
    Good,
    /// It stays as it is, and is not what was asked for, or not any more.
    NotGood,
}

/// The meaning of a status: implemented for the statuses of specs, deployments (and their blocks) and revisions.
///
/// The statuses are documented, their meaning is read from their names. A rollback that is complete is settled and not good: what
/// runs is not what was asked for. So is `warning`, from which the API offers a redeploy.
///
/// ```
/// use press_apps_api::types::DeploymentStatus;
/// use press_apps_model::StatusMeaning;
/// assert!(DeploymentStatus::Deployed.is_settled() && DeploymentStatus::Deployed.is_good());
/// assert!(DeploymentStatus::RollbackComplete.is_settled() && !DeploymentStatus::RollbackComplete.is_good());
/// assert!(DeploymentStatus::from("updating").is_moving());
/// ```
pub trait StatusMeaning {
    /// What it means.
    fn meaning(&self) -> Meaning;

    /// Whether it will change by itself. A status that is not known here may: it is not taken for an end.
    fn is_moving(&self) -> bool {
        self.meaning() == Meaning::Moving
    }

    /// Whether it stays as it is.
    fn is_settled(&self) -> bool {
        !self.is_moving()
    }

    /// Whether it is settled and what was asked for.
    fn is_good(&self) -> bool {
        self.meaning() == Meaning::Good
    }
}

impl StatusMeaning for DeploymentStatus {
    fn meaning(&self) -> Meaning {
        match self {
            Self::Deployed => Meaning::Good,
            Self::DeleteFailed
            | Self::Failed
            | Self::PlatformResourceError
            | Self::RollbackComplete
            | Self::RollbackFailed
            | Self::Warning => Meaning::NotGood,
            // Deploying, redeploying, deleting, rolling back, and what is not known here.
            _ => Meaning::Moving,
        }
    }
}

impl StatusMeaning for RevisionStatus {
    fn meaning(&self) -> Meaning {
        match self {
            Self::Deployed => Meaning::Good,
            Self::DeleteFailed
            | Self::Failed
            | Self::PlatformResourceError
            | Self::RollbackComplete
            | Self::RollbackFailed
            // A later revision has taken over.
            | Self::Superseded => Meaning::NotGood,
            _ => Meaning::Moving,
        }
    }
}

impl StatusMeaning for SpecStatus {
    fn meaning(&self) -> Meaning {
        match self {
            Self::Available => Meaning::Good,
            Self::Unavailable | Self::Archived => Meaning::NotGood,
            _ => Meaning::Moving,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each status of a type, grouped by what it means, an unknown one included.
    fn table<S: StatusMeaning + for<'a> From<&'a str>>(values: &[&str]) -> String {
        let of = |meaning: Meaning| {
            let statuses = values.iter().copied().chain(["never_heard_of"]);
            statuses.filter(|text| S::from(text).meaning() == meaning).collect::<Vec<_>>().join(" ")
        };
        let (moving, good, rest) = (of(Meaning::Moving), of(Meaning::Good), of(Meaning::NotGood));
        format!("moving: {moving}\ngood: {good}\nnot good: {rest}")
    }

    #[test]
    fn every_deployment_status_has_a_meaning() {
        assert_eq!(
            table::<DeploymentStatus>(DeploymentStatus::VALUES),
            "moving: deploying deleting redeploying rollback never_heard_of\n\
             good: deployed\n\
             not good: delete_failed failed platform_resource_error rollback_complete rollback_failed warning"
        );
    }

    #[test]
    fn every_revision_status_has_a_meaning() {
        assert_eq!(
            table::<RevisionStatus>(RevisionStatus::VALUES),
            "moving: deleting deploying rollback never_heard_of\n\
             good: deployed\n\
             not good: delete_failed failed platform_resource_error rollback_complete rollback_failed superseded"
        );
    }

    #[test]
    fn every_spec_status_has_a_meaning() {
        assert_eq!(
            table::<SpecStatus>(SpecStatus::VALUES),
            "moving: never_heard_of\ngood: available\nnot good: unavailable archived"
        );
    }
}
