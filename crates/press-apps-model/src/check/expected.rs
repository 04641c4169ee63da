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

#[cfg(test)]
mod tests {
    use press_apps_api::schema::{Property, Schema};

    use super::*;

    const BOOLEAN: Shape = Shape::new(Kind::Boolean);
    const OBJECT: Shape = Shape::new(Kind::Object { properties: PROPERTIES, additional: None });
    const PROPERTIES: &[Property] =
        &[Property::new("a", true, BOOLEAN), Property::new("b", false, BOOLEAN)];
    static NAMED: Schema = Schema::new("Named", OBJECT);
    static OPTIONAL: Schema = Schema::new("Optional", nullable(Kind::Boolean));
    static ANYTHING: Schema = Schema::new("Anything", Shape::new(Kind::Any));

    const fn nullable(kind: Kind) -> Shape {
        let mut shape = Shape::new(kind);
        shape.nullable = true;
        shape
    }

    const fn text(values: &'static [&'static str]) -> Kind {
        Kind::String { values, format: None, min_length: None, max_length: None, pattern: None }
    }

    #[test]
    fn every_shape_has_its_words() {
        const INTEGER: fn(Option<i64>, Option<i64>) -> Kind =
            |minimum, maximum| Kind::Integer { minimum, maximum };
        const TEXTS: &[Shape] =
            &[Shape::new(text(&[])), Shape::new(text(&[])), Shape::new(Kind::Number), BOOLEAN];
        for (kind, words) in [
            (Kind::Boolean, "true or false"),
            (Kind::Number, "a number"),
            (INTEGER(None, None), "a whole number"),
            (INTEGER(Some(1), None), "a whole number, at least 1"),
            (INTEGER(None, Some(9)), "a whole number, at most 9"),
            (INTEGER(Some(1), Some(9)), "a whole number from 1 to 9"),
            (text(&[]), "text"),
            (text(&["a", "b", "c"]), "a, b or c"),
            (Kind::Array { items: &BOOLEAN, min_items: None, max_items: None }, "a list"),
            (Kind::Object { properties: PROPERTIES, additional: None }, "an object"),
            (Kind::Ref(&NAMED), "an object"),
            (Kind::JsonText(&OBJECT), "the JSON text of an object"),
            (Kind::OneOf(TEXTS), "text, a number or true or false"),
            (Kind::Any, "any JSON value"),
        ] {
            assert_eq!(expected(&Shape::new(kind)), words);
        }
    }

    #[test]
    fn null_is_a_value_of_what_says_so_and_of_what_takes_anything() {
        assert!(is_nullable(&nullable(Kind::Boolean)));
        assert!(is_nullable(&nullable(Kind::Ref(&NAMED))));
        assert!(is_nullable(&Shape::new(Kind::Ref(&OPTIONAL))));
        assert!(is_nullable(&Shape::new(Kind::Any)));
        assert!(is_nullable(&Shape::new(Kind::Ref(&ANYTHING))));
        assert!(!is_nullable(&BOOLEAN));
        assert!(!is_nullable(&Shape::new(Kind::Ref(&NAMED))));
    }

    #[test]
    fn the_members_of_an_object_are_known_through_names_and_json_text() {
        assert_eq!(named_members(&OBJECT), ["a", "b"]);
        assert_eq!(named_members(&Shape::new(Kind::Ref(&NAMED))), ["a", "b"]);
        assert_eq!(named_members(&Shape::new(Kind::JsonText(&OBJECT))), ["a", "b"]);
        assert_eq!(named_members(&BOOLEAN), [""; 0]);
    }
}
