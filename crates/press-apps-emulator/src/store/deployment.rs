//! Deployments, and whether they are being removed.

use std::time::Duration;

use press_apps_api::types::{DeploymentStatus, RevisionStatus};
use serde::Serialize;

use super::index::{Keys, Readers};
use super::listed::Listed;
use super::metadata::{self, Metadata};
use super::revision::{self, Artifact, Revision};
use super::series::Series;
use super::table::Record;
use crate::lifecycle::as_revision_status;

/// A deployment as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    pub(crate) sequence: u64,
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) metadata: Metadata,
    pub(crate) spec_id: String,
    pub(crate) revisions: Series<Revision>,
    pub(crate) removal: Removal,
}

/// Whether a deployment is being removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    /// It is not.
    None,
    /// It is until then, and gone after that, unless it fails.
    Until { end: Duration, fails: bool },
    /// It was, in vain.
    Failed,
}

impl Deployment {
    /// Brings an ended removal to its end; `false` when the deployment is gone.
    pub(crate) fn settle(&mut self, now: Duration) -> bool {
        match self.removal {
            Removal::Until { end, fails } if end <= now => {
                self.removal = Removal::Failed;
                fails
            }
            _ => true,
        }
    }

    pub(crate) fn removing(&self) -> bool {
        matches!(self.removal, Removal::Until { .. })
    }

    /// Whether something is under way. Once deleting was in vain nothing is, whatever its last run was at.
    pub(crate) fn moving(&self, now: Duration) -> bool {
        match self.removal {
            Removal::Until { .. } => true,
            Removal::Failed => false,
            Removal::None => self.revisions.latest().run.moving(now),
        }
    }

    pub(crate) fn status(&self, now: Duration) -> DeploymentStatus {
        self.removal_status().unwrap_or_else(|| self.revisions.latest().run.status(now))
    }

    /// Its status while it is being deleted, or after that was in vain.
    pub(crate) fn removal_status(&self) -> Option<DeploymentStatus> {
        match self.removal {
            Removal::Until { .. } => Some(DeploymentStatus::Deleting),
            Removal::Failed => Some(DeploymentStatus::DeleteFailed),
            Removal::None => None,
        }
    }

    /// Status of one of its revisions: all but the latest are superseded.
    pub(crate) fn revision_status(&self, revision: &Revision, now: Duration) -> RevisionStatus {
        if self.revisions.latest().number == revision.number {
            as_revision_status(&self.status(now))
        } else {
            RevisionStatus::Superseded
        }
    }

    /// The deployment as answers show it; `latest_version` is that of its spec, if the spec is still there.
    pub(crate) fn shown<'d>(
        &'d self,
        latest_version: Option<&'d str>,
        with_blocks: bool,
        now: Duration,
    ) -> Shown<'d> {
        let (current, status) = (self.revisions.latest(), self.status(now));
        let mut latest_revision = current.summary(as_revision_status(&status));
        if with_blocks {
            latest_revision.artifact =
                Some(Artifact { id: &current.artifact, version: current.number });
            latest_revision.blocks = Some(current.blocks(self.removal_status(), now));
        }
        let current_version = current.version.as_str();
        let latest_version = latest_version.unwrap_or(current_version);
        Shown {
            id: &self.id,
            kind: "app",
            latest_revision,
            metadata: self.metadata.shown(status),
            spec: SpecOf {
                id: &self.spec_id,
                release: Versions { current_version, latest_version },
            },
        }
    }

    /// One of its revisions, with its blocks and values.
    pub(crate) fn shown_revision<'d>(
        &'d self,
        revision: &'d Revision,
        now: Duration,
    ) -> revision::Shown<'d> {
        revision::Shown {
            blocks: Some(revision.blocks(self.removal_status(), now)),
            parameters: Some(&revision.parameters),
            spec: Some(revision::SpecOf {
                id: &self.spec_id,
                release: revision::Version { version: &revision.version },
            }),
            ..revision.summary(self.revision_status(revision, now))
        }
    }
}

/// A deployment as answers show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown<'d> {
    id: &'d str,
    kind: &'static str,
    latest_revision: revision::Shown<'d>,
    metadata: metadata::Shown<'d, DeploymentStatus>,
    spec: SpecOf<'d>,
}

#[derive(Debug, Serialize)]
struct SpecOf<'d> {
    id: &'d str,
    release: Versions<'d>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Versions<'d> {
    current_version: &'d str,
    latest_version: &'d str,
}

impl Listed for Deployment {
    fn sort_key(&self, field: &str) -> &str {
        self.metadata.text(field)
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

impl Record for Deployment {
    fn keys(&self) -> Keys {
        Keys {
            id: self.id.clone(),
            owner: self.tenant.clone(),
            name: self.metadata.name().to_owned(),
            readers: Readers::Tenants([self.tenant.clone()].into()),
            made_from: Some(self.spec_id.clone()),
            due: match self.removal {
                Removal::Until { end, .. } => Some(end),
                Removal::None | Removal::Failed => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Emulator;

    #[test]
    fn a_removal_ends_when_its_time_is_up_and_is_in_vain_if_it_fails() {
        let emulator = Emulator::builder().seed_data(true).service();
        let stored = emulator.with_state(|state| state.deployments.iter().next().cloned()).unwrap();
        let [before, end] = [4, 5].map(Duration::from_secs);
        let settled = |removal: Removal, now| {
            let mut deployment = Deployment { removal, ..stored.clone() };
            let there = deployment.settle(now);
            (there, deployment.removing(), matches!(deployment.removal, Removal::Failed))
        };
        for fails in [false, true] {
            assert_eq!(settled(Removal::Until { end, fails }, before), (true, true, false));
            assert_eq!(settled(Removal::Until { end, fails }, end), (fails, false, true));
        }
        assert_eq!(settled(Removal::None, end), (true, false, false));
        assert_eq!(settled(Removal::Failed, end), (true, false, true));
    }
}
