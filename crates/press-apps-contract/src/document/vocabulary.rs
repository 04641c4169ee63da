//! The keys OpenAPI 3.0.3 knows, object by object, and the `x-press-*` extensions of this document.
//!
//! The names come from the OpenAPI 3.0.3 specification. A new extension is added here first; until then it is refused.

/// What may stand in one kind of object.
pub(super) struct Object {
    /// Its name in findings, with an article.
    pub(super) name: &'static str,
    keys: &'static [(&'static str, Form)],
    /// The components that a `$ref` in its place may lead to, such as `schemas`; `None` where no `$ref` may stand.
    pub(super) components: Option<&'static str>,
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
    List(&'static Self),
    Map(&'static Self),
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
    components: None,
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
    components: None,
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
    components: None,
    keys: &[("name", Text), ("url", Text), ("email", Text)],
};

static LICENSE: Object =
    Object { name: "a licence", components: None, keys: &[("name", Text), ("url", Text)] };

static SERVER: Object = Object {
    name: "a server",
    components: None,
    keys: &[("url", Text), DESCRIPTION, ("variables", Map(&object(&SERVER_VARIABLE)))],
};

static SERVER_VARIABLE: Object = Object {
    name: "a server variable",
    components: None,
    keys: &[("enum", List(&Text)), ("default", Text), DESCRIPTION],
};

static TAG: Object = Object {
    name: "a tag",
    components: None,
    keys: &[("name", Text), DESCRIPTION, ("externalDocs", object(&EXTERNAL_DOCS))],
};

static EXTERNAL_DOCS: Object =
    Object { name: "external docs", components: None, keys: &[DESCRIPTION, ("url", Text)] };

static COMPONENTS: Object = Object {
    name: "`components`",
    components: None,
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
    components: None,
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
    components: None,
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
    components: None,
    keys: &[("operation", Text), ("by", Text)],
};

static PAGINATION: Object = Object {
    name: "`x-press-pagination`",
    components: None,
    keys: &[("items", Text), ("total", Text)],
};

static SORT: Object = Object {
    name: "`x-press-sort`",
    components: None,
    keys: &[("key", Text), ("fields", List(&Text)), ("names", Map(&Text))],
};

static PARAMETER: Object = Object {
    name: "a parameter",
    components: Some("parameters"),
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
    components: Some("requestBodies"),
    keys: &[DESCRIPTION, ("content", Map(&object(&MEDIA_TYPE))), ("required", Flag)],
};

static MEDIA_TYPE: Object = Object {
    name: "a media type",
    components: None,
    keys: &[
        ("schema", object(&SCHEMA)),
        ("example", Any),
        ("examples", Map(&object(&EXAMPLE))),
        ("encoding", Map(&Any)),
    ],
};

static RESPONSE: Object = Object {
    name: "a response",
    components: Some("responses"),
    keys: &[
        DESCRIPTION,
        ("headers", Map(&object(&HEADER))),
        ("content", Map(&object(&MEDIA_TYPE))),
        ("links", Map(&object(&LINK))),
    ],
};

static EXAMPLE: Object = Object {
    name: "an example",
    components: Some("examples"),
    keys: &[("summary", Text), DESCRIPTION, ("value", Any), ("externalValue", Text)],
};

static LINK: Object = Object {
    name: "a link",
    components: Some("links"),
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
    components: Some("headers"),
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
    components: Some("securitySchemes"),
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
    components: Some("schemas"),
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
        ("x-press-names", Map(&Text)),
        RULES,
    ],
};

static HIDES: Object = Object {
    name: "`x-press-hides`",
    components: None,
    keys: &[("if", Text), ("members", List(&Text))],
};

static DISCRIMINATOR: Object = Object {
    name: "a discriminator",
    components: None,
    keys: &[("propertyName", Text), ("mapping", Map(&Text))],
};
