//! The rules, one row each; their functions by what they look at.

mod answers;
mod branches;
mod code;
mod examples;
mod general;
mod lists;
mod members;
mod operations;
mod parameters;
mod paths;
mod references;
mod required;
mod schemas;
mod stated;
mod texts;
mod twins;
mod values;
mod words;

use super::{Findings, Subject};

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its id, in kebab case.
    pub id: &'static str,
    /// What it asks for, in one sentence.
    pub asks: &'static str,
    /// Looks for what breaks it.
    pub check: fn(&Subject<'_>, &mut Findings<'_>),
    /// Whether no code can be made of what breaks it, or none that compiles.
    pub stops_codegen: bool,
}

const fn rule(
    id: &'static str,
    asks: &'static str,
    check: fn(&Subject<'_>, &mut Findings<'_>),
) -> Rule {
    Rule { id, asks, check, stops_codegen: false }
}

/// A rule that generated code stands on.
const fn code_rule(
    id: &'static str,
    asks: &'static str,
    check: fn(&Subject<'_>, &mut Findings<'_>),
) -> Rule {
    Rule { id, asks, check, stops_codegen: true }
}

/// Every rule. `form`, the one not listed, is what the reader of the document refuses: bad YAML, double keys, unknown keys, values of the
/// wrong kind, references that lead nowhere or to something else, schemas that are parts of themselves.
pub const RULES: &[Rule] = &[
    // The document as a whole.
    rule(
        "openapi-version",
        "`openapi` is 3.0.3, the version the generator reads.",
        general::openapi_version,
    ),
    code_rule("required-key", "Every key that OpenAPI requires is there.", required::required_key),
    rule(
        "info",
        "`info` has a description, a contact and a licence with a URL, and a semantic version.",
        general::info,
    ),
    rule(
        "server",
        "There are servers, each once; each URL begins with `https://` and ends without a slash, and its variables are declared and used.",
        general::server,
    ),
    rule("tag", "Tags are declared once, described and used.", general::tag),
    rule("security", "Every operation asks for a declared security scheme.", general::security),
    code_rule(
        "component-name",
        "Components have names of letters, digits, `.`, `-` and `_`; schemas are PascalCase.",
        general::component_name,
    ),
    rule("unused", "Every component is used.", references::unused),
    rule("description", "Everything that can be described is.", general::description),
    rule("markup", "No text carries scripts.", general::markup),
    code_rule(
        "control-character",
        "No text holds characters that cannot be seen.",
        texts::control_character,
    ),
    rule(
        "plain-text",
        "Text that other readers of YAML take for something else is quoted.",
        texts::plain_text,
    ),
    rule(
        "assumed",
        "`x-press-assumed` is `true` or says what is assumed, where it stands.",
        texts::assumed,
    ),
    // What becomes code.
    code_rule(
        "code-name",
        "Names of schemas, operations, parameters, properties and enum values give names in code, each its own.",
        code::code_name,
    ),
    code_rule("sort-name", "Fields of a sort give names in code, each its own.", code::sort_name),
    code_rule(
        "code-block",
        "Code blocks in descriptions have a label, so that none becomes a test, and end.",
        code::code_block,
    ),
    // Paths and operations.
    code_rule(
        "path",
        "Paths start with `/`, are in lower case, and have no query, no empty segment inside and no empty parameter.",
        paths::path,
    ),
    rule(
        "trailing-slash",
        "Paths that end alike end with a slash, or none does.",
        paths::trailing_slash,
    ),
    rule("path-clash", "No two paths match the same address.", paths::path_clash),
    code_rule(
        "path-parameter",
        "The parameters of a path are those in its template.",
        paths::path_parameter,
    ),
    code_rule(
        "operation-id",
        "Every operation has an id of its own, in snake_case.",
        operations::operation_id,
    ),
    rule(
        "operation-text",
        "Every operation has a summary without a full stop and a description.",
        operations::operation_text,
    ),
    rule(
        "operation-tag",
        "Every operation has exactly one tag; it is declared, and the last part of the path that is a tag.",
        operations::operation_tag,
    ),
    rule("retry", "Every operation has the retry class that its method allows.", operations::retry),
    rule("lookup", "Every create names the read that finds what it made.", operations::lookup),
    code_rule(
        "request-body",
        "GET, HEAD and DELETE have no body; the body of others is required.",
        operations::request_body,
    ),
    code_rule(
        "content",
        "Content is `application/json` and has a schema; a 204 has none, what is read has some.",
        operations::content,
    ),
    // Parameters.
    code_rule(
        "parameter-unique",
        "An operation has each parameter once.",
        parameters::parameter_unique,
    ),
    rule(
        "parameter-style",
        "Parameters are sent as the client sends them: `simple` in paths, repeated keys in queries.",
        parameters::parameter_style,
    ),
    rule(
        "parameter-name",
        "Parameters are camelCase; headers the client sets itself are not parameters.",
        parameters::parameter_name,
    ),
    // Answers.
    code_rule(
        "response-code",
        "Codes are listed one by one, without `default` and wildcards, and one of them is 2xx.",
        answers::response_code,
    ),
    rule(
        "error-codes",
        "Every operation has the error codes that its kind can answer.",
        answers::error_codes,
    ),
    rule("header", "No answer describes the header `Content-Type`.", answers::header),
    rule("error-body", "Every error code answers one and the same schema.", answers::error_body),
    rule(
        "answer-default",
        "No field of an answer has a `default`: it would be made up, not received.",
        answers::answer_default,
    ),
    rule(
        "answer-bounds",
        "Nothing that is only answered has bounds but those of its format: nobody would check them.",
        answers::answer_bounds,
    ),
    // Schemas.
    code_rule(
        "schema-keys",
        "A schema has a type, and only the keys that go with it.",
        schemas::schema_keys,
    ),
    code_rule(
        "required-property",
        "`required` names properties that are there, each once.",
        schemas::required_property,
    ),
    code_rule("property-name", "Properties are camelCase.", schemas::property_name),
    rule(
        "near-name",
        "No two properties of an object are nearly called the same.",
        schemas::near_name,
    ),
    rule(
        "read-or-write-only",
        "`readOnly` and `writeOnly` are not used.",
        schemas::read_or_write_only,
    ),
    rule(
        "bounds",
        "The least is not more than the most, neither is negative where it counts something, and steps are greater than 0.",
        schemas::bounds,
    ),
    code_rule(
        "enum",
        "Enum values are of the schema's type, can be seen, differ in more than case and blanks, and are open (`x-press-open-enum`).",
        schemas::enumeration,
    ),
    rule("default", "A default matches its schema.", values::default),
    rule("pattern", "Patterns compile and are anchored.", schemas::pattern),
    rule("format", "Formats are known and fit the type.", schemas::format),
    code_rule(
        "composition",
        "`anyOf` and `not` are not used; the branches of `oneOf` differ.",
        schemas::composition,
    ),
    rule(
        "whole-number",
        "A whole number of 32 bits says it twice: `format: uint32`, and a `maximum` of 4294967295 or less.",
        stated::whole_number,
    ),
    rule(
        "closed",
        "What only requests use is closed (`additionalProperties: false`); what answers use too names `unknown-field`.",
        stated::closed,
    ),
    rule(
        "branch",
        "Each branch of `oneOf` takes something that no other takes.",
        branches::never_fits,
    ),
    rule(
        "discriminator",
        "A discriminator names a property that every branch requires.",
        branches::discriminator,
    ),
    // Examples and links.
    rule(
        "example",
        "Examples match their schemas and name no property that is not described.",
        values::example,
    ),
    rule(
        "sample",
        "Sample files are there, are called after their operation, are used, match their schemas and name no property that is not described.",
        examples::sample,
    ),
    rule(
        "sample-missing",
        "Every body that is sent or answered has a sample.",
        examples::sample_missing,
    ),
    rule(
        "link",
        "Links name operations by their id, parameters and values that exist, and give every path parameter.",
        references::link,
    ),
    rule(
        "link-missing",
        "What is made has a link, and every operation whose path names something is led to by one.",
        references::link_missing,
    ),
    // What OpenAPI cannot say.
    rule("list", "Every list is paged by the same parameters and counters.", lists::list),
    rule("sort", "Every list says what it can be sorted by, and the fields exist.", lists::sort),
    code_rule(
        "json-text",
        "`x-press-json-text` stands on strings, and in no other such text.",
        schemas::json_text,
    ),
    rule(
        "press-rule",
        "Rules named in `x-press-rules` are implemented in press-apps-model, stand where they can be asked, and where their twins have them.",
        twins::press_rule,
    ),
];
