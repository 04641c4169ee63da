//! The types of parameters and their options: what fits, and how they are worded. What a value is stays unsaid.

use serde_json::Value;

use super::number::same;
use crate::text::kind;

/// Whether a value is of a parameter type; `None` when the type is not known here.
pub(crate) fn type_fits(parameter_type: &str, value: &Value) -> Option<bool> {
    let all =
        |fits: fn(&Value) -> bool| value.as_array().is_some_and(|items| items.iter().all(fits));
    Some(match parameter_type {
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        "string_array" => all(Value::is_string),
        "number_array" => all(Value::is_number),
        "object_array" => all(Value::is_object),
        _ => return None,
    })
}

/// A parameter type in words.
pub(crate) fn type_words(parameter_type: &str) -> &'static str {
    match parameter_type {
        "boolean" => "true or false",
        "string" => "text",
        "number" => "a number",
        "object" => "an object",
        "string_array" => "a list of texts",
        "number_array" => "a list of numbers",
        "object_array" => "a list of objects",
        _ => "a value",
    }
}

/// What keeps a value from fitting, in words that do not tell it: `text`, or `a list with text in it`.
pub(crate) fn misfit(parameter_type: &str, value: &Value) -> String {
    let item = parameter_type.strip_suffix("_array");
    let odd = value
        .as_array()
        .zip(item)
        .and_then(|(items, item)| items.iter().find(|value| type_fits(item, value) == Some(false)));
    match odd {
        Some(odd) => format!("a list with {} in it", kind(odd)),
        None => kind(value).to_owned(),
    }
}

/// Whether a value is one of the options; of a list, whether every item is.
pub(crate) fn among(options: &[&Value], value: &Value) -> bool {
    let chosen = |value: &Value| options.iter().any(|option| same(option, value));
    chosen(value) || value.as_array().is_some_and(|items| items.iter().all(chosen))
}

/// How many options there are to choose from, in words.
pub(crate) fn one_of_the_options(count: usize) -> String {
    match count {
        1 => "the value of its one option".to_owned(),
        count => format!("one of its {count} options"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_type_has_its_words_and_says_what_does_not_fit() {
        for (declared, words, odd, found) in [
            ("boolean", "true or false", json!("true"), "text"),
            ("string", "text", json!(1), "a number"),
            ("number", "a number", json!([1]), "a list"),
            ("object", "an object", json!(null), "null"),
            ("string_array", "a list of texts", json!(["a", 1]), "a list with a number in it"),
            ("number_array", "a list of numbers", json!([1, 2, "a"]), "a list with text in it"),
            ("object_array", "a list of objects", json!([{}, [], 1]), "a list with a list in it"),
            ("string_array", "a list of texts", json!("a"), "text"),
        ] {
            assert_eq!(type_words(declared), words);
            assert_eq!(type_fits(declared, &odd), Some(false), "{declared}");
            assert_eq!(misfit(declared, &odd), found, "{declared}");
        }
        assert_eq!((type_words("colour"), type_fits("colour", &json!(1))), ("a value", None));
    }

    #[test]
    fn a_value_is_chosen_as_a_whole_or_item_by_item() {
        let (one, two, both) = (json!(1), json!(2), json!([3, 4]));
        let options = [&one, &two, &both];
        for chosen in
            [json!(1), json!(2.0), json!([3, 4]), json!([1, 2, 1]), json!([]), json!([[3, 4], 1])]
        {
            assert!(among(&options, &chosen), "{chosen}");
        }
        for other in [json!(3), json!([3]), json!([1, 3]), json!("1"), json!({ "a": 1 })] {
            assert!(!among(&options, &other), "{other}");
        }
        assert_eq!(one_of_the_options(1), "the value of its one option");
        assert_eq!(one_of_the_options(2), "one of its 2 options");
    }
}
