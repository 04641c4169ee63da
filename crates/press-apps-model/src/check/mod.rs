//! Checking requests: every finding at once, before anything is sent.
//!
//! The three entry points take an operation id and one part of its request, as it goes over the wire. The client calls them on what
//! it is about to send, the emulator on what it received. Neither the network nor the stored state is looked at.

mod expected;
pub(crate) mod structure;

use press_apps_api::Operation;
use press_apps_api::schema::{Kind, Location, Parameter, Schema, Shape};
use serde_json::Value;

use crate::id::quoted;
use crate::options::Options;
use crate::pointer;
use crate::problem::{Problem, Problems, RequestPart};
use crate::text::{choice, cut, did_you_mean, shown};
use expected::{expected, resolve};

/// Findings about the body of a request, as it goes over the wire: for `create_spec` the members are JSON texts.
///
/// `Value::Null` stands for no body. What an operation without a body is sent is not looked at, but for `redeploy`, where anything
/// else than nothing or `{}` was meant for another operation.
///
/// ```
/// use press_apps_model::{Options, check_body};
/// let body = serde_json::json!({
///     "metadata": { "nmae": "churn", "summary": "Predicts churn" },
///     "spec": { "id": "a3e77006", "release": { "version": "1.0" } },
/// });
/// let problems = check_body("create_deployment", &body, &Options::new());
/// assert_eq!(
///     problems.to_string(),
///     "3 problems:
///   /metadata/name: expected text, found nothing [required]
///   /metadata/nmae: expected description, descriptionContentType, imageUrl, \
/// name, summary, tags or title, found the field \"nmae\"; \
/// did you mean \"name\"? [unknown-field]
///   /spec/release/version: expected a semantic version such as \"1.0.0\", \
/// found \"1.0\"; did you mean \"1.0.0\"? [semantic-version]",
/// );
/// ```
pub fn check_body(operation_id: &str, body: &Value, options: &Options) -> Problems {
    let mut problems = found_in_body(operation_id, body, options);
    problems.keep_first();
    problems
}

/// As [`check_body`], every finding kept.
pub(crate) fn found_in_body(operation_id: &str, body: &Value, options: &Options) -> Problems {
    let operation = match operation(operation_id) {
        Ok(operation) => operation,
        Err(problems) => return problems,
    };
    let found = match operation.request.and_then(Schema::named) {
        Some(schema) if body.is_null() => {
            Problem::new("required", expected(&schema.shape), "no body").into()
        }
        Some(schema) => {
            let shape = Shape::new(Kind::Ref(schema));
            structure::check(&shape, body, options, operation.sort)
        }
        None if operation.method == "POST" => without_body(body),
        None => Problems::new(),
    };
    settle(found, options)
}

/// Findings about the query of a request: names and values, decoded, in their order.
///
/// ```
/// use press_apps_model::{Options, check_query};
/// let query = [
///     ("sort".to_owned(), "createdat:desc".to_owned()),
///     ("pageSize".to_owned(), "0".to_owned()),
/// ];
/// let problems = check_query("list_specs", &query, &Options::new());
/// assert_eq!(
///     problems.to_string(),
///     "2 problems:
///   query parameter `sort`: expected createdAt, createdBy, name or title, \
/// found \"createdat\"; did you mean \"createdAt\"? [sort-field]
///   query parameter `pageSize`: expected a whole number from 1 to 4294967295, \
/// found 0 [minimum]",
/// );
/// ```
pub fn check_query(operation_id: &str, query: &[(String, String)], options: &Options) -> Problems {
    check_parameters(operation_id, Location::Query, query, options)
}

/// Findings about the parameters of a request's path: their names in the template (`specId`) and their values, decoded.
///
/// ```
/// use press_apps_model::{Options, check_path};
/// let path = [("specId".to_owned(), "a/b".to_owned())];
/// assert_eq!(
///     check_path("describe_spec", &path, &Options::new()).first().unwrap().rule(),
///     "path-segment"
/// );
/// ```
pub fn check_path(operation_id: &str, path: &[(String, String)], options: &Options) -> Problems {
    check_parameters(operation_id, Location::Path, path, options)
}

fn check_parameters(
    operation_id: &str,
    location: Location,
    given: &[(String, String)],
    options: &Options,
) -> Problems {
    let operation = match operation(operation_id) {
        Ok(operation) => operation,
        Err(problems) => return problems,
    };
    let part = if location == Location::Path { RequestPart::Path } else { RequestPart::Query };
    let known: Vec<&Parameter> =
        Parameter::of(operation.id).filter(|parameter| parameter.location == location).collect();
    let mut problems = Problems::new();
    for parameter in &known {
        let texts: Vec<&str> = given
            .iter()
            .filter(|(name, _)| name == parameter.name)
            .map(|(_, text)| text.as_str())
            .collect();
        problems.merge(check_parameter(operation, parameter, &texts, options));
    }
    for (name, _) in given {
        if known.iter().all(|parameter| parameter.name != name) {
            problems.add(|| {
                let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
                let problem = Problem::new("unknown-field", choice(&names), quoted(name))
                    .at(pointer::child("", name));
                match did_you_mean(name, names) {
                    Some(hint) => problem.with_hint(hint),
                    None => problem,
                }
            });
        }
    }
    let mut problems = settle(problems, options).within(part);
    problems.keep_first();
    problems
}

