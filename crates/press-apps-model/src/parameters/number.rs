//! Equality of JSON values, with numbers compared by what they are worth.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Whether two values are the same. `1` and `1.0` are; 9007199254740993 and 9007199254740992 are not, although as `f64` they were.
///
/// A number that is too large for 64 bits, or has more than 17 digits and a fraction, was rounded when it was read; nothing can be done here.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a
            .as_f64()
            .zip(b.as_f64())
            .is_some_and(|(a, b)| a.partial_cmp(&b) == Some(Ordering::Equal)),
        _ => false,
    }
}

/// The number as a whole one, if it is exactly that.
fn whole(number: &Number) -> Option<i128> {
    if let Some(whole) = number.as_i64() {
        return Some(whole.into());
    }
    if let Some(whole) = number.as_u64() {
        return Some(whole.into());
    }
    // Every whole f64 below 2^100 fits an i128 exactly; beyond that only f64 are left to compare with.
    let float = number.as_f64()?;
    #[allow(clippy::cast_possible_truncation)]
    (float.fract() == 0.0 && float.abs() < 2_f64.powi(100)).then_some(float as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_what_they_are_worth() {
        let same = |a: &str, b: &str| {
            same(&serde_json::from_str(a).unwrap(), &serde_json::from_str(b).unwrap())
        };
        assert!(
            same("1", "1.0") && same("0", "-0.0") && same("1e3", "1000") && same("2.5", "2.50")
        );
        assert!(!same("9007199254740993", "9007199254740992"));
        assert!(!same("9007199254740993", "9007199254740992.0"));
        assert!(!same("18446744073709551615", "18446744073709551616"));
        assert!(same("1e300", "1e300") && !same("1e300", "1e301") && !same("1", "1.5"));
        assert!(!same("1", "\"1\"") && !same("1", "true"));
        assert!(!same("-9007199254740993", "-9007199254740992"));
        assert!(same("-1", "-1.0") && !same("-1", "1") && !same("1.5", "1") && !same("2.5", "1.5"));
        assert!(!same("[1, 2]", "[1, 3]") && !same("[1, 2]", "[1]") && !same("[]", "[1]"));
        assert!(
            !same(r#"{"a": 1, "b": 2}"#, r#"{"a": 1, "b": 3}"#)
                && !same(r#"{"a": 1}"#, r#"{"a": 1, "b": 2}"#)
                && !same(r#"{"a": 1, "b": 2}"#, r#"{"a": 1}"#)
        );
        assert!(
            same(r#"{"a": [1, 2]}"#, r#"{"a": [1.0, 2]}"#) && !same(r#"{"a": 1}"#, r#"{"b": 1}"#)
        );
    }
}
