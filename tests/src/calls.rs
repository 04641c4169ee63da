//! Every operation as a call of the client: with the least it takes, and with everything it can say.
//!
//! Tests that are about all operations visit these instead of listing them again.

use press_apps::operation::Endpoint;
use press_apps::types::{
    AppKind, AppSpecDocument, BasicCondition, BlockConfig, BlockParameterValues, BlockSelection,
    BlockSelector, CompositeCondition, Condition, ConditionOperator, ConditionType,
    CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest, DeploymentSort,
    DeploymentSpecInput, DeploymentStatus, DescriptionContentType, MetadataInput,
    ParameterDefinition, ParameterDefinitions, ParameterOption, ParameterType, ParameterValueSet,
    ParameterValues, ReleaseInput, ReleaseSort, RevisionInput, RevisionSort, RevisionStatus, Scope,
    SpecMetadataPatch, SpecSort, SpecStatus, Tag, UpdateDeploymentRequest, UpdateSpecRequest,
    VersionRef,
};
use press_apps::{Client, ParameterValue, Request};
use serde_json::json;

/// What is done with each call.
pub trait Visit {
    /// Takes one call, ready to be sent.
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    );
}

/// What the calls speak of.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Id of a spec.
    pub spec: String,
    /// Version of one of its releases.
    pub release: String,
    /// Id of a deployment.
    pub deployment: String,
    /// Number of one of its revisions.
    pub revision: u32,
    /// Text that is put into every parameter value, so that it can be searched for.
    pub secret: String,
}

impl Default for Subject {
    fn default() -> Self {
        Self {
            spec: "a3e77006-86f3-4829-8c43-f21ad462dbbd".to_owned(),
            release: "1.0.0".to_owned(),
            deployment: "db283fc2-9164-4027-b09e-8c1ecedb122b".to_owned(),
            revision: 2,
            secret: "hunter2".to_owned(),
        }
    }
}

/// A block spec that the service knows.
pub const BLOCK: &str = "0bddb4c6-40c5-45c3-b477-fceb2c051609";
/// Another one.
pub const OTHER_BLOCK: &str = "1jgf45hk-38h6-22h6-b460-aceb2c385790";

/// Each of the 17 operations with the least it takes.
pub fn least(client: &Client, on: &Subject, visit: &mut impl Visit) {
    let (specs, deployments) = (client.specs(), client.deployments());
    let spec = client.spec(&on.spec).unwrap();
    let deployment = client.deployment(&on.deployment).unwrap();
    visit.visit("list_specs", specs.list());
    visit.visit("create_spec", specs.create(least_document()));
    visit.visit("describe_spec", spec.describe());
    visit.visit("update_spec_metadata", spec.update(UpdateSpecRequest::new().featured(true)));
    visit.visit("list_spec_releases", spec.releases().list());
    let release = CreateReleaseRequest::new(
        ReleaseInput::new("2.0.0"),
        [BlockConfig::new(BLOCK, VersionRef::new("2.0.0"))],
    );
    visit.visit("create_spec_release", spec.releases().create(release));
    visit.visit("describe_spec_release", spec.release(&on.release).unwrap().describe());
    visit.visit("list_deployments", deployments.list());
    let create = CreateDeploymentRequest::new(
        MetadataInput::new("d", "s"),
        DeploymentSpecInput::new(&on.spec),
    );
    visit.visit("create_deployment", deployments.create(create));
    visit.visit("describe_deployment", deployment.describe());
    visit.visit(
        "update_deployment_metadata",
        deployment.update(UpdateDeploymentRequest::new().title("t")),
    );
    visit.visit("redeploy", deployment.redeploy());
    visit.visit("list_deployment_revisions", deployment.revisions().list());
    visit.visit(
        "create_deployment_revision",
        deployment.revisions().create(CreateRevisionRequest::new()),
    );
    visit.visit(
        "describe_deployment_revision",
        deployment.revision(on.revision).unwrap().describe(),
    );
    visit.visit("delete_deployment", deployment.delete());
    visit.visit("delete_spec", spec.delete());
}

