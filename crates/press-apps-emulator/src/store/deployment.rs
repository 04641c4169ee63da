//! Deployments, and whether they are being removed.

use std::time::Duration;

use press_apps_api::types::{DeploymentStatus, RevisionStatus};
use serde_json::{Value, json};

use super::listed::Listed;
use super::metadata::Metadata;
use super::revision::Revision;
use crate::lifecycle::as_revision_status;

/// A deployment as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    pub(crate) sequence: u64,
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) metadata: Metadata,
    pub(crate) spec_id: String,
    /// Oldest first; never empty.
    pub(crate) revisions: Vec<Revision>,
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

    /// Whether it keeps a spec from being deleted. One that is being deleted no longer does.
    pub(crate) fn holds(&self, spec_id: &str) -> bool {
        self.spec_id == spec_id && !self.removing()
    }

    pub(crate) fn removing(&self) -> bool {
        matches!(self.removal, Removal::Until { .. })
    }

    pub(crate) fn status(&self, now: Duration) -> DeploymentStatus {
        let latest = || self.revisions.last().map(|revision| revision.run.status(now));
        self.removal_status().or_else(latest).unwrap_or(DeploymentStatus::Failed)
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
        if self.revisions.last().is_some_and(|latest| latest.number == revision.number) {
            as_revision_status(&self.status(now))
        } else {
            RevisionStatus::Superseded
        }
    }

    /// The deployment as answers show it; `latest_version` is that of its spec, if the spec is still there.
    pub(crate) fn render(
        &self,
        latest_version: Option<&str>,
        with_blocks: bool,
        now: Duration,
    ) -> Value {
        let current = self.revisions.last();
        let mut latest = current
            .map(|revision| revision.summary(&self.revision_status(revision, now)))
            .unwrap_or_default();
        if let (true, Some(revision)) = (with_blocks, current) {
            latest["blocks"] = revision.blocks(self.removal_status().as_ref(), now);
            latest["artifact"] = json!({ "id": revision.artifact, "version": revision.number });
        }
        let current = current.map_or("", |revision| revision.version.as_str());
        json!({
            "id": self.id,
            "kind": "app",
            "metadata": self.metadata.render(self.status(now).as_str()),
            "latestRevision": latest,
            "spec": {
                "id": self.spec_id,
                "release": { "currentVersion": current, "latestVersion": latest_version.unwrap_or(current) },
            },
        })
    }

    /// One of its revisions, with its blocks and values.
    pub(crate) fn render_revision(&self, revision: &Revision, now: Duration) -> Value {
        let mut all = revision.summary(&self.revision_status(revision, now));
        all["blocks"] = revision.blocks(self.removal_status().as_ref(), now);
        all["spec"] = json!({ "id": self.spec_id, "release": { "version": revision.version } });
        all["parameters"] = revision.parameters.clone();
        all
    }
}

impl Listed for Deployment {
    fn sort_key(&self, field: &str) -> String {
        self.metadata.text(field).to_owned()
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}
