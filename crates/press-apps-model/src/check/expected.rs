//! How a shape is worded: what a finding says was expected.

use press_apps_api::schema::{Kind, Shape};

use crate::text::choice;

/// The shape that a chain of names ends in.
pub(super) fn resolve(shape: &Shape) -> &Shape {
    let mut shape = shape;
    while let Kind::Ref(schema) = &shape.kind {
        shape = &schema.shape;
    }
    shape
}

/// Whether `null` is a value of the shape.
pub(super) fn is_nullable(shape: &Shape) -> bool {
    shape.nullable || {
        let shape = resolve(shape);
        shape.nullable || matches!(shape.kind, Kind::Any)
    }
}

/// The names of the members of an object shape; JSON text is looked into.
pub(super) fn named_members(shape: &Shape) -> Vec<&'static str> {
    match &resolve(shape).kind {
        Kind::Object { properties, .. } => {
            properties.iter().map(|property| property.name).collect()
        }
        Kind::JsonText(inner) => named_members(inner),
        _ => Vec::new(),
    }
}

/// What a value of the shape looks like, in words.
pub(crate) fn expected(shape: &Shape) -> String {
    match &resolve(shape).kind {
        Kind::Boolean => "true or false".to_owned(),
        Kind::Integer { minimum, maximum } => match (minimum, maximum) {
            (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
            (Some(least), None) => format!("a whole number, at least {least}"),
            (None, Some(most)) => format!("a whole number, at most {most}"),
            (None, None) => "a whole number".to_owned(),
        },
        Kind::Number => "a number".to_owned(),
        Kind::String { values, .. } if !values.is_empty() => choice(values),
        Kind::String { .. } => "text".to_owned(),
        Kind::Array { .. } => "a list".to_owned(),
        Kind::Object { .. } => "an object".to_owned(),
        Kind::OneOf(shapes) => {
            let mut words: Vec<String> = shapes.iter().map(expected).collect();
            words.dedup();
            choice(&words)
        }
        Kind::JsonText(inner) => format!("the JSON text of {}", expected(inner)),
        _ => "any JSON value".to_owned(),
    }
}