/// Reads the texts of one parameter as the JSON value they stand for, and checks that.
fn check_parameter(
    operation: &Operation,
    parameter: &Parameter,
    texts: &[&str],
    options: &Options,
) -> Problems {
    let mut problems = Problems::new();
    match (&resolve(&parameter.shape).kind, texts) {
        (_, []) if parameter.required => {
            problems.push(Problem::new("required", expected(&parameter.shape), "nothing"));
        }
        (_, []) => {}
        (Kind::Array { items, .. }, texts) => {
            let parts = texts.iter().flat_map(|text| match options.is_tolerant() {
                true => text.split(',').collect(),
                false => vec![*text],
            });
            let list: Result<_, _> = parts.map(|text| read(items, text, options)).collect();
            match list.map(Value::Array) {
                Ok(list) => problems.merge(structure::check(
                    &parameter.shape,
                    &list,
                    options,
                    operation.sort,
                )),
                Err(problem) => problems.push(*problem),
            }
        }
        (_, [text]) => match read(&parameter.shape, text, options) {
            Ok(value) => {
                problems.merge(structure::check(&parameter.shape, &value, options, operation.sort));
            }
            Err(problem) => problems.push(*problem),
        },
        (_, texts) => {
            problems.push(Problem::new("repeated", "one value", format!("{} values", texts.len())));
        }
    }
    problems.prefix(&pointer::child("", parameter.name));
    problems
}

/// The JSON value that the text of a parameter stands for; text that stands for none stays text, and is found to be of the wrong type.
///
/// Text that is no whole number is found here: it has no quotes that could be left out.
fn read(shape: &Shape, text: &str, options: &Options) -> Result<Value, Box<Problem>> {
    let text_itself = || Value::from(text);
    Ok(match &resolve(shape).kind {
        Kind::Boolean => {
            let written = match text {
                "True" if options.is_tolerant() => "true",
                "False" if options.is_tolerant() => "false",
                text => text,
            };
            written.parse::<bool>().map_or_else(|_| text_itself(), Value::from)
        }
        Kind::Integer { minimum, maximum } => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(Problem::new("type", expected(shape), shown(&text_itself())).into());
            }
            let rule = match (digits.len() < text.len(), minimum, maximum) {
                (true, Some(_), _) => "minimum",
                (false, _, Some(_)) => "maximum",
                _ => "type",
            };
            // More digits than any limit has.
            let beyond = |_| Box::new(Problem::new(rule, expected(shape), cut(text)));
            Value::from(text.parse::<i64>().map_err(beyond)?)
        }
        _ => text_itself(),
    })
}

/// An operation that takes no body, called with one.
fn without_body(body: &Value) -> Problems {
    let problem = |found: String| Problem::new("unknown-field", "no body, or {}", found);
    match body {
        Value::Null => Problems::new(),
        Value::Object(members) => {
            let mut problems = Problems::new();
            for name in members.keys() {
                problems.add(|| {
                    problem(format!("the field {}", quoted(name))).at(pointer::child("", name))
                });
            }
            problems
        }
        other => problem(crate::text::kind(other).to_owned()).into(),
    }
}

/// Leaves out what is skipped, and adds what is wrong with the options themselves.
fn settle(mut problems: Problems, options: &Options) -> Problems {
    problems.retain(|problem| !options.skips(problem.rule()));
    problems.extend(options.unknown_ids());
    problems
}

