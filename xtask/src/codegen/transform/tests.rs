use super::*;

/// A document where a request holds `Asked` and an answer holds `T`, which a test adds.
const DOCUMENT: &str = "
paths:
  /t:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Asked' } } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/T' } } } }
        '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/T' } } } }
        '404': { description: no, content: { application/json: { schema: { $ref: '#/components/schemas/Tag' } } } }
components:
  schemas:
    Timestamp: { type: string, format: date-time }
    Name: { type: string, minLength: 1 }
    Tag: { type: object, properties: {} }
    Asked:
      type: object
      required: [list]
      properties:
        list: { type: array, items: { type: string } }
        more: { type: array, items: { type: string } }
    T: ";

/// The copy for the generator, with `schema` as `T`.
#[track_caller]
fn simplified(schema: &str) -> Value {
    let document = Document::parse("api.yaml", format!("{DOCUMENT}{schema}\n")).unwrap();
    for_generator(&document, &Schemas::of(&document)).unwrap()
}

#[track_caller]
fn property(schema: &str, required: bool) -> Value {
    let required = if required { "required: [a], " } else { "" };
    let copy = simplified(&format!("{{ type: object, {required}properties: {{ a: {schema} }} }}"));
    copy.pointer("/components/schemas/T/properties/a").cloned().unwrap()
}

#[test]
fn any_success_is_one_arm_and_errors_are_two() {
    let copy = simplified("{ type: object, properties: {} }");
    let arms: Vec<&String> = copy
        .pointer("/paths/~1t/post/responses")
        .and_then(Value::as_object)
        .unwrap()
        .keys()
        .collect();
    assert_eq!(arms, ["2XX", "4XX", "5XX"]);
}

#[test]
fn lists_of_answers_may_be_null_and_required_lists_of_requests_may_not() {
    let list = json!({ "type": "array", "items": { "type": "string" }, "nullable": true });
    assert_eq!(property("{ type: array, items: { type: string } }", true), list);
    assert_eq!(property("{ type: array, items: { type: string } }", false), list);
    let copy = simplified("{ type: object, properties: {} }");
    let asked = copy.pointer("/components/schemas/Asked/properties").unwrap();
    assert_eq!(asked["list"].get("nullable"), None);
    assert_eq!(asked["more"], list);
}

#[test]
fn limits_are_left_out() {
    assert_eq!(
        property("{ type: string, minLength: 1, pattern: a, format: uuid }", true),
        json!({ "type": "string" })
    );
    assert_eq!(
        property("{ $ref: '#/components/schemas/Name' }", true),
        json!({ "type": "string" })
    );
}

#[test]
fn whole_numbers_have_a_width_and_a_sign() {
    let format = |schema| property(schema, true)["format"].clone();
    assert_eq!(format("{ type: integer }"), "int64");
    assert_eq!(format("{ type: integer, minimum: 0 }"), "uint64");
    assert_eq!(format("{ type: integer, format: int32, minimum: 1 }"), "uint32");
    assert_eq!(format("{ type: integer, format: uint32, minimum: 1 }"), "uint32");
}

#[test]
fn null_is_kept_where_a_member_has_to_be_there() {
    let described = |name: &str| {
        format!(
            "{{ nullable: true, description: d, allOf: [{{ $ref: '#/components/schemas/{name}' }}] }}"
        )
    };
    let tag = json!({ "$ref": "#/components/schemas/Tag" });
    assert_eq!(property(&described("Tag"), false), tag);
    assert_eq!(property(&described("Tag"), true), json!({ "nullable": true, "allOf": [tag] }));
    assert_eq!(property(&described("Name"), true), json!({ "type": "string", "nullable": true }));
    let moment =
        json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Timestamp" }] });
    assert_eq!(property(&described("Timestamp"), true), moment);
}

#[test]
fn json_text_names_the_type_it_carries() {
    let carried = property(
        "{ type: string, x-press-json-text: { type: array, items: { $ref: '#/components/schemas/Name' } } }",
        true,
    );
    assert_eq!(carried["x-rust-type"]["path"], "press_apps_api::JsonText");
    assert_eq!(
        carried["x-rust-type"]["parameters"],
        json!([{ "type": "array", "items": { "type": "string" } }])
    );
}

#[test]
fn parts_of_all_of_become_one_object() {
    let copy = simplified(
        "{ description: d, allOf: [{ $ref: '#/components/schemas/Asked' }, { type: object, required: [b], properties: { b: { type: boolean } } }] }",
    );
    let whole = copy.pointer("/components/schemas/T").unwrap();
    assert_eq!(whole["required"], json!(["b", "list"]));
    assert_eq!(
        whole["properties"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["b", "list", "more"]
    );
}
