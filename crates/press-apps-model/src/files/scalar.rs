//! What text without quotes stands for in YAML 1.2: nothing, a switch, a number, or itself.

use serde_json::{Number, Value};

/// What text without quotes stands for.
pub(super) enum Plain {
    /// Itself.
    Text,
    /// Another value.
    Value(Value),
    /// A value that JSON does not have.
    NotJson(&'static str),
}

/// What a plain scalar stands for in the core schema of YAML 1.2 (10.3.2).
pub(super) fn plain(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Value(Value::Null),
        "true" | "True" | "TRUE" => return Plain::Value(true.into()),
        "false" | "False" | "FALSE" => return Plain::Value(false.into()),
        ".nan" | ".NaN" | ".NAN" => return Plain::NotJson("not a number"),
        _ => {}
    }
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => ("-", &text[1..]),
        [b'+', ..] => ("", &text[1..]),
        _ => ("", text),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") {
        return Plain::NotJson("an infinite number");
    }
    let radix = [("0x", 16), ("0o", 8)]
        .into_iter()
        .find_map(|(prefix, radix)| Some((text.strip_prefix(prefix)?, radix)));
    if let Some((digits, radix)) = radix
        .filter(|(digits, radix)| !digits.is_empty() && digits.chars().all(|c| c.is_digit(*radix)))
    {
        return match u64::from_str_radix(digits, radix) {
            Ok(number) => Plain::Value(number.into()),
            Err(_) => Plain::NotJson("a number that is too large"),
        };
    }
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = digits.trim_start_matches('0');
        let number = format!("{sign}{}", if digits.is_empty() { "0" } else { digits });
        let whole = number
            .parse::<i64>()
            .map(Number::from)
            .or_else(|_| number.parse::<u64>().map(Number::from));
        return match whole {
            Ok(number) => Plain::Value(number.into()),
            Err(_) => Plain::NotJson("a number that is too large"),
        };
    }
    if is_float(digits) {
        let number = text.parse::<f64>().ok().and_then(Number::from_f64);
        return number.map_or(Plain::NotJson("a number that is too large"), |number| {
            Plain::Value(number.into())
        });
    }
    Plain::Text
}

/// `[0-9]+` or `.` with digits on one side at least, and an exponent if there is one.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match mantissa.split_once('.') {
        Some((before, after)) => {
            digits(before) && digits(after) && !(before.is_empty() && after.is_empty())
        }
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    whole && exponent
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The value that a text stands for, or why JSON has none.
    fn read(text: &str) -> Result<Value, &'static str> {
        match plain(text) {
            Plain::Text => Ok(text.into()),
            Plain::Value(value) => Ok(value),
            Plain::NotJson(why) => Err(why),
        }
    }

    #[test]
    fn nothing_and_switches_are_written_in_three_ways_each() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(read(text), Ok(Value::Null), "{text}");
        }
        for text in ["true", "True", "TRUE"] {
            assert_eq!(read(text), Ok(json!(true)), "{text}");
        }
        for text in ["false", "False", "FALSE"] {
            assert_eq!(read(text), Ok(json!(false)), "{text}");
        }
        for text in ["nULL", "none", "~~", "tRUE", "yes", "no", "on", "off", "y", "n"] {
            assert_eq!(read(text), Ok(json!(text)), "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_decimal_octal_or_hexadecimal() {
        for (text, number) in [
            ("0", json!(0)),
            ("-0", json!(0)),
            ("00", json!(0)),
            ("7", json!(7)),
            ("+7", json!(7)),
            ("-7", json!(-7)),
            ("007", json!(7)),
            ("-0070", json!(-70)),
            ("9223372036854775807", json!(i64::MAX)),
            ("-9223372036854775808", json!(i64::MIN)),
            ("9223372036854775808", json!(9_223_372_036_854_775_808_u64)),
            ("18446744073709551615", json!(u64::MAX)),
            ("0o17", json!(15)),
            ("0x1fF", json!(511)),
            ("0xffffffffffffffff", json!(u64::MAX)),
        ] {
            assert_eq!(read(text), Ok(number), "{text}");
        }
        for text in [
            "-", "+", "--1", "1-", "1_000", "0o", "0o8", "0x", "0xg", "0x1g", "-0x1", "+0o7", "0b1",
        ] {
            assert_eq!(read(text), Ok(json!(text)), "{text}");
        }
    }

    #[test]
    fn numbers_with_a_point_or_an_exponent_have_digits_where_they_need_them() {
        for (text, number) in [
            ("1.0", 1.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("-.5", -0.5),
            ("+.5", 0.5),
            ("12.25", 12.25),
            ("1e3", 1000.0),
            ("1E3", 1000.0),
            ("1e+3", 1000.0),
            ("1e-3", 0.001),
            ("-1.5e2", -150.0),
            (".5e1", 5.0),
            ("1.e1", 10.0),
        ] {
            assert_eq!(read(text), Ok(json!(number)), "{text}");
        }
        for text in [
            ".", "-.", "e5", ".e1", "1e", "1.e", "1e+", "1e-", "1e+-3", "1ex", "1.x", "x.1", "1x",
            "1.2.3", "1e3.5", "1e3e3", "- 1.5",
        ] {
            assert_eq!(read(text), Ok(json!(text)), "{text}");
        }
    }

    #[test]
    fn numbers_that_json_does_not_have_are_told_apart() {
        for text in [".nan", ".NaN", ".NAN"] {
            assert_eq!(read(text), Err("not a number"), "{text}");
        }
        for text in [".inf", ".Inf", ".INF", "-.inf", "+.INF"] {
            assert_eq!(read(text), Err("an infinite number"), "{text}");
        }
        for text in [
            "18446744073709551616",
            "-9223372036854775809",
            "0x10000000000000000",
            "1e999",
            "-1.0e999",
        ] {
            assert_eq!(read(text), Err("a number that is too large"), "{text}");
        }
        for text in ["-.nan", ".infinity", "inf", "nan", ".iNF"] {
            assert_eq!(read(text), Ok(json!(text)), "{text}");
        }
    }
}
