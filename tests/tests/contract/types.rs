//! Every schema of the document has its type: a registry of them, a snapshot of the JSON schema of each, and what decoding gives.

use std::collections::BTreeSet;

use press_apps_api::{ParameterValue, Timestamp, types};
use press_apps_tests::{SCHEMAS_WITHOUT_TYPE, Snapshot, api, json_text};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A type, looked at through its schema in the document.
pub(crate) struct Typed {
    /// Name of the schema.
    pub(crate) name: &'static str,
    schema: fn(&mut SchemaGenerator) -> Schema,
    decode: fn(&[u8]) -> serde_json::Result<Decoded>,
}

/// What a body was decoded into.
pub(crate) struct Decoded {
    /// Its `{:#?}`.
    pub(crate) debug: String,
    /// What it is encoded into again.
    pub(crate) again: Value,
}

fn decode<T: DeserializeOwned + Serialize + std::fmt::Debug>(
    raw: &[u8],
) -> serde_json::Result<Decoded> {
    let value: T = serde_json::from_slice(raw)?;
    Ok(Decoded { debug: format!("{value:#?}"), again: serde_json::to_value(&value)? })
}

macro_rules! registry {
    ($($name:ident: $type:ty),* $(,)?; $($generated:ident),* $(,)?) => {
        static REGISTRY: &[Typed] = &[
            $(Typed { name: stringify!($name), schema: <$type>::json_schema, decode: decode::<$type> },)*
            $(Typed {
                name: stringify!($generated),
                schema: types::$generated::json_schema,
                decode: decode::<types::$generated>,
            },)*
        ];
    };
}

registry! {
    Timestamp: Timestamp,
    ParameterValue: ParameterValue;
    AppKind, AppSpecDocument, AppSpecVersion, Artifact, BasicCondition, BlockConfig, BlockDeployment, BlockKind,
    BlockParameterValues, BlockSelection, BlockSelector, CompositeCondition, Condition, ConditionOperator, ConditionType,
    CreateDeploymentRequest, CreateReleaseRequest, CreateRevisionRequest, CreateSpecRequest, Created, CreatedRelease,
    CreatedRevision, Deployment, DeploymentMetadata, DeploymentPage, DeploymentRelease, DeploymentSpec, DeploymentSpecInput,
    DeploymentStatus, DescriptionContentType, ErrorBody, LatestRevision, MetadataInput, ParameterDefinition,
    ParameterDefinitions, ParameterOption, ParameterType, ParameterValueSet, ParameterValues, Redeployed, Release,
    ReleaseInput, ReleasePage, ReleaseSummary, Revision, RevisionInput, RevisionPage, RevisionSpec, RevisionStatus,
    RevisionSummary, Scope, Spec, SpecMetadata, SpecMetadataPatch, SpecPage, SpecStatus, Tag, UpdateDeploymentRequest,
    UpdateSpecRequest, VersionRef,
}

/// Decodes a body of a schema of the document into its type.
pub(crate) fn decode_as(name: &str, raw: &[u8]) -> serde_json::Result<Decoded> {
    let typed = REGISTRY.iter().find(|typed| typed.name == name);
    (typed.unwrap_or_else(|| panic!("no type for the schema `{name}`")).decode)(raw)
}

#[test]
fn every_schema_of_the_document_has_a_type_and_every_type_a_schema() {
    let mut typed: BTreeSet<&str> = REGISTRY.iter().map(|typed| typed.name).collect();
    typed.extend(SCHEMAS_WITHOUT_TYPE);
    let schemas: BTreeSet<&str> = api().schemas().keys().map(String::as_str).collect();
    assert_eq!(typed, schemas);
}

#[test]
fn the_json_schema_of_each_type() {
    for typed in REGISTRY {
        // Types that are referred to have a snapshot of their own: only the reference is shown.
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let schema = (typed.schema)(&mut generator);
        Snapshot::of(format!("schemas/{}", typed.name))
            .describe(format!("JSON schema of the Rust type `{}`.", typed.name))
            .assert(&json_text(&serde_json::to_string(&schema).unwrap()));
    }
}
