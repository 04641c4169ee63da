//! Revisions of a deployment, with their blocks.

use std::time::Duration;

use press_apps_api::types::{DeploymentStatus, RevisionStatus};
use serde::{Serialize, Serializer};
use serde_json::Value;

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
    pub(crate) fn summary(&self, status: RevisionStatus) -> Shown<'_> {
        Shown {
            artifact: None,
            blocks: None,
            created_at: &self.created_at,
            created_by: &self.created_by,
            id: &self.id,
            notes: &self.notes,
            parameters: None,
            revision: self.number,
            spec: None,
            status,
        }
    }

    /// Its blocks. `removal` is the status of a deployment that is being deleted, or was in vain: they are deleted with it.
    pub(crate) fn blocks(&self, removal: Option<DeploymentStatus>, now: Duration) -> Blocks<'_> {
        Blocks { revision: self, removal, now }
    }

    /// Whether one of its blocks has a status like this.
    pub(crate) fn any_block(&self, now: Duration, is: impl Fn(&DeploymentStatus) -> bool) -> bool {
        (0..self.blocks.len()).any(|index| is(&self.block_status(index, now)))
    }

    fn block_status(&self, index: usize, now: Duration) -> DeploymentStatus {
        self.run.block_status(index + 1, self.blocks.len(), now)
    }
}

/// A revision as answers show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) artifact: Option<Artifact<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) blocks: Option<Blocks<'r>>,
    pub(super) created_at: &'r str,
    pub(super) created_by: &'r str,
    pub(super) id: &'r str,
    pub(super) notes: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parameters: Option<&'r Value>,
    pub(super) revision: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) spec: Option<SpecOf<'r>>,
    pub(super) status: RevisionStatus,
}

/// What a revision was packed into.
#[derive(Debug, Serialize)]
pub(crate) struct Artifact<'r> {
    pub(super) id: &'r str,
    pub(super) version: u64,
}

/// The spec of a revision, with the release that it deploys.
#[derive(Debug, Serialize)]
pub(crate) struct SpecOf<'r> {
    pub(super) id: &'r str,
    pub(super) release: Version<'r>,
}

/// A release by its version.
#[derive(Debug, Serialize)]
pub(crate) struct Version<'r> {
    pub(super) version: &'r str,
}

/// The blocks of a revision as answers show them.
#[derive(Debug)]
pub(crate) struct Blocks<'r> {
    revision: &'r Revision,
    removal: Option<DeploymentStatus>,
    now: Duration,
}

impl Serialize for Blocks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.revision.blocks.iter().enumerate().map(|(index, block)| {
            let own = || self.revision.block_status(index, self.now);
            block.shown(self.removal.clone().unwrap_or_else(own))
        }))
    }
}

/// A block as answers show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownBlock<'r> {
    deployment_id: &'r str,
    kind: &'r str,
    name: &'r str,
    platform_id: Option<&'r str>,
    revision: u64,
    status: DeploymentStatus,
}

impl BlockDeployment {
    fn shown(&self, status: DeploymentStatus) -> ShownBlock<'_> {
        // A resource that could not be made, or was taken away by hand, has no id on the platform.
        let there =
            !matches!(status, DeploymentStatus::Failed | DeploymentStatus::PlatformResourceError);
        ShownBlock {
            deployment_id: &self.deployment_id,
            kind: &self.kind,
            name: &self.name,
            platform_id: there.then_some(&self.platform_id),
            revision: self.revision,
            status,
        }
    }
}

impl Listed for Revision {
    fn sort_key(&self, field: &str) -> &str {
        match field {
            "createdAt" => &self.created_at,
            "createdBy" => &self.created_by,
            // `name` and `title` are documented sort fields, but a revision has neither.
            _ => "",
        }
    }
    fn sequence(&self) -> u64 {
        self.sequence
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lifecycle::Ending;

    /// The second revision of three blocks, whose run of nine seconds began at the start.
    fn revision(ending: Ending) -> Revision {
        let block = |n: u64| BlockDeployment {
            block_id: format!("b-{n}"),
            deployment_id: format!("d-{n}"),
            platform_id: format!("p-{n}"),
            name: format!("name-{n}"),
            kind: "workflow".to_owned(),
            revision: n,
        };
        Revision {
            sequence: 7,
            number: 2,
            id: "r-2".to_owned(),
            notes: "notes".to_owned(),
            version: "1.0.0".to_owned(),
            artifact: "a-2".to_owned(),
            run: Run {
                started: Duration::ZERO,
                takes: Duration::from_secs(9),
                ending,
                again: false,
            },
            blocks: (1..=3).map(block).collect(),
            parameters: Value::Null,
            created_at: "day 2".to_owned(),
            created_by: "jane".to_owned(),
        }
    }

    #[test]
    fn a_block_has_an_id_on_the_platform_unless_it_failed_or_is_gone_from_there() {
        for (ending, removal, seconds, expected) in [
            (Ending::Deployed, None, 0, [Some("p-1"), Some("p-2"), Some("p-3")]),
            (Ending::Deployed, None, 9, [Some("p-1"), Some("p-2"), Some("p-3")]),
            (Ending::FailedAt(2), None, 5, [Some("p-1"), Some("p-2"), Some("p-3")]),
            (Ending::FailedAt(2), None, 9, [Some("p-1"), None, Some("p-3")]),
            (Ending::WarningAt(2), None, 9, [Some("p-1"), Some("p-2"), Some("p-3")]),
            (Ending::PlatformResourceError, None, 9, [None, Some("p-2"), Some("p-3")]),
            (Ending::RolledBack, None, 18, [Some("p-1"), Some("p-2"), Some("p-3")]),
            (
                Ending::FailedAt(2),
                Some(DeploymentStatus::Deleting),
                9,
                [Some("p-1"), Some("p-2"), Some("p-3")],
            ),
        ] {
            let revision = revision(ending);
            let shown = revision.blocks(removal.clone(), Duration::from_secs(seconds));
            let shown = serde_json::to_value(shown).expect("JSON");
            let ids: Vec<Option<&str>> = shown
                .as_array()
                .expect("a list")
                .iter()
                .map(|block| block["platformId"].as_str())
                .collect();
            assert_eq!(ids, expected, "{ending:?} {seconds}");
            if let Some(removal) = removal {
                assert_eq!(shown[0]["status"], json!(removal.as_str()));
            }
        }
    }

    #[test]
    fn any_of_its_blocks_may_be_what_is_asked_for() {
        let failed = |revision: &Revision, seconds| {
            revision.any_block(Duration::from_secs(seconds), |status| {
                *status == DeploymentStatus::Failed
            })
        };
        for at in 1..=3 {
            assert!(failed(&revision(Ending::FailedAt(at)), 9), "{at}");
        }
        assert!(!failed(&revision(Ending::FailedAt(3)), 8), "not yet");
        assert!(!failed(&revision(Ending::WarningAt(3)), 9));
        let none = Revision { blocks: Vec::new(), ..revision(Ending::FailedAt(1)) };
        assert!(!failed(&none, 9));
    }

    #[test]
    fn it_is_ordered_by_when_and_by_whom_it_was_created() {
        let revision = revision(Ending::Deployed);
        for (field, key) in
            [("createdAt", "day 2"), ("createdBy", "jane"), ("name", ""), ("title", "")]
        {
            assert_eq!(revision.sort_key(field), key, "{field}");
        }
        assert_eq!(revision.sequence(), 7);
    }
}
