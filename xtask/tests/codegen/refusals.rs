//! What a document may not say, because no type could say it too.

use press_apps_contract::document::{Document, PATH};
use xtask::codegen::generate;

use super::{document, root};

/// Generates from the document with one text replaced, which has to be there.
#[track_caller]
fn refused(from: &str, to: &str, message: &str) {
    let text = document().text;
    assert!(text.contains(from), "the document does not say `{from}`");
    let changed = Document::parse(PATH, text.replacen(from, to, 1)).unwrap();
    let error = generate(root(), &changed).unwrap_err().to_string();
    assert!(error.starts_with(PATH), "{error}");
    assert!(error.contains(message), "{error}");
}

#[test]
fn a_field_without_a_description() {
    refused(
        "          description: Id of the new spec or deployment.\n",
        "",
        "has no `description`; it becomes the documentation of the generated type or field",
    );
}

#[test]
fn an_operation_without_a_retry_class() {
    refused("      x-press-retry: read\n", "", "an operation needs `x-press-retry`");
}

#[test]
fn an_enum_without_a_name() {
    refused(
        "          description: Whether a deployment has to give a value.\n",
        "          description: Whether a deployment has to give a value.\n          x-press-open-enum: true\n          enum: [true]\n",
        "an enum needs a name: move it to `components/schemas`",
    );
}

#[test]
fn an_enum_value_that_takes_the_place_of_unknown_text() {
    refused(
        "enum: [private, public, shared]",
        "enum: [private, public, unknown]",
        "`unknown` gives the variant `Unknown`, which is taken",
    );
}

#[test]
fn two_kinds_of_success() {
    refused(
        "        \"400\": { $ref: \"#/components/responses/BadRequest\" }\n",
        "        \"202\": { description: Later., content: { application/json: { schema: { $ref: \"#/components/schemas/Tag\" } } } }\n        \"400\": { $ref: \"#/components/responses/BadRequest\" }\n",
        "202 and 200 answer with different schemas; the client needs one",
    );
}

#[test]
fn a_list_whose_key_is_not_in_its_page() {
    refused(
        "x-press-pagination: { items: specs, total: specCount }",
        "x-press-pagination: { items: spex, total: specCount }",
        "`spex` is not a list of a named schema in `SpecPage`",
    );
}

#[test]
fn a_list_whose_items_have_no_id() {
    refused(
        "    ReleaseSummary:\n      type: object\n      description: A release in a list.\n      required: [id, ",
        "    ReleaseSummary:\n      type: object\n      description: A release in a list.\n      required: [",
        "the items of a list need a required text `id`, which `ReleaseSummary` has not: without it a stream cannot tell that an item came twice",
    );
}

#[test]
fn a_parameter_of_a_path_without_a_type_that_checks_it() {
    refused(
        "      - $ref: \"#/components/parameters/ReleaseVersion\"\n",
        "      - { name: release, in: path, required: true, description: The release., schema: { type: string } }\n",
        "the path parameter `release` stands in the operation itself: move it to `components/parameters`, under the name of its type in press-apps-model, such as `SpecId`",
    );
}

#[test]
fn a_parameter_in_a_header_by_the_name_of_its_function() {
    let text = document().text.replacen(
        "        - $ref: \"#/components/parameters/NamePrefix\"\n",
        "        - { name: X-Trace, in: header, description: A trace., schema: { type: string } }\n",
        1,
    );
    let error = generate(root(), &Document::parse(PATH, text).unwrap()).unwrap_err().to_string();
    assert!(error.contains("cannot part the generated function `list_specs`"), "{error}");
    assert!(error.contains("parameters in headers are not supported"), "{error}");
}

#[test]
fn a_sample_that_is_not_there() {
    let text = document().text.replacen(
        "externalValue: examples/list_specs.response.json",
        "externalValue: examples/none.json",
        1,
    );
    let error = generate(root(), &Document::parse(PATH, text).unwrap()).unwrap_err().to_string();
    assert!(error.contains("`examples/none.json` cannot be read"), "{error}");
}
