//! The table of rules: what each asks for and who says so.

use super::Applies::{Body, File, Path, Query, Shape, Stored, Values};
use super::Source::{Documented, Ours};
use super::{Applies, Check, Rule, Source, blocks, definitions, depth, query, scope, texts};

const fn shape(id: &'static str, what: &'static str, source: Source) -> Rule {
    Rule { id, what, source, applies: Shape, check: None }
}

const fn rule(
    id: &'static str,
    what: &'static str,
    applies: Applies,
    source: Source,
    check: Check,
) -> Rule {
    Rule { id, what, source, applies, check: Some(check) }
}

const fn values(id: &'static str, what: &'static str, source: Source) -> Rule {
    Rule { id, what, source, applies: Values, check: None }
}

const fn stored(id: &'static str, what: &'static str, source: Source) -> Rule {
    Rule { id, what, source, applies: Stored, check: None }
}

const fn file(id: &'static str, what: &'static str, source: Source) -> Rule {
    Rule { id, what, source, applies: File, check: None }
}

const SCHEMA: Source = Documented("schemas of the OpenAPI document");
const DEFINITIONS: Source =
    Documented("parameter definitions, docstrings and command-line help of peak-sdk 1.29.0");

/// Every rule there is.
pub static RULES: &[Rule] = &[
    // ---- what OpenAPI says
    shape("type", "a value has the type the document gives it", SCHEMA),
    shape("required", "a required field is there", SCHEMA),
    shape(
        "unknown-field",
        "only documented fields and query parameters are given",
        Ours("a misspelt name would be dropped without a word"),
    ),
    shape(
        "enum",
        "a value is among the documented ones",
        Ours("the service may know more values than the document lists"),
    ),
    shape("minimum", "a number is not too small", SCHEMA),
    shape("maximum", "a number is not too large", SCHEMA),
    shape("min-length", "a text is not too short", SCHEMA),
    shape("min-items", "a list is not too short", SCHEMA),
    shape(
        "json-text",
        "a text that carries JSON can be read as JSON",
        Documented("recorded requests of create_spec"),
    ),
    rule(
        "depth",
        "a body nests at most 100 levels deep",
        Shape,
        Ours("nothing of the API comes near the limit"),
        depth::depth,
    ),
    shape(
        "repeated",
        "a query parameter that takes one value is given once",
        Ours("which of two values counts is not stated"),
    ),
    shape("operation", "an operation is one of the document's", SCHEMA),
    shape(
        "skip",
        "a rule that is left out is one of this table",
        Ours("a misspelt id would leave nothing out"),
    ),
    // ---- what the document names under x-press-rules
    rule(
        "path-segment",
        "an id in a path cannot lead to another resource",
        Path,
        Ours("an id with `/` or `..` in it would address something else"),
        texts::path_segment,
    ),
    rule(
        "semantic-version",
        "a release version is a semantic version",
        Body,
        Documented("docstrings of create_spec_release and describe_spec_release"),
        texts::semantic_version,
    ),
    rule(
        "sort-field",
        "a list is sorted by a field it documents, `asc` or `desc`",
        Query,
        Documented("docstrings of the four lists"),
        query::sort_field,
    ),
    rule(
        "absolute-url",
        "a picture has an absolute http or https URL",
        Body,
        Ours("the documentation says URL; a relative one would point nowhere"),
        texts::absolute_url,
    ),
    rule(
        "not-blank",
        "a name can be seen",
        Body,
        Ours("a name made of spaces cannot be found again"),
        texts::not_blank,
    ),
    rule(
        "unique-block-ids",
        "a block is in a list once",
        Body,
        Ours("two entries for one block contradict each other"),
        blocks::unique_block_ids,
    ),
    rule(
        "included-or-excluded",
        "a block is not included and excluded at once",
        Body,
        Ours("the two contradict each other"),
        blocks::included_or_excluded,
    ),
    rule(
        "tenants-need-shared-scope",
        "tenants are given only with scope `shared`",
        Body,
        Ours("tenants are who a shared spec is shared with; what they do otherwise is not stated"),
        scope::tenants_need_shared_scope,
    ),
    rule(
        "something-to-change",
        "an update changes something",
        Body,
        Documented("the service answers `No changes detected`"),
        scope::something_to_change,
    ),
    rule(
        "unique-parameter-names",
        "no two neighbouring parameters have one name",
        Body,
        Ours("values are given by name, so only one of the two could have one"),
        definitions::unique_parameter_names,
    ),
    rule(
        "conditions-only-on-run",
        "only run parameters have conditions",
        Body,
        DEFINITIONS,
        definitions::conditions_only_on_run,
    ),
    rule(
        "condition-parameter-exists",
        "a condition depends on a parameter that is defined",
        Body,
        Ours("otherwise it could never hold"),
        definitions::condition_parameter_exists,
    ),
    rule(
        "condition-without-cycle",
        "no condition depends on itself",
        Body,
        Ours("otherwise nobody could say which parameter is enabled"),
        definitions::condition_without_cycle,
    ),
    rule(
        "condition-value-of-declared-type",
        "a condition compares with a value of the other parameter's type",
        Body,
        Ours("otherwise it could never be equal"),
        definitions::condition_value_of_declared_type,
    ),
    rule(
        "hide-value-only-on-string",
        "only text is hidden",
        Body,
        DEFINITIONS,
        definitions::hide_value_only_on_string,
    ),
    rule(
        "options-of-declared-type",
        "an option has the type of its parameter",
        Body,
        DEFINITIONS,
        definitions::options_of_declared_type,
    ),
    rule(
        "default-of-declared-type",
        "a default has the type of its parameter",
        Body,
        DEFINITIONS,
        definitions::default_of_declared_type,
    ),
    rule(
        "default-among-options",
        "a default is one of the options",
        Body,
        Ours("it is what a deployment gets that chooses nothing"),
        definitions::default_among_options,
    ),
    rule(
        "properties-only-on-object",
        "only objects and lists of objects have properties",
        Body,
        Ours("nothing else has members"),
        definitions::properties_only_on_object,
    ),
    // ---- values of a deployment, judged with the definitions of its release
    values(
        "parameter-exists",
        "a value is given for a parameter that is defined",
        Ours("a misspelt name would be dropped without a word"),
    ),
    values(
        "parameter-block-exists",
        "values are given for a block that is deployed",
        Ours("a misspelt name would be dropped without a word"),
    ),
    values("parameter-type", "a value has the type of its parameter", DEFINITIONS),
    values("parameter-option", "a value is one of the options of its parameter", DEFINITIONS),
    values(
        "parameter-required",
        "a required parameter that is enabled by what is given has a value",
        DEFINITIONS,
    ),
    values(
        "app-parameter-in-block",
        "a parameter of the app is defined in one of its blocks",
        Documented("docs.peak.ai, Press apps, inheritance of app parameters"),
    ),
    // ---- what only the service can ask, since it needs what is stored
    stored(
        "greater-version",
        "a release has a greater version than the one before it",
        Documented("command-line help of peak-sdk 1.29.0"),
    ),
    stored(
        "block-exists",
        "a block spec is there, in the release that is named",
        Documented("docstrings of create_spec and create_spec_release"),
    ),
    stored(
        "spec-available",
        "the spec to deploy is `available`",
        Ours("a spec can be `unavailable` or `archived`; what else that would mean is not stated"),
    ),
    stored(
        "excluded-of-release",
        "a block that is left out is one of the release",
        Documented("docstrings of create_deployment and create_deployment_revision"),
    ),
    stored(
        "included-once",
        "a block that is added is not in the release already",
        Documented("docstrings of create_deployment and create_deployment_revision"),
    ),
    stored(
        "block-left",
        "at least one block is left to deploy",
        Ours("a deployment of nothing would never have a status of its own"),
    ),
    stored(
        "redeploy-after-failure",
        "only a deployment that is `failed` or `warning`, with a block that is too, is run again",
        Documented("docstring of redeploy"),
    ),
    stored(
        "spec-without-deployments",
        "a spec that has deployments is not deleted",
        Ours("the docstring lists 422 and does not say when"),
    ),
    stored(
        "page-size-cut",
        "a page holds at most 100 items: asked for more, the service gives 100 and says so",
        Ours("no source states the largest page"),
    ),
    // ---- files
    file("syntax", "a file is YAML or JSON", Documented("YAML 1.2.2, RFC 8259")),
    file("file-size", "a file is not huge", Ours("a document of this API is a few kilobytes")),
    file(
        "aliases",
        "aliases do not blow a file up",
        Ours("a few lines of aliases can stand for millions of values"),
    ),
    file("duplicate-key", "a key is given once", Documented("YAML 1.2.2, 3.2.1.1")),
    file(
        "template",
        "a file is rendered before it is read",
        Ours("what stands between the braces would be sent as it is"),
    ),
    file(
        "yaml-versions",
        "a value of a parameter means the same in YAML 1.1 and 1.2",
        Ours("the vendor's command reads YAML 1.1, where `yes` is true and `012` is 10"),
    ),
    file(
        "one-document",
        "a file holds one document",
        Ours("which of several was meant cannot be known"),
    ),
    file(
        "layout",
        "a file has one of the layouts that are known",
        Documented("command-line help of peak-cli 1.29.0"),
    ),
];

/// The rule of an id.
///
/// ```
/// use press_apps_model::rules;
///
/// assert_eq!(rules::find("not-blank").unwrap().what, "a name can be seen");
/// assert!(rules::find("not-blanc").is_none());
/// ```
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
