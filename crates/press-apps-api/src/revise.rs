//! A new revision from the request that made the deployment: the same release, blocks and values.

use crate::types::{
    BlockSelection, CreateDeploymentRequest, CreateRevisionRequest, DeploymentSpecInput,
};

/// The revision that deploys what the request deploys.
///
/// The release, the blocks that it includes and excludes, the values for the app and for the blocks, and the notes are carried over. What
/// only a new deployment has is dropped: its metadata and the id of its spec.
///
/// ```
/// use press_apps_api::types::{
///     CreateDeploymentRequest, CreateRevisionRequest, DeploymentSpecInput,
///     MetadataInput, VersionRef,
/// };
///
/// let spec = DeploymentSpecInput::new("s-1").release(VersionRef::new("1.0.0"));
/// let deployment = CreateDeploymentRequest::new(
///     MetadataInput::new("churn", "Predicts churn"),
///     spec,
/// );
/// let next =
///     CreateRevisionRequest::from(&deployment).release(VersionRef::new("2.0.0"));
/// assert_eq!(
///     next,
///     CreateRevisionRequest::new().release(VersionRef::new("2.0.0"))
/// );
/// ```
impl From<CreateDeploymentRequest> for CreateRevisionRequest {
    fn from(deployment: CreateDeploymentRequest) -> Self {
        let CreateDeploymentRequest { app_parameters, parameters, revision, spec, .. } = deployment;
        let DeploymentSpecInput { release, includes, excludes, .. } = spec;
        let is_selected = includes.is_some() || excludes.is_some();
        let blocks = BlockSelection { includes, excludes, ..BlockSelection::new() };
        Self {
            release,
            revision,
            blocks_config: is_selected.then_some(blocks),
            app_parameters,
            parameters,
            ..Self::new()
        }
    }
}

/// As of the value; see there what is dropped.
impl From<&CreateDeploymentRequest> for CreateRevisionRequest {
    fn from(deployment: &CreateDeploymentRequest) -> Self {
        deployment.clone().into()
    }
}

#[cfg(test)]
mod tests {
    use crate::types::*;

    #[test]
    fn a_revision_carries_over_all_but_metadata_and_spec() {
        let values = ParameterValueSet::new().run([("rounds", 50)]);
        let (in_, out) = (BlockSelector::new("b-1"), BlockSelector::new("b-2"));
        let spec = DeploymentSpecInput::new("s-1")
            .release(VersionRef::new("1.0.0"))
            .includes([in_.clone()])
            .excludes([out.clone()]);
        let deployment =
            CreateDeploymentRequest::new(MetadataInput::new("churn", "Predicts"), spec)
                .app_parameters(values.clone())
                .parameters([("loader", values.clone())])
                .revision(RevisionInput::new().notes("weekly"));
        let revision = CreateRevisionRequest::new()
            .release(VersionRef::new("1.0.0"))
            .blocks_config(BlockSelection::new().includes([in_]).excludes([out]))
            .app_parameters(values.clone())
            .parameters([("loader", values)])
            .revision(RevisionInput::new().notes("weekly"));
        assert_eq!(CreateRevisionRequest::from(&deployment).reveal(), revision.reveal());
        assert_eq!(CreateRevisionRequest::from(deployment), revision);
    }
}
