//! Whether a JSON value has the shape that the document gives it: members, types, values, limits, JSON inside text.
//!
//! What OpenAPI cannot say is named in the shapes by rule id and handed to [`rules`](crate::rules). Every finding is collected;
//! nothing stops at the first.

use press_apps_api::schema::{Kind, Property, Schema, Shape};
use serde_json::{Map, Number, Value};

use super::expected::{expected, is_nullable, named_members, resolve};
pub(crate) use crate::depth::too_deep;
use crate::options::Options;
use crate::pointer;
use crate::problem::{Problem, Problems};
use crate::rules::{self, Site};
use crate::text::{choice, did_you_mean, kind, shown};

/// The schema around the secret ones: where one of its objects or lists belongs, a value may stand by mistake.
const DEFINITIONS: &str = "ParameterDefinitions";

/// Findings about `value` as an instance of `shape`, rules included.
///
/// `sort_fields` are those of the operation, for the rule that checks them.
pub(crate) fn check(
    shape: &Shape,
    value: &Value,
    options: &Options,
    sort_fields: &'static [&'static str],
) -> Problems {
    if let Some(problem) = too_deep(value) {
        return problem.into();
    }
    let mut walk = Walk {
        options,
        sort_fields,
        pointer: String::new(),
        secret: false,
        defining: false,
        problems: Problems::new(),
        aside: 0,
    };
    walk.value(shape, value, true);
    walk.problems
}

struct Walk<'a> {
    options: &'a Options,
    sort_fields: &'static [&'static str],
    /// Where we are.
    pointer: String,
    /// Whether values here may be secret: then only their kind is told.
    secret: bool,
    /// Whether we are among definitions, which have such values in them.
    defining: bool,
    problems: Problems,
    /// How many findings were put aside while alternatives are tried.
    aside: usize,
}

