//! Revisions of a deployment, with their blocks.

use std::time::Duration;

use press_apps_api::types::{DeploymentStatus, RevisionStatus};
use serde_json::{Value, json};

use super::listed::Listed;
use crate::lifecycle::Run;

/// A revision as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    pub(crate) sequence: u64,
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) notes: String,
    pub(crate) version: String,
    pub(crate) artifact: String,
    pub(crate) run: Run,
    pub(crate) blocks: Vec<BlockDeployment>,
    /// Values by block name, with those that are to be hidden masked already.
    pub(crate) parameters: Value,
    pub(crate) created_at: String,
    pub(crate) created_by: String,
}

/// A block as it is deployed.
#[derive(Clone, Debug)]
pub(crate) struct BlockDeployment {
    pub(crate) block_id: String,
    pub(crate) deployment_id: String,
    pub(crate) platform_id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) revision: u64,
}

impl Revision {
    /// The revision in a list.
    pub(crate) fn summary(&self, status: &RevisionStatus) -> Value {
        json!({
            "id": self.id,
            "revision": self.number,
            "notes": self.notes,
            "status": status,
            "createdAt": self.created_at,
            "createdBy": self.created_by,
        })
    }

    /// Its blocks. `removal` is the status of a deployment that is being deleted, or was in vain: they are deleted with it.
    pub(crate) fn blocks(&self, removal: Option<&DeploymentStatus>, now: Duration) -> Value {
        let rows = self.blocks.iter().enumerate().map(|(index, block)| {
            let status = removal.cloned().unwrap_or_else(|| self.block_status(index, now));
            // A resource that could not be made, or was taken away by hand, has no id on the platform.
            let there = !matches!(
                status,
                DeploymentStatus::Failed | DeploymentStatus::PlatformResourceError
            );
            json!({
                "deploymentId": block.deployment_id,
                "platformId": there.then_some(&block.platform_id),
                "kind": block.kind,
                "name": block.name,
                "revision": block.revision,
                "status": status,
            })
        });
        rows.collect()
    }

    /// Whether one of its blocks has a status like this.
    pub(crate) fn any_block(&self, now: Duration, is: impl Fn(&DeploymentStatus) -> bool) -> bool {
        (0..self.blocks.len()).any(|index| is(&self.block_status(index, now)))
    }

    fn block_status(&self, index: usize, now: Duration) -> DeploymentStatus {
        self.run.block_status(index + 1, self.blocks.len(), now)
    }
}

impl Listed for Revision {
    fn sort_key(&self, field: &str) -> String {
        match field {
            "createdAt" => self.created_at.clone(),
            "createdBy" => self.created_by.clone(),
            // `name` and `title` are documented sort fields, but a revision has neither.
            _ => String::new(),
        }
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}
