//! Parameter values made visible, for tests.
//!
//! Types that hold parameter values hide them in `Debug`, so two that differ print alike. What is here shows them, and only where it is
//! called by name. Nothing here logs.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::parameter_value::ParameterValue;

/// Takes members that travel as JSON text out of their strings. Given by [`visible`], which knows the type.
type Unpack = fn(&mut Value);

/// A value whose `Debug` shows all of it as JSON, parameter values included: made by `reveal()`, to be compared in tests.
///
/// Two are equal when the values are. `{:#?}` is in several lines. Whatever is printed this way is no longer secret.
///
/// ```
/// use press_apps_api::types::ParameterValues;
///
/// let values = ParameterValues::new().set("rounds", 50);
/// assert_eq!(values.reveal(), ParameterValues::new().set("rounds", 50).reveal());
/// assert_eq!(format!("{:?}", values.reveal()), r#"{"rounds":50}"#);
/// assert_eq!(format!("{values:?}"), r#"ParameterValues({"rounds": number})"#);
/// ```
pub struct Revealed<'a, T> {
    value: &'a T,
    unpack: Unpack,
}

impl<'a, T> Revealed<'a, T> {
    /// Only for [`visible`].
    pub(crate) fn new(value: &'a T, unpack: Unpack) -> Self {
        Self { value, unpack }
    }
}

impl<T: PartialEq> PartialEq for Revealed<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Revealed<'_, T> {}

impl<T: Serialize> fmt::Debug for Revealed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `Display` of a JSON value follows `#`.
        let value = json(self.value, self.unpack);
        if f.alternate() { write!(f, "{value:#}") } else { write!(f, "{value}") }
    }
}

/// What differs between two values, path by path: made by `diff()`. Shows parameter values.
///
/// ```
/// use press_apps_api::types::{ParameterValueSet, ParameterValues};
///
/// let set = |rounds: i64| {
///     ParameterValueSet::new().run(ParameterValues::new().set("rounds", rounds))
/// };
/// assert!(set(50).diff(&set(50)).is_empty());
/// assert_eq!(
///     set(50).diff(&set(60)).to_string(),
///     "/run/rounds: 50 in the first, 60 in the second"
/// );
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Differences(Vec<Difference>);

impl Differences {
    /// Only for [`visible`].
    pub(crate) fn between<T: Serialize>(one: &T, other: &T, unpack: Unpack) -> Self {
        let mut found = Vec::new();
        compare(String::new(), Some(&json(one, unpack)), Some(&json(other, unpack)), &mut found);
        Self(found)
    }

