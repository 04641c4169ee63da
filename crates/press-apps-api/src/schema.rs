//! The shape of every component schema of the document, as plain constants.
//!
//! For structural validation without a JSON-schema library: `generated/schemas.rs` holds one table of these. What OpenAPI cannot
//! say is named in `rules` and implemented in `press-apps-model`. Nothing here validates.

use std::fmt;

use serde_json::Value;

/// One named component schema of the document.
///
/// ```
/// use press_apps_api::schema::{Kind, Schema};
///
/// let schema = Schema::named("MetadataInput").unwrap();
/// let Kind::Object { properties, .. } = &schema.shape.kind else {
///     unreachable!()
/// };
/// let required = properties.iter().filter(|property| property.required);
/// assert_eq!(
///     required.map(|one| one.name).collect::<Vec<_>>(),
///     ["name", "summary"]
/// );
/// ```
#[non_exhaustive]
pub struct Schema {
    /// Name under `components/schemas`.
    pub name: &'static str,
    /// What a value of it looks like.
    pub shape: Shape,
    /// Ids of the rules that OpenAPI cannot say (`x-press-rules`).
    pub rules: &'static [&'static str],
    /// Whether a value of it belongs to the user and is never shown (`x-press-secret`).
    pub secret: bool,
    /// The members that are secret when another one says so (`x-press-hides`).
    pub hides: Option<Hides>,
}

/// Members of an object that are secret when another member of it is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hides {
    /// The member that decides.
    pub flag: &'static str,
    /// The members it is about.
    pub members: &'static [&'static str],
}

impl Schema {
    /// The component schema of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let schemas = crate::schemas::SCHEMAS;
        schemas
            .binary_search_by_key(&name, |schema| schema.name)
            .ok()
            .and_then(|index| schemas.get(index).copied())
    }

    /// A schema without rules of its own.
    #[must_use]
    pub const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, rules: &[], secret: false, hides: None }
    }

    /// The same schema with values that are never shown.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// Takes the members of a value that travel as JSON text out of their strings, so that pointers lead into them. A text that is no
    /// JSON stays.
    ///
    /// ```
    /// use press_apps_api::schema::Schema;
    ///
    /// let mut body =
    ///     serde_json::json!({ "tenants": "[\"sales\"]", "scope": "shared" });
    /// if let Some(schema) = Schema::named("CreateSpecRequest") {
    ///     schema.unpack(&mut body);
    /// }
    /// assert_eq!(
    ///     body,
    ///     serde_json::json!({ "tenants": ["sales"], "scope": "shared" })
    /// );
    /// ```
    pub fn unpack(&self, value: &mut Value) {
        let (Kind::Object { properties, .. }, Value::Object(members)) = (&self.shape.kind, value)
        else {
            return;
        };
        for property in properties.iter().filter(|one| matches!(one.shape.kind, Kind::JsonText(_)))
        {
            let Some(member) = members.get_mut(property.name) else { continue };
            if let Some(inner) = member.as_str().and_then(|text| serde_json::from_str(text).ok()) {
                *member = inner;
            }
        }
    }

    /// Whether what stands at a path below a value of it may be secret. Parts of the path that it does not know are passed over.
    pub fn is_secret_at<'p>(&self, path: impl IntoIterator<Item = &'p str>) -> bool {
        if self.secret {
            return true;
        }
        let mut here = vec![&self.shape];
        let mut hidden = false;
        for part in path {
            let mut next = Vec::new();
            while let Some(shape) = here.pop() {
                match &shape.kind {
                    Kind::Ref(schema) => {
                        let hides = schema.hides.is_some_and(|hides| hides.members.contains(&part));
                        hidden |= hides || schema.secret;
                        here.push(&schema.shape);
                    }
                    Kind::OneOf(shapes) => here.extend(shapes.iter()),
                    Kind::JsonText(inner) => here.push(inner),
                    Kind::Array { items, .. } => next.push(*items),
                    Kind::Object { properties, additional } => {
                        let named = properties.iter().find(|property| property.name == part);
                        next.extend(named.map(|property| &property.shape).or(*additional));
                    }
                    _ => {}
                }
            }
            if hidden || next.iter().any(|shape| is_secret(shape)) {
                return true;
            }
            here = next;
        }
        false
    }
}

/// As [`Schema::unpack`], by the name of the schema. Values of what has none stay as they are.
pub(crate) fn unpack_as(name: &str, value: &mut Value) {
    if let Some(schema) = Schema::named(name) {
        schema.unpack(value);
    }
}