/// Each of the 17 operations with everything it can say. Where there is nothing more to say, the ids need encoding.
pub fn fullest(client: &Client, on: &Subject, visit: &mut impl Visit) {
    let (specs, deployments) = (client.specs(), client.deployments());
    let odd = "a b/ü+%".replace('/', "&");
    let spec = client.spec(&on.spec).unwrap();
    let odd_spec = client.spec(&odd).unwrap();
    let deployment = client.deployment(&on.deployment).unwrap();
    let odd_deployment = client.deployment(&odd).unwrap();

    let list = specs
        .list()
        .statuses([SpecStatus::Available, SpecStatus::Archived])
        .scopes([Scope::Private, Scope::Shared])
        .featured(false)
        .name("sales")
        .title("Sales & Co + ü")
        .sort(SpecSort::CreatedAt.desc())
        .sort(SpecSort::Name)
        .page_size(10)
        .page(2);
    visit.visit("list_specs", list);
    let create = specs
        .create(fullest_document())
        .featured(true)
        .scope(Scope::Shared)
        .parameters(definitions(on))
        .tenants(["tenant1", "tenant2"]);
    visit.visit("create_spec", create);
    visit.visit("describe_spec", odd_spec.describe());
    let metadata = SpecMetadataPatch::new()
        .name("n2")
        .title("t")
        .summary("s")
        .description("Größe ☃ \"quoted\"")
        .description_content_type(DescriptionContentType::TextPlain)
        .image_url("https://p.example/1.png")
        .tags([Tag::new("x")])
        .status(SpecStatus::Archived);
    let update = UpdateSpecRequest::new()
        .metadata(metadata)
        .featured(false)
        .scope(Scope::Shared)
        .tenants(["tenant1", "tenant2"]);
    visit.visit("update_spec_metadata", spec.update(update));
    let list = spec
        .releases()
        .list()
        .sort(ReleaseSort::CreatedAt.desc())
        .sort(ReleaseSort::CreatedBy.asc())
        .page_size(10)
        .page(1);
    visit.visit("list_spec_releases", list);
    let config = [BlockConfig::new(BLOCK, VersionRef::new("2.0.0")).auto_run_on_deploy(true)];
    let release = CreateReleaseRequest::new(ReleaseInput::new("2.0.0").notes("Second."), config)
        .parameters(definitions(on));
    visit.visit("create_spec_release", spec.releases().create(release));
    visit
        .visit("describe_spec_release", odd_spec.release("1.0.0-rc.1+build.5").unwrap().describe());

    let list = deployments
        .list()
        .statuses([DeploymentStatus::Deployed, DeploymentStatus::Failed])
        .name("dep")
        .sort(DeploymentSort::CreatedAt.desc())
        .sort(DeploymentSort::Title.asc())
        .page_size(10)
        .page(1);
    visit.visit("list_deployments", list);
    let includes = [BlockSelector::new(OTHER_BLOCK).release_version("1.0.0")];
    let excludes = [BlockSelector::new(BLOCK)];
    let target = DeploymentSpecInput::new(&on.spec)
        .release(VersionRef::new("1.0.0"))
        .includes(includes.clone())
        .excludes(excludes.clone());
    let create = CreateDeploymentRequest::new(fullest_metadata("d"), target)
        .app_parameters(values(on))
        .parameters(block_values(on))
        .revision(RevisionInput::new().notes("First."));
    visit.visit("create_deployment", deployments.create(create));
    visit.visit("describe_deployment", odd_deployment.describe());
    let update = UpdateDeploymentRequest::new()
        .name("n2")
        .title("t")
        .summary("s")
        .description("d")
        .description_content_type(DescriptionContentType::TextMarkdown)
        .image_url("https://p.example/1.png")
        .tags([Tag::new("x"), Tag::new("y")]);
    visit.visit("update_deployment_metadata", deployment.update(update));
    visit.visit("redeploy", odd_deployment.redeploy());
    let list = deployment
        .revisions()
        .list()
        .statuses([RevisionStatus::Deployed, RevisionStatus::Superseded])
        .sort(RevisionSort::CreatedAt.desc())
        .page_size(10)
        .page(1);
    visit.visit("list_deployment_revisions", list);
    let create = CreateRevisionRequest::new()
        .release(VersionRef::new("2.0.0"))
        .revision(RevisionInput::new().notes("Second."))
        .blocks_config(BlockSelection::new().includes(includes).excludes(excludes))
        .app_parameters(values(on))
        .parameters(block_values(on));
    visit.visit("create_deployment_revision", deployment.revisions().create(create));
    visit.visit(
        "describe_deployment_revision",
        odd_deployment.revision(u32::MAX).unwrap().describe(),
    );
    visit.visit("delete_deployment", odd_deployment.delete());
    visit.visit("delete_spec", odd_spec.delete());
}