    /// Whether the two are the same on the wire.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many places differ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Each place that differs, in the order of the names of the members.
    pub fn iter(&self) -> std::slice::Iter<'_, Difference> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Differences {
    type Item = &'a Difference;
    type IntoIter = std::slice::Iter<'a, Difference>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One line for each place that differs; nothing when none does.
impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, difference) in self.0.iter().enumerate() {
            write!(f, "{}{difference}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

/// As `Display`.
impl fmt::Debug for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One place in which two values differ.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Difference {
    /// Where: a JSON pointer (RFC 6901), empty for the whole value. Inside JSON text it goes on into the text.
    pub path: String,
    /// What the first value has there.
    pub first: Option<Value>,
    /// What the second value has there.
    pub second: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.is_empty() {
            true => f.write_str("the whole: ")?,
            false => write!(f, "{}: ", self.path.escape_debug())?,
        }
        match (&self.first, &self.second) {
            (Some(first), Some(second)) => {
                write!(f, "{first} in the first, {second} in the second")
            }
            (Some(first), None) => write!(f, "{first} in the first, nothing in the second"),
            (None, Some(second)) => write!(f, "nothing in the first, {second} in the second"),
            (None, None) => f.write_str("nothing in both"),
        }
    }
}

/// As `Display`.
impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A value as JSON, members that travel as JSON text taken out of their strings.
fn json<T: Serialize>(value: &T, unpack: Unpack) -> Value {
    let mut value = serde_json::to_value(value)
        .unwrap_or_else(|error| format!("it cannot be written as JSON: {error}").into());
    unpack(&mut value);
    value
}

fn compare(
    path: String,
    first: Option<&Value>,
    second: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    match (first, second) {
        (first, second) if first == second => {}
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            for name in one.keys().chain(other.keys().filter(|name| !one.contains_key(*name))) {
                let path = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
                compare(path, one.get(name), other.get(name), found);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            for index in 0..one.len().max(other.len()) {
                compare(format!("{path}/{index}"), one.get(index), other.get(index), found);
            }
        }
        (first, second) => {
            found.push(Difference { path, first: first.cloned(), second: second.cloned() });
        }
    }
}

/// Gives types that hold parameter values `reveal` and `diff`.
macro_rules! visible {
    ($($name:ident)*) => {$(
        impl $name {
            /// This with a `Debug` that shows it as JSON, parameter values included: to compare in tests.
            ///
            /// `assert_eq!(one.reveal(), other.reveal())` prints both.
            #[must_use]
            pub fn reveal(&self) -> $crate::Revealed<'_, Self> {
                $crate::Revealed::new(self, |value| $crate::schema::unpack_as(stringify!($name), value))
            }

            /// What differs between this and another, path by path, parameter values included.
            #[must_use]
            pub fn diff(&self, other: &Self) -> $crate::Differences {
                $crate::Differences::between(self, other, |value| {
                    $crate::schema::unpack_as(stringify!($name), value);
                })
            }
        }
    )*};
}

pub(crate) use visible;

visible! { ParameterValue }

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::ParameterValue;
    use crate::types::*;

    fn request(rounds: i64) -> CreateSpecRequest {
        let block = BlockConfig::new("b-1", VersionRef::new("1.0.0"));
        let metadata = MetadataInput::new("churn", "Predicts churn");
        let document =
            AppSpecDocument::new(1, AppKind::App, metadata, ReleaseInput::new("1.0.0"), [block]);
        let rounds =
            ParameterDefinition::new("rounds", ParameterType::Number, true).default_value(rounds);
        CreateSpecRequest::new(document).parameters(ParameterDefinitions::new().run([rounds]))
    }

    #[test]
    fn what_differs_is_told_path_by_path() {
        let one = ParameterValue::from(
            json!({ "same": 1, "a/b": [1, { "x": 2 }], "gone": null, "n": 1 }),
        );
        let other = ParameterValue::from(
            json!({ "same": 1, "a/b": [1, { "x": 3 }, 4], "new": "s", "n": 1.0 }),
        );
        let mut lines: Vec<_> = one.diff(&other).iter().map(ToString::to_string).collect();
        lines.sort();
        assert_eq!(
            lines,
            [
                "/a~1b/1/x: 2 in the first, 3 in the second",
                "/a~1b/2: nothing in the first, 4 in the second",
                "/gone: null in the first, nothing in the second",
                "/n: 1 in the first, 1.0 in the second",
                "/new: nothing in the first, \"s\" in the second",
            ]
        );
        let (one, other) = (ParameterValue::from(1), ParameterValue::from(2));
        assert_eq!(one.diff(&other).to_string(), "the whole: 1 in the first, 2 in the second");
        assert!(one.diff(&one).is_empty() && one.reveal() == one.clone().reveal());
    }

    #[test]
    fn json_text_is_gone_into() {
        let (one, other) = (request(50), request(60));
        assert_eq!(
            one.diff(&other).to_string(),
            "/parameters/run/0/defaultValue: 50 in the first, 60 in the second"
        );
        assert_ne!(one.reveal(), other.reveal());
        assert!(format!("{:#?}", one.reveal()).contains("\"defaultValue\": 50"));
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
}