impl Walk<'_> {
    /// `needed`: whether `null` could not just as well be left out.
    fn value(&mut self, shape: &Shape, value: &Value, needed: bool) {
        if value.is_null() {
            if !is_nullable(shape) {
                self.report("type", |_| {
                    let problem = Problem::new("type", expected(shape), "null");
                    match needed {
                        true => problem,
                        false => {
                            problem.with_hint("leave the field out if there is nothing to say")
                        }
                    }
                });
            }
            return;
        }
        match &shape.kind {
            Kind::Boolean | Kind::Number if !same_kind(shape, value) => {
                self.wrong_type(shape, value);
            }
            Kind::Integer { minimum, maximum } => {
                self.integer(shape, value, *minimum, *maximum);
            }
            Kind::String { values, min_length, .. } => match value.as_str() {
                None => self.wrong_type(shape, value),
                Some(text) => self.text(text, values, *min_length),
            },
            Kind::Array { items, min_items, .. } => match value.as_array() {
                None => self.wrong_type(shape, value),
                Some(list) => self.list(items, list, *min_items),
            },
            Kind::Object { properties, additional } => match value.as_object() {
                None => self.wrong_type(shape, value),
                Some(members) => self.object(properties, *additional, members),
            },
            Kind::OneOf(shapes) => self.one_of(shape, shapes, value),
            Kind::Ref(schema) => self.named(schema, value, needed),
            Kind::JsonText(inner) => self.json_text(inner, value, needed),
            _ => {}
        }
        self.rules(shape.rules, value);
    }

    fn named(&mut self, schema: &Schema, value: &Value, needed: bool) {
        let before = (self.secret, self.defining);
        self.secret |= schema.secret;
        self.defining |= schema.name == DEFINITIONS;
        // Its rules are those of its shape.
        self.value(&schema.shape, value, needed);
        (self.secret, self.defining) = before;
    }

    fn rules(&mut self, ids: &[&str], value: &Value) {
        for id in ids {
            let Some(rule) = rules::find(id).filter(|_| !self.options.skips(id)) else {
                continue;
            };
            let site = Site { rule: rule.id, options: self.options, sort_fields: self.sort_fields };
            if let Some(check) = rule.check {
                let mut found = check(value, &site);
                found.prefix(&self.pointer);
                self.problems.add_all(found);
            }
        }
    }

    fn integer(
        &mut self,
        shape: &Shape,
        value: &Value,
        minimum: Option<i64>,
        maximum: Option<i64>,
    ) {
        let Value::Number(number) = value else {
            return self.wrong_type(shape, value);
        };
        // Beyond i64 only u64 is left, which is greater than any bound.
        let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        let Some(exact) = exact else {
            return self.wrong_type(shape, value);
        };
        if minimum.is_some_and(|least| exact < i128::from(least)) {
            self.report("minimum", |walk| {
                Problem::new("minimum", expected(shape), walk.found(value))
            });
        }
        // A number that may be negative is a signed one of 64 bits on the wire.
        let signed = minimum.is_none_or(|least| least < 0);
        let most = maximum.or(signed.then_some(i64::MAX));
        if most.is_some_and(|most| exact > i128::from(most)) {
            self.report("maximum", |walk| {
                Problem::new("maximum", expected(shape), walk.found(value))
            });
        }
    }

    fn text(&mut self, text: &str, values: &[&str], min: Option<u32>) {
        let found = |secret: bool| if secret { "text".to_owned() } else { shown(&text.into()) };
        if !values.is_empty() && !values.contains(&text) {
            self.report("enum", |walk| {
                let problem = Problem::new("enum", choice(values), found(walk.secret));
                match did_you_mean(text, values.iter().copied()) {
                    Some(hint) => problem.with_hint(hint),
                    None => problem,
                }
            });
        }
        if let Some(least) = min.filter(|least| text.chars().count() < *least as usize) {
            let wanted = if least == 1 {
                "text that is not empty".to_owned()
            } else {
                format!("text of at least {least} characters")
            };
            self.report("min-length", |walk| {
                Problem::new("min-length", wanted, found(walk.secret))
            });
        }
    }

    fn list(&mut self, items: &Shape, list: &[Value], min: Option<u32>) {
        if let Some(least) = min.filter(|least| list.len() < *least as usize) {
            self.report("min-items", |_| {
                Problem::new("min-items", format!("a list of at least {least}"), count(list.len()))
                    .with_hint("leave the field out if there is nothing to list")
            });
        }
        for (index, item) in list.iter().enumerate() {
            let mark = self.pointer.len();
            self.pointer = pointer::item(&self.pointer, index);
            self.value(items, item, true);
            self.pointer.truncate(mark);
        }
    }

    fn object(
        &mut self,
        properties: &'static [Property],
        additional: Option<&'static Shape>,
        members: &Map<String, Value>,
    ) {
        for property in properties {
            match members.get(property.name) {
                None if property.required => {
                    self.report("required", |_| {
                        let problem =
                            Problem::new("required", expected(&property.shape), "nothing");
                        problem.at(pointer::child("", property.name))
                    });
                }
                None => {}
                Some(Value::Null) if self.options.is_tolerant() && !property.required => {}
                Some(value) => {
                    self.member(property.name, &property.shape, value, property.required);
                }
            }
        }
        for (name, value) in members {
            if properties.iter().any(|property| property.name == name) {
                continue;
            }
            match additional {
                Some(shape) => self.member(name, shape, value, true),
                // An object without any named member is free in its form.
                None if properties.is_empty() => {}
                None => self.report("unknown-field", |_| {
                    unknown_field(properties, name, value).at(pointer::child("", name))
                }),
            }
        }
    }

    fn member(&mut self, name: &str, shape: &Shape, value: &Value, needed: bool) {
        let mark = self.pointer.len();
        self.pointer = pointer::child(&self.pointer, name);
        self.value(shape, value, needed);
        self.pointer.truncate(mark);
    }

    /// Takes the alternative that fits; if none does, tells what is wrong with the one that was most likely meant.
    fn one_of(&mut self, shape: &Shape, shapes: &[Shape], value: &Value) {
        let before = std::mem::take(&mut self.problems);
        self.aside += before.worded();
        let mut best: Option<((usize, usize), Problems)> = None;
        for candidate in shapes {
            if !same_kind(candidate, value) {
                continue;
            }
            self.value(candidate, value, true);
            let found = std::mem::take(&mut self.problems);
            let known = named_members(candidate);
            let strange = value.as_object().map_or(0, |members| {
                members.keys().filter(|name| !known.contains(&name.as_str())).count()
            });
            let score = (strange, found.len());
            if best.as_ref().is_none_or(|(least, _)| score < *least) {
                best = Some((score, found));
            }
        }
        self.aside -= before.worded();
        self.problems = before;
        match best {
            Some((_, found)) => self.problems.add_all(found),
            None => self.wrong_type(shape, value),
        }
    }

    fn json_text(&mut self, inner: &Shape, value: &Value, needed: bool) {
        if self.options.is_plain() {
            return self.value(inner, value, needed);
        }
        let Value::String(text) = value else {
            if !self.options.is_tolerant() {
                self.report("json-text", |_| {
                    Problem::new(
                        "json-text",
                        format!("the JSON text of {}", expected(inner)),
                        kind(value),
                    )
                    .with_hint("encode the value as JSON and send it as a string")
                });
            }
            return self.value(inner, value, needed);
        };
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Null) if self.options.is_tolerant() && !needed => {}
            Ok(parsed) => match too_deep(&parsed) {
                None => self.value(inner, &parsed, needed),
                Some(problem) => self.report(problem.rule(), |_| problem),
            },
            Err(error) => self.report("json-text", |_| {
                let problem = Problem::new(
                    "json-text",
                    format!("the JSON text of {}", expected(inner)),
                    format!("text that is not JSON ({error})"),
                );
                let not_numbers = text.contains("NaN") || text.contains("Infinity");
                if not_numbers {
                    problem.with_hint("JSON has no NaN and no Infinity")
                } else {
                    problem
                }
            }),
        }
    }

    fn wrong_type(&mut self, shape: &Shape, value: &Value) {
        self.report("type", |walk| walk.of_wrong_type(shape, value));
    }

    fn of_wrong_type(&self, shape: &Shape, value: &Value) -> Problem {
        let wanted = &resolve(shape).kind;
        let found = match wanted {
            Kind::Object { .. } | Kind::Array { .. } | Kind::OneOf(_) if self.defining => {
                kind(value).to_owned()
            }
            _ => self.found(value),
        };
        let problem = Problem::new("type", expected(shape), found);
        let hint = match (wanted, value) {
            (Kind::Boolean, Value::String(text)) if text == "true" || text == "false" => {
                Some("write it without quotes")
            }
            (Kind::Boolean, Value::String(text)) if is_switch(text) => Some("write true or false"),
            (Kind::Integer { .. } | Kind::Number, Value::String(text))
                if serde_json::from_str::<Number>(text)
                    .is_ok_and(|number| matches!(wanted, Kind::Number) || !number.is_f64()) =>
            {
                Some("write it without quotes")
            }
            (Kind::Integer { .. }, Value::Number(_)) => {
                Some("write it in digits alone, without a point or an exponent")
            }
            _ => None,
        };
        match hint {
            Some(hint) => problem.with_hint(hint),
            None => problem,
        }
    }

    fn found(&self, value: &Value) -> String {
        if self.secret { kind(value).to_owned() } else { shown(value) }
    }

    /// Adds a finding of a rule, unless the rule is left out. It is put into words only if there are not too many already.
    fn report(&mut self, rule: &str, finding: impl FnOnce(&Self) -> Problem) {
        if self.options.skips(rule) {
            return;
        }
        if self.problems.is_full_with(self.aside) {
            return self.problems.count();
        }
        let mut one = Problems::from(finding(self));
        one.prefix(&self.pointer);
        self.problems.merge(one);
    }
}

