//! What text without quotes stands for in YAML 1.1, which the vendor's command reads, where YAML 1.2 reads it as something else.
//!
//! The forms are those of the types of YAML 1.1 (yaml.org/type) as its usual reader for Python resolves them: a number with an exponent
//! needs a point and the sign of the exponent there.

use serde_json::Value;

/// What YAML 1.1 reads: its kind, in words, and its value where JSON has one.
struct Reading {
    kind: &'static str,
    value: Option<Value>,
}

/// The kind of what YAML 1.1 reads, if that is not the value that YAML 1.2 reads.
pub(super) fn read_otherwise(text: &str, value: &Value) -> Option<&'static str> {
    let Reading { kind, value: other } = reading(text);
    let is_same = match (&other, value) {
        (Some(Value::Number(one)), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (other, value) => other.as_ref() == Some(value),
    };
    (!is_same).then_some(kind)
}

fn reading(text: &str) -> Reading {
    let is = |kind, value: Option<Value>| Reading { kind, value };
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return is("null", Some(Value::Null)),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => {
            return is("a boolean", Some(true.into()));
        }
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => {
            return is("a boolean", Some(false.into()));
        }
        _ => {}
    }
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => (-1_i128, &text[1..]),
        [b'+', ..] => (1, &text[1..]),
        _ => (1, text),
    };
    if digits.contains(':') && sexagesimal(digits) {
        return is("a number in base 60", None);
    }
    if is_date(text) {
        return is("a date", None);
    }
    if let Some((kind, whole)) = whole(digits) {
        let number = whole.map(|whole| sign * whole).and_then(|whole| {
            let small = i64::try_from(whole).map(Value::from);
            small.or_else(|_| u64::try_from(whole).map(Value::from)).ok()
        });
        return is(kind, number);
    }
    if is_float(digits) {
        let number = text.replace('_', "").parse::<f64>().ok();
        return is("a number", number.map(Value::from));
    }
    is("text", Some(text.into()))
}

/// A whole number: binary, octal, decimal or hexadecimal, with `_` between the digits.
fn whole(digits: &str) -> Option<(&'static str, Option<i128>)> {
    let (kind, rest, radix) = if let Some(rest) = digits.strip_prefix("0b") {
        ("a binary number", rest, 2)
    } else if let Some(rest) = digits.strip_prefix("0x") {
        ("a hexadecimal number", rest, 16)
    } else if digits.len() > 1 && digits.starts_with('0') {
        ("an octal number", &digits[1..], 8)
    } else {
        ("a number", digits, 10)
    };
    let plain = rest.replace('_', "");
    let fits = !plain.is_empty() && plain.chars().all(|digit| digit.is_digit(radix));
    (fits && !digits.starts_with('_')).then(|| (kind, i128::from_str_radix(&plain, radix).ok()))
}

/// `1:30`, `190:20:30.15`: digits and groups below 60.
fn sexagesimal(digits: &str) -> bool {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(':');
    let first = groups.next().unwrap_or_default();
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    first.starts_with(|c: char| c.is_ascii_digit())
        && is_number(first)
        && is_number(fraction)
        && groups
            .all(|group| matches!(group.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']))
}

/// `2026-11-26`, alone or with a time behind it.
fn is_date(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ', '\t']) {
        Some(end) => (&text[..end], text[end + 1..].trim_start()),
        None => (text, ""),
    };
    let is_digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let shortest = if time.is_empty() { 2 } else { 1 };
    let is_date =
        is_digits(year, 4..=4) && is_digits(month, shortest..=2) && is_digits(day, shortest..=2);
    let clock = time.split(['Z', '+', '-', ' ', '.']).next().unwrap_or_default();
    let clock: Vec<&str> = clock.split(':').collect();
    let is_time = clock.len() == 3 && clock.iter().all(|part| is_digits(part, 1..=2));
    is_date && (text == date || is_time)
}

/// A number with a point; an exponent has a sign.
fn is_float(digits: &str) -> bool {
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let Some((before, after)) = mantissa.split_once('.') else { return false };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    is_number(before)
        && is_number(after)
        && exponent_fits
        && (begins(before) || before.is_empty() && begins(after))
}

#[cfg(test)]
mod tests {
    use super::super::scalar::{Plain, plain};
    use super::*;

    fn otherwise(text: &str) -> Option<&'static str> {
        let value = match plain(text) {
            Plain::Text => text.into(),
            Plain::Value(value) => value,
            Plain::NotJson(_) => return None,
        };
        read_otherwise(text, &value)
    }

    #[test]
    fn what_both_versions_read_alike_is_not_reported() {
        for text in [
            "",
            "~",
            "null",
            "true",
            "False",
            "a",
            "yesterday",
            "1",
            "-1",
            "+5",
            "0",
            "00",
            "1.0",
            "-0.5",
            ".5",
            "1.",
            "1.5e+3",
            "0xff",
            "1.0.0",
            "a:b",
            "1:a",
            "1:60",
            "10:99",
            "e5",
            "-",
            ".",
            "2026-1-1",
            "2026-11",
            "v1",
            "0x",
            "0b",
            "_1",
            "1e",
            "18446744073709551615",
            "block-1",
            "https://a.b/c",
            "=",
            "12:30pm",
            "-07",
            "+07",
            "-1.5",
            "+.5",
            "-9223372036854775808",
            "0b2",
            "-0b",
            "a1:30",
            "_1:30",
            "1a:30",
            "1:30.5x",
            "1:30:99",
            "1:99:30",
            "1:300",
            "1:+5",
            "1:",
            "2o26-11-26",
            "20261-11-26",
            "226-11-26",
            "2026-111-26",
            "2026-11-261",
            "2026-11-26-1",
            "2026-11-26T",
            "2026-11-26T10:00",
            "2026-11-26T10:00:0x",
            "2026-11-26Tx:y:z",
            "2026-11-26T10:00:000",
            "2026-1-1 once",
            "1.5e+3x",
            "_1.5",
            "._5",
            "1.5.5",
        ] {
            assert_eq!(otherwise(text), None, "{text}");
        }
    }

    #[test]
    fn what_they_read_differently_is_named_as_yaml_1_1_reads_it() {
        for (text, kind) in [
            ("yes", "a boolean"),
            ("No", "a boolean"),
            ("on", "a boolean"),
            ("OFF", "a boolean"),
            ("y", "a boolean"),
            ("012", "an octal number"),
            ("-010", "an octal number"),
            ("08", "text"),
            ("0o17", "text"),
            ("0b101", "a binary number"),
            ("-0x1F", "a hexadecimal number"),
            ("1_000", "a number"),
            ("1_0.5", "a number"),
            ("1e3", "text"),
            ("1.5e3", "text"),
            ("1:30", "a number in base 60"),
            ("-190:20:30.15", "a number in base 60"),
            ("2026-11-26", "a date"),
            ("2026-11-26T10:00:00Z", "a date"),
            ("2026-11-26 10:00:00.5 +2", "a date"),
            ("2026-1-1T1:2:3", "a date"),
            ("2026-11-26\t10:00:00-5", "a date"),
            ("1_:30", "a number in base 60"),
            ("1:5:59", "a number in base 60"),
            ("1_.5", "a number"),
            ("-1_000", "a number"),
            ("+0b1", "a binary number"),
            ("017", "an octal number"),
        ] {
            assert_eq!(otherwise(text), Some(kind), "{text}");
        }
    }
}
