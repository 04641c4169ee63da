//! Requests that the client makes.

use http::Uri;
use press_apps::operation::Endpoint;
use press_apps::types::{
    AppKind, AppSpecDocument, BasicCondition, BlockConfig, CompositeCondition, Condition,
    ConditionOperator, ConditionType, CreateReleaseRequest, DeploymentSort, DeploymentStatus,
    DescriptionContentType, MetadataInput, ParameterDefinition, ParameterDefinitions,
    ParameterType, ReleaseInput, ReleaseSort, RevisionSort, RevisionStatus, Scope,
    SpecMetadataPatch, SpecSort, SpecStatus, UpdateDeploymentRequest, UpdateSpecRequest,
    VersionRef,
};
use press_apps::{Client, Request, Stage};
use press_apps_emulator::seed::{DEPLOYMENT_DEPLOYED, SPEC_PRIVATE};
use serde_json::json;

use super::bodies::fresh;
use super::security_and_servers;
use crate::calls::{self, BLOCK, Subject, Visit};
use crate::{Contract, WireRequest};

/// A request that is right.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The operation it is a call of.
    pub operation: &'static str,
    /// Scheme and host it goes to; empty when that is not known.
    pub address: String,
    /// The request.
    pub request: WireRequest,
}

impl Sent {
    /// Whether it is what the document says.
    pub(super) fn fits(&self, contract: &Contract) -> Result<(), String> {
        let judged = contract.request(self.operation, &self.request);
        judged.map_err(|findings| format!("{}: {findings}", self.operation))?;
        let document = contract.api();
        security_and_servers::credentials(document, &self.request)?;
        match self.address.as_str() {
            "" => Ok(()),
            address => security_and_servers::server(document, address),
        }
    }
}

/// Collects what would be sent.
#[derive(Default)]
struct Collect(Vec<Sent>);

impl Collect {
    fn add<E: Endpoint>(&mut self, operation: &'static str, request: &Request<E>) {
        let made = request.build().unwrap_or_else(|error| panic!("{operation}: {error:#}"));
        let uri: &Uri = made.uri();
        let part = |part: Option<&str>| part.unwrap_or_default().to_owned();
        let host = part(uri.authority().map(http::uri::Authority::as_str));
        self.0.push(Sent {
            operation,
            address: format!("{}://{host}", part(uri.scheme_str())),
            request: WireRequest::from(&made),
        });
    }
}

impl Visit for Collect {
    fn visit<E: Endpoint<Output: std::fmt::Debug>>(
        &mut self,
        operation: &'static str,
        request: Request<E>,
    ) {
        self.add(operation, &request);
    }
}

pub(super) fn subject() -> Subject {
    Subject {
        spec: SPEC_PRIVATE.to_owned(),
        deployment: DEPLOYMENT_DEPLOYED.to_owned(),
        ..Subject::default()
    }
}

fn client(stage: Stage) -> Client {
    let token = fresh().service().token().to_owned();
    Client::builder().token(token).stage(stage).build().unwrap()
}

pub(super) fn least() -> Vec<Sent> {
    let mut collect = Collect::default();
    calls::least(&client(Stage::Prod), &subject(), &mut collect);
    collect.0
}

pub(super) fn fullest() -> Vec<Sent> {
    let mut collect = Collect::default();
    calls::fullest(&client(Stage::Prod), &subject(), &mut collect);
    collect.0
}

/// What the client makes: each request with the least it takes and with everything it can say, at each stage, and with each value of
/// each enum.
#[must_use]
pub fn sent() -> Vec<Sent> {
    let mut collect = Collect(least());
    collect.0.extend(fullest());
    for stage in [Stage::Beta, Stage::Test, Stage::Dev, Stage::Latest, Stage::Parvati] {
        collect.add("list_specs", &client(stage).specs().list());
    }
    let client = client(Stage::Prod);
    each_value(&client, &subject(), &mut collect);
    // Ids can be short.
    let (spec, deployment) = (client.spec("s").unwrap(), client.deployment("d").unwrap());
    collect.add("describe_spec", &spec.describe());
    collect.add("describe_deployment", &deployment.describe());
    let first = deployment.revision(1).unwrap();
    collect.add("describe_deployment_revision", &first.describe());
    collect.0
}

