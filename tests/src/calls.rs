//! Every operation as a call of the client: with the least it takes, and with everything it can say.
//!
//! Tests that are about all operations visit these instead of listing them again.

use std::fmt::Debug;

use press_apps::operation::{Endpoint, ListEndpoint};
use press_apps::types::*;
use press_apps::{Client, DeploymentHandle, ParameterValue, Request, SpecHandle};
use serde_json::json;

/// What is done with each call.
pub trait Visit {
    /// Takes one call, ready to be sent.
    fn visit<E: Endpoint<Output: Debug>>(&mut self, operation: &'static str, request: Request<E>);

    /// Takes one call of an operation that lists: as any other, unless the visit is about lists.
    fn visit_list<E: ListEndpoint<Item: Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        self.visit(operation, request);
    }
}

/// What is done with both calls of each operation.
trait Pairs {
    /// Takes an operation with the least it takes, and with everything it can say. Where there is nothing more to say, the ids need
    /// encoding.
    fn pair<E: Endpoint<Output: Debug>>(
        &mut self,
        operation: &'static str,
        least: Request<E>,
        fullest: Request<E>,
    );

    /// The same of an operation that lists.
    fn list<E: ListEndpoint<Item: Debug>>(
        &mut self,
        operation: &'static str,
        least: Request<E>,
        fullest: Request<E>,
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

/// Where an operation without calls is added.
pub const HERE: &str = "tests/src/calls.rs";
/// A block spec that the service knows.
pub const BLOCK: &str = "0bddb4c6-40c5-45c3-b477-fceb2c051609";
/// Another one.
pub const OTHER_BLOCK: &str = "1jgf45hk-38h6-22h6-b460-aceb2c385790";

/// Each operation with the least it takes.
pub fn least(client: &Client, on: &Subject, visit: &mut impl Visit) {
    each(client, on, &mut OneOf { visit, fullest: false });
}

/// Each operation with everything it can say.
pub fn fullest(client: &Client, on: &Subject, visit: &mut impl Visit) {
    each(client, on, &mut OneOf { visit, fullest: true });
}

/// Visits one call of each pair.
struct OneOf<'a, V> {
    visit: &'a mut V,
    fullest: bool,
}

impl<V: Visit> Pairs for OneOf<'_, V> {
    fn pair<E: Endpoint<Output: Debug>>(
        &mut self,
        operation: &'static str,
        least: Request<E>,
        fullest: Request<E>,
    ) {
        let request = if self.fullest { fullest } else { least };
        self.visit.visit(named(operation, &request), request);
    }

    fn list<E: ListEndpoint<Item: Debug>>(
        &mut self,
        operation: &'static str,
        least: Request<E>,
        fullest: Request<E>,
    ) {
        let request = if self.fullest { fullest } else { least };
        self.visit.visit_list(named(operation, &request), request);
    }
}

