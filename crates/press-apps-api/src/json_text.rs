//! A value that travels as JSON text inside a JSON string.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Typed in Rust, JSON text in a JSON string on the wire: the form the members of `create_spec` have.
///
/// Its `Debug` is that of the value.
///
/// ```
/// use press_apps_api::JsonText;
///
/// let tenants = JsonText(vec!["t1", "t2"]);
/// assert_eq!(serde_json::to_string(&tenants)?, r#""[\"t1\",\"t2\"]""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct JsonText<T>(pub T);

impl<T> From<T> for JsonText<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> std::ops::Deref for JsonText<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> std::ops::DerefMut for JsonText<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for JsonText<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Serialize> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(&self.0).map_err(S::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        serde_json::from_str(&text).map(Self).map_err(|error| {
            D::Error::custom(format_args!("the JSON text in this string: {error}"))
        })
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for JsonText<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("JsonTextOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let content = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "string", "contentMediaType": "application/json", "contentSchema": content })
    }
}

#[cfg(test)]
mod tests {
    use super::JsonText;

    #[test]
    fn round_trips_as_text_in_a_string() {
        let text = r#""{\"a\":[1,null]}""#;
        let value: JsonText<serde_json::Value> = serde_json::from_str(text).unwrap();
        assert_eq!(value.0, serde_json::json!({ "a": [1, null] }));
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }

    #[test]
    fn text_that_is_not_json_is_an_error_that_says_so() {
        let error = serde_json::from_str::<JsonText<bool>>(r#""tru""#).unwrap_err().to_string();
        assert!(error.starts_with("the JSON text in this string: "), "{error}");
    }

    #[test]
    fn a_plain_value_is_not_taken_for_text() {
        assert!(serde_json::from_str::<JsonText<bool>>("true").is_err());
    }

    #[test]
    fn debug_is_that_of_the_value() {
        assert_eq!(format!("{:?}", JsonText(Some(1))), "Some(1)");
    }
}
