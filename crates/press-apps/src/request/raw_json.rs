//! The JSON text of an answer as a value.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json;

/// The JSON text of an answer, as the service sent it.
///
/// It derefs to `str`. A byte order mark before it and padding behind it are no part of it. It is empty where the answer had no body, as
/// that to a delete, or an update whose result the service does not show.
///
/// `Debug` shows its length alone, because it may hold parameter values; `Display` shows it all. As a part of a value that is serialized to
/// JSON it stands there as it is, or `null` where it is empty.
///
/// ```
/// # press_apps::emulator::example(async |client, _| {
/// let json = client.specs().list().page_size(1).raw().await?.into_inner();
/// assert!(json.starts_with('{') && json.contains("\"specCount\":4"));
/// let value: serde_json::Value = serde_json::from_str(&json)?;
/// assert_eq!(value["specs"][0]["kind"], "app");
/// # Ok(())
/// # }).unwrap();
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct RawJson(Box<str>);

impl RawJson {
    /// Of a body that was read as JSON, or that is blank.
    pub(super) fn of(body: Bytes) -> Self {
        let framed = json::framed(&body);
        let framed = body.slice_ref(framed);
        drop(body);
        // Nothing is copied where nobody else has it.
        let text = String::from_utf8(framed.into());
        Self(
            text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
                .into(),
        )
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as a `String`.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into()
    }
}

impl Deref for RawJson {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for RawJson {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawJson").field("bytes", &self.0.len()).finish_non_exhaustive()
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.trim() {
            "" => serializer.serialize_unit(),
            text => serde_json::from_str::<&RawValue>(text)
                .map_err(S::Error::custom)?
                .serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &'static [u8]) -> RawJson {
        RawJson::of(Bytes::from_static(body))
    }

    #[test]
    fn it_is_the_text_in_every_form() {
        let json = of(b"\xef\xbb\xbf{\"a\": 1}\n\0");
        let text = r#"{"a": 1}"#;
        assert_eq!((json.as_str(), &*json, AsRef::<str>::as_ref(&json)), (text, text, text));
        assert_eq!(json.to_string(), text);
        assert_eq!(format!("{json:>10}"), format!("  {text}"));
        assert_eq!(format!("{json:?}"), "RawJson { bytes: 8, .. }");
        assert_eq!(serde_json::to_string(&[&json]).unwrap(), format!("[{text}]"));
        assert_eq!(json.into_string(), text);
    }

    #[test]
    fn where_there_was_no_body_it_is_empty_and_null_as_a_part() {
        for blank in [&b""[..], b"  \r\n", b"\xef\xbb\xbf\0"] {
            assert_eq!(of(blank), RawJson::default());
            assert_eq!(serde_json::to_string(&of(blank)).unwrap(), "null");
        }
        assert_eq!(serde_json::to_string(&of(b" null")).unwrap(), "null");
    }
}
