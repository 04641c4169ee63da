//! Someone who uses the types of the Press Apps API in every way that has to keep working.
//!
//! It compiles against the types as they are and against types with one more optional member each: see `xtask/tests/codegen/consumer.rs`.

#[cfg(feature = "careless")]
mod careless;

use press_apps_api::types::{
    AppKind, AppSpecDocument, BasicCondition, BlockConfig, BlockParameterValues, BlockSelection,
    BlockSelector, CompositeCondition, Condition, ConditionOperator, ConditionType,
    CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest, CreateSpecRequest,
    Created, DeploymentSpecInput, DeploymentStatus, MetadataInput, ParameterDefinition,
    ParameterDefinitions, ParameterOption, ParameterType, ParameterValueSet, ParameterValues,
    ReleaseInput, RevisionInput, Scope, SpecMetadataPatch, SpecPage, SpecStatus, Tag,
    UpdateDeploymentRequest, UpdateSpecRequest, VersionRef,
};

/// A spec with everything that can be said.
pub fn create_spec() -> CreateSpecRequest {
    let metadata = MetadataInput::new("demo", "A demo")
        .title("Demo")
        .description("Shows *all*.")
        .description_content_type("text/markdown")
        .image_url("https://example.com/a.png")
        .tags([Tag::new("one"), Tag::new("two")]);
    let block = BlockConfig::new("block-1", VersionRef::new("1.0.0")).auto_run_on_deploy(true);
    let spec = AppSpecDocument::new(
        1,
        AppKind::App,
        metadata,
        ReleaseInput::new("1.0.0").notes("First."),
        [block],
    );
    CreateSpecRequest::new(spec)
        .featured(true)
        .scope(Scope::Shared)
        .parameters(parameters())
        .tenants(["t1", "t2"])
}

/// Parameters with conditions.
pub fn parameters() -> ParameterDefinitions {
    let equals = BasicCondition::new("mode", ConditionOperator::Equals, "full");
    let joined = CompositeCondition::new(
        ConditionType::And,
        [Condition::from(equals.clone()), equals.into()],
    );
    let run = ParameterDefinition::new("query", ParameterType::String, true)
        .title("Query")
        .default_value("AVG")
        .options([
            ParameterOption::new("Average", "AVG"),
            ParameterOption::new("Sum", "SUM"),
        ])
        .hide_value(false)
        .conditions([joined]);
    let build = ParameterDefinition::new("size", "number", false).default_value(3);
    ParameterDefinitions::new().build([build]).run([run])
}

/// The next release.
pub fn create_release() -> CreateReleaseRequest {
    CreateReleaseRequest::new(ReleaseInput::new("2.0.0"), Vec::<BlockConfig>::new())
        .parameters(parameters())
}

/// A change that empties a list.
pub fn update_spec() -> UpdateSpecRequest {
    let metadata = SpecMetadataPatch::new()
        .status(SpecStatus::Archived)
        .tags(Vec::<Tag>::new());
    UpdateSpecRequest::new()
        .metadata(metadata)
        .featured(false)
        .scope("public")
        .tenants(Vec::<String>::new())
}

/// A deployment with values for the app and for one block.
pub fn create_deployment() -> CreateDeploymentRequest {
    let values = ParameterValueSet::new().build([("size", 3)]).run(
        ParameterValues::new()
            .set("query", "SUM")
            .set("list", [1, 2]),
    );
    let spec = DeploymentSpecInput::new("spec-1")
        .release(VersionRef::new("1.0.0"))
        .includes([BlockSelector::new("block-2").release_version("1.0.0")])
        .excludes([BlockSelector::new("block-1")]);
    CreateDeploymentRequest::new(MetadataInput::new("demo", "A demo"), spec)
        .app_parameters(values.clone())
        .parameters(BlockParameterValues::new().set("workflow", values))
        .revision(RevisionInput::new().notes("First."))
}

/// A new name.
pub fn update_deployment() -> UpdateDeploymentRequest {
    UpdateDeploymentRequest::new().name("other")
}

/// The next revision.
pub fn create_revision() -> CreateRevisionRequest {
    CreateRevisionRequest::new()
        .release(VersionRef::new("2.0.0"))
        .blocks_config(BlockSelection::new().excludes([BlockSelector::new("block-1")]))
}

/// Fields are read, and taken apart with a rest pattern.
pub fn read(created: Created, page: &SpecPage) -> (String, usize) {
    let Created { id, .. } = created;
    (id, page.specs.as_ref().map_or(0, Vec::len))
}

/// Enums are matched with a wildcard.
pub fn settled(status: &DeploymentStatus) -> Option<bool> {
    match status {
        DeploymentStatus::Deployed => Some(true),
        DeploymentStatus::Failed | DeploymentStatus::RollbackFailed => Some(false),
        DeploymentStatus::Unknown(_) => None,
        _ => None,
    }
}

/// Values that are one of several are matched with a wildcard too.
pub fn names(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Basic(basic) => vec![&basic.depends_on],
        Condition::Composite(composite) => composite.conditions.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}
