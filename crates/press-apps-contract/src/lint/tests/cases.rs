//! Edits of the base: at least one that breaks each rule, and one that comes near it and keeps it.

/// An edit that breaks a rule.
pub(super) struct Broken {
    /// Id of the rule.
    pub(super) rule: &'static str,
    /// What is replaced by what.
    pub(super) edit: (&'static str, &'static str),
    /// How the text begins at the place of the finding.
    pub(super) at: &'static str,
    /// Other rules that the same edit cannot help breaking.
    pub(super) also: &'static [&'static str],
}

const fn broken(
    rule: &'static str,
    from: &'static str,
    to: &'static str,
    at: &'static str,
) -> Broken {
    Broken { rule, edit: (from, to), at, also: &[] }
}

impl Broken {
    const fn and(mut self, also: &'static [&'static str]) -> Self {
        self.also = also;
        self
    }
}

/// The links of the base.
const LINKS: &str = "          links:
            describe_thing:
              operationId: describe_thing
              description: The new thing.
              parameters: { thing: $response.body#/name }
";

pub(super) const BROKEN: &[Broken] = &[
    broken("form", "required: [name, kind]", "requried: [name, kind]", "requried"),
    broken("form", "        things:\n", "        pageSize:\n", "pageSize"),
    broken("form", "schemas/ThingPage", "schemas/ThingsPage", "\"#/components/schemas/ThingsPage"),
    broken("form", "explode: true", "explode: 1", "1"),
    broken("openapi-version", "openapi: 3.0.3", "openapi: 3.0.1", "openapi"),
    broken("required-key", "  title: Things\n", "", "info"),
    broken(
        "required-key",
        "\"200\":\n          description: The thing.\n",
        "\"200\":\n",
        "\"200\"",
    )
    .and(&["description"]),
    broken("required-key", ", items: { $ref: \"#/components/schemas/Kind\" } }", " }", "schema"),
    broken("required-key", "in: header, name: Authorization", "in: header", "token"),
    broken(
        "required-key",
        "Its name., schema: { type: string, minLength: 1 }",
        "Its name.",
        "{ name: thing",
    ),
    broken(
        "required-key",
        "sample: { externalValue: examples/list_things.response.json }",
        "sample: { summary: One. }",
        "sample",
    )
    .and(&["sample"]),
    broken("info", "  contact: { name: Keeper, url: https://keeper.invalid }\n", "", "info"),
    broken("info", "version: 1.2.0", "version: 1.2.x", "version"),
    broken("server", "{region}.keeper", "{place}.keeper", "url"),
    broken("server", "default: north", "default: east", "default"),
    broken("server", "{region}.keeper.invalid", "{region}.keeper.invalid/", "url"),
    broken("tag", "tags: [boxes]", "tags: [things]", "name: boxes").and(&["operation-tag"]),
    broken("tag", "    description: Boxes for things.\n", "", "name: boxes"),
    broken("security", "  - token: []\n", "  - key: []\n", "key").and(&["unused"]),
    broken("security", "security:\n  - token: []\n", "security: []\n", "security").and(&["unused"]),
    broken(
        "component-name",
        "    Note:\n",
        "    more_note: { type: object, description: More. }\n    Note:\n",
        "more_note",
    )
    .and(&["unused"]),
    broken("component-name", "    token: {", "    \"my token\": {", "\"my token\"")
        .and(&["security", "unused"]),
    broken(
        "unused",
        "x-press-json-text: { $ref: \"#/components/schemas/Note\" }",
        "x-press-json-text: { type: object }",
        "Note",
    ),
    broken("description", "          description: Only things of these kinds.\n", "", "name: kind"),
    broken(
        "description",
        "by: { type: string, description: Who wrote it., ",
        "by: { type: string, ",
        "by",
    ),
    broken("description", "description: A token.", "description: \"\"", "token"),
    broken("markup", "Keeps things.", "Keeps <script>things.", "description"),
    broken("press-rule", "[one-thing]", "[two-things]", "two-things"),
    broken("press-rule", "[one-thing]", "[OneThing]", "OneThing"),
    broken("path", "  /things/{thing}/boxes:", "  things/{thing}/boxes:", "things/{thing}/boxes"),
    broken(
        "path",
        "  /things/{thing}/boxes:",
        "  /things/{thing}/boxes/?all=1:",
        "/things/{thing}/boxes/?all=1",
    ),
    broken("path", "  /things/{thing}/boxes:", "  /things/{thing}/{}/boxes:", "/things/{thing}/{}")
        .and(&["path-parameter"]),
    broken("path-clash", "  /things/{thing}/boxes:", "  /{thing}/:", "/{thing}/"),
    broken("path-clash", "  /things/{thing}/boxes:", "  /{thing}:", "/{thing}"),
    broken("path-parameter", "  /things/{thing}/boxes:", "  /things/{name}/boxes:", "get"),
    broken(
        "path-parameter",
        "{ name: thing, in: path, required: true,",
        "{ name: thing, in: path, required: false,",
        "{ name: thing",
    ),
    broken("path-parameter", "  /things/{thing}/boxes:", "  /things/boxed/boxes:", "{ name: thing"),
    broken("operation-id", "      operationId: create_thing\n", "", "post"),
    broken("operation-id", "operationId: create_thing", "operationId: list_things", "operationId"),
    broken("operation-id", "operationId: create_thing", "operationId: createThing", "operationId"),
    broken("operation-text", "      summary: Create a thing\n", "", "post"),
    broken("operation-text", "summary: Create a thing", "summary: Create a thing.", "summary"),
    broken("operation-text", "      description: Creates a thing.\n", "", "post"),
    broken("operation-tag", "tags: [boxes]", "tags: [things, boxes]", "get"),
    broken("operation-tag", "tags: [boxes]", "tags: [boxes, cellars]", "cellars"),
    broken("operation-tag", "  /things/{thing}/boxes:", "  /things/{thing}/box:", "boxes]"),
    broken(
        "answer-bounds",
        "pageSize: { type: integer, format: uint32, description: Items",
        "pageSize: { type: integer, format: uint32, minimum: 1, description: Items",
        "minimum",
    ),
    broken(
        "link-missing",
        "operationId: describe_thing\n      tags",
        "operationId: describe_it\n      tags",
        "get",
    )
    .and(&["link", "lookup"]),
    broken("link-missing", LINKS, "", "\"201\""),
    broken("retry", "x-press-retry: create", "x-press-retry: read", "x-press-retry"),
    broken("retry", "      x-press-retry: create\n", "", "post"),
    broken(
        "lookup",
        "      x-press-lookup: { operation: describe_thing, by: thing }\n",
        "",
        "post",
    ),
    broken(
        "lookup",
        "operation: describe_thing, by",
        "operation: describe_things, by",
        "operation",
    ),
    broken("lookup", "operation: describe_thing, by", "operation: create_thing, by", "operation"),
    broken("lookup", "by: thing }", "by: colour }", "by"),
    broken("request-body", "        required: true\n", "", "requestBody"),
    broken("request-body", "    post:\n", "    delete:\n", "requestBody").and(&["lookup", "retry"]),
    broken(
        "content",
        "            schema: { $ref: \"#/components/schemas/CreateThing\" }\n",
        "",
        "application/json",
    )
    .and(&["unused"]),
    broken(
        "content",
        "application/json: { schema: { $ref: \"#/components/schemas/ErrorBody\" } }",
        "text/plain: { schema: { $ref: \"#/components/schemas/ErrorBody\" } }",
        "text/plain",
    )
    .and(&["error-body"]),
    broken("parameter-unique", "- { name: pageNumber,", "- { name: pageSize,", "{ name: pageSize")
        .and(&["list"]),
    broken("parameter-style", "explode: true", "explode: false", "explode"),
    broken("parameter-style", "explode: true", "style: spaceDelimited", "style"),
    broken(
        "parameter-style",
        "schema: { type: string, minLength: 1 } }",
        "schema: { type: array, items: { type: string } } }",
        "{ name: thing",
    ),
    broken("parameter-name", "- name: kind\n", "- name: kind_of_thing\n", "name: kind_of_thing"),
    broken(
        "parameter-name",
        "        - name: kind\n          in: query\n",
        "        - name: Accept\n          in: header\n",
        "name: Accept",
    )
    .and(&["parameter-style"]),
    broken("response-code", "        \"413\":", "        default:", "default")
        .and(&["error-codes"]),
    broken("response-code", "        \"413\":", "        4XX:", "4XX").and(&["error-codes"]),
    broken("response-code", "        \"201\":", "        \"302\":", "responses"),
    broken(
        "error-codes",
        "        \"404\": { $ref: \"#/components/responses/Failed\" }\n",
        "",
        "responses",
    ),
    broken(
        "error-codes",
        "        \"422\": { $ref: \"#/components/responses/Failed\" }\n",
        "",
        "responses",
    ),
    broken(
        "error-body",
        "application/json: { schema: { $ref: \"#/components/schemas/ErrorBody\" } }",
        "application/json: { schema: { $ref: \"#/components/schemas/Kind\" } }",
        "Failed",
    )
    .and(&["unused"]),
    broken(
        "answer-default",
        "pageSize: { type: integer, format: uint32, description: Items",
        "pageSize: { type: integer, format: uint32, default: 25, description: Items",
        "default",
    ),
    broken(
        "schema-keys",
        "pageSize: { type: integer, format: uint32, description: Items",
        "pageSize: { type: integer, minLength: 1, description: Items",
        "minLength",
    )
    .and(&["answer-bounds", "whole-number"]),
    broken(
        "schema-keys",
        "      type: string\n      x-press-open-enum: true\n",
        "      x-press-open-enum: true\n",
        "enum",
    ),
    broken(
        "required-property",
        "required: [name, kind]",
        "required: [name, kind, colour]",
        "colour",
    )
    .and(&["example", "sample"]),
    broken("required-property", "required: [name, kind]", "required: [name, kind, name]", "name")
        .and(&["example", "sample"]),
    broken("property-name", "        by: {", "        written_by: {", "written_by")
        .and(&["example"]),
    broken("bounds", "minLength: 1, maxLength: 9", "minLength: 10, maxLength: 9", "minLength")
        .and(&["example"]),
    broken(
        "bounds",
        "minimum: 1, maximum: 100",
        "minimum: 100, maximum: 100, exclusiveMaximum: true",
        "minimum",
    ),
    broken(
        "bounds",
        "minimum: 1, maximum: 100",
        "maximum: 100, exclusiveMinimum: true",
        "exclusiveMinimum",
    )
    .and(&[]),
    broken("enum", "      x-press-open-enum: true\n", "", "Kind"),
    broken("enum", "enum: [tool, toy]", "enum: [tool, 1]", "1"),
    broken("enum", "enum: [tool, toy]", "enum: [tool, toy, tool]", "tool"),
    broken("default", "default: 1 }", "default: one }", "default"),
    broken("pattern", "^[a-z]+$", "^[a-z+$", "pattern").and(&["example"]),
    broken("format", "format: date-time", "format: datetime", "format"),
    broken(
        "format",
        "name: { type: string, description: Its name., example",
        "name: { type: string, format: email, description: Its name., example",
        "format",
    )
    .and(&["example"]),
    broken(
        "composition",
        "oneOf: [{ type: string }, { type: integer }]",
        "anyOf: [{ type: string }, { type: integer }]",
        "anyOf",
    ),
    broken(
        "composition",
        "oneOf: [{ type: string }, { type: integer }]",
        "oneOf: [{ type: string }, { type: string }]",
        "{ type: string }",
    ),
    broken(
        "composition",
        "oneOf: [{ type: string }, { type: integer }]",
        "oneOf: [{ type: string }]",
        "oneOf",
    ),
    broken(
        "example",
        "example: { name: hammer, note:",
        "example: { names: hammer, note:",
        "example",
    ),
    broken(
        "example",
        "example: { name: hammer, note: \"{\\\"by\\\":\\\"me\\\"}\" }",
        "example: { name: hammer, note: \"{\\\"by\\\":1}\" }",
        "note",
    ),
    broken(
        "example",
        "description: Its name., example: hammer",
        "description: Its name., example: 1",
        "example",
    ),
    broken(
        "sample",
        "examples/list_things.response.json",
        "examples/list.response.json",
        "externalValue",
    ),
    broken(
        "sample-missing",
        "            example: { name: hammer, note: \"{\\\"by\\\":\\\"me\\\"}\" }\n",
        "",
        "application/json",
    ),
    broken(
        "link",
        "              operationId: describe_thing\n",
        "              operationId: describe_it\n",
        "operationId",
    )
    .and(&["link-missing"]),
    broken("link", "{ thing: $response.body#/name }", "{ thing: $response.body#/names }", "thing"),
    broken("link", "{ thing: $response.body#/name }", "{ thing: $response.body#/madeAt }", "thing"),
    broken("link", "{ thing: $response.body#/name }", "{ box: $response.body#/name }", "box"),
    broken("link", "{ thing: $response.body#/name }", "{ thing: $request.query.name }", "thing"),
    broken("list", "      x-press-pagination: { items: things, total: thingCount }\n", "", "get"),
    broken("list", "items: things, total: thingCount", "items: stuff, total: thingCount", "items"),
    broken("list", "items: things, total: thingCount", "items: things, total: things", "total"),
    broken("list", "- { name: pageNumber, in: query", "- { name: pageNo, in: query", "get"),
    broken(
        "list",
        "required: [pageNumber, pageSize, pageCount,",
        "required: [pageNumber, pageSize,",
        "x-press-pagination",
    ),
    broken("whole-number", "maximum: 9, default: 1", "default: 1", "format"),
    broken("whole-number", "maximum: 9, default: 1", "maximum: 4294967296, default: 1", "maximum"),
    broken(
        "whole-number",
        "format: uint64, description: How many things",
        "format: uint64, maximum: 4294967295, description: How many things",
        "maximum",
    ),
    broken("closed", "A note.\n      additionalProperties: false\n", "A note.\n", "Note"),
    broken(
        "closed",
        "A note.\n      additionalProperties: false\n",
        "A note.\n      x-press-rules: [unknown-field]\n      additionalProperties: false\n",
        "x-press-rules",
    )
    .and(&["press-rule"]),
    broken(
        "closed",
        "oneOf: [{ type: string }, { type: integer }]",
        "oneOf: [{ $ref: \"#/components/schemas/Thing\" }, { type: integer }]",
        "Thing",
    )
    .and(&["format"]),
    broken(
        "closed",
        "type: object\n      description: A thing.\n",
        "type: object\n      description: A thing.\n      additionalProperties: false\n",
        "additionalProperties",
    ),
    broken("sort", "      x-press-sort: { key: ThingSort, fields: [name] }\n", "", "get"),
    broken("sort", "fields: [name]", "fields: [names]", "names"),
    broken(
        "sort",
        "pattern: '^(name)(",
        "pattern: '^(name|kind)(",
        "items: { type: string, pattern",
    ),
    broken("sort", "key: ThingSort", "key: Thing", "key"),
    broken("sort", "- { name: sort, in: query", "- { name: order, in: query", "x-press-sort"),
    broken(
        "json-text",
        "note: { type: string, description",
        "note: { type: string, minLength: 1, description",
        "minLength",
    ),
    broken(
        "json-text",
        "note: { type: string, description",
        "note: { type: object, description",
        "x-press-json-text",
    )
    .and(&["schema-keys", "example"]),
];

/// Edits that come near a rule and keep it.
pub(super) const KEPT: &[(&str, &str, &str)] = &[
    ("form", "required: [name, kind]", "required: [kind, name]"),
    ("openapi-version", "openapi: 3.0.3", "openapi: \"3.0.3\""),
    ("required-key", "name: MIT, url", "name: Expat, url"),
    ("info", "contact: { name: Keeper, url", "contact: { url"),
    ("server", "enum: [north, south], default: north", "default: north"),
    ("tag", "Boxes for things.", "Boxes."),
    (
        "security",
        "      x-press-retry: create\n",
        "      x-press-retry: create\n      security: [{ token: [] }]\n",
    ),
    (
        "component-name",
        "#/components/schemas/Kind\" } }\n          explode",
        "#/components/schemas/Kind\" }, minItems: 0 }\n          explode",
    ),
    ("unused", "title: Things", "title: The things"),
    (
        "description",
        "items: { $ref: \"#/components/schemas/Thing\" }",
        "items: { $ref: \"#/components/schemas/Thing\" }\n          x-press-assumed: true",
    ),
    ("markup", "Keeps things.", "Keeps `scripts` and *things*."),
    ("press-rule", "      x-press-rules: [one-thing]\n", ""),
    ("path", "  /things/{thing}/boxes:", "  /things/{thing}/boxes/:"),
    ("path-clash", "  /things/{thing}/boxes:", "  /things/{thing}/of/boxes:"),
    ("path-parameter", "  /things/{thing}/boxes:", "  /boxes/{thing}:"),
    ("operation-id", "operationId: create_thing", "operationId: create_thing_2"),
    ("operation-text", "summary: Create a thing", "summary: Create a thing (or another)"),
    (
        "operation-tag",
        "    description: Boxes for things.\n",
        "    description: Boxes for things, and cellars.\n",
    ),
    (
        "retry",
        "    post:\n      operationId: create_thing\n",
        "    post:\n      deprecated: true\n      operationId: create_thing\n",
    ),
    ("request-body", "description: The thing to create.", "description: What to create."),
    ("content", "description: It failed.", "description: Failed."),
    (
        "parameter-unique",
        "- { name: pageNumber,",
        "- { name: limit, in: query, description: A limit., schema: { type: integer } }\n        - { name: pageNumber,",
    ),
    ("parameter-style", "explode: true", "style: form"),
    ("parameter-name", "- name: kind\n", "- name: kindOfThing\n"),
    (
        "response-code",
        "        \"413\":",
        "        \"409\": { $ref: \"#/components/responses/Failed\" }\n        \"413\":",
    ),
    (
        "error-codes",
        "        \"404\": { $ref: \"#/components/responses/Failed\" }\n",
        "        \"404\": { $ref: \"#/components/responses/Failed\" }\n        \"418\": { $ref: \"#/components/responses/Failed\" }\n",
    ),
    (
        "error-body",
        "content: { application/json: { schema: { $ref: \"#/components/schemas/ErrorBody\" } } }",
        "content: { application/json: { schema: { $ref: \"#/components/schemas/ErrorBody\" }, example: { detail: No., more: 1 } } }",
    ),
    ("answer-default", "default: 1 }", "default: 2 }"),
    ("answer-bounds", "minLength: 1, maxLength: 9", "maxLength: 5"),
    ("link-missing", "            describe_thing:\n", "            the_new_one:\n"),
    (
        "schema-keys",
        "owner: { description: Who owns it., oneOf",
        "owner: { description: Who owns it., title: Owner, oneOf",
    ),
    ("required-property", "required: [name, kind]", "required: [kind, name]"),
    ("property-name", "        size: {", "        sizeInM2: {"),
    ("bounds", "minimum: 1, maximum: 100", "minimum: 1, maximum: 1"),
    ("enum", "enum: [tool, toy]", "enum: [tool]"),
    ("default", "default: 1 }", "default: 0 }"),
    ("pattern", "^[a-z]+$", "^(?=[a-z])[a-z]+$"),
    ("format", "format: date-time", "format: date"),
    (
        "composition",
        "oneOf: [{ type: string }, { type: integer }]",
        "oneOf: [{ type: string }, { type: integer }, { type: boolean }]",
    ),
    ("example", "example: { name: hammer, note:", "example: { name: saw, owner: 1, note:"),
    ("sample", "sample: { externalValue", "one: { summary: One., externalValue"),
    (
        "sample-missing",
        "              example: { name: hammer, kind: tool }\n          links:",
        "              examples: { one: { value: { name: hammer, kind: tool } } }\n          links:",
    ),
    ("link", "{ thing: $response.body#/name }", "{ path.thing: $response.body#/name }"),
    ("lookup", "operation: describe_thing, by: thing", "operation: describe_thing, by: madeAt"),
    ("list", "items: things, total: thingCount", "total: thingCount, items: things"),
    ("whole-number", "maximum: 9, default: 1", "maximum: 4294967295, default: 1"),
    (
        "closed",
        "A note.\n      additionalProperties: false\n",
        "A note.\n      additionalProperties: { type: string }\n",
    ),
    ("sort", "key: ThingSort, fields: [name]", "fields: [name], key: ThingOrder"),
    (
        "json-text",
        "note: { type: string, description",
        "note: { type: string, deprecated: true, description",
    ),
    ("control-character", "description: Keeps things.", "description: \"Keeps\\n things.\""),
    ("plain-text", "description: Keeps things.", "description: \"on\""),
    (
        "assumed",
        "      description: A note.\n",
        "      description: A note.\n      x-press-assumed: true\n",
    ),
    (
        "code-name",
        "enum: [tool, toy]",
        "enum: [tool, toy, \">=\", \"1.0\", unknown]\n      x-press-names: { \">=\": AtLeast, \"1.0\": First, unknown: NotKnown }",
    ),
    (
        "code-name",
        "      required: [name]\n      additionalProperties: false\n      properties:\n",
        "      required: [name]\n      x-press-names: { new: is_new }\n      additionalProperties: false\n      properties:\n        new: { type: boolean, description: Whether it is new. }\n",
    ),
    ("sort-name", "fields: [name]", "fields: [name], names: { name: What }"),
    (
        "code-block",
        "description: Keeps things.",
        "description: |\n    Keeps `things`.\n\n    ```json\n    {\"a\": \"~~~\"}\n    ```\n",
    ),
    ("trailing-slash", "  /things/{thing}/boxes:", "  /toys/: {}\n  /things/{thing}/boxes:"),
    ("header", "Age: {", "X-Content-Type: {"),
    (
        "near-name",
        "        size: {",
        "        line1: { type: string, description: One. }\n        line2: { type: string, description: Two. }\n        size: {",
    ),
    (
        "near-name",
        "      required: [name]\n      additionalProperties: false\n      properties:\n",
        "      required: [name]\n      x-press-names: { size: size, sizes: sizes }\n      additionalProperties: false\n      properties:\n        sizes: { type: array, description: Sizes., items: { type: integer } }\n",
    ),
    ("read-or-write-only", "default: 1 }", "default: 1, deprecated: true }"),
    (
        "branch",
        "oneOf: [{ type: string }, { type: integer }]",
        "oneOf: [{ type: string, maxLength: 3 }, { type: integer }]",
    ),
    (
        "discriminator",
        "      description: A thing.\n",
        "      description: A thing.\n      discriminator: { propertyName: kind, mapping: { tool: \"#/components/schemas/Thing\" } }\n",
    ),
];
