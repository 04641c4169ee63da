//! What one poll at a deployment shows, without the token: the one place where an answer becomes what a wait judges and says.

use press_apps_api::types::{
    BlockDeployment, BlockKind, Deployment, DeploymentStatus, RevisionStatus,
};

use crate::redact::Redactor;

/// What `describe_deployment` said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sight {
    pub(super) status: DeploymentStatus,
    /// The latest revision.
    pub(super) revision: Option<(u32, RevisionStatus)>,
    pub(super) blocks: Vec<BlockDeployment>,
}

impl Sight {
    pub(super) fn of(deployment: Deployment, redactor: &Redactor) -> Self {
        let clean = |text: &str| redactor.text(text.to_owned());
        let status = |status: DeploymentStatus| match status.is_known() {
            true => status,
            false => DeploymentStatus::from(clean(status.as_str())),
        };
        let mut blocks = Vec::new();
        let revision = deployment.latest_revision.map(|latest| {
            blocks = latest.blocks.unwrap_or_default();
            let of_revision = match latest.status.is_known() {
                true => latest.status,
                false => RevisionStatus::from(clean(latest.status.as_str())),
            };
            (latest.revision, of_revision)
        });
        for block in &mut blocks {
            block.name = clean(&block.name);
            block.status = status(block.status.clone());
            redactor.option(&mut block.deployment_id);
            redactor.option(&mut block.platform_id);
            block.kind = block.kind.take().map(|kind| match kind.is_known() {
                true => kind,
                false => BlockKind::from(clean(kind.as_str())),
            });
        }
        Self { status: status(deployment.metadata.status), revision, blocks }
    }
}
