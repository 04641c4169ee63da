//! A value of a parameter, which may be a secret.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Any JSON value; its `Debug` shows the kind and never the value, for parameters hold secrets.
///
/// Floating point numbers come in by `try_from`, because JSON has no `NaN` and no infinity.
///
/// ```
/// use press_apps_api::ParameterValue;
///
/// assert_eq!(format!("{:?}", ParameterValue::from("hunter2")), "string");
/// assert_eq!(
///     ParameterValue::from(vec![1, 2]).into_inner(),
///     serde_json::json!([1, 2])
/// );
/// assert!(ParameterValue::try_from(f64::NAN).is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParameterValue(Value);

impl ParameterValue {
    /// The kind of JSON value: `null`, `boolean`, `number`, `string`, `array` or `object`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.0 {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// The value itself, which no longer hides in `Debug`.
    #[must_use]
    pub fn into_inner(self) -> Value {
        self.0
    }
}

impl fmt::Debug for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl std::ops::Deref for ParameterValue {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl AsRef<Value> for ParameterValue {
    fn as_ref(&self) -> &Value {
        &self.0
    }
}

impl From<ParameterValue> for Value {
    fn from(value: ParameterValue) -> Self {
        value.0
    }
}

macro_rules! from {
    ($($source:ty),*) => {$(
        impl From<$source> for ParameterValue {
            fn from(value: $source) -> Self {
                Self(Value::from(value))
            }
        }
    )*};
}

from!(Value, bool, &str, String, i32, i64, u32, u64, serde_json::Map<String, Value>);

impl<T: Into<Self>> From<Vec<T>> for ParameterValue {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Into<Self>, const COUNT: usize> From<[T; COUNT]> for ParameterValue {
    fn from(values: [T; COUNT]) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Into<Self>> From<BTreeMap<String, T>> for ParameterValue {
    fn from(members: BTreeMap<String, T>) -> Self {
        Self(Value::Object(
            members.into_iter().map(|(name, value)| (name, value.into().0)).collect(),
        ))
    }
}

impl<T: Into<Self>> FromIterator<T> for ParameterValue {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(Value::Array(values.into_iter().map(|value| value.into().0).collect()))
    }
}

impl TryFrom<f64> for ParameterValue {
    type Error = NotFinite;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        serde_json::Number::from_f64(value)
            .map(|number| Self(Value::Number(number)))
            .ok_or(NotFinite)
    }
}

/// `NaN` and the infinities have no JSON form.
///
/// ```
/// use press_apps_api::{NotFinite, ParameterValue};
///
/// assert_eq!(ParameterValue::try_from(f64::NAN), Err(NotFinite));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "JSON has no NaN and no infinity; give a finite number, or leave the parameter out",
        )
    }
}

impl std::error::Error for NotFinite {}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for ParameterValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ParameterValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ParameterValue;

    const SECRET: &str = "hunter2";

    #[test]
    fn debug_shows_the_kind_and_never_the_value() {
        let values = [
            json!(null),
            json!(true),
            json!(42),
            json!(SECRET),
            json!([SECRET]),
            json!({ "a": SECRET }),
        ];
        let shown: Vec<String> =
            values.into_iter().map(|value| format!("{:?}", ParameterValue::from(value))).collect();
        assert_eq!(shown, ["null", "boolean", "number", "string", "array", "object"]);
    }

    #[test]
    fn types_that_hold_values_show_names_and_kinds() {
        let values = crate::types::ParameterValues::from([("password", SECRET)]);
        let set = crate::types::ParameterValueSet::new().run(values);
        let shown = format!("{set:?}");
        assert!(shown.contains("password") && shown.contains("string"), "{shown}");
        assert!(!shown.contains(SECRET), "{shown}");
    }

    #[test]
    fn is_made_of_what_is_at_hand() {
        assert_eq!(ParameterValue::from([1, 2]).into_inner(), json!([1, 2]));
        assert_eq!(
            ParameterValue::from(u64::MAX).into_inner(),
            json!(18_446_744_073_709_551_615_u64)
        );
        assert_eq!(ParameterValue::from(vec!["a"]).into_inner(), json!(["a"]));
        assert_eq!(ParameterValue::try_from(0.5).unwrap().into_inner(), json!(0.5));
    }

    #[test]
    fn numbers_without_a_json_form_are_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(ParameterValue::try_from(value).is_err());
        }
    }

    #[test]
    fn a_large_whole_number_is_not_rounded() {
        let text = "9007199254740993";
        let value: ParameterValue = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }
}