/// The operation that a request is of, which is the one it stands under.
fn named<E: Endpoint>(operation: &'static str, request: &Request<E>) -> &'static str {
    let id = request.operation().id;
    assert_eq!(id, operation, "{HERE}: a request of `{id}` stands under `{operation}`");
    id
}

/// Each operation, deletions last.
fn each(client: &Client, on: &Subject, to: &mut impl Pairs) {
    let spec = client.spec(&on.spec).unwrap();
    let deployment = client.deployment(&on.deployment).unwrap();
    let odd = "a b&ü+%";
    let (odd_spec, odd_deployment) = (client.spec(odd).unwrap(), client.deployment(odd).unwrap());
    specs(client, on, (&spec, &odd_spec), to);
    releases(on, (&spec, &odd_spec), to);
    deployments(client, on, (&deployment, &odd_deployment), to);
    revisions(on, (&deployment, &odd_deployment), to);
    to.pair("delete_deployment", deployment.delete(), odd_deployment.delete());
    to.pair("delete_spec", spec.delete(), odd_spec.delete());
}

fn specs(
    client: &Client,
    on: &Subject,
    (spec, odd): (&SpecHandle, &SpecHandle),
    to: &mut impl Pairs,
) {
    let specs = client.specs();
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
    to.list("list_specs", specs.list(), list);
    let create = specs
        .create(fullest_document())
        .featured(true)
        .scope(Scope::Shared)
        .parameters(definitions(on))
        .tenants(["tenant1", "tenant2"]);
    to.pair("create_spec", specs.create(least_document()), create);
    to.pair("describe_spec", spec.describe(), odd.describe());
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
    let least = spec.update(UpdateSpecRequest::new().featured(true));
    to.pair("update_spec_metadata", least, spec.update(update));
}

fn releases(on: &Subject, (spec, odd): (&SpecHandle, &SpecHandle), to: &mut impl Pairs) {
    let releases = spec.releases();
    let list = releases
        .list()
        .sort(ReleaseSort::CreatedAt.desc())
        .sort(ReleaseSort::CreatedBy.asc())
        .page_size(10)
        .page(1);
    to.list("list_spec_releases", releases.list(), list);
    let block = || BlockConfig::new(BLOCK, VersionRef::new("2.0.0"));
    let least = CreateReleaseRequest::new(ReleaseInput::new("2.0.0"), [block()]);
    let release = ReleaseInput::new("2.0.0").notes("Second.");
    let create = CreateReleaseRequest::new(release, [block().auto_run_on_deploy(true)])
        .parameters(definitions(on));
    to.pair("create_spec_release", releases.create(least), releases.create(create));
    let least = spec.release(&on.release).unwrap().describe();
    let fullest = odd.release("1.0.0-rc.1+build.5").unwrap().describe();
    to.pair("describe_spec_release", least, fullest);
}

fn deployments(
    client: &Client,
    on: &Subject,
    (deployment, odd): (&DeploymentHandle, &DeploymentHandle),
    to: &mut impl Pairs,
) {
    let deployments = client.deployments();
    let list = deployments
        .list()
        .statuses([DeploymentStatus::Deployed, DeploymentStatus::Failed])
        .name("dep")
        .sort(DeploymentSort::CreatedAt.desc())
        .sort(DeploymentSort::Title.asc())
        .page_size(10)
        .page(1);
    to.list("list_deployments", deployments.list(), list);
    let least = CreateDeploymentRequest::new(
        MetadataInput::new("d", "s"),
        DeploymentSpecInput::new(&on.spec),
    );
    let target = DeploymentSpecInput::new(&on.spec)
        .release(VersionRef::new("1.0.0"))
        .includes(includes())
        .excludes(excludes());
    let create = CreateDeploymentRequest::new(fullest_metadata("d"), target)
        .app_parameters(values(on))
        .parameters(block_values(on))
        .revision(RevisionInput::new().notes("First."));
    to.pair("create_deployment", deployments.create(least), deployments.create(create));
    to.pair("describe_deployment", deployment.describe(), odd.describe());
    let update = UpdateDeploymentRequest::new()
        .name("n2")
        .title("t")
        .summary("s")
        .description("d")
        .description_content_type(DescriptionContentType::TextMarkdown)
        .image_url("https://p.example/1.png")
        .tags([Tag::new("x"), Tag::new("y")]);
    let least = deployment.update(UpdateDeploymentRequest::new().title("t"));
    to.pair("update_deployment_metadata", least, deployment.update(update));
    to.pair("redeploy", deployment.redeploy(), odd.redeploy());
}

fn revisions(
    on: &Subject,
    (deployment, odd): (&DeploymentHandle, &DeploymentHandle),
    to: &mut impl Pairs,
) {
    let revisions = deployment.revisions();
    let list = revisions
        .list()
        .statuses([RevisionStatus::Deployed, RevisionStatus::Superseded])
        .sort(RevisionSort::CreatedAt.desc())
        .page_size(10)
        .page(1);
    to.list("list_deployment_revisions", revisions.list(), list);
    let create = CreateRevisionRequest::new()
        .release(VersionRef::new("2.0.0"))
        .revision(RevisionInput::new().notes("Second."))
        .blocks_config(BlockSelection::new().includes(includes()).excludes(excludes()))
        .app_parameters(values(on))
        .parameters(block_values(on));
    let least = revisions.create(CreateRevisionRequest::new());
    to.pair("create_deployment_revision", least, revisions.create(create));
    let least = deployment.revision(on.revision).unwrap().describe();
    let fullest = odd.revision(u32::MAX).unwrap().describe();
    to.pair("describe_deployment_revision", least, fullest);
}

fn includes() -> [BlockSelector; 1] {
    [BlockSelector::new(OTHER_BLOCK).release_version("1.0.0")]
}

fn excludes() -> [BlockSelector; 1] {
    [BlockSelector::new(BLOCK)]
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