fn is_secret(shape: &Shape) -> bool {
    match &shape.kind {
        Kind::Ref(schema) => schema.secret,
        Kind::OneOf(shapes) => shapes.iter().any(is_secret),
        _ => false,
    }
}

impl fmt::Debug for Schema {
    // Only the name: schemas may hold themselves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Schema").field(&self.name).finish()
    }
}

/// What a JSON value looks like, and whether `null` may stand for it.
///
/// ```
/// use press_apps_api::schema::{Kind, Shape};
///
/// let shape = Shape::new(Kind::Boolean);
/// assert!(!shape.nullable);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Shape {
    /// The kind of value.
    pub kind: Kind,
    /// Whether the document allows `null` (the client's own tolerance of `null` is not in here).
    pub nullable: bool,
    /// Ids of the rules that OpenAPI cannot say (`x-press-rules`), for an inline schema.
    pub rules: &'static [&'static str],
}

impl Shape {
    /// A shape that is not nullable and has no rules of its own.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self { kind, nullable: false, rules: &[] }
    }
}

/// The kinds of value the document uses.
#[derive(Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Any JSON value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number between two bounds, both included.
    Integer {
        /// Least value.
        minimum: Option<i64>,
        /// Greatest value.
        maximum: Option<i64>,
    },
    /// Any JSON number.
    Number,
    /// Text.
    String {
        /// Documented values; empty when the text is free.
        values: &'static [&'static str],
        /// `format` of the document.
        format: Option<&'static str>,
        /// Least length in characters.
        min_length: Option<u32>,
        /// Greatest length in characters.
        max_length: Option<u32>,
        /// Regular expression of the document.
        pattern: Option<&'static str>,
    },
    /// A list.
    Array {
        /// What each item looks like.
        items: &'static Shape,
        /// Least number of items.
        min_items: Option<u32>,
        /// Greatest number of items.
        max_items: Option<u32>,
    },
    /// An object with named members.
    Object {
        /// The members, sorted by name.
        properties: &'static [Property],
        /// The shape of members that are not named (`additionalProperties`); `None` when the document names no such shape.
        additional: Option<&'static Shape>,
    },
    /// One of several shapes.
    OneOf(&'static [Shape]),
    /// A named schema of the document.
    Ref(&'static Schema),
    /// A string that carries JSON text of another shape.
    JsonText(&'static Shape),
}

/// One named member of an object.
#[derive(Debug)]
#[non_exhaustive]
pub struct Property {
    /// Name on the wire.
    pub name: &'static str,
    /// Whether it has to be there.
    pub required: bool,
    /// What its value looks like.
    pub shape: Shape,
}

impl Property {
    /// A member of an object.
    #[must_use]
    pub const fn new(name: &'static str, required: bool, shape: Shape) -> Self {
        Self { name, required, shape }
    }
}

/// One parameter of the path or query of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// Id of the operation.
    pub operation: &'static str,
    /// Where it stands.
    pub location: Location,
    /// Name on the wire.
    pub name: &'static str,
    /// Whether it has to be there.
    pub required: bool,
    /// What its value looks like once it is read as JSON; a list is sent as repeated names.
    pub shape: Shape,
}

impl Parameter {
    /// The parameters of an operation, in the order of the document.
    pub fn of(operation: &str) -> impl Iterator<Item = &'static Self> {
        crate::schemas::PARAMETERS.iter().filter(move |parameter| parameter.operation == operation)
    }
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
}

#[cfg(test)]
mod tests {
    use super::Schema;

    #[test]
    fn what_the_document_calls_secret_is_secret_wherever_it_stands() {
        let at = |schema: &str, path: &str| {
            Schema::named(schema).unwrap().is_secret_at(path.split('/').skip(1))
        };
        assert!(at("CreateDeploymentRequest", "/appParameters/run/key"));
        assert!(at("CreateDeploymentRequest", "/parameters/block/run/key/inner"));
        assert!(at("CreateSpecRequest", "/parameters/run/0/defaultValue"));
        assert!(at("Release", "/parameters/run/0/options/1/value"));
        assert!(at("ParameterValues", ""));
        assert!(!at("CreateDeploymentRequest", "/metadata/name"));
        assert!(!at("CreateSpecRequest", "/parameters/run/0/name"));
        assert!(!at("DeploymentPage", "/deployments/0/id"));
        assert!(!at("Spec", "/nowhere/at/all"));
    }
}