/// The finding for a member that the document does not name: with the name that was meant, or the place it belongs to.
pub(crate) fn unknown_field(properties: &[Property], name: &str, value: &Value) -> Problem {
    let names: Vec<&str> = properties.iter().map(|property| property.name).collect();
    let problem = Problem::new(
        "unknown-field",
        choice(&names),
        format!("the field {}", crate::id::quoted(name)),
    );
    if let Some(hint) = did_you_mean(name, names.iter().copied()) {
        return problem.with_hint(hint);
    }
    let home = properties.iter().find(|property| named_members(&property.shape).contains(&name));
    if let Some(home) = home {
        return problem.with_hint(format!("it belongs in `{}`", home.name));
    }
    let inner = value.as_object().filter(|members| !members.is_empty());
    if inner.is_some_and(|members| members.keys().all(|member| names.contains(&member.as_str()))) {
        return problem.with_hint("its fields belong here, one level up");
    }
    problem
}

/// Whether an alternative is of the value's kind at all.
fn same_kind(shape: &Shape, value: &Value) -> bool {
    match (&resolve(shape).kind, value) {
        (Kind::Boolean, value) => value.is_boolean(),
        (Kind::Integer { .. }, value) => value.is_i64() || value.is_u64(),
        (Kind::Number, value) => value.is_number(),
        (Kind::String { .. } | Kind::JsonText(_), value) => value.is_string(),
        (Kind::Array { .. }, value) => value.is_array(),
        (Kind::Object { .. }, value) => value.is_object(),
        _ => true,
    }
}

