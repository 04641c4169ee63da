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