fn least_document() -> AppSpecDocument {
    let config = [BlockConfig::new(BLOCK, VersionRef::new("1.0.0"))];
    AppSpecDocument::new(
        1,
        AppKind::App,
        MetadataInput::new("n", "s"),
        ReleaseInput::new("1.0.0"),
        config,
    )
}

fn fullest_document() -> AppSpecDocument {
    let config = [
        BlockConfig::new(BLOCK, VersionRef::new("1.0.0")).auto_run_on_deploy(true),
        BlockConfig::new(OTHER_BLOCK, VersionRef::new("1.0.0")).auto_run_on_deploy(false),
    ];
    let release = ReleaseInput::new("1.0.0").notes("First.");
    AppSpecDocument::new("1", AppKind::App, fullest_metadata("n"), release, config)
}

fn fullest_metadata(name: &str) -> MetadataInput {
    MetadataInput::new(name, "s")
        .title("t")
        .description("**d**")
        .description_content_type(DescriptionContentType::TextMarkdown)
        .image_url("https://p.example/1.png")
        .tags([Tag::new("sdk")])
}

/// A definition of each kind.
fn definitions(on: &Subject) -> ParameterDefinitions {
    let condition =
        |value: i64| BasicCondition::new("num_iterations", ConditionOperator::Equals, json!(value));
    let build = ParameterDefinition::new("token", ParameterType::String, true)
        .title("Token")
        .description("A token.")
        .default_value(ParameterValue::from(json!(on.secret)))
        .hide_value(true);
    let number = ParameterDefinition::new("num_iterations", ParameterType::Number, false)
        .default_value(ParameterValue::from(json!(10)))
        .options([
            ParameterOption::new("Low", json!(10)),
            ParameterOption::new("High", json!(100)),
        ]);
    let files = ParameterDefinition::new("file_names", ParameterType::StringArray, false)
        .conditions([Condition::from(CompositeCondition::new(
            ConditionType::Or,
            [Condition::from(condition(10)), Condition::from(condition(100))],
        ))]);
    let member = ParameterDefinition::new("a", ParameterType::Boolean, true);
    let object = ParameterDefinition::new("object", ParameterType::Object, false)
        .properties([member])
        .conditions([Condition::from(condition(10))]);
    ParameterDefinitions::new().build([build]).run([number, files, object])
}

fn values(on: &Subject) -> ParameterValueSet {
    let build: ParameterValues =
        ParameterValues::from_iter([("token".to_owned(), ParameterValue::from(json!(on.secret)))]);
    let run = ParameterValues::from_iter([
        ("num_iterations".to_owned(), ParameterValue::from(json!(50))),
        ("file_names".to_owned(), ParameterValue::from(json!([on.secret, "b.csv"]))),
    ]);
    ParameterValueSet::new().build(build).run(run)
}

fn block_values(on: &Subject) -> BlockParameterValues {
    BlockParameterValues::from_iter([("workflow-block-private".to_owned(), values(on))])
}