/// Whether a text is a usual way to write a switch.
fn is_switch(text: &str) -> bool {
    ["true", "false", "yes", "no", "on", "off"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn count(length: usize) -> String {
    match length {
        0 => "an empty list".to_owned(),
        length => format!("{length} items"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is found, as `rule pointer`.
    fn found(kind: Kind, value: &Value) -> Vec<String> {
        let problems = check(&Shape::new(kind), value, &Options::new(), &[]);
        problems.iter().map(|problem| format!("{} {}", problem.rule(), problem.pointer())).collect()
    }

    fn text(min_length: Option<u32>) -> Kind {
        Kind::String { values: &[], format: None, min_length, max_length: None, pattern: None }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(found(text(Some(2)), &json!("ü")), ["min-length "]);
        assert!(found(text(Some(2)), &json!("üü")).is_empty());
    }

    #[test]
    fn lists_have_their_limits() {
        const ITEM: Shape = Shape::new(Kind::Boolean);
        let list = || Kind::Array { items: &ITEM, min_items: Some(1), max_items: None };
        assert_eq!(found(list(), &json!([])), ["min-items "]);
        assert_eq!(found(list(), &json!([true, 1, true])), ["type /1"]);
        assert!(found(list(), &json!([true, false])).is_empty());
    }

    #[test]
    fn whole_numbers_fit_what_carries_them() {
        let integer = |minimum, maximum| Kind::Integer { minimum, maximum };
        assert!(found(integer(None, None), &json!(-5)).is_empty());
        assert_eq!(found(integer(None, None), &json!(u64::MAX)), ["maximum "]);
        assert!(found(integer(Some(0), None), &json!(u64::MAX)).is_empty());
        assert_eq!(found(integer(None, None), &json!(1.0)), ["type "]);
        assert_eq!(found(integer(Some(1), Some(3)), &json!(0)), ["minimum "]);
    }

    #[test]
    fn of_several_shapes_the_one_that_was_meant_is_told_about() {
        const A: &[Property] = &[Property::new("a", true, Shape::new(Kind::Boolean))];
        const B: &[Property] = &[
            Property::new("b", true, Shape::new(Kind::Boolean)),
            Property::new("c", true, Shape::new(Kind::Number)),
        ];
        const SHAPES: &[Shape] = &[
            Shape::new(Kind::Object { properties: A, additional: None }),
            Shape::new(Kind::Object { properties: B, additional: None }),
            Shape::new(Kind::Boolean),
        ];
        let found = |value: Value| found(Kind::OneOf(SHAPES), &value);
        assert!(found(json!({ "a": true })).is_empty() && found(json!(true)).is_empty());
        assert_eq!(found(json!({ "b": 1, "c": 1 })), ["type /b"]);
        assert_eq!(found(json!({ "a": 1 })), ["type /a"]);
        assert_eq!(found(json!("x")), ["type "]);
    }

    #[test]
    fn of_shapes_that_fit_equally_badly_the_first_is_told_about() {
        const A: &[Property] = &[Property::new("a", true, Shape::new(Kind::Boolean))];
        const B: &[Property] = &[Property::new("a", true, Shape::new(Kind::Number))];
        const SHAPES: &[Shape] = &[
            Shape::new(Kind::Object { properties: A, additional: None }),
            Shape::new(Kind::Object { properties: B, additional: None }),
        ];
        let problems =
            check(&Shape::new(Kind::OneOf(SHAPES)), &json!({ "a": "x" }), &Options::new(), &[]);
        assert_eq!(problems.first().unwrap().expected(), "true or false");
    }

    #[test]
    fn a_value_of_none_of_several_kinds_is_told_all_of_them() {
        const ITEM: Shape = Shape::new(Kind::Any);
        const TEXT: Kind = Kind::String {
            values: &[],
            format: None,
            min_length: None,
            max_length: None,
            pattern: None,
        };
        const SHAPES: [[Shape; 2]; 3] = [
            [
                Shape::new(Kind::Array { items: &ITEM, min_items: None, max_items: None }),
                Shape::new(Kind::Object { properties: &[], additional: None }),
            ],
            [Shape::new(Kind::Boolean), Shape::new(TEXT)],
            [
                Shape::new(Kind::Integer { minimum: None, maximum: None }),
                Shape::new(Kind::JsonText(&ITEM)),
            ],
        ];
        const NUMBERS: &[Shape] = &[Shape::new(Kind::Number), Shape::new(Kind::Boolean)];
        const ANYTHING: &[Shape] = &[Shape::new(Kind::Boolean), Shape::new(Kind::Any)];
        let told = |shapes: &'static [Shape], value: &Value| {
            let problems = check(&Shape::new(Kind::OneOf(shapes)), value, &Options::new(), &[]);
            let words = problems.iter().map(|problem| problem.expected().to_owned());
            words.collect::<Vec<_>>()
        };
        let values = [json!([]), json!({}), json!(true), json!("1"), json!(-1), json!(1.5)];
        let fits: [&[usize]; 3] = [&[0, 1], &[2, 3], &[3, 4]];
        let words = [
            "a list or an object",
            "true or false or text",
            "a whole number or the JSON text of any JSON value",
        ];
        for ((shapes, fits), words) in SHAPES.iter().zip(fits).zip(words) {
            for (index, value) in values.iter().enumerate() {
                let told = told(shapes, value);
                let wanted: &[&str] = if fits.contains(&index) { &[] } else { &[words] };
                assert_eq!(told, wanted, "{value}");
            }
        }
        for value in &values {
            let fits = value.is_number() || value.is_boolean();
            assert_eq!(told(NUMBERS, value).is_empty(), fits, "{value}");
            assert_eq!(told(ANYTHING, value), [""; 0], "{value}");
        }
        // A number beyond the signed ones is a whole one, and too large.
        assert_eq!(told(&SHAPES[2], &json!(u64::MAX)), ["a whole number"]);
        let large =
            check(&Shape::new(Kind::OneOf(&SHAPES[2])), &json!(u64::MAX), &Options::new(), &[]);
        assert_eq!(large.first().unwrap().rule(), "maximum");
    }

    #[test]
    fn numbers_and_switches_in_quotes_are_told_what_to_write() {
        const BOOLEAN: fn() -> Kind = || Kind::Boolean;
        const INTEGER: fn() -> Kind = || Kind::Integer { minimum: None, maximum: None };
        const NUMBER: fn() -> Kind = || Kind::Number;
        const UNQUOTED: Option<&str> = Some("write it without quotes");
        const DIGITS: Option<&str> =
            Some("write it in digits alone, without a point or an exponent");
        for (kind, value, hint) in [
            (BOOLEAN, json!("true"), UNQUOTED),
            (BOOLEAN, json!("false"), UNQUOTED),
            (BOOLEAN, json!("True"), Some("write true or false")),
            (BOOLEAN, json!("yes"), Some("write true or false")),
            (BOOLEAN, json!("OFF"), Some("write true or false")),
            (BOOLEAN, json!("maybe"), None),
            (BOOLEAN, json!(""), None),
            (BOOLEAN, json!(1), None),
            (INTEGER, json!("5"), UNQUOTED),
            (INTEGER, json!("-5"), UNQUOTED),
            (INTEGER, json!("5.5"), None),
            (INTEGER, json!("1e3"), None),
            (INTEGER, json!("five"), None),
            (INTEGER, json!(1.0), DIGITS),
            (INTEGER, json!(1.5), DIGITS),
            (INTEGER, json!(true), None),
            (NUMBER, json!("5"), UNQUOTED),
            (NUMBER, json!("5.5"), UNQUOTED),
            (NUMBER, json!("1e3"), UNQUOTED),
            (NUMBER, json!("five"), None),
            (NUMBER, json!(true), None),
        ] {
            let problems = check(&Shape::new(kind()), &value, &Options::new(), &[]);
            assert_eq!(problems.iter().map(Problem::hint).collect::<Vec<_>>(), [hint], "{value}");
        }
    }

    #[test]
    fn null_may_be_left_out_where_nothing_has_to_be() {
        const FLAG: Shape = Shape::new(Kind::Boolean);
        const MEMBERS: &[Property] =
            &[Property::new("a", true, FLAG), Property::new("b", false, FLAG)];
        const OPTIONAL: Option<&str> = Some("leave the field out if there is nothing to say");
        let object = |additional| Kind::Object { properties: MEMBERS, additional };
        let hints = |kind: Kind, value: Value| {
            let problems = check(&Shape::new(kind), &value, &Options::new(), &[]);
            problems.iter().map(|problem| problem.hint().map(str::to_owned)).collect::<Vec<_>>()
        };
        let optional = OPTIONAL.map(str::to_owned);
        assert_eq!(hints(object(None), json!({ "a": null, "b": null })), [None, optional]);
        assert_eq!(hints(object(Some(&FLAG)), json!({ "a": true, "c": null })), [None]);
        let list = Kind::Array { items: &FLAG, min_items: None, max_items: None };
        assert_eq!(hints(list, json!([null])), [None]);
        assert_eq!(hints(Kind::Boolean, Value::Null), [None]);
        // A server takes it.
        let tolerant =
            |value| check(&Shape::new(object(None)), &value, &Options::new().tolerant(), &[]).len();
        assert_eq!(
            (tolerant(json!({ "a": null })), tolerant(json!({ "a": true, "b": null }))),
            (1, 0)
        );
    }

    #[test]
    fn two_hundred_findings_are_put_into_words_and_the_others_counted() {
        const FLAG: Shape = Shape::new(Kind::Boolean);
        const EITHER: Shape = Shape::new(Kind::OneOf(&[FLAG, Shape::new(Kind::Number)]));
        let list = |items| Shape::new(Kind::Array { items, min_items: None, max_items: None });
        let found = |shape: &Shape, value: &Value| {
            let problems = check(shape, value, &Options::new(), &[]);
            (problems.len(), problems.iter().count())
        };
        let wrong = |count: usize| Value::from(vec!["x"; count]);
        assert_eq!(found(&list(&FLAG), &wrong(200)), (200, 200));
        assert_eq!(found(&list(&FLAG), &wrong(300)), (300, 200));
        // Alternatives that were tried do not count.
        let mut values = vec![json!(true); 300];
        values[0] = json!("x");
        values[299] = json!("x");
        assert_eq!(found(&list(&EITHER), &values.into()), (2, 2));
        // What is left out is not counted either.
        let skipped = Options::new().skip("type");
        assert_eq!(check(&list(&FLAG), &wrong(300), &skipped, &[]).len(), 0);
    }

    #[test]
    fn an_unknown_member_is_told_where_it_belongs() {
        const INNER: &[Property] = &[Property::new("deep", true, Shape::new(Kind::Boolean))];
        const MEMBERS: &[Property] = &[
            Property::new("first", true, Shape::new(Kind::Boolean)),
            Property::new(
                "second",
                true,
                Shape::new(Kind::Object { properties: INNER, additional: None }),
            ),
        ];
        for (name, value, hint) in [
            ("frist", json!(1), Some("did you mean \"first\"?")),
            ("deep", json!(1), Some("it belongs in `second`")),
            (
                "wrapped",
                json!({ "first": 1, "second": 1 }),
                Some("its fields belong here, one level up"),
            ),
            ("wrapped", json!({ "first": 1, "other": 1 }), None),
            ("wrapped", json!({}), None),
            ("wrapped", json!(1), None),
        ] {
            assert_eq!(unknown_field(MEMBERS, name, &value).hint(), hint, "{name} {value}");
        }
    }

    #[test]
    fn a_value_nests_a_hundred_levels_whatever_it_should_be() {
        let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        assert_eq!(found(Kind::Any, &nested(100)), [""; 0]);
        assert_eq!(found(Kind::Any, &nested(101)), ["depth "]);
        assert_eq!(found(Kind::Boolean, &nested(101)), ["depth "]);
    }

    #[test]
    fn text_where_definitions_belong_is_not_told() {
        let release = |member: &str, value: Value| {
            let body = json!({
                "release": { "version": "1.0.0" }, "config": [{ "id": "b", "release": { "version": "1.0.0" } }], member: value,
            });
            let problems = crate::check_body("create_spec_release", &body, &Options::new());
            problems.iter().map(|problem| problem.found().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(release("parameters", json!("c4n4ry")), ["text"]);
        assert_eq!(release("parameters", json!({ "run": "c4n4ry" })), ["text"]);
        assert_eq!(release("parameters", json!({ "run": ["c4n4ry"] })), ["text"]);
        // Elsewhere it helps.
        assert_eq!(release("config", json!("blocks")), ["\"blocks\""]);
    }

    #[test]
    fn patterns_are_not_checked_so_each_stands_beside_a_rule_that_is() {
        /// Whether there is a pattern without a rule beside it, or on the list around it.
        fn alone(shape: &Shape, ruled: bool) -> bool {
            let has_check = |id: &&str| rules::find(id).is_some_and(|rule| rule.check.is_some());
            let ruled = ruled || shape.rules.iter().any(has_check);
            match &shape.kind {
                Kind::String { pattern, .. } => pattern.is_some() && !ruled,
                Kind::Array { items, .. } => alone(items, ruled),
                Kind::Object { properties, additional } => {
                    properties.iter().any(|property| alone(&property.shape, false))
                        || additional.is_some_and(|shape| alone(shape, false))
                }
                Kind::OneOf(shapes) => shapes.iter().any(|shape| alone(shape, ruled)),
                Kind::JsonText(inner) => alone(inner, false),
                _ => false,
            }
        }
        for schema in press_apps_api::schemas::SCHEMAS {
            assert!(!alone(&schema.shape, false), "{}", schema.name);
        }
        for parameter in press_apps_api::schemas::PARAMETERS {
            assert!(!alone(&parameter.shape, false), "{}", parameter.name);
        }
    }
}
