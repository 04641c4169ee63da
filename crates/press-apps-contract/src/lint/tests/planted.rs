//! Mistakes as people make them, each kind in three ways, and the line where each has to be seen.

/// One kind of mistake.
pub(super) struct Kind {
    /// Id of the rule that sees it.
    pub(super) rule: &'static str,
    /// What is wrong, in words.
    pub(super) what: &'static str,
    pub(super) plants: [Plant; 3],
}

/// One mistake: what is replaced by what, and what stands in the line of the finding and in no other.
pub(super) type Plant = (&'static str, &'static str, &'static str);

const fn kind(rule: &'static str, what: &'static str, plants: [Plant; 3]) -> Kind {
    Kind { rule, what, plants }
}

const POST_413: &str = "        \"413\": { $ref: \"#/components/responses/Failed\" }\n";
const SIZE: &str = "        size: { type: integer, format: uint32, description: Its size., maximum: 9, default: 1 }\n";
const OWNER: &str = "oneOf: [{ type: string }, { type: integer }]";
const GET_404: &str = "        \"404\": { $ref: \"#/components/responses/Failed\" }\n";
const NOTE: &str = "    Note:\n";
const BY: &str = "        by: { type: string, description: Who wrote it., pattern: \"^[a-z]+$\", minLength: 1, maxLength: 9 }\n";
const KINDS: &str = "enum: [tool, toy]";
const LINK: &str = "              operationId: describe_thing\n";
const SERVER: &str =
    "      region: { description: Where it runs., enum: [north, south], default: north }\n";
const PATH: &str = "  /things/{thing}/boxes:\n";
const NAME: &str = "        name: { type: string, description: Its name., example: hammer }\n";
const MADE: &str =
    "        madeAt: { type: string, format: date-time, description: When it was made. }\n";
const OF_THING: &str = "        - { name: thing, in: path, required: true, description: Its name., schema: { type: string, minLength: 1 } }\n";

pub(super) const KINDS_OF_MISTAKES: &[Kind] = &[
    kind(
        "content",
        "content on 204",
        [
            (
                POST_413,
                "        \"204\": { description: Gone., content: { application/json: { schema: { $ref: \"#/components/schemas/Thing\" }, example: { name: x, kind: toy } } } }\n",
                "\"204\"",
            ),
            (POST_413, "        \"204\": { $ref: \"#/components/responses/Failed\" }\n", "\"204\""),
            (
                POST_413,
                "        \"205\":\n          description: Gone.\n          content: { application/json: { schema: { $ref: \"#/components/schemas/Kind\" } } }\n",
                "content: { application/json: { schema: { $ref: \"#/components/schemas/Kind\"",
            ),
        ],
    ),
    kind(
        "content",
        "a read without content",
        [
            (GET_404, "        \"206\": { description: A part. }\n", "\"206\""),
            (GET_404, "        \"204\": { description: Nothing. }\n", "\"204\""),
            (GET_404, "        \"203\":\n          description: From elsewhere.\n", "\"203\""),
        ],
    ),
    kind(
        "pattern",
        "a pattern that is not anchored",
        [
            ("^[a-z]+$", "[a-z]+", "pattern: \""),
            ("^[a-z]+$", "^[a-z]+\\\\$", "pattern: \""),
            ("^[a-z]+$", "^a|[|$]$", "pattern: \""),
        ],
    ),
    kind(
        "bounds",
        "a step of nothing",
        [
            (
                SIZE,
                "        size: { type: integer, description: Its size., multipleOf: 0 }\n",
                "multipleOf",
            ),
            (
                SIZE,
                "        size: { type: number, description: Its size., multipleOf: -1 }\n",
                "multipleOf",
            ),
            (
                SIZE,
                "        size:\n          type: number\n          multipleOf: 0.0\n          description: Its size.\n",
                "multipleOf",
            ),
        ],
    ),
    kind(
        "branch",
        "a branch that never fits",
        [
            (
                OWNER,
                "oneOf: [\n            { type: integer },\n            { type: number }]",
                "            { type: integer }",
            ),
            (
                OWNER,
                "oneOf: [\n            { type: string },\n            { type: string, maxLength: 9 }]",
                "maxLength: 9 }]",
            ),
            (
                OWNER,
                "oneOf: [\n            { type: object, required: [name], properties: { name: { type: string } } },\n            { $ref: \"#/components/schemas/Thing\" }]",
                "schemas/Thing\" }]",
            ),
        ],
    ),
    kind(
        "discriminator",
        "a discriminator without its property",
        [
            (
                OWNER,
                "oneOf: [{ $ref: \"#/components/schemas/Thing\" }, { $ref: \"#/components/schemas/Note\" }], discriminator: { propertyName: kind }",
                "propertyName",
            ),
            (
                OWNER,
                "oneOf: [{ $ref: \"#/components/schemas/Thing\" }, { $ref: \"#/components/schemas/ErrorBody\" }], discriminator: { propertyName: sort }",
                "propertyName",
            ),
            (
                "      description: A note.\n",
                "      description: A note.\n      discriminator:\n        propertyName: by\n",
                "propertyName",
            ),
        ],
    ),
    kind(
        "read-or-write-only",
        "`readOnly` or `writeOnly` against `required`",
        [
            (
                NAME,
                "        name: { type: string, readOnly: true, description: Its name., example: hammer }\n",
                "readOnly",
            ),
            (
                "        name: { type: string, description: Its name. }\n",
                "        name:\n          type: string\n          description: Its name.\n          writeOnly: true\n",
                "writeOnly",
            ),
            (
                SIZE,
                "        size: { type: integer, description: Its size., readOnly: true, writeOnly: true }\n",
                "readOnly",
            ),
        ],
    ),
    kind(
        "link",
        "a link with two ways to its operation",
        [
            (
                LINK,
                "              operationId: describe_thing\n              operationRef: \"#/paths/~1things~1/get\"\n",
                "operationRef",
            ),
            (
                LINK,
                "              operationRef: describe_thing\n              operationId: describe_thing\n",
                "operationRef",
            ),
            (LINK, "              operationRef: \"#/paths/~1things~1/get\"\n", "operationRef"),
        ],
    ),
    kind(
        "header",
        "a header that readers ignore",
        [
            ("Age: {", "Content-Type: {", "Content-Type"),
            ("Age: {", "content-type: {", "content-type"),
            ("Age: {", "CONTENT-TYPE: {", "CONTENT-TYPE"),
        ],
    ),
    kind(
        "enum",
        "values that cannot be told apart",
        [
            (KINDS, "enum:\n        - tool\n        - toy\n        - Tool\n", "- Tool"),
            (KINDS, "enum:\n        - tool\n        - \"to ol\"\n", "to ol"),
            (KINDS, "enum:\n        - tool\n        - \"toy \"\n", "\"toy \""),
        ],
    ),
    kind(
        "enum",
        "values that cannot be seen",
        [
            (KINDS, "enum:\n        - tool\n        - \"\"\n", "        - \"\""),
            (KINDS, "enum:\n        - tool\n        - \"  \"\n", "        - \"  \""),
            (KINDS, "enum:\n        - \" tool\"\n        - toy\n", "\" tool\""),
        ],
    ),
    kind(
        "plain-text",
        "words that are booleans elsewhere",
        [
            (KINDS, "enum:\n        - tool\n        - on\n", "        - on"),
            (
                NAME,
                "        name: { type: string, description: Its name., example: yes }\n",
                "example: yes",
            ),
            (
                SIZE,
                "        on: { type: boolean, description: Whether it is on. }\n",
                "        on: {",
            ),
        ],
    ),
    kind(
        "near-name",
        "properties that are nearly called the same",
        [
            (
                SIZE,
                "        size: { type: integer, description: Its size. }\n        sizes: { type: integer, description: Its sizes. }\n",
                "sizes: {",
            ),
            (
                SIZE,
                "        onwer: { type: string, description: Its owner. }\n",
                "        owner: {",
            ),
            (
                MADE,
                "        madeAt: { type: string, format: date-time, description: When it was made. }\n        madeat: { type: string, description: When. }\n",
                "madeat: {",
            ),
        ],
    ),
    kind(
        "json-text",
        "JSON text inside itself",
        [
            (
                BY,
                "        by: { type: string, description: Who., x-press-json-text: { type: boolean } }\n",
                "by: {",
            ),
            (
                BY,
                "        by:\n          type: string\n          description: Who.\n          x-press-json-text:\n            $ref: \"#/components/schemas/Note\"\n",
                "          x-press-json-text:\n",
            ),
            (
                SIZE,
                "        size: { type: string, description: Again., x-press-json-text: { $ref: \"#/components/schemas/CreateThing\" } }\n",
                "size: {",
            ),
        ],
    ),
    kind(
        "server",
        "a server that everybody can listen to",
        [
            ("https://{region}", "http://{region}", "http://{region}"),
            (
                SERVER,
                "      region: { description: Where it runs., enum: [north, south], default: north }\n  - url: http://other.invalid\n    description: Another.\n",
                "http://other",
            ),
            ("https://{region}", "HTTP://{region}", "HTTP://"),
        ],
    ),
    kind(
        "server",
        "a server that is here twice",
        [
            (
                SERVER,
                "      region: { description: Where it runs., enum: [north, south], default: north }\n  - { url: \"https://a.invalid\", description: A. }\n  - { url: \"https://a.invalid\", description: B. }\n",
                "description: B.",
            ),
            (
                SERVER,
                "      region: { description: Where it runs., enum: [north, south], default: north }\n  - { url: \"https://a.invalid\", description: A. }\n  - { url: \"https://a.invalid/\", description: B. }\n",
                "description: B.",
            ),
            (
                SERVER,
                "      region: { description: Where it runs., enum: [north, south], default: north }\n  - { url: \"https://a.invalid\", description: A. }\n  - { url: \"https://A.invalid\", description: B. }\n",
                "description: B.",
            ),
        ],
    ),
    kind(
        "press-rule",
        "a rule where it does not fit",
        [
            (
                SIZE,
                "        size: { type: boolean, description: Its size., x-press-rules: [seen] }\n",
                "size: {",
            ),
            (
                "        - { name: pageNumber,",
                "        - { x-press-rules: [one-segment], name: pageNumber,",
                "one-segment",
            ),
            (
                BY,
                "        by: { type: string, description: Who wrote it., x-press-rules: [order] }\n",
                "[order]",
            ),
        ],
    ),
    kind(
        "press-rule",
        "a rule on a value of another kind",
        [
            (
                SIZE,
                "        size: { type: integer, description: Its size., x-press-rules: [seen] }\n        more: { type: string, description: More., x-press-rules: [seen] }\n",
                "size: {",
            ),
            (
                BY,
                "        by: { type: string, description: By., x-press-rules: [seen] }\n        via: { type: string, description: Via., x-press-rules: [seen] }\n        hops: { type: array, description: Hops., items: { type: string }, x-press-rules: [seen] }\n",
                "hops: {",
            ),
            (
                BY,
                "        by: { type: string, description: Who., x-press-rules: [a-file] }\n",
                "[a-file]",
            ),
        ],
    ),
    kind(
        "press-rule",
        "a rule that a twin has",
        [
            (
                BY,
                "        whose: { type: string, description: Whose., x-press-rules: [seen] }\n        other: { $ref: \"#/components/schemas/Other\" }\n    Other:\n      type: object\n      description: Another.\n      properties:\n        whose: { type: string, description: Whose. }\n",
                "        whose: { type: string, description: Whose. }",
            ),
            (
                OF_THING,
                "        - { name: thing, in: path, required: true, description: Its name., x-press-rules: [one-segment], schema: { type: string, minLength: 1 } }\n        - { name: box, in: path, required: true, description: Its box., schema: { type: string, minLength: 1 } }\n",
                "Its box.",
            ),
            (
                BY,
                "        by: { type: string, description: By. }\n        of: { $ref: \"#/components/schemas/One\" }\n        or: { $ref: \"#/components/schemas/Two\" }\n    One: { type: object, description: One., properties: { a: { type: string, description: A. } } }\n    Two: { type: object, description: Two., properties: { a: { type: string, description: A., x-press-rules: [seen] } } }\n    Three: { type: object, description: Three., properties: { a: { type: string, description: A. } } }\n",
                "    One: {",
            ),
        ],
    ),
    kind(
        "assumed",
        "a mark that says nothing",
        [
            (
                "      description: A note.\n",
                "      description: A note.\n      x-press-assumed: false\n",
                "x-press-assumed",
            ),
            (
                SIZE,
                "        size: { type: integer, x-press-assumed: false, description: Its size. }\n",
                "x-press-assumed",
            ),
            (
                "      description: It failed.\n",
                "      description: It failed.\n      x-press-assumed: false\n",
                "x-press-assumed",
            ),
        ],
    ),
    kind(
        "control-character",
        "characters that cannot be seen",
        [
            (
                "description: Who wrote it.",
                "description: \"Who wrote \\u0007 it.\"",
                "        by: {",
            ),
            ("title: Things", "title: \"Th\\u202eings\"", "  title:"),
            ("summary: List things", "summary: \"List\\tthings\"", "List\\tthings"),
        ],
    ),
    kind(
        "trailing-slash",
        "a slash that neighbours have not",
        [
            (PATH, "  /tools: {}\n  /toys: {}\n  /things/{thing}/boxes:\n", "  /things/:"),
            (
                PATH,
                "  /a/{x}/: {}\n  /b/{x}: {}\n  /c/{x}/d/{y}: {}\n  /things/{thing}/boxes:\n",
                "/a/{x}/",
            ),
            (PATH, "  /toys/: {}\n  /tools: {}\n  /things/{thing}/boxes:\n", "/tools"),
        ],
    ),
    kind(
        "operation-tag",
        "a tag that is not declared",
        [
            ("tags: [boxes]", "tags:\n        - boxen", "boxen"),
            ("tags: [boxes]", "tags:\n        - boxes\n        - cellars", "cellars"),
            ("tags: [boxes]", "tags: [Boxes]", "[Boxes]"),
        ],
    ),
    kind(
        "path-parameter",
        "a parameter that is not in its path",
        [
            (
                OF_THING,
                "        - { name: thing, in: path, required: true, description: Its name., schema: { type: string, minLength: 1 } }\n        - { name: box, in: path, required: true, description: Its box., schema: { type: string } }\n",
                "Its box.",
            ),
            (
                PATH,
                "  /things/{thing}/boxes:\n    parameters:\n      - { name: box, in: path, required: true, description: Its box., schema: { type: string } }\n",
                "Its box.",
            ),
            (
                "  /things/:\n    get:\n",
                "  /things/:\n    parameters: [{ name: box, in: path, required: true, description: Its box., schema: { type: string } }]\n    get:\n",
                "Its box.",
            ),
        ],
    ),
    kind(
        "path",
        "a path in upper case",
        [
            (PATH, "  /Things/{thing}/boxes:\n", "/Things/{thing}"),
            (PATH, "  /things/{thing}/boxesOf:\n", "boxesOf"),
            ("  /things/:\n", "  /THINGS/:\n", "/THINGS/"),
        ],
    ),
    kind(
        "sample",
        "the sample of another body",
        [
            (
                "examples/list_things.response.json",
                "examples/create_thing.request.json",
                "externalValue",
            ),
            ("examples/list_things.response.json", "list_things.response.json", "externalValue"),
            (
                "examples/list_things.response.json",
                "examples/list_things.request.json",
                "externalValue",
            ),
        ],
    ),
    kind(
        "form",
        "a reference to another kind",
        [
            (
                "items: { $ref: \"#/components/schemas/Thing\" }",
                "items: { $ref: \"#/components/responses/Failed\" }",
                "items: { $ref: \"#/components/responses",
            ),
            (
                POST_413,
                "        \"413\": { $ref: \"#/components/schemas/ErrorBody\" }\n",
                "\"413\"",
            ),
            (
                OF_THING,
                "        - { $ref: \"#/components/schemas/Thing\" }\n",
                "        - { $ref: \"#/components/schemas/Thing\" }",
            ),
        ],
    ),
    kind(
        "form",
        "a misspelt reference",
        [
            ("#/components/schemas/ThingPage", "#/components/schemas/ThingsPage", "ThingsPage"),
            (POST_413, "        \"413\": { $ref: \"#/components/responses/Faild\" }\n", "Faild"),
            (NOTE, "    Odd: { $ref: \"#/components/schemas/note\" }\n    Note:\n", "schemas/note"),
        ],
    ),
    kind(
        "form",
        "a circle of references",
        [
            (
                NOTE,
                "    Odd: { allOf: [{ $ref: \"#/components/schemas/Odd\" }] }\n    Note:\n",
                "Odd: {",
            ),
            (NOTE, "    Odd: { $ref: \"#/components/schemas/Odd\" }\n    Note:\n", "Odd: {"),
            (
                NOTE,
                "    Even: { oneOf: [{ type: string }, { $ref: \"#/components/schemas/Odd\" }] }\n    Odd: { allOf: [{ $ref: \"#/components/schemas/Even\" }] }\n    Note:\n",
                "    Odd",
            ),
        ],
    ),
    kind(
        "form",
        "a reference into something else",
        [
            (
                "x-press-json-text: { $ref: \"#/components/schemas/Note\" }",
                "x-press-json-text: { $ref: \"#/components/schemas/Note/properties/by\" }",
                "Note/properties",
            ),
            (
                "x-press-json-text: { $ref: \"#/components/schemas/Note\" }",
                "x-press-json-text: { $ref: \"note.yaml\" }",
                "note.yaml",
            ),
            (
                "x-press-json-text: { $ref: \"#/components/schemas/Note\" }",
                "x-press-json-text: { $ref: \"\" }",
                "$ref: \"\"",
            ),
        ],
    ),
    kind(
        "code-name",
        "a name that code cannot have",
        [
            (NOTE, "    Option: { type: object, description: A choice. }\n    Note:\n", "Option"),
            (
                SIZE,
                "        new: { type: boolean, description: Whether it is new. }\n",
                "        new: {",
            ),
            (KINDS, "enum:\n        - tool\n        - err\n", "- err"),
        ],
    ),
    kind(
        "code-name",
        "a text that gives no name",
        [
            (KINDS, "enum:\n        - tool\n        - \">=\"\n", "\">=\""),
            (KINDS, "enum:\n        - tool\n        - \"1.0\"\n", "\"1.0\""),
            (KINDS, "enum:\n        - tool\n        - unknown\n", "- unknown"),
        ],
    ),
    kind(
        "code-name",
        "two names that are one in code",
        [
            (
                SIZE,
                "        size: { type: integer, description: Its size. }\n        sIze: { type: integer, description: S. }\n        s_ize: { type: integer, description: S. }\n",
                "s_ize: {",
            ),
            (KINDS, "enum:\n        - tool-box\n        - tool_box\n", "tool_box"),
            ("operationId: create_thing\n", "operationId: page\n", "operationId: page"),
        ],
    ),
    kind(
        "code-name",
        "a parameter that code has another use for",
        [
            ("        - name: kind\n", "        - name: url\n", "name: url"),
            ("        - name: kind\n", "        - name: base\n", "name: base"),
            ("        - name: kind\n", "        - name: page-size\n", "name: pageSize"),
        ],
    ),
    kind(
        "code-block",
        "a code block that becomes a test",
        [
            (
                "description: Lists things.",
                "description: |\n        Lists things.\n\n        ```\n        {}\n        ```",
                "description: |",
            ),
            (
                "description: Creates a thing.",
                "description: |\n        Creates a thing.\n        ~~~rust,no_run\n        let a = 1;\n        ~~~",
                "description: |",
            ),
            ("description: Who wrote it.", "description: \"Who:\\n```json\\n{}\"", "```json"),
        ],
    ),
];

/// One mistake for each finding that no kind above has: the rule that sees it, and the rest as in [`Plant`].
pub(super) const OTHER_MISTAKES: &[(&str, Plant)] = &[
    (
        "list",
        (
            OF_THING,
            "        - { name: thing, in: path, required: true, description: T., schema: { type: string } }\n      x-press-pagination: { items: a, total: b }\n",
            "items: a",
        ),
    ),
    ("sort", ("fields: [name]", "fields: []", "fields: []")),
    ("sort", ("fields: [name]", "fields: [kind,\n          kind]", "          kind]")),
    (
        "list",
        (
            "      operationId: create_thing\n",
            "      operationId: create_thing\n      x-press-pagination: { items: a, total: b }\n",
            "items: a",
        ),
    ),
    (
        "sort",
        (
            "      operationId: describe_thing\n      tags",
            "      operationId: describe_thing\n      x-press-sort: { key: ThingSort, fields: [kind] }\n      tags",
            "fields: [kind]",
        ),
    ),
    (
        "sample",
        (
            "            example: { name: hammer, note: \"{\\\"by\\\":\\\"me\\\"}\" }\n",
            "            examples: { one: { externalValue: examples/create_thing.request.json } }\n",
            "create_thing.request",
        ),
    ),
    (
        "server",
        (
            "servers:\n  - url: https://{region}.keeper.invalid\n    description: The service.\n    variables:\n      region: { description: Where it runs., enum: [north, south], default: north }\n",
            "servers: []\n",
            "servers: []",
        ),
    ),
    (
        "schema-keys",
        (
            OWNER,
            "type: string, oneOf: [{ type: string }, { type: integer }]",
            "type: string, oneOf",
        ),
    ),
    (
        "schema-keys",
        (
            SIZE,
            "        size: { type: boolean, format: int32, description: Its size. }\n",
            "format: int32",
        ),
    ),
    ("required-property", ("required: [name, kind]", "required: []", "required: []")),
    (
        "read-or-write-only",
        (
            SIZE,
            "        size: { type: integer, description: Its size., readOnly: true }\n",
            "readOnly",
        ),
    ),
    ("bounds", ("minLength: 1, maxLength: 9", "minLength: -1, maxLength: 9", "minLength: -1")),
    (
        "enum",
        (
            SIZE,
            "        size: { type: string, description: Its size., x-press-open-enum: true }\n",
            "size: {",
        ),
    ),
    ("enum", (KINDS, "enum: []", "enum: []")),
    (
        "json-text",
        (
            SIZE,
            "        size: { type: string, description: Its size., x-press-json-text: {} }\n",
            "size: {",
        ),
    ),
    ("path", (PATH, "  /things//{thing}/boxes:\n", "/things//")),
    ("path", (PATH, "  /things/{thing}s/boxes:\n", "{thing}s")),
    ("path-parameter", (PATH, "  /things/{thing}/boxes/{thing}:\n", "boxes/{thing}")),
    (
        "required-key",
        (
            "              example: { name: hammer, kind: tool }\n          links:",
            "              example: { name: hammer, kind: tool }\n              examples: { one: { value: { name: saw, kind: tool } } }\n          links:",
            "example: { name: hammer, kind: tool }\n              examples",
        ),
    ),
    (
        "required-key",
        (
            OF_THING,
            "        - { name: thing, in: path, required: true, description: T., schema: { type: string } }\n    put: { responses: {} }\n    patch:\n",
            "put: {",
        ),
    ),
    (
        "content",
        (
            "content: { application/json: { schema: { $ref: \"#/components/schemas/ErrorBody\" } } }",
            "content: {}",
            "content: {}",
        ),
    ),
    ("press-rule", ("[one-thing]", "[one-thing, one-thing]", "one-thing, one-thing")),
    ("press-rule", ("[one-thing]", "[one-think]", "one-think")),
    (
        "press-rule",
        (
            BY,
            "        a: { type: string, description: A., x-press-rules: [seen] }\n        one: { $ref: \"#/components/schemas/One\" }\n        two: { $ref: \"#/components/schemas/Two\" }\n    One: { type: object, description: One., properties: { a: { type: string, description: A. } } }\n    Two: { type: object, description: Two., properties: { a: { type: string, description: A. } } }\n",
            "        a: {",
        ),
    ),
    (
        "branch",
        (
            OWNER,
            "oneOf: [{ type: string, nullable: true }, { type: integer, nullable: true }]",
            "oneOf: [{ type: string, nullable",
        ),
    ),
    (
        "discriminator",
        (
            OWNER,
            "oneOf: [{ type: string }, { type: integer }], discriminator: {}",
            "discriminator: {}",
        ),
    ),
    (
        "discriminator",
        (
            OWNER,
            "oneOf: [{ $ref: \"#/components/schemas/Thing\" }, { $ref: \"#/components/schemas/Note\" }], discriminator: { propertyName: name, mapping: { box: Box } }",
            "box: Box",
        ),
    ),
    (
        "code-name",
        (NOTE, "    HTTPNote: { type: object, description: A note. }\n    Note:\n", "HTTPNote"),
    ),
    (
        "code-name",
        (NOTE, "    Parameters: { type: object, description: Some. }\n    Note:\n", "Parameters"),
    ),
    (
        "code-name",
        (
            "  schemas:\n    ErrorBody:",
            "  parameters:\n    the-box: { name: box, in: query, description: Its box., schema: { type: string } }\n  schemas:\n    ErrorBody:",
            "the-box",
        ),
    ),
    ("code-name", (NOTE, "    Note:\n      x-press-names: { to: of }\n", "to: of")),
    ("code-name", (NOTE, "    Note:\n      x-press-names: { by: writtenBy }\n", "by: writtenBy")),
    (
        "code-name",
        (KINDS, "enum: [tool, toy]\n      x-press-names: { tool: hand_tool }", "hand_tool"),
    ),
    (
        "code-name",
        (KINDS, "enum: [tool, toy]\n      x-press-names: { tool: Unknown }", "enum: [tool, toy]"),
    ),
    (
        "sort-name",
        ("fields: [name]", "fields: [name, kind], names: { kind: Name }", "names: { kind: Name }"),
    ),
    ("parameter-style", ("explode: true", "allowReserved: true", "allowReserved")),
    (
        "parameter-style",
        (
            "        - name: kind\n          in: query\n",
            "        - name: kind\n          in: cookie\n",
            "in: cookie",
        ),
    ),
    (
        "info",
        (
            "license: { name: MIT, url: https://spdx.org/licenses/MIT.html }",
            "license: { name: MIT }",
            "license: { name: MIT }",
        ),
    ),
    ("server", ("https://{region}.keeper.invalid", "https://{region}.example.com", "example.com")),
    (
        "tag",
        (
            "  - name: boxes\n",
            "  - name: things\n    description: Again.\n  - name: boxes\n",
            "name: things\n    description: Again",
        ),
    ),
    (
        "code-block",
        ("description: Creates a thing.", "description: Creates ``` a thing.", "Creates ``` a"),
    ),
];
