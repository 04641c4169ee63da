//! The keys OpenAPI 3.0.3 knows, object by object, and the `x-press-*` extensions of this document.
//!
//! The names come from the OpenAPI 3.0.3 specification. A new extension is added here first; until then it is refused.

/// What may stand in one kind of object.
pub(super) struct Object {
    /// Its name in findings, with an article.
    pub(super) name: &'static str,
    keys: &'static [(&'static str, Form)],
    /// Whether a `$ref` may stand in its place.
    pub(super) referable: bool,
}

impl Object {
    /// What the value of `key` looks like; `None` when the key is not known.
    pub(super) fn form(&self, key: &str) -> Option<&'static Form> {
        self.keys.iter().chain(EVERYWHERE).find(|(name, _)| *name == key).map(|(_, form)| form)
    }

    /// Every key that may stand here.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().chain(EVERYWHERE).map(|(name, _)| *name)
    }
}

/// What a value looks like.
pub(super) enum Form {
    Any,
    Text,
    Flag,
    Number,
    OneOf(&'static [&'static str]),
    List(&'static Form),
    Map(&'static Form),
    Object(&'static Object),
    FlagOr(&'static Object),
    FlagOrText,
}

use Form::{Any, Flag, FlagOr, FlagOrText, List, Map, Number, OneOf, Text};

const fn object(object: &'static Object) -> Form {
    Form::Object(object)
}

/// May stand in every object.
static EVERYWHERE: &[(&str, Form)] = &[("x-press-assumed", FlagOrText)];

const RULES: (&str, Form) = ("x-press-rules", List(&Text));
const DESCRIPTION: (&str, Form) = ("description", Text);

pub(super) static DOCUMENT: Object = Object {
    name: "the document",
    referable: false,
    keys: &[
        ("openapi", Text),
        ("info", object(&INFO)),
        ("servers", List(&object(&SERVER))),
        ("paths", Map(&object(&PATH_ITEM))),
        ("components", object(&COMPONENTS)),
        ("security", List(&Map(&List(&Text)))),
        ("tags", List(&object(&TAG))),
        ("externalDocs", object(&EXTERNAL_DOCS)),
    ],
};

static INFO: Object = Object {
    name: "`info`",
    referable: false,
    keys: &[
        ("title", Text),
        DESCRIPTION,
        ("termsOfService", Text),
        ("contact", object(&CONTACT)),
        ("license", object(&LICENSE)),
        ("version", Text),
    ],
};

static CONTACT: Object = Object {
    name: "a contact",
    referable: false,
    keys: &[("name", Text), ("url", Text), ("email", Text)],
};

static LICENSE: Object =
    Object { name: "a licence", referable: false, keys: &[("name", Text), ("url", Text)] };

static SERVER: Object = Object {
    name: "a server",
    referable: false,
    keys: &[("url", Text), DESCRIPTION, ("variables", Map(&object(&SERVER_VARIABLE)))],
};

static SERVER_VARIABLE: Object = Object {
    name: "a server variable",
    referable: false,
    keys: &[("enum", List(&Text)), ("default", Text), DESCRIPTION],
};

static TAG: Object = Object {
    name: "a tag",
    referable: false,
    keys: &[("name", Text), DESCRIPTION, ("externalDocs", object(&EXTERNAL_DOCS))],
};

static EXTERNAL_DOCS: Object =
    Object { name: "external docs", referable: false, keys: &[DESCRIPTION, ("url", Text)] };

static COMPONENTS: Object = Object {
    name: "`components`",
    referable: false,
    keys: &[
        ("schemas", Map(&object(&SCHEMA))),
        ("responses", Map(&object(&RESPONSE))),
        ("parameters", Map(&object(&PARAMETER))),
        ("examples", Map(&object(&EXAMPLE))),
        ("requestBodies", Map(&object(&REQUEST_BODY))),
        ("headers", Map(&object(&HEADER))),
        ("securitySchemes", Map(&object(&SECURITY_SCHEME))),
        ("links", Map(&object(&LINK))),
        ("callbacks", Map(&Any)),
    ],
};

static PATH_ITEM: Object = Object {
    name: "a path",
    referable: true,
    keys: &[
        ("summary", Text),
        DESCRIPTION,
        ("get", object(&OPERATION)),
        ("put", object(&OPERATION)),
        ("post", object(&OPERATION)),
        ("delete", object(&OPERATION)),
        ("options", object(&OPERATION)),
        ("head", object(&OPERATION)),
        ("patch", object(&OPERATION)),
        ("trace", object(&OPERATION)),
        ("servers", List(&object(&SERVER))),
        ("parameters", List(&object(&PARAMETER))),
    ],
};

static OPERATION: Object = Object {
    name: "an operation",
    referable: false,
    keys: &[
        ("tags", List(&Text)),
        ("summary", Text),
        DESCRIPTION,
        ("externalDocs", object(&EXTERNAL_DOCS)),
        ("operationId", Text),
        ("parameters", List(&object(&PARAMETER))),
        ("requestBody", object(&REQUEST_BODY)),
        ("responses", Map(&object(&RESPONSE))),
        ("callbacks", Map(&Any)),
        ("deprecated", Flag),
        ("security", List(&Map(&List(&Text)))),
        ("servers", List(&object(&SERVER))),
        ("x-press-retry", OneOf(&["read", "replace", "remove", "create"])),
        ("x-press-lookup", object(&LOOKUP)),
        ("x-press-pagination", object(&PAGINATION)),
        ("x-press-sort", object(&SORT)),
        RULES,
    ],
};

static LOOKUP: Object = Object {
    name: "`x-press-lookup`",
    referable: false,
    keys: &[("operation", Text), ("by", Text)],
};

static PAGINATION: Object = Object {
    name: "`x-press-pagination`",
    referable: false,
    keys: &[("items", Text), ("total", Text)],
};

static SORT: Object = Object {
    name: "`x-press-sort`",
    referable: false,
    keys: &[("key", Text), ("fields", List(&Text))],
};

static PARAMETER: Object = Object {
    name: "a parameter",
    referable: true,
    keys: &[
        ("name", Text),
        ("in", OneOf(&["query", "header", "path", "cookie"])),
        DESCRIPTION,
        ("required", Flag),
        ("deprecated", Flag),
        ("allowEmptyValue", Flag),
        ("style", Text),
        ("explode", Flag),
        ("allowReserved", Flag),
        ("schema", object(&SCHEMA)),
        ("example", Any),
        ("examples", Map(&object(&EXAMPLE))),
        ("content", Map(&object(&MEDIA_TYPE))),
        RULES,
    ],
};

static REQUEST_BODY: Object = Object {
    name: "a request body",
    referable: true,
    keys: &[DESCRIPTION, ("content", Map(&object(&MEDIA_TYPE))), ("required", Flag)],
};

static MEDIA_TYPE: Object = Object {
    name: "a media type",
    referable: false,
    keys: &[
        ("schema", object(&SCHEMA)),
        ("example", Any),
        ("examples", Map(&object(&EXAMPLE))),
        ("encoding", Map(&Any)),
    ],
};

static RESPONSE: Object = Object {
    name: "a response",
    referable: true,
    keys: &[
        DESCRIPTION,
        ("headers", Map(&object(&HEADER))),
        ("content", Map(&object(&MEDIA_TYPE))),
        ("links", Map(&object(&LINK))),
    ],
};

static EXAMPLE: Object = Object {
    name: "an example",
    referable: true,
    keys: &[("summary", Text), DESCRIPTION, ("value", Any), ("externalValue", Text)],
};

static LINK: Object = Object {
    name: "a link",
    referable: true,
    keys: &[
        ("operationRef", Text),
        ("operationId", Text),
        ("parameters", Map(&Any)),
        ("requestBody", Any),
        DESCRIPTION,
        ("server", object(&SERVER)),
    ],
};

static HEADER: Object = Object {
    name: "a header",
    referable: true,
    keys: &[
        DESCRIPTION,
        ("required", Flag),
        ("deprecated", Flag),
        ("allowEmptyValue", Flag),
        ("style", Text),
        ("explode", Flag),
        ("allowReserved", Flag),
        ("schema", object(&SCHEMA)),
        ("example", Any),
        ("examples", Map(&object(&EXAMPLE))),
        ("content", Map(&object(&MEDIA_TYPE))),
    ],
};

static SECURITY_SCHEME: Object = Object {
    name: "a security scheme",
    referable: true,
    keys: &[
        ("type", OneOf(&["apiKey", "http", "oauth2", "openIdConnect"])),
        DESCRIPTION,
        ("name", Text),
        ("in", OneOf(&["query", "header", "cookie"])),
        ("scheme", Text),
        ("bearerFormat", Text),
        ("flows", Any),
        ("openIdConnectUrl", Text),
    ],
};

static SCHEMA: Object = Object {
    name: "a schema",
    referable: true,
    keys: &[
        ("title", Text),
        ("multipleOf", Number),
        ("maximum", Number),
        ("exclusiveMaximum", Flag),
        ("minimum", Number),
        ("exclusiveMinimum", Flag),
        ("maxLength", Number),
        ("minLength", Number),
        ("pattern", Text),
        ("maxItems", Number),
        ("minItems", Number),
        ("uniqueItems", Flag),
        ("maxProperties", Number),
        ("minProperties", Number),
        ("required", List(&Text)),
        ("enum", List(&Any)),
        ("type", OneOf(&["array", "boolean", "integer", "number", "object", "string"])),
        ("allOf", List(&object(&SCHEMA))),
        ("oneOf", List(&object(&SCHEMA))),
        ("anyOf", List(&object(&SCHEMA))),
        ("not", object(&SCHEMA)),
        ("items", object(&SCHEMA)),
        ("properties", Map(&object(&SCHEMA))),
        ("additionalProperties", FlagOr(&SCHEMA)),
        DESCRIPTION,
        ("format", Text),
        ("default", Any),
        ("nullable", Flag),
        ("discriminator", object(&DISCRIMINATOR)),
        ("readOnly", Flag),
        ("writeOnly", Flag),
        ("xml", Any),
        ("externalDocs", object(&EXTERNAL_DOCS)),
        ("example", Any),
        ("deprecated", Flag),
        ("x-press-open-enum", Flag),
        ("x-press-json-text", object(&SCHEMA)),
        ("x-press-secret", Flag),
        ("x-press-hides", object(&HIDES)),
        RULES,
    ],
};

static HIDES: Object = Object {
    name: "`x-press-hides`",
    referable: false,
    keys: &[("if", Text), ("members", List(&Text))],
};

static DISCRIMINATOR: Object = Object {
    name: "a discriminator",
    referable: false,
    keys: &[("propertyName", Text), ("mapping", Map(&Text))],
};