fn operation(id: &str) -> Result<&'static Operation, Problems> {
    Operation::by_id(id).ok_or_else(|| {
        let problem = Problem::new("operation", "the id of an operation", quoted(id));
        let ids = press_apps_api::operations::OPERATIONS
            .iter()
            .map(|operation| operation.id)
            .collect::<Vec<_>>();
        match did_you_mean(id, ids) {
            Some(hint) => problem.with_hint(hint).into(),
            None => problem.into(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        let query = [("pageSize".to_owned(), text.to_owned())];
        let problems = check_query("list_specs", &query, &Options::new());
        problems.first().map(ToString::to_string).unwrap_or_default()
    }

    /// `rule pointer` of each finding.
    fn rules(problems: &Problems) -> Vec<String> {
        problems.iter().map(|problem| format!("{} {}", problem.rule(), problem.pointer())).collect()
    }

    fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_switch_of_a_query_is_true_or_false_and_as_python_writes_it_for_a_server() {
        let found = |text: &str, options: &Options| {
            rules(&check_query("list_specs", &pairs(&[("featured", text)]), options))
        };
        let (strict, tolerant) = (Options::new(), Options::new().tolerant());
        for text in ["true", "false"] {
            assert_eq!((found(text, &strict), found(text, &tolerant)), (vec![], vec![]), "{text}");
        }
        for text in ["True", "False"] {
            assert_eq!(
                (found(text, &strict), found(text, &tolerant)),
                (vec!["type /featured".to_owned()], vec![]),
                "{text}"
            );
        }
        for text in ["TRUE", "1", "yes", "", " true"] {
            assert_eq!(found(text, &strict), ["type /featured"], "{text}");
            assert_eq!(found(text, &tolerant), ["type /featured"], "{text}");
        }
    }

    #[test]
    fn values_of_a_list_are_joined_by_commas_for_a_server_alone() {
        let found = |options: &Options| {
            rules(&check_query(
                "list_specs",
                &pairs(&[("sort", "name,createdAt:desc"), ("sort", "title")]),
                options,
            ))
        };
        assert_eq!(found(&Options::new()), ["sort-field /sort/0"]);
        assert_eq!(found(&Options::new().tolerant()), [""; 0]);
    }

    #[test]
    fn each_rule_about_queries_paths_and_missing_bodies_can_be_left_out() {
        let query = pairs(&[
            ("pageSize", "1"),
            ("pageSize", "2"),
            ("colour", "red"),
            ("featured", "maybe"),
        ]);
        let all = ["type /featured", "repeated /pageSize", "unknown-field /colour"];
        let found = |options: &Options| {
            let mut found = rules(&check_query("list_specs", &query, options));
            found.sort_unstable_by_key(|found| all.iter().position(|one| one == found));
            found
        };
        assert_eq!(found(&Options::new()), all);
        assert_eq!(found(&Options::new().skip("repeated")), [all[0], all[2]]);
        assert_eq!(found(&Options::new().skip("unknown-field")), all[..2]);
        assert_eq!(found(&Options::new().skip("type")), all[1..]);
        let path = |options: &Options| rules(&check_path("describe_spec", &[], options));
        assert_eq!(path(&Options::new()), ["required /specId"]);
        assert_eq!(path(&Options::new().skip("required")), [""; 0]);
        let body = |options: &Options| {
            rules(&check_body("redeploy", &serde_json::json!({ "a": 1 }), options))
        };
        assert_eq!(body(&Options::new()), ["unknown-field /a"]);
        assert_eq!(body(&Options::new().skip("unknown-field")), [""; 0]);
        let missing =
            |options: &Options| rules(&check_body("create_deployment", &Value::Null, options));
        assert_eq!(missing(&Options::new()), ["required "]);
        assert_eq!(missing(&Options::new().skip("required")), [""; 0]);
    }

    #[test]
    fn findings_say_which_part_of_the_request_they_are_about() {
        let query = check_query("list_specs", &pairs(&[("colour", "red")]), &Options::new());
        assert!(query.to_string().starts_with("query parameter `colour`: "), "{query}");
        let path = check_path("describe_spec", &pairs(&[("specId", "a/b")]), &Options::new());
        assert!(path.to_string().starts_with("path parameter `specId`: "), "{path}");
    }

    #[test]
    fn of_hundreds_of_findings_a_hundred_are_kept_and_all_are_counted() {
        let names = (0..150).map(|number| format!("k{number}"));
        let body = names.clone().map(|name| (name, 1.into())).collect::<serde_json::Map<_, _>>();
        let of_body = check_body("update_deployment_metadata", &body.into(), &Options::new());
        let query: Vec<_> = names.map(|name| (name, "1".to_owned())).collect();
        let of_query = check_query("list_specs", &query, &Options::new());
        for problems in [of_body, of_query] {
            assert_eq!((problems.len(), problems.iter().count()), (150, 100));
        }
    }

    #[test]
    fn a_number_of_a_query_is_never_told_to_drop_quotes() {
        let expected =
            "query parameter `pageSize`: expected a whole number from 1 to 4294967295, found ";
        for (text, said) in [
            ("99999999999999999999", "99999999999999999999 [maximum]"),
            ("-99999999999999999999", "-99999999999999999999 [minimum]"),
            ("9223372036854775808", "9223372036854775808 [maximum]"),
            ("4294967296", "4294967296 [maximum]"),
            ("0", "0 [minimum]"),
            ("1.5", "\"1.5\" [type]"),
            ("1e3", "\"1e3\" [type]"),
            ("+5", "\"+5\" [type]"),
            (" 5", "\" 5\" [type]"),
            ("inf", "\"inf\" [type]"),
            ("-", "\"-\" [type]"),
            ("", "empty text [type]"),
            ("5-5", "\"5-5\" [type]"),
        ] {
            assert_eq!(found(text), format!("{expected}{said}"));
        }
        assert_eq!(found("25"), "");
        assert!(found(&"9".repeat(500)).len() < 250);
    }
}