fn each_value(client: &Client, on: &Subject, collect: &mut Collect) {
    use DeploymentStatus as D;
    use RevisionStatus as R;
    let (specs, deployments) = (client.specs(), client.deployments());
    let spec = client.spec(&on.spec).unwrap();
    let deployment = client.deployment(&on.deployment).unwrap();
    let statuses = [SpecStatus::Available, SpecStatus::Unavailable, SpecStatus::Archived];
    let scopes = [Scope::Private, Scope::Public, Scope::Shared];
    let list = specs.list().statuses(statuses.clone()).scopes(scopes.clone());
    let sorted = [SpecSort::CreatedAt, SpecSort::CreatedBy, SpecSort::Name, SpecSort::Title];
    let list = sorted.into_iter().fold(list, press_apps::Request::sort);
    collect.add("list_specs", &list.sort(SpecSort::Name.asc()));
    for scope in scopes {
        collect.add("create_spec", &specs.create(document()).scope(scope.clone()));
        let change = UpdateSpecRequest::new().scope(scope);
        collect.add("update_spec_metadata", &spec.update(change));
    }
    for status in statuses {
        let metadata = SpecMetadataPatch::new().status(status);
        let change = UpdateSpecRequest::new().metadata(metadata);
        collect.add("update_spec_metadata", &spec.update(change));
    }
    for kind in [DescriptionContentType::TextPlain, DescriptionContentType::TextMarkdown] {
        let change = UpdateDeploymentRequest::new().description_content_type(kind);
        collect.add("update_deployment_metadata", &deployment.update(change));
    }
    let list = spec.releases().list().sort(ReleaseSort::CreatedAt).sort(ReleaseSort::CreatedBy);
    collect.add("list_spec_releases", &list);
    let release = ReleaseInput::new("2.0.0-rc.1+build.5");
    let create = CreateReleaseRequest::new(release, [block()]).parameters(each_definition());
    collect.add("create_spec_release", &spec.releases().create(create));
    let list = deployments.list().statuses([
        D::Deploying,
        D::Deployed,
        D::Deleting,
        D::DeleteFailed,
        D::Failed,
        D::PlatformResourceError,
        D::Redeploying,
        D::Rollback,
        D::RollbackComplete,
        D::RollbackFailed,
        D::Warning,
    ]);
    let sorted = [
        DeploymentSort::CreatedAt,
        DeploymentSort::CreatedBy,
        DeploymentSort::Name,
        DeploymentSort::Title,
    ];
    let list = sorted.into_iter().fold(list, press_apps::Request::sort);
    collect.add("list_deployments", &list);
    let list = deployment.revisions().list().statuses([
        R::Deleting,
        R::DeleteFailed,
        R::Deployed,
        R::Deploying,
        R::Failed,
        R::PlatformResourceError,
        R::Rollback,
        R::RollbackComplete,
        R::RollbackFailed,
        R::Superseded,
    ]);
    let sorted =
        [RevisionSort::CreatedAt, RevisionSort::CreatedBy, RevisionSort::Name, RevisionSort::Title];
    let list = sorted.into_iter().fold(list, press_apps::Request::sort);
    collect.add("list_deployment_revisions", &list);
}

fn block() -> BlockConfig {
    BlockConfig::new(BLOCK, VersionRef::new("1.0.0"))
}

fn document() -> AppSpecDocument {
    let (metadata, release) = (MetadataInput::new("n", "s"), ReleaseInput::new("1.0.0"));
    AppSpecDocument::new(1, AppKind::App, metadata, release, [block()])
}

/// A definition of each type, and a condition of each kind with a value of each kind.
fn each_definition() -> ParameterDefinitions {
    use ParameterType as P;
    let types = [
        ("boolean", P::Boolean),
        ("text", P::String),
        ("texts", P::StringArray),
        ("number", P::Number),
        ("numbers", P::NumberArray),
        ("object", P::Object),
        ("objects", P::ObjectArray),
    ];
    let plain = types.map(|(name, kind)| ParameterDefinition::new(name, kind, false));
    let conditions = [
        ("text", ConditionOperator::Equals, json!("a")),
        ("number", ConditionOperator::NotEquals, json!(1.5)),
        ("boolean", ConditionOperator::Equals, json!(true)),
    ];
    let conditions = conditions
        .map(|(on, operator, value)| Condition::from(BasicCondition::new(on, operator, value)));
    let joined = [ConditionType::And, ConditionType::Or]
        .map(|joint| Condition::from(CompositeCondition::new(joint, conditions.clone())));
    let enabled = ParameterDefinition::new("enabled", P::String, false).conditions(joined);
    ParameterDefinitions::new().run(plain.into_iter().chain([enabled]))
}
